"""A bad network: it lets everything through but loses the answers to what is entered, after the server has stored it."""

from __future__ import annotations

import re
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from urllib.parse import urlsplit

ENTERED = re.compile(rb"POST /api/v1/sessions/[^ ]+/observations .*?\"client_id\": ?\"([\w-]+)\"", re.DOTALL)
TIMES = 4
"""How often the answer for one entry is lost: when a connection breaks, a browser asks once or twice more by itself."""


class Network:
    """What lies between a browser and a server. `lost` counts the answers that never arrived, by the id of the entry."""

    def __init__(self, server: str) -> None:
        self._server = urlsplit(server)
        self._door = socket.create_server(("127.0.0.1", 0))
        self.lost = Counter[str]()

    @property
    def url(self) -> str:
        """Where the browser finds the server."""
        return f"http://127.0.0.1:{self._door.getsockname()[1]}"

    def run(self) -> None:
        """Let browsers in until the door is shut."""
        with suppress(OSError):
            while True:
                browser, _ = self._door.accept()
                threading.Thread(target=self._connect, args=(browser,), daemon=True).start()

    def shut(self) -> None:
        """Let nobody in any more."""
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _connect(self, browser: socket.socket) -> None:
        with closing(browser), closing(socket.create_connection((self._server.hostname, self._server.port))) as server:
            line = _Line(browser, server, self.lost)
            back = threading.Thread(target=line.back, daemon=True)
            back.start()
            line.forth()
            back.join()


class _Line:
    """One connection. `entry` is the id of the entry whose answer is to be lost next, "" for none."""

    def __init__(self, browser: socket.socket, server: socket.socket, lost: Counter[str]) -> None:
        self.browser, self.server, self.lost = browser, server, lost
        self.entry, self.sent = "", b""

    def forth(self) -> None:
        """What the browser says."""
        with suppress(OSError):
            while said := self.browser.recv(65536):
                self._look(said)
                self.server.sendall(said)
        _end(self.server)

    def _look(self, said: bytes) -> None:
        self.sent = said if said.startswith((b"GET ", b"POST ")) else self.sent + said
        found = ENTERED.search(self.sent)
        name = found[1].decode() if found else ""
        if name and self.lost[name] < TIMES:
            self.entry = name

    def back(self) -> None:
        """What the server answers; once it has answered for an entry, the entry is stored, and the line breaks."""
        with suppress(OSError):
            while answer := self.server.recv(65536):
                if self.entry:
                    self.lost[self.entry] += 1
                    break
                self.browser.sendall(answer)
        _end(self.browser)
        _end(self.server)


def _end(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


@contextmanager
def losing_answers(server: str) -> Iterator[Network]:
    """A network before this server that loses the answer to each entry again and again."""
    network = Network(server)
    thread = threading.Thread(target=network.run, daemon=True)
    thread.start()
    yield network
    network.shut()
    thread.join()
