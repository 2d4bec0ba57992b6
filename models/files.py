"""How does a file get in? It is put in its place, and stored whole or not at all; what it reveals is said as late."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from secrets import token_hex

from models import admission, adopted, undoing
from models.admission import Opening
from models.filed import Filed, Target
from models.filing import Clerk, Filing, Homes, beside, counted
from models.intake import Intake
from models.parts import Part, count
from models.people import Act, Actor, allow
from models.sessions import Sessions
from models.store import Batch, Reader, Store, Writer
from models.strip import Struck
from models.vitals import Millis

Items = Iterable[tuple[str, Part | Struck]]
Progress = Callable[[Sequence[tuple[str, Part | Struck]]], Items]
"""Hands on what is stored, part by part, so that somebody can watch it go by."""


class Files:
    """The door for recordings of one clinic; new sessions run under the protocol named `first`."""

    def __init__(self, store: Store, sessions: Sessions, clock: Callable[[], Millis], first: str) -> None:
        self.store, self.sessions, self.clock, self.first = store, sessions, clock, first

    def asked(self, file: Intake, target: Target) -> Intake:
        """A file that was read, with the question to whom it belongs where nobody can know. Nothing is stored."""
        with self.store.reading() as db:
            return self._clerk(db, "").question(undoing.freed(db, file), target)

    def foreseen(self, files: Sequence[Intake], target: Target, who: Actor) -> tuple[Filed, ...]:
        """What `keep` would do with files that are ready, with every refusal of it. Nothing is stored."""
        allow(who, Act.IMPORT)
        return tuple(filed for _, filed in self._filings(files, target, who))

    def keep(
        self, files: Sequence[Intake], target: Target, who: Actor, progress: Progress = iter, id: str = ""
    ) -> tuple[Filed, ...]:
        """Store files that are ready, all of them or nothing, as the import `id`; for each what was new, and where it is."""
        allow(who, Act.IMPORT)
        done = self._filings(files, target, who)
        items = [item for filing, _ in done for item in filing.items]
        openings = [opening for filing, _ in done for opening in filing.openings]
        self.take(id or token_hex(8), items, openings, who, progress, read=[file for file in files if file.recalled])
        return tuple(filed for _, filed in done)

    def undo(self, id: str, who: Actor) -> int:
        """Strike through all that an import stored, within ten minutes of it; how many entries those are. Nothing is deleted.

        NotFound where there is no such import; Conflict when it is too late, undone already, or signed by now. The same file may
        be imported again afterwards, also to somebody else.
        """
        allow(who, Act.IMPORT)
        now = self.clock()
        with self.store.reading() as db:
            items = undoing.struck(db, id, who.name, now)
        self.take(undoing.named(id), items, (), who)
        return count(what for _, what in items)

    def undoable(self, who: Actor) -> tuple[Batch, ...]:
        """What this person imported in the last ten minutes and has not undone, the latest first."""
        with self.store.reading() as db:
            return undoing.undoable(db, who.name, self.clock())

    def _filings(self, files: Sequence[Intake], target: Target, who: Actor) -> list[tuple[Filing, Filed]]:
        with self.store.reading() as db:
            clerk, here, done = self._clerk(db, who.name), Homes({}), []
            for file in (undoing.freed(db, file) for file in files):
                homes = clerk.homes(file)
                filing = beside(file.file, clerk.file(file, target, homes), here)
                done.append((filing, counted(filing, homes.beside(here))))
                here = here.with_(filing.items)
        return done

    def take(
        self,
        id: str,
        items: Sequence[tuple[str, Part | Struck]],
        openings: Sequence[Opening],
        who: Actor,
        progress: Progress = iter,
        *,
        said: bool = False,
        read: Sequence[Intake] = (),
    ) -> Batch:
        """Store (session, fact) and the sessions that come with them, all or nothing; the same batch `id` again stores nothing.

        What the readings make Vigil say is said afterwards, as late, unless it is among the facts (`said`). The log notes which
        files were `read` by what is remembered of their kind.
        """
        allow(who, Act.IMPORT)

        def prepare(db: Writer) -> None:
            for opening in openings:
                admission.file_session(db, opening, who.name)
            for file in read:
                db.audit(who.name, "read by mapping", id, _by(file))

        done = self.store.append_batch(id, progress(items), who.name, prepare)
        for session in () if said else dict.fromkeys(session for session, _ in items):
            self.sessions.say(session, self.clock())
        return done

    def _clerk(self, db: Reader, by: str) -> Clerk:
        return Clerk(db, self.clock(), by, adopted.named(db, self.first, self.first))


def _by(file: Intake) -> str:
    return f"{file.file}: {file.recalled.name} ({file.recalled.says})" if file.recalled else ""
