"""Whose results, when, and which halves of a pressure belong together, where HL7 v2 leaves room for doubt?"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from models.intake import Answers, Intake, as_json, read
from tests.models.intake.test_hl7_odds import BP, DIA, HR, MSH, SENT, SPO2, SYS, message, obx

BARE = MSH.replace(SENT, "20240314102000")


def pressures(intake: Intake) -> list[tuple[float | None, float | None]]:
    """The halves of every pressure of which both are there."""
    sets = [seen for recording in intake.recordings for seen in recording.sets]
    return [(seen.systolic, seen.diastolic) for seen in sets if seen.systolic and seen.diastolic]


def reasons(intake: Intake) -> dict[str, int]:
    """Why and how often something was rejected."""
    return {one.reason: one.count for one in intake.rejected}


@pytest.mark.parametrize(
    ("value", "status", "flag", "why"),
    [
        ("120/80", "X", "", "the device could not obtain it (X)"),
        ("120/80", "D", "", "deleted by the sender (D)"),
        ("120/80", "w", "", "withdrawn as wrong by the sender (W)"),
        ("120/80", "R", "INV", "invalid by the device (INV)"),
        ("120/80~118/78", "F", "", "more than one number in one place"),
    ],
)
def test_a_pressure_in_one_field_that_its_sender_disowns(value: str, status: str, flag: str, why: str) -> None:
    """A pressure written as 120/80 counts no more than one in two fields where its sender takes it back or sends two of them."""
    taken = read("x", message(f"OBX|1|ST|{BP}||{value}|mmHg||{flag}|||{status}", obx(HR, 72)).encode())
    assert (pressures(taken), reasons(taken)) == ([], {why: 1})


UNPAIRED = "several pressures at one instant, whose halves cannot be told apart"
TWO = {
    "systolics first": ([(SYS, 120), (SYS, 150), (DIA, 80), (DIA, 60)], [], {UNPAIRED: 4}),
    "in two orders": ([(SYS, 120), (DIA, 80), (DIA, 60), (SYS, 150), (DIA, 90)], [], {UNPAIRED: 5}),
    "the first without its systolic": ([(SYS, ""), (DIA, 80), (SYS, 118), (DIA, 70)], [(118, 70)], {"half a pressure": 1}),
    "the first without its diastolic": ([(SYS, 150), (DIA, "-999"), (SYS, 118), (DIA, 70)], [(118, 70)], {"half a pressure": 1}),
    "one after the other": ([(SYS, 120), (DIA, 80), (SYS, 118), (DIA, 70)], [(120, 80), (118, 70)], {}),
    "each number twice, in two codes": ([(SYS, 120), ("8480-6^^LN", 120), (DIA, 80), ("8462-4^^LN", 80)], [(120, 80)], {}),
}  # fmt: skip


@pytest.mark.parametrize("case", TWO)
def test_two_pressures_at_one_instant(case: str) -> None:
    """Halves of two pressures are put together only where their order says which belong together; else they are rejected."""
    halves, paired, why = TWO[case]
    taken = read("x", message(*(obx(code, value) for code, value in halves)).encode())
    assert (pressures(taken), reasons(taken)) == (paired, why)


def test_a_corrected_half_of_one_of_two_pressures() -> None:
    """A correction of one half stands where the old one stood: with the other half of its own pressure."""
    places = [obx(SYS, 120, place="1.4.1.1"), obx(DIA, 80, place="1.4.1.2"), obx(SYS, 150, place="1.5.1.1"),
              obx(DIA, 90, place="1.5.1.2")]  # fmt: skip
    sent = message(*places) + message(obx(SYS, 124, place="1.4.1.1", status="A"))
    assert pressures(read("x", sent.encode())) == [(124, 80), (150, 90)]


@pytest.mark.parametrize(
    ("own", "why"),
    [
        ("20240313", "only a date, no time of day"),
        ("20240314250000", "time not understood"),
        ("03/13/2024 10:20", "time not understood"),
        ("2024031409", "time not understood"),
    ],
)
def test_a_time_that_cannot_be_read_is_not_replaced_by_another(own: str, why: str) -> None:
    """Where the time of a reading says another day, or nothing that can be read, the time of its message is not taken for it."""
    taken = read("x", message(f"{obx(HR, 72)}|||{own}", obx(SPO2, 97)).encode())
    assert (list(as_json(taken)["signals"]), reasons(taken)) == (["spo2"], {why: 1})


@pytest.mark.parametrize(
    "own",
    ["20240314101500+01:00", "20240314101500 +0100", "20240314101500.0000000+01", "20240314 10:15:00+0100", "202403141015+0100",
     "20240314101500"],
)  # fmt: skip
def test_ways_to_write_a_time(own: str) -> None:
    """The time of a reading counts however a gateway writes it."""
    taken = read("x", message(f"{obx(HR, 72)}|||{own}").encode())
    assert as_json(taken)["signals"]["heart_rate"]["first"]["at"] == "2024-03-14T09:15:00+00:00"


def test_zeros_and_empty_quotes_say_nothing() -> None:
    """A time of zeros, and the two quotes by which HL7 writes that there is nothing, are neither time nor patient nor unit."""
    sent = message(f'OBX|1|NM|{HR}|""|72|""|||||F|||00000000000000', patient='PID|1||""^^^CLINIC^MR~4711')
    ((one,), rejected) = (taken := read("x", sent.encode())).recordings, taken.rejected
    assert (one.patient, one.sets[0].heart_rate, rejected) == ("4711", 72, ())


def test_what_was_not_measured_asks_for_no_zone() -> None:
    """A message whose values are all empty is not held up by the question in which zone nothing was measured."""
    empty = message(obx(SYS, ""), obx(DIA, ""), header=BARE, order="OBR|1")
    assert read("x", (empty + message(obx(HR, 72))).encode()).verdict == "ready"


@pytest.mark.parametrize(
    ("heads", "people"),
    [
        (("PID|1||||Doe^Jane||19800101", "PID|1||||Roe^Jim"), [("", "Doe Jane 19800101"), ("", "Roe Jim")]),
        (
            ("PID|1||||Doe^Jane\rPV1||I|W^1^A", "PID|1||||Doe^Jane\rPV1||I|W^1^B"),
            [("", "Doe Jane W^1^A"), ("", "Doe Jane W^1^B")],
        ),
        (("PID|1||4711^^^A&1.2^MR", "PID|1||4711^^^B&1.3^MR"), [("4711 (A)", ""), ("4711 (B)", "")]),
        (("PID|1||4711^^^A^MR", "PID|1||4711"), [("4711", "")]),
    ],
)
def test_people_who_must_not_be_taken_for_one(heads: tuple[str, str], people: list[tuple[str, str]]) -> None:
    """Two names without a number are two people, and so is one number of two houses, but not where only one house is said."""
    sent = "".join(message(obx(HR, rate), patient=head) for head, rate in zip(heads, (72, 90), strict=True))
    assert [(one.patient, one.visit) for one in read("x", sent.encode()).recordings] == people


def test_two_devices_that_only_their_results_name() -> None:
    """Where nobody says whose the readings are, those of two devices (OBX-18) are never one recording."""
    sent = [message(f"{obx(HR, rate)}|||||||{device}^^1A", patient="PV1||I") for device, rate in (("M1", 72), ("M2", 90))]
    assert [one.visit for one in read("x", "".join(sent).encode()).recordings] == ["M1^^1A", "M2^^1A"]


def test_a_note_that_looks_like_a_segment() -> None:
    """A line of a note that begins with PID changes nothing about whose the readings below it are."""
    (one,) = read("x", message("NTE|1||seen by\nPID: 9999\nat ten", obx(HR, 72)).encode()).recordings
    assert one.patient == "4711"


LETTERS: Sequence[tuple[str, str, str]] = [
    ("GB 18030-2000", "gb18030", "心聕"), ("ISO IR87", "cp932", "ポ表ソ"), ("~ISO IR87", "iso2022_jp", "心拍"),
    ("BIG-5", "big5", "功許"),
    ("8859/5", "iso8859_5", "ЧСС"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "coding", "text"), LETTERS)
def test_letters_of_several_bytes(name: str, coding: str, text: str) -> None:
    """In the letters that a message says it is written in (MSH-18), no part of a letter is taken for a delimiter."""
    sent = message(obx(f"8867-4^{text}^LN", 72), header=f"{MSH}||||||{name}", patient=f"PID|1||4711||{text}^{text}")
    (one,) = read("x", sent.encode(coding)).recordings
    assert (one.patient, one.sets[0].heart_rate) == ("4711", 72)


@pytest.mark.parametrize(("kind", "value"), [("NM", "72^^"), ("NM", "72~"), ("CQ", "72^/min"), ("SN", "=^72")])
def test_ways_to_write_one_number(kind: str, value: str) -> None:
    """Delimiters with nothing behind them, and a number with its unit in one field, are one number."""
    assert as_json(read("x", message(obx(HR, value, of=kind)).encode()))["signals"]["heart_rate"]["first"]["value"] == 72


@pytest.mark.parametrize(
    ("halves", "paired"),
    [
        ([(SYS, 120), (DIA, 80)], [(120, 80)]),
        ([(SYS, 120), (DIA, 80), (SYS, 150), (DIA, 90)], [(120, 80), (150, 90)]),
        ([(SYS, 120), (SYS, 150), (DIA, 80), (DIA, 60)], []),
    ],
)
def test_halves_in_messages_of_their_own(halves: list[tuple[str, int]], paired: list[tuple[int, int]]) -> None:
    """Where each number of a pressure comes in a message of its own, those of several at one instant are not guessed either."""
    taken = read("x", "".join(message(obx(code, value)) for code, value in halves).encode())
    assert pressures(taken) == paired


@pytest.mark.parametrize(("torn", "counts"), [(0, 2), (2, 1), (6, 1), (5, 2)])
def test_a_file_that_ends_within_a_time(torn: int, counts: int) -> None:
    """A time whose seconds may be missing dates no reading; where only its offset is missing, that of the message holds."""
    first, last = (f"{obx(HR, 72 + i)}|||2024031410203{i}" for i in (1, 2))
    sent = message(first) + message(f"{last}{'+0100' if torn == 5 else ''}")
    taken = read("x", sent[: -1 - torn].encode())
    assert as_json(taken)["signals"]["heart_rate"]["count"] == counts


def test_a_pressure_of_a_line_in_one_field() -> None:
    """A pressure of an arterial line that is written as 120/80 is no pressure of the cuff."""
    sent = message(obx("1^NIBP^L", "120/80", of="ST"), obx("2^ABP^L", "131/70", of="ST"))
    assert [one.source for one in read("x", sent.encode()).recordings] == ["MON", "MON arterial"]


@pytest.mark.parametrize(("counted", "missing"), [("2", []), ("5", [3]), ("", []), ("1", [])])
def test_a_batch_of_which_messages_are_missing(counted: str, missing: list[int]) -> None:
    """Where a batch says that it has more messages than are in the file, it is told how many are missing."""
    sent = "\r".join([r"BHS|^~\&|A", message(obx(HR, 72)), message(obx(SPO2, 97)), f"BTS|{counted}\r"])
    taken = read("x", sent.encode())
    assert (set(as_json(taken)["signals"]), [one.count for one in taken.skipped]) == ({"heart_rate", "spo2"}, missing)


def test_what_is_measured_after_it_was_sent() -> None:
    """Where a gateway dates its messages in UTC and the device in local time, the zone of the device is asked for."""
    sent = message(f"{obx(HR, 72)}|||20240314102000", header=MSH.replace(SENT, "20240314092030+0000"), order="OBR|1").encode()
    assert [one.about for one in read("x", sent).questions] == ["zone"]
    told = as_json(read("x", sent, Answers(zone="Europe/Berlin")))
    assert told["signals"]["heart_rate"]["first"]["at"] == "2024-03-14T10:20:00+01:00"


@pytest.mark.parametrize("end", [r"\r", r"\n", r"\r\n"])
def test_ends_of_segments_that_are_spelt(end: str) -> None:
    """Messages that a log wrote in one line each, with the ends of their segments as two letters, are read."""
    lines = (message(obx(HR, 72 + i), obx(SPO2, 97, status="X")).replace("\r", end) for i in (1, 2))
    told = as_json(read("x", "\n".join(lines).encode()))
    assert {word: signal["count"] for word, signal in told["signals"].items()} == {"heart_rate": 2}
