"""Which protocols may a session run under? Those that come with Vigil, and those that the clinic adopted."""

from __future__ import annotations

from models import protocol
from models.errors import NotFound
from models.protocol import Protocol
from models.store import Reader, Writer


def offered(db: Reader, first: str) -> tuple[Protocol, ...]:
    """One protocol per name, the latest one adopted or else the shipped one; the one named `first` first, then by name."""
    known = {name: protocol.load(name) for name in protocol.shipped()}
    shipped = {one.digest for one in known.values()}
    for kept in db.protocols():
        if kept.digest not in shipped:
            known[kept.name] = protocol.parse(kept.text)
    return tuple(sorted(known.values(), key=lambda one: (one.name != first, one.name)))


def named(db: Reader, name: str, first: str) -> Protocol:
    """The protocol of this name on offer, or the kept one of this digest; NotFound names those on offer."""
    text = db.protocol_text(name)
    if text is not None:
        return protocol.parse(text)
    known = {one.name: one for one in offered(db, first)}
    if name not in known:
        raise NotFound(f"There is no protocol {name!r}. There are {', '.join(known)}.")
    return known[name]


def adopt(db: Writer, text: str, actor: str) -> Protocol:
    """Keep the text of a protocol for sessions to come; ProtocolError names the line of a mistake."""
    made = protocol.parse(text)
    db.keep_protocol(made.text, made.digest, made.name, made.version, actor)
    return made
