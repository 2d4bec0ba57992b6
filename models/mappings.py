"""What does the clinic remember of its devices' files? Answers that hold for all files of a kind, under a name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from models.errors import Conflict, FieldError, NotFound, Refused
from models.intake import Answers, Remembered, mapping
from models.intake.zones import zone_named
from models.people import Act, Actor, allow
from models.store import KeptMapping, Reader, Store
from models.vitals import Millis

NONE = "none"
"""What somebody says who wants a file read by none of them; no mapping is called that."""
LONGEST = 60
ORDERS = ("dmy", "mdy", "ymd")
_MOST_COLUMNS, _SHOWN = 1000, 500
_MADE = "{name} is remembered already: {says}. "
_OTHER_KIND = "Its files have other columns. Choose another name."
_OTHER_ANSWERS = "Choose another name, or have it replaced."


@dataclass(frozen=True, slots=True)
class Saved:
    """A mapping as it is kept now; `new` = it was not there before, or said something else."""

    kept: KeptMapping
    new: bool


def remembered(kept: KeptMapping) -> Remembered:
    """What a mapping says, as readers of files take it."""
    return Remembered(kept.kind, kept.name, kept.zone, kept.date_order, kept.columns)


class Mappings:
    """The mappings of one clinic. Who imports files may save one; to change, rename or remove one is an act of its own."""

    def __init__(self, store: Store, clock: Callable[[], Millis]) -> None:
        self.store, self.clock = store, clock

    def all(self, who: Actor) -> tuple[KeptMapping, ...]:
        """Every mapping, by name. There is nothing of a patient in them."""
        allow(who, Act.SEE)
        with self.store.reading() as db:
            return tuple(db.mappings())

    def known(self) -> tuple[Remembered, ...]:
        """All of them, as readers of files take them."""
        with self.store.reading() as db:
            return tuple(remembered(kept) for kept in db.mappings())

    def answered(self, answers: Answers) -> Answers:
        """The answers with all that is remembered; `named` is "none" or a name in any capitals. NotFound where there is none."""
        known, named = self.known(), answers.named
        if named is not None and named.casefold() == NONE:
            return replace(answers, known=known, named="")
        meant = next((one.name for one in known if named is not None and one.name.casefold() == named.strip().casefold()), None)
        if named is not None and meant is None:
            raise NotFound(f"There is no mapping {named[:LONGEST]!r}.")
        return replace(answers, known=known, named=meant)

    def save(self, name: str, said: Remembered, looks: str, who: Actor, *, instead: bool = False) -> Saved:
        """Keep what was said of a file for all of its kind. The same again changes nothing.

        Refused when there is nothing to keep, or something in it is no answer. Conflict when the name is that of another kind of
        file, when these answers are kept under another name, and when the name stands for other answers: unless `instead`, which
        is for those who may change mappings.
        """
        kept = self._checked(name, said, looks, who)
        with self.store.writing() as db:
            done = _settled(db, kept, who, instead=instead)
            if done.new:
                db.keep_mapping(done.kept)
        return done

    def foreseen(self, name: str, said: Remembered, looks: str, who: Actor) -> Saved:
        """What `save` would do, with every refusal of it. Nothing is stored."""
        kept = self._checked(name, said, looks, who)
        with self.store.reading() as db:
            return _settled(db, kept, who, instead=False)

    def _checked(self, name: str, said: Remembered, looks: str, who: Actor) -> KeptMapping:
        allow(who, Act.IMPORT)
        return _checked(_named(name), said, looks, who, self.clock())

    def rename(self, name: str, to: str, who: Actor) -> KeptMapping:
        """Give it another name. NotFound, Conflict where the name is taken, Refused where it is none."""
        allow(who, Act.MAPPINGS)
        with self.store.writing() as db:
            return db.rename_mapping(name, _named(to), who.name)

    def remove(self, name: str, who: Actor) -> KeptMapping:
        """Forget it: from now on files of its kind are asked about. What was imported by it stays. NotFound."""
        allow(who, Act.MAPPINGS)
        with self.store.writing() as db:
            return db.remove_mapping(name, who.name)


def _settled(db: Reader, kept: KeptMapping, who: Actor, *, instead: bool) -> Saved:
    """What is kept in the end: it may be there already. Kept twice, nobody could say by which of two a file is read."""
    before, said = db.mapping(kept.name), remembered(kept)
    twin = next((one for one in db.mappings() if remembered(one).as_said(said)), None)
    if twin is not None and (before is None or before.name != twin.name):
        raise Conflict(f"This is remembered already, as {twin.name}.")
    if twin is not None:
        return Saved(twin, new=False)
    if before is not None:
        _replaceable(before, kept, who, instead=instead)
    return Saved(kept, new=True)


def _replaceable(before: KeptMapping, kept: KeptMapping, who: Actor, *, instead: bool) -> None:
    made = _MADE.format(name=before.name, says=remembered(before).says)
    if before.kind != kept.kind:
        raise Conflict(made + _OTHER_KIND)
    if not instead:
        raise Conflict(made + _OTHER_ANSWERS)
    allow(who, Act.MAPPINGS)


def _named(name: str) -> str:
    """A name that can be read aloud and typed: no path, and not the word for none."""
    plain = " ".join(name.split())
    if not 1 < len(plain) <= LONGEST or not plain.isprintable() or set(plain) & set('/\\"') or plain.casefold() == NONE:
        said = f'The name {name[:LONGEST]!r} must be 2 to {LONGEST} letters without / \\ or ", such as Omron of clinic B.'
        raise Refused.of(FieldError("name", said))
    return plain


def _checked(name: str, said: Remembered, looks: str, who: Actor, now: Millis) -> KeptMapping:
    if not said.says:
        raise Refused.of(FieldError("name", "Nothing was said of this file that holds for the next one too."))
    if not re.fullmatch(r"[a-z0-9-]{3,80}", said.kind):
        raise Refused.of(FieldError("kind", f"{said.kind[:80]!r} is no kind of file. Send what was told of the file."))
    if said.zone is not None and zone_named(said.zone) is None:
        raise Refused.of(FieldError("zone", f"{said.zone[:60]!r} is no time zone. Use a name such as Europe/Berlin."))
    if said.date_order is not None and said.date_order not in ORDERS:
        raise Refused.of(FieldError("date_order", f"date_order must be one of: {', '.join(ORDERS)}."))
    if len(said.columns) > _MOST_COLUMNS:
        raise Refused.of(FieldError("columns", f"These are more than {_MOST_COLUMNS} columns."))
    shown = "".join(filter(str.isprintable, looks))[:_SHOWN]
    mapping.lines("\n".join(f"{' '.join(column.split())} = {role}" for column, role in said.columns))
    whose = {"name": name, "kind": said.kind, "looks": shown, "by": who.name}
    return KeptMapping(zone=said.zone, date_order=said.date_order, columns=said.columns, at=now, **whose)
