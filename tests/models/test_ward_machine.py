"""Does the judgement hold through anything a ward can do: read, acknowledge, correct, void, be late, silence, wait?"""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from models import protocol
from models.alerts import Picture, at, fold, step
from models.facts import Acknowledged, Amended, Dose, Ended, Fact, Opened, Silenced, Voided
from models.limits import Level
from models.vitals import MINUTE, Millis, ObservationSet
from tests.models.logs import START

_systolic = st.integers(75, 215).map(float)
_seconds = st.sampled_from([1, 10, 30, 60, 180, 181, 400])


class Ward(RuleBasedStateMachine):
    """One session: `log` is everything recorded, `picture` is followed step by step, `now` is the ward's clock."""

    def __init__(self) -> None:
        super().__init__()
        self.protocol = protocol.load("iv-ketamine-40min")
        self.log: list[Fact] = []
        self.now: Millis = START
        self.picture: Picture = fold(self.protocol, [])

    @initialize()
    def open(self) -> None:
        """A session is opened, two sets are taken and the infusion begins."""
        self._record(Opened(id="open", at=START))
        self._record(ObservationSet(id="b", at=START + MINUTE, systolic=124, diastolic=78, heart_rate=70, spo2=98))
        self.now = START + 10 * MINUTE
        self._record(Dose(id="dose", at=self.now))

    @rule(seconds=_seconds)
    def clock(self, seconds: int) -> None:
        """Time passes."""
        self.now += seconds * 1000

    @rule(systolic=_systolic)
    def read(self, systolic: float) -> None:
        """A pressure is taken now."""
        self._record(ObservationSet(id=self._name(), at=self.now, received=self.now, systolic=systolic, diastolic=systolic - 45))

    @rule(systolic=_systolic, minutes=st.integers(1, 8))
    def read_late(self, systolic: float, minutes: int) -> None:
        """A pressure that was taken some minutes ago is entered only now."""
        at = max(START + 11 * MINUTE, self.now - minutes * MINUTE)
        self._record(ObservationSet(id=self._name(), at=at, received=self.now, systolic=systolic, diastolic=systolic - 45))

    @rule()
    def acknowledge(self) -> None:
        """Whatever systolic alert stands is acknowledged."""
        self._record(
            Acknowledged(id=self._name(), at=self.now, received=self.now, by="Nurse A", signal="systolic", direction="high")
        )

    @rule()
    def silence(self) -> None:
        """One screen is silenced: that is no acknowledgement."""
        before = self._now_standing()
        self._record(Silenced(id=self._name(), at=self.now, received=self.now, screen="tablet", until=self.now + 2 * MINUTE))
        assert self._now_standing() == before

    @precondition(lambda self: self._readings())
    @rule(data=st.data(), systolic=_systolic)
    def correct(self, data: st.DataObject, systolic: float) -> None:
        """A reading that was wrong is corrected."""
        wrong = data.draw(st.sampled_from(self._readings()))
        right = ObservationSet(id=wrong.id, at=wrong.at, systolic=systolic, diastolic=systolic - 45)
        self._record(Amended(id=self._name(), at=self.now, received=self.now, target=wrong.id, content=right))

    @precondition(lambda self: self._readings())
    @rule(data=st.data())
    def void(self, data: st.DataObject) -> None:
        """A reading that never was is voided."""
        wrong = data.draw(st.sampled_from(self._readings()))
        self._record(Voided(id=self._name(), at=self.now, received=self.now, target=wrong.id))

    @rule(minutes=st.integers(-5, 5), amount=st.integers(1, 90))
    def correct_the_dose(self, minutes: int, amount: float) -> None:
        """The dose was mistyped: another amount, at another time that is not in the future."""
        self.now += 1000
        given = next(fact for fact in self.log if isinstance(fact, Dose))
        right = Dose(id=given.id, at=min(given.at + minutes * MINUTE, self.now), drug="Ketamine", amount=amount)
        self._record(Amended(id=self._name(), at=self.now, received=self.now, target=given.id, content=right))
        assert [(dose.at, dose.amount) for dose in self.picture.doses] == [(right.at, amount)]

    @invariant()
    def following_is_folding(self) -> None:
        """The picture followed step by step is the picture of the whole log: a restart changes nothing."""
        here, again = at(self.picture, self.now), fold(self.protocol, self.log, self.now)
        assert (here.alerts, here.checks, here.latest) == (again.alerts, again.checks, again.latest)

    @invariant()
    def nothing_is_edited(self) -> None:
        """Whatever was recorded is still in the log, in the words in which it was recorded."""
        assert len({fact.id for fact in self.log}) == len(self.log)

    @invariant()
    def high_waits_for_a_person(self) -> None:
        """A high alert is never cleared without a named person having acknowledged it at some time."""
        for alert in at(self.picture, self.now).alerts:
            if alert.highest is Level.HIGH and alert.cleared_at is not None and not alert.acknowledged_by:
                assert any(rise.to is Level.HIGH for rise in alert.rises[1:])
                assert any(isinstance(fact, Acknowledged) for fact in self.log)

    @invariant()
    def a_missed_check_is_said(self) -> None:
        """Six minutes after a check was due and not made, somebody is told, whether or not anything new has come."""
        now = at(self.picture, self.now)
        late = [c for c in now.checks if c.owed and not c.conditional and self.now >= c.due + 6 * MINUTE]
        assert not late or any(a.signal == "check" and a.level is Level.MEDIUM for a in now.standing)

    def _record(self, fact: Fact) -> None:
        self.log.append(fact)
        self.picture = step(self.picture, fact) or fold(self.protocol, self.log)

    def _now_standing(self) -> list[tuple[str, Level, Millis | None]]:
        return [(a.id, a.level, a.acknowledged_at) for a in at(self.picture, self.now).standing]

    def _readings(self) -> list[ObservationSet]:
        voided = {fact.target for fact in self.log if isinstance(fact, Voided)}
        return [f for f in self.log if isinstance(f, ObservationSet) and f.id not in voided and f.id != "b"]

    def _name(self) -> str:
        return f"f{len(self.log)}"


class Ending(Ward):
    """The same ward, whose session may also end."""

    @rule()
    def end(self) -> None:
        """The session ends: nothing more is owed."""
        self._record(Ended(id=self._name(), at=self.now, received=self.now))
        assert not at(self.picture, self.now + 60 * MINUTE).checks or all(
            not check.owed for check in at(self.picture, self.now + 60 * MINUTE).checks
        )


Ward.TestCase.settings = Ending.TestCase.settings = settings(max_examples=200, stateful_step_count=30, deadline=None)
TestWard = Ward.TestCase
TestEnding = Ending.TestCase
