"""How does an infusion run: begun, paused, at which rate and by which pump, through or stopped?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.errors import Refused
from models.facts import Dose, Infused, InfusionStep, Stopped, Voided
from models.store import Store
from tests.models.bedside import infusion, measured, now
from tests.models.wards import Ward, ward


@pytest.fixture
def here(sqlite_store: Store) -> Ward:
    """A clinic with an infusion session in room 1."""
    return measured(ward(sqlite_store))


def test_an_infusion_runs_pauses_and_ends(here: Ward) -> None:
    """An infusion that runs can be paused, go on and be finished, in that order only."""
    here.enter(infusion(second="omar"))
    with pytest.raises(Refused, match="The infusion is running: it cannot be resumed"):
        here.enter(Infused(id="s0", at=0, step=InfusionStep.RESUMED))
    for number, (step, state) in enumerate(
        [(InfusionStep.PAUSED, "paused"), (InfusionStep.RESUMED, "running"), (InfusionStep.FINISHED, "finished")]
    ):
        here.wait(5)
        here.enter(Infused(id=f"s{number + 1}", at=0, step=step, reason="nausea"))
        assert now(here).infusion == state
    with pytest.raises(Refused, match="The infusion is finished"):
        here.enter(Infused(id="s9", at=0, step=InfusionStep.PAUSED))


def test_a_second_infusion_on_top_of_one_is_asked_about(here: Ward) -> None:
    """While an infusion runs another one is asked about once."""
    here.enter(infusion())
    with pytest.raises(Refused, match="An infusion runs already"):
        here.enter(replace(infusion(), id="pump2"))


def test_the_infusion_has_its_own_clock(here: Ward) -> None:
    """Another dose while it flows, by another route or of another medicine, changes neither when it was begun nor its pause."""
    here.enter(infusion(second="omar"))
    begun = here.clock.now
    here.wait(5)
    here.enter(Infused(id="pause", at=0, step=InfusionStep.PAUSED))
    here.enter(replace(infusion(second="omar"), id="shot", route="IM", amount=10))
    here.enter(replace(infusion(second="omar", confirmed=True), id="rescue", drug="Ondansetron", amount=4))
    assert (now(here).last_dose, now(here).begun, now(here).infusion) == (here.clock.now, begun, "paused")


def test_an_infusion_has_its_pump_and_its_rate(here: Ward) -> None:
    """Pump and rate are kept as they were typed; another rate is a step of its own, and none of them is worked out."""
    dose = infusion(second="omar", pump=" B-12 ", rate=48, rate_unit="mL/h")
    stored = here.enter(dose).entry.fact
    assert isinstance(stored, Dose)
    assert (stored.pump, stored.rate, stored.rate_unit) == ("B-12", 48, "mL/h")
    assert (now(here).pump, now(here).rate) == ("B-12", "48 mL/h")
    here.wait(10)
    here.enter(Infused(id="slower", at=0, step=InfusionStep.RATE, rate=36.5, rate_unit="mg/h", reason="dizzy"))
    assert (now(here).infusion, now(here).pump, now(here).rate) == ("running", "B-12", "36.5 mg/h")
    for step in (InfusionStep.PAUSED, InfusionStep.RESUMED):
        here.wait(1)
        here.enter(Infused(id=step.value, at=0, step=step))
    assert (now(here).infusion, now(here).rate) == ("running", "36.5 mg/h")
    here.enter(Voided(id="typo", at=0, target="slower", reason="other room"))
    assert now(here).rate == "48 mL/h"
    here.enter(Infused(id="through", at=0, step=InfusionStep.FINISHED))
    with pytest.raises(Refused, match="The infusion is finished: it cannot be given another rate"):
        here.enter(Infused(id="late", at=0, step=InfusionStep.RATE, rate=5, rate_unit="mg/h"))


@pytest.mark.parametrize(
    ("rate", "unit", "field", "sentence"),
    [
        (48, "", "rate_unit", "Say in what the rate is: mg/h or mL/h"),
        (48, "mg/min", "rate_unit", "You entered 'mg/min'"),
        (0, "mg/h", "rate", "must be more than 0 mg/h"),
        (float("nan"), "mg/h", "rate", "must be more than 0 mg/h"),
        (None, "mL/h", "rate", "Type how many mL/h"),
    ],
)
def test_a_rate_is_a_number_with_its_unit(here: Ward, rate: float | None, unit: str, field: str, sentence: str) -> None:
    """A rate without a unit, in another unit, or of nothing is refused, when the infusion begins and while it runs."""
    with pytest.raises(Refused, match=sentence) as refused:
        here.enter(infusion(second="omar", rate=rate, rate_unit=unit))
    assert [error.field for error in refused.value.fields] == [field]
    here.enter(infusion(second="omar"))
    with pytest.raises(Refused, match=sentence):
        here.enter(Infused(id="step", at=0, step=InfusionStep.RATE, rate=rate, rate_unit=unit))
    assert (now(here).pump, now(here).rate) == ("", "")


def test_a_new_rate_goes_with_its_step(here: Ward) -> None:
    """A pause has no rate, and a new rate has a number: neither is taken for the other."""
    here.enter(infusion(second="omar"))
    with pytest.raises(Refused, match="The new rate is missing"):
        here.enter(Infused(id="step", at=0, step=InfusionStep.RATE))
    with pytest.raises(Refused, match="A rate goes with the step rate only"):
        here.enter(Infused(id="step", at=0, step=InfusionStep.PAUSED, rate=5, rate_unit="mg/h"))


def test_an_infusion_that_was_stopped_early_alerts_as_ever(here: Ward) -> None:
    """Stopping early is an event that is said, with the reason in the record."""
    here.enter(infusion())
    here.enter(Stopped(id="stop", at=0, reason="vomiting"))
    assert now(here).infusion == "stopped"
    assert [a.signal for a in here.clinic.session_view(here.session, here.clock.now).picture.standing] == ["event"]
