"""What does a session look like on paper? A flowsheet: identity, chart, every set, alerts and signatures, as a PDF."""

from models.outgo.flowsheet.press import NotPrinted, Press, pdf
from models.outgo.flowsheet.proof import Proof, proof
from models.outgo.flowsheet.sheet import Bound, Checklist, Drawing, Item, Line, Mark, Person, Sheet

__all__ = [
    "Bound",
    "Checklist",
    "Drawing",
    "Item",
    "Line",
    "Mark",
    "NotPrinted",
    "Person",
    "Press",
    "Proof",
    "Sheet",
    "pdf",
    "proof",
]
