"""What does somebody say of a file on its way in, and what became of it?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """Where somebody says that a file goes: into a session, to a patient (id or identifier), or into new sessions."""

    session: str = ""
    patient: str = ""
    new: bool = False


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of one file: how many of its facts are new and how many were stored before."""

    stored: int
    duplicates: int
