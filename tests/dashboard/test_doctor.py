"""Does `vigil doctor` say what is set, where it comes from, and what is wrong, without changing anything?"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from dashboard.commands import doctor
from models.vitals import MINUTE
from tests.dashboard.served import PASSWORD, add_nurse, vigil


@pytest.fixture
def database(tmp_path: Path) -> str:
    """The address of a database that is not there yet."""
    return f"sqlite:///{tmp_path / 'vigil.db'}"


def checked(database: str, **more: str) -> dict[str, Any]:
    """What the doctor found: (ok, what it said) by the name of the check; of several of one name the first."""
    done = vigil("doctor", "--json", database=database, **more)
    found = json.loads(done.stdout)["checks"]
    assert (done.returncode == 1) == any(one["ok"] is False for one in found), done.stderr
    return {one["name"]: (one["ok"], one["said"]) for one in reversed(found)}


def test_the_doctor_lists_every_setting_with_its_origin(database: str) -> None:
    """Each setting has its value and where it comes from; no password is shown."""
    done = vigil("doctor", "--json", database=database, VIGIL_CLINIC="North")
    settings = {one["name"]: (one["value"], one["origin"]) for one in json.loads(done.stdout)["settings"]}
    assert settings["VIGIL_CLINIC"] == ("North", "environment")
    assert settings["VIGIL_IDLE_MINUTES"] == ("30", "default")
    secret = vigil("doctor", "--json", database="postgresql://vigil:secret@127.0.0.1:1/vigil")
    assert "secret" not in secret.stdout + secret.stderr
    assert secret.returncode == 1


def test_no_password_of_a_database_is_shown() -> None:
    """However an address holds a password, it is neither listed nor repeated in what is wrong."""
    for address in ("postgresql://vigil:secret@127.0.0.1:1/vigil", "postgresql://127.0.0.1:1/vigil?user=vigil&password=secret"):
        done = vigil("doctor", database=address)
        assert "secret" not in done.stdout + done.stderr
        assert "***" in done.stdout


def test_before_the_first_day_nothing_is_wrong(database: str, tmp_path: Path) -> None:
    """Where there is no database yet the doctor says how it is made and who must be added, and makes nothing itself."""
    found = checked(database)
    assert [found[name][0] for name in ("database", "people", "zone", "protocol")] == [None, None, None, None]
    assert "Run `vigil migrate`" in found["database"][1]
    assert "Run `vigil users add" in found["people"][1]
    assert list(tmp_path.iterdir()) == []


def test_a_clinic_at_work_is_well(database: str) -> None:
    """A prepared database with an administrator and a zone is well; that protocols are proposals is a note."""
    add_nurse(database)
    assert "No administrator" in checked(database)["people"][1]
    command = ("users", "add", "kit", "--full-name", "Kit", "--role", "administrator", "--password-stdin")
    vigil(*command, database=database, stdin=PASSWORD)
    found = checked(database, VIGIL_ZONE="Europe/Berlin")
    assert {name: ok for name, (ok, _) in found.items() if ok is not True} == {"protocol": None}
    assert found["people"][1] == "2 people may sign in."
    assert found["clock"][1].endswith("in Europe/Berlin.")


def test_a_protocol_of_the_clinic_says_who_stands_for_it(database: str, tmp_path: Path) -> None:
    """An adopted protocol is listed with whoever approved it; one that is set as the first and is not there is wrong."""
    vigil("migrate", database=database)
    assert checked(database, VIGIL_PROTOCOL="north")["protocol"][0] is False
    text = vigil("protocols", "show", "iv-ketamine-40min", database=database).stdout
    mine = tmp_path / "mine.toml"
    mine.write_text(text.replace('"iv-ketamine-40min"', '"north"').replace('approved_by = ""', 'approved_by = "Dr Ada North"'))
    vigil("protocols", "adopt", str(mine), database=database)
    assert checked(database, VIGIL_PROTOCOL="north")["protocol"] == (True, "north 1, offered first, approved by Dr Ada North.")


def test_a_database_of_another_version_is_wrong(database: str, tmp_path: Path) -> None:
    """A database that an older version made is told with what brings it up to date, and is left as it is."""
    vigil("migrate", database=database)
    with closing(sqlite3.connect(tmp_path / "vigil.db")) as raw:
        raw.execute("UPDATE alembic_version SET version_num = 'r0000'")
        raw.commit()
    before = (tmp_path / "vigil.db").read_bytes()
    assert checked(database)["database"] == (False, "It was made by another version. Run `vigil migrate`.")
    assert (tmp_path / "vigil.db").read_bytes() == before


def test_what_cannot_be_a_database_is_said(tmp_path: Path) -> None:
    """A folder that is not there, something that is no database, and a server that does not answer are each told once."""
    junk = tmp_path / "junk.db"
    junk.write_bytes(b"no database at all" * 100)
    addresses = {
        f"sqlite:///{tmp_path}/nowhere/vigil.db": "The folder",
        f"sqlite:///{junk}": "file is not a database",
        f"sqlite:///{tmp_path}": "is no file",
        "postgresql://127.0.0.1:1/vigil": "Connection refused",
    }
    for address, said in addresses.items():
        done = vigil("doctor", database=address)
        assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
        assert said in done.stderr
        assert "enter it again" not in done.stdout + done.stderr
        assert "Not known while the database cannot be asked." in done.stdout


def test_a_clock_that_is_behind_the_log_is_wrong(database: str, tmp_path: Path) -> None:
    """A machine whose clock is earlier than what it has written would judge wrongly, and is told to set it."""
    add_nurse(database)
    with closing(sqlite3.connect(tmp_path / "vigil.db")) as raw:
        triggers = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'log'")]
        for name in triggers:
            raw.execute(f'DROP TRIGGER "{name}"')
        raw.execute("UPDATE log SET logged = logged + ?", [60 * MINUTE])
        raw.commit()
    ok, said = checked(database)["clock"]
    assert (ok, "set this machine's clock" in said) == (False, True)


def test_the_doctor_tries_the_printer(database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A flowsheet is really set; where that fails the doctor says what the typesetter said, and that nobody can print."""
    assert checked(database)["paper"][0] is True
    broken = tmp_path / "typesetter.py"
    broken.write_text("import sys; sys.exit('no space left')")
    monkeypatch.setattr("models.outgo.flowsheet.press.TYPESETTER", broken)
    found = doctor.paper()
    assert found.ok is False
    assert "no space left" in found.said
    assert "Nobody can print a session." in found.said
