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
        ("at_least = 165", "atleast = 165", "there is no 'atleast' in [[limit]]. Did you mean 'at_least'?"),
        ("at_least = 165", 'at_least = "165"', "write a number"),
        ("at_least = 165", "at_least = -165", "not negative"),
        (
            'signal = "mean"\nlevel = "medium"\nabove',
            'signal = "meen"\nlevel = "medium"\nabove',
            "signal is 'meen'; write heart_rate, systolic,",
        ),
        ('with = "danger symptom"', 'with = "bad luck"', "danger symptom, deep sedation"),
        ("then_every = 15", 'then_every = "often"', "then_every is 'often'"),
        ('then_while = "session"', 'then_while = "always"', "then_while is 'always'"),
        ("due = [10, 20, 30, 40]", "due = 10", "due is 10; write a list of numbers like [10, 20]"),
        ('\nname = "iv', '\nnmae = "iv', "there is no 'nmae' above the tables. Did you mean 'name'?"),
        ("[gate] ", "[gaet] ", "there is no table [gaet]. Did you mean [gate]?"),
        ("lost_after = 30", "lost_aftr = 30", "there is no 'lost_aftr' in [stream]. Did you mean 'lost_after'?"),
        ("mean = 5\n", "meen = 5\n", "there is no 'meen' in [hysteresis]. Did you mean 'mean'?"),
        ("mean = 5\n", 'mean = "five"\n', "mean is 'five'; write a number"),
        ("gap = 60 ", "gap = inf ", "gap is inf; write a number"),
        ('"vomiting", "chest_pain"', '"vomitting", "chest_pain"', "'vomitting' in words is none of chest_pain,"),
        ('words = ["vomiting"', 'words = "vomiting" # ["', "words is 'vomiting'; write a list like [\"chest_pain\"]"),
        ('approved_by = ""', "approved_by = true", "approved_by is True; write text in quotes"),
        ('version = "1"', "version = 1", "version is 1; write text in quotes"),
        ('route = "iv"', 'route = "vein"', "route is 'vein'; write nasal or iv"),
        ('since = "end of infusion"', 'since = "arrival"', "since is 'arrival'; write first dose or end of infusion"),
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
    (mistake,) = refused.value.mistakes
    assert str(refused.value) == str(mistake)
    assert abs(mistake.line - line) <= 1


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("closer_within = 40\n", "", "[schedule]", "there is no 'closer_within' in [schedule]; write a number"),
        ('title = "Ketamine IV, 40 minutes"\n', "", "# What is abnormal", "there is no 'title' above the tables; write text"),
        ('level = "low"\nat_least = 165\n', "at_least = 165\n", "[[limit]]", "there is no 'level' in [[limit]]; write low,"),
    ],
)
def test_what_is_missing_is_named_with_its_table(old: str, new: str, line: str, says: str) -> None:
    """A key that is not there is named with the line of the table that it belongs to."""
    assert TEXT.count(old) == 1
    wrong = TEXT.replace(old, new)
    with pytest.raises(ProtocolError) as refused:
        protocol.parse(wrong)
    (mistake,) = refused.value.mistakes
    assert says in mistake.text
    assert wrong.splitlines()[mistake.line - 1].startswith(line)


def test_every_mistake_is_named_at_once() -> None:
    """Whoever writes a protocol learns of all mistakes in one go, in the order of their lines."""
    wrong = (
        TEXT.replace("\nversion = ", "\nversoin = ").replace("[repeat] ", "[repaet] ").replace("at_least = 165", "at_least = -1")
    )
    with pytest.raises(ProtocolError) as refused:
        protocol.parse(wrong)
    texts = wrong.splitlines()
    assert [texts[one.line - 1].split()[0] for one in refused.value.mistakes] == ["versoin", "[repaet]", "at_least"]


def test_a_file_from_another_editor_is_read(tmp_path: Path) -> None:
    """A protocol that was saved on Windows, with its mark in front and its line ends, is the same protocol."""
    saved = tmp_path / "mine.toml"
    saved.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert protocol.load(str(saved)).digest == protocol.parse(TEXT).digest
    saved.write_bytes(TEXT.replace("40 minutes", "40 Minuten für alle").encode("latin-1"))
    with pytest.raises(ProtocolError, match="no text in UTF-8"):
        protocol.load(str(saved))


def test_toml_mistakes_name_their_line() -> None:
    """A file that is no TOML at all is refused with the line where it stops being TOML."""
    with pytest.raises(ProtocolError, match=r"^Line 3: this is not valid TOML: Invalid value at column 9\.$"):
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


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('item = "escort"', 'item = "identity"', "'identity' is on both lists; one tick would stand for both"),
        ('item = "appointment"', 'item = "oriented"', "'oriented' is twice in discharge"),
        ('text = "Cannula out"', 'txt = "Cannula out"', "discharge must be a list like"),
    ],
)
def test_a_mistake_on_a_checklist_names_the_list(old: str, new: str, says: str) -> None:
    """A line of a checklist that is not clear is refused at the line where its list begins."""
    assert TEXT.count(old) == 1
    begins = 1 + next(n for n, line in enumerate(TEXT.splitlines()) if line.startswith("discharge ="))
    with pytest.raises(ProtocolError, match=says) as refused:
        protocol.parse(TEXT.replace(old, new))
    assert refused.value.mistakes[0].line == begins
