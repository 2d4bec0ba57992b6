"""Cells, units and names: what counts as a number of which signal."""

from __future__ import annotations

import pytest

from models.intake.cells import NEGATIVE, NO_NUMBER, NO_SIGNAL, NOT_MEASURED, TWO_NUMBERS, pair, reading
from models.intake.naming import is_pair, measure_of
from models.intake.units import unit_of
from models.intake.values import Measure
from models.vitals import Signal


@pytest.mark.parametrize(
    ("signal", "text", "unit", "value"),
    [
        (Signal.HEART_RATE, "72", "", 72),
        (Signal.HEART_RATE, " 72 bpm", "", 72),
        (Signal.HEART_RATE, "+72.50", "/min", 72.5),
        (Signal.HEART_RATE, "7.25e+01", "", 72.5),
        (Signal.SPO2, "96,3", "%", 96.3),
        (Signal.SPO2, "97 %", "", 97),
        (Signal.HEART_RATE, "127", "", 127),
        (Signal.SPO2, "0.97", "1", 97),
        (Signal.TEMPERATURE, "98.6", "°F", 37),
        (Signal.TEMPERATURE, "87", "°F", 30.56),
        (Signal.TEMPERATURE, "36.6 °C", "°F", 36.6),
        (Signal.SYSTOLIC, "16", "kPa", 120),
        (Signal.SYSTOLIC, "321", "", 321),
        (Signal.AGITATION, "-3", "", -3),
        (Signal.SEDATION, "0", "", 0),
    ],
)
def test_cells_with_a_number(signal: Signal, text: str, unit: str, value: float) -> None:
    """A number is read with a decimal point or comma and turned into mmHg, per minute, % or °C where its unit is stated."""
    assert reading(Measure(signal), text, unit).value == pytest.approx(value, abs=0.05)


@pytest.mark.parametrize(
    ("signal", "text", "unit", "why"),
    [
        (Signal.HEART_RATE, "", "", NOT_MEASURED),
        (Signal.HEART_RATE, "---", "", NOT_MEASURED),
        (Signal.HEART_RATE, "n/a", "", NOT_MEASURED),
        (Signal.HEART_RATE, "0.000", "", NO_SIGNAL),
        (Signal.HEART_RATE, "-8.8", "", NEGATIVE),
        (Signal.HEART_RATE, "-999", "", "-999 stands for no reading"),
        (Signal.HEART_RATE, "8388607", "", "8388607 stands for no reading"),
        (Signal.SPO2, "127", "", "127 stands for no reading"),
        (Signal.HEART_RATE, "511", "", "511 stands for no reading"),
        (Signal.SEDATION, "-1", "", "-1 stands for no reading"),
        (Signal.AGITATION, "-999", "", "-999 stands for no reading"),
        (Signal.HEART_RATE, "120/80", "", TWO_NUMBERS),
        (Signal.HEART_RATE, "60 80", "", TWO_NUMBERS),
        (Signal.HEART_RATE, "<60", "", NO_NUMBER),
        (Signal.HEART_RATE, "sinus", "", NO_NUMBER),
        (Signal.SPO2, "13 kPa", "", "kPa is no unit of oxygen saturation"),
        (Signal.TEMPERATURE, "36.6", "mmHg", "mmHg is no unit of temperature"),
    ],
)
def test_cells_without_a_number(signal: Signal, text: str, unit: str, why: str) -> None:
    """What is no reading says why in words, and never becomes a number."""
    assert reading(Measure(signal), text, unit)[1::2] == (None, why)


@pytest.mark.parametrize(
    ("text", "halves"),
    [("120/80", (120, 80)), (" 120 / 80 mmHg", (120, 80)), ("16/10.7 (kPa)", (120, 80.3)), ("120/", (120, None)),
     ("---", (None, None)),
     ("120/80 (93)", (120, 80, 93)), ("120/80 mmHg [93]", (120, 80, 93)), ("120/80(93) mmHg", (120, 80, 93)),
     ("120/80 li.", (120, 80)),
     ("120/80 invalid", (None, None)), ("120/80/93", (120, None)), ("120/80 93", (None, None)), ("9/" * 99, (None, None)),
     ("---/---", (None, None)), ("sitting", (None, None)), ("120", (None, None)), ("0/0", (None, None))],
)  # fmt: skip
def test_pressures_in_one_cell(text: str, halves: tuple[float | None, ...]) -> None:
    """A pressure written as 120/80 gives its two halves, and 120/80 (93) the mean; anything else in the cell gives none."""
    assert tuple(half.value for half in pair("", text)) == pytest.approx(halves)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("HR", (Signal.HEART_RATE, "", False)),
        ("Heart Rate(/min)", (Signal.HEART_RATE, "", False)),
        ("hr_bpm", (Signal.HEART_RATE, "", False)),
        ("PULSE", (Signal.HEART_RATE, "pulse", True)),
        ("SPO2R", (Signal.HEART_RATE, "pulse", True)),
        ("SPO2P", (Signal.SPO2, "", False)),
        ("SpO₂ (%)", (Signal.SPO2, "", False)),
        ("O2 saturation pulseoxymetry", (Signal.SPO2, "", False)),
        ("CO2 RR", (Signal.RESPIRATORY_RATE, "capnograph", True)),
        ("AF (/min)", (Signal.RESPIRATORY_RATE, "", False)),
        ("Sys.mmHg.", (Signal.SYSTOLIC, "", False)),
        ("NBPSys", (Signal.SYSTOLIC, "", False)),
        ("NIDiasABP", (Signal.DIASTOLIC, "", False)),
        ("ABPSys", (Signal.SYSTOLIC, "arterial", False)),
        ("SysABP", (Signal.SYSTOLIC, "arterial", False)),
        ("ART BP Mean", (Signal.MEAN, "art bp", False)),
        ("Manual Blood Pressure Systolic Left", (Signal.SYSTOLIC, "manual left", False)),
        ("P1 Dia", (Signal.DIASTOLIC, "p1", False)),
        ("Heart rate (HR) [bpm]", (Signal.HEART_RATE, "", False)),
        ("RR (respiratory rate)", (Signal.RESPIRATORY_RATE, "", False)),
        ("PA systolique", (Signal.SYSTOLIC, "", False)),
        ("Sat (%)", (Signal.SPO2, "", False)),
        ("Left Sys", (Signal.SYSTOLIC, "left", False)),
        ("bpm", (Signal.HEART_RATE, "pulse", True)),
        ("PUL", (Signal.HEART_RATE, "pulse", True)),
        ("beats per minute", (Signal.HEART_RATE, "pulse", True)),
        ("BP M", (Signal.MEAN, "", False)),
        ("High (mmHg)", (Signal.SYSTOLIC, "", False)),
        ("systemicdiastolic", (Signal.DIASTOLIC, "arterial", False)),
        ("Systolischer Blutdruck (mmHg)", (Signal.SYSTOLIC, "", False)),
        ("Pression systolique", (Signal.SYSTOLIC, "", False)),
        ("Presión diastólica", (Signal.DIASTOLIC, "", False)),
        ("Onderdruk", (Signal.DIASTOLIC, "", False)),
        ("Fréquence cardiaque (bpm)", (Signal.HEART_RATE, "", False)),
        ("FR (rpm)", (Signal.RESPIRATORY_RATE, "", False)),
        ("Saturación de oxígeno", (Signal.SPO2, "", False)),
        ("Temp (ºC)", (Signal.TEMPERATURE, "", False)),
        ("Temperatur °C", (Signal.TEMPERATURE, "", False)),
        ("Puls 1/min", (Signal.HEART_RATE, "pulse", True)),
        ("com.samsung.health.blood_pressure.systolic", (Signal.SYSTOLIC, "", False)),
    ],
)
def test_names_that_vigil_knows(name: str, expected: tuple[Signal, str, bool]) -> None:
    """A column is known by its whole name; the name also says whether a cuff, an arterial line or a hand measured."""
    measure = measure_of(name)
    assert measure is not None
    assert measure[:3] == expected


@pytest.mark.parametrize(
    "name",
    ["room temperature(°C)", "HR rhythm", "Exp Time", "bpDelta", "mean", "s", "GCS", "AVPU", "weight_kg",
     "Atmospheric Pressure", "SaO2", "PA S", "pasystolic", "Heart rate (SpO2)", "Sat",
     "Pulse Pressure", "High", "Heart Rate [Max] (count/min)", "T",
     "HF", "AF", "PAIN LEVEL", "TemperatureSite", "x" * 300, "(" * 200_000],
)  # fmt: skip
def test_names_that_vigil_does_not_guess(name: str) -> None:
    """A name that only resembles a vital sign is none: room temperature is no fever, a rhythm no rate."""
    assert measure_of(name) is None
    assert not is_pair(name)


def test_rr_is_breathing_unless_its_unit_is_a_pressure() -> None:
    """RR is the respiratory rate, but "RR (mmHg)" is a German blood pressure (Riva-Rocci)."""
    assert (is_pair("RR (mmHg)"), is_pair("RR"), is_pair("RR (/min)")) == (True, False, False)
    assert (is_pair("NIBP S/D (mmHg)"), is_pair("Blood pressure (sys/dia)"), is_pair("TA")) == (True, True, False)
    assert (is_pair("Blood pressure (BP)"), is_pair("BP (lying)"), is_pair("BP (mean)")) == (True, True, False)
    assert (measure_of("RR sys"), measure_of("RR dia (mmHg)")) == (
        Measure(Signal.SYSTOLIC),
        Measure(Signal.DIASTOLIC, unit="mmHg"),
    )
    assert measure_of("RR mean") is None


@pytest.mark.parametrize(
    ("text", "unit"),
    [("mm[Hg]", "mmHg"), ("MDC_DIM_MMHG", "mmHg"), ("266016", "mmHg"), ("{beats}/min", "/min"), ("breaths per minute", "/min"),
     ("[degF]", "°F"), ("ºC", "°C"), ("Â°C", "°C"), ("insp/min", "/min"), ("lpm", "/min"),
     ("degree Fahrenheit", "°F"), ("Cel", "°C"), ("kPa", "kPa"), ("mmol/L", "")],
)  # fmt: skip
def test_units(text: str, unit: str) -> None:
    """Units are understood in the spelling of UCUM, of monitors and of people; an unknown one is not guessed."""
    assert unit_of(text) == unit
