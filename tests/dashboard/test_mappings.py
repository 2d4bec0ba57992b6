"""Is what was said once of a device's files used for the next one, by its name, on the page and in the terminal alike?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.dashboard.clinics import Browser, Office, new_session
from tests.dashboard.served import vigil
from tests.dashboard.test_imports import send, stored

OPEN = "Datum;Sys;Dia;Puls\n03/11/2026 09:30;120;80;{rate}\n03/11/2026 09:35;121;80;{rate}\n"
"""Day or month first, and which zone: this file does not say."""
PLACE = "/api/v1/mappings"
BERLIN = "Europe/Berlin"
SAID = ("--zone", BERLIN, "--date-order", "dmy")


def shown(browser: Browser, rate: int = 71, **said: str) -> dict[str, Any]:
    """One file of the device, as the page is told of it."""
    told, status = send(browser, OPEN.format(rate=rate).encode(), **said)
    assert status == 200
    found: dict[str, Any] = told[-1]["files"][0] | {"digest": told[-1]["digest"]}
    return found


def keep(browser: Browser, name: str, file: dict[str, Any], **more: object) -> Any:
    """Have what was said of a file remembered, as the page does it."""
    answers = {word: file["learnt"].get(word) for word in ("zone", "date_order", "columns")}
    return browser.post(PLACE, {"name": name, "kind": file["kind"]["mark"], "looks": file["kind"]["looks"], **answers, **more})


@pytest.fixture
def nurse(office: Office) -> Browser:
    """A nurse, by whom one answer was given and kept."""
    browser = office.browser("nurse")
    saved = keep(browser, "Omron B", shown(browser, zone=BERLIN, date_order="dmy"))
    assert (saved.status_code, saved.json["says"], saved.json["by"]) == (201, "day first, Europe/Berlin", "nina")
    return browser


def test_the_next_file_is_read_by_name(nurse: Browser) -> None:
    """What was asked of the first file is not asked of the second, which says by which name it is read."""
    file = shown(nurse, 88, new="yes")
    assert (file["verdict"], file["mapping"]["name"], file["mapping"]["says"]) == ("ready", "Omron B", "day first, Europe/Berlin")
    assert file["signals"]["heart_rate"]["first"]["at"] == "2026-11-03T09:30:00+01:00"
    assert (file["learnt"], file["known_as"]) == (None, ["Omron B"])


def test_the_log_says_by_which_name_a_file_was_read(office: Office, nurse: Browser) -> None:
    """Whoever finds a reading on the wrong day months later sees in the audit trail by which answers its file was read."""
    done = stored(nurse, OPEN.format(rate=88).encode(), new="yes")
    with office.clinic.store.reading() as db:
        (trace,) = (one for one in db.trail() if one.action == "read by mapping")
    assert (trace.actor, trace.about, trace.detail) == ("nina", done["id"], "monitor.csv: Omron B (day first, Europe/Berlin)")


def test_nobody_must_use_it(nurse: Browser) -> None:
    """Whoever does not want it is asked as if it were not there; a name that is not there is said."""
    assert [one["about"] for one in shown(nurse, read_as="none")["questions"]] == ["date_order", "zone"]
    assert shown(nurse, read_as="omron b")["mapping"]["name"] == "Omron B"
    told, _ = send(nurse, OPEN.format(rate=71).encode(), read_as="Omrom")
    assert told[-1]["message"] == "There is no mapping 'Omrom'."


def test_the_same_again_is_kept_once_and_another_name_is_no_riddle(nurse: Browser) -> None:
    """Saving twice is saving once; the same under a second name, and other answers under this one, are refused."""
    file = shown(nurse, zone=BERLIN, date_order="dmy")
    assert keep(nurse, "Omron B", file).status_code == 200
    assert (keep(nurse, "Second", file).status_code, keep(nurse, "Second", file).json["message"]) == (
        409,
        "This is remembered already, as Omron B.",
    )
    other = shown(nurse, zone="UTC", date_order="dmy")
    assert keep(nurse, "Omron B", other).status_code == 409
    assert keep(nurse, "Omron B", other, instead=True).status_code == 403


def test_of_two_names_one_is_chosen(office: Office, nurse: Browser) -> None:
    """Two devices of one kind are told apart by whoever imports, and nothing is stored before."""
    keep(nurse, "Omron C", shown(nurse, zone="UTC", date_order="mdy"))
    file = shown(nurse, new="yes")
    assert (file["verdict"], file["known_as"], file["would_store"]) == ("question", ["Omron B", "Omron C"], 0)
    assert "--" not in file["questions"][0]["text"]
    assert shown(nurse, read_as="Omron C")["signals"]["heart_rate"]["first"]["at"] == "2026-03-11T09:30:00+00:00"


def test_a_mapping_that_changes_while_somebody_looks_stores_nothing(office: Office, nurse: Browser) -> None:
    """What is stored is what was shown: when a colleague changes the mapping in between, it must be looked at again."""
    file = shown(nurse, new="yes")
    keep(office.browser("clinician"), "Omron B", shown(nurse, zone="UTC", date_order="mdy"), instead=True)
    told, _ = send(nurse, OPEN.format(rate=71).encode(), new="yes", digest=file["digest"], id=uuid4().hex)
    assert "read in another way by now" in told[-1]["message"]
    assert office.clinic.register.sessions(office.users["nurse"], 9).lines == ()


def test_a_refusal_does_not_hide_how_the_file_was_read(office: Office, nurse: Browser) -> None:
    """Where a file does not fit its session, the page shows by which name it was read beside the refusal."""
    session = office.clinic.open_session(new_session(), office.users["nurse"]).row.id
    told, _ = send(nurse, OPEN.format(rate=71).encode(), session=session)
    assert "ends before session" in told[-1]["message"]
    assert (told[-1]["files"][0]["mapping"]["name"], told[-1]["files"][0]["would_store"]) == ("Omron B", 0)


def test_mappings_are_renamed_and_forgotten(office: Office, nurse: Browser) -> None:
    """A clinician renames one, an administrator has it forgotten, and the next file is asked about again."""
    clinician, administrator = office.browser("clinician"), office.browser("administrator")
    assert nurse.post(f"{PLACE}/Omron B/rename", {"to": "Cuff"}).status_code == 403
    assert clinician.post(f"{PLACE}/Omron B/rename", {"to": "Cuff, room 3"}).json["name"] == "Cuff, room 3"
    assert clinician.post(f"{PLACE}/Omron B/rename", {"to": "x y"}).status_code == 404
    assert [one["name"] for one in administrator.get(PLACE).json["mappings"]] == ["Cuff, room 3"]
    assert administrator.post(f"{PLACE}/Cuff, room 3/remove").status_code == 200
    assert shown(nurse)["verdict"] == "question"


@pytest.mark.parametrize(
    "more",
    [{"columns": ["a"]}, {"columns": {"a": 1}}, {"columns": {"a": "warmth"}}, {"zone": "Mars"}, {"date_order": "x"}, {"more": 1}],
)
def test_what_is_no_answer_is_refused(nurse: Browser, more: dict[str, object]) -> None:
    """A script that sends what no file can be read by gets a sentence, and nothing is kept."""
    assert keep(nurse, "Other", shown(nurse, zone="UTC", date_order="dmy"), **more).status_code == 422
    assert len(nurse.get(PLACE).json["mappings"]) == 1


# ---------------------------------------------------------------------------------------------------------- the terminal
@pytest.fixture
def database(tmp_path: Path) -> str:
    """The address of a database that is not there yet."""
    return f"sqlite:///{tmp_path / 'vigil.db'}"


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """Two exports of one device."""
    paths = (tmp_path / "monday.csv", tmp_path / "tuesday.csv")
    for path, rate in zip(paths, (71, 88), strict=True):
        path.write_text(OPEN.format(rate=rate), encoding="utf-8")
    return str(paths[0]), str(paths[1])


def test_a_terminal_remembers_and_says_by_which_name(database: str, files: tuple[str, str]) -> None:
    """The first file is answered and remembered; the second needs no answer, and every report says why."""
    assert vigil("import", files[0], "--new-session", database=database).returncode == 4
    done = vigil("import", files[0], "--new-session", *SAID, "--save-mapping", "Omron B", database=database)
    assert (done.returncode, 'saved as "Omron B", for files of this kind: day first, Europe/Berlin' in done.stdout) == (0, True)
    again = vigil("import", files[1], "--new-session", database=database)
    assert (again.returncode, 'read as "Omron B": day first, Europe/Berlin' in again.stdout) == (0, True)
    told = json.loads(vigil("import", files[1], "--json", database=database).stdout)
    assert told["mapping"] == {"name": "Omron B", "says": "day first, Europe/Berlin", "zone": BERLIN, "date_order": "dmy"}
    assert told["settings"] == {"zone": BERLIN, "date_order": "dmy"}
    assert vigil("import", files[1], "--mapping", "none", database=database).returncode == 4
    assert vigil("import", files[1], "--mapping", "omron b", "--dry-run", database=database).returncode == 0


def test_a_refusal_in_the_terminal_says_by_which_name_the_file_was_read(database: str, files: tuple[str, str]) -> None:
    """Where a file that is read by name fits nowhere, the one line that says so names that, and the way round it."""
    vigil("import", files[0], "--new-session", *SAID, "--save-mapping", "Omron B", database=database)
    later = Path(files[0]).with_name("later.csv")
    later.write_text("time,hr\n2026-11-20T09:30:00+01:00,70\n")
    told = json.loads(vigil("import", str(later), "--new-session", "--json", database=database).stdout)
    done = vigil("import", files[1], "--session", told["sessions"][0]["session"], database=database)
    assert (done.returncode, 'tuesday.csv was read as "Omron B" (day first, Europe/Berlin).' in done.stderr) == (3, True)
    assert "Use --mapping none" in done.stderr


def test_nothing_is_remembered_that_was_not_stored(database: str, files: tuple[str, str]) -> None:
    """A dry run says what it would remember; a refusal comes before anything is stored."""
    words = ("import", files[0], "--new-session", *SAID, "--save-mapping")
    tried = vigil(*words, "Omron B", "--dry-run", database=database)
    assert (tried.returncode, 'would save as "Omron B"' in tried.stdout) == (0, True)
    wrong = vigil(*words, "a/b", database=database)
    assert (wrong.returncode, "must be 2 to 60 letters" in wrong.stderr) == (3, True)
    assert json.loads(vigil("mappings", "list", "--json", database=database).stdout) == []
    assert json.loads(vigil("sessions", "list", "--json", database=database).stdout) == []


def test_nothing_to_remember_is_said(database: str, tmp_path: Path) -> None:
    """Where a file says all itself there is nothing to keep, and files of two kinds do not share a name."""
    whole, other = tmp_path / "a.csv", tmp_path / "b.csv"
    whole.write_text("time,hr\n2026-11-03T09:30:00+01:00,70\n")
    none = vigil("import", str(whole), "--new-session", *SAID, "--save-mapping", "Whole", database=database)
    assert (none.returncode, "nothing was said that holds for the next file" in none.stderr) == (3, True)
    whole.write_text("time,hr\n2026-11-03 09:30:00,70\n")
    other.write_text("time,spo2\n2026-11-03 09:30:00,97\n")
    two = vigil("import", str(whole), str(other), "--new-session", *SAID, "--save-mapping", "Both", database=database)
    assert (two.returncode, "of several kinds" in two.stderr) == (3, True)


def test_the_terminal_lists_renames_and_forgets(database: str, files: tuple[str, str]) -> None:
    """An administrator sees what is remembered, with what its files look like, and puts it right."""
    vigil("import", files[0], "--new-session", *SAID, "--save-mapping", "Omron B", database=database)
    (told,) = json.loads(vigil("mappings", "list", "--json", database=database).stdout)
    assert (told["name"], told["looks"], told["zone"]) == ("Omron B", "csv: Datum, Sys, Dia, Puls", BERLIN)
    assert "is called Cuff now" in vigil("mappings", "rename", "Omron B", "Cuff", database=database).stdout
    assert "day first, Europe/Berlin" in vigil("mappings", "list", database=database).stdout
    gone = vigil("mappings", "remove", "Omron B", database=database)
    assert (gone.returncode, "Run `vigil mappings list`" in gone.stderr) == (3, True)
    assert vigil("mappings", "remove", "cuff", database=database).returncode == 0
    assert vigil("import", files[1], "--new-session", database=database).returncode == 4


@pytest.mark.parametrize("name", ["Nowhere", "nowhere.toml"])
def test_a_mapping_that_is_not_there(database: str, files: tuple[str, str], name: str) -> None:
    """A name that nobody saved, or a file that is not there, is said before anything is read; no database is made for it."""
    done = vigil("import", files[0], "--mapping", name, database=database)
    assert done.returncode == (2 if name.endswith(".toml") else 3)
    assert name in done.stderr
    assert not Path(database.removeprefix("sqlite:///")).exists()


def test_a_column_file_may_come_with_what_is_remembered(database: str, files: tuple[str, str], tmp_path: Path) -> None:
    """Columns that are named in a TOML file are answers like others: they are kept, and used for the next file."""
    columns = tmp_path / "columns.toml"
    columns.write_text('[columns]\n"Puls" = "pulse"\n')
    done = vigil(
        "import", files[0], "--new-session", *SAID, "--mapping", str(columns), "--save-mapping", "Omron B", database=database
    )
    assert done.returncode == 0
    told = json.loads(vigil("import", files[1], "--dry-run", "--json", database=database).stdout)
    assert told["mapping"]["columns"] == {"Puls": "pulse"}
