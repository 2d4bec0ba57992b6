"""How does a session leave as FHIR R4? As one Bundle of what was measured, given and said."""

from models.outgo.fhir.document import text
from models.outgo.fhir.record import Record

__all__ = ["Record", "text"]
