"""What is each column of a table for?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from models.intake.naming import LONGEST, PULSE, bare, compact, is_pair, measure_of, pair_method, parted
from models.intake.terms import measure_called
from models.intake.units import unit_of
from models.intake.values import Measure
from models.vitals import Signal


class Role(StrEnum):
    """What a column holds. TIME is any time: the cells say whether a moment, a date, a clock time or a number."""

    SIGNAL = "signal"
    PRESSURE = "blood_pressure"
    TIME = "time"
    ZONE = "zone"
    PATIENT = "patient"
    VISIT = "visit"
    NAME = "name"
    VALUE = "value"
    UNIT = "unit"
    DEVICE = "device"
    METHOD = "method"
    NOTE = "note"
    SYMPTOMS = "symptoms"
    EVENT = "event"
    MOVED = "moved"
    OTHER = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    `name` as it stands in the file; `method` = the source of a pressure written as 120/80; `unit` as its name or
    a unit row states it.
    """

    index: int
    name: str
    role: Role
    measure: Measure | None = None
    method: str = ""
    unit: str = ""


_ROLES = {
    Role.ZONE: "timezone zone tz zeitzone measurementtimezone utcoffset tzoffset timezoneoffset fuseauhoraire zonahoraria",
    Role.PATIENT: "patient patientid patientnr patientnumber patientno patientenid patientennummer patientname patientenname"
    " patid pt ptid pid mrn subject subjectid subjectnumber subjectno subjectname subjid personid id recordid caseid participant"
    " participantid participantnumber studyid usubjid userid proband probandid probandenid probandennummer versuchsperson"
    " fallnummer fallnr fallid caseno casenumber medicalrecordnumber hospitalnumber nhsnumber client clientid clientname"
    " uniquepid user username profile profilename chartno chartnumber"
    " patientin patnr npatient nhc ipp nip historiaclinica numerodehistoria numerohistoria identifiant nombredelpaciente"
    " nomedelpaziente nompatient nomdupatient paciente idpaciente paziente animal animalid tier tierid pseudonym",
    Role.VISIT: "visit visitid visitnumber encounter encounterid csn stay stayid"
    " hospitalizationid hadmid icustayid patientunitstayid admissionid visitoccurrenceid episode episodeid"
    " patienthealthsystemstayid acctnum accountnumber"
    " patenccsnid encntrid admitdate admissiondate admittime admissiontime sessionid session sessionnumber sessionno sitzung",
    Role.NAME: "parameter parametername vitalname vitalcategory vitalsign vital"
    " measurement measurementtype signal item itemname variable observation"
    " observationtype label concept conceptname analyte measure metric physicalexampath"
    " labname testname paramname param parametre parametro vitalsigntype vitalsignname itemid itemlabel observationname"
    " nursingchartcelltypevalname nursingchartcelltypevallabel"
    " flomeasname eventcddisp displayname measname measurementconceptid measurementsourcevalue",
    Role.VALUE: "value vitalvalue valuenum result reading observationvalue resultvalue"
    " numericvalue wert messwert physicalexamtext labvalue testvalue measurementvalue vitalsignvalue paramvalue valueasnumber"
    " nursingchartvalue measvalue resultval resultvaluenum eventresult valeur valor waarde valore",
    Role.UNIT: "unit units uom valueuom resultunit resultunits einheit unitsourcevalue valueunit unite unidad eenheid",
    Role.DEVICE: "device deviceid devicename devicemodel deviceserial deviceserialnumber serialnumber serialno seriennummer gerat"
    " monitor monitorid monitorname geratename appareil dispositivo apparaat",
    Role.METHOD: "meassitename meassite measurementsite site source bpsource method measurementmethod bpmethod messmethode"
    " quelle",
    Role.NOTE: "note notes comment comments remark remarks bemerkung bemerkungen kommentar anmerkung notiz notizen"
    " anmerkungen sonstiges notas nota"
    " remarque remarques commentaire commentaires observaciones comentario comentarios opmerking opmerkingen",
    Role.SYMPTOMS: "symptoms",
    Role.EVENT: "event",
    Role.MOVED: "bodymovement movement moved bodymovementdetected",
}
# A name made of such words only: PAT_MRN_ID, participant_full_id, Encounter number.
_PERSON_WORDS = (
    "patient pat pt subject subj participant person proband client user member mrn animal patientin paciente paziente"
    " patienten patients teilnehmer klient klientin tier"
)
_STAY_WORDS = "encounter enc visit stay admission hospitalization hospitalisation hosp episode csn hadm icustay icu"
_NUMBER_WORDS = "id ids nr no n num number nummer numero code identifier ident key uuid guid uid hash label name initials"
_WORDS_BETWEEN = "full source value last first deid pseudo study site hospital health system unit joined unique external internal"
_PERSON, _STAY, _NUMBER = (frozenset(words.split()) for words in (_PERSON_WORDS, _STAY_WORDS, _NUMBER_WORDS))
_WHOSE = _PERSON | _STAY | _NUMBER | frozenset(_WORDS_BETWEEN.split())
_ROLE = {word: role for role, words in _ROLES.items() for word in words.split()}
_MOMENTS = (
    "time date datetime timestamp datum uhrzeit zeit zeitpunkt zeitstempel dttm charttime timestampunixms heure horodatage"
    " fecha hora offset timer elapsed when at recorded measured datumuhrzeit datetimeutc unixtime epoch tijd tijdstip"
    " clock uhr messzeit messzeitpunkt messdatum dateheure fechahora"
)
UNSURE = frozenset({"user", "username", "profile", "profilename"})
"""Names of whoever uses a device: the patient only where a column of them tells people apart."""
PATIENT_NUMBERS = tuple(word for word in _ROLES[Role.PATIENT].split() if "name" not in word and word not in UNSURE)
PATIENT_NAMES = (*(word for word in _ROLES[Role.PATIENT].split() if "name" in word and word not in UNSURE), "name")
GIVEN_NAMES = ("vorname", "firstname", "givenname", "forename", "prenom", "voornaam")
_FAMILY_NAMES = "nachname familienname surname lastname familyname apellido apellidos cognome achternaam nomdefamille"
NAME_PARTS = frozenset((*GIVEN_NAMES, *_FAMILY_NAMES.split()))
"""Names of columns that hold a part of a person's name, and nothing else."""
_TIMES = frozenset({"data", "eventenddttm", "ora", "dataora", "t", "minutes", "seconds", "minuten", "sekunden"})
_BEGINNINGS = frozenset({"start", "begin", "beginn", "startzeit", "startdatum", "inicio", "inizio"})
_OTHER_MOMENTS = (
    "birth dob geburt geb naissance nacimiento nascita geboorte admit adm admission disch discharge exp insp store stored printed"
    " insert inserted create created modified update updated upload uploaded sync synced export exported entry entered by"
    " verified received scheduled planned due ordered meal zone death end stop finish duration reminder print"
)
_TIME_WORDS, _NOT_THE_TIME = frozenset(_MOMENTS.split()), frozenset(_OTHER_MOMENTS.split())
# Databases of intensive care count from the admission, in a unit that only their manuals tell.
_SINCE_ADMISSION = {
    **dict.fromkeys(("observationoffset", "nursingchartoffset", "respchartoffset", "physicalexamoffset"), "min"),
    "iculos": "h",
}
_NO_COLUMN = frozenset({"ignore", "sheet"})
_WORD = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+(?![^\W\d_A-Z])|\d+")
_COUNTED = re.compile(r"(?:t|minutes?|seconds?|hours?)[\s_(\[/]*(?:ns|us|µs|ms|s|sec|min|h|hr)?[\])]?", re.IGNORECASE)
_SETTING = re.compile(r"setting|\bset\b|calculat|alarm|limit|target", re.IGNORECASE)
_LINE_GROUP = re.compile(r"\b(?:ibp|abp|art|arterial|invasive)\b", re.IGNORECASE)


@lru_cache(maxsize=4096)
def role_of(name: str) -> Role:
    """The role that a column's name says; OTHER when Vigil does not know it."""
    return column(0, name).role


def column(index: int, name: str) -> Column:
    """The column with this name, as far as its name says."""
    if len(name) > LONGEST:
        return Column(index, name, Role.OTHER)
    word = compact(bare(name))
    if is_pair(bare(name)):
        return Column(index, name, Role.PRESSURE, None, pair_method(bare(name)), parted(name)[1])
    measure = measure_called(name)
    if measure is not None:
        return Column(index, name, Role.SIGNAL, measure, unit=measure.unit)
    if word in _ROLE:
        return Column(index, name, _ROLE[word])
    if word in _SINCE_ADMISSION:
        return Column(index, name, Role.TIME, unit=_SINCE_ADMISSION[word])
    return Column(index, name, Role.TIME if _is_time(bare(name)) else _whose(bare(name)))


def _whose(name: str) -> Role:
    """PATIENT or VISIT where every word of a name says so, else OTHER."""
    words = {word.casefold() for word in _WORD.findall(unicodedata.normalize("NFKC", name))}
    if not words <= _WHOSE or not words & _NUMBER:
        return Role.OTHER
    return Role.VISIT if words & _STAY else Role.PATIENT if words & _PERSON else Role.OTHER


def _words(name: str) -> set[str]:
    return {w.casefold() for w in _WORD.findall(unicodedata.normalize("NFKC", name))} | {compact(name)}


def _is_time(name: str) -> bool:
    words = _words(name)
    counted = _COUNTED.fullmatch(name.strip())
    named = counted or words & (_TIME_WORDS | _BEGINNINGS) or compact(name) in _TIMES
    return bool(named) and (compact(name) in _TIMES or not words & _NOT_THE_TIME)


def begins(name: str) -> bool:
    """Whether the name is that of the start of something."""
    return bool(_words(bare(name)) & _BEGINNINGS)


def arranged(
    header: Sequence[str], units: Sequence[str], groups: Sequence[str], mapping: Sequence[tuple[str, str]]
) -> tuple[Column, ...]:
    """The columns of a table: by the person's mapping, or by their own names, units and group headings."""
    chosen = {compact(name): role for name, role in mapping}
    known = [
        mapped(i, name, chosen[compact(name)]) if compact(name) in chosen else column(i, name) for i, name in enumerate(header)
    ]
    known = [_by_unit(c, units[c.index]) if c.index < len(units) and compact(c.name) not in chosen else c for c in known]
    known = [_with_unit(c, units[c.index]) if c.index < len(units) else c for c in known]
    return tuple(_in_group(c, groups[c.index]) if c.index < len(groups) and compact(c.name) not in chosen else c for c in known)


def mapped(index: int, name: str, role: str) -> Column:
    """The column as a person named it: a role, a signal, or a signal with its unit such as `temperature [degF]`."""
    word, _, unit = role.partition("[")
    word, unit = word.strip(), unit_of(unit.rstrip("] ")) or unit.rstrip("] ")
    if word in {*_NO_COLUMN, ""}:
        return Column(index, name, Role.OTHER)
    if word in set(Role):
        return Column(index, name, Role(word), unit=unit)
    measure = (
        Measure(Signal.MEAN)
        if word == "mean"
        else Measure(Signal.HEART_RATE, PULSE, spare=True)
        if word == "pulse"
        else measure_of(word)
    )
    return Column(index, name, Role.SIGNAL if measure else Role.OTHER, measure, unit=unit)


def is_role(role: str) -> bool:
    """Whether a person may map a column to this."""
    made = mapped(0, "", role)
    return made.role is not Role.OTHER or role.strip() in _NO_COLUMN


def _in_group(column: Column, group: str) -> Column:
    """A heading over several columns can say that they are settings of a machine, or of an arterial line."""
    if column.role is Role.SIGNAL and _SETTING.search(group):
        return Column(column.index, column.name, Role.OTHER)
    if column.measure and column.measure.signal in {Signal.SYSTOLIC, Signal.DIASTOLIC, Signal.MEAN} and _LINE_GROUP.search(group):
        return Column(column.index, column.name, column.role, column.measure._replace(method="arterial"), unit=column.unit)
    return column


def _by_unit(known: Column, text: str) -> Column:
    """A column whose name is open without the unit below it (T, HF)."""
    named = column(known.index, f"{known.name} [{text}]") if unit_of(text) else known
    return replace(named, name=known.name) if known.measure is None and named.role is Role.SIGNAL else known


def _with_unit(column: Column, text: str) -> Column:
    unit = unit_of(text)
    if not unit or column.unit or column.role not in {Role.SIGNAL, Role.PRESSURE, Role.OTHER}:
        return column
    return Column(column.index, column.name, column.role, column.measure, column.method, unit)
