"""Is what is remembered of a kind of file kept as it was said, and can everybody see who changed it?"""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest

from models.errors import Conflict, NotFound
from models.store import KeptMapping, Store

OMRON = KeptMapping(
    name="Omron of clinic B", kind="csv-1f", looks="csv: Zeit, Puls", zone="Europe/Berlin", date_order="dmy",
    columns=(("T °C", "temperature [degC]"), ("a = b", "ignore")), by="nina", at=1_795_000_000_000,
)  # fmt: skip
BARE = KeptMapping(name="anna's", kind="csv-1f", looks="", zone=None, date_order="mdy", columns=(), by="cleo", at=1)


def kept(store: Store) -> list[KeptMapping]:
    """All of them, as another process reads them."""
    with store.reading() as db:
        return db.mappings()


def told(store: Store) -> list[tuple[str, str, str, dict[str, object]]]:
    """What the log says of them: who, what, about which, and the values before and after."""
    with store.reading() as db:
        return [(t.actor, t.action, t.about, json.loads(t.detail)) for t in db.trail() if "mapping" in t.action]


def plain(mapping: KeptMapping) -> dict[str, object]:
    """A mapping as JSON has it."""
    found: dict[str, object] = json.loads(json.dumps(asdict(mapping)))
    return found


def test_mappings_are_kept_as_they_were_said(store: Store) -> None:
    """Names, columns in their order and what was not said come back as they were, by name."""
    with store.writing() as db:
        db.keep_mapping(OMRON)
        db.keep_mapping(BARE)
        assert db.mapping("ANNA'S") == BARE
    assert kept(store) == [BARE, OMRON]


def test_every_change_is_in_the_log(store: Store) -> None:
    """Saving, changing, renaming and removing each leave who did it and what was there before and after."""
    changed = replace(OMRON, date_order="mdy", by="cleo")
    named = replace(changed, name="Omron C")
    with store.writing() as db:
        db.keep_mapping(OMRON)
        db.keep_mapping(changed)
        assert db.rename_mapping(OMRON.name, "Omron C", "cleo") == named
        db.remove_mapping("omron c", "ada")
    assert kept(store) == []
    assert told(store) == [
        ("nina", "save mapping", OMRON.name, {"after": plain(OMRON)}),
        ("cleo", "change mapping", OMRON.name, {"before": plain(OMRON), "after": plain(changed)}),
        ("cleo", "rename mapping", OMRON.name, {"before": plain(changed), "after": plain(named)}),
        ("ada", "remove mapping", "Omron C", {"before": plain(named)}),
    ]
    assert store.verify().bad is None


def test_two_mappings_never_share_a_name(store: Store) -> None:
    """A name that is taken, in whatever capitals, is not given again; what is not there is not renamed or removed."""
    with store.writing() as db:
        db.keep_mapping(OMRON)
        db.keep_mapping(BARE)
        db.rename_mapping("anna's", "Anna's", "cleo")
        with pytest.raises(Conflict, match="Omron of clinic B is remembered already"):
            db.rename_mapping("Anna's", "OMRON of clinic B")
        for act in (lambda: db.rename_mapping("nobody", "x"), lambda: db.remove_mapping("nobody")):
            with pytest.raises(NotFound, match="There is no mapping nobody"):
                act()
    assert [one.name for one in kept(store)] == ["Anna's", OMRON.name]
