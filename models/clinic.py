"""What can staff do? The only door for screens, scripts and the command line: who, what, and now, or a refusal in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

from models import admission, adopted, corrections, entry, fitting
from models.admission import NewSession, Opening
from models.attendance import Attendance
from models.current import Current
from models.devices import Devices, device
from models.errors import Conflict
from models.facts import Acknowledged, Amended, Ended, Fact, Opened, Signed, Voided, standing
from models.files import Files
from models.hub import Change, Hub, Subscription
from models.mappings import Mappings
from models.moving import Elsewhere, Move, Mover, elsewhere
from models.papers import Papers
from models.people import Act, Actor, Role, allow
from models.protocol import Protocol
from models.register import Found, Register, SessionLine
from models.rooms import Recorded, RoomView, SessionView, Trend
from models.sessions import FRESH, Sessions
from models.sign_ins import Lasting, SignIns
from models.staff import Staff
from models.store import Entry, Follower, KeptMapping, Patient, PatientLine, Reader, Screen, SessionRow, Store, Token, User
from models.trials import Trials
from models.uploads import Uploads
from models.vitals import Millis

__all__ = [
    "Change", "Clinic", "Elsewhere", "Entry", "Follower", "Found", "House", "KeptMapping", "Move", "NewSession", "Opening",
    "Patient", "PatientLine", "Recorded", "RoomView", "Screen", "SessionLine", "SessionRow", "SessionView", "Subscription",
    "Token", "Trend", "User", "device", "operator",
]  # fmt: skip

NEEDS: dict[type, Act] = {
    Acknowledged: Act.ACKNOWLEDGE,
    Amended: Act.CORRECT,
    Voided: Act.CORRECT,
    Ended: Act.OPEN,
    Opened: Act.OPEN,
    Signed: Act.SIGN,
}
"""What somebody must be allowed to do to add a fact of this kind; all others need `Act.RECORD`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What a clinic sets for itself: its rooms in order, the protocol offered first, who is on call, how long a sign-in lasts.

    `sound` = some screen must be heard in every running session.
    """

    rooms: tuple[str, ...] = ()
    protocol: str = "iv-ketamine-40min"
    on_call: str = ""
    sound: bool = False
    lasting: Lasting = field(default_factory=Lasting)


def operator(name: str) -> User:
    """Whoever works at the machine itself, on the command line."""
    return User(name=f"operator {name}", full_name=name, role=Role.OPERATOR, password_hash="")


class Clinic:
    """One clinic: its rooms, its patients, and the log of every session.

    Every method that changes something takes `who` and raises Forbidden, Refused, Conflict, NotFound or StoreFailed; after an
    error nothing is stored. `clock` gives now as epoch milliseconds; `zone` is the IANA time zone in which staff read times.
    `sign_ins` and `staff` are its doors for people, `files` and `uploads` for recordings, `mappings` for how they are read,
    `register` for the lists of all that was, `papers` for what is printed, `attendance` for the screens that sound, `trials` for
    the test alerts, `devices` for what measures.
    """

    def __init__(
        self, store: Store, clock: Callable[[], Millis], zone: str = "UTC", name: str = "Clinic", house: House = House()
    ) -> None:
        self.store, self.clock, self.zone, self.name, self.house = store, clock, zone, name, house
        self.hub = Hub()
        self.sessions = Sessions(store, clock, self.hub)
        self.sign_ins = SignIns(store, clock, house.lasting)
        self.staff = Staff(store, clock)
        self.register = Register(store)
        self.files = Files(store, self.sessions, clock, house.protocol)
        self.mappings = Mappings(store, clock)
        self.uploads = Uploads(self.files, self.mappings)
        self.papers = Papers(store, self.sessions, clock)
        self.attendance = Attendance(store, self.sessions, clock, required=house.sound)
        self.trials = Trials(store, self.hub, clock)
        self.devices = Devices(store, self.sessions, clock, self.record)

    # ----------------------------------------------------------------------------------------------- what staff enter
    def record(self, session: str, fact: Fact, who: Actor, seen: int | None = None, shown: Millis | None = None) -> Recorded:
        """Store what somebody saw, did or says, and what Vigil must say of it, in one transaction.

        `by` and `received` are set here, `at` too when it is 0. The same fact again is not stored again (`new` False); the same
        id with other content, or in another session, is a Conflict. `seen` is the revision that whoever corrects had on the
        screen: a Conflict when somebody else has corrected the same entry since. `shown` is what the clock of the device showed
        at that moment, where it was far off: the log keeps it beside the time that holds.
        """
        allow(who, NEEDS.get(type(fact), Act.RECORD))
        fact, now = entry.checked(fact), self.clock()
        with self.store.writing() as db:
            current = self.sessions.of(db, session)
            stored = db.fact(fact.id)
            if stored is not None:
                return self._again(db, current, stored, fact)
            ready = fitting.fitted(fitting.Scene(db, current, ZoneInfo(self.zone)), entry.stamped(fact, now, who.name, now), seen)
            after, entries = self.sessions.add(db, current, [ready], who.name)
            if shown is not None:
                db.audit(who.name, "device clock", ready.id, _apart(shown, ready.at))
            recorded = Recorded(entries[0], self.sessions.view(db, after, now), new=True)
        self.sessions.keep(after)
        return recorded

    def _again(self, db: Reader, current: Current, stored: Entry, fact: Fact) -> Recorded:
        """The stored entry, when it says the same; what Vigil filled in itself is not compared."""
        known = stored.fact
        meant = fitting.again(fact, known)
        if isinstance(meant, Amended):
            meant = corrections.amending(meant, corrections.holding(db.entries(current.row.id), meant.target, meant.id))
        if stored.session != current.row.id or meant != known:
            raise Conflict(
                f"The id {fact.id} was used before, for something else. Nothing was changed. Enter it again with a new id."
            )
        return Recorded(stored, self.sessions.view(db, current, self.clock()), new=False)

    def sign(self, session: str, fact: Signed, password: str, address: str, who: Actor) -> Recorded:
        """Sign a session that has ended, with one's password once more; what is signed is the log up to here.

        Refused when the password is wrong, TooMany after ten tries a minute from one `address`.
        """
        allow(who, Act.SIGN)
        self.sign_ins.confirm(who.name, password, address)
        return self.record(session, fact, who)

    def elsewhere(self, session: str, target: str, who: Actor) -> tuple[Elsewhere, ...]:
        """The sessions to which this reading of the wrong patient can be moved, those that run first."""
        allow(who, Act.CORRECT)
        with self.store.reading() as db:
            here = self.sessions.of(db, session)
            return tuple(elsewhere(db, partial(self.sessions.of, db), here, target, self.clock()))

    def move(self, session: str, wanted: Move, who: Actor, password: str = "", address: str = "") -> Recorded:
        """Move a reading of the wrong patient to where it belongs, in one transaction; both sessions are judged anew.

        With a `meaning` it is signed, as `sign` does it. What comes back is the entry that strikes it through here, with the
        session after it.
        """
        allow(who, Act.CORRECT)
        if wanted.meaning:
            allow(who, Act.SIGN)
            self.sign_ins.confirm(who.name, password, address)
        now, zone = self.clock(), ZoneInfo(self.zone)
        with self.store.writing() as db:
            here, there = self.sessions.of(db, session), self.sessions.of(db, wanted.to)
            mover, stored = Mover(db=db, here=here, there=there, who=who, now=now, zone=zone), db.fact(wanted.id)
            if stored is not None and mover.done(wanted, stored):
                return Recorded(stored, self.sessions.view(db, here, now), new=False)
            ready = mover.moved(wanted)
            right, _ = self.sessions.add(db, there, [ready.reading, ready.trail], who.name)
            left, entries = self.sessions.add(db, here, [ready.void], who.name)
            recorded = Recorded(entries[0], self.sessions.view(db, left, now), new=True)
        for after in (left, right):
            self.sessions.keep(after)
        return recorded

    def open_session(self, wanted: NewSession, who: Actor) -> SessionView:
        """Open a session in a free room, for a patient who is in no other; a new patient is admitted."""
        allow(who, Act.OPEN)
        now = self.clock()
        with self.store.writing() as db:
            row = admission.open_session(db, wanted, self.protocol(wanted.protocol, db), who.name, now)
            opened = Opened(id=f"{row.id}:open", at=now, by=who.name, received=now, planned=row.planned)
            after, _ = self.sessions.add(db, self.sessions.of(db, row.id), [opened], who.name)
            view = self.sessions.view(db, after, now)
        self.sessions.keep(after)
        return view

    # ------------------------------------------------------------------------------------------------------ protocols
    def offered(self) -> tuple[Protocol, ...]:
        """The protocols that a new session may run under, the clinic's first one first."""
        with self.store.reading() as db:
            return adopted.offered(db, self.house.protocol)

    def protocol(self, name: str, db: Reader) -> Protocol:
        """The protocol of this name or digest; NotFound names those that there are."""
        return adopted.named(db, name, self.house.protocol)

    def adopt(self, text: str, who: Actor) -> Protocol:
        """Keep a protocol of the clinic's own, so that sessions can run under it. ProtocolError names the line of a mistake."""
        allow(who, Act.ADOPT)
        with self.store.writing() as db:
            return adopted.adopt(db, text, who.name)

    # ---------------------------------------------------------------------------------------------- what screens show
    def board(self, now: Millis) -> tuple[RoomView, ...]:
        """Every room in its order, with the session that runs in it; then rooms nobody named in which one runs all the same."""
        with self.store.reading() as db:
            running = {r.room: self.sessions.view(db, self.sessions.of(db, r.id), now) for r in db.sessions(running=True)}
            named = self.house.rooms or db.rooms()
        rooms = (*named, *sorted(room for room in running if room not in named))
        return tuple(RoomView(room, running.get(room)) for room in rooms)

    def session_view(self, session: str, now: Millis) -> SessionView:
        """One session as it stands at `now`, running or ended."""
        with self.store.reading() as db:
            return self.sessions.view(db, self.sessions.of(db, session), now)

    def views(self, session: str | None) -> tuple[SessionView, ...]:
        """One session, or (None) every running one, as it stands now."""
        if session is not None:
            return (self.session_view(session, self.clock()),)
        return tuple(room.session for room in self.board(self.clock()) if room.session is not None)

    def entries(self, session: str, after: int = 0) -> tuple[Entry, ...]:
        """Every entry of a session whose seq is greater than `after`, in the order in which they were written."""
        with self.store.reading() as db:
            self.sessions.of(db, session)
            return tuple(found for found in db.entries(session) if found.seq > after)

    def since(self, after: int, session: str | None) -> tuple[tuple[Entry, ...], int]:
        """The next entries after a seq, of one session or (None) of those on the stream of all screens, and the seq reached.

        Ask again with that seq until it comes back unchanged.
        """
        with self.store.reading() as db:
            found = db.since(after, session)
            live = {row.id for row in db.sessions() if session is None and self._live(db, row)}
        reached = found[-1].seq if found else after
        return tuple(one for one in found if session is not None or one.session in live), reached

    def _live(self, db: Reader, row: SessionRow) -> bool:
        ended = self.sessions.of(db, row.id).picture.ended_at
        return ended is None or self.clock() - ended < FRESH

    def trend(self, patient: str, who: Actor, now: Millis) -> Trend:
        """All sessions of a patient, each judged by the protocol that was in force then."""
        from models.trends import Past  # noqa: PLC0415  # pandas is slow to load, and only trends need it

        allow(who, Act.TREND)
        with self.store.reading() as db:
            whose = admission.known(db, patient)
            views = [self.sessions.view(db, self.sessions.of(db, row.id), now) for row in db.sessions(patient)]
            facts = [tuple(standing(found.fact for found in db.entries(view.row.id))) for view in views]
        return Trend(whose, tuple(Past(v.row.id, v.picture, f) for v, f in zip(views, facts, strict=True)))

    def patients(self, find: str, who: Actor) -> tuple[Patient, ...]:
        """The patients whom `find` means (`register.sought`), who was here last first; nobody for less than two letters."""
        allow(who, Act.OPEN)
        return tuple(line.patient for line in self.register.patients(find, who).lines) if len(find.strip()) > 1 else ()

    def head(self) -> int:
        """The seq of the last entry."""
        with self.store.reading() as db:
            return db.head()

    # ------------------------------------------------------------------------------------------------------------ live
    def follow(self) -> Follower:
        """Begin to hear what any process writes, so that `subscribe` tells of it. Call what is returned to stop."""
        return self.store.follow(self.sessions.heard)

    def subscribe(self, session: str | None = None) -> Subscription:
        """Hear of every change from now on: of one session, or (None) of all running ones."""
        return self.hub.subscribe(session)

    def tick(self) -> Millis:
        """Say what time alone has made due, and who listens; the instant up to which every running session was looked at."""
        try:
            return self.sessions.tick()
        finally:
            self.attendance.settle(self.clock())


def _apart(shown: Millis, at: Millis) -> str:
    """What the clock of a device showed at an instant, and how far off it was, in whole seconds."""
    off = round((shown - at) / 1000)
    moment = datetime.fromtimestamp(shown / 1000, UTC).isoformat(timespec="seconds")
    return f"The clock of the device showed {moment}, {abs(off)} s {'ahead' if off > 0 else 'behind'}."
