"""What holds after a correction, and after a correction of that? The time and the doubts of a reading are not lost on the way."""

from __future__ import annotations

import pytest

from models.errors import Conflict
from models.facts import Amended, Voided
from models.store import Store
from models.vitals import ObservationSet, Quality, Signal
from tests.models.wards import START, Ward, ward


@pytest.fixture
def here(store: Store) -> Ward:
    """A clinic with a session in room 1."""
    return ward(store)


def amend(id: str, reason: str = "typo", at: int = 0, **values: float) -> Amended:
    """A correction of the first set."""
    content = ObservationSet(id=id, at=at, **values)  # type: ignore[arg-type]
    return Amended(id=id, at=0, target="set-0", reason=reason, content=content)


def latest(here: Ward, signal: Signal) -> tuple[float, int, Quality]:
    """The last number of a signal, when it was measured and how far it can be trusted."""
    found = here.clinic.session_view(here.session, here.clock.now).picture.latest_of(signal)
    assert found
    return found.value, found.at, found.quality


def test_a_corrected_time_outlives_the_next_correction(here: Ward) -> None:
    """Who corrects a reading whose time was corrected before corrects it at its right time."""
    here.see(heart_rate=172)
    here.wait(7)
    here.enter(amend("first", at=START - 120_000, heart_rate=127))
    here.enter(amend("second", heart_rate=72))
    assert latest(here, Signal.HEART_RATE)[:2] == (72, START - 120_000)


def test_the_same_second_correction_again_changes_nothing(here: Ward) -> None:
    """A correction of a corrected time can be sent again when its answer was lost, also after a third one."""
    here.see(heart_rate=172)
    here.enter(amend("first", at=START - 120_000, heart_rate=127))
    second = amend("second", heart_rate=72)
    assert [here.enter(second).new, here.enter(second).new] == [True, False]
    here.enter(amend("third", at=START - 60_000, heart_rate=73))
    assert here.enter(second).new is False


def test_a_corrected_reading_can_be_struck_through(here: Ward) -> None:
    """A reading that was corrected and should not be there at all is struck through, and then no longer corrected."""
    here.see(heart_rate=172)
    here.enter(amend("first", heart_rate=72))
    here.enter(Voided(id="void", at=0, target="set-0", reason="wrong patient"))
    assert here.clinic.session_view(here.session, here.clock.now).picture.latest == ()
    with pytest.raises(Conflict, match="struck through already, by nina"):
        here.enter(amend("late", heart_rate=73))


def test_a_pressure_taken_in_movement_stays_in_doubt(here: Ward) -> None:
    """Correcting the heart rate of a set makes its doubtful pressure no better; a pressure typed anew is as good as its nurse."""
    seen = ObservationSet(id="set-0", at=START, heart_rate=172, systolic=130, diastolic=84, moved=True)
    here.enter(seen)
    here.enter(amend("first", heart_rate=72, systolic=130, diastolic=84))
    assert latest(here, Signal.SYSTOLIC)[2] is Quality.SUSPECT
    here.enter(amend("second", heart_rate=72, systolic=132, diastolic=84))
    assert latest(here, Signal.SYSTOLIC)[2] is Quality.VALID
