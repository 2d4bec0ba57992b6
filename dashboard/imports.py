"""How does a page import files? It sends them, hears line by line how far that is, and gets what was read, stored or refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from flask import Response, request

from dashboard import access, wire
from dashboard.desk import Desk, Route, answered, wrong
from dashboard.filed import described
from dashboard.previews import preview
from models.errors import Conflict, FieldError, NotFound, Refused, VigilError
from models.filed import Filed
from models.people import Act, Actor
from models.undoing import UNDO
from models.uploads import Answers, Half, Intake, Target, Upload, Uploads, courses, mapping

LINES = "application/x-ndjson"
UNHELD = {"X-Accel-Buffering": "no"}
"""A proxy hands on each line as it comes."""
LARGEST = 256 << 20
"""Bytes of files that are sent at once."""
STEP = 500
"""Entries after which the page is told again how many are stored."""
T = TypeVar("T")
Tell = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page sent. `id` names the import, so that it can be undone; `digest` of the files as shown, "" = only show them."""

    upload: Upload
    id: str
    digest: str


def imports(desk: Desk) -> Response:
    """Read files, and store them where the page has shown them already."""
    request.max_content_length = LARGEST
    asked, who = _asked(desk.zone), access.who()
    return Response(_told(lambda tell: tell(_done(desk, asked, who, tell))), mimetype=LINES, headers=UNHELD)


def undo_import(desk: Desk, batch: str) -> Response:
    """Strike through all that an import has stored."""
    return answered({"undone": desk.clinic.files.undo(batch, access.who())})


IMPORTS = (
    Route("POST", "/api/v1/imports", Act.IMPORT, imports, "Read files; store them where they were shown before", "Import"),
    Route("POST", "/api/v1/imports/<batch>/undo", Act.IMPORT, undo_import, "Undo an import, for ten minutes after it"),
)


# -- what was sent --------------------------------------------------------------------------------------------------------


def _asked(zone: str) -> Asked:
    files = tuple(Half(sent.filename or "file", sent.read()) for sent in request.files.getlist("files"))
    if not files:
        raise Refused.of(FieldError("files", "No file was sent. Choose one or several."))
    said = {name: text.strip() for name, text in request.form.items()}
    answers = Answers(
        zone=said.get("zone") or None,
        clinic_zone=zone or None,
        date_order=_one_of(said, "date_order", ("dmy", "mdy", "ymd")) or None,
        start=said.get("start") or None,
        mapping=mapping.lines(said.get("mapping", "")),
        named=said.get("read_as") or None,
    )
    target = Target(said.get("session", ""), said.get("patient", ""), said.get("new") == "yes")
    if bool(target.session) + bool(target.patient) + target.new > 1:
        raise Refused.of(FieldError("session", "Say only one of session, patient and new."))
    return Asked(Upload(files, answers, target), _name(said.get("id", "")), said.get("digest", ""))


def _one_of(said: dict[str, str], name: str, known: Sequence[str]) -> str:
    if said.get(name, "") not in ("", *known):
        raise Refused.of(FieldError(name, f"{name} must be one of: {', '.join(known)}."))
    return said.get(name, "")


def _name(id: str) -> str:
    if id and not re.fullmatch(r"[\w-]{8,40}", id):
        raise Refused.of(FieldError("id", "The id of an import is 8 to 40 letters and digits."))
    return id


def _digest(files: Sequence[Half], found: Sequence[Intake]) -> str:
    """Of the files and of how they were read: somebody may have changed a mapping since they were shown."""
    told = [sha256(file.content).digest() for file in files] + [repr((one.settings, one.recalled)).encode() for one in found]
    return sha256(b"".join(told)).hexdigest()


# -- what is answered -----------------------------------------------------------------------------------------------------


def _told(work: Callable[[Tell], None]) -> Iterator[str]:
    """What work tells, line by line, while it goes on; it goes on also when nobody reads any more: half an import is none."""
    told: SimpleQueue[dict[str, Any] | None] = SimpleQueue()

    def run() -> None:
        try:
            work(told.put)
        except VigilError as error:
            told.put(wrong(error))
        except BaseException:
            told.put({"message": "The files could not be read. Nothing was stored. Please report this.", "errors": []})
            raise
        finally:
            told.put(None)

    Thread(target=run, name="vigil-import", daemon=True).start()
    while (line := told.get()) is not None:
        yield wire.compact(line) + "\n"


def _done(desk: Desk, asked: Asked, who: Actor, tell: Tell) -> dict[str, Any]:
    """What became of the files: shown, or stored too where the page has shown these very files."""
    uploads = desk.clinic.uploads
    tell({"phase": "reading", "files": len(asked.upload.files)})
    found = uploads.read(asked.upload, who)
    digest = _digest(asked.upload.files, found)
    if not asked.digest:
        shown, why = _foreseen(uploads, found, asked.upload, who)
        parts = [_plain(described(file, one, dry_run=True)) for file, one in zip(found, shown, strict=True)]
        return {"files": parts, "digest": digest, "figure": preview(courses(found), desk.clinic.zone), "message": why}
    _same(asked, digest, found)
    filed = uploads.keep(found, asked.upload, who, asked.id, lambda items: _watched(items, tell))
    parts = [_plain(described(file, one, dry_run=False)) for file, one in zip(found, filed, strict=True)]
    return {"files": parts, "digest": digest, "id": asked.id, "until": desk.clinic.clock() + UNDO}


def _foreseen(uploads: Uploads, found: Sequence[Intake], upload: Upload, who: Actor) -> tuple[Sequence[Filed], str]:
    """What would be stored, and why nothing can be: how the files were read is shown then too, so that it can be put right."""
    try:
        return uploads.foreseen(found, upload, who), ""
    except (Refused, Conflict, NotFound) as error:
        return [Filed(0, 0)] * len(found), str(error)


def _same(asked: Asked, digest: str, found: Sequence[Intake]) -> None:
    """Refuse to store what nobody has seen."""
    if asked.digest != digest or not asked.id:
        raise Refused("These are not the files that were shown, or they are read in another way by now. Choose them again.")
    if any(file.verdict != "ready" for file in found):
        raise Refused("A file is not ready. Answer what is asked, or leave it out.")


def _watched(items: Sequence[T], tell: Tell) -> Iterator[T]:
    for number, item in enumerate(items):
        if number % STEP == 0:
            tell({"phase": "storing", "done": number, "of": len(items)})
        yield item
    tell({"phase": "storing", "done": len(items), "of": len(items)})


def _plain(file: dict[str, Any]) -> dict[str, Any]:
    """The same without what is said of the command line: a page has fields to answer in."""
    questions = [{"about": one["about"], "text": _without_commands(one["text"])} for one in file["questions"]]
    return file | {"questions": questions, "reason": _without_commands(file["reason"])}


def _without_commands(text: str) -> str:
    return " ".join(sentence for sentence in re.split(r"(?<=[.?)]) ", text) if " --" not in f" {sentence}")
