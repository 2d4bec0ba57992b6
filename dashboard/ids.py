"""What every element is called that a callback, a script or a test must find: each id once."""

from __future__ import annotations

from enum import StrEnum


class Shell(StrEnum):
    """What is on every screen."""

    PLACE = "place"
    MAIN = "main"
    HEALTH = "health"
    LOST = "lost"
    UNSENT = "unsent"
    SOUND = "sound"
    ALERT_BAR = "alert-bar"
    USER_MENU = "user-menu"
    KEYS = "keys-help"
    STAY = "stay-signed-in"


class Board(StrEnum):
    """The board of all rooms."""

    ROOMS = "board"
    START = "start-session"


class Trends(StrEnum):
    """One patient's sessions side by side."""

    PEAKS = "trends-peaks"
    COURSES = "trends-courses"
    DRAWN = "trends-drawn"
    PALETTE = "trends-palette"
    TABLE = "trends-table"


class Patients(StrEnum):
    """Everybody who was treated."""

    FIND = "patients-find"
    WANTED = "patients-wanted"
    SAID = "patients-said"
    LIST = "patients-list"
    MORE = "patients-more"


class Imports(StrEnum):
    """Files on their way in."""

    PAGE = "import-page"
    CHART = "import-chart"
    MAPPINGS = "mappings"


class Handover(StrEnum):
    """All rooms for the next nurse."""

    ASKED = "handover-asked"
    ROOMS = "handover-rooms"
    SAID = "handover-said"
    TO = "handover-to"


class Sessions(StrEnum):
    """The latest sessions of the clinic."""

    SAID = "sessions-said"
    LIST = "sessions-list"
    MORE = "sessions-more"


class Users(StrEnum):
    """The people who may sign in."""

    TABLE = "users-table"
    FORM = "users-form"
    ADD = "users-add"
    NAME = "users-name"
    FULL_NAME = "users-full-name"
    ROLE = "users-role"
    SECRET = "users-secret"  # noqa: S105 - the id of a field
    MESSAGE = "users-message"


class Devices(StrEnum):
    """What sends readings with a token of its own."""

    TABLE = "devices-table"
    FORM = "devices-form"
    ADD = "devices-add"
    NAME = "devices-name"
    ROOM = "devices-room"
    MESSAGE = "devices-message"


class Session(StrEnum):
    """The page of one session."""

    PAGE = "session"
    IDENTITY = "session-identity"
    STAGE = "session-stage"
    SHEET = "session-sheet"
    CHART = "session-chart"
    CHART_BAR = "session-chart-bar"
    SUMMARY = "session-chart-words"
    FIGURE = "session-figure"
    REFRESH = "session-refresh"
    SETS = "session-sets"
    VALUES = "session-values"
    ENTRY = "session-entry"
    KEYPAD = "session-keypad"
