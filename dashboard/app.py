"""How is it all put together? One Dash application around one clinic, with nothing shared between two of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from dash import Dash, html
from dash.development.base_component import Component
from flask import Flask, request
from flask_compress import Compress

from dashboard import access, api, doors, health, ids, openapi, pages, parcel, theme
from dashboard.api import Desk
from dashboard.components import Frame, shell
from dashboard.doors import Door
from dashboard.health import Health
from dashboard.pages.visit import Visit
from dashboard.proxies import LocalProxy
from dashboard.settings import Settings
from dashboard.stream import Broadcast
from dashboard.watchman import Watchman
from models.clinic import Clinic, Follower
from models.errors import Forbidden
from models.outgo.flowsheet import Press
from models.people import Act

OF_DASH = {
    "/": Act.SEE, "/<path:path>": Act.SEE, "/_dash-layout": Act.SEE, "/_dash-dependencies": Act.SEE,
}  # fmt: skip
"""What somebody does who loads the application itself; every page then asks for its own act."""
NEEDS: dict[type[StrEnum], Act] = {
    ids.Shell: Act.SEE, ids.Board: Act.SEE, ids.Session: Act.SEE, ids.Patients: Act.SEE, ids.Sessions: Act.SEE,
    ids.Handover: Act.SEE,
    ids.Trends: Act.TREND, ids.Users: Act.USERS,
    ids.Devices: Act.DEVICES, ids.Imports: Act.IMPORT,
}  # fmt: skip
"""What the reader of each page's elements must be allowed to do; a callback that writes elsewhere keeps Vigil from starting."""
STATIC = frozenset(
    {"_dash_assets.static", "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>", "/_favicon.ico"}
)
"""What anybody may load: programs and styles, nothing about anybody."""
COMPRESSED = [
    "text/html",
    "text/css",
    "text/plain",
    "application/json",
    "application/javascript",
    "text/javascript",
    "image/svg+xml",
]


@dataclass(frozen=True, slots=True)
class Running:
    """What goes on in this process besides answering: the streams, the press, the watchman, and how to stop what runs."""

    broadcast: Broadcast
    press: Press
    watchman: Watchman
    stop: Callable[[], None]


def create_app(clinic: Clinic, settings: Settings, *, live: bool = False) -> Dash:
    """The application. `live` also starts what works in the background: hearing what is written, and saying what is due.

    What runs is in `app.server.extensions["vigil"]`, so that a server can stop it.
    """
    app = _dash(clinic.zone)
    watchman = Watchman(clinic.tick, clinic.clock, clinic.trials.run)
    follower = clinic.follow() if live else None
    broadcast = Broadcast(clinic, settings.max_streams, _checked(watchman, follower))
    desk = Desk(clinic, broadcast, Press(), demo=settings.demo, zone=settings.said_zone)
    _routes(app.server, settings, desk)
    well = Health(clinic, broadcast, watchman, lambda: follower is None or follower.alive)
    health.register(app.server, well)
    callbacks = _pages(app, clinic, settings)
    parcel.register(app.server)
    access.guard(app.server, clinic, settings, _rules(app, callbacks))
    app.server.wsgi_app = LocalProxy(app.server.wsgi_app)
    if live:
        watchman.start()
    app.server.extensions["vigil"] = Running(broadcast, desk.press, watchman, _stopper(broadcast, watchman, follower))
    return app


def _dash(zone: str) -> Dash:
    """A Dash that shares nothing with another one, answers nothing to agents, and sends no script from elsewhere."""
    app = Dash(
        __name__,
        server=Flask(__name__, static_folder=None),  # type: ignore[arg-type]  # Dash takes one; its annotation does not say so
        title="Vigil",
        update_title="",
        index_string=parcel.versioned(theme.index_string(zone)),
        assets_ignore=".*",
        serve_locally=True,
        use_async=False,
        enable_mcp=False,
        csrf_token_name=access.CSRF_COOKIE,
        csrf_header_name=access.CSRF_HEADER,
        add_log_handler=False,
    )
    app.server.config |= {
        "MAX_CONTENT_LENGTH": 1 << 20,
        "COMPRESS_MIMETYPES": COMPRESSED,
        "COMPRESS_ALGORITHM": ["br", "zstd", "gzip"],
        "COMPRESS_BR_LEVEL": 6,  # takes no longer than the 4 that is usual, and a first look is a tenth smaller
        "COMPRESS_CACHE_BACKEND": parcel.Shelf,
        "COMPRESS_CACHE_KEY": parcel.shelf_mark,
    }
    Compress(app.server)
    return app


def _routes(server: Flask, settings: Settings, desk: Desk) -> None:
    api.register(server, desk)
    doors.register(server, Door(desk.clinic, settings, desk.broadcast.dismiss))
    openapi.register(server)


def _pages(app: Dash, clinic: Clinic, settings: Settings) -> dict[str, Act]:
    """Wire every page; what each callback needs is what its page needs."""
    app.validation_layout = html.Div("Vigil")  # type: ignore[assignment]  # Dash declares it by its None
    app.layout = lambda: _layout(clinic, settings)
    pages.register(app, clinic, lambda: _visit(clinic))
    return {output: _needed(output) for output in app.callback_map}


def _needed(output: str) -> Act:
    """What its reader must be allowed to do for a callback: what the pages whose elements it writes to need."""
    acts = {act for name in re.findall(r"([\w-]+)\.\w+", output) for page, act in NEEDS.items() if name in set(page)}
    special = acts - {Act.SEE}
    if not acts or len(special) > 1:
        raise ValueError(
            f"The callback for {output} writes to elements of no page of ids.py, or of several with different needs."
        )
    return special.pop() if special else Act.SEE


def _visit(clinic: Clinic) -> Visit:
    return Visit(clinic, access.who(), clinic.clock())


def _layout(clinic: Clinic, settings: Settings) -> Component:
    """The frame of every page, for the person who asks; nothing for anybody else.

    The page itself is in it when the browser says where it is: one question and one answer less before something is seen.
    """
    try:
        user = access.who()
    except Forbidden:
        return html.Div("Sign in first.")
    proposals = tuple(p.title for p in clinic.offered() if not p.approved_by)
    frame = Frame(
        clinic=clinic.name, user=user.full_name, role=user.role, name=user.name, mark=access.mark_of(user), demo=settings.demo,
        proposals=proposals, sound=clinic.house.sound, on_call=clinic.house.on_call, staff=clinic.staff.names(user),
    )  # fmt: skip
    path = access.shown(request)
    return shell(frame) if path is None else shell(frame, path, pages.draw(path, _visit(clinic)))


def _rules(app: Dash, callbacks: Mapping[str, Act]) -> access.Rules:
    """Which address is open to whom. Every callback is known by now: one that is added later is refused."""
    acts = OF_DASH | {route.endpoint: route.act for route in api.ROUTES}
    with app.server.test_request_context():
        app._setup_server()  # noqa: SLF001 - otherwise the first stranger's request would do it
        policy = access.POLICY.format(hashes=" ".join(app.csp_hashes()))
    public = STATIC | {*parcel.PUBLIC, *health.PUBLIC, *doors.PUBLIC, openapi.ENDPOINT}
    devices = frozenset(route.endpoint for route in api.ROUTES if route.device)
    return access.Rules(frozenset(public), acts, callbacks, policy, opens=f"{ids.Shell.MAIN}.children", devices=devices)


def _checked(watchman: Watchman, follower: Follower | None) -> Callable[[], int]:
    """When all was last known to be well: the alerts judged, and the log followed."""
    return lambda: watchman.checked if follower is None else min(watchman.checked, follower.checked)


def _stopper(broadcast: Broadcast, watchman: Watchman, follower: Follower | None) -> Callable[[], None]:
    def stop() -> None:
        broadcast.close()
        watchman.stop()
        if follower is not None:
            follower()

    return stop
