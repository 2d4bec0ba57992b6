"""What may be remembered of a kind of file, by whom, and what becomes of it when somebody changes his mind?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.clinic import User
from models.errors import Conflict, Forbidden, NotFound, Refused
from models.intake import Answers, Remembered
from models.store import Store
from tests.models.wards import NURSE, Ward, ward

CLEO = User(name="cleo", full_name="Cleo", role="clinician", password_hash="")
ADA = User(name="ada", full_name="Ada", role="administrator", password_hash="")
SAID = Remembered("csv-1f", "", "Europe/Berlin", "dmy", (("T", "temperature [degC]"),))
LOOKS = "csv: Zeit, Puls, T"


@pytest.fixture
def here(sqlite_store: Store) -> Ward:
    """A clinic."""
    return ward(sqlite_store)


def known(here: Ward) -> list[Remembered]:
    """What readers of files are told."""
    return list(here.clinic.mappings.known())


def test_a_nurse_saves_what_she_said(here: Ward) -> None:
    """Whoever imports files may have it remembered; saying the same again changes nothing."""
    first = here.clinic.mappings.save("  Omron  of clinic B ", SAID, LOOKS, NURSE)
    again = here.clinic.mappings.save("omron of clinic b", SAID, LOOKS, CLEO)
    assert (first.new, again.new, again.kept) == (True, False, first.kept)
    assert known(here) == [replace(SAID, name="Omron of clinic B")]
    assert (first.kept.by, first.kept.at, first.kept.looks) == ("nina", here.clock.now, LOOKS)


@pytest.mark.parametrize("name", ["", "x", "a/b", "c:\\x", 'say "x"', "None", "x" * 61, "tab\x00le"])
def test_a_name_can_be_read_aloud_and_typed(here: Ward, name: str) -> None:
    """A name is no path and no riddle, and not the word that means none of them."""
    with pytest.raises(Refused, match="must be 2 to 60 letters"):
        here.clinic.mappings.save(name, SAID, LOOKS, NURSE)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (replace(SAID, zone=None, date_order=None, columns=()), "Nothing was said"),
        (replace(SAID, kind=""), "is no kind of file"),
        (replace(SAID, kind="x'; --"), "is no kind of file"),
        (replace(SAID, zone="Mars/Base"), "'Mars/Base' is no time zone"),
        (replace(SAID, date_order="ydm"), "date_order must be one of"),
        (replace(SAID, columns=(("T", "warmth"),)), "is mapped to 'warmth', which is no role"),
        (replace(SAID, columns=tuple((f"c{n}", "ignore") for n in range(1001))), "more than 1000 columns"),
    ],
)
def test_only_answers_are_remembered(here: Ward, said: Remembered, why: str) -> None:
    """What no file could be read by is refused, whoever sends it."""
    with pytest.raises(Refused, match=why):
        here.clinic.mappings.save("Omron", said, LOOKS, NURSE)
    assert known(here) == []


def test_a_mapping_is_not_lost_by_the_way(here: Ward) -> None:
    """Other answers under a name that is taken replace it only when somebody who may change mappings says so."""
    save = here.clinic.mappings.save
    save("Omron", SAID, LOOKS, NURSE)
    other = replace(SAID, date_order="mdy")
    with pytest.raises(Conflict, match=r"Omron is remembered already: day first.*have it replaced"):
        save("Omron", other, LOOKS, CLEO)
    with pytest.raises(Forbidden, match="A nurse may not change how files are read"):
        save("Omron", other, LOOKS, NURSE, instead=True)
    with pytest.raises(Conflict, match="files have other columns"):
        save("Omron", replace(other, kind="csv-2e"), LOOKS, CLEO, instead=True)
    save("OMRON", other, LOOKS, CLEO, instead=True)
    assert known(here) == [replace(other, name="OMRON")]


def test_nothing_is_remembered_twice(here: Ward) -> None:
    """The same answers for the same kind under a second name would only be a riddle; other answers are another device."""
    here.clinic.mappings.save("Omron", SAID, LOOKS, NURSE)
    with pytest.raises(Conflict, match="remembered already, as Omron"):
        here.clinic.mappings.save("Second", SAID, LOOKS, NURSE)
    here.clinic.mappings.save("Third", replace(SAID, zone="UTC"), LOOKS, NURSE)
    assert [one.name for one in known(here)] == ["Omron", "Third"]


def test_what_would_be_refused_is_known_before(here: Ward) -> None:
    """An import that is to be remembered is refused before anything is stored, in the same words."""
    here.clinic.mappings.save("Omron", SAID, LOOKS, NURSE)
    with pytest.raises(Conflict, match="remembered already, as Omron"):
        here.clinic.mappings.foreseen("Second", SAID, LOOKS, NURSE)
    assert here.clinic.mappings.foreseen("Third", replace(SAID, zone="UTC"), LOOKS, NURSE).new
    assert len(known(here)) == 1


def test_who_may_change_mappings(here: Ward) -> None:
    """Clinicians and administrators rename and remove; nurses do not, and an administrator imports nothing and saves nothing."""
    mappings = here.clinic.mappings
    mappings.save("Omron", SAID, LOOKS, NURSE)
    for act in (lambda: mappings.rename("Omron", "Else", NURSE), lambda: mappings.remove("Omron", NURSE)):
        with pytest.raises(Forbidden):
            act()
    with pytest.raises(Forbidden):
        mappings.save("Mine", SAID, LOOKS, ADA)
    assert mappings.rename("Omron", "Cuff of room 3", CLEO).name == "Cuff of room 3"
    assert [one.name for one in mappings.all(ADA)] == ["Cuff of room 3"]
    mappings.remove("cuff of room 3", ADA)
    assert known(here) == []


def test_a_name_that_is_not_there_is_not_passed_over(here: Ward) -> None:
    """Whoever names a mapping gets that one, in any capitals, or is told that there is none; `none` is none of them."""
    here.clinic.mappings.save("Omron", SAID, LOOKS, NURSE)
    answered = here.clinic.mappings.answered
    assert [answered(Answers(named=name)).named for name in ("OMRON", "none", None)] == ["Omron", "", None]
    with pytest.raises(NotFound, match="There is no mapping 'Omrom'"):
        answered(Answers(named="Omrom"))
