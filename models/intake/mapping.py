"""Which column did a person say is what (`vigil import --mapping FILE`)?

The file is TOML with one table; keys are column names as they stand in the file (or names of parameters, where a row holds one
value), values a role:

    [columns]
    "Value" = "heart_rate"
    "T body" = "temperature [degF]"
    "Taken at" = "time"

Roles are the signals (heart_rate, pulse, systolic, diastolic, mean, blood_pressure for cells like 120/80, spo2,
respiratory_rate, temperature, moaas, rass, dissociation, distress), time (`time [s]`, `[ms]`, `[min]`, `[h]` for numbers
since the start, `[excel]` for dates as Excel stores them), zone, patient, visit, device, method, name, value, unit, note,
symptoms, event, moved, ignore. Of a workbook with several sheets of readings, `"Sheet 2" = "sheet"` says which is read.
"""

from __future__ import annotations

import tomllib

from models.errors import Refused
from models.intake.columns import is_role


def parse(text: str) -> tuple[tuple[str, str], ...]:
    """The pairs (column, role) of a mapping file.

    Raises:
        Refused: the text is no TOML, has no [columns], or names a role that does not exist.
    """
    try:
        columns = tomllib.loads(text).get("columns")
    except tomllib.TOMLDecodeError as error:
        raise Refused(
            f'The mapping file is no TOML: {error}. Write [columns] and lines such as "Value" = "heart_rate".'
        ) from error
    if not isinstance(columns, dict) or not columns:
        raise Refused('The mapping file has no [columns]. Write [columns] and lines such as "Value" = "heart_rate".')
    return tuple(_pair(str(name), role) for name, role in columns.items())


def lines(text: str) -> tuple[tuple[str, str], ...]:
    """The pairs of lines such as `Value = heart_rate`, as somebody types them. Refused as in `parse`."""
    parts = (line.rpartition("=") for line in text.splitlines() if line.strip())
    return tuple(_pair(name.strip().strip('"'), role.strip().strip('"')) for name, _, role in parts)


def _pair(name: str, role: object) -> tuple[str, str]:
    if not isinstance(role, str) or not is_role(role):
        raise Refused(f'"{name}" is mapped to {role!r}, which is no role. Use heart_rate, spo2, time, patient, note, ignore ...')
    return name, role
