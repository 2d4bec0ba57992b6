"""Do streams of messages and lines of resources give what was written into them, whoever wrote them and in whatever way?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from random import Random
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings

from models.intake import Intake, read
from models.intake.judging import counted
from tests.models.columns import dices

Fact = tuple[str, int, str, Any]
"""Whose, when, which signal, which number."""
BEGIN = datetime(2024, 3, 14, 8, tzinfo=UTC)
SIGNALS = {"heart_rate": (40, 180), "spo2": (80, 100), "respiratory_rate": (8, 30), "temperature": (33, 40)}
LOINC = {"heart_rate": "8867-4", "spo2": "59408-5", "respiratory_rate": "9279-1", "temperature": "8310-5"}
MDC = {
    "heart_rate": "147842^MDC_ECG_HEART_RATE", "spo2": "150456^MDC_PULS_OXIM_SAT_O2",
    "respiratory_rate": "151562^MDC_RESP_RATE", "temperature": "150344^MDC_TEMP",
}  # fmt: skip
WORDS = {"heart_rate": "HR", "spo2": "SPO2P", "respiratory_rate": "RESP", "temperature": "TEMP"}
NOISE = ["NTE|1||HR 300", "ZDS|1|HR|99", "OBX|9|NM|718-7^Hb^LN||13|g/dL|||||F", "OBX|9||69965^MDC_DEV^MDC|1.0.0.0|||||||X"]
BAD = [("-999", "F"), ("72", "X"), ("", "F"), ('""', "F"), ("60~120", "F"), ("72", "W"), (">60", "F")]


class Seen(NamedTuple):
    """One number that somebody measured: whose, when by the clock of the sender, which signal, and how often it is sent."""

    whose: str
    at: datetime
    signal: str
    value: int | tuple[int, int]

    @property
    def fact(self) -> Fact:
        """What must be charted of it."""
        return self.whose, (self.at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1), self.signal, self.value


Writer = Callable[[Random, list[Seen]], str]


def measured(dice: Random) -> list[Seen]:
    """What was seen of one to three people, each number at an instant of its own signal."""
    people, found = [f"P{number}" for number in dice.sample(range(100, 999), dice.randint(1, 3))], []
    for step in range(dice.choice([1, 5, 30])):
        zone = timezone(timedelta(minutes=dice.choice([0, 60, -300, 345])))
        at = (BEGIN + timedelta(seconds=61 * step)).astimezone(zone)
        whose, high = dice.choice(people), dice.randint(100, 180)
        if dice.random() < 0.4:
            found.append(Seen(whose, at, "blood_pressure", (high, high - dice.randint(20, 50))))
        else:
            signal = dice.choice(list(SIGNALS))
            found.append(Seen(whose, at, signal, dice.randint(*SIGNALS[signal])))
    return found


def charted(intake: Intake) -> list[Fact]:
    """All that counts, in one order."""
    sets = [(recording.patient, seen) for recording in intake.recordings for seen in recording.sets]
    return sorted((whose, seen.at, word, value) for whose, seen in sets for word, value in counted(seen))


def obx(code: str, value: object, status: str = "F", time: str = "", place: str = "") -> str:
    """One result."""
    return f"OBX|1|NM|{code}|{place}|{value}||||||{status}|||{time}"


def results(dice: Random, seen: Seen, time: str) -> Iterator[list[str]]:
    """The messages that tell of it, at last as it stands: preliminary, wrong and corrected before, in several codings."""
    if isinstance(seen.value, tuple):
        high, low = seen.value
        one = obx("150021^MDC_PRESS_BLD_NONINV_SYS^MDC", high, "R", time, "1.4.1.1")
        other, both = obx("8462-4^^LN", low, "R", time, "1.4.1.2"), obx("55284-4^^LN", f"{high}/{low}", time=time)
        yield dice.choice([[both], [one, other], [other, one], [one, dice.choice(NOISE), other]])
        return
    code = dice.choice([f"{LOINC[seen.signal]}^^LN", f"{MDC[seen.signal]}^MDC", WORDS[seen.signal]])
    before = dice.choice([[], [], ["P"], ["F"], ["P", "R"]])
    for status in before:
        yield [obx(code, dice.randint(*SIGNALS[seen.signal]), status, time)]
    yield [obx(code, seen.value, "C" if "F" in before else "F", time), dice.choice(NOISE)]


def messages(dice: Random, sightings: list[Seen]) -> str:
    """The stream: each message with its own delimiters, the time in OBX-14, OBR-7 or MSH-7, and values that are none between."""
    text, end = "", dice.choice(["\r", "\n", "\r\n"])
    for seen in sightings:
        own = seen.at.strftime(dice.choice(["%Y%m%d%H%M%S%z", "%Y-%m-%dT%H:%M:%S%z", "%Y%m%d%H%M%S.000%z"]))
        late = (seen.at + timedelta(minutes=3)).strftime("%Y%m%d%H%M%S%z")
        times = dice.choice([(late, late, own), (late, own, ""), (own, "", '""'), (own, "0", "")])
        for lines in results(dice, seen, times[2]):
            bad = [obx(WORDS[dice.choice(list(SIGNALS))], *dice.choice(BAD)) for _ in range(dice.choice([0, 0, 1]))]
            head = [f"MSH|^~\\&|MON|W|V|C|{times[0]}||ORU^R01|1|P|2.6", f"PID|||{seen.whose}^^^A^MR", f"OBR|1||||||{times[1]}"]
            message = end.join([*head, *bad, *lines, ""])
            text += message if dice.random() < 0.8 else message.translate(str.maketrans("|^", "#*"))
    return text


def quantity(dice: Random, seen: Seen) -> dict[str, Any]:
    """Its number with one of its units, or none."""
    units = {"temperature": ["Cel", "degrees C", "C"], "spo2": ["%", "percent"]}.get(seen.signal, ["/min", "bpm"])
    unit = dice.choice(units)
    return {"value": seen.value, **dice.choice([{"unit": unit}, {"code": unit, "unit": "x"}, {}])}


def observation(dice: Random, seen: Seen) -> dict[str, Any]:
    """A resource that tells of it."""
    told = {"code": {"coding": [{"system": "http://loinc.org", "code": LOINC.get(seen.signal, "85354-9")}]}}
    told["code"]["coding"].insert(dice.choice([0, 1]), {"system": "http://clinic.example", "code": "X"})
    if isinstance(seen.value, tuple):
        halves = [{"code": {"coding": [{"system": "http://loinc.org", "code": code}]}, "valueQuantity": {"value": value}}
                  for code, value in zip(("8480-6", "8462-4"), seen.value, strict=True)]  # fmt: skip
        value: dict[str, Any] = {"component": halves[:: dice.choice([1, -1])]}
    else:
        value = {"valueQuantity": quantity(dice, seen)}
    at = seen.at.isoformat()
    times: list[dict[str, Any]] = [{"effectiveDateTime": at}, {"effectiveInstant": at}]
    times += [{"effectivePeriod": {"start": at}}, {"effectiveTiming": {"event": [at]}}]
    whose = dice.choice(["Patient/{}", "http://x/fhir/Patient/{}", "urn:uuid:{}", "Patient/{}/_history/2"]).format(seen.whose)
    made = {"resourceType": "Observation", "status": "final", "subject": {"reference": whose}}
    return {**made, **told, **value, **dice.choice(times)}


def resources(dice: Random, sightings: list[Seen]) -> str:
    """The resources in one of the ways in which several are sent, some of them in an older version or withdrawn as well."""
    sent = []
    for number, seen in enumerate(sightings):
        made = observation(dice, seen)
        named = made | {"id": f"o{number}", "meta": {"versionId": "2"}}
        wrong = named | {"meta": {"versionId": "1"}, "effectiveDateTime": "2024-01-01T00:00:00Z", "status": "preliminary"}
        gone = made | {"status": "entered-in-error", "effectiveDateTime": "2024-01-02T00:00:00Z"}
        sent += dice.choice([[made], [made], [wrong, named], [named, wrong], [gone, made]])
    entries = [{"resource": one} for one in sent]
    page = {"resourceType": "Bundle", "type": dice.choice(["searchset", "collection", "transaction"]), "entry": entries}
    return dice.choice(["\n".join(map(json.dumps, sent)), json.dumps(sent), json.dumps(page), "".join(map(json.dumps, sent))])


def line(dice: Random, sightings: list[Seen]) -> str:
    """A resource a line."""
    return "".join(f"{json.dumps(observation(dice, seen))}\n" for seen in sightings)


@pytest.mark.parametrize("written", [messages, resources])
@settings(max_examples=60, deadline=None)
@given(dice=dices)
def test_what_was_seen_is_charted(written: Writer, dice: Random) -> None:
    """Of a stream of messages, or of resources, exactly what was seen is charted, each number once, for its patient and time."""
    sightings = measured(dice)
    assert charted(read("x", written(dice, sightings).encode())) == sorted(seen.fact for seen in sightings)


@pytest.mark.parametrize("written", [messages, line])
@settings(max_examples=20, deadline=None)
@given(dice=dices)
def test_a_stream_holds_what_its_parts_hold(written: Writer, dice: Random) -> None:
    """A file of many messages or resources gives what files of one sighting each give together."""
    parts = [written(dice, [seen]) for seen in measured(dice)]
    whole = charted(read("x", "".join(parts).encode()))
    assert whole == sorted(fact for part in parts for fact in charted(read("x", part.encode())))
