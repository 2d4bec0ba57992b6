"""Which facts does the event, symptom and note text of the plain form (`vigil judge`) mean?"""

from __future__ import annotations

import re

from models.facts import Acknowledged, Dose, Ended, Fact, Stopped
from models.strip import Subject, fact_id
from models.vitals import WORDS, Millis, Symptom

_ALIASES = {"moaas": "sedation", "rass": "agitation"}
_ACKNOWLEDGED = frozenset({*WORDS, *_ALIASES, "check", "event"})
_SIMPLE: dict[str, type[Dose | Stopped | Ended]] = {"dose": Dose, "stop": Stopped, "end": Ended}

_GUARDED = re.compile("''*[=+@\\t\\r\\n\uff1d\uff0b\uff0d\uff20-]")
"""A text that an export has kept from being worked out by a spreadsheet."""


def note(text: str) -> str:
    """The note as it was entered: without the apostrophe that an export puts before what looks like a formula."""
    return text[1:] if _GUARDED.match(text) else text


def symptoms(text: str) -> tuple[tuple[Symptom, ...], tuple[str, ...]]:
    """The symptoms parted by `;`, in the order of `Symptom`, and the words that are none."""
    if not text:
        return (), ()
    words = [word.strip().casefold().replace(" ", "_") for word in text.split(";") if word.strip()]
    known = frozenset(s.value for s in Symptom)
    return tuple(s for s in Symptom if s.value in words), tuple(word for word in words if word not in known)


def event(subject: Subject, at: Millis, text: str) -> Fact | None:
    """The fact of `dose`, `stop`, `end` or `acknowledge:SIGNAL`; None when the word is none of them."""
    word, _, signal = text.strip().casefold().partition(":")
    made = _SIMPLE.get(word)
    if made is not None and not signal:
        return made(id=fact_id(subject, at, word), at=at, by=subject.source, source=subject.source)
    if word != "acknowledge" or signal.strip() not in _ACKNOWLEDGED:
        return None
    known = _ALIASES.get(signal.strip(), signal.strip())
    return Acknowledged(id=fact_id(subject, at, word, known), at=at, by=subject.source, source=subject.source, signal=known)
