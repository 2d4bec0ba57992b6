"""`vigil serve`: the server, on this clinic's database or on a throw-away one."""

from __future__ import annotations

import socket
from threading import Event, Thread

import typer
from dash import Dash

from dashboard import demo
from dashboard.app import create_app
from dashboard.commands.answers import USAGE, leave, step, told
from dashboard.commands.opening import clinic_of, opened
from dashboard.proxies import HERE
from dashboard.serving import Listen, Server, say_ready
from dashboard.settings import Settings, here
from models.store import Store
from models.vitals import Millis

OPEN = "Other machines can reach this without TLS: passwords travel in the clear. Use a TLS proxy and VIGIL_SECURE_COOKIES=yes."
NOBODY = "Nobody can sign in yet: vigil users add NAME --full-name NAME --role administrator"


def serve(*, demo: bool, host: str, port: int, workers: int) -> None:
    """Serve until told to stop."""
    with told():
        chosen = here()
        if workers > 1 and (demo or chosen.database_url.startswith("sqlite")):
            leave("SQLite is served by one process. Use --workers 1, or PostgreSQL in VIGIL_DATABASE_URL.", USAGE)
        _check_free(host, port)
        listen = Listen(host, port, workers, chosen.max_streams)
        if host not in HERE and not chosen.secure_cookies:
            typer.echo(OPEN, err=True)
        run = serve_demo if demo else serve_clinic
        run(chosen, listen)


def _check_free(host: str, port: int) -> None:
    """Say in one line what the server would say in twelve: that it cannot listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            leave(f"Cannot listen on {host} port {port}: {error.strerror}. Choose another --host or --port.", USAGE)


def serve_clinic(chosen: Settings, listen: Listen) -> None:
    """Serve this clinic's own database; its tables are brought to this version first."""
    step("Opening the database, and bringing it to this version")
    with opened(prepare=True) as store, store.reading() as db:
        if not db.users():
            typer.echo(NOBODY, err=True)

    def make() -> Dash:
        return create_app(clinic_of(chosen, Store.open(chosen.database_url)), chosen, live=True)

    Server(make, listen, say_ready).run()


def serve_demo(chosen: Settings, listen: Listen) -> None:
    """Serve a throw-away clinic; simulated monitors feed it from a thread of their own."""
    with demo.throw_away(chosen) as ours:
        start = _furnished(ours)

        def make() -> Dash:
            clinic = clinic_of(ours, Store.open(ours.database_url))
            Thread(target=demo.live, args=(clinic, start, Event()), name="vigil-demo-monitors", daemon=True).start()
            return create_app(clinic, ours, live=True)

        Server(make, listen, demo.say_ready).run()


def _furnished(ours: Settings) -> Millis:
    """Make the demo's database and fill it; when it begins."""
    step("Making a clinic with four rooms that run")
    store = Store.open(ours.database_url)
    try:
        store.migrate()
        clinic = clinic_of(ours, store)
        start = clinic.clock()
        demo.furnish(clinic, start)
        step("Starting the server")
    finally:
        store.close()
    return start
