"""What readings does this Apple Health export hold?

The export of the Health app (`export.xml`, in `export.zip`): one `Record` for each number, of many apps and devices, each a
source of its own. A pressure is two records of one source and instant, and a correlation of the two where the phone knows that
they belong together: these pairs count first, so that of two pressures at one instant each keeps its halves. Times carry their
offset; a record that lasts is dated when it began. The document is read piece by piece. Its type definition is left out before
the parser sees it: some versions of iOS write one that breaks the rules of XML, and a definition of entities is refused, since
it can make a document of 1 KB unfold to gigabytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.parsers import expat

from models.intake import telling
from models.intake.cells import reading
from models.intake.gathering import Gathering
from models.intake.judging import word_of
from models.intake.moments import written
from models.intake.units import FRACTION, PERCENT, unit_of
from models.intake.values import Answers, Intake, Measure, Reading, Settings
from models.intake.zones import Timekeeper
from models.strip import Subject
from models.vitals import PRESSURE, Signal

FORMAT = "apple-health"
_QUANTITY = "HKQuantityTypeIdentifier"
_MEASURES = {
    f"{_QUANTITY}HeartRate": Measure(Signal.HEART_RATE),
    f"{_QUANTITY}BloodPressureSystolic": Measure(Signal.SYSTOLIC),
    f"{_QUANTITY}BloodPressureDiastolic": Measure(Signal.DIASTOLIC),
    f"{_QUANTITY}OxygenSaturation": Measure(Signal.SPO2),
    f"{_QUANTITY}RespiratoryRate": Measure(Signal.RESPIRATORY_RATE),
    f"{_QUANTITY}BodyTemperature": Measure(Signal.TEMPERATURE),
}
_PAIRED = "HKCorrelationTypeIdentifierBloodPressure"
_ABOUT = frozenset({"HealthData", "ExportDate", "Me"})
_PREFIX = re.compile(r"HK\w*?Identifier|HKDataType|HK")
_DEFINITION = re.compile(rb"<!DOCTYPE[^>\[]*\[(.*?)\]\s*>", re.DOTALL)
_BEGINS = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!DOCTYPE\s+)?HealthData[\s>\[]", re.DOTALL)
_ENTITIES = (
    "This XML defines entities of its own, which no health export does and which can make it unfold without end. Export it again"
    " from the Health app."
)
_BROKEN = "The XML cannot be read from line {line} on: it was cut off or changed. Export it again from the Health app."


class _Refused(Exception):
    """The document must not or cannot be read; the message says why and what to do."""


def is_export(head: bytes, _name: str) -> bool:
    """Whether a file that begins like this is an export of the Health app."""
    return _BEGINS.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


def read(_name: str, content: bytes, answers: Answers) -> Intake:
    """The readings of `export.xml`; never raises."""
    return read_pieces((content[at : at + 65536] for at in range(0, len(content), 65536)), answers)


def read_pieces(pieces: Iterable[bytes], answers: Answers) -> Intake:
    """The readings of a document that comes in pieces; raises only what the pieces themselves raise."""
    reader = _Reader(answers)
    try:
        for piece in _without_definition(pieces):
            reader.feed(piece)
        reader.feed(b"", last=True)
    except _Refused as refused:
        return telling.refused(FORMAT, str(refused))
    return reader.end()


def _without_definition(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The document without the definition of its type, which stands in the first piece; the lines keep their numbers."""
    for index, piece in enumerate(pieces):
        found = None if index else _DEFINITION.search(piece)
        if found and b"<!ENTITY" in found[1]:
            raise _Refused(_ENTITIES)
        yield piece if not found else piece[: found.start()] + b"\n" * found[0].count(b"\n") + piece[found.end() :]


class _Half(NamedTuple):
    """A record: where it stands, what it measures, and its attributes."""

    where: str
    measure: Measure
    told: dict[str, str]


class _Reader:
    """Takes the elements of one document."""

    def __init__(self, answers: Answers) -> None:
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._starts
        self.parser.EndElementHandler = self._ends
        self.parser.EntityDeclHandler = self._defines
        self._gathering, self._keeper = Gathering(), Timekeeper(answers)
        self._depth, self._within = 0, False
        self._pair: dict[tuple[str, ...], _Half] = {}
        self._paired: set[tuple[str, ...]] = set()
        self._halves: dict[tuple[str, ...], _Half] = {}

    def feed(self, piece: bytes, *, last: bool = False) -> None:
        """The next bytes of the document.

        Raises:
            _Refused: they are no XML, or define an entity.
        """
        try:
            self.parser.Parse(piece, last)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise _Refused(_BROKEN.format(line=self.parser.CurrentLineNumber)) from error

    def _defines(self, *_entity: object) -> None:
        raise _Refused(_ENTITIES)

    def _starts(self, element: str, told: dict[str, str]) -> None:
        self._depth += 1
        kind = told.get("type", "")
        if element == "Record" and (self._depth == 2 or self._within):
            self._record(kind, told)
        elif self._depth == 2 and element == "Correlation" and kind == _PAIRED:
            self._within = True
        elif self._depth == 2 and element not in _ABOUT:
            self._gathering.tally.skip(_PREFIX.sub("", kind, count=1) or element)

    def _ends(self, _element: str) -> None:
        self._depth -= 1
        if self._within and self._depth == 1:
            self._within = False
            self._keep_pair()

    def _record(self, kind: str, told: dict[str, str]) -> None:
        measure = _MEASURES.get(kind)
        if measure is None:
            self._gathering.tally.skip(_PREFIX.sub("", kind, count=1) or "record without a type")
        elif measure.signal in PRESSURE:
            self._half(measure, told)
        else:
            self._take([_Half(self._where, measure, told)])

    @property
    def _where(self) -> str:
        return f"line {self.parser.CurrentLineNumber}"

    def _half(self, measure: Measure, told: dict[str, str]) -> None:
        """A half of a pressure stands in the file twice: by itself, and in the correlation that pairs it."""
        key = (measure.signal.word, *(told.get(name, "") for name in ("sourceName", "startDate", "value", "unit")))
        (self._pair if self._within else self._halves).setdefault(key, _Half(self._where, measure, told))

    def _keep_pair(self) -> None:
        pair, self._pair = self._pair, {}
        self._paired |= pair.keys()
        if pair:
            self._take(list(pair.values()))

    def _take(self, halves: list[_Half]) -> None:
        first = halves[0]
        at = self._keeper.once(written(first.told.get("startDate", "")))
        if isinstance(at, str):
            for one in halves:
                self._gathering.tally.reject(word_of(one.measure.signal), at, one.where, one.told.get("startDate", ""))
            return
        source = " ".join(first.told.get("sourceName", "").split())
        found = [_reading(one.measure, one.told) for one in halves]
        self._gathering.add(Subject(source=f"{FORMAT} {source}".strip()), at, first.where, found)

    def end(self) -> Intake:
        """What was in the document."""
        for key, half in self._halves.items():
            if key not in self._paired:
                self._take([half])
        if self._keeper.questions():
            return telling.asking(FORMAT, self._keeper.questions())
        return telling.finished(FORMAT, self._gathering, Settings(zone=self._keeper.zone_used()))


def _reading(measure: Measure, told: dict[str, str]) -> Reading:
    """The value in its unit. The app writes a saturation of 97 % as 0.97, and calls that "%" too."""
    text, stated = told.get("value", ""), told.get("unit", "")
    unit = unit_of(stated) or stated
    found = reading(measure, text, unit)
    if measure.signal is Signal.SPO2 and unit == PERCENT and found.value is not None and found.value <= 1:
        return reading(measure, text, FRACTION)
    return found
