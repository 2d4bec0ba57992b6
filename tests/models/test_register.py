"""Does somebody who looks for a patient or a past session find it, with what happened in it, and only if allowed?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from models.clinic import device
from models.errors import Forbidden, NotFound
from models.facts import Dose, Ended, Stopped, Voided
from models.limits import Level
from models.register import sought
from models.store import Sought, Store
from tests.models.wards import NURSE, Ward, ward


@pytest.fixture
def here(sqlite_store: Store) -> Ward:
    """A clinic with one session that runs."""
    return ward(sqlite_store)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Okafor, Ruth", ("Okafor", "Ruth")), ("  ruth ", ("ruth",)), ("", ()), (" , ", ()), ("00\x0042", ("0042",)),
        ("31 2 1984", ("31", "2", "1984")),
    ],
)  # fmt: skip
def test_a_part_of_a_name_is_a_word(typed: str, words: tuple[str, ...]) -> None:
    """Names may come in any order with any comma; what is no day is no date of birth."""
    assert sought(typed) == Sought(words)


@pytest.mark.parametrize("typed", ["12 3 1984", "12.03.1984", "12/3/1984", "1984-03-12", "12 Mar 1984", "12 march 1984"])
def test_a_day_is_a_date_of_birth(typed: str) -> None:
    """A date of birth may be typed as it is said, the day first, and beside a name."""
    assert sought(typed) == Sought((), date(1984, 3, 12))
    assert sought(f"okafor {typed}") == Sought(("okafor",), date(1984, 3, 12))


def test_a_session_in_a_few_words(here: Ward) -> None:
    """The list says of each session the doses that stand, how it ended, and the most urgent that was said."""
    here.enter(Dose(id="wrong", at=0, drug="Ketamine", amount=350, unit="mg", confirmed=True))
    here.enter(Voided(id="v", at=0, target="wrong", reason="typing error"))
    here.enter(Dose(id="right", at=0, drug="Ketamine", amount=35, unit="mg", confirmed=True))
    here.see(systolic=202, diastolic=104)
    here.enter(Stopped(id="stop", at=0))
    here.wait(5)
    here.enter(Ended(id="end", at=0, reason="stopped early, seen by the doctor"))
    (line,) = here.clinic.register.sessions(NURSE).lines
    assert [dose.amount for dose in line.doses] == [35]
    assert (line.stopped, line.worst, line.ended and line.ended.at) == (True, Level.HIGH, here.clock.now)
    assert line.patient.identifier == "0042"


def test_a_session_that_runs_has_no_end(here: Ward) -> None:
    """While a session runs its line says so, with nothing that was not said."""
    (line,) = here.clinic.register.sessions(NURSE).lines
    assert (line.ended, line.stopped, line.doses, line.worst) == (None, False, (), Level.NONE)


def test_the_sessions_of_one_patient(here: Ward) -> None:
    """A patient's own list holds that patient's sessions only; nobody's list is an error that says so."""
    whose = here.clinic.register.patients("0042", NURSE).lines[0].patient
    assert here.clinic.register.sessions(NURSE, patient=whose.id).count == 1
    assert here.clinic.register.patient(whose.id, NURSE) == whose
    with pytest.raises(NotFound):
        here.clinic.register.sessions(NURSE, patient="nobody")


def test_the_length_of_the_list_is_honest(here: Ward) -> None:
    """A page that shows less than there is says how many there are."""
    found = here.clinic.register.patients("", NURSE, limit=0)
    assert (found.lines, found.count) == ((), 1)


def test_whom_a_start_form_finds(here: Ward) -> None:
    """The form that starts a session looks people up the same way, and for one letter finds nobody."""
    assert [one.identifier for one in here.clinic.patients("patient 00", NURSE)] == ["0042"]
    assert here.clinic.patients("0", NURSE) == ()


def test_the_register_asks_who(here: Ward) -> None:
    """Whoever may not see sessions sees no list of them."""
    for who in (device("monitor"), replace(NURSE, role="guest")):
        with pytest.raises(Forbidden):
            here.clinic.register.sessions(who)
        with pytest.raises(Forbidden):
            here.clinic.register.patients("", who)
        with pytest.raises(Forbidden):
            here.clinic.register.patient("p", who)
