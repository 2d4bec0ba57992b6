"""What most people would write: one interval of a second, one callback that returns the whole figure, over the same store."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import plotly.graph_objects as go
from dash import Dash, Input, Output, dcc, html
from flask import Flask, jsonify, request

from models.facts import Fact
from models.store import Store
from models.vitals import ObservationSet

TRACES = ("heart_rate", "systolic", "diastolic", "spo2")


@dataclass(frozen=True, slots=True)
class Peer:
    """The plain app over one session of one store."""

    store: Store
    session: str

    def figure(self) -> go.Figure:
        """All readings of the session, each time."""
        with self.store.reading() as reader:
            seen = [entry.fact for entry in reader.entries(self.session) if isinstance(entry.fact, ObservationSet)]
        return go.Figure([_trace(seen, word) for word in TRACES])

    def save(self, values: dict[str, Any]) -> None:
        """Append a reading."""
        fact: Fact = ObservationSet(id=str(uuid4()), source="peer", by="anna", received=values["at"], **values)
        with self.store.writing() as writer:
            writer.append(self.session, [fact], "anna")


def _trace(seen: list[ObservationSet], word: str) -> go.Scatter:
    known = [(s.at, getattr(s, word)) for s in seen if getattr(s, word) is not None]
    return go.Scatter(x=[at for at, _ in known], y=[value for _, value in known], name=word, mode="lines")


def create(url: str, session: str, *, chart_only: bool = False) -> Flask:
    """The server, for gunicorn; `chart_only` leaves the interval out (a default Dash page with one chart)."""
    peer = Peer(Store.open(url), session)
    app = Dash(__name__, assets_folder=os.devnull)
    tick = [] if chart_only else [dcc.Interval(id="tick", interval=1000)]
    app.layout = html.Div([html.H1("Session"), dcc.Graph(id="chart", figure=peer.figure() if chart_only else {}), *tick])
    if not chart_only:

        @app.callback(Output("chart", "figure"), Input("tick", "n_intervals"))
        def draw(_: int | None) -> go.Figure:
            return peer.figure()

    @app.server.post("/reading")
    def reading() -> Any:
        peer.save(request.get_json())
        return jsonify(ok=True)

    server: Flask = app.server
    return server
