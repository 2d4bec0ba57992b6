"""The plain form of `vigil judge`: one row per moment, any of its columns in any order."""

from __future__ import annotations

import pytest

from models.facts import Acknowledged, Dose, Ended, Stopped
from models.intake import Intake, as_json, read
from models.vitals import Symptom

HEADER = (
    "time,heart_rate,systolic,diastolic,mean,spo2,respiratory_rate,temperature,moaas,rass,dissociation,distress,symptoms,event"
)
AT = 1_710_408_000_000  # 2024-03-14T10:20:00+01:00


def plain(*rows: str, header: str = HEADER) -> Intake:
    """The rows under the header of the plain form."""
    return read("session.csv", "\n".join((header, *rows, "")).encode())


def only_set(taken: Intake) -> object:
    """The one observation set of a file."""
    ((one,),) = (recording.sets for recording in taken.recordings)
    return one


def test_every_column_is_read() -> None:
    """A full row gives one observation set with every sign, score and symptom, at the instant that its offset says."""
    taken = plain("2024-03-14T10:20:00+01:00,75,162,96,118,97,14,36.6,4,-1,3,1,nausea;severe_headache,")
    (recording,) = taken.recordings
    (seen,) = recording.sets
    assert (taken.verdict, taken.format, seen.at, recording.patient) == ("ready", "csv", AT, "")
    numbers = {signal.word: value for signal, value in seen.measured()}
    vitals = {
        "heart_rate": 75,
        "systolic": 162,
        "diastolic": 96,
        "mean": 118,
        "spo2": 97,
        "respiratory_rate": 14,
        "temperature": 36.6,
    }
    assert numbers == vitals | {"sedation": 4, "agitation": -1, "dissociation": 3, "distress": 1}
    assert set(seen.symptoms) == {Symptom.NAUSEA, Symptom.SEVERE_HEADACHE}


def test_columns_may_stand_in_any_order_and_be_missing() -> None:
    """Only what was measured needs a column, and the order of columns does not matter; an empty cell is not measured."""
    taken = plain("97,2024-03-14T09:20:00Z,,88", header="spo2,time,temperature,heart_rate")
    ((seen,),) = (recording.sets for recording in taken.recordings)
    assert (seen.at, seen.spo2, seen.heart_rate, seen.temperature, seen.systolic) == (AT, 97, 88, None, None)


@pytest.mark.parametrize(
    ("word", "kind", "signal"),
    [
        ("dose", Dose, ""),
        ("stop", Stopped, ""),
        ("end", Ended, ""),
        ("acknowledge:systolic", Acknowledged, "systolic"),
        ("acknowledge:moaas", Acknowledged, "sedation"),
        ("acknowledge:check", Acknowledged, "check"),
    ],
)
def test_events(word: str, kind: type, signal: str) -> None:
    """A dose, the end of the infusion or session, and an acknowledgement of both directions are read as what happened."""
    (recording,) = plain(f"2024-03-14T10:20:00+01:00,,,,,,,,,,,,,{word}").recordings
    (event,) = recording.events
    assert (type(event), event.at, getattr(event, "signal", ""), getattr(event, "direction", "")) == (kind, AT, signal, "")
    assert recording.sets == ()


def test_all_rows_are_of_one_source() -> None:
    """Readings and events of the plain form are one recording."""
    taken = plain(
        "2024-03-14T10:00:00Z,70,,,,,,,,,,,,", "2024-03-14T10:05:00Z,,,,,,,,,,,,,dose", "2024-03-14T10:10:00Z,,,,,98,,,,,,,,"
    )
    (recording,) = taken.recordings
    assert (len(recording.sets), len(recording.events)) == (2, 1)


def test_numbers_out_of_range_are_carried_and_reported() -> None:
    """A saturation of 44 and a pressure of 90/130 stay in the recording, where the rules judge them, and count as no reading."""
    taken = plain("2024-03-14T10:20:00Z,,90,130,,44,,,,,,,,", "2024-03-14T10:21:00Z,70,,,,,,,,,,,,")
    seen = taken.recordings[0].sets[0]
    assert (seen.systolic, seen.diastolic, seen.spo2) == (90, 130, 44)
    report = as_json(taken)
    assert list(report["signals"]) == ["heart_rate"]
    told = {(r["signal"], r["reason"]): r["examples"] for r in report["rejected"]}
    assert told["blood_pressure", "diastolic not below systolic"] == [{"where": "line 2", "text": "90/130"}]
    assert told["spo2", "oxygen saturation outside 50-100 %"] == [{"where": "line 2", "text": "44"}]


@pytest.mark.parametrize(
    "text", ["0", "0.0", "-1", "-999", "-99.9", "-100", "8388607", "---", "-", "null", "NA", "nan", "None", "?"]
)
def test_what_stands_for_no_reading_is_never_a_number(text: str) -> None:
    """Zero of a living person's signal, a device's code for "nothing" and a dash never become a number, and are told."""
    taken = plain(f"2024-03-14T10:20:00Z,{text},{text},{text},,97,,,,,,,,")
    seen = taken.recordings[0].sets[0]
    assert (seen.heart_rate, seen.systolic, seen.diastolic, seen.spo2) == (None, None, None, 97)
    counted = {r.signal for r in taken.rejected} | {s.what.removesuffix(" not measured").replace(" ", "_") for s in taken.skipped}
    assert counted == {"heart_rate", "blood_pressure"}


def test_half_a_pressure_does_not_count() -> None:
    """Where one half of a pressure is missing, the other is carried and the pressure is rejected; its mean stays."""
    taken = plain("2024-03-14T10:20:00Z,,120,0,90,97,,,,,,,,")
    seen = taken.recordings[0].sets[0]
    assert (seen.systolic, seen.diastolic, seen.mean) == (120, None, 90)
    assert [(r.signal, r.reason, r.examples[0].text) for r in taken.rejected] == [("blood_pressure", "half a pressure", "120/0")]
    assert "blood_pressure" not in as_json(taken)["signals"]


def test_words_that_mean_nothing_are_told() -> None:
    """A symptom or event that Vigil does not know is rejected by name; the known ones beside it are kept."""
    taken = plain("2024-03-14T10:20:00Z,70,,,,,,,,,,,nausea;glow,dose;rest")
    assert [(r.signal, r.examples[0].text) for r in taken.rejected] == [("event", "rest"), ("symptom", "glow")]
    assert taken.recordings[0].sets[0].symptoms == (Symptom.NAUSEA,)


def test_the_same_file_gives_the_same_facts_under_any_name() -> None:
    """Importing a file again under another name adds nothing: every fact keeps its id; another value gives another fact."""
    text = HEADER + "\n2024-03-14T10:20:00Z,70,,,,,,,,,,,,\n2024-03-14T10:21:00Z,,,,,,,,,,,,,dose\n"
    first, again = read("a.csv", text.encode()), read("b.txt", text.encode("utf-16"))
    other = read("a.csv", text.replace(",70,", ",71,").encode())
    assert first.recordings == again.recordings
    assert first.recordings[0].sets[0].id != other.recordings[0].sets[0].id


def test_an_exact_repeat_is_one_reading_and_a_contradiction_two() -> None:
    """The same row twice is one reading; two values of one instant are both kept, since nobody can say which is right."""
    taken = plain(*(f"2024-03-14T10:20:00Z,{hr},,,,,,,,,,,," for hr in (70, 70, 74)))
    assert [seen.heart_rate for seen in taken.recordings[0].sets] == [70, 74]
    assert [(s.what, s.count) for s in taken.skipped] == [("exact repeat of an earlier reading", 1)]
