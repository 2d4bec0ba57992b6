"""Is a protocol read as it is written, and refused with the line of its mistake?"""

from __future__ import annotations

from pathlib import Path

import pytest

from models import protocol
from models.limits import Level
from models.protocol import ProtocolError
from models.vitals import Signal

TEXT = (protocol.SHIPPED / "iv-ketamine-40min.toml").read_text(encoding="utf-8")


def test_shipped_protocols_are_proposals() -> None:
    """Both shipped protocols can be used, and neither claims that a medical director has approved it."""
    assert protocol.shipped() == ("esketamine-nasal", "iv-ketamine-40min")
    assert [protocol.load(name).approved_by for name in protocol.shipped()] == ["", ""]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('level = "low"\nat_least = 165', 'level = "lowish"\nat_least = 165', "level is 'lowish'; write low, medium or high"),
        ("at_least = 165", "at_least = 165\nbelow = 3", "exactly one of"),
        ("at_least = 165", "atleast = 165", "no option 'atleast'"),
        ("at_least = 165", 'at_least = "165"', "write a number"),
        ("at_least = 165", "at_least = -165", "not negative"),
        ('signal = "mean"\nlevel = "medium"\nabove', 'signal = "meen"\nlevel = "medium"\nabove', "'meen' is no signal"),
        ('with = "danger symptom"', 'with = "bad luck"', "danger symptom, deep sedation"),
        ("then_every = 15", 'then_every = "often"', "then_every is 'often'"),
        ('then_while = "session"', 'then_while = "always"', "then_while is 'always'"),
        ("due = [10, 20, 30, 40]", "due = 10", "due must be a list"),
        ('version = "1"', "version = 1", "version must be text"),
    ],
)
def test_mistakes_name_their_line(old: str, new: str, says: str) -> None:
    """A mistake in a protocol is refused with its line and what to write instead."""
    assert TEXT.count(old) == 1
    wrong = TEXT.replace(old, new)
    line = 1 + next(n for n, (a, b) in enumerate(zip(TEXT.splitlines(), wrong.splitlines(), strict=False)) if a != b)
    with pytest.raises(ProtocolError) as refused:
        protocol.parse(wrong)
    assert says in str(refused.value)
    named = int(str(refused.value).removeprefix("Line ").split(":")[0])
    assert abs(named - line) <= 1


def test_toml_mistakes_name_their_line() -> None:
    """A file that is no TOML at all is refused with the line where it stops being TOML."""
    with pytest.raises(ProtocolError, match="line 3"):
        protocol.parse('name = "x"\nversion = "1"\ntitle = \n')


def test_a_protocol_without_limits_is_refused() -> None:
    """A protocol that could never alarm is refused."""
    with pytest.raises(ProtocolError, match="never alarm"):
        protocol.parse(TEXT.split("[[limit]]")[0])


def test_unknown_names_are_answered_with_the_known_ones(tmp_path: Path) -> None:
    """Asking for a protocol that is not there names those that are."""
    with pytest.raises(ProtocolError, match="esketamine-nasal, iv-ketamine-40min"):
        protocol.load(str(tmp_path / "other.toml"))


def test_the_digest_names_the_text() -> None:
    """Two protocols have the same digest only if they are the same text."""
    assert protocol.parse(TEXT).digest == protocol.load("iv-ketamine-40min").digest
    assert protocol.parse(TEXT + "# changed\n").digest != protocol.parse(TEXT).digest


def test_the_band_is_the_limit_that_is_judged() -> None:
    """A limit over the baseline is one number: the baseline and the distance, or the floor where that is higher."""
    rules = [r for r in protocol.parse(TEXT).rules if r.signal is Signal.SYSTOLIC and r.relative and r.level is Level.MEDIUM]
    assert [rule.limit(124) for rule in rules] == [164, 94]
    assert [rule.limit(90) for rule in rules] == [140, 60]
    assert [rule.limit(None) for rule in rules] == [None, None]
