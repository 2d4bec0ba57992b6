"""How is kept what is remembered of a kind of file? One row under each name; the log holds every change with what was before."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Column, Connection, Named, Table, Text, TypedColumns, delete, insert, select

from models.errors import Conflict, NotFound
from models.store.rows import KeptMapping
from models.store.tables import EpochMs, metadata


class MappingColumns(TypedColumns):
    """What holds for all files of one kind; `columns` is a JSON list of pairs. Nothing of one file or one patient."""

    name: Named[str] = Column(primary_key=True)
    kind: Named[str] = Column(index=True)
    looks: Named[str] = Column(Text)
    zone: Named[str | None]
    date_order: Named[str | None]
    columns: Named[str] = Column(Text)
    by: Named[str]
    at: Named[int] = Column(EpochMs)


mappings = Table("mappings", metadata, MappingColumns)


class MappingReader:
    """The questions about mappings that a `Reader` answers."""

    _db: Connection

    def mappings(self) -> list[KeptMapping]:
        """All of them, by name."""
        found = self._db.execute(select(mappings)).mappings().all()
        return sorted((_kept(dict(row)) for row in found), key=lambda kept: (kept.name.casefold(), kept.name))

    def mapping(self, name: str) -> KeptMapping | None:
        """The one of this name, in any capitals."""
        return next((kept for kept in self.mappings() if kept.name.casefold() == name.casefold()), None)


class MappingWriter(MappingReader):
    """What a `Writer` can change of mappings. Each change is an act in the log, in the name of `actor`."""

    def audit(self, actor: str, action: str, about: str, detail: str = "") -> int:
        """Add an act of staff to the log."""
        raise NotImplementedError

    def keep_mapping(self, kept: KeptMapping) -> None:
        """Keep it in place of what was under its name."""
        before = self.mapping(kept.name)
        if before is not None:
            self._db.execute(delete(mappings).where(mappings.c.name == before.name))
        self._db.execute(insert(mappings).values(**(asdict(kept) | {"columns": json.dumps(kept.columns)})))
        self.audit(kept.by, "change mapping" if before else "save mapping", kept.name, _told(before, kept))

    def rename_mapping(self, name: str, to: str, actor: str = "") -> KeptMapping:
        """Give it another name. NotFound where there is none of the first, Conflict where another one has the second."""
        before, other = self.mapping(name), self.mapping(to)
        if before is None:
            raise NotFound(f"There is no mapping {name}.")
        if other is not None and other.name != before.name:
            raise Conflict(f"{other.name} is remembered already. Choose another name.")
        after = replace(before, name=to)
        self._db.execute(mappings.update().where(mappings.c.name == before.name).values(name=to))
        self.audit(actor, "rename mapping", before.name, _told(before, after))
        return after

    def remove_mapping(self, name: str, actor: str = "") -> KeptMapping:
        """Forget it; the log says what it was. NotFound where there is none of this name."""
        before = self.mapping(name)
        if before is None:
            raise NotFound(f"There is no mapping {name}.")
        self._db.execute(delete(mappings).where(mappings.c.name == before.name))
        self.audit(actor, "remove mapping", before.name, _told(before, None))
        return before


def _kept(row: dict[str, Any]) -> KeptMapping:
    return KeptMapping(**(row | {"columns": tuple((name, role) for name, role in json.loads(row["columns"]))}))


def _told(before: KeptMapping | None, after: KeptMapping | None) -> str:
    told = {"before": before and asdict(before), "after": after and asdict(after)}
    return json.dumps({word: kept for word, kept in told.items() if kept}, sort_keys=True)
