"""Does this name of a column, or of a line above a table, say whose readings these are: by a number, or by a name?"""

from __future__ import annotations

from itertools import product

from models.intake.naming import compact

_PERSONS = (
    "patient patients patienten patientin pat pt paciente delpaciente depaciente paziente proband probanden probandin"
    " subject subj participant teilnehmer client klient klientin case fall dossier animal tier hospital medicalrecord"
    " study versuchsperson"
)
_BY_NUMBER = "id nr no n num nummer number numero code key identifier kurzel uid"
_BY_NAME = "name nom nombre nome naam"
_ALONE = (
    "patient pat pt ptid pid mrn subjid person personid id recordid paciente paziente proband animal tier pseudonym patid"
    " patientin participant subject client versuchsperson usubjid userid nhsnumber patientenid probandid probandenid"
    " idpaciente nhc ipp historiaclinica numerodehistoria numerohistoria identifiant nip"
)
_GIVEN = "vorname firstname givenname forename prenom apellido apellidos cognome voornaam"
_FAMILY = "nachname familienname surname lastname familyname nomdefamille achternaam fullname"


def _joined(persons: str, words: str) -> frozenset[str]:
    """Each person with each word, in both orders: patientnr, npatient."""
    return frozenset(text for one, word in product(persons.split(), words.split()) for text in (one + word, word + one))


NUMBERS = frozenset(_ALONE.split()) | _joined(_PERSONS, _BY_NUMBER)
"""Names of columns that tell people apart by a number, or by whatever else stands for one."""
_NAMED = _joined(_PERSONS, f"{_BY_NAME} initials initialen initiales") | {"nomdupatient", "nombredelpaciente", "nomedelpaziente"}
OPEN = frozenset(f"{_BY_NAME} {_GIVEN} {_FAMILY}".split())
"""Names that are those of people where nothing else in the table says whose rows they are."""
PARTS = frozenset(f"{_GIVEN} {_FAMILY}".split())
"""Those of them that cannot be the name of anything else."""


def is_known(name: str) -> bool:
    """Whether it says whose rows they are, whatever the other names of the table are."""
    word = compact(name)
    return word in NUMBERS or word in _NAMED


def by_name(name: str) -> bool:
    """Whether people are told apart by their names: two may have the same, so that a number goes before."""
    return compact(name) in _NAMED | OPEN


NAMES = (*sorted(_NAMED), "name")
"""What stands before the name of the patient above a table."""
GIVEN = tuple(_GIVEN.split())
"""What stands there before the other part of the name."""
