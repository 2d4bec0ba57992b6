"""How do the messages of gateways come in? One thread for each connection, so that a slow or silent one keeps nobody waiting."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import BoundedSemaphore
from typing import Any

from models.intake.mllp import CUT, Frame, Frames, framed

log = logging.getLogger(__name__)
Take = Callable[[Frame, str], bytes]
"""What answers a message that came from an address; b"" = nobody waits for an answer."""
CONNECTIONS = 100
"""How many gateways and monitors are connected at once; the next one is turned away until one leaves."""
PATIENCE = 60.0
"""Seconds that a message may stand half sent, or an answer unread, before the connection is closed. Silence between is fine."""
CHUNK = 65_536
STALLED = f"The message was not sent to its end within {PATIENCE:g} s."


class Listener(ThreadingTCPServer):
    """Listens at an address and answers each message with what `take` says; `serve_forever` and `shutdown` run and end it."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, host: str, port: int, take: Take, *, connections: int = CONNECTIONS, patience: float = PATIENCE) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.take, self.patience = take, patience
        self._places = BoundedSemaphore(connections)
        super().__init__((host, port), _Line)

    @property
    def where(self) -> str:
        """The address with the port that it really got."""
        host, port = self.server_address[:2]
        return f"[{host!s}]:{port}" if self.address_family == socket.AF_INET6 else f"{host!s}:{port}"

    def verify_request(self, request: Any, client_address: Any) -> bool:  # noqa: ARG002  # the interface
        """Whether there is a place for one more connection."""
        free = self._places.acquire(blocking=False)
        if not free:
            log.warning("a connection was turned away: there are as many as can be")
        return free

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve one connection, and give its place back."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()


class _Line(BaseRequestHandler):
    """One connection, from its first message to its last."""

    request: socket.socket
    server: Listener

    def handle(self) -> None:
        """Answer every message, in order, until the other side has gone or what it sends never ends."""
        self.request.settimeout(self.server.patience)
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        frames = Frames()
        try:
            while data := self._received(frames):
                if not all(self._answered(frame) for frame in frames.feed(data)):
                    return
        except OSError:
            log.info("a connection was lost")

    def _received(self, frames: Frames) -> bytes:
        """What came, b"" when the other side has gone or has stopped in the middle of a message."""
        while True:
            try:
                return self.request.recv(CHUNK)
            except TimeoutError:
                if frames.begun:
                    self._answered(Frame(b"", STALLED))
                    return b""

    def _answered(self, frame: Frame) -> bool:
        """Answer a message; whether this connection is still of use."""
        answer = self.server.take(frame, str(self.client_address[0]))
        if answer:
            self.request.sendall(framed(answer))
        return frame.fault in {"", CUT}
