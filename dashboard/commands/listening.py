"""`vigil listen`: messages of monitor gateways come in, or what was not taken is shown."""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Mapping
from threading import Thread

import typer

from dashboard.commands.answers import USAGE, leave, moment, print_json, table, told
from dashboard.commands.listener import Listener
from dashboard.commands.opening import clinic_of, me, opened
from dashboard.proxies import HERE
from dashboard.settings import Settings, here
from models.beds import plain
from models.gateway import Gateway
from models.intake import Answers
from models.intake.zones import iso
from models.store import Rejection, Store

OPEN = "Other machines can reach this without TLS: patient data travel in the clear. Use a network that only monitors are in."


def listen(at: str) -> None:
    """Listen until told to stop."""
    host, port = _address(at)
    with told():
        chosen = here()
        monitors = _monitors(chosen)
        if host not in HERE:
            typer.echo(OPEN, err=True)
        with opened() as store:
            _serve(host, port, _gateway(chosen, store, monitors))


def show_rejected(limit: int, *, as_json: bool) -> None:
    """Print the messages that were not taken; their text only as JSON, for it names patients."""
    with told(), opened() as store:
        chosen = here()
        found = _gateway(chosen, store, {}).rejected(me(), limit)
    if as_json:
        for one in found:
            print_json({"at": iso(one.at, chosen.zone), "sender": one.sender, "reason": one.reason, "text": one.text})
    else:
        typer.echo(_words(found, chosen.zone) if found else "Every message that is known of was taken.")


def _words(found: tuple[Rejection, ...], zone: str) -> str:
    heads = (f"time ({zone})", "from", "why")
    return table([heads, *((moment(one.at, zone), one.sender, one.reason) for one in found)])


def _gateway(chosen: Settings, store: Store, monitors: Mapping[str, str]) -> Gateway:
    return Gateway(clinic_of(chosen, store), Answers(clinic_zone=chosen.said_zone or None), monitors)


def _address(at: str) -> tuple[str, int]:
    host, _, port = at.rpartition(":")
    if not host or not (port.isascii() and port.isdigit()) or int(port) > 65_535:
        leave(f"--mllp is {at!r}. Say where to listen as HOST:PORT, such as --mllp 127.0.0.1:2575.", USAGE)
    return host.removeprefix("[").removesuffix("]"), int(port)


def _monitors(chosen: Settings) -> Mapping[str, str]:
    """The room of each bed or device; a room that there is not would lose its readings."""
    pairs = [(name.strip(), room.strip()) for name, _, room in (pair.rpartition("=") for pair in chosen.monitors)]
    strange = next((room for _, room in pairs if plain(room) not in map(plain, chosen.rooms)), None)
    if strange is not None:
        leave(f"VIGIL_MONITORS names room {strange}, and VIGIL_ROOMS are {', '.join(chosen.rooms)}.", USAGE)
    return dict(pairs)


def _serve(host: str, port: int, gateway: Gateway) -> None:
    """Take messages until SIGTERM or SIGINT. What is in hand then is finished, or was not acknowledged."""
    try:
        listener = Listener(host, port, gateway.take)
    except OSError as error:
        leave(f"Cannot listen on {host} port {port}: {error.strerror or error}. Choose another --mllp.", USAGE)
    with listener:
        for wish in (signal.SIGTERM, signal.SIGINT):
            signal.signal(wish, lambda *_: Thread(target=listener.shutdown).start())
        gc.collect()
        gc.freeze()  # what is loaded stays: looking through it for garbage would halt every monitor
        sys.stdout.write(f"Vigil listens for HL7 v2 at {listener.where}\n")
        sys.stdout.flush()
        listener.serve_forever(0.2)
