"""Does anybody hear the alarms of this session? Followed through its facts; for too long nobody is an alert of its own."""

from __future__ import annotations

from models.facts import Listening
from models.limits import Level
from models.rules import LOST, Flag
from models.schedule import NEVER
from models.vitals import Millis

SIGNAL = "listening"
"""The signal under which the alert stands; its direction is `missing`."""
PATIENCE: Millis = 30_000
"""How long nobody may listen before it is said: the table of rules, "nobody listening"."""
WHY = "arm the sound on a screen"


class Unheard(Flag):
    """Holds from `PATIENCE` after the last screen with sound has left, until one is there again.

    `latest` is what was last known of who listens (None: nothing ever was, as in a file). `since` is when nobody did any more,
    None while somebody does and where nothing is known.
    """

    __slots__ = ("latest", "since")

    def __init__(self) -> None:
        super().__init__(LOST, Level.MEDIUM, PATIENCE / 1000)
        self.latest: Listening | None = None
        self.since: Millis | None = None

    @property
    def due(self) -> Millis:
        """When it will hold by itself if nobody comes, `NEVER` where it already does or somebody listens."""
        return NEVER if self.satisfied or self.since is None else self.since + PATIENCE

    def hear(self, fact: Listening) -> None:
        """Who listens has changed."""
        self.latest = fact
        if fact.screens:
            self.over()
        elif self.since is None:
            self.since = fact.at

    def run(self, at: Millis) -> None:
        """Let time pass up to and including `at`."""
        if self.due <= at:
            self.begin(None, WHY)

    def over(self) -> None:
        """Somebody listens, or the session has ended."""
        self.since = None
        self.end()
