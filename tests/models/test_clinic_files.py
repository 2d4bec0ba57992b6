"""Where does a file go, and what becomes of it? All of it or nothing, once, and never to the wrong patient."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from models import intake
from models.clinic import NewSession
from models.errors import Forbidden, NotFound, Refused
from models.facts import Ended, Opened, Raised
from models.filed import Target
from models.intake import Answers, Intake
from models.store import SessionRow, Store
from models.vitals import MINUTE, Millis
from tests.models.wards import IV, NURSE, START, Ward, patient, ward


@pytest.fixture
def here(sqlite_store: Store) -> Ward:
    """A clinic with a session in room 1."""
    made = ward(sqlite_store)
    made.wait(60)
    return made


def iso(at: Millis) -> str:
    """An instant as files write it."""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat()


def file(*rows: tuple[float, str], columns: str = "systolic,diastolic", name: str = "x.csv") -> Intake:
    """A table of readings, by minutes from the opening of the session in room 1."""
    lines = [f"time,{columns}", *(f"{iso(START + round(minute * MINUTE))},{values}" for minute, values in rows)]
    return intake.read(name, "\n".join(lines).encode(), Answers())


def sessions(here: Ward) -> list[SessionRow]:
    """Every session that is stored."""
    with here.clinic.store.reading() as db:
        return db.sessions()


QUIET = ((10, "124,78"), (20, "126,80"))


def test_a_file_goes_into_a_session(here: Ward) -> None:
    """Readings of a file are in the session as if they had been entered; the same file again stores nothing."""
    first = here.clinic.files.keep([file(*QUIET)], Target(session=here.session), NURSE)
    again = here.clinic.files.keep([file(*QUIET)], Target(session=here.session), NURSE)
    assert [(filed.stored, filed.duplicates) for filed in (*first, *again)] == [(2, 0), (0, 2)]
    assert here.clinic.session_view(here.session, here.clock.now).picture.latest[0].value == 126


def test_what_a_file_reveals_is_said_as_late(here: Ward) -> None:
    """An alert that nobody could have heard is listed as late, at the time of the reading."""
    here.clinic.files.keep([file((10, "205,99"))], Target(session=here.session), NURSE)
    said = [e.fact for e in here.clinic.entries(here.session) if isinstance(e.fact, Raised) and e.fact.signal == "systolic"]
    assert [(one.priority, one.late, one.at) for one in said] == [("high", True, START + 10 * MINUTE)]


def test_nobody_knows_whose_it_is(here: Ward) -> None:
    """A file that names no patient is asked about; nothing is guessed."""
    asked = here.clinic.files.asked(file(*QUIET), Target())
    assert (asked.verdict, asked.questions[0].about) == ("question", "patient")
    assert here.clinic.files.asked(file(*QUIET), Target(new=True)).verdict == "ready"


def test_a_patient_who_is_not_known_is_asked_about(here: Ward) -> None:
    """A file names its patient: a known one needs no question, a stranger does."""
    known, stranger = (file((10, f"124,78,{name}"), columns="systolic,diastolic,patient") for name in ("0042", "4711"))
    assert here.clinic.files.asked(known, Target()).verdict == "ready"
    assert "4711 is not known here" in here.clinic.files.asked(stranger, Target()).questions[0].text


def test_a_file_of_another_patient_is_refused(here: Ward) -> None:
    """Readings of one patient never get into the session of another, whatever was said on the command line."""
    other = file((10, "124,78,4711"), columns="systolic,diastolic,patient")
    with pytest.raises(Refused, match="is of patient 4711, session"):
        here.clinic.files.keep([other], Target(session=here.session), NURSE)
    with pytest.raises(Refused, match="is of patient 4711, not of 0042"):
        here.clinic.files.keep([other], Target(patient="0042"), NURSE)


def test_two_beds_without_a_name_do_not_go_into_one_session(here: Ward) -> None:
    """Readings of two beds of which nobody says whose they are may be of two people: they are refused, and one bed is not."""
    message = "MSH|^~\\&|MON|W|||{at}||ORU^R01|1|P|2.6\rPV1||I|ICU^^{bed}\rOBX|1|NM|8867-4^HR^LN||{rate}|/min|||||F\r"
    when = datetime.fromtimestamp(START / 1000 + 600, UTC).strftime("%Y%m%d%H%M%S+0000")
    one, other = (message.format(at=when, bed=bed, rate=rate) for bed, rate in (("A", 72), ("B", 90)))
    both = intake.read("x.hl7", (one + other).encode(), Answers())
    with pytest.raises(Refused, match=r"several visits or beds \(ICU\^\^A, ICU\^\^B\)"):
        here.clinic.files.keep([both], Target(session=here.session), NURSE)
    alone = intake.read("x.hl7", one.encode(), Answers())
    assert [filed.stored for filed in here.clinic.files.keep([alone], Target(session=here.session), NURSE)] == [1]


def test_a_file_goes_to_the_session_in_which_it_was_measured(here: Ward) -> None:
    """A file of a known patient finds the session that it falls into; one of another day gets a session of its own."""
    here.clinic.files.keep([file(*QUIET)], Target(patient="0042"), NURSE)
    assert len([e for e in here.clinic.entries(here.session) if not isinstance(e.fact, Raised)]) == 3
    here.clinic.files.keep([file((-3000, "124,78"))], Target(patient="0042"), NURSE)
    whose = here.clinic.patients("0042", NURSE)[0].id
    counts = [Counter(type(f).__name__ for f in past.facts) for past in here.clinic.trend(whose, NURSE, here.clock.now).sessions]
    assert [(count["ObservationSet"], count["Ended"]) for count in counts] == [(1, 1), (2, 0)]


def test_a_new_session_is_over_when_the_file_is(here: Ward) -> None:
    """A recording is no running session: it opens with its first row, ends with its last, and no check is owed."""
    here.clinic.files.keep([file(*QUIET)], Target(new=True), NURSE)
    assert len(here.clinic.board(here.clock.now)) == 2
    (whose,) = here.clinic.patients("unknown", NURSE)
    (made,) = here.clinic.trend(whose.id, NURSE, here.clock.now).sessions
    assert [type(fact) for fact in made.facts if isinstance(fact, Opened | Ended)] == [Opened, Ended]
    (again,) = here.clinic.files.keep([file(*QUIET)], Target(new=True), NURSE)
    assert (again.stored, again.duplicates) == (0, 2)


def test_all_files_or_none(here: Ward) -> None:
    """When one of several files does not fit, nothing of any is stored."""
    with pytest.raises(NotFound):
        here.clinic.files.keep([file(*QUIET), file((30, "124,78"))], Target(session="nope"), NURSE)
    future = file((90, "124,78"))
    with pytest.raises(Refused, match="of the future"):
        here.clinic.files.keep([file(*QUIET), future], Target(session=here.session), NURSE)
    assert len(here.clinic.entries(here.session)) == 1


def test_a_file_of_another_day_is_refused(here: Ward) -> None:
    """A file that ends before the session was opened, or begins after its end, is of another day or zone."""
    with pytest.raises(Refused, match="ends before session"):
        here.clinic.files.keep([file((-120, "124,78"))], Target(session=here.session), NURSE)
    here.enter(Ended(id="end", at=START + 30 * MINUTE))
    with pytest.raises(Refused, match="begins after session"):
        here.clinic.files.keep([file((40, "124,78"))], Target(session=here.session), NURSE)


def test_the_same_readings_cannot_be_two_patients(here: Ward) -> None:
    """A file that is stored in one session is refused for another session and for another patient, and says where it is."""
    other = here.clinic.open_session(NewSession(room="2", patient=patient("7"), protocol=IV), NURSE).row.id
    here.clinic.files.keep([file(*QUIET)], Target(session=here.session), NURSE)
    for wrong in (Target(session=other), Target(patient="7")):
        with pytest.raises(Refused, match=f"in session {here.session} of 0042"):
            here.clinic.files.keep([file(*QUIET)], wrong, NURSE)


def test_a_file_that_is_stored_is_known_again(here: Ward) -> None:
    """The same file, whatever it is called, is asked about once: afterwards its readings say where they are, and make no twin."""
    here.clinic.files.keep([file(*QUIET)], Target(new=True), NURSE)
    before = sessions(here)
    again = file(*QUIET, name="copy.csv")
    assert here.clinic.files.asked(again, Target()).verdict == "ready"
    for said in (Target(), Target(new=True)):
        (filed,) = here.clinic.files.keep([again], said, NURSE)
        assert (filed.stored, filed.duplicates) == (0, 2)
    assert sessions(here) == before


def test_the_rest_of_a_file_goes_where_its_beginning_is(here: Ward) -> None:
    """A file that has grown since adds only what is new, to the same session; a new session for the rest is refused."""
    here.clinic.files.keep([file(*QUIET)], Target(session=here.session), NURSE)
    grown = file(*QUIET, (30, "128,81"))
    with pytest.raises(Refused, match="Leave --new-session out"):
        here.clinic.files.keep([grown], Target(new=True), NURSE)
    (filed,) = here.clinic.files.keep([grown], Target(), NURSE)
    assert (filed.stored, filed.duplicates, filed.places[0].session) == (1, 2, here.session)


def test_a_copy_beside_its_original_adds_nothing(here: Ward) -> None:
    """Two files of the same readings at once are one session, counted once; where they only overlap, one is first."""
    both = here.clinic.files.keep([file(*QUIET), file(*QUIET, name="copy.csv")], Target(new=True), NURSE)
    assert [(filed.stored, filed.duplicates) for filed in both] == [(2, 0), (0, 2)]
    assert len(sessions(here)) == 2
    early, late = file((40, "124,78"), (45, "124,78")), file((45, "124,78"), (50, "124,78"), name="late.csv")
    with pytest.raises(Refused, match=r"late.csv holds readings that another of these files holds too"):
        here.clinic.files.keep([early, late], Target(new=True), NURSE)
    assert [f.stored for f in here.clinic.files.keep([early, late], Target(session=here.session), NURSE)] == [2, 1]


def test_what_would_be_stored_is_what_is_stored(here: Ward) -> None:
    """Looking first stores nothing, says exactly what storing then does, and refuses what storing would refuse."""
    seen = here.clinic.files.foreseen([file(*QUIET)], Target(new=True), NURSE)
    assert here.clinic.patients("unknown", NURSE) == ()
    assert here.clinic.files.keep([file(*QUIET)], Target(new=True), NURSE) == seen
    (place,) = seen[0].places
    assert (place.name, place.room, place.made) == ("Unknown (x.csv)", "", True)
    assert (place.first, place.last) == (START + 10 * MINUTE, START + 20 * MINUTE)
    with pytest.raises(Refused, match="of the future"):
        here.clinic.files.foreseen([file((90, "124,78"))], Target(session=here.session), NURSE)


def test_who_may_not_import_may_not(here: Ward) -> None:
    """Files are imported by those who treat."""
    with pytest.raises(Forbidden):
        here.clinic.files.keep([file(*QUIET)], Target(session=here.session), replace(NURSE, role="administrator"))


LONG = tuple((minute / 60, f"{110 + minute % 20},{70 + minute % 10}") for minute in range(1_200))
"""A pressure every second for 20 minutes: long enough to be read column by column."""


def test_a_long_file_is_stored_judged_and_known_again_like_a_short_one(here: Ward) -> None:
    """A recording of a monitor is in its session once, with what must be said of it, however often and in what parts it comes."""
    high = tuple((at, "205,99" if 10 <= at < 11 else values) for at, values in LONG)
    counts = [
        here.clinic.files.keep([file(*rows)], Target(session=here.session), NURSE)[0]
        for rows in (high[100:200], high, high, high[700:])
    ]
    assert [(one.stored, one.duplicates) for one in counts] == [(100, 0), (1_100, 100), (0, 1_200), (0, 500)]
    view = here.clinic.session_view(here.session, here.clock.now)
    assert any(said.signal == "systolic" and said.priority == "high" and said.late for said in view.said)


def test_a_long_file_can_be_undone_and_come_in_again(here: Ward) -> None:
    """An undone recording no longer counts, and the same file may come in once more, to the right patient."""
    here.clinic.files.keep([file(*LONG)], Target(session=here.session), NURSE, id="wrong")
    assert here.clinic.files.undo("wrong", NURSE) == 1_200
    assert here.clinic.session_view(here.session, here.clock.now).picture.latest == ()
    (again,) = here.clinic.files.keep([file(*LONG)], Target(new=True), NURSE)
    assert (again.stored, again.duplicates) == (1_200, 0)


def test_a_long_file_that_is_stored_and_named_twice_is_known_once(here: Ward) -> None:
    """Of two copies of a recording that is stored already nothing is new, and each of its readings was stored once."""
    here.clinic.files.keep([file(*LONG)], Target(session=here.session), NURSE)
    copies = [file(*LONG), file(*LONG, name="copy.csv")]
    filed = here.clinic.files.foreseen(copies, Target(session=here.session), NURSE)
    assert [(one.stored, one.duplicates) for one in filed] == [(0, 1_200), (0, 1_200)]
    assert here.clinic.files.keep(copies, Target(session=here.session), NURSE) == filed
