"""Does Vigil say exactly what the table says, when it says it?"""

from __future__ import annotations

import pytest

from models.alerts import reminders, step
from models.facts import Acknowledged, Outcome
from models.limits import Level
from tests.spec.row import Row, Say
from tests.spec.rows import ROWS
from tests.spec.ward import clock, facts, picture, standing, usual


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.title)
def test_row(row: Row) -> None:
    """Each row of the table is said at its instant, with its rule and limit, and not a second earlier."""
    text = f"{row.before}; {row.facts}"
    for say in row.said:
        _check(text, say, row.protocol)


@pytest.mark.parametrize("row", [row for row in ROWS if not row.said], ids=lambda row: row.title)
def test_nothing_is_said(row: Row) -> None:
    """Where the table is empty, nothing of the signals in question is said, up to the last fact."""
    text = f"{row.before}; {row.facts}"
    last = max(fact.at for fact in facts(text))
    told = [a for fact in facts(text) for a in picture(text, _clock(fact.at), row.protocol).alerts if a.raised_at <= last]
    wanted = {"check"} if "complete" in row.facts else {"sedation", "dissociation", "event", "systolic", "diastolic"}
    assert [a.id for a in told if a.signal in wanted] == []


def _check(text: str, say: Say, name: str) -> None:
    alert = standing(text, say.at, say.signal, say.direction, name)
    level = Level.NONE if alert is None else alert.level
    assert level.word == say.level.replace("-", "none"), f"{say.at}: {level.word}, not {say.level}"
    if alert is not None and say.rule:
        assert alert.rule == say.rule
    if alert is not None and say.limit is not None:
        assert alert.limit == say.limit
    if alert is not None:
        assert say.why in alert.why
    earlier = standing(text, _clock(clock(say.at) - 1000), say.signal, say.direction, name)
    assert (Level.NONE if earlier is None else earlier.level) != level, f"already so a second before {say.at}"


def _clock(at: int) -> str:
    seconds = at // 1000 % 86_400
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}:{seconds % 60:02}"


def test_reminder() -> None:
    """A high that lasts two minutes after it was acknowledged is said again, and every two minutes from then on."""
    text = f"{usual()}; 10:20 BP 201/104; 10:24 acknowledge systolic; 10:26 BP 186/97; 10:29 BP 187/97"
    alert = standing(text, "10:29", "systolic", "high")
    assert alert is not None
    assert reminders(alert, clock("10:29")) == (clock("10:26"), clock("10:28"))


def test_jump_asks_for_a_repeat() -> None:
    """A systolic that jumps by more than 40 within 10 minutes while the heart stays steady asks for a repeat."""
    told = picture(f"{usual()}; 10:00 complete BP 138/84; 10:10 complete BP 182/98 HR 73", "10:10")
    assert any("jumped" in ask.why for ask in told.asks)


def test_acknowledging_again_keeps_the_first_time() -> None:
    """The first acknowledgement of an alert is the one that counts."""
    text = f"{usual()}; 10:20 BP 201/104; 10:24 acknowledge systolic by A; 10:25 acknowledge systolic by B"
    alert = standing(text, "10:26", "systolic", "high")
    assert alert is not None
    assert (alert.acknowledged_at, alert.acknowledged_by) == (clock("10:24"), "A")


def test_the_outcome_may_follow() -> None:
    """What was made of an alert may be said after it was acknowledged; the first time and person stay."""
    picture_then = picture(f"{usual()}; 10:20 BP 201/104; 10:24 acknowledge systolic by A", "10:24")
    told = step(picture_then, Acknowledged(id="z", at=clock("10:25"), by="B", signal="systolic", outcome=Outcome.ACTED))
    assert told is not None
    alert = told.standing[-1]
    assert (alert.acknowledged_at, alert.acknowledged_by, alert.outcome) == (clock("10:24"), "A", Outcome.ACTED)


def test_a_rise_asks_for_a_new_acknowledgement() -> None:
    """An acknowledged alert that becomes worse sounds again until somebody acknowledges the worse one."""
    text = f"{usual()}; 10:20 BP 182/96; 10:21 acknowledge systolic; 10:22 BP 190/99"
    alert = standing(text, "10:22", "systolic", "high")
    assert alert is not None
    assert alert.level is Level.HIGH
    assert alert.acknowledged_at is None


def test_end_clears_checks_and_streams_only() -> None:
    """The end of the session clears missed checks and lost streams; a high pressure still stands."""
    text = f"{usual()}; 10:00:05-10:01 every 5 s HR 70 from m; 10:20 BP 201/104; 10:30 end"
    assert {(a.signal, a.direction) for a in picture(text, "10:29:59").standing} >= {
        ("check", "missing"),
        ("heart_rate", "missing"),
    }
    assert {(a.signal, a.direction) for a in picture(text, "10:40").standing} == {("systolic", "high"), ("diastolic", "high")}


@pytest.mark.parametrize(
    ("facts", "now", "asked"),
    [
        ("10:20 BP 182/96", "10:20", ("10:20:30", "10:23:00")),
        ("10:20 BP 182/96", "10:22:59", ("10:20:30", "10:23:00")),
        ("10:20 BP 182/96", "10:23", None),
        ("10:20 BP 182/96; 10:20:20 BP 184/97", "10:20:20", ("10:20:30", "10:23:00")),
        ("10:20 BP 182/96; 10:22 BP 184/97", "10:22", None),
        ("10:20 BP 182/96; 10:22 BP 171/90", "10:22", None),
        ("10:20 BP 182/96; 10:21 BP 184/112", "10:21", ("10:21:30", "10:24:00")),
        ("10:20 BP 182/96; 10:21 end", "10:21", None),
        ("10:20 BP 204/104", "10:20", None),
        ("10:20 BP 204/104; 10:21 BP 206/105", "10:21", None),
        ("10:20 BP 160/92", "10:20", None),
    ],
)
def test_a_repeat_is_asked_for_until_it_came_or_lapsed(facts: str, now: str, asked: tuple[str, str] | None) -> None:
    """A first pressure beyond a limit that is confirmed asks for a second one, from when it counts until when it is too late."""
    repeat = picture(f"{usual()}; {facts}", now).repeat
    assert (repeat and (repeat.opens, repeat.by)) == (asked and tuple(clock(at) for at in asked))
