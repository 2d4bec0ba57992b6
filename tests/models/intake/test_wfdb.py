"""WFDB records: a header and its samples are two files, and only both together are a recording."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from models.intake import Answers, Half, Intake, as_json, read

DATA = Path(__file__).parents[3].parent / "shared" / "data" / "wfdb_mimic3_numerics"
HEAD = "rec 3 1 4 10:00:00 14/03/2024\n"
SIGNALS = (
    "rec.dat 16 10/bpm 16 0 600 0 0 HR",
    "rec.dat 16 1(0)/% 16 0 97 0 0 SpO2",
    "rec.dat 16 10(-100)/degC 16 0 200 0 0 Temp",
)
FRAMES = ((600, 97, 270), (-32768, 98, 271), (620, 0, -32768), (-32768, -32768, -32768))
SAMPLES = struct.pack("<12h", *(number for frame in FRAMES for number in frame))


def recorded(header: str, samples: bytes, **answers: str) -> Intake:
    """The record of this header and these samples, given together; in UTC where it needs a zone."""
    both = (Half("rec.hea", header.encode()), Half("rec.dat", samples))
    return read("rec.hea", header.encode(), Answers(**{"zone": "UTC", **answers}, beside=both))  # type: ignore[arg-type]


def header(*signals: str, head: str = HEAD) -> str:
    """A header of these signals."""
    return head + "\n".join(signals or SIGNALS) + "\n# <age>: 60\n"


def seen(taken: Intake) -> list[tuple[int, float | None, float | None, float | None]]:
    """Each instant in seconds since the first, with heart rate, saturation and temperature."""
    sets = [one for recording in taken.recordings for one in recording.sets]
    return [((one.at - sets[0].at) // 1000, one.heart_rate, one.spo2, one.temperature) for one in sets]


def test_both_halves_together_are_a_recording() -> None:
    """Numbers are read with the gain, the baseline and the unit of the header; where the monitor had none, there is none."""
    taken = recorded(header(), SAMPLES)
    assert (taken.verdict, taken.format, taken.settings.zone) == ("ready", "wfdb", "UTC")
    assert seen(taken) == [(0, 60, 97, 37), (1, None, 98, 37.1), (2, 62, None, None)]
    assert as_json(taken)["signals"]["heart_rate"]["first"] == {"at": "2024-03-14T10:00:00+00:00", "value": 60}
    assert [(r.signal, r.reason, r.examples[0].where) for r in taken.rejected] == [
        ("spo2", "0 means that the device had no signal", "sample 3")
    ]


def test_the_samples_hold_the_same_recording() -> None:
    """Given with its header, the .dat is the same recording and not a second one."""
    both = (Half("rec.hea", header().encode()), Half("rec.dat", SAMPLES))
    answers = Answers(zone="UTC", beside=both)
    one, other = read("rec.hea", both[0].content, answers), read("rec.dat", SAMPLES, answers)
    assert (other.file, other.verdict, other.recordings) == ("rec.dat", "ready", one.recordings)
    alone = Answers(zone="UTC", beside=both[:1])
    assert read("rec.dat", SAMPLES, alone).recordings == one.recordings
    shouted = Answers(zone="UTC", beside=(Half("REC.HEA", both[0].content), Half("REC.DAT", SAMPLES)))
    assert [read(half.name, half.content, shouted).recordings for half in shouted.beside] == [one.recordings] * 2


@pytest.mark.parametrize(
    ("format", "samples"),
    [
        ("16", struct.pack("<4h", 60, -32768, 70, 80)),
        ("61", struct.pack(">4h", 60, -32768, 70, 80)),
        ("24", b"".join(n.to_bytes(3, "little", signed=True) for n in (60, -(1 << 23), 70, 80))),
        ("32", struct.pack("<4i", 60, -(1 << 31), 70, 80)),
        ("80", bytes((60 + 128, 0, 70 + 128, 80 + 128))),
        ("160", struct.pack("<4H", 60 + 32768, 0, 70 + 32768, 80 + 32768)),
        ("212", bytes((60, 0x80, 0x00, 70, 0x00, 80))),
        ("310", struct.pack("<4H", 60 << 1 | (70 & 31) << 11, 512 << 1 | 70 >> 5 << 11, 80 << 1, 0)),
        ("311", struct.pack("<2I", 60 | 512 << 10 | 70 << 20, 80)),
        ("16+2", b"\xff\xff" + struct.pack("<4h", 60, -32768, 70, 80)),
    ],
)
def test_every_way_of_writing_samples(format: str, samples: bytes) -> None:
    """However the samples are packed, 60, nothing, 70 and 80 are read."""
    taken = recorded(header(f"rec.dat {format} 1/bpm 16 0 0 0 0 HR", head="rec 1 1 4 10:00:00 14/03/2024\n"), samples)
    assert [(at, rate) for at, rate, _, _ in seen(taken)] == [(0, 60), (2, 70), (3, 80)]


def test_several_samples_in_one_frame() -> None:
    """A signal that is sampled twice in each frame has its readings at the half seconds, and the others keep theirs."""
    text = header("rec.dat 16x2 1/bpm 16 0 0 0 0 HR", "rec.dat 16 1/% 16 0 0 0 0 SpO2", head="rec 2 0.5 2 10:00:00 14/03/2024\n")
    taken = recorded(text, struct.pack("<6h", 60, 61, 97, 62, 63, 98))
    assert seen(taken) == [(0, 60, 97, None), (1, 61, None, None), (2, 62, 98, None), (3, 63, None, None)]


@pytest.mark.parametrize(
    ("head", "about", "text"),
    [
        ("rec 3 1 4\n", "start", "count from a start"),
        ("rec 3 1 4 10:20:30\n", "start", "began at 10:20:30, not on which day"),
    ],
)
def test_the_start_is_asked_where_the_header_has_none(head: str, about: str, text: str) -> None:
    """A header without a date leads to a question; with its answer the first sample is at that time."""
    (question,) = recorded(header(head=head), SAMPLES).questions
    assert (question.about, text in question.text) == (about, True)
    taken = recorded(header(head=head), SAMPLES, start="2024-03-14T09:30:00+01:00")
    assert as_json(taken)["signals"]["spo2"]["first"]["at"] == "2024-03-14T08:30:00+00:00"


def test_a_time_without_a_zone_is_asked_about() -> None:
    """WFDB names no zone, so it is asked and never assumed."""
    both = (Half("rec.hea", header().encode()), Half("rec.dat", SAMPLES))
    assert [q.about for q in read("rec.hea", both[0].content, Answers(beside=both)).questions] == ["zone"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("rec.hea", header().encode(), "its readings are in rec.dat. Give both at once: vigil import rec.hea rec.dat"),
        ("rec.dat", SAMPLES, "a file that ends in .hea. Give both at once: vigil import RECORD.hea rec.dat"),
    ],
)
def test_one_half_says_what_to_give(name: str, content: bytes, words: str) -> None:
    """Half a recording is refused with the name of the other half."""
    taken = read(name, content)
    assert (taken.verdict, taken.format, words in taken.reason) == ("refused", "wfdb", True)


@pytest.mark.parametrize(
    ("text", "samples", "words"),
    [
        (header(), SAMPLES[:12], "holds 2 of the 4 samples"),
        (header(SIGNALS[0].replace("600 0 0", "600 7 0"), *SIGNALS[1:]), SAMPLES, "the sum of HR is another"),
        (header("rec.dat 8 1/bpm 16 0 0 0 0 HR", head="rec 1 1 4 10:00:00 14/03/2024\n"), SAMPLES, "rdsamp"),
        (header(head="rec 3 125 4 10:00:00 14/03/2024\n"), SAMPLES, "waveforms only (HR, SpO2, Temp)"),
        (header(head="rec/3 3 1 4 10:00:00 14/03/2024\n"), SAMPLES, "Give all of them"),
        (header(head="rec 3 1 4 10:00:00 31/02/2024\n"), SAMPLES, "no date"),
        (header(head="rec 3 1 4 25:00:00 14/03/2024\n"), SAMPLES, "no time of day"),
        (header(head="rec 9 1 4\n"), SAMPLES, "tells of 9 signals"),
        (header(head="rec 3 0 4\n"), SAMPLES, "samples a second"),
        (header(head="rec 3 0.000001 4 10:00:00 28/12/9999\n"), SAMPLES, "year"),
        (header("rec.dat what 1/bpm 16 0 0 0 0 HR", head="rec 1 1 4\n"), SAMPLES, "cannot be read"),
    ],
)
def test_what_does_not_fit_together_is_refused(text: str, samples: bytes, words: str) -> None:
    """A record that is cut off, damaged, made of others or no list of readings is refused, and the sentence says what to do."""
    taken = recorded(text, samples)
    assert (taken.verdict, taken.format) == ("refused", "wfdb")
    assert words in taken.reason


def test_a_unit_that_vigil_does_not_know_is_not_believed() -> None:
    """Breathing in millivolts is a curve, not a rate: it is counted as left out."""
    text = header(SIGNALS[0], "rec.dat 16 1/mV 16 0 0 0 0 RESP", SIGNALS[2])
    taken = recorded(text, SAMPLES)
    assert "respiratory_rate" not in as_json(taken)["signals"]
    assert [s.what for s in taken.skipped] == ['value of column "RESP (mV)", which is no vital sign that Vigil reads']


def test_a_real_record_has_the_readings_of_its_csv() -> None:
    """33 hours of a Philips monitor: the first six are, reading for reading, those that rdsamp wrote as CSV."""
    names = ("s00001-2896-10-10-00-31n.hea", "3975656n.dat")
    if not all((DATA / name).is_file() for name in names):
        pytest.skip("../shared/data/wfdb_mimic3_numerics is not here")
    both = tuple(Half(name, (DATA / name).read_bytes()) for name in names)
    taken = read(names[0], both[0].content, Answers(zone="UTC", beside=both))
    table = read("x.csv", (DATA / "s00001n_rdsamp_first360.csv").read_bytes(), Answers(zone="UTC"))
    numbers = [(one.at, tuple(one.measured())) for one in taken.recordings[0].sets]
    assert numbers[:360] == [(one.at, tuple(one.measured())) for one in table.recordings[0].sets]
    told = as_json(taken)["signals"]
    assert {word: signal["count"] for word, signal in told.items()} == {
        "heart_rate": 1893, "blood_pressure": 159, "spo2": 1573, "respiratory_rate": 1890, "mean_pressure": 159,
    }  # fmt: skip
    assert told["heart_rate"]["last"] == {"at": "2896-10-11T08:45:25.894+00:00", "value": 55}


WHOLE = "rec/4 2 1 8 10:00:00 14/03/2024\nlayout 0\none 2\n~ 3\ntwo 3\n"
PARTS = (
    Half("layout.hea", b"layout 2 1 0\n~ 0 1/bpm 16 0 0 0 0 HR\n~ 0 1/% 16 0 0 0 0 SpO2\n"),
    Half("one.hea", b"one 2 1 2 10:00:00\none.dat 16 1/bpm 16 0 0 0 0 HR\none.dat 16 1/% 16 0 0 0 0 SpO2\n"),
    Half("one.dat", struct.pack("<4h", 60, 97, 61, 98)),
    Half("two.hea", b"two 1 1 3\ntwo.dat 16 10/bpm 16 0 0 0 0 HR\n"),
    Half("two.dat", struct.pack("<3h", 620, -32768, 630)),
)


def test_a_record_of_several_parts_is_one_recording() -> None:
    """Parts follow each other from the beginning of the whole on, with their gaps, whatever signals each of them has."""
    given = (Half("rec.hea", WHOLE.encode()), *PARTS)
    taken = read("rec.hea", WHOLE.encode(), Answers(zone="UTC", beside=given))
    assert seen(taken) == [(0, 60, 97, None), (1, 61, 98, None), (5, 62, None, None), (7, 63, None, None)]
    for half in PARTS:
        assert read(half.name, half.content, Answers(zone="UTC", beside=given)).recordings == taken.recordings


@pytest.mark.parametrize(("given", "missing"), [((), "one.hea two.hea"), (PARTS[:4], "two.dat")])
def test_what_is_missing_of_a_record_of_several_parts_is_named(given: tuple[Half, ...], missing: str) -> None:
    """Whoever gives only some of the files is told which others belong to them."""
    taken = read("rec.hea", WHOLE.encode(), Answers(zone="UTC", beside=given))
    assert taken.verdict == "refused"
    assert f"vigil import rec.hea {missing}" in taken.reason
