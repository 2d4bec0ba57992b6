"""What does this clinic set from the outside? The environment, read once."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import available_timezones

from models.errors import Refused


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that can be set: the name of its environment variable, its default as text, and what it does."""

    name: str
    default: str
    help: str
    secret: bool = False

    @property
    def field(self) -> str:
        """The field of `Settings` that holds it."""
        return self.name.removeprefix("VIGIL_").lower()


SOUND = {"required": True, "off": False}
_PASSWORD = re.compile(r"([?&](?:ssl)?password=)[^&]*", re.IGNORECASE)
SETTINGS = (
    Setting("VIGIL_DATABASE_URL", "sqlite:///vigil.db", "Where the log is kept: sqlite:///FILE or postgresql://…", secret=True),
    Setting("VIGIL_CLINIC", "Clinic", "The name of the clinic on every screen."),
    Setting("VIGIL_ZONE", "UTC", "The clinic's time zone, such as Europe/Berlin."),
    Setting("VIGIL_ROOMS", "1,2,3,4", "The rooms of the board, in their order."),
    Setting("VIGIL_MONITORS", "", "Where monitors stand: bed or device as the gateway names it = room, such as ICU^2^A=1,B7=2."),
    Setting("VIGIL_PROTOCOL", "iv-ketamine-40min", "The protocol that is offered first for a new session."),
    Setting("VIGIL_MAX_STREAMS", "48", "How many live streams are open at once; screens beyond that poll."),
    Setting(
        "VIGIL_IDLE_MINUTES",
        "30",
        "Minutes without use after which a sign-in ends; a screen that sounds during a session is locked.",
    ),
    Setting("VIGIL_SIGN_IN_HOURS", "12", "Hours after which a sign-in ends in any case."),
    Setting("VIGIL_SECURE_COOKIES", "no", "yes = cookies only over https; say yes behind a TLS proxy."),
    Setting("VIGIL_ON_CALL", "", "Who is named when a high alert stays unacknowledged for 5 min."),
    Setting(
        "VIGIL_SOUND", "required", "required = a session that no screen can be heard in is an alert; off = only once one was."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings, checked.

    `origins` says for each name whether it comes from the environment or is the default. `demo` marks every screen; it
    is set by `vigil serve --demo`, never from the environment.
    """

    database_url: str
    clinic: str
    zone: str
    rooms: tuple[str, ...]
    monitors: tuple[str, ...]
    protocol: str
    max_streams: int
    idle_minutes: int
    sign_in_hours: int
    secure_cookies: bool
    on_call: str
    sound: bool
    origins: tuple[tuple[str, str], ...] = ()
    demo: bool = False

    @property
    def said_zone(self) -> str:
        """The zone that somebody chose, "" when nobody did: then a file without a zone is a question, never UTC in silence."""
        return self.zone if ("VIGIL_ZONE", "environment") in self.origins else ""

    def but(self, **changes: Any) -> Settings:
        """The same settings with some fields changed."""
        return replace(self, **changes)


def here() -> Settings:
    """The settings of the environment that this program was started in."""
    return read(os.environ)


def read(environ: Mapping[str, str]) -> Settings:
    """The settings of this environment; `Refused` with a sentence when one makes no sense or is not known."""
    known = {setting.name for setting in SETTINGS}
    for name in environ:
        if name.startswith("VIGIL_") and not name.startswith("VIGIL_TEST_") and name not in known:
            raise Refused(f"{name} is no setting of Vigil. Known are {', '.join(sorted(known))}.")
    texts = {s.field: environ.get(s.name, s.default).strip() for s in SETTINGS}
    origins = tuple((s.name, "environment" if s.name in environ else "default") for s in SETTINGS)
    values: dict[str, Any] = {name: _CHECK[name](name, text) if name in _CHECK else text for name, text in texts.items()}
    return Settings(**values, origins=origins)


def shown(settings: Settings, setting: Setting) -> str:
    """The value of a setting as it may be shown: without the password of a database address."""
    value = getattr(settings, setting.field)
    if setting.secret:
        return masked(str(value))
    words = SOUND if setting.field == "sound" else {"yes": True, "no": False}
    said = {known: word for word, known in words.items()}
    return ", ".join(value) if isinstance(value, tuple) else said.get(value, str(value))


def masked(url: str) -> str:
    """A database address without its password, whether it stands before the host or behind the question mark."""
    scheme, mark, rest = _PASSWORD.sub(r"\1***", url).partition("://")
    who, at, where = rest.rpartition("@")
    return f"{scheme}{mark}{who.partition(':')[0]}:***@{where}" if at and ":" in who else f"{scheme}{mark}{rest}"


def _variable(name: str) -> str:
    return f"VIGIL_{name.upper()}"


def _address(name: str, text: str) -> str:
    if text.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        return text
    raise Refused(f"{_variable(name)} is {masked(text)!r}. It must begin with sqlite:/// or postgresql://.")


def _zone(name: str, text: str) -> str:
    if text in available_timezones():
        return text
    raise Refused(f"{_variable(name)} is {text!r}, which is no time zone. Use a name such as Europe/Berlin.")


def _rooms(name: str, text: str) -> tuple[str, ...]:
    rooms = tuple(word.strip() for word in text.split(",") if word.strip())
    if rooms and len(set(rooms)) == len(rooms):
        return rooms
    raise Refused(f"{_variable(name)} is {text!r}. Name each room once, parted by commas, such as 1,2,3.")


def _monitors(name: str, text: str) -> tuple[str, ...]:
    pairs = tuple(word.strip() for word in text.split(",") if word.strip())
    wrong = [pair for pair in pairs if not all(part.strip() for part in pair.rpartition("="))]
    if wrong:
        raise Refused(f"{_variable(name)} holds {wrong[0]!r}. Say the bed or the device, = and its room, such as ICU^2^A=1.")
    return pairs


def _number(lowest: int, highest: int) -> Callable[[str, str], int]:
    def check(name: str, text: str) -> int:
        if text.isascii() and text.isdigit() and lowest <= int(text) <= highest:
            return int(text)
        raise Refused(f"{_variable(name)} is {text!r}. It must be a whole number from {lowest} to {highest}.")

    return check


def _yes(name: str, text: str) -> bool:
    if text.lower() in ("yes", "no"):
        return text.lower() == "yes"
    raise Refused(f"{_variable(name)} is {text!r}. Say yes or no.")


def _sound(name: str, text: str) -> bool:
    if text.lower() in SOUND:
        return SOUND[text.lower()]
    raise Refused(f"{_variable(name)} is {text!r}. Say required or off.")


_CHECK: dict[str, Callable[[str, str], Any]] = {
    "database_url": _address,
    "zone": _zone,
    "rooms": _rooms,
    "monitors": _monitors,
    "max_streams": _number(1, 1000),
    "idle_minutes": _number(1, 24 * 60),
    "sign_in_hours": _number(1, 24),
    "secure_cookies": _yes,
    "sound": _sound,
}
