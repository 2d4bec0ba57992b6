"""HL7 v2 messages of monitors and gateways, in any framing and with any coding."""

from __future__ import annotations

import pytest

from models.intake import Answers, Intake, as_json, read

MSH = r"MSH|^~\&|MON|WARD|VIGIL|CLINIC|20240314102000+0100||ORU^R01|1|P|2.6"
PID = "PID|1||4711^^^CLINIC^MR||Doe^Jane"
OBR = "OBR|1|||VITALS|||20240314102000+0100"
HR = "OBX|1|NM|8867-4^Heart rate^LN||72|/min|||||F"
AT = 1_710_408_000_000


def taken(*segments: str, end: str = "\r", **answers: str) -> Intake:
    """The file with these segments."""
    return read("x.hl7", (end.join(segments) + end).encode(), Answers(**answers))


def obx(code: str, value: str, unit: str = "", *, type_: str = "NM", status: str = "F", at: str = "") -> str:
    """One OBX segment."""
    return f"OBX|1|{type_}|{code}||{value}|{unit}|||||{status}|||{at}"


def numbers(intake: Intake) -> dict[str, float]:
    """The numbers of the one observation set of a file."""
    ((seen,),) = (recording.sets for recording in intake.recordings)
    return {signal.word: value for signal, value in seen.measured()}


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\r\r\n"])
def test_line_ends(end: str) -> None:
    """Segments may end in CR, LF or both; patient, source and instant are found."""
    (recording,) = taken(MSH, PID, OBR, HR, end=end).recordings
    seen = recording.sets[0]
    assert (recording.patient, recording.source, seen.heart_rate, seen.at) == ("4711", "MON", 72, AT)


def test_mllp_frames_and_batches() -> None:
    """A raw capture of the line and a batch with its envelope hold the same messages."""
    message = f"{MSH}\r{PID}\r{OBR}\r{HR}\r"
    framed = read("x", f"\x0b{message}\x1c\r\x0b{message}\x1c\r".encode())
    batch = taken(r"FHS|^~\&|A", r"BHS|^~\&|A", MSH, PID, OBR, HR, "BTS|1", "FTS|1")
    assert framed.recordings == batch.recordings
    assert [(s.what, s.count) for s in framed.skipped] == [("exact repeat of an earlier reading", 1)]


@pytest.mark.parametrize(
    ("code", "value", "unit", "expected"),
    [
        ("8867-4^Heart rate^LN", "72", "/min", {"heart_rate": 72}),
        ("147842^MDC_ECG_HEART_RATE^MDC", "72", "264864^MDC_DIM_BEAT_PER_MIN^MDC", {"heart_rate": 72}),
        ("tt-0005-07^MDC_PULS_RATE_NON_INV^MDC^^", "103.35", "MDC_DIM_BEAT_PER_MIN", {"heart_rate": 103.35}),
        ("150456^MDC_PULS_OXIM_SAT_O2^MDC", "97", "262688^MDC_DIM_PERCENT^MDC", {"spo2": 97}),
        ("150344^MDC_TEMP^MDC", "98.6", "266560^MDC_DIM_FAHR^MDC", {"temperature": 37}),
        ("HR", "68", "/min", {"heart_rate": 68}),
        ("SPO2R", "71", "/min", {"heart_rate": 71}),
        ("SPO2P", "100", "%", {"spo2": 100}),
        ("1234^Heart rate^HOSPITAL", "70", "", {"heart_rate": 70}),
        ("X1^^L^8867-4^Heart rate^LN", "70", "", {"heart_rate": 70}),
        ("55284-4^Blood pressure^LN", "120/80", "mm[Hg]", {"systolic": 120, "diastolic": 80}),
    ],
)
def test_codings(code: str, value: str, unit: str, expected: dict[str, float]) -> None:
    """Readings are found by LOINC, by MDC number, by MDC name behind a local id, and by the bare words of monitors."""
    assert numbers(taken(MSH, PID, OBR, obx(code, value, unit, type_=""))) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("code", "signal"),
    [
        ("150017^MDC_PRESS_BLD_NONINV_SYS^MDC", "code"),
        ("150457^MDC_PULS_OXIM_SAT_O2^MDC", "code"),
        ("8867-4^Heart rate^LN^9279-1^^LN", "code"),
    ],
)
def test_codes_that_contradict_themselves(code: str, signal: str) -> None:
    """Gateways send numbers under the wrong name: where the number and the name disagree, neither is believed."""
    intake = taken(MSH, PID, OBR, obx(code, "97"))
    assert (intake.verdict, intake.rejected[0].signal, intake.recordings) == ("refused", signal, ())


@pytest.mark.parametrize(
    "segment",
    [
        obx("tt-0005-01^AVPU^LOINC", "Alert", type_="TX"),
        obx("718-7^Hemoglobin^LN", "13", "g/dL"),
        obx("69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC", "", status="X"),
        obx("9999-9^Heart rate^LN", "70"),
        obx("8867-4^Heart rate^LN", ""),
    ],
)
def test_what_is_no_vital_sign_is_counted(segment: str) -> None:
    """Scores, laboratory values, containers and empty values are counted by name, not charted."""
    intake = taken(MSH, PID, OBR, segment)
    assert (intake.verdict, intake.rejected, sum(s.count for s in intake.skipped)) == ("refused", (), 1)


@pytest.mark.parametrize(
    ("value", "unit", "status"),
    [("-999", "/min", "R"), ("-99.9", "/min", "X"), ("0", "/min", "F"), ("60~120", "/min", "F"), ("72", "/min", "X"),
     ("72", "/min", "D"), ("72", "mmHg", "F"),
     ("sinus", "", "F")],
)  # fmt: skip
def test_values_that_are_rejected(value: str, unit: str, status: str) -> None:
    """A code for "nothing", two numbers in one place, a wrong unit, or a value that the device disowns is no reading."""
    intake = taken(MSH, PID, OBR, obx("8867-4^Heart rate^LN", value, unit, status=status))
    assert (intake.verdict, [(r.signal, r.count) for r in intake.rejected]) == ("refused", [("heart_rate", 1)])
    assert intake.recordings == ()


@pytest.mark.parametrize(
    ("message_time", "order_time", "own_time"),
    [("20240101", "20240101", "20240314102000+0100"), ("20240101", "20240314102000+0100", ""), ("20240314102000+0100", "", ""),
     ("20240314102000+0100", "20240314", "20240314"), ("2024-03-14T10:20:00+01:00", "", "")],
)  # fmt: skip
def test_the_time_of_a_reading(message_time: str, order_time: str, own_time: str) -> None:
    """The time is that of the reading itself, else of its order, else of the message: the first that has a time of day."""
    header = MSH.replace("20240314102000+0100", message_time)
    intake = taken(header, PID, f"OBR|1||||||{order_time}", obx("8867-4^^LN", "72", at=own_time))
    assert intake.recordings[0].sets[0].at == AT


def test_a_date_or_no_zone_is_not_enough() -> None:
    """A time without zone is asked about; a date without time of day is rejected."""
    bare = MSH.replace("+0100", "")
    assert [q.about for q in taken(bare, PID, HR).questions] == ["zone"]
    ready = taken(bare, PID, HR, zone="Europe/Berlin")
    assert (ready.settings.zone, ready.recordings[0].sets[0].at) == ("Europe/Berlin", AT)
    dated = taken(MSH.replace("20240314102000+0100", "20240314"), PID, HR)
    assert (dated.verdict, dated.rejected[0].reason) == ("refused", "only a date, no time of day")


def test_many_patients_and_message_types() -> None:
    """Each patient and visit is a recording; messages that are no results are counted by type."""
    other = PID.replace("4711", "4712")
    waves = MSH.replace("ORU^R01", "ORU^W01^ORU_W01")
    visit = "PV1|1|I|||||||||||||||||V9"
    intake = taken(
        MSH,
        PID,
        OBR,
        HR,
        MSH,
        other,
        visit,
        OBR,
        HR,
        MSH.replace("ORU^R01", "ADT^A01"),
        PID,
        waves,
        PID,
        "OBX|1|NA|131329^ECG^MDC||0^1",
    )
    assert [(r.patient, r.visit) for r in intake.recordings] == [("4711", ""), ("4712", "V9")]
    assert [(s.what, s.count) for s in intake.skipped] == [("ADT^A01 message", 1), ("ORU^W01 message", 1)]


def test_one_instant_is_one_set_with_notes_between() -> None:
    """The readings of one message are one observation set, whatever notes and device segments stand between them."""
    sys, dia = obx("150021^MDC_PRESS_BLD_NONINV_SYS^MDC", "118"), obx("150022^MDC_PRESS_BLD_NONINV_DIA^MDC", "62")
    intake = taken(MSH, PID, OBR, HR, "NTE|1||Result verified", sys, "PRT|1", dia, "ZZZ|1|2")
    assert numbers(intake) == {"heart_rate": 72, "systolic": 118, "diastolic": 62}


def test_arterial_line_is_a_source_of_its_own() -> None:
    """Pressures of an arterial line are not mixed with those of the cuff."""
    line = [obx("150037^MDC_PRESS_BLD_ART_ABP_SYS^MDC", "131"), obx("150038^MDC_PRESS_BLD_ART_ABP_DIA^MDC", "70")]
    cuff = [obx("150021^MDC_PRESS_BLD_NONINV_SYS^MDC", "118"), obx("150022^MDC_PRESS_BLD_NONINV_DIA^MDC", "62")]
    intake = taken(MSH, PID, OBR, *line, *cuff)
    assert [(r.source, r.sets[0].systolic) for r in intake.recordings] == [("MON", 118), ("MON arterial", 131)]
    assert as_json(intake)["signals"]["blood_pressure"]["count"] == 2


def test_other_delimiters() -> None:
    """A message may declare other delimiters than the usual ones."""
    header = "MSH#*!?@#MON#WARD###20240314102000+0100##ORU*R01#1#P#2.3"
    (recording,) = taken(header, "PID###9*A", "OBX#1#NM#8867-4*Heart rate*LN##72#/min").recordings
    assert (recording.patient, recording.sets[0].heart_rate) == ("9", 72)


def test_structured_numbers_and_torn_lines() -> None:
    """A structured number is read; a line torn out of a comment is counted and costs nothing else."""
    intake = taken(MSH, PID, OBR, obx("8867-4^^LN", "^72", type_="SN"), "and this line belongs to nothing")
    assert numbers(intake) == {"heart_rate": 72}
    assert [(s.what, s.count) for s in intake.skipped] == [("line that is no HL7 segment", 1)]
