"""What does a monitor gateway send? Messages as IHE PCD-01 writes them, and the address of a listener that takes them."""

from __future__ import annotations

from datetime import UTC, datetime

from models.vitals import Millis

_CODES = {
    "heart_rate": "147842^MDC_ECG_HEART_RATE^MDC",
    "systolic": "150021^MDC_PRESS_BLD_NONINV_SYS^MDC",
    "diastolic": "150022^MDC_PRESS_BLD_NONINV_DIA^MDC",
    "spo2": "150456^MDC_PULS_OXIM_SAT_O2^MDC",
}


def at(moment: Millis) -> str:
    """An instant as HL7 writes it, in UTC."""
    told = datetime.fromtimestamp(moment / 1000, UTC)
    return f"{told:%Y%m%d%H%M%S}.{moment % 1000:03}+0000"


def message(
    control: str,
    *,
    at: str,
    bed: str = "",
    patient: str = "",
    kind: str = "ORU^R01^ORU_R01",
    device: str = "",
    **values: float | str,
) -> str:
    """One message with these values, all of one instant; `bed` is PV1-3, `device` OBX-18."""
    head = rf"MSH|^~\&|MON|WARD|VIGIL|CLINIC|{at}||{kind}|{control}|P|2.6|||NE|AL"
    lines = [head, f"PID|||{patient}^^^CLINIC^MR||Doe^Jane" if patient else "PID|", f"PV1||I|{bed}", f"OBR|1|||VITALS|||{at}"]
    for number, (word, value) in enumerate(values.items(), 1):
        lines.append(f"OBX|{number}|NM|{_CODES[word]}||{value}||||||F|||{at}||||{device}")
    return "\r".join([*lines, ""])
