"""What holds after a mistyped dose was corrected? Clocks, alerts and totals follow the right one, and the wrong one stays."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from models.errors import Conflict, Refused
from models.facts import Amended, Dose, Ended, Note, Signed, Voided
from models.store import Store
from models.vitals import MINUTE, ObservationSet, Signal
from tests.models.bedside import OMAR, device, infusion, measured, nasal_ward, now
from tests.models.wards import START, Ward, ward


@pytest.fixture
def here(sqlite_store: Store) -> Ward:
    """A clinic with an infusion session in room 1, whose dose of 36 mg was given just now."""
    made = measured(ward(sqlite_store))
    made.enter(infusion(second="omar"))
    return made


def amend(id: str, at: int = 0, target: str = "pump", reason: str = "turned digits", **said: Any) -> Amended:
    """A correction of the infusion: 63 mg unless something else is said."""
    given = {"drug": "Ketamine", "amount": 63.0, "route": "IV", "second": "omar", **said}
    return Amended(id=id, at=0, target=target, reason=reason, content=Dose(id=id, at=at, **given))


def doses(here: Ward) -> list[tuple[float | None, int]]:
    """Amount and time of each dose that holds."""
    return [(dose.amount, dose.at) for dose in here.clinic.session_view(here.session, here.clock.now).picture.doses]


def test_the_right_amount_holds_and_the_wrong_one_stays_in_the_log(here: Ward) -> None:
    """36 mg that were 63 mg are 63 mg, at the time of the dose, by whoever corrected it; the 36 mg are still to be read."""
    here.wait(7)
    here.enter(amend("fix"))
    assert doses(here) == [(63, START)]
    first, change = (entry.fact for entry in here.clinic.entries(here.session)[-2:])
    assert isinstance(first, Dose)
    assert isinstance(change, Amended)
    assert (first.amount, change.by, change.reason) == (36, "nina", "turned digits")
    assert change.content == Dose(
        id="pump", at=START, by="nina", received=here.clock.now, drug="Ketamine", amount=63, route="IV", second="omar"
    )


def test_the_clocks_follow_the_right_time(here: Ward) -> None:
    """A dose that was given ten minutes earlier than typed is the first and the last dose of then."""
    here.enter(amend("fix", at=START - 10 * MINUTE))
    assert (now(here).first_dose, now(here).last_dose) == (START - 10 * MINUTE, START - 10 * MINUTE)


def test_alerts_follow_the_right_time(here: Ward) -> None:
    """A rise is judged against the mean before the dose: a dose that came later than typed makes a set one of before."""
    here.wait(1)
    here.see(systolic=120, diastolic=70)
    baseline = lambda: here.clinic.session_view(here.session, here.clock.now).picture.baseline(Signal.SYSTOLIC)  # noqa: E731
    assert baseline() == 124
    here.enter(amend("fix", at=here.clock.now + 1))
    assert baseline() == 122


def test_the_same_correction_again_changes_nothing(here: Ward) -> None:
    """A correction whose answer was lost is sent again; it is the same one, also after a second one."""
    assert [here.enter(amend("fix")).new, here.enter(amend("fix")).new] == [True, False]
    here.wait(1)
    here.enter(amend("again", at=START - MINUTE, amount=60.0))
    assert here.enter(amend("fix")).new is False
    assert doses(here) == [(60, START - MINUTE)]


def test_a_corrected_dose_can_be_struck_through(here: Ward) -> None:
    """A dose that was corrected and was never given is struck through, and then no longer corrected."""
    here.enter(amend("fix"))
    here.enter(Voided(id="void", at=0, target="pump", reason="wrong patient"))
    assert doses(here) == []
    with pytest.raises(Conflict, match="struck through already, by nina"):
        here.enter(amend("late"))


def test_a_dose_is_amended_by_a_dose(here: Ward) -> None:
    """A dose is never turned into a reading, nor a reading into a dose."""
    reading = here.see(heart_rate=72).entry.fact
    with pytest.raises(Refused, match="each by its like"):
        here.enter(replace(amend("a"), content=ObservationSet(id="a", at=0, heart_rate=72)))
    with pytest.raises(Refused, match="each by its like"):
        here.enter(amend("b", target=reading.id))


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"amount": -3.0}, "must be more than 0 mg"),
        ({"second": "nina"}, "Somebody else must check"),
        ({"device": 1}, "this protocol has no devices"),
        ({"drug": "Ondansetron"}, "is not ketamine"),
        ({"per_kg": 0.5, "weight": 72.0, "amount": 360.0}, "is 36 mg. You entered 360 mg."),
        ({"reason": " "}, "Reason is missing"),
        ({"at": START + 3 * 3_600_000}, "must not be in the future"),
    ],
)
def test_a_correction_is_looked_at_like_a_dose(here: Ward, said: dict[str, Any], sentence: str) -> None:
    """What cannot be is refused, and what is unusual is asked about, in the words of a new dose."""
    with pytest.raises(Refused, match=sentence):
        here.enter(amend("fix", **said))
    assert doses(here) == [(36, START)]


def test_a_dose_is_not_its_own_predecessor(sqlite_store: Store) -> None:
    """Correcting a device asks nothing about the rest after itself, but about the one before it."""
    nasal = measured(nasal_ward(sqlite_store))
    nasal.enter(device(1, second="omar"))
    nasal.wait(5)
    nasal.enter(device(2, second="omar"))
    nasal.wait(1)
    right = {"drug": "Esketamine", "amount": 14.0, "route": "", "target": "device-2-False"}
    assert nasal.enter(amend("fix", device=2, **right)).new
    with pytest.raises(Refused, match="Device 1 is recorded already"):
        nasal.enter(amend("twice", device=1, **right))


def test_two_nurses_correct_one_dose(here: Ward) -> None:
    """Of two who correct the same dose at once the second is told that the first was quicker, by name and reason."""
    seen = here.clinic.session_view(here.session, here.clock.now).revision
    here.clinic.record(here.session, amend("theirs", amount=60.0, second="nina", reason="pump log"), OMAR, seen)
    with pytest.raises(Conflict, match=r"omar has corrected this entry in the meantime \(pump log\)"):
        here.clinic.record(here.session, amend("mine"), OMAR, seen)
    assert doses(here) == [(60, START)]


def test_a_dose_is_corrected_after_the_end_and_under_a_signature(here: Ward) -> None:
    """After the end and after the signature a dose is corrected as a reading is; nothing else is taken any more."""
    here.wait(30)
    here.enter(Ended(id="end", at=0, reason="went home early"))
    here.wait(5)
    here.enter(amend("first"))
    here.enter(Signed(id="sign", at=0, meaning="reviewed"))
    here.wait(60)
    here.enter(amend("second", amount=60.0))
    assert doses(here) == [(60, START)]
    with pytest.raises(Refused, match="The session is closed"):
        here.enter(amend("third", at=here.clock.now - MINUTE))
    with pytest.raises(Conflict, match="was signed by nina"):
        here.enter(Note(id="n", at=here.clock.now - 40 * MINUTE, text="calm"))


def test_a_name_that_somebody_once_typed_stays(sqlite_store: Store) -> None:
    """A dose of earlier, whose second person was typed, can be corrected with that name; no other name is taken so."""
    here = measured(ward(sqlite_store))
    with sqlite_store.writing() as db:
        db.append(here.session, [replace(infusion(second="Sister Ann"), at=START, received=START, by="nina")], "nina")
    here.enter(amend("later", at=START - MINUTE, second="Sister Ann"))
    assert doses(here) == [(63, START - MINUTE)]
    with pytest.raises(Refused, match="'Sister Bea' is no colleague"):
        here.enter(amend("again", second="Sister Bea"))
    assert here.clinic.staff.names(OMAR).of("Sister Ann") == "Sister Ann"
