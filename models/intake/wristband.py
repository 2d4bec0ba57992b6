"""Which heart rates does this recording of an Empatica wristband hold?

Its files hold a start in unix seconds, a rate in Hz and then bare numbers: only the name of the file says what they are. `HR.csv`
is read; the temperature of a wrist is no body temperature, and the others are waves.
"""

from __future__ import annotations

import re

from models.intake import tabular, telling
from models.intake.table import Table
from models.intake.values import Answers, Intake

FORMAT = "empatica"
_END = r"(?:\r\n?|\n)"
# A spreadsheet that saves such a file again leaves out the zeros behind the point.
_SHAPE = re.compile(rf"\d{{10}}(?:\.\d{{1,6}})?{_END}\d{{1,3}}(?:\.\d{{1,6}})?{_END}-?\d{{1,7}}(?:\.\d+)?(?:{_END}|\Z)")
_OTHER = (
    "This is a recording of a wristband: a start, a rate and bare numbers; no line names a column of times or says what they are."
    " Of such recordings Vigil reads the heart rate, in the file called HR.csv."
)


def is_recording(head: str, _name: str) -> bool:
    """Whether a text begins with a start, a rate and bare numbers."""
    return _SHAPE.match(head) is not None


def read(name: str, text: str, answers: Answers) -> Intake:
    """The heart rates of a file that is called HR; never raises."""
    if not re.search(r"(?:^|[/\\_-])hr(?: ?\(\d+\))?\.\w+$", name.casefold()):
        return telling.refused(FORMAT, _OTHER)
    lines = text.splitlines()
    start, rate = float(lines[0]), float(lines[1])
    if rate <= 0:
        return telling.refused(FORMAT, _OTHER)
    rows = [(i + 3, [f"{start + i / rate:.3f}", line.strip()]) for i, line in enumerate(lines[2:])]
    return tabular.of(Table("", (), (), ("unix time", "pulse"), (), rows, format=FORMAT), answers)
