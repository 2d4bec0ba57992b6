"""Who is really asking, when a proxy stands in front? One on this very machine is believed, nobody else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HERE = ("127.0.0.1", "::1")


class LocalProxy:
    """Takes address, scheme and host from the X-Forwarded headers of a proxy on this machine; from elsewhere they are ignored.

    The last address of X-Forwarded-For counts: it is the one that the proxy itself has seen.
    """

    def __init__(self, plain: WSGIApplication) -> None:
        self._plain = plain
        self._fixed = ProxyFix(plain, x_for=1, x_proto=1, x_host=1)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer the request."""
        forwarded = environ.get("REMOTE_ADDR") in HERE and "HTTP_X_FORWARDED_FOR" in environ
        return (self._fixed if forwarded else self._plain)(environ, start_response)
