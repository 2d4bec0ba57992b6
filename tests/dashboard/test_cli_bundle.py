"""Can a session be taken to another machine and be checked, judged and charted there, with the commands alone?"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.dashboard.served import ROOT, vigil

TABLE = str(ROOT / "sample_data" / "files" / "iv-session.csv")
NOWHERE = "sqlite:////nowhere/there-is-no-database.db"
IV = ("--protocol", "iv-ketamine-40min")


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of an imported session."""
    folder = tmp_path_factory.mktemp("clinic")
    database = f"sqlite:///{folder / 'vigil.db'}"
    assert vigil("import", TABLE, "--new-session", database=database).returncode == 0
    session = json.loads(vigil("sessions", "list", "--json", database=database).stdout)[0]["session"]
    done = vigil("export", session, "--as", "bundle", "-o", str(folder / "session.json"), database=database)
    assert (done.returncode, done.stderr) == (0, "")
    assert "bundle up to row" in vigil("audit", "show", database=database).stdout
    return folder / "session.json"


def test_a_bundle_is_replayed_without_a_database(taken: Path) -> None:
    """On a machine that has nothing but Vigil, everything is checked, and what was said then is what is said now."""
    done = vigil("replay", str(taken), "--json", database=NOWHERE)
    told = json.loads(done.stdout)
    assert (done.returncode, done.stderr, told["alike"], told["checked"]["entries"] > 18) == (0, "", True, True)
    said = [(pair["told"], pair["then"]["signal"], pair["then"]["priority"]) for pair in told["said"]]
    assert ("then and now", "systolic", "high") in said
    words = vigil("replay", str(taken), database=NOWHERE).stdout
    assert "each with its digest as it was written" in words
    assert "all alike" in words


def test_a_bundle_is_judged_like_the_file_it_came_from(taken: Path) -> None:
    """What `vigil judge` says of the recording, it says of the bundle too."""
    both = [json.loads(vigil("judge", file, *IV, "--json", database=NOWHERE).stdout) for file in (TABLE, str(taken))]
    assert both[0] == both[1]


def test_another_protocol_can_be_asked(taken: Path, tmp_path: Path) -> None:
    """What other limits would have said is shown beside what was said, difference by difference."""
    mine = tmp_path / "mine.toml"
    text = vigil("protocols", "show", "iv-ketamine-40min", database=NOWHERE).stdout
    mine.write_text(text.replace("at_least = 180", "at_least = 190"))
    told = json.loads(vigil("replay", str(taken), "--protocol", str(mine), "--json", database=NOWHERE).stdout)
    assert (told["ran_under"] == told["digest"], told["alike"]) == (False, False)
    gone = [pair["then"] for pair in told["said"] if pair["told"] == "only then"]
    assert [(said["signal"], said["priority"], said["limit"]) for said in gone] == [("systolic", "high", 180)]
    words = vigil("replay", str(taken), "--protocol", str(mine), database=NOWHERE).stdout
    assert "1 of them not alike" in words


@pytest.mark.parametrize("command", [("replay",), ("judge", *IV)], ids=lambda c: c[0])
def test_a_changed_bundle_is_refused(taken: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
    """A number that was changed by one digit is named, nothing is said of the session, and the exit code is 3."""
    text = taken.read_text()
    assert '"systolic": 182.0' in text
    changed = tmp_path / "changed.json"
    changed.write_text(text.replace('"systolic": 182.0', '"systolic": 172.0'))
    done = vigil(*command, str(changed), database=NOWHERE)
    assert (done.returncode, done.stdout) == (3, "")
    assert "was changed after it was written" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_what_is_no_bundle_is_not_replayed() -> None:
    """A table is refused with the command that makes a bundle."""
    done = vigil("replay", TABLE, database=NOWHERE)
    assert (done.returncode, done.stdout) == (3, "")
    assert len(done.stderr.splitlines()) == 1


def test_a_session_goes_on_as_fhir(tmp_path: Path) -> None:
    """What one clinic exports as FHIR, another imports: all readings and the dose are there at their times, once."""
    here, there, out = (f"sqlite:///{tmp_path / name}.db" for name in ("here", "there", "out"))
    file = str(tmp_path / "session.fhir.json")
    assert vigil("import", TABLE, "--new-session", database=here).returncode == 0
    assert vigil("export", only(here), "--as", "fhir", "-o", file, database=here).returncode == 0
    for database, stored in ((there, 16), (there, 0), (out, 16)):
        done = vigil("import", file, "--new-session", "--json", database=database)
        assert (done.returncode, json.loads(done.stdout)["stored"]) == (0, stored)
    assert charted(here) == charted(there) == charted(out)
    assert len(charted(here)) == 15


def only(database: str) -> str:
    """The one session of a database."""
    (found,) = json.loads(vigil("sessions", "list", "--json", database=database).stdout)
    return str(found["session"])


def charted(database: str) -> list[list[str]]:
    """The rows of the one session with their numbers, without symptoms and events."""
    rows = list(csv.reader(vigil("export", only(database), "--as", "csv", database=database).stdout.splitlines()))
    return [row[:12] for row in rows[1:] if any(row[1:12])]
