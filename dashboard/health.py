"""Is this process well? For machines that look after machines: no patient's data is in any of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from time import monotonic

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from dashboard.api import answered
from dashboard.stream import Broadcast
from dashboard.watchman import Watchman
from models.alerts import Level
from models.clinic import Clinic
from models.errors import VigilError

TEXT = "text/plain; version=0.0.4; charset=utf-8"
PUBLIC = ("healthz", "readyz", "metrics")


@dataclass(frozen=True, slots=True)
class Health:
    """What is looked at, and the counters of this process in a registry of their own."""

    clinic: Clinic
    broadcast: Broadcast
    watchman: Watchman
    following: Callable[[], bool]
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    def complaint(self) -> str:
        """What is wrong, "" when all is well."""
        if self.clinic.store.broken:
            return "the database is broken: nothing is written"
        return self.watchman.complaint() or ("" if self.following() else "new readings are not shown: the follower has stopped")


class _Now(Collector):
    """What is true at the moment of the question."""

    def __init__(self, health: Health) -> None:
        self._health = health

    def collect(self) -> Iterable[Metric]:
        """Streams, age of the last check, running sessions, standing alerts by level, length of the log."""
        health, clinic = self._health, self._health.clinic
        now = clinic.clock()
        yield GaugeMetricFamily("vigil_streams_open", "Live streams that are open", health.broadcast.open)
        yield GaugeMetricFamily("vigil_streams_limit", "Live streams that may be open", health.broadcast.cap)
        checked = health.watchman.checked
        yield GaugeMetricFamily(
            "vigil_checked_age_seconds", "Since the alerts were checked", (now - checked) / 1000 if checked else -1
        )
        views = [room.session for room in clinic.board(now) if room.session is not None]
        yield GaugeMetricFamily("vigil_sessions_running", "Sessions that run", len(views))
        standing = GaugeMetricFamily("vigil_alerts_standing", "Alerts that stand", labels=["level"])
        for level in (Level.LOW, Level.MEDIUM, Level.HIGH):
            count = sum(alert.level is level for view in views for alert in view.picture.standing)
            standing.add_metric([level.word], count)
        yield standing
        yield GaugeMetricFamily("vigil_log_length", "Rows of the log", clinic.head())


def register(server: Flask, health: Health) -> None:
    """Put /healthz, /readyz and /metrics on the server and count its requests."""
    health.registry.register(_Now(health))
    _count(server, health.registry)

    def healthz() -> Response:
        complaint = health.complaint()
        return answered({"status": "failing" if complaint else "ok", "why": complaint}, 503 if complaint else 200)

    def readyz() -> Response:
        complaint = _unready(health)
        return answered({"status": "not ready" if complaint else "ready", "why": complaint}, 503 if complaint else 200)

    def metrics() -> Response:
        return Response(generate_latest(health.registry), content_type=TEXT)

    for name, view in zip(PUBLIC, (healthz, readyz, metrics), strict=True):
        server.add_url_rule(f"/{name}", name, view)


def _unready(health: Health) -> str:
    try:
        return "" if health.clinic.store.is_current() else "the database is not prepared: run vigil migrate"
    except VigilError:
        return "the database does not answer"


def _count(server: Flask, registry: CollectorRegistry) -> None:
    """Count requests by address as it is written in the routes, so that no id of a patient or session is in a label."""
    labels = ("method", "route", "status")
    asked = Counter("vigil_requests", "Requests answered", labels, registry=registry)
    took = Histogram("vigil_request_seconds", "Until the answer began", ("route",), registry=registry)

    def begin() -> None:
        g.begun = monotonic()

    def done(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        asked.labels(request.method, route, response.status_code).inc()
        took.labels(route).observe(monotonic() - g.get("begun", monotonic()))
        return response

    server.before_request(begin)
    server.after_request(done)
