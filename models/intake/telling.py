"""How does the reading of a file end: ready, asking or refused?"""

from __future__ import annotations

from models.facts import Note
from models.intake.gathering import Gathering
from models.intake.judging import counted
from models.intake.values import Intake, Question, Recording, Settings
from models.vitals import ObservationSet, Signal

_SCORES = (Signal.SEDATION, Signal.AGITATION, Signal.DISSOCIATION, Signal.DISTRESS)


def refused(format: str, reason: str) -> Intake:
    """Nothing in it is usable."""
    return Intake("", format, "refused", reason)


def asking(format: str, questions: tuple[Question, ...]) -> Intake:
    """Something must be answered first."""
    return Intake("", format, "question", questions=questions)


def finished(format: str, gathering: Gathering, settings: Settings) -> Intake:
    """Ready if at least one reading, symptom, score or event counts, else refused with what was found instead."""
    recordings = gathering.recordings()
    tally = gathering.tally
    ready = any(_counts(recording) for recording in recordings)
    reason = (
        "" if ready else f"There is no usable vital sign in this file. Left out: {tally.in_words() or 'nothing; it is empty'}."
    )
    return Intake(
        "", format, "ready" if ready else "refused", reason,
        settings=settings, recordings=recordings, rejected=tally.rejected(), skipped=tally.skipped(),
    )  # fmt: skip


def _counts(recording: Recording) -> bool:
    return (
        bool(recording.strips)
        or any(not isinstance(event, Note) for event in recording.events)
        or any(map(_usable, recording.sets))
    )


def _usable(seen: ObservationSet) -> bool:
    return bool(counted(seen) or seen.symptoms) or any(signal in _SCORES for signal, _ in seen.measured())
