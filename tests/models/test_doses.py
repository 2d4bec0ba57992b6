"""What may be recorded of a dose, what is asked about, and what does the record say of it?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.doses import of_treatment, totals
from models.errors import Refused
from models.facts import Decided, Dose, Infused, InfusionStep
from models.stages import Stage
from models.store import Store
from models.vitals import MINUTE, ObservationSet
from tests.models.bedside import OMAR, device, infusion, measured, nasal_ward, now, staffed
from tests.models.wards import NURSE, OPERATOR, Ward, ward


@pytest.fixture
def here(sqlite_store: Store) -> Ward:
    """A clinic with an infusion session in room 1."""
    return measured(ward(sqlite_store))


@pytest.fixture
def nasal(sqlite_store: Store) -> Ward:
    """A clinic with a nasal session for a patient of 70 years."""
    return measured(nasal_ward(sqlite_store))


def test_a_dose_keeps_all_that_was_said_of_it(here: Ward) -> None:
    """Drug, amount, mg per kg, weight, lot and who checked it are in the record as they were entered."""
    dose = infusion(per_kg=0.5, weight=72, lot=" L-77 ", second="omar")
    stored = here.enter(dose).entry.fact
    assert stored == replace(dose, lot="L-77", by="nina", at=here.clock.now, received=here.clock.now)


def test_a_dose_that_nobody_else_checked_says_so(here: Ward) -> None:
    """Without a second person the dose is taken, and the record says that nobody checked it."""
    here.enter(infusion())
    assert now(here).said == ("Ketamine 36 mg not checked by a second person",)


@pytest.mark.parametrize("second", ["nina", "Nina", " NINA "])
def test_nobody_checks_their_own_dose(here: Ward, second: str) -> None:
    """The second person is somebody else than whoever records the dose, however the name is written."""
    with pytest.raises(Refused, match="Somebody else must check"):
        here.enter(infusion(second=second))


@pytest.mark.parametrize(
    ("second", "sentence"),
    [
        ("somebody", "'somebody' is no colleague who may check a dose. Choose a nurse or a clinician"),
        ("Omar Haddad", "Did you mean omar"),
        ("OMAR", "Did you mean omar"),
        ("adam", "'adam' is no colleague who may check a dose. Choose"),
    ],
)
def test_a_colleague_checks_the_dose(here: Ward, second: str, sentence: str) -> None:
    """Who checked a dose is somebody who looks after patients here; any other name is refused with whom it may mean."""
    with here.clinic.store.writing() as db:
        db.add_user(replace(OMAR, name="adam", full_name="Adam", role="administrator"), "test")
    with pytest.raises(Refused, match=sentence) as refused:
        here.enter(infusion(second=second))
    assert [error.field for error in refused.value.fields] == ["second"]


def test_who_has_left_checks_no_more(here: Ward) -> None:
    """A colleague who may no longer sign in has checked what was recorded before, and checks nothing that comes after."""
    here.enter(infusion(second="omar"))
    here.clinic.staff.disable("omar", OPERATOR)
    with pytest.raises(Refused, match="'omar' is no colleague"):
        here.enter(replace(infusion(second="omar", confirmed=True), id="more"))
    assert here.clinic.staff.names(NURSE).of("omar") == "Omar Haddad"


def test_another_medicine_is_no_dose_unless_somebody_says_so(here: Ward) -> None:
    """Ondansetron as a dose would start the clocks: it is asked about, with where it belongs; no name of ketamine is."""
    for drug in ("Ketamine", "Esketamin", "Kétamine", "Spravato", "S-ketamine", ""):
        assert of_treatment(drug)
    wrong = replace(infusion(second="omar"), drug="Ondansetron")
    with pytest.raises(Refused, match="Another medicine is entered under Events"):
        here.enter(wrong)
    assert here.enter(replace(wrong, confirmed=True)).new


def test_a_first_dose_without_a_pressure_is_asked_about(sqlite_store: Store) -> None:
    """Before a first dose a pressure that can be used is asked for, once, of whoever records it; never of a later dose."""
    bare = staffed(ward(sqlite_store))
    bare.see(heart_rate=72)
    question = "No pressure was measured before the dose: without it no rise can be judged"
    with pytest.raises(Refused, match=question):
        bare.enter(infusion(second="omar"))
    bare.enter(ObservationSet(id="odd", at=0, source="monitor", systolic=80, diastolic=128))
    bare.enter(ObservationSet(id="later", at=bare.clock.now + MINUTE, systolic=128, diastolic=80))
    with pytest.raises(Refused, match=question):
        bare.enter(infusion(second="omar"))
    assert bare.enter(infusion(second="omar", confirmed=True)).new
    bare.wait(60)
    bare.enter(Infused(id="through", at=0, step=InfusionStep.FINISHED))
    assert bare.enter(replace(infusion(second="omar"), id="more")).new


def test_a_slipped_decimal_point_is_asked_about(here: Ward) -> None:
    """Where mg/kg and weight make another amount, the dose is asked about once, and taken when it is confirmed."""
    wrong = replace(infusion(per_kg=0.5, weight=72), amount=360.0)
    with pytest.raises(Refused, match=r"0\.5 mg/kg x 72 kg is 36 mg\. You entered 360 mg\."):
        here.enter(wrong)
    assert here.enter(replace(wrong, confirmed=True)).new


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"weight": 7.2}, "The weight must be 20 to 400 kg. You entered 7.2."),
        ({"per_kg": 0}, "must be more than 0 mg/kg"),
        ({"device": 1}, "this protocol has no devices"),
    ],
)
def test_a_dose_that_cannot_be_is_refused(here: Ward, said: dict[str, float], sentence: str) -> None:
    """What cannot be true of a dose is refused with what was entered."""
    with pytest.raises(Refused, match=sentence.replace(".", r"\.")):
        here.enter(infusion(**said))


def test_three_devices_have_a_rest_between_them(nasal: Ward) -> None:
    """After each device five minutes run; both clocks, from the first and from the last device, are known."""
    nasal.enter(device(1, second="omar"))
    first = nasal.clock.now
    nasal.wait(2)
    assert (now(nasal).stage, now(nasal).reasons, now(nasal).rest_until) == (
        Stage.DOSING,
        ("rest after device 1: 3 min more",),
        first + 5 * MINUTE,
    )
    nasal.wait(3)
    nasal.enter(device(2, second="omar"))
    nasal.wait(5)
    nasal.enter(device(3, second="omar"))
    made = now(nasal)
    assert (made.first_dose, made.last_dose, made.rest_until, made.said) == (first, nasal.clock.now, None, ())


def test_a_device_before_its_rest_is_asked_about_and_never_locked(nasal: Ward) -> None:
    """A device that comes early is asked about once; confirmed, it is taken, and the record says how early it was."""
    nasal.enter(device(1, second="omar"))
    nasal.wait(3)
    with pytest.raises(Refused, match="It is 3 min since device 1; the rest is 5 min"):
        nasal.enter(device(2, second="omar"))
    nasal.enter(device(2, second="omar", confirmed=True))
    assert now(nasal).said == ("device 2 came 3 min after device 1 (rest: 5 min)",)


def test_a_device_is_not_recorded_twice_by_mistake(nasal: Ward) -> None:
    """The same device again is asked about; there is no fourth one."""
    nasal.enter(device(1))
    nasal.wait(6)
    with pytest.raises(Refused, match="Device 1 is recorded already"):
        nasal.enter(replace(device(1), id="again"))
    with pytest.raises(Refused, match="Device 4 cannot be"):
        nasal.enter(device(4))


def test_a_pressure_above_the_gate_asks_for_the_prescriber(here: Ward) -> None:
    """A dose above 140/90 that nobody decided is asked about once; confirmed, it is taken, and the record says so."""
    here.see(systolic=152, diastolic=94)
    with pytest.raises(Refused, match="BP 152/94 above 140/90: measure again, or the prescriber decides"):
        here.enter(infusion(second="omar"))
    here.enter(infusion(second="omar", confirmed=True))
    assert now(here).said == ("dose given at BP 152/94 above 140/90, before a prescriber decided",)


def test_the_prescriber_decides_whoever_types_it(here: Ward) -> None:
    """A decision names the prescriber and the reason; after it the dose is taken without a question."""
    here.see(systolic=152, diastolic=94)
    here.enter(Decided(id="go", at=0, go=True, prescriber="Dr Lin", reason="usual for him"))
    here.enter(infusion(second="omar"))
    gate = now(here).gate
    assert gate is not None
    assert (gate.go, gate.prescriber, gate.reason, gate.passed) == (True, "Dr Lin", "usual for him", False)


@pytest.mark.parametrize("missing", ["prescriber", "reason"])
def test_a_decision_has_a_name_and_a_reason(here: Ward, missing: str) -> None:
    """A decision without a name or without a reason is none."""
    said = {"prescriber": "Dr Lin", "reason": "usual for him", missing: " "}
    with pytest.raises(Refused, match="is missing"):
        here.enter(Decided(id="go", at=0, go=True, **said))


def test_a_dose_against_the_decision_is_asked_about(here: Ward) -> None:
    """Where the prescriber said no, a dose is asked about, and the record keeps both."""
    here.see(systolic=152, diastolic=94)
    here.enter(Decided(id="no", at=0, go=False, prescriber="Dr Lin", reason="come back on Monday"))
    with pytest.raises(Refused, match="Dr Lin decided not to give it"):
        here.enter(infusion(second="omar"))
    here.enter(infusion(second="omar", confirmed=True))
    assert "although Dr Lin had decided against it" in now(here).said[0]


def test_a_higher_pressure_needs_a_new_decision(here: Ward) -> None:
    """What was decided about 152/94 holds for 150/92, and does not hold for 185/112."""
    here.see(systolic=152, diastolic=94)
    here.enter(Decided(id="go", at=0, go=True, prescriber="Dr Lin", reason="usual for him"))
    here.wait(5)
    here.see(systolic=150, diastolic=92)
    assert (gate := now(here).gate) is not None
    assert gate.go is True
    here.wait(5)
    here.see(systolic=185, diastolic=112)
    assert (gate := now(here).gate) is not None
    assert gate.go is None


def test_a_repeat_below_the_gate_opens_it(here: Ward) -> None:
    """A valid pressure below the gate needs no decision; one in doubt neither opens nor closes it."""
    here.see(systolic=152, diastolic=94)
    here.wait(5)
    here.see(systolic=138, diastolic=86)
    assert now(here).gate is None
    here.see(systolic=160, diastolic=150)
    assert now(here).gate is None


def test_from_65_years_the_gate_is_150(nasal: Ward) -> None:
    """For a patient of 65 years or more the gate is 150/90, as in the trials; 146 is below it and 152 above."""
    nasal.see(systolic=146, diastolic=84)
    assert now(nasal).gate is None
    nasal.see(systolic=152, diastolic=84)
    assert (gate := now(nasal).gate) is not None
    assert gate.limit == "150/90"


def test_what_was_given_of_a_drug_is_added_up_over_its_routes() -> None:
    """Each drug has one total; an amount that nobody knows, or in another unit, is never added up in silence."""
    given = Dose(id="a", at=1, drug="Ketamine", amount=36, route="IV")
    shot, odd = replace(given, id="b", amount=10, route="IM", drug="ketamine"), replace(given, id="c", amount=None)
    spray = replace(given, id="d", drug="Esketamine", amount=28, route="nasal", device=1)
    assert totals(()) == ()
    assert totals((given, spray, shot)) == ("Ketamine 46 mg", "Esketamine 28 mg")
    assert totals((given, shot, odd)) == ("Ketamine at least 46 mg",)
    assert totals((odd, replace(given, unit="µg"))) == ("Ketamine amount not recorded", "Ketamine 36 µg")
