"""What do the commands do with files? They are looked at, stored, judged and exported, each in words and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.dashboard.served import ROOT, program, vigil

FILES = ROOT / "sample_data" / "files"
TABLE = str(FILES / "iv-session.csv")
MESSAGES = str(FILES / "monitor-oru-r01.hl7")
IV = ("--protocol", "iv-ketamine-40min")
BERLIN = "Europe/Berlin"


@pytest.fixture
def database(tmp_path: Path) -> str:
    """The address of a database that is not there yet."""
    return f"sqlite:///{tmp_path / 'vigil.db'}"


def test_judging_needs_nothing_but_the_file(database: str, tmp_path: Path) -> None:
    """A recording is judged without any database, and none is made; the output is the published object and nothing else."""
    done = program("judge", TABLE, "--protocol", "iv-ketamine-40min", "--json", database=database)
    said = json.loads(done.stdout)
    assert (done.returncode, done.stderr, said["observation_sets"]) == (0, "", 15)
    assert [(alert["signal"], alert["priority"]) for alert in said["alerts"]] == [("systolic", "high")]
    assert not list(tmp_path.iterdir())


def test_a_dose_can_be_said_of_a_recording(database: str) -> None:
    """What the recording does not know can be told with its offset; without one it is refused."""
    command = ("judge", MESSAGES, "--protocol", "iv-ketamine-40min", "--json", "--dose-at")
    doses = {at: vigil(*command, at, database=database) for at in ("2025-03-18T09:05:00+00:00", "2025-03-18T09:05:00")}
    with_offset, without = doses.values()
    assert any(alert["signal"] == "check" for alert in json.loads(with_offset.stdout)["alerts"])
    assert (without.returncode, "with its offset" in without.stderr) == (3, True)


def test_a_judgement_is_a_table_that_can_be_read(database: str) -> None:
    """Each alert is a row: since when in the clinic's zone, of what, how urgent, why, on which value, and how it ended."""
    done = vigil("judge", TABLE, *IV, database=database, VIGIL_ZONE=BERLIN)
    head, columns, row = done.stdout.splitlines()
    assert head == "iv-ketamine-40min 1: 15 observation sets, 1 alert; times in Europe/Berlin"
    assert columns.split() == ["time", "signal", "level", "why", "value", "limit", "escalations", "acknowledged", "cleared"]
    assert row.startswith("2025-03-04 10:50:00  systolic high  high   confirmed  182 mmHg  180 mmHg  11:00:00 medium: ")
    assert row.endswith("11:11:30 high: confirmed  11:12:00      11:30:00")


def test_what_is_late_or_lost_has_its_own_unit(database: str, tmp_path: Path) -> None:
    """The limit of a missed check is in minutes, that of a lost stream in seconds; what has no value shows a dash, never zero."""
    stream = tmp_path / "stream.csv"
    beats = "".join(f"2025-03-04T09:00:{second:02}+00:00,70\n" for second in range(0, 50, 5))
    stream.write_text(f"time,heart_rate\n{beats}2025-03-04T09:30:00+00:00,70\n")
    words = vigil("judge", str(stream), *IV, "--dose-at", "2025-03-04T09:00:00+00:00", database=database).stdout
    rows = [" ".join(line.split()) for line in words.splitlines()]
    assert any("heart_rate missing" in row and "- 120 s" in row for row in rows), words
    assert any("check missing" in row and "- 6 min" in row for row in rows), words


def test_a_dry_run_stores_nothing(database: str, tmp_path: Path) -> None:
    """What would happen is shown in full, and no database is left behind where there was none."""
    done = vigil("import", TABLE, MESSAGES, "--new-session", "--dry-run", "--json", database=database)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(one["file"], one["verdict"], one["stored"], one["would_store"]) for one in told] == [
        ("iv-session.csv", "ready", 0, 18),
        ("monitor-oru-r01.hl7", "ready", 0, 13),
    ]
    assert (done.returncode, list(tmp_path.iterdir())) == (0, [])


@pytest.mark.parametrize("target", [("--session", "nope"), ("--patient", "nobody"), ("--new-session",)], ids=" ".join)
def test_a_dry_run_asks_and_refuses_what_the_import_would(database: str, target: tuple[str, ...]) -> None:
    """Whoever tries first learns of every question and refusal of the real thing, in the same words, and sees the same."""
    tried = vigil("import", TABLE, MESSAGES, *target, "--dry-run", "--json", database=database)
    done = vigil("import", TABLE, MESSAGES, *target, "--json", database=database)
    assert (tried.returncode, tried.stderr) == (done.returncode, done.stderr)
    pairs = zip(tried.stdout.splitlines(), done.stdout.splitlines(), strict=True)
    for before, after in ((json.loads(one), json.loads(other)) for one, other in pairs):
        assert before.pop("would_store") == after["stored"]
        assert before | {"stored": after["stored"]} == after


def test_a_dry_run_lists_everything_that_would_be_stored(database: str, tmp_path: Path) -> None:
    """Scores, symptoms, events and notes are named like the vital signs, also while it is open whose they are."""
    table = tmp_path / "own.csv"
    table.write_text("time,heart_rate,dissociation,symptoms,note,event\n2025-03-04T09:15:00+00:00,67,2,nausea,dreamy,\n")
    own = json.loads(vigil("import", str(table), "--dry-run", "--json", database=database).stdout)
    assert (own["verdict"], own["signals"]["heart_rate"]["count"], own["scores"]["dissociation"]["count"]) == ("ready", 1, 1)
    assert (own["symptoms"], [note["text"] for note in own["notes"]]) == ({"nausea": 1}, ["dreamy"])
    words = vigil("import", TABLE, "--dry-run", database=database, VIGIL_ZONE=BERLIN).stdout
    assert "needs --session, --patient or --new-session: whose is it?" in words
    assert "sedation: 15, 2025-03-04 10:15:00 to 12:10:00" in words
    assert "symptom nausea: 6" in words
    assert "event 2025-03-04 11:12:00: acknowledge:systolic" in words


def test_an_import_says_where_everything_is(database: str) -> None:
    """After an import the session, its patient, its room, its time in the clinic's zone and its page are named."""
    words = vigil("import", MESSAGES, "--new-session", database=database, VIGIL_ZONE=BERLIN).stdout
    (told,) = json.loads(vigil("import", MESSAGES, "--json", database=database).stdout)["sessions"]
    assert "monitor-oru-r01.hl7: hl7v2, ready, times in Europe/Berlin" in words
    where = f"new session {told['session']}: patient DEMO-1043 Patient DEMO-1043, no room, 2025-03-18 10:00:00 to 11:00:00"
    assert f"{where}, page /session/{told['session']}" in words
    assert (told["identifier"], told["room"], told["new"]) == ("DEMO-1043", "", False)
    assert told["page"] == f"/session/{told['session']}"
    assert (told["first"], told["last"]) == ("2025-03-18T09:00:00+00:00", "2025-03-18T10:00:00+00:00")


def test_a_file_without_a_name_makes_no_twin(database: str) -> None:
    """A file that names nobody is asked about once; again, it is known by its readings, and nothing is stored twice."""
    assert vigil("import", TABLE, database=database).returncode == 4
    assert vigil("import", TABLE, "--new-session", database=database).returncode == 0
    again = vigil("import", TABLE, database=database)
    assert (again.returncode, "stored 0, stored before 18" in again.stdout) == (0, True)
    assert len(json.loads(vigil("sessions", "list", "--json", database=database).stdout)) == 1


def test_sessions_are_found_again(database: str) -> None:
    """An administrator finds sessions by the patient's number or name and by the day, with the ids that other commands want."""
    vigil("import", TABLE, MESSAGES, "--new-session", database=database)

    def listed(*words: str) -> list[str]:
        found = json.loads(vigil("sessions", "list", *words, "--json", database=database).stdout)
        return [one["patient"]["name"] for one in found]

    assert listed() == ["Patient DEMO-1043", "Unknown (iv-session.csv)"]
    assert listed("--patient", "DEMO-1043") == listed("--since", "2025-03-18") == ["Patient DEMO-1043"]
    assert listed("--patient", "unknown") == ["Unknown (iv-session.csv)"]
    assert listed("--limit", "1") == ["Patient DEMO-1043"]
    words = vigil("sessions", "list", database=database, VIGIL_ZONE=BERLIN).stdout.splitlines()
    assert words[0].split() == ["session", "opened", "ended", "room", "number", "patient", "worst", "alert"]
    assert "2025-03-18 10:00  2025-03-18 11:00  -     DEMO-1043  Patient DEMO-1043" in words[1]
    assert words[-1].startswith("Times are in Europe/Berlin.")
    assert vigil("sessions", "list", "--since", "yesterday", database=database).returncode == 2
    assert "There is no such session." in vigil("sessions", "list", "--patient", "Nobody", database=database).stdout


def test_an_import_is_stored_once(database: str) -> None:
    """The same file twice is stored once, and says so."""
    counts = []
    for _ in range(2):
        told = json.loads(vigil("import", MESSAGES, "--new-session", "--json", database=database).stdout)
        counts.append((told["stored"], told["duplicates"], told["patients"]))
    assert counts == [(13, 0, ["DEMO-1043"]), (0, 13, ["DEMO-1043"])]


def test_an_exported_session_says_the_same_again(database: str, tmp_path: Path) -> None:
    """What leaves Vigil in the plain form is judged as what came in."""
    vigil("import", TABLE, "--new-session", database=database)
    session = json.loads(vigil("sessions", "list", "--json", database=database).stdout)[0]["session"]
    out = tmp_path / "out.csv"
    assert vigil("export", session, "--as", "csv", "-o", str(out), database=database).returncode == 0
    judged = [
        vigil("judge", file, "--protocol", "iv-ketamine-40min", "--json", database=database).stdout for file in (TABLE, str(out))
    ]
    assert judged[0] == judged[1]


def test_the_two_halves_of_a_record_are_one_session(database: str, tmp_path: Path) -> None:
    """Header and samples of a WFDB record are given together and stored once; one without the other is refused."""
    head, samples = tmp_path / "rec.hea", tmp_path / "rec.dat"
    head.write_text("rec 1 1 2 10:00:00 14/03/2024\nrec.dat 16 1/bpm 16 0 0 0 0 HR\n")
    samples.write_bytes(bytes((60, 0, 61, 0)))
    halves = (str(head), str(samples))
    done = vigil("import", *halves, "--new-session", "--json", database=database, VIGIL_ZONE=BERLIN)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(one["file"], one["verdict"], one["stored"], one["duplicates"]) for one in told] == [
        ("rec.hea", "ready", 2, 0),
        ("rec.dat", "ready", 0, 2),
    ]
    assert told[0]["sessions"][0]["session"] == told[1]["sessions"][0]["session"]
    alone = vigil("import", halves[0], "--new-session", database=database)
    assert (alone.returncode, f"Give both at once: vigil import {head.name} {samples.name}" in alone.stderr) == (3, True)


def test_a_record_of_a_monitor_is_judged_from_both_its_halves(database: str, tmp_path: Path) -> None:
    """Header and samples given together are one recording; two recordings at once are refused in a sentence."""
    (tmp_path / "rec.hea").write_text("rec 1 1 3 10:00:00 14/03/2024\nrec.dat 16 10/bpm 16 0 600 0 0 HR\n")
    (tmp_path / "rec.dat").write_bytes(b"\x58\x02\x62\x02\x6c\x02")
    halves = [str(tmp_path / name) for name in ("rec.hea", "rec.dat")]
    done = vigil("judge", *halves, *IV, "--zone", "UTC", "--json", database=database)
    assert json.loads(done.stdout)["observation_sets"] == 3
    both = vigil("judge", TABLE, MESSAGES, *IV, database=database)
    assert (both.returncode, "One recording is judged at a time" in both.stderr) == (3, True)


def test_what_a_recording_leaves_open_can_be_said_to_the_judge(database: str, tmp_path: Path) -> None:
    """The order of day and month, and the start, are said as for an import; until then they are asked."""
    dates, counted = tmp_path / "dates.csv", tmp_path / "counted.csv"
    dates.write_text("time,hr\n03/04/2024 10:00:00,70\n")
    counted.write_text("time_s,hr\n0,70\n60,71\n")
    said = (("--date-order", "dmy", "--zone", "UTC"), ("--start", "2024-03-14T09:30:00+01:00"))
    for file, answers in zip((dates, counted), said, strict=True):
        assert vigil("judge", str(file), *IV, "--zone", "UTC", database=database).returncode == 4
        assert vigil("judge", str(file), *IV, *answers, database=database).returncode == 0
