"""How is it served? gunicorn threads in front of one Dash application per process, and a word when it answers."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from threading import Thread
from time import monotonic, sleep
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from dash import Dash
from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import ThreadWorker

BESIDE_STREAMS = 24
"""Threads for everything that is no stream: with fewer, full streams would hang every other request."""
GRACE = 2
"""Seconds that a stopping server waits for answers that are under way."""


@dataclass(frozen=True, slots=True)
class Listen:
    """Where to listen: port 0 = any free one. More than one worker needs PostgreSQL."""

    host: str
    port: int
    workers: int
    streams: int


class Server(BaseApplication):
    """gunicorn in this very process; `make` builds the application in each worker, because no connection survives a fork."""

    def __init__(self, make: Callable[[], Dash], listen: Listen, ready: Callable[[str], None]) -> None:
        self._make, self._listen, self._ready = make, listen, ready
        super().__init__()

    def load_config(self) -> None:
        """What gunicorn needs to know; nothing is read from its own files or environment."""
        chosen = {
            "bind": f"{self._listen.host}:{self._listen.port}",
            "workers": self._listen.workers,
            "worker_class": "gthread",
            "threads": self._listen.streams + BESIDE_STREAMS,
            "worker_connections": 4 * (self._listen.streams + BESIDE_STREAMS),
            "graceful_timeout": GRACE,
            "timeout": 60,
            "keepalive": 75,
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_worker_init": self._begun,
        }
        for name, value in chosen.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """The application of this worker."""
        self._dash = self._make()
        return self._dash.server

    def _begun(self, worker: ThreadWorker) -> None:
        """A worker is ready: stop its streams when it must go, and let it settle."""
        for task in (self._stop_with, self._settle):
            Thread(target=task, args=(worker,), daemon=True).start()

    def _stop_with(self, worker: ThreadWorker) -> None:
        while worker.alive:
            sleep(0.1)
        self._dash.server.extensions["vigil"].stop()

    def _settle(self, worker: ThreadWorker) -> None:
        """Say once where Vigil is. What is loaded by then stays: looking through it for garbage would halt each screen."""
        url = address(worker)
        if answers(url) and worker.age == 1:
            self._ready(url)
        import_module("models.trends")  # slow to load, and not needed before somebody asks for a trend
        gc.collect()
        gc.freeze()


def address(worker: ThreadWorker) -> str:
    """Where this worker listens, with the port that it really got."""
    host, port = worker.sockets[0].getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def answers(url: str, patience: float = 30) -> bool:
    """Whether the server at this address answers in time."""
    end = monotonic() + patience
    while monotonic() < end:
        try:
            with urlopen(f"{url}/readyz", timeout=5) as answer:  # noqa: S310  # our own address
                return bool(answer.status == 200)
        except (URLError, OSError):
            sleep(0.05)
    return False


def say_ready(url: str) -> None:
    """Tell whoever started it where it is."""
    sys.stdout.write(f"Vigil is at {url}\n")
    sys.stdout.flush()
