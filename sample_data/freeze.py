"""Which small files can a newcomer try `vigil import` and `vigil judge` with?

Three invented recordings, one per format. `python -m sample_data.freeze` writes them to sample_data/files again; a test holds
the files to what this module would write.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from io import StringIO
from pathlib import Path
from typing import Any

from models.vitals import MINUTE, WORDS, Millis, ObservationSet, Signal, Symptom
from sample_data.population import Route
from sample_data.response import Response, Wave

FOLDER = Path(__file__).parent / "files"
_COLUMNS = tuple({"sedation": "moaas", "agitation": "rass"}.get(word, word) for word in WORDS)
_MDC = {
    Signal.HEART_RATE: ("MDC_ECG_HEART_RATE", "264864^MDC_DIM_BEAT_PER_MIN"),
    Signal.SYSTOLIC: ("MDC_PRESS_BLD_NONINV_SYS", "266016^MDC_DIM_MMHG"),
    Signal.DIASTOLIC: ("MDC_PRESS_BLD_NONINV_DIA", "266016^MDC_DIM_MMHG"),
    Signal.SPO2: ("MDC_PULS_OXIM_SAT_O2", "262688^MDC_DIM_PERCENT"),
    Signal.RESPIRATORY_RATE: ("MDC_RESP_RATE", "264928^MDC_DIM_RESP_PER_MIN"),
}
"""Names and units of ISO/IEEE 11073-10101."""
_MONITOR = "DEMOMON^0011223344556677^EUI-64"
_LOINC, _UCUM = "http://loinc.org", "http://unitsofmeasure.org"


@dataclass(frozen=True, slots=True)
class Frozen:
    """A file: its name in sample_data/files and its whole text; HL7 lines end with a carriage return, as the standard says."""

    name: str
    text: str


def frozen() -> tuple[Frozen, ...]:
    """The three files as they should be."""
    return (
        Frozen("iv-session.csv", _table()),
        Frozen("nasal-session.fhir.json", json.dumps(_bundle(), indent=1, ensure_ascii=False) + "\n"),
        Frozen("monitor-oru-r01.hl7", "".join(_messages())),
    )


def write(folder: Path = FOLDER) -> tuple[Path, ...]:
    """Write the files to this folder, which is made where it is missing; their paths."""
    folder.mkdir(exist_ok=True)
    for file in frozen():
        (folder / file.name).write_bytes(file.text.encode())
    return tuple(folder / file.name for file in frozen())


def _table() -> str:
    """The plain form of `vigil judge`: an infusion whose pressure passes 180, is repeated, acknowledged, and falls again."""
    text = StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(("time", *_COLUMNS, "symptoms", "event"))
    dosed = _instant("2025-03-04T09:30:00+00:00")
    for minute, event in _PLAN:
        rows.writerow(_row(dosed, minute, event))
    return text.getvalue()


_PLAN = (
    *((minute, "") for minute in (-15, -5)),
    (0, "dose"),
    *((minute, "") for minute in (10, 20, 30, 35, 40, 41.5)),
    (42, "acknowledge:systolic"),
    *((minute, "") for minute in (45, 50, 55, 60, 70, 85, 100)),
    (104, "end"),
)
_STEEP = Response(
    route=Route.IV,
    seed="freeze",
    systolic=128,
    diastolic=79,
    heart_rate=68,
    spo2=97.5,
    respiratory_rate=14,
    rises=(55, 17, 4),
    unrest=(1.5, 1.2),
    sedation=Wave(15, 65, 1),
    dissociation=Wave(8, 62, 2),
    complaints=((Symptom.NAUSEA, Wave(28, 52, 1)), (Symptom.DIZZINESS, Wave(15, 60, 1))),
)


def _row(dosed: Millis, minute: float, event: str) -> list[str]:
    """One line: a set without an event, or an event without a set. An empty cell was not measured."""
    at = dosed + round(minute * MINUTE)
    time = datetime.fromtimestamp(at / 1000, UTC).isoformat()
    if event:
        return [time, *("" for _ in _COLUMNS), "", event]
    seen = _STEEP.observe(minute, id="", at=at, by="")
    values = dict(seen.measured())
    return [time, *(f"{values[s]:g}" if s in values else "" for s in Signal), ";".join(seen.symptoms), ""]


_QUIET = Response(
    route=Route.NASAL,
    seed="freeze",
    systolic=117,
    diastolic=74,
    heart_rate=71,
    spo2=97.3,
    respiratory_rate=15,
    rises=(14, 9, 3),
    unrest=(2.0, 1.5),
)


def _bundle() -> dict[str, Any]:
    """FHIR R4: a patient and the vital signs of one nasal session, times with the offset of the clinic."""
    patient = {
        "resourceType": "Patient",
        "id": "demo-1042",
        "meta": _test_data(),
        "identifier": [{"system": "urn:example:vigil-demo", "value": "DEMO-1042"}],
        "name": [{"family": "Makebelieve", "given": ["Mina"]}],
        "birthDate": "1990-05-17",
    }
    dosed = _instant("2025-03-11T13:00:00+01:00")
    seen = [_QUIET.observe(m, id=f"t{m + 15:03}", at=dosed + m * MINUTE, by="") for m in (-15, -5, 20, 40, 60, 90, 120)]
    resources = [patient, *(observation for one in seen for observation in _observations(one))]
    entries = [{"fullUrl": f"http://demo.example/fhir/{r['resourceType']}/{r['id']}", "resource": r} for r in resources]
    return {"resourceType": "Bundle", "id": "vigil-demo-nasal", "meta": _test_data(), "type": "collection", "entry": entries}


def _observations(seen: ObservationSet) -> Iterator[dict[str, Any]]:
    values = dict(seen.measured())
    for signal in (Signal.HEART_RATE, Signal.SPO2, Signal.RESPIRATORY_RATE):
        yield _observation(seen, signal.word, _code(signal)) | {"valueQuantity": _quantity(signal, values[signal])}
    panel = {"coding": [{"system": _LOINC, "code": "85354-9"}], "text": "Blood pressure"}
    halves = [
        {"code": _code(signal), "valueQuantity": _quantity(signal, values[signal])}
        for signal in (Signal.SYSTOLIC, Signal.DIASTOLIC)
    ]
    yield _observation(seen, "blood_pressure", panel) | {"component": halves}


def _observation(seen: ObservationSet, word: str, code: dict[str, Any]) -> dict[str, Any]:
    category = {"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs"}
    return {
        "resourceType": "Observation",
        "id": f"{seen.id}-{word.replace('_', '-')}",
        "status": "final",
        "category": [{"coding": [category]}],
        "code": code,
        "subject": {"reference": "Patient/demo-1042"},
        "effectiveDateTime": _local(seen.at).isoformat(),
    }


def _code(signal: Signal) -> dict[str, Any]:
    return {"coding": [{"system": _LOINC, "code": signal.loinc}], "text": signal.label}


def _quantity(signal: Signal, value: float) -> dict[str, Any]:
    return {"value": value, "unit": signal.unit, "system": _UCUM, "code": signal.ucum}


def _test_data() -> dict[str, Any]:
    return {
        "tag": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HTEST", "display": "test health data"}]
    }


def _messages() -> Iterator[str]:
    """HL7 v2.6 in the manner of IHE PCD-01: one ORU^R01 every five minutes from the dose on."""
    dosed = _instant("2025-03-18T10:00:00+01:00")
    for number, minute in enumerate(range(0, 65, 5), 1):
        yield _message(number, _QUIET.observe(minute, id=f"VIGILDEMO{number:03}", at=dosed + minute * MINUTE, by=""))


def _message(number: int, seen: ObservationSet) -> str:
    time, values = _local(seen.at).strftime("%Y%m%d%H%M%S%z"), dict(seen.measured())
    profile = "IHE_PCD_001^IHE PCD^1.3.6.1.4.1.19376.1.6.1.1.1^ISO"
    order = f"{seen.id}^{_MONITOR}"
    segments = [
        f"MSH|^~\\&|{_MONITOR}|DEMO CLINIC|VIGIL||{time}||ORU^R01^ORU_R01|{seen.id}|T|2.6|||NE|AL|||||{profile}",
        "PID|||DEMO-1043^^^DEMO CLINIC^MR||Nonesuch^Nils^^^^^L||19811203|M",
        "PV1||O|^^ROOM 3",
        f"OBR|{number}|{order}|{order}|182777000^monitoring of patient^SCT|||{time}",
        *(_result(index, signal, values[signal], time) for index, signal in enumerate(_MDC, 1)),
    ]
    return "".join(f"{segment}\r" for segment in segments)


def _result(index: int, signal: Signal, value: float, time: str) -> str:
    name, unit = _MDC[signal]
    return f"OBX|{index}|NM|{signal.mdc}^{name}^MDC|1.0.1.{index}|{value:g}|{unit}^MDC|||||R|||{time}||||{_MONITOR}"


def _instant(text: str) -> Millis:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def _local(at: Millis) -> datetime:
    return datetime.fromtimestamp(at / 1000, timezone(timedelta(hours=1)))


if __name__ == "__main__":
    write()
