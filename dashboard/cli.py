"""The `vigil` command: what can be done from a terminal, each with an example in its --help."""

from __future__ import annotations

import sys
from importlib import metadata
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException

from dashboard.commands.answers import UNEXPECTED, leave
from dashboard.commands.choices import DateOrder, Form, Json, Limit, Protocol, Zone
from dashboard.commands.devices import tokens
from dashboard.commands.kinds import mappings
from dashboard.commands.misuse import misused
from dashboard.commands.people import users

vigil = typer.Typer(
    name="vigil",
    help="Watches over people during supervised ketamine and esketamine treatment.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
protocols = typer.Typer(no_args_is_help=True, help="The limits and schedules that sessions run under.")
sessions = typer.Typer(no_args_is_help=True, help="The sessions that are stored, and whose they are.")
audit = typer.Typer(no_args_is_help=True, help="The log of everything that was done, and whether it is as it was written.")
vigil.add_typer(protocols, name="protocols")
vigil.add_typer(sessions, name="sessions")
vigil.add_typer(users, name="users")
vigil.add_typer(tokens, name="tokens")
vigil.add_typer(mappings, name="mappings")
vigil.add_typer(audit, name="audit")


def say_version(wanted: bool) -> None:
    """Say which Vigil this is, and end."""
    if wanted:
        typer.echo(f"vigil {metadata.version('vigil')}")
        raise typer.Exit


@vigil.callback()
def everything(
    version: Annotated[bool, typer.Option("--version", is_eager=True, callback=say_version, help="Say the version.")] = False,
) -> None:
    """Watches over people during supervised ketamine and esketamine treatment."""


@vigil.command(epilog="Example: vigil serve --demo --port 8050")
def serve(
    demo: Annotated[bool, typer.Option("--demo", help="A throw-away clinic: invented patients, simulated monitors.")] = False,
    host: Annotated[str, typer.Option(help="Where to listen; a TLS proxy in front reaches other machines.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 = any free one.")] = 8050,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes; more than one needs PostgreSQL.")] = 1,
) -> None:
    """Start the server; it says where it is once it answers."""
    from dashboard.commands.answers import step

    step("Loading Vigil")
    from dashboard.commands import serving

    serving.serve(demo=demo, host=host, port=port, workers=workers)


@vigil.command("import", epilog="Example: vigil import night.csv --session 1a2b3c4d --zone Europe/Berlin --dry-run")
def import_(  # noqa: PLR0917  # typer reads options from positional parameters
    files: Annotated[
        list[Path], typer.Argument(help="CSV, Excel, FHIR R4 JSON, HL7 v2, Apple Health or WFDB (.hea and .dat) files.")
    ],
    session: Annotated[str, typer.Option(help="Into this session.")] = "",
    patient: Annotated[str, typer.Option(help="To this patient (id or identifier).")] = "",
    new_session: Annotated[bool, typer.Option("--new-session", help="Into a new session for each visit in the file.")] = False,
    zone: Zone = "",
    date_order: Annotated[DateOrder | None, typer.Option(help="Day or month first.")] = None,
    start: Annotated[str, typer.Option(help="ISO 8601 time of the first row, when times count from a start.")] = "",
    mapping: Annotated[
        str, typer.Option(metavar="NAME|FILE", help="What was saved under this name (none = nothing), or a TOML file of columns.")
    ] = "",
    save_mapping: Annotated[str, typer.Option(metavar="NAME", help="Save the answers for files of this kind.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; store nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Read files of vital signs, show what is in them, and store all of it or nothing."""
    from dashboard.commands.unswept import unswept

    with unswept():
        from dashboard.commands import importing

        wanted = importing.Wanted(session, patient, new_session, zone, date_order, start, mapping, save_mapping)
        importing.import_files(files, wanted, dry_run=dry_run, as_json=as_json)


@vigil.command(epilog="Example: vigil judge session.csv --protocol iv-ketamine-40min --json")
def judge(  # noqa: PLR0917  # typer reads options from positional parameters
    file: Annotated[list[Path], typer.Argument(help="A file that can be imported (of WFDB all its parts), or a session bundle.")],
    protocol: Protocol,
    dose_at: Annotated[str, typer.Option(help="ISO 8601 time of a dose that the file does not hold.")] = "",
    zone: Zone = "",
    date_order: Annotated[DateOrder | None, typer.Option(help="Day or month first.")] = None,
    start: Annotated[str, typer.Option(help="ISO 8601 time of the first row, when times count from a start.")] = "",
    as_json: Json = False,
) -> None:
    """Say what Vigil would have said of a recording. Nothing is stored."""
    from dashboard.commands import judging

    judging.judge_file(file, protocol, dose_at, judging.Said(zone, date_order, start), as_json=as_json)


@vigil.command(epilog="Example: vigil replay session.json --json")
def replay(
    file: Annotated[Path, typer.Argument(help="A session bundle, from `vigil export SESSION --as bundle`.")],
    protocol: Annotated[str, typer.Option(help="Another protocol than its own: a shipped name, or a TOML file.")] = "",
    as_json: Json = False,
) -> None:
    """Check a session bundle, and show what was said then beside what is said now. Needs no database and stores nothing."""
    from dashboard.commands import replaying

    replaying.replay_file(file, protocol, as_json=as_json)


@vigil.command(epilog="Example: vigil export 1a2b3c4d --as pdf -o flowsheet.pdf")
def export(
    session: Annotated[str, typer.Argument(help="The session's id.")],
    form: Annotated[Form, typer.Option("--as", help="csv, fhir (R4), pdf for paper, or bundle to check elsewhere.")],
    out: Annotated[Path | None, typer.Option("-o", "--out", help="The file to write; standard output without it.")] = None,
) -> None:
    """Write a session as a file: a table with corrections applied, or with everything that was ever entered."""
    from dashboard.commands import exporting

    exporting.export_session(session, form, out)


@vigil.command(epilog="Example: vigil listen --mllp 127.0.0.1:2575")
def listen(
    mllp: Annotated[str, typer.Option(help="HOST:PORT to listen at for HL7 v2 over MLLP; port 0 = any free one.")] = "",
    rejected: Annotated[bool, typer.Option("--rejected", help="Show what was not taken, the latest first.")] = False,
    limit: Limit = 50,
    as_json: Json = False,
) -> None:
    """Take the readings that a monitor gateway sends into the sessions that run; each is stored before it is acknowledged."""
    from dashboard.commands import listening

    if rejected:
        listening.show_rejected(limit, as_json=as_json)
    else:
        listening.listen(mllp)


@vigil.command(epilog="Example: vigil backup /backups/vigil-2026-11-22.db")
def backup(file: Annotated[Path, typer.Argument(help="The file to write; it must not exist.")]) -> None:
    """Copy the SQLite database while it is in use."""
    from dashboard.commands import keeping

    keeping.backup(file)


@vigil.command(epilog="Example: vigil restore /backups/vigil-2026-11-22.db --verify")
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `vigil backup` wrote.")],
    verify: Annotated[bool, typer.Option("--verify", help="Only check the backup; restore nothing.")] = False,
) -> None:
    """Put a checked backup where VIGIL_DATABASE_URL points; nothing that is there is overwritten."""
    from dashboard.commands import keeping

    keeping.restore(file, only_verify=verify)


@vigil.command(epilog="Example: vigil migrate")
def migrate() -> None:
    """Bring the database to this version, and finish an import that was interrupted."""
    from dashboard.commands import keeping

    keeping.migrate()


@vigil.command(epilog="Example: vigil doctor --json")
def doctor(as_json: Json = False) -> None:
    """List every setting with where it comes from, and check what Vigil needs."""
    from dashboard.commands import doctor as visit

    visit.examine(as_json=as_json)


@protocols.command("list", epilog="Example: vigil protocols list --json")
def protocols_list(as_json: Json = False) -> None:
    """The protocols that come with Vigil and those that the clinic adopted."""
    from dashboard.commands import protocols as deeds

    deeds.show_all(as_json=as_json)


@protocols.command("show", epilog="Example: vigil protocols show esketamine-nasal > mine.toml")
def protocols_show(name: Annotated[str, typer.Argument(help="Its name.")]) -> None:
    """The text of a protocol: a good start for one's own."""
    from dashboard.commands import protocols as deeds

    deeds.show(name)


@protocols.command("check", epilog="Example: vigil protocols check mine.toml")
def protocols_check(file: Annotated[Path, typer.Argument(help="A TOML file.")], as_json: Json = False) -> None:
    """Say whether a protocol can be used, and every mistake in it with its line."""
    from dashboard.commands import protocols as deeds

    deeds.check(file, as_json=as_json)


@protocols.command("adopt", epilog="Example: vigil protocols adopt mine.toml")
def protocols_adopt(file: Annotated[Path, typer.Argument(help="A TOML file.")]) -> None:
    """Keep a protocol, so that new sessions can run under it."""
    from dashboard.commands import protocols as deeds

    deeds.adopt(file)


@sessions.command("list", epilog="Example: vigil sessions list --patient 4711 --since 2026-11-01")
def sessions_list(
    patient: Annotated[str, typer.Option(help="Only of this patient: number, part of the name, birth date, or id.")] = "",
    since: Annotated[str, typer.Option(help="Only those opened since this day or time (ISO 8601).")] = "",
    limit: Limit = 50,
    as_json: Json = False,
) -> None:
    """The sessions with their patients, the latest first."""
    from dashboard.commands import sessions as deeds

    deeds.show_all(patient, since, limit, as_json=as_json)


@audit.command("verify", epilog="Example: vigil audit verify --against checkpoint.json")
def audit_verify(
    against: Annotated[
        Path | None, typer.Option(help="A checkpoint that was kept elsewhere: what `verify --json` printed.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Follow the log from its first row to its last; exit 1 and the first bad row when it is not as it was written."""
    from dashboard.commands import keeping

    keeping.verify(against, as_json=as_json)


@audit.command("show", epilog="Example: vigil audit show --after 1200 --json")
def audit_show(
    after: Annotated[int, typer.Option(min=0, help="Begin behind this row.")] = 0,
    limit: Limit = 100,
    as_json: Json = False,
) -> None:
    """Who did what, about what, and when, in the clinic's zone."""
    from dashboard.commands import keeping

    keeping.trail(after, limit, as_json=as_json)


def main() -> None:
    """Run the command. Whatever goes wrong is one line on stderr and one of the published exit codes."""
    try:
        sys.exit(vigil(prog_name="vigil", standalone_mode=False) or 0)
    except TyperException as error:
        misused(error)
    except (typer.Abort, KeyboardInterrupt):
        leave("stopped.", UNEXPECTED)
    except Exception as error:  # noqa: BLE001  # a traceback helps nobody at a bedside
        leave(f"unexpected {type(error).__name__}: {error}. Nothing more was done. Please report this.", UNEXPECTED)


if __name__ == "__main__":
    main()
