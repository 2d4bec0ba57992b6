"""What does a signature stand for, and what may still be written under it? The log up to one row; amendments with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from models.alerts import Picture
from models.errors import Conflict, FieldError, Refused
from models.facts import Amended, Fact, Note, Signed, Ticked, Voided
from models.forms import REMS
from models.parts import Part

MEANINGS = ("I cared for this patient", "reviewed")
"""As what somebody signs."""


def signing(fact: Signed, picture: Picture, log: Sequence[Part], digest: str, revision: int) -> Signed:
    """The signature with what it stands for: the log up to this revision, whose last row has this hash (`digest`).

    Refused while the session runs or without a meaning; Conflict when the same person has signed already.
    """
    if picture.ended_at is None:
        raise Conflict("The session still runs. End it first, then sign.")
    if fact.meaning not in MEANINGS:
        raise Refused.of(FieldError("meaning", f"The meaning must be one of: {', '.join(MEANINGS)}. You sent {fact.meaning!r}."))
    if any(isinstance(known, Signed) and known.by == fact.by for known in log):
        raise Conflict("You have signed this record already. A second signature is somebody else's.")
    return replace(fact, digest=digest, revision=revision)


def unsealed(fact: Fact, log: Sequence[Part]) -> None:
    """Conflict when the record is signed and this is no amendment: a correction, or a note that says why it comes now.

    That a form about the session was sent is no change of what was signed.
    """
    signed = next((known for known in log if isinstance(known, Signed)), None)
    if signed is None or isinstance(fact, Amended | Voided | Signed) or afterwards(fact):
        return
    may = "Only corrections, and notes with a reason, can be added to it."
    raise Conflict(f"This record was signed by {signed.by}. {may} Nothing was stored.")


def afterwards(fact: Fact) -> bool:
    """Whether a fact may come when the session is long over: a note that says why, or that its form was sent."""
    return (isinstance(fact, Note) and bool(fact.reason)) or (isinstance(fact, Ticked) and fact.item == REMS)
