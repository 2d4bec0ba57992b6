"""How long does a long file take to get in and out again, beside the database alone; does a nurse wait; is it ever half in?"""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path

import pandas as pd
from sqlalchemy import create_engine

from models.clinic import Clinic, operator
from models.store import Store, wall_clock
from models.vitals import ObservationSet
from tests.bench.place import NURSE, Place, furnish, furnished
from tests.bench.table import centile, show
from tests.databases import Postgres, absent

ROWS, FEW = 1_000_000, 5_000
"""Rows of the long file, and of the one during whose import the program is killed."""
KILLS, SEED = 50, 20261123
EACH = 0.05
"""Seconds between two entries of the nurse."""
COLUMNS = ("heart_rate", "systolic", "diastolic", "spo2")
TABLE = "CREATE TABLE reading (id TEXT PRIMARY KEY, at INTEGER, heart_rate REAL, systolic REAL, diastolic REAL, spo2 REAL)"
BEGIN = datetime(2026, 3, 1, 8, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Done:
    """An import by the command line: seconds, the most memory in MB, and what it said."""

    seconds: float
    memory: float
    said: str


def run() -> None:
    """Print the seconds beside those of the database alone, the memory, the waits of a nurse, and what kills left behind."""
    with tempfile.TemporaryDirectory() as folder:
        file = _file(Path(folder) / "long.csv", ROWS)
        raw = _executemany(Path(folder), file)
        rows = [
            ("sqlite3.executemany of ready tuples", raw),
            ("pandas: read_csv and DataFrame.to_sql", _to_sql(Path(folder), file)),
        ]
        _imported(furnish(Path(folder), 1, 60), file, "SQLite", rows)
        _on_postgresql(file)
    _killed()


def _imported(place: Place, file: Path, where: str, beside: list[tuple[str, float]]) -> None:
    """Print how long the file takes by itself, beside a nurse, and once more; the first row `beside` it is what it is held to."""
    alone = _ended(_begun(place.url, file), iter(()))
    again = _ended(_begun(place.url, file), iter(()))
    process, waits = _begun(place.url, file.with_name("nurse.csv")), list[float]()
    done = _ended(process, _live(place, waits))
    undone = _ended(_started(place.url, "tests.bench.importing", place.url), _live(place, waits))
    after = _ended(_begun(place.url, file.with_name("nurse.csv")), iter(()))
    rows = [*beside, ("Vigil: read, checked, stored, judged", alone.seconds), ("the same file again", again.seconds)]
    rows += [("another, while a nurse enters", done.seconds), ("that one undone, while a nurse enters", undone.seconds)]
    rows.append(("its file after that", after.seconds))
    show(f"A CSV file of {ROWS:,} rows of {len(COLUMNS)} signals into {where}", "s", rows)
    show("Against the first of these (asked: 2)", "x", [("Vigil", alone.seconds / beside[0][1])])
    show("The most memory", "MB", [("asked", 600.0), ("the import", alone.memory), ("undoing it", undone.memory)])
    show("A nurse's entry meanwhile", "ms", [(f"p{share * 100:.0f}", centile(waits, share) * 1e3) for share in (0.5, 0.95)])
    print(f"  {alone.said}\n  again: {again.said}\n  undone: {undone.said}\n  after that: {after.said}")


def _on_postgresql(file: Path) -> None:
    if absent():
        print(f"  not measured on PostgreSQL: {absent()}")
        return
    server = Postgres.make()
    try:
        raw = _copied(server.database(), _ready(file))
        _imported(furnished(server.database(), 1, 60), file, "PostgreSQL", [("COPY of ready tuples", raw)])
    finally:
        server.remove()


def _copied(url: str, ready: list[tuple[object, ...]]) -> float:
    """Seconds of PostgreSQL's own way to take rows in."""
    engine = create_engine(url)
    with closing(engine.raw_connection()) as connection, connection.cursor() as cursor:
        cursor.execute(TABLE.replace("REAL", "DOUBLE PRECISION").replace("INTEGER", "BIGINT"))
        begun = time.perf_counter()
        with cursor.copy("COPY reading FROM STDIN") as copy:
            for row in ready:
                copy.write_row(row)
        connection.commit()
        took = time.perf_counter() - begun
    engine.dispose()
    return took


def _file(path: Path, rows: int) -> Path:
    """A recording of one signal set a second, well inside every limit; beside it the same of another patient."""
    chance, begin = random.Random(SEED), int(BEGIN.timestamp())  # nothing secret: the same file each time
    with path.open("w", encoding="ascii") as file:
        print("time", *COLUMNS, sep=",", file=file)
        for second in range(rows):
            seen = chance.randint(60, 90), chance.randint(115, 135), chance.randint(70, 85), chance.randint(95, 99)
            print(f"{datetime.fromtimestamp(begin + second, UTC):%Y-%m-%dT%H:%M:%SZ}", *seen, sep=",", file=file)
    path.with_name("nurse.csv").write_text(f"Patient,Q-1\n{path.read_text(encoding='ascii')}", encoding="ascii")
    return path


def _executemany(folder: Path, file: Path) -> float:
    """Seconds for tuples that are ready: their reading and checking is not in it."""
    ready = _ready(file)
    with closing(sqlite3.connect(folder / "raw.db")) as database:
        database.execute("PRAGMA journal_mode=WAL").close()
        database.execute("PRAGMA synchronous=FULL")
        database.execute(TABLE)
        begun = time.perf_counter()
        with database:
            database.executemany("INSERT INTO reading VALUES (?, ?, ?, ?, ?, ?)", ready)
        return time.perf_counter() - begun


def _ready(file: Path) -> list[tuple[object, ...]]:
    frame = pd.read_csv(file)
    return [(f"id{n}", n, *row) for n, row in enumerate(frame[list(COLUMNS)].itertuples(index=False, name=None))]


def _to_sql(folder: Path, file: Path) -> float:
    engine = create_engine(f"sqlite:///{folder / 'frame.db'}")
    begun = time.perf_counter()
    pd.read_csv(file, parse_dates=["time"]).to_sql("reading", engine)
    took = time.perf_counter() - begun
    engine.dispose()
    return took


def _begun(url: str, file: Path) -> subprocess.Popen[str]:
    return _started(url, "dashboard.cli", "import", str(file), "--new-session")


def _started(url: str, *command: str) -> subprocess.Popen[str]:
    settings = os.environ | {"VIGIL_DATABASE_URL": url}
    program = [sys.executable, "-m", *command]
    return subprocess.Popen(program, env=settings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def _undo(url: str) -> None:
    """Undo the latest import of whoever runs this."""
    with closing(Store.open(url)) as store:
        who = operator(getuser())
        files = Clinic(store, wall_clock, "UTC").files
        print(files.undo(files.undoable(who)[0].id, who), "readings struck through")


def _ended(process: subprocess.Popen[str], meanwhile: Iterator[None]) -> Done:
    """Do something again and again until the program has ended."""
    begun, most = time.perf_counter(), 0.0
    while process.poll() is None:
        next(meanwhile, None)
        most = max(most, _memory(process.pid))
        time.sleep(EACH)
    assert process.stdout is not None
    said = process.stdout.read().strip().splitlines()
    return Done(time.perf_counter() - begun, most, said[max(-2, -len(said))].strip() if said else "nothing")


def _memory(pid: int) -> float:
    """The most memory (MB) that a program has had so far: by itself, not what it was copied from at its start."""
    with suppress(OSError):
        told = Path(f"/proc/{pid}/status").read_text(encoding="ascii").split("VmHWM:")
        return int(told[1].split()[0]) / 1024 if len(told) > 1 else 0.0
    return 0.0


def _live(place: Place, waits: list[float]) -> Iterator[None]:
    """A nurse's entries, and how long each took to be stored."""
    with closing(Store.open(place.url)) as store:
        while True:
            at = wall_clock()
            begun = time.perf_counter()
            with store.writing() as writer:
                writer.append(place.sessions[0], [ObservationSet(id=f"live{at}", at=at, by=NURSE, heart_rate=72)], NURSE)
            waits.append(time.perf_counter() - begun)
            yield


def _killed() -> None:
    """Kill imports at random moments, and count how many were in whole, not at all, or in part."""
    chance, left = random.Random(SEED), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        file = _file(Path(folder) / "short.csv", FEW)
        whole = _ended(_begun(furnish(Path(folder), 1, 60).url, file), iter(())).seconds
        for number in range(KILLS):
            home = Path(folder) / str(number)
            home.mkdir()
            url = furnish(home, 1, 0).url
            process = _begun(url, file)
            time.sleep(chance.uniform(0, whole))
            process.kill()
            process.communicate()
            left[_left(url)] += 1
    show(f"{KILLS} imports of {FEW:,} rows, killed at random moments", "", [(what, float(n)) for what, n in sorted(left.items())])


def _left(url: str) -> str:
    with closing(Store.open(url)) as store:
        store.migrate()  # as the next start of the program does
        with store.reading() as reader:
            found = sum(isinstance(one.fact, ObservationSet) for one in reader.since(0, limit=10 * FEW))
    return {0: "nothing is in", FEW: "all is in"}.get(found, "A PART IS IN")


if __name__ == "__main__":
    _undo(sys.argv[1]) if sys.argv[1:] else run()
