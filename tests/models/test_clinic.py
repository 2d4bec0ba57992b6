"""What can staff do, and what does the one door promise them?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from models import alerts
from models.clinic import Clinic, NewSession, User, device
from models.errors import Conflict, Forbidden, NotFound, Refused
from models.facts import Acknowledged, Amended, Dose, Ended, Note, Opened, Raised, SkippedCheck, SkipReason, Voided
from models.store import Store
from models.vitals import MINUTE, ObservationSet
from tests.models.wards import IV, NURSE, START, Ward, patient, ward


@pytest.fixture
def here(store: Store) -> Iterator[Ward]:
    """A clinic with a session in room 1, on each database."""
    return ward(store)  # type: ignore[return-value]  # pytest takes both


def raised(here: Ward) -> list[Raised]:
    """Everything that was said in the session, but for checks that nobody made."""
    said = [entry.fact for entry in here.clinic.entries(here.session) if isinstance(entry.fact, Raised)]
    return [one for one in said if one.signal != "check"]


def test_every_fact_says_who_and_when(here: Ward) -> None:
    """An entry carries the person, when it was measured, and when Vigil got it."""
    here.wait(10)
    fact = here.see(ago=4, heart_rate=72).entry.fact
    assert (fact.by, fact.at, fact.received) == ("nina", START + 6 * MINUTE, START + 10 * MINUTE)


def test_what_a_reading_says_is_stored_with_it(here: Ward) -> None:
    """A reading out of range and the alert that it raises are one transaction: neither is ever there without the other."""
    here.see(systolic=201, diastolic=99)
    (said,) = [one for one in raised(here) if one.signal == "systolic"]
    assert (said.priority, said.rule, said.limit, said.value, said.late, said.by) == (
        "high",
        "absolute",
        200,
        201,
        False,
        "vigil",
    )


def test_nothing_is_said_twice(here: Ward) -> None:
    """However often the session is looked at, and by however many processes, an alert is said once."""
    here.see(systolic=201, diastolic=99)
    before = len(raised(here))
    here.clinic.tick()
    Clinic(here.clinic.store, here.clock).tick()
    here.see(systolic=202, diastolic=99)
    assert len(raised(here)) == before


def test_time_alone_raises_what_is_due(here: Ward) -> None:
    """182/96 is medium at once and high at exactly three minutes when nobody repeats it; the clock says so, not a reading."""
    here.enter(Dose(id="dose", at=0, drug="Ketamine", confirmed=True))
    here.wait(10)
    here.see(systolic=182, diastolic=96, heart_rate=70, spo2=98, sedation=5, dissociation=0)
    here.wait(2.99)
    here.clinic.tick()
    assert [one.priority for one in raised(here)] == ["medium"]
    here.wait(0.02)
    here.clinic.tick()
    said = raised(here)[-1]
    assert (said.priority, said.at, said.late) == ("high", START + 13 * MINUTE, False)


def test_what_is_entered_late_is_said_as_late(here: Ward) -> None:
    """A reading that reaches Vigil fifteen minutes later raises its alert as late, at the time it was measured."""
    here.wait(20)
    here.see(ago=15, systolic=201, diastolic=99)
    said = raised(here)[-1]
    assert (said.at, said.received, said.late) == (START + 5 * MINUTE, START + 20 * MINUTE, True)


def test_two_minutes_are_not_late(here: Ward) -> None:
    """Writing down what one has just measured is not late."""
    here.wait(20)
    here.see(ago=2, systolic=201, diastolic=99)
    assert not raised(here)[-1].late


def test_the_picture_is_the_fold_of_the_log(here: Ward) -> None:
    """Live state and history cannot disagree: after readings in any order the session shows what folding its log shows."""
    here.see(heart_rate=70, systolic=124, diastolic=78)
    here.wait(20)
    here.enter(Dose(id="dose", at=0, drug="Ketamine", confirmed=True))
    here.wait(12)
    here.see(systolic=182, diastolic=96)
    here.see(ago=5, systolic=171, diastolic=88, heart_rate=90)
    here.wait(4)
    here.see(systolic=150, diastolic=85)
    view = here.clinic.session_view(here.session, here.clock.now)
    facts = [entry.fact for entry in here.clinic.entries(here.session)]
    folded = alerts.fold(view.picture.protocol, facts, here.clock.now)
    assert view.picture.alerts == folded.alerts
    assert view.picture == replace(folded, watch=view.picture.watch)


def test_a_second_process_sees_the_same(here: Ward) -> None:
    """A process that starts now shows the same alerts as the one that was there all the time."""
    here.see(systolic=201, diastolic=99)
    here.enter(Acknowledged(id="ack", at=0, signal="systolic", direction="high"))
    mine = here.clinic.session_view(here.session, here.clock.now).picture.standing
    assert Clinic(here.clinic.store, here.clock).session_view(here.session, here.clock.now).picture.standing == mine
    assert mine[0].acknowledged_by == "nina"


def test_two_processes_take_turns(here: Ward) -> None:
    """Readings from two processes are in one order, and each process catches up with the other before it writes."""
    other = Clinic(here.clinic.store, here.clock)
    for number in range(6):
        here.wait(1)
        seen = ObservationSet(id=f"o{number}", at=0, heart_rate=70.0 + number)
        recorded = (other if number % 2 else here.clinic).record(here.session, seen, NURSE)
    assert recorded.entry.revision == 7
    assert recorded.view.picture.latest[0].value == 75


def test_the_same_fact_again_changes_nothing(here: Ward) -> None:
    """A retry is answered with what is stored, whoever sends it and whenever."""
    seen = ObservationSet(id="one", at=0, heart_rate=72)
    first = here.enter(seen)
    here.wait(5)
    again = here.clinic.record(here.session, seen, User(name="omar", full_name="Omar", role="nurse", password_hash=""))
    assert (first.new, again.new, again.entry) == (True, False, first.entry)
    with pytest.raises(Conflict, match="used before"):
        here.enter(replace(seen, heart_rate=73))
    with pytest.raises(Conflict, match="used before"):
        here.enter(Note(id="one", at=0, text="72"))


def test_the_same_amendment_again_changes_nothing(here: Ward) -> None:
    """A correction whose answer was lost can be sent again."""
    here.see(heart_rate=72)
    change = Amended(id="fix", at=0, target="set-0", reason="typo", content=ObservationSet(id="fix", at=0, heart_rate=27))
    assert [here.enter(change).new, here.enter(change).new] == [True, False]


def test_an_amendment_speaks_for_the_same_instant(here: Ward) -> None:
    """A correction is about when the reading was taken, not about when it was corrected."""
    here.see(heart_rate=172)
    here.wait(7)
    here.enter(Amended(id="fix", at=0, target="set-0", reason="typo", content=ObservationSet(id="x", at=0, heart_rate=72)))
    (latest,) = here.clinic.session_view(here.session, here.clock.now).picture.latest
    assert (latest.value, latest.at) == (72, START)


def test_only_readings_are_amended(here: Ward) -> None:
    """A note is struck through and written anew; what was said and acknowledged cannot be struck through."""
    here.see(systolic=201, diastolic=99)
    here.enter(Note(id="note", at=0, text="calm"))
    content = ObservationSet(id="x", at=0, heart_rate=72)
    with pytest.raises(Refused, match="Only readings"):
        here.enter(Amended(id="fix", at=0, target="note", reason="typo", content=content))
    with pytest.raises(Refused, match="cannot be struck through"):
        here.enter(Voided(id="void", at=0, target=raised(here)[0].id, reason="typo"))


def test_a_correction_stays_in_its_session(here: Ward) -> None:
    """Nobody corrects a reading of one patient through the session of another."""
    here.see(heart_rate=72)
    other = here.clinic.open_session(NewSession(room="2", patient=patient("7"), protocol=IV), NURSE).row.id
    with pytest.raises(NotFound):
        here.clinic.record(other, Voided(id="void", at=0, target="set-0", reason="typo"), NURSE)


def test_a_skip_is_of_a_check_that_is_owed(here: Ward) -> None:
    """Only a check that somebody owes can be skipped."""
    due = here.clinic.session_view(here.session, here.clock.now).picture.next_check
    assert due is not None
    here.enter(SkippedCheck(id="skip", at=0, due=due.due, reason=SkipReason.ASLEEP))
    with pytest.raises(Refused, match=r"No check is owed at \d+ \w{3} \d\d:\d\d: it was made or skipped"):
        here.enter(SkippedCheck(id="again", at=0, due=due.due, reason=SkipReason.ASLEEP))
    with pytest.raises(Refused, match=f"No check is owed at {1 << 60} ms"):
        here.enter(SkippedCheck(id="never", at=0, due=1 << 60, reason=SkipReason.ASLEEP))


def test_an_ended_session_is_over(here: Ward) -> None:
    """Nothing is due after the end; the room is free for the next patient."""
    here.wait(1)
    here.enter(Ended(id="end", at=0))
    here.wait(1)
    with pytest.raises(Refused, match="The session is closed"):
        here.see(heart_rate=72)
    with pytest.raises(Refused, match="The session is closed"):
        here.enter(Ended(id="again", at=0))
    assert here.clinic.board(here.clock.now)[0].session is None
    here.clinic.open_session(NewSession(room="1", patient=patient("7"), protocol=IV), NURSE)


def test_long_before_the_session_is_a_mistake(here: Ward) -> None:
    """A reading from more than an hour before the session was opened belongs to another one."""
    assert here.see(ago=59, heart_rate=72).new
    with pytest.raises(Refused, match="long before the session"):
        here.see(ago=61, heart_rate=72)


@pytest.mark.parametrize(
    ("role", "fact", "allowed"),
    [
        ("device", ObservationSet(id="a", at=0, source="m", heart_rate=70), True),
        ("device", Ended(id="b", at=0), False),
        ("administrator", ObservationSet(id="c", at=0, heart_rate=70), False),
        ("clinician", ObservationSet(id="d", at=0, heart_rate=70), True),
    ],
)
def test_the_door_asks_who(here: Ward, role: str, fact: ObservationSet | Ended, allowed: bool) -> None:  # noqa: FBT001  # the expected answer
    """Who may not do something is refused here, whatever a screen or a script has let through."""
    who = User(name="x", full_name="X", role=role, password_hash="")
    if allowed:
        assert here.clinic.record(here.session, fact, who).new
    else:
        with pytest.raises(Forbidden):
            here.clinic.record(here.session, fact, who)


def test_an_unknown_role_may_do_nothing(here: Ward) -> None:
    """A role that nobody defined is refused, not guessed."""
    with pytest.raises(Forbidden):
        here.clinic.record(
            here.session, Note(id="n", at=0, text="x"), User(name="x", full_name="X", role="guest", password_hash="")
        )


def test_a_session_needs_a_protocol_that_there_is(here: Ward) -> None:
    """A wrong name is answered with the names that there are; no session and no patient is left behind."""
    with pytest.raises(NotFound, match="esketamine-nasal"):
        here.clinic.open_session(NewSession(room="2", patient=patient("7"), protocol="nope"), NURSE)
    assert not here.clinic.patients("patient 7", NURSE)


def test_a_protocol_of_the_clinics_own_is_adopted(here: Ward) -> None:
    """A clinician adopts a protocol; it is offered under its name from then on, and old sessions keep theirs."""
    text = here.clinic.offered()[0].text.replace('version = "1"', 'version = "1-north"')
    with pytest.raises(Forbidden):
        here.clinic.adopt(text, NURSE)
    here.clinic.adopt(text, replace(NURSE, role="clinician"))
    assert here.clinic.offered()[0].version == "1-north"
    assert here.clinic.session_view(here.session, here.clock.now).picture.protocol.version == "1"


def test_rooms_nobody_named_are_not_hidden(here: Ward) -> None:
    """A session in a room that is not in the settings is on the board all the same."""
    here.clinic.open_session(NewSession(room="corridor", patient=patient("7"), protocol=IV), NURSE)
    assert [room.room for room in here.clinic.board(here.clock.now)] == ["1", "2", "corridor"]


def test_one_session_that_cannot_be_judged_does_not_stop_the_others(here: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake in judging one session is told, and every other session is still watched."""
    second = here.clinic.open_session(NewSession(room="2", patient=patient("7"), protocol=IV), NURSE).row.id
    look = here.clinic.sessions._look  # noqa: SLF001  # the one place where a session is judged by time

    def broken(session: str, now: int) -> None:
        if session == here.session:
            raise ZeroDivisionError
        look(session, now)

    monkeypatch.setattr(here.clinic.sessions, "_look", broken)
    here.wait(14)
    with pytest.raises(Exception, match=f"1 of 2 sessions could not be checked: {here.session}"):
        here.clinic.tick()
    assert [e.fact.signal for e in here.clinic.entries(second) if isinstance(e.fact, Raised)] == ["check"]


def test_a_reading_that_cannot_be_judged_is_not_acknowledged(here: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    """If what a reading means cannot be worked out, it is not stored and not acknowledged: it stays "not sent" at the bedside."""
    monkeypatch.setattr(alerts, "step", lambda *_: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        here.see(heart_rate=72)
    monkeypatch.undo()
    assert [type(entry.fact) for entry in here.clinic.entries(here.session)] == [Opened]
    assert here.see(heart_rate=72).entry.revision == 2


def test_a_device_streams(here: Ward) -> None:
    """What a monitor sends is under its own name; a value that cannot be true is kept as rejected, and said."""
    monitor = device("monitor-1")
    seen = ObservationSet(id="m", at=0, source="monitor-1", heart_rate=72, spo2=44)
    recorded = here.clinic.record(here.session, seen, monitor)
    assert recorded.entry.fact.by == "monitor-1"
    assert [(one.signal, one.rule) for one in raised(here)] == [("spo2", "data")]
