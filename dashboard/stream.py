"""How does every open screen hear of a reading at once? Server-sent events: subscribe first, then catch up, then live."""

from __future__ import annotations

import logging
import zlib
from collections import OrderedDict
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from threading import Event, Lock
from time import monotonic

from dashboard import locked, wire
from models.clinic import Change, Clinic, Entry, SessionView
from models.errors import StoreFailed, TooMany
from models.trials import NAME as TRIAL
from models.vitals import Millis

log = logging.getLogger(__name__)
ALIVE_EVERY = 10.0
"""Seconds between keep-alive events; a screen that hears nothing for 25 s says NOT UPDATING."""
KEPT = 4096
"""Frames kept, so that a reading is encoded once for all screens that it goes to."""
WINDOW = 13
"""How far back (2 to the power of it, bytes) something is known to have been said: one picture and the facts after it."""
OPENING = b"retry: 1000\n\n"
BYE = wire.frame("bye", {})
Frames = Generator[bytes, None, None]


def _anybody() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Wish:
    """What one screen listens to: one session or (None) all running ones, from which entry on, and how long it may.

    `after` None = from now on. `token` is its sign-in; `welcome` says whether that still holds, `named` whether it may know
    whom and what it hears of: a locked screen must not.
    """

    session: str | None
    after: int | None
    token: str
    welcome: Callable[[], bool]
    named: Callable[[], bool] = _anybody


class Broadcast:
    """All open streams of this process, with a hard cap: beyond it a screen polls."""

    def __init__(self, clinic: Clinic, cap: int, checked: Callable[[], Millis]) -> None:
        self.clinic, self.cap, self.checked = clinic, cap, checked
        self.closing = Event()
        self._lock = Lock()
        self._streams: set[Stream] = set()
        self._frames: OrderedDict[object, bytes] = OrderedDict()

    @property
    def open(self) -> int:
        """How many streams are open."""
        return len(self._streams)

    def listen(self, wish: Wish) -> Stream:
        """The frames for one screen; `TooMany` at once, not later, when the cap is reached."""
        with self._lock:
            if self.open >= self.cap or self.closing.is_set():
                raise TooMany(f"{self.cap} live streams are open already. Poll /api/v1/board instead.")
            stream = Stream(self, wish)
            self._streams.add(stream)
        return stream

    def leave(self, stream: Stream) -> None:
        """One screen is gone."""
        with self._lock:
            self._streams.discard(stream)

    def dismiss(self, token: str) -> None:
        """End the streams of a sign-in that is over."""
        for stream in tuple(self._streams):
            if stream.wish.token == token:
                stream.dismiss()

    def close(self) -> None:
        """End all streams: the process is about to stop."""
        self.closing.set()
        self.clinic.hub.close()

    def facts(self, entries: Iterable[Entry]) -> bytes:
        """The frames of some entries; each is encoded once, whoever asks."""
        return b"".join(self._once(entry.seq, lambda e=entry: wire.frame("f", wire.fact(e), e.seq)) for entry in entries)  # type: ignore[misc]  # a default cannot be typed

    def picture(self, view: SessionView, before: SessionView | None) -> bytes:
        """The frame of a session's picture, for a screen that was told `before`; none where that still holds."""
        key = (_place(view), before and _place(before))
        return self._once(key, lambda: wire.frame("p", news) if (news := wire.news(view, before)) else b"")

    def glimpse(self, view: SessionView, before: SessionView | None) -> bytes:
        """The same for a locked screen: what it may be told of the session."""
        key = ("locked", _place(view), before and _place(before))
        return self._once(key, lambda: wire.frame("u", locked.unnamed(news)) if (news := wire.news(view, before)) else b"")

    def trial(self, view: SessionView | None) -> bytes:
        """The frame of a test alert: no picture of a patient, so that no screen can show it by mistake."""
        if view is None:
            return b""
        return self._once((view.row.id, view.row.opened_at), lambda: wire.frame("t", wire.trial(view)))

    def alive(self) -> bytes:
        """The keep-alive: `checked` is when every running session was last judged; it stands still when judging fails."""
        return wire.frame("k", {"now": self.clinic.clock(), "checked": self.checked()})

    def _once(self, key: object, encode: Callable[[], bytes]) -> bytes:
        with self._lock:
            if key not in self._frames:
                self._frames[key] = encode()
                while len(self._frames) > KEPT:
                    self._frames.popitem(last=False)
            return self._frames[key]


class Stream:
    """One screen's frames; closing it (the browser went away) frees its place, also when nothing was ever read from it.

    A locked screen is sent no facts, so that it goes on after the last one that it knows when somebody signs in there again.
    """

    def __init__(self, broadcast: Broadcast, wish: Wish) -> None:
        self.wish = wish
        self._named = wish.named()
        self._broadcast = broadcast
        self._changes = broadcast.clinic.subscribe(wish.session)
        self._start = broadcast.clinic.head() if wish.after is None else wish.after
        self._dismissed = False
        self._told: dict[str, SessionView] = {}
        self._frames = self._all()

    def __iter__(self) -> Stream:
        return self

    def __next__(self) -> bytes:
        try:
            return self._fit(next(self._frames))
        except StoreFailed as away:
            log.warning("A stream ended, its screen comes back by itself: %s", away)
            raise StopIteration from away

    def _fit(self, frame: bytes) -> bytes:
        """What may still go out: where the screen was locked since the stream began it is the end, and the screen begins anew."""
        if not self._named or self.wish.named():
            return frame
        self._frames.close()
        return BYE

    def close(self) -> None:
        """Give the place back."""
        self._frames.close()
        self._changes.close()
        self._broadcast.leave(self)

    def dismiss(self) -> None:
        """The sign-in is over: say so, and end."""
        self._dismissed = True
        self._changes.wake()

    def _all(self) -> Frames:
        yield OPENING + self._broadcast.alive()
        last = yield from self._catch_up()
        yield from self._live(last)

    def _catch_up(self) -> Generator[bytes, None, int]:
        """What was written between the start and now, then each session's picture; returns the last entry sent."""
        clinic, wish, last = self._broadcast.clinic, self.wish, self._start
        while (found := clinic.since(last, wish.session))[1] != last:
            last = found[1]
            yield self._facts(found[0])
        for view in clinic.views(wish.session):
            yield self._picture(view)
        if wish.session is None:
            yield self._broadcast.trial(clinic.trials.last)
        return last

    def _live(self, last: int) -> Frames:
        due = monotonic() + ALIVE_EVERY
        while not self._broadcast.closing.is_set() and not self._changes.lost:
            change = self._changes.get(max(0.0, due - monotonic()))
            late = monotonic() >= due
            if self._dismissed or (late and not self.wish.welcome()):
                yield BYE
                return
            if change is not None:
                last, frames = self._of(change, last)
                if frames:
                    yield frames
            if late:
                due = monotonic() + ALIVE_EVERY
                yield self._broadcast.alive()

    def _of(self, change: Change, last: int) -> tuple[int, bytes]:
        """What a change is on the wire, without what this screen has seen already."""
        if change.session == TRIAL:
            return last, self._broadcast.trial(change.view)
        fresh = tuple(entry for entry in change.entries if entry.seq > last)
        view = b"" if change.view is None else self._picture(change.view)
        return (fresh[-1].seq if fresh else last), self._facts(fresh) + view

    def _facts(self, entries: Iterable[Entry]) -> bytes:
        return self._broadcast.facts(entries) if self._named else b""

    def _picture(self, view: SessionView) -> bytes:
        """A session as it stands; the second time only what is different from what this screen was told last."""
        before = self._told.get(view.row.id)
        self._told[view.row.id] = view
        return (self._broadcast.picture if self._named else self._broadcast.glimpse)(view, before)


class Packed:
    """A screen's frames as gzip, each of them there as a whole as soon as it is sent: what is said again takes a few bytes."""

    def __init__(self, frames: Stream) -> None:
        self._frames = frames
        self._packer = zlib.compressobj(wbits=WINDOW + 16, memLevel=5)

    def __iter__(self) -> Packed:
        return self

    def __next__(self) -> bytes:
        frame = next(self._frames)
        return self._packer.compress(frame) + self._packer.flush(zlib.Z_SYNC_FLUSH)

    def close(self) -> None:
        """Give the place back."""
        self._frames.close()


def _place(view: SessionView) -> tuple[str, int, Millis]:
    """Which picture of which session this is."""
    return view.row.id, view.seq, view.picture.now
