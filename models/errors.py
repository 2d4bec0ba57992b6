"""What can go wrong on purpose?

VigilError
├── Refused        what was asked is not acceptable as it stands; nothing was stored   (HTTP 422, exit 3)
├── NotFound       there is no such session, patient, user or protocol                 (HTTP 404, exit 3)
├── Conflict       the id is known already, with other content                         (HTTP 409, exit 3)
├── Forbidden      this person may not do this                                         (HTTP 403, exit 3)
├── TooMany        asked too often or by too many at once; try again later             (HTTP 429, exit 3)
├── StoreFailed    the database could not be read or written                           (HTTP 503, exit 1)
└── ProtocolError  a protocol file cannot be used (models.protocol)                    (HTTP 422, exit 3)
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field of an entry, in the words that a nurse sees beside it."""

    field: str
    message: str


class VigilError(Exception):
    """Every error that Vigil raises on purpose; its text says the value, the unit and what to do."""


class Refused(VigilError):
    """What was entered cannot be stored as it is. `fields` says it field by field; it is empty when no one field is to blame."""

    def __init__(self, message: str, *fields: FieldError) -> None:
        super().__init__(message)
        self.fields: tuple[FieldError, ...] = fields

    @classmethod
    def of(cls, *fields: FieldError) -> Refused:
        """One refusal whose message is the sentences of its fields."""
        return cls(" ".join(field.message for field in fields), *fields)


class NotFound(VigilError):
    """What was named does not exist."""


class Conflict(VigilError):
    """The same id was used before, for something else; nothing was overwritten."""


class Forbidden(VigilError):
    """This person may not do this."""


class TooMany(VigilError):
    """Asked too often, or by too many at once."""


class StoreFailed(VigilError):
    """The database could not be read or written; nothing was stored."""
