"""Does the `vigil` command keep what is published? Clean output, one-line errors, and the exit codes."""

from __future__ import annotations

import json
import os
import socket
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from tempfile import gettempdir
from zoneinfo import ZoneInfo

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from dashboard import cli
from dashboard.settings import read
from tests.dashboard.served import PASSWORD, ROOT, add_nurse, program, server, vigil

FILES = ROOT / "sample_data" / "files"
TABLE = str(FILES / "iv-session.csv")
MESSAGES = str(FILES / "monitor-oru-r01.hl7")
EMPTY = str(ROOT / "dashboard" / "__init__.py")
PROMISED = {
    "serve", "import", "judge", "replay", "export", "listen", "backup", "restore", "migrate", "doctor",
    "protocols", "sessions", "users", "tokens", "mappings", "audit",
}  # fmt: skip


@pytest.fixture
def database(tmp_path: Path) -> str:
    """The address of a database that is not there yet."""
    return f"sqlite:///{tmp_path / 'vigil.db'}"


def commands() -> list[tuple[str, ...]]:
    """Every command, as it is typed."""
    found: list[tuple[str, ...]] = []
    for name, command in get_command(cli.vigil).commands.items():  # type: ignore[attr-defined]
        found += [(name, inner) for inner in getattr(command, "commands", {})] or [(name,)]
    return found


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_explains_itself_with_an_example(words: tuple[str, ...]) -> None:
    """Each command's help says what it does and shows one way to call it."""
    shown = CliRunner().invoke(cli.vigil, [*words, "--help"])
    assert shown.exit_code == 0
    assert f"Example: vigil {' '.join(words)}" in " ".join(shown.output.split())


def test_the_promised_commands_are_there() -> None:
    """What is published and built is in the help; what is not built is not."""
    assert {words[0] for words in commands()} == PROMISED


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("nonsense",), 2, "No such command 'nonsense'. See vigil --help."),
        (("audit", "show", "--limit", "0"), 2, "'--limit': it must be at least 1. See vigil audit show --help."),
        (("audit", "show", "--limit", "ten"), 2, "'--limit': it must be a whole number. See vigil audit show --help."),
        (
            ("import", TABLE, "--date-order", "x"),
            2,
            "'--date-order': 'x' is not one of 'dmy', 'mdy', 'ymd'. See",
        ),
        (("import", TABLE, "--session"), 2, "Option '--session' requires an argument. See vigil import --help."),
        (
            ("import", TABLE, "--zone", "Berlin"),
            2,
            "--zone is 'Berlin', which is no time zone. Use a name",
        ),
        (("import", TABLE, "--start", "yesterday"), 2, "--start is 'yesterday'. Give an ISO 8601 time"),
        (("import", TABLE, "--mapping", TABLE), 3, "The mapping file is no TOML"),
        (("judge", TABLE, "--protocol", "iv-ketamine-40min", "--zone", "Mars"), 2, "--zone is 'Mars', which is no time zone."),
        (("judge", TABLE, "--protocol", __file__), 3, "test_cli.py cannot be used. Line 1: this is not valid TOML"),
        (("restore", TABLE), 3, "iv-session.csv is no backup of Vigil: "),
        (("restore", "nowhere.db"), 3, "There is no file nowhere.db."),
        (("judge",), 2, "Missing argument 'file'. See vigil judge --help."),
        (
            ("judge", "nowhere.csv", "--protocol", "iv-ketamine-40min"),
            2,
            "nowhere.csv cannot be read: No such file or directory. Name a file that is there and may be read.",
        ),
        (
            ("judge", TABLE, "--protocol", "nope"),
            3,
            "There is no protocol 'nope'. Shipped are: esketamine-nasal, iv-ketamine-40min.",
        ),
        (("judge", EMPTY, "--protocol", "iv-ketamine-40min"), 3, "The file is empty."),
        (("import", TABLE), 4, "Nothing was stored. iv-session.csv: Whose readings are these?"),
        (("import", EMPTY), 3, "Nothing was stored. __init__.py: The file is empty."),
        (("import", TABLE, "--session", "a", "--new-session"), 2, "Say only one of"),
        (("import", TABLE, "--session", "nope"), 3, "There is no session nope."),
        (("export", "nope", "--as", "csv"), 1, "is not prepared. Run `vigil migrate` first."),
        (("export", "nope", "--as", "fhir"), 1, "is not prepared. Run `vigil migrate` first."),
        (("export", "nope", "--as", "xml"), 2, "Invalid value for '--as': 'xml' is not one of"),
        (("users", "list"), 1, "is not prepared. Run `vigil migrate` first."),
        (("serve", "--workers", "2"), 2, "SQLite is served by one process."),
        (("protocols", "check", __file__), 3, "cannot be used. Line 1: this is not valid TOML"),
        (
            ("protocols", "check", "nowhere.toml"),
            2,
            "nowhere.toml cannot be read: No such file or directory. Name a file",
        ),
        (
            ("protocols", "adopt", "nowhere.toml"),
            2,
            "nowhere.toml cannot be read: No such file or directory. Name a file",
        ),
    ],
)
def test_what_goes_wrong_is_one_line_and_an_exit_code(database: str, words: tuple[str, ...], code: int, said: str) -> None:
    """Whoever calls it wrongly, or asks for what cannot be, reads one line that says what to do; never a traceback."""
    done = vigil(*words, database=database)
    assert (done.returncode, len(done.stderr.splitlines())) == (code, 1), done.stderr
    assert said in done.stderr


def test_what_is_not_there_is_answered_with_how_to_find_it(database: str, tmp_path: Path) -> None:
    """A session or a user that there is not: the answer names the command that lists them; a folder is named that is missing."""
    add_nurse(database)
    assert "Run `vigil sessions list`" in vigil("export", "nope", "--as", "csv", database=database).stderr
    assert "Run `vigil users list`" in vigil("users", "disable", "nobody", database=database).stderr
    lost = vigil("backup", str(tmp_path / "nowhere" / "b.db"), database=database)
    assert (lost.returncode, "nowhere is not there. Make it" in lost.stderr) == (2, True)
    down = vigil("users", "list", database="postgresql://127.0.0.1:1/vigil")
    assert (down.returncode, "Run `vigil doctor`" in down.stderr, "enter it again" in down.stderr) == (1, True, False)


def test_the_version_can_be_asked(database: str) -> None:
    """Whoever reports something can say which Vigil it is."""
    assert vigil("--version", database=database).stdout == f"vigil {metadata.version('vigil')}\n"


def test_looking_makes_nothing(database: str, tmp_path: Path) -> None:
    """Commands that only look leave no empty database behind."""
    for words in (("protocols", "list"), ("doctor",), ("users", "list"), ("audit", "verify")):
        vigil(*words, database=database)
    assert list(tmp_path.iterdir()) == []


def test_the_program_itself_ends_with_its_exit_code(database: str) -> None:
    """What a shell or a scheduler sees is the same: the code, the report on stdout, and one line on stderr."""
    done = program("import", TABLE, database=database)
    assert (done.returncode, done.stderr.count("\n"), "question" in done.stdout) == (4, 1, True)


def test_a_test_that_names_no_database_gets_none() -> None:
    """Whatever runs in these tests without a database of its own is refused: it neither finds a clinic's log nor leaves one."""
    assert vigil("migrate", database=os.environ["VIGIL_DATABASE_URL"]).returncode == 1
    assert read(os.environ).database_url.startswith("sqlite:////nowhere/")


def test_a_setting_that_makes_no_sense_is_refused(database: str) -> None:
    """A wrong setting is named with what to write instead; an unknown one is a typing error that somebody should know of."""
    wrong = vigil("doctor", database=database, VIGIL_ZONE="Berlin")
    unknown = vigil("doctor", database=database, VIGIL_ZON="Europe/Berlin")
    assert "VIGIL_ZONE is 'Berlin', which is no time zone." in wrong.stderr
    assert "VIGIL_ZON is no setting of Vigil." in unknown.stderr
    assert {wrong.returncode, unknown.returncode} == {1}


def test_a_port_that_is_taken_is_said_in_one_line(database: str) -> None:
    """Who starts a second server at the same place is told so, and what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = vigil("serve", "--port", str(taken.getsockname()[1]), database=database)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "Choose another --host or --port." in done.stderr


def test_users_are_added_without_a_password_on_the_command_line(database: str) -> None:
    """Passwords come from the terminal or standard input; a weak one is refused."""
    add_nurse(database)
    weak = vigil(
        "users", "add", "omar", "--full-name", "Omar", "--role", "nurse", "--password-stdin", database=database, stdin="short"
    )
    assert (weak.returncode, "8 to 128 characters" in weak.stderr) == (3, True)
    listed = json.loads(vigil("users", "list", "--json", database=database).stdout)
    assert listed == [{"name": "nina", "full_name": "Nina", "role": "nurse", "disabled": False}]
    assert PASSWORD not in vigil("audit", "show", database=database).stdout


def test_a_password_can_be_piped(database: str) -> None:
    """What a script pipes in is the password, without a warning; an empty one is refused, and nobody is added."""
    command = ("users", "add", "omar", "--full-name", "Omar", "--role", "nurse")
    for nothing in ("", "\n"):
        empty = program(*command, database=database, stdin=nothing)
        assert (empty.returncode, "No password came on standard input." in empty.stderr) == (3, True)
    piped = program(*command, database=database, stdin=f"{PASSWORD}\n")
    assert (piped.returncode, piped.stderr, piped.stdout) == (0, "", "omar may sign in as nurse.\n")


def test_the_log_is_told_in_the_clinic_s_time(database: str) -> None:
    """People read who did what in the clinic's zone, which is named; programs get times with their offset."""
    add_nurse(database)
    words = vigil("audit", "show", database=database, VIGIL_ZONE="Asia/Tokyo").stdout.splitlines()
    row = json.loads(vigil("audit", "show", "--json", database=database).stdout.splitlines()[0])
    at = datetime.fromisoformat(row["at"])
    assert at.utcoffset() == timedelta(0)
    assert "time (Asia/Tokyo)" in words[0]
    assert f"{at.astimezone(ZoneInfo('Asia/Tokyo')):%Y-%m-%d %H:%M:%S}" in words[1]
    assert vigil("audit", "show", "--after", "99", database=database).stdout == "There is nothing behind row 99.\n"


def test_the_log_can_be_checked_against_a_checkpoint(database: str, tmp_path: Path) -> None:
    """A log that was cut short is found out by a checkpoint that was kept elsewhere: exit 1 and the first bad row."""
    add_nurse(database)
    backup = tmp_path / "early.db"
    assert vigil("backup", str(backup), database=database).returncode == 0
    vigil("users", "disable", "nina", database=database)
    checkpoint = tmp_path / "checkpoint.json"
    checkpoint.write_text(vigil("audit", "verify", "--json", database=database).stdout)
    assert vigil("audit", "verify", "--against", str(checkpoint), database=database).returncode == 0
    for wrong, said in (("nowhere.json", "cannot be read"), (TABLE, "is no checkpoint")):
        refused = vigil("audit", "verify", "--against", wrong, database=database)
        assert (refused.returncode, said in refused.stderr) == (2, True)
    cut = vigil("audit", "verify", "--against", str(checkpoint), database=f"sqlite:///{backup}")
    assert (cut.returncode, "from row 2 on" in cut.stderr) == (1, True)


def test_a_backup_is_restored_only_where_nothing_is(database: str, tmp_path: Path) -> None:
    """A backup is checked before it is put anywhere, and never over a database."""
    add_nurse(database)
    backup, other = str(tmp_path / "b.db"), f"sqlite:///{tmp_path / 'other.db'}"
    vigil("backup", backup, database=database)
    assert vigil("restore", backup, "--verify", database=other).returncode == 0
    assert vigil("restore", backup, database=other).returncode == 0
    assert vigil("users", "list", "--json", database=other).stdout == vigil("users", "list", "--json", database=database).stdout
    assert vigil("restore", backup, database=database).returncode == 3
    assert vigil("backup", backup, database=database).returncode == 3


def test_a_protocol_of_ones_own_is_checked_and_adopted(database: str, tmp_path: Path) -> None:
    """A clinic starts from a shipped protocol, changes it, and adopts it for new sessions."""
    mine = tmp_path / "mine.toml"
    text = vigil("protocols", "show", "iv-ketamine-40min", database=database).stdout
    mine.write_text(text.replace('name = "iv-ketamine-40min"', 'name = "north"'))
    assert "can be used: north" in vigil("protocols", "check", str(mine), database=database).stdout
    vigil("migrate", database=database)
    assert vigil("protocols", "adopt", str(mine), database=database).returncode == 0
    assert "north" in vigil("protocols", "list", database=database).stdout


def test_every_mistake_of_a_protocol_is_told(database: str, tmp_path: Path) -> None:
    """Whoever checks a protocol of the clinic's own sees each mistake with its line, in words and for programs."""
    mine = tmp_path / "mine.toml"
    text = vigil("protocols", "show", "iv-ketamine-40min", database=database).stdout
    mine.write_text(text.replace("\nname =", "\nnmae =").replace("at_least = 165", "at_least = -1"))
    words = vigil("protocols", "check", str(mine), database=database)
    told = json.loads(vigil("protocols", "check", str(mine), "--json", database=database).stdout)
    assert [line.split(":")[1] for line in words.stdout.splitlines()] == [f" Line {one['line']}" for one in told["mistakes"]]
    assert (words.returncode, len(told["mistakes"]), words.stderr.count("\n")) == (3, 2, 1)
    assert "Line 11: there is no 'nmae' above the tables. Did you mean 'name'? It is the first of 2." in words.stderr


@pytest.mark.slow
def test_the_demo_needs_nothing(database: str) -> None:
    """`vigil serve --demo` starts with rooms that run, says where it is and who may sign in, and leaves nothing behind."""
    with server(database, "--demo") as (script, process):
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(5)]
        assert "password: just looking" in said[0]
        status, _ = script.send("/sign-in", {"name": "petra", "password": "just looking"})
        running = [room for room in script.get("/api/v1/board")[1]["rooms"] if room["session"]]
        assert (status, len(running)) == (200, 4)
    assert not list(Path(gettempdir()).glob(f"vigil-demo-{process.pid}-*"))


@pytest.mark.slow
def test_an_import_shows_up_on_a_running_server(database: str, tmp_path: Path) -> None:
    """A file that is imported while the server runs is on its screens at once."""
    add_nurse(database)
    with server(database) as (script, _):
        session = script.sign_in().open_session()
        now = script.get("/api/v1/board")[1]["now"]
        table = tmp_path / "monitor.csv"
        table.write_text(f"time,heart_rate\n{_iso(now)},88\n")
        assert vigil("import", str(table), "--session", session, database=database).returncode == 0
        assert script.get(f"/api/v1/sessions/{session}/picture")[1]["latest"]["hr"]["v"] == 88


def _iso(at: int) -> str:
    """An instant as files write it."""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat()
