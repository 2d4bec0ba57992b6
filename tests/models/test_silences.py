"""Is a silence short, and does the log of each session know who silenced which screen, and when?"""

from __future__ import annotations

import pytest

from models.attendance import LONGEST
from models.clinic import Screen
from models.errors import Refused
from models.facts import Ended, Signed, Silenced
from models.store import Store
from models.vitals import MINUTE, Millis
from tests.models.wards import NURSE, START, Ward, ward

DESK = Screen(id="a", name="desk", rooms=None, armed=True, seen=0)


@pytest.fixture
def here(sqlite_store: Store) -> Ward:
    """A clinic with one session in room 1."""
    return ward(sqlite_store)


def hush(here: Ward, name: str = "q1", lasting: Millis = LONGEST, at: Millis | None = None) -> Millis:
    """The nurse silences the screen at the desk."""
    return here.clinic.attendance.silence(name, DESK, lasting, NURSE, at)


def hushed(here: Ward) -> list[Silenced]:
    """The silences in the log of the session."""
    return [entry.fact for entry in here.clinic.entries(here.session) if isinstance(entry.fact, Silenced)]


def test_a_silence_is_short_and_in_the_log(here: Ward) -> None:
    """One screen is silent for two minutes; the log says which, until when and who did it, and no alert is touched."""
    here.see(systolic=205, diastolic=100)
    before = here.clinic.session_view(here.session, here.clock()).picture.standing
    until = hush(here)
    (fact,) = hushed(here)
    assert (fact.by, fact.screen, fact.until, until) == ("nina", "desk", START + 2 * MINUTE, START + 2 * MINUTE)
    assert here.clinic.session_view(here.session, here.clock()).picture.standing == before


def test_no_screen_is_silent_for_longer(here: Ward) -> None:
    """There is no endless silence: more than two minutes are refused, with a sentence."""
    with pytest.raises(Refused, match="0 to 120 s"):
        hush(here, lasting=LONGEST + 1)


def test_a_silence_that_was_pressed_out_of_reach_is_logged_once_with_its_time(here: Ward) -> None:
    """Told a minute later and sent twice, it stands once in the log: as of the press, until two minutes after it."""
    here.wait(1)
    for _ in range(2):
        hush(here, at=START)
    (fact,) = hushed(here)
    assert (fact.at, fact.until, fact.received) == (START, START + LONGEST, START + MINUTE)


def test_a_session_that_ended_meanwhile_is_told_too(here: Ward) -> None:
    """A silence pressed before the end of a session is in its log, one pressed after it is not."""
    here.wait(1)
    here.enter(Ended(id="end", at=0))
    here.wait(1)
    hush(here, "q1", at=START)
    hush(here, "q2", at=here.clock())
    assert [fact.at for fact in hushed(here)] == [START]


def test_a_signed_record_is_left_as_it_was_signed(here: Ward) -> None:
    """Nothing is added to what somebody has signed, not even a silence from before."""
    here.enter(Ended(id="end", at=here.clock() + 1))
    here.wait(1)
    here.enter(Signed(id="signed", at=0, meaning="reviewed"))
    hush(here, at=START)
    assert hushed(here) == []


def test_a_session_that_began_afterwards_is_not_told(here: Ward) -> None:
    """A silence of before a session was opened is nothing to it."""
    hush(here, at=START - 1)
    assert hushed(here) == []


@pytest.mark.parametrize(("minutes", "words"), [(3, "in the future"), (-24 * 60 - 1, "a day later")])
def test_a_silence_that_cannot_be_is_refused(here: Ward, minutes: int, words: str) -> None:
    """A silence of tomorrow, or of the day before yesterday, is refused with a sentence."""
    with pytest.raises(Refused, match=words):
        hush(here, at=START + minutes * MINUTE)
