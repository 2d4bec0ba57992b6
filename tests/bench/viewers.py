"""What do fifty screens cost, and does each get every reading once: Vigil's stream, and fifty pollers of the plain app."""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tests.bench.nurse import Nurse, PeerNurse
from tests.bench.place import Server, furnish, peer, vigil
from tests.bench.table import show

VIEWERS, READINGS, BURST, CUT = 50, 40, 40, 5.0
POLL = {
    "output": "chart.figure",
    "outputs": {"id": "chart", "property": "figure"},
    "inputs": [{"id": "tick", "property": "n_intervals", "value": 1}],
    "changedPropIds": ["tick.n_intervals"],
}


@dataclass(slots=True)
class Viewer:
    """One simulated screen, to which answers come packed: the places in the log that it was told of, and the bytes."""

    address: str
    path: str
    cookies: str
    places: list[int] = field(default_factory=list)
    bytes: int = 0
    polls: int = 0

    async def watch(self, seconds: float) -> None:
        """Hold the stream open for so long, resuming after the last place."""
        host = urlsplit(self.address).netloc
        reader, writer = await asyncio.open_connection(*host.split(":"))
        resume = f"Last-Event-ID: {self.places[-1]}\r\n" if self.places else ""
        asked = f"Accept-Encoding: gzip\r\nCookie: {self.cookies}\r\n{resume}"
        writer.write(f"GET {self.path} HTTP/1.0\r\nHost: {host}\r\n{asked}\r\n".encode())
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                self.bytes += len(await reader.readuntil(b"\r\n\r\n"))
                await self._read(reader)
        writer.close()

    async def _read(self, reader: asyncio.StreamReader) -> None:
        """Unpack what comes, and note the places in it."""
        unpacker, rest = zlib.decompressobj(zlib.MAX_WBITS + 16), b""
        while packed := await reader.read(65_536):
            self.bytes += len(packed)
            *lines, rest = (rest + unpacker.decompress(packed)).split(b"\n")
            self.places += [int(line[3:]) for line in lines if line.startswith(b"id:")]

    async def poll(self, seconds: float) -> None:
        """Ask for the whole figure each second, never two at a time, as an interval does."""
        host, end = urlsplit(self.address).netloc, time.monotonic() + seconds
        body = json.dumps(POLL).encode()
        ask = (
            f"POST {self.path} HTTP/1.0\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        while time.monotonic() < end:
            start = time.monotonic()
            reader, writer = await asyncio.open_connection(*host.split(":"))
            writer.write(ask.encode() + body)
            self.bytes += len(await reader.read())
            self.polls += 1
            writer.close()
            await asyncio.sleep(max(0.0, 1 - (time.monotonic() - start)))


@dataclass(frozen=True, slots=True)
class Fed:
    """Readings that were saved: their places in the log, and the server's processor seconds from the first one to the last."""

    places: list[int]
    cpu: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What fifty screens cost: processor seconds per 1,000 reading-views, and bytes per reading and screen."""

    cpu: float
    bytes: float


def run() -> None:
    """Print the cost of fifty screens, and whether a burst and a cut left any of them with a gap or a double."""
    with tempfile.TemporaryDirectory() as folder:
        place = furnish(Path(folder), 1, 3_600)
        with peer(place) as server:
            plain = asyncio.run(_polled(server))
        with vigil(place) as server:
            ours, exact = asyncio.run(_streamed(server, place.sessions[0]))
    names = ("plain app, 50 pollers of the whole figure", "Vigil, 50 streams")
    show("Server processor time per 1,000 reading-views", "s", [(n, c.cpu) for n, c in zip(names, (plain, ours), strict=True)])
    show("Bytes per reading per screen", "B", [(n, c.bytes) for n, c in zip(names, (plain, ours), strict=True)])
    print(f"\nExact and in order, of {VIEWERS}:  " + "  ".join(f"{what} {count}" for what, count in exact.items()))


async def _polled(server: Server) -> Cost:
    """Each answered poll counts as one view of a reading."""
    viewers = [Viewer(server.address, "/_dash-update-component", "") for _ in range(VIEWERS)]
    before, nurse = server.cpu(), PeerNurse(server)
    await asyncio.gather(*(v.poll(READINGS) for v in viewers), _feed(server, nurse, "", READINGS, 1.0))
    polls = sum(viewer.polls for viewer in viewers)
    print(f"\nThe plain app answered {polls / VIEWERS:.0f} of {READINGS} polls of each screen.")
    return Cost((server.cpu() - before) / polls * 1000, sum(v.bytes for v in viewers) / polls)


async def _streamed(server: Server, session: str) -> tuple[Cost, dict[str, int]]:
    nurse = Nurse(server)
    cookies = "; ".join(f"{name}={value}" for name, value in nurse.cookies.items())
    viewers = [Viewer(server.address, f"/api/v1/sessions/{session}/stream", cookies) for _ in range(VIEWERS)]
    _, steady = await asyncio.gather(_all(viewers, READINGS + 8), _feed(server, nurse, session, READINGS, 1.0))
    views = READINGS * VIEWERS
    cost = Cost(steady.cpu / views * 1000, sum(v.bytes for v in viewers) / views)
    exact, sent = {"steady": _exact(viewers, steady.places)}, steady.places
    _, burst = await asyncio.gather(_all(viewers, 10), _feed(server, nurse, session, BURST, 0.0))
    exact["burst"] = _exact(viewers, sent + burst.places)
    missed = await _feed(server, nurse, session, int(CUT), 1.0)
    await _all(viewers, 5)
    exact["cut"] = _exact(viewers, sent + burst.places + missed.places)
    return cost, exact


async def _all(viewers: Sequence[Viewer], seconds: float) -> None:
    await asyncio.gather(*(viewer.watch(seconds) for viewer in viewers))


async def _feed(server: Server, nurse: Nurse | PeerNurse, session: str, count: int, pause: float) -> Fed:
    """Save readings, from two seconds after the screens were opened on."""
    await asyncio.sleep(2)
    places, before = [], server.cpu()
    for number in range(count):
        values = {"heart_rate": 70 + number % 20, "spo2": 98, "systolic": 128, "diastolic": 80}
        places.append(await asyncio.to_thread(nurse.save, session, values))
        await asyncio.sleep(pause)
    return Fed(places, server.cpu() - before)


def _exact(viewers: Sequence[Viewer], sent: list[int]) -> int:
    """How many screens were told of each saved reading exactly once, in order."""
    wanted = set(sent)
    return sum([p for p in viewer.places if p in wanted] == sent for viewer in viewers)
