"""Which databases are the tests run on? SQLite in a file, and a PostgreSQL server of our own that all workers of a run share."""

from __future__ import annotations

import fcntl
import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from models.store import Store

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
TEMPLATE = "vigil_template"


def absent() -> str:
    """What is missing to run PostgreSQL here, "" when nothing is."""
    if not (PROGRAMS / "initdb").exists():
        return f"the programs of PostgreSQL 15 are not in {PROGRAMS} (Debian: postgresql-15)"
    if os.geteuid() == 0 and shutil.which("su") is None:
        return "PostgreSQL does not run as root, and there is no su to run it as postgres"
    return ""


class Postgres:
    """A PostgreSQL server in a folder of its own, reached through a socket in it; durable as it is set up by default."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._names = count()

    @classmethod
    def make(cls) -> Postgres:
        """A new server, started. Its folder is one that the user postgres may enter."""
        server = cls(Path(tempfile.mkdtemp(prefix="vigil-pg-", dir="/tmp")))  # a socket's path must be short
        if os.geteuid() == 0:
            shutil.chown(server.home, "postgres", "postgres")
        server._run("initdb", "-D", server.home / "base", "-U", "postgres", "-A", "trust", "--no-locale", "-E", "UTF8")
        server.start()
        return server

    def start(self) -> None:
        """Start, and wait until it answers."""
        self._control("start", "-o", f"-c listen_addresses='' -c unix_socket_directories={self.home} -c max_connections=200")

    def restart(self, mode: str = "immediate") -> None:
        """Stop as a crash does and start again."""
        self._control("stop", "-m", mode)
        self.start()

    def remove(self) -> None:
        """Stop and take the folder away."""
        self._control("stop", "-m", "immediate")
        shutil.rmtree(self.home)

    def database(self) -> str:
        """The address of a new database with the tables of this version."""
        name = f"test_{os.getpid()}_{next(self._names)}"
        with self._connected() as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone():
                connection.execute(f"CREATE DATABASE {TEMPLATE}")
                self._prepare()
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return self._address(name)

    def drop(self, address: str) -> None:
        """Take a database away, so that a run needs the space of one."""
        with self._connected() as connection:
            connection.execute(f"DROP DATABASE {make_url(address).database} WITH (FORCE)")

    def _connected(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self.home), user="postgres", dbname="postgres", autocommit=True)

    def _prepare(self) -> None:
        store = Store.open(self._address(TEMPLATE))
        store.migrate()
        store.close()

    def _address(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self.home}"

    def _control(self, act: str, *arguments: str) -> None:
        self._run("pg_ctl", act, "-w", "-D", self.home / "base", "-l", self.home / "log", *arguments)

    def _run(self, program: str, *arguments: str | Path) -> None:
        command = [str(PROGRAMS / program), *map(str, arguments)]
        if os.geteuid() == 0:
            command = ["su", "postgres", "-s", "/bin/sh", "-c", shlex.join(command)]
        done = subprocess.run(command, check=False, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr.strip()}")


@contextmanager
def shared(folder: Path) -> Iterator[Postgres]:
    """One server for all workers of a run: the first makes it, the last takes it away. `folder` is the same for all of them."""
    users, home = folder / "postgres-users", folder / "postgres-home"
    with _alone(folder):
        if not _number(users):
            home.write_text(str(Postgres.make().home), encoding="utf-8")
        users.write_text(str(_number(users) + 1), encoding="utf-8")
    server = Postgres(Path(home.read_text(encoding="utf-8")))
    try:
        with _alone(folder):
            server.drop(server.database())  # the template is made while nobody else makes it
        yield server
    finally:
        with _alone(folder):
            users.write_text(str(_number(users) - 1), encoding="utf-8")
            if not _number(users):
                server.remove()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "postgres-lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _number(path: Path) -> int:
    return int(path.read_text(encoding="utf-8")) if path.exists() else 0
