"""How is a question put in SQL? Conditions and selections that more than one question needs, on both databases alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal_column, or_, select

from models.store.rows import Sought
from models.store.strips import STRIP, STRUCK, mark
from models.store.tables import log, patients, sessions, spans, staged, strips, trials
from models.vitals import Millis


def ended() -> ColumnElement[bool]:
    """Whether the session has an end that was not voided."""
    voided = log.alias("voided")
    void = exists().where(voided.c.target == log.c.id, voided.c.session == log.c.session, voided.c.kind == "void")
    return exists().where(log.c.session == sessions.c.id, log.c.kind == "end", ~void)


def arriving() -> ColumnElement[bool]:
    """Whether the import that opened the session is still moving to the log, so that its end may not be there yet."""
    elsewhere = exists().where(log.c.session == staged.c.session, func.coalesce(log.c.batch, "") != staged.c.batch)
    return exists().where(staged.c.session == sessions.c.id, ~elsewhere)


def no_set() -> ColumnElement[bool]:
    """Whether a row of the log is of no observation sets, in the very words of the index for it."""
    return and_(log.c.kind != literal_column("'set'"), log.c.kind.not_in((STRIP, STRUCK)))


def strips_of(ids: Iterable[str]) -> Select[int]:
    """The rows of the strips in which readings with these ids may be."""
    return select(strips.c.seq).distinct().where(strips.c.mark.in_([mark(name) for name in ids]))


def spans_of(stem: str, first: Millis, last: Millis) -> Select[int]:
    """The rows in which imported readings of these times may be whose names begin so."""
    return select(spans.c.seq).where(spans.c.stem == stem, spans.c.first <= last, spans.c.last >= first)


def trial() -> Select[int, float, float]:
    """The columns of the latest test alert."""
    return select(trials.c.at, trials.c.systolic, trials.c.diastolic)


def meant(sought: Sought) -> Iterator[ColumnElement[bool]]:
    """What must hold of the row of a patient who is looked for."""
    if sought.birth is not None:
        yield patients.c.birth == sought.birth
    for word in sought.words:
        yield or_(*(column.icontains(one, autoescape=True) for one in _capitals(word) for column in _NAMES))


def patients_by_last(sought: Sought) -> Select[Any]:
    """The columns of a patient with `count` and `last` of the sessions; the latest first, and by name where there is none."""
    columns = sessions.c.patient, func.count().label("count"), func.max(sessions.c.opened_at).label("last")
    visits = select(*columns).group_by(sessions.c.patient).subquery("visits")
    asked = select(patients, visits.c.count, visits.c.last).outerjoin(visits, visits.c.patient == patients.c.id)
    return asked.where(*meant(sought)).order_by(visits.c.last.desc().nulls_last(), patients.c.name, patients.c.id)


_NAMES = (patients.c.name, patients.c.identifier)


def _capitals(word: str) -> frozenset[str]:
    """The word as it may be written: neither database changes the capitals of letters such as ö by itself."""
    return frozenset({word, word.lower(), word.upper(), word.title()})
