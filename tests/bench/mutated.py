"""Does any file bring the readers down? Of ten thousand damaged ones: how many fail, how long and how large is the worst?"""

from __future__ import annotations

import random
import resource
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from models.intake import Answers, Half, is_half, read
from tests.bench.table import show

HERE = Path(__file__).parents[2]
PLACES = (HERE.parent / "shared" / "data", HERE / "sample_data")
"""Where real files may lie, and ours."""
SEALED = "reserved.bin"
MANY, SEED = 10_000, 20261122
SLOW = 2.0
"""Seconds after which a file counts as one that hangs."""
ANSWERS = Answers(zone="Europe/Berlin", date_order="dmy", start="2024-03-14T10:00:00+01:00")
PIECES = (
    b",",
    b"\n",
    b'"',
    b"\0",
    b"|",
    b"^",
    b"{",
    b"}",
    b"<",
    b"&",
    b"1e999",
    b"-999",
    b"31/02/2024",
    b"+99:99",
    b"9" * 400,
    b"\xff",
)


def run() -> None:
    """Print the verdicts, what failed, the slowest file and the memory above what the program takes idle."""
    files = _files()
    verdicts, slow, worst, kinds = Counter[str](), list[str](), (0.0, ""), Counter[str]()
    idle = _memory()
    for name, content in _damaged(files, MANY):
        begun = perf_counter()
        verdicts[_verdict(name, content)] += 1
        took = perf_counter() - begun
        kinds[Path(name).suffix.lower() or "none"] += 1
        worst = max(worst, (took, name))
        slow += [name] if took > SLOW else []
    rows = [(verdict, float(count)) for verdict, count in sorted(verdicts.items())]
    rows += [(f"longer than {SLOW:g} s", float(len(slow))), ("slowest, s", worst[0]), ("memory above idle, MB", _memory() - idle)]
    show(f"{MANY:,} damaged files from {len(files)} of {len(kinds)} endings (slowest: {worst[1]})", "files", rows)


def _files() -> list[tuple[str, bytes]]:
    found = (path for place in PLACES if place.is_dir() for path in sorted(place.rglob("*")) if path.is_file())
    kept = [path for path in found if path.name != SEALED and path.suffix not in {".py", ".pyc", ".png", ".md"}]
    return [(path.name, path.read_bytes()) for path in kept]


def _damaged(files: list[tuple[str, bytes]], many: int) -> Iterator[tuple[str, bytes]]:
    chance = random.Random(SEED)  # nothing secret: the same files each time
    for number in range(many):
        name, content = files[number % len(files)]
        for _ in range(chance.randint(1, 4)):
            content = chance.choice((_flip, _cut, _repeat, _insert, _drop, _join))(chance, content, files)
        yield name, content


def _flip(chance: random.Random, content: bytes, _files: object) -> bytes:
    made = bytearray(content)
    for _ in range(min(len(made), chance.randint(1, 20))):
        made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made)


def _cut(chance: random.Random, content: bytes, _files: object) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _drop(chance: random.Random, content: bytes, _files: object) -> bytes:
    begin, end = sorted(chance.randrange(len(content) + 1) for _ in range(2))
    return content[:begin] + content[end:]


def _repeat(chance: random.Random, content: bytes, _files: object) -> bytes:
    begin = chance.randrange(len(content) + 1)
    part = content[begin : begin + chance.randint(1, 500)]
    return content[:begin] + part * chance.randint(2, 30) + content[begin:]


def _insert(chance: random.Random, content: bytes, _files: object) -> bytes:
    place = chance.randrange(len(content) + 1)
    return content[:place] + chance.choice(PIECES) + content[place:]


def _join(chance: random.Random, content: bytes, files: list[tuple[str, bytes]]) -> bytes:
    other = chance.choice(files)[1]
    return content[: chance.randrange(len(content) + 1)] + other[chance.randrange(len(other) + 1) :][:50_000]


def _verdict(name: str, content: bytes) -> str:
    beside = (Half(name, content),) if is_half(name) else ()
    try:
        return read(name, content, Answers(ANSWERS.zone, None, ANSWERS.date_order, ANSWERS.start, (), beside)).verdict
    except Exception as error:  # noqa: BLE001  # that is what is looked for
        print(f"{name}: {error!r}")
        return "FAILED with an error"


def _memory() -> float:
    """The most that this program took so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
