"""What do gateways and interfaces send as HL7 v2 beside the plain case, and what becomes of it?"""

from __future__ import annotations

from typing import Any

import pytest

from models.intake import as_json, read

SENT = "20240314102000+0100"
MSH = rf"MSH|^~\&|MON|WARD|VIGIL|CLINIC|{SENT}||ORU^R01|1|P|2.6"
PID, OBR, BARE = "PID|1||4711^^^CLINIC^MR", f"OBR|1||||||{SENT}", "OBR|1||||||20240314102000"
HR, BP, SPO2 = "8867-4^Heart rate^LN", "85354-9^Blood pressure^LN", "59408-5^SpO2^LN"
SYS, DIA = "150021^MDC_PRESS_BLD_NONINV_SYS^MDC", "150022^MDC_PRESS_BLD_NONINV_DIA^MDC"


def obx(code: str, value: object, unit: str = "", *, of: str = "NM", place: str = "", status: str = "F") -> str:
    """One result; `place` is OBX-4, `status` OBX-11."""
    return f"OBX|1|{of}|{code}|{place}|{value}|{unit}|||||{status}"


def message(*segments: str, header: str = MSH, patient: str = PID, order: str = OBR) -> str:
    """One message with these results."""
    return "".join(f"{segment}\r" for segment in (header, patient, order, *segments))


WHOLE = message(obx(HR, 72))
TORN = message(obx(SPO2, 97)) + f"{MSH}\r{PID}\r{OBR}\rOBX|1|NM|{HR}||12"
TWO_PLACES = [obx(SYS, 120, place="1.4.1.1"), obx(SYS, 110, place="1.5.1.1"),
              obx(DIA, 70, place="1.5.1.2"), obx(DIA, 80, place="1.4.1.2")]  # fmt: skip
PHILIPS = [obx("0002-4182^Rythme cardiaque^MDIL", 72, "0004-0aa0^bpm^MDIL", place="0")]
LATIN = message(obx("8310-5^T^LN", 36.6, "°C")).encode("latin-1")
MODERN = message(obx("8310-5^T^LN", 36.7, "°C"), order="OBR|1||||||20240314112000+0100").encode()

# what is sent -> the values that count, as word -> [first, last] in time order
CHARTED: dict[str, tuple[str | bytes, dict[str, list[Any]]]] = {
    "the zone of MSH-7 holds for the whole message": (message(obx(HR, 72), order=BARE), {"heart_rate": [72]}),
    "an older table calls 147842 the rate of cardiac beats": (
        message(obx("147842^MDC_ECG_CARD_BEAT_RATE^MDC", 60)), {"heart_rate": [60]}),
    "the number of one pulse with the name of another is a pulse": (
        message(obx("149522^MDC_PULS_RATE^MDC", 61)), {"heart_rate": [61]}),
    "an id of Philips is its MDC number, in whatever language the text is": (message(*PHILIPS), {"heart_rate": [72]}),
    "a pressure as a structured number": (message(obx(BP, "^120^/^80", of="SN")), {"blood_pressure": [[120, 80]]}),
    "a pressure by the words of the house": (
        message(obx("5^BLOOD PRESSURE^EPIC", "120/80", of="ST")), {"blood_pressure": [[120, 80]]}),
    "a correction takes the place of what it corrects": (
        message(obx(HR, 72)) + message(obx(HR, 75, status="C")), {"heart_rate": [75]}),
    "a corrected half stays with the other": (
        message(obx(SYS, 120), obx(DIA, 80)) + message(obx(SYS, 130, status="C")), {"blood_pressure": [[130, 80]]}),
    "what is verified takes the place of what was not": (
        message(obx(HR, 72, status="R")) + message(obx(HR, 75)), {"heart_rate": [75]}),
    "what was deleted is gone": (
        message(obx(HR, 72), obx(SPO2, 97)) + message(obx(HR, "", status="D")), {"spo2": [97]}),
    "a capture may begin in the middle of a message, and hold other lines": (
        f"OBX|3|NM|{HR}||99|/min\r\x1c\r received 12345\r\n\x0b{WHOLE}\x1c\r", {"heart_rate": [72]}),
    "delimiters are escaped": (message(obx("8310-5^T^LN", 36.6, r"\XB0\C")), {"temperature": [36.6]}),
    "one capture may hold messages in two encodings": (LATIN + MODERN, {"temperature": [36.6, 36.7]}),
}  # fmt: skip


@pytest.mark.parametrize("case", CHARTED)
def test_what_is_charted(case: str) -> None:
    """However it is sent, what stands is charted once, and each pressure with its own halves."""
    sent, expected = CHARTED[case]
    told = as_json(read("x", sent if isinstance(sent, bytes) else sent.encode()))
    found = {word: [one["first"]["value"], one["last"]["value"]][: one["count"]] for word, one in told["signals"].items()}
    assert (told["verdict"], found) == ("ready", expected)


@pytest.mark.parametrize(
    ("sent", "signal", "why"),
    [
        (TORN, "heart_rate", "the file ends within this value, which may be cut off"),
        (message(f"OBX|1|NM|{HR}||72|/min||INV~L|||R"), "heart_rate", "invalid by the device (INV)"),
        (message(obx(HR, "^60^-^80", of="SN")), "heart_rate", "more than one number in one place"),
    ],
)
def test_what_is_rejected(sent: str, signal: str, why: str) -> None:
    """A number of which the rest may be missing, one that its device calls invalid, and a range are no readings."""
    assert [(one.signal, one.reason) for one in read("x", sent.encode()).rejected] == [(signal, why)]


@pytest.mark.parametrize(
    ("patient", "number"),
    [
        ("PID|1||123-45-6789^^^SSA^SS~4711^^^CLINIC^MR", "4711"),
        ("pid|1||4711", "4711"),
        (r"PID|1||47\T\11^^^CLINIC", "47&11"),
        ("PID|1|4711", "4711"),
    ],
)
def test_whose_results_they_are(patient: str, number: str) -> None:
    """The medical record number names the patient, wherever it stands among other numbers, and as it is meant."""
    assert as_json(read("x", message(obx(HR, 72), patient=patient).encode()))["patients"] == [number]


def test_two_pressures_of_one_instant_keep_their_own_halves() -> None:
    """Of two pressures that a monitor sends at once, each systolic stays with the diastolic of its own place."""
    ((first, second),) = (one.sets for one in read("x", message(*TWO_PLACES).encode()).recordings)
    assert [(one.systolic, one.diastolic) for one in (first, second)] == [(120, 80), (110, 70)]


def test_a_correction_is_of_one_patient_and_device() -> None:
    """A correction for one patient takes nothing away from another, and what one device verified nothing from the next."""
    other = message(obx(HR, 75, status="C"), patient=PID.replace("4711", "4712"))
    assert as_json(read("x", (WHOLE + other).encode()))["signals"]["heart_rate"]["count"] == 2
    devices = [f"{obx(SPO2, value, status=status)}|||||||{device}" for value, status, device in ((97, "R", "A"), (95, "F", "B"))]
    assert as_json(read("x", message(*devices).encode()))["signals"]["spo2"]["count"] == 2


@pytest.mark.parametrize(
    ("others", "visits"),
    [
        ((f"{MSH}\rPID|\rPV1||I|ICU^^B\r", f"{MSH}\rPID|\rPV1||I|ICU^^A\r"), ["ICU^^A", "ICU^^B"]),
        ((f"{MSH.replace('MON', 'MON^00A1')}\r", f"{MSH.replace('MON', 'MON^00B2')}\rPID|\r"), ["00A1", "00B2"]),
        ((f"{MSH}\r{PID}\rPV1||I|ICU^^A\r", f"{MSH}\r{PID}\rPV1||I|ICU^^B\r"), [""]),
    ],
)
def test_two_beds_without_a_name_are_two_people(others: tuple[str, str], visits: list[str]) -> None:
    """Where no message says whose the readings are, those of two beds, or two devices, are never one recording."""
    sent = "".join(f"{head}{obx(HR, rate)}\r" for head, rate in zip(others, (72, 90), strict=True))
    assert [one.visit for one in read("x", sent.encode()).recordings] == visits


def test_demonstration_data_are_called_so() -> None:
    """Numbers of a monitor that shows made-up ones are charted with a note that says so: whoever tries an interface sees them."""
    told = as_json(read("x", message(f"OBX|1|NM|{HR}||72|/min||DEMO|||R", f"OBX|2|NM|{SPO2}||97|%||DEMO|||R").encode()))
    assert [one["text"] for one in told["notes"]] == ["demonstration data of the device (DEMO)"]
    assert set(told["signals"]) == {"heart_rate", "spo2"}


def test_a_part_of_a_message_is_refused() -> None:
    """Segments without the header of their message are refused, and the sentence says what is missing."""
    taken = read("x", f"{PID}\r{OBR}\r{obx(HR, 72)}\r".encode())
    assert (taken.verdict, taken.format) == ("refused", "hl7v2")
    assert "header (MSH) is missing" in taken.reason


@pytest.mark.parametrize("kind", ["ORU_R01 xmlns='urn:hl7-org:v2xml'", "ClinicalDocument xmlns='urn:hl7-org:v3'"])
def test_hl7_in_xml_is_refused(kind: str) -> None:
    """HL7 in XML is refused, and the form to ask for is named."""
    taken = read("x", f"<?xml version='1.0'?><{kind}></x>".encode())
    assert (taken.verdict, taken.format) == ("refused", "hl7-xml")
    assert "HL7 in XML" in taken.reason
