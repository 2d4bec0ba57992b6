"""How does a session reach paper? By one address and one command, each printing noted in the log, and drawn as on the screens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import pytest

from dashboard import demo
from dashboard.paper import drawing, sheet
from models.clinic import Clinic, House
from models.errors import Conflict, StoreFailed
from models.facts import Amended, Dose, Fact, Voided
from models.limits import Level
from models.outgo.flowsheet.page import page
from models.store import Store, wall_clock
from models.vitals import ObservationSet, Signal
from sample_data.cast import ROOMS
from tests.dashboard.clinics import START, Office, new_session
from tests.dashboard.clinics import office as opened
from tests.dashboard.served import program, vigil
from tests.models.outgo.reading import read

TABLE = Path(__file__).parents[2] / "sample_data" / "files" / "iv-session.csv"


@pytest.fixture
def printing(sqlite_store: Store) -> Iterator[tuple[Office, str]]:
    """An application with a session in which a dose was given and two sets were entered."""
    office = opened(sqlite_store)
    session = office.clinic.open_session(new_session(), office.users["nurse"]).row.id
    dose = Dose(id="d", at=START, drug="ketamine", amount=40, confirmed=True)
    entered: list[Fact] = [dose, ObservationSet(id="o1", at=START, systolic=128, diastolic=80, heart_rate=72)]
    for fact in entered:
        office.clinic.record(session, fact, office.users["nurse"])
    yield office, session
    office.stop()


def test_a_nurse_prints_the_session(printing: tuple[Office, str]) -> None:
    """The address of a session answers with its flowsheet as PDF, with the patient, the reading and who printed it."""
    office, session = printing
    answer = office.browser("nurse").get(f"/api/v1/sessions/{session}/flowsheet.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == f'inline; filename="flowsheet-{session}.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    text = read(answer.data).text
    for part in ("Patient 0042", "128/80", "ketamine 40 mg", "Clinic North", "by Nina (nina, nurse)"):
        assert part in text


def test_each_printing_is_noted_and_the_paper_names_its_row(printing: tuple[Office, str]) -> None:
    """Whoever holds the paper finds the very row of the log that says who printed it, and the log still holds together."""
    office, session = printing
    text = read(office.browser("clinician").get(f"/api/v1/sessions/{session}/flowsheet.pdf").data).text
    with office.clinic.store.reading() as db:
        note = next(trace for trace in db.trail() if trace.action == "print")
    assert (note.actor, note.about) == ("cleo", session)
    assert f"row {note.seq} (which notes this printing), SHA-256 {note.hash}" in text
    assert office.clinic.store.verify((note.seq, note.hash)).bad is None


def test_paper_comes_out_when_nothing_can_be_written(printing: tuple[Office, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """With a full disk paper is needed most: the session is printed, and says that the log does not know of it."""
    office, session = printing

    def full(*_: object) -> NoReturn:
        raise StoreFailed("Not saved: the disk is full.")

    monkeypatch.setattr(office.clinic.store, "writing", full)
    copied = office.clinic.papers.copy(session, office.users["nurse"])
    assert not copied.noted
    assert "could NOT be noted in the log" in page(sheet(office.clinic, copied, office.users["nurse"])).audit


def test_what_is_not_there_is_not_printed(printing: tuple[Office, str]) -> None:
    """A session that does not exist is not found, a stranger gets nothing, and neither leaves a note of a printing."""
    office, session = printing
    assert office.browser("nurse").get("/api/v1/sessions/nope/flowsheet.pdf").status_code == 404
    assert office.browser().get(f"/api/v1/sessions/{session}/flowsheet.pdf").status_code == 401
    with office.clinic.store.reading() as db:
        assert not [trace for trace in db.trail() if trace.action == "print"]


def test_a_busy_printer_says_press_again(printing: tuple[Office, str]) -> None:
    """While another paper is set a browser shows why there is none and what to press, a script reads it; nothing is noted."""
    office, session = printing
    press = office.app.server.extensions["vigil"].press
    press.patience = 0
    address = f"/api/v1/sessions/{session}/flowsheet.pdf"
    with press.turn():
        shown = office.browser("nurse").client.get(address, headers={"Accept": "text/html,*/*"})
        told = office.browser("nurse").get(address)
    assert (shown.status_code, shown.mimetype) == (429, "text/html")
    assert "The printer is busy. Press again in a few seconds." in shown.text
    assert f'href="{address}"' in shown.text
    assert (told.status_code, told.get_json()["message"]) == (429, "The printer is busy. Press again in a few seconds.")
    with office.clinic.store.reading() as db:
        assert not [trace for trace in db.trail() if trace.action == "print"]
    assert office.browser("nurse").get(address).status_code == 200


def test_a_demo_prints_demos(sqlite_store: Store) -> None:
    """What is printed in the demo is marked on the paper."""
    office = opened(sqlite_store, demo=True)
    session = office.clinic.open_session(new_session(), office.users["nurse"]).row.id
    answer = office.browser("nurse").get(f"/api/v1/sessions/{session}/flowsheet.pdf")
    office.stop()
    assert "DEMO – nobody real" in read(answer.data).text


def test_a_demo_prints_demos_from_the_command_line_too(tmp_path: Path) -> None:
    """Whatever is exported from the database of a demo is marked on the paper, though the command was told nothing of a demo."""
    database, out = f"sqlite:///{tmp_path / 'demo.db'}", tmp_path / "flowsheet.pdf"
    with closing(Store.open(database)) as store:
        store.migrate()
        clinic = Clinic(store, wall_clock, house=House(rooms=ROOMS))
        demo.furnish(clinic, clinic.clock())
        session = next(room.session.row.id for room in clinic.board(clinic.clock()) if room.session)
        with pytest.raises(Conflict, match="Only an empty one"):
            clinic.papers.invent(demo.MAKER)
    assert program("export", session, "--as", "pdf", "-o", str(out), database=database).returncode == 0
    assert "DEMO – nobody real" in read(out.read_bytes()).text


def test_the_interface_says_that_it_is_a_pdf(printing: tuple[Office, str]) -> None:
    """A script learns from the published description that this address answers with a PDF."""
    office, _ = printing
    described = office.browser("nurse").get("/api/openapi.json").get_json()
    answers = described["paths"]["/api/v1/sessions/{session}/flowsheet.pdf"]["get"]["responses"]
    assert list(answers["200"]["content"]) == ["application/pdf"]


def test_the_chart_is_drawn_from_what_the_screens_show(printing: tuple[Office, str]) -> None:
    """Spot readings are marks, a stream is a line, what was corrected is hollow, and limits are those that are judged."""
    office, session = printing
    picture = office.clinic.session_view(session, START).picture
    wrong = ObservationSet(id="w", at=START + 60_000, systolic=210, diastolic=60)
    log: list[Fact] = [wrong, Voided(id="v", at=START, target="w"), ObservationSet(id="s", at=START, spo2=97, sedation=5)]
    log += [ObservationSet(id=f"m{n}", at=START + 1_000 * n, source="monitor", heart_rate=70 + n % 3) for n in range(600)]
    drawn = drawing(picture, log)
    assert [(mark.signal, mark.hollow) for mark in drawn.marks] == [
        (Signal.SPO2, False), (Signal.SEDATION, False), (Signal.SYSTOLIC, True), (Signal.DIASTOLIC, True),
    ]  # fmt: skip
    assert [(line.signal, line.points[0][0], line.points[-1][0]) for line in drawn.lines] == [
        (Signal.HEART_RATE, START, START + 599_000)
    ]
    highest = {bound.number for bound in drawn.bounds if (bound.signal, bound.level) == (Signal.SYSTOLIC, Level.HIGH)}
    assert highest == {180.0, 90.0}


def test_a_corrected_set_is_drawn_as_it_holds(printing: tuple[Office, str]) -> None:
    """The corrected pressure is a mark, the wrong one a hollow ring, so that the line of the table has its place on the chart."""
    office, session = printing
    right = ObservationSet(id="o1", at=START, systolic=118, diastolic=80, heart_rate=72)
    office.clinic.record(session, Amended(id="a", at=0, target="o1", content=right, reason="misread"), office.users["nurse"])
    copied = office.clinic.papers.copy(session, office.users["nurse"])
    marks = sheet(office.clinic, copied, office.users["nurse"]).drawing.marks
    assert [(mark.value, mark.hollow) for mark in marks if mark.signal is Signal.SYSTOLIC] == [(118, False), (128, True)]


def test_an_operator_exports_a_session_as_pdf(tmp_path: Path) -> None:
    """`vigil export --as pdf` writes the flowsheet to a new file, and never over one that is there."""
    database, out = f"sqlite:///{tmp_path / 'vigil.db'}", tmp_path / "flowsheet.pdf"
    assert vigil("migrate", database=database).returncode == 0
    words = vigil("import", str(TABLE), "--new-session", database=database).stdout
    session = words.split("new session ")[1].split(":")[0]
    done = program("export", session, "--as", "pdf", "-o", str(out), database=database)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "page 1 of 1" in read(out.read_bytes()).text
    again = vigil("export", session, "--as", "pdf", "-o", str(out), database=database)
    assert (again.returncode, "Choose another name" in again.stderr) == (2, True)


def test_the_lists_and_the_stage_are_those_of_the_session(printing: tuple[Office, str]) -> None:
    """Where the session stands, what was ticked and what was done all the same come from the same place as on the screens."""
    office, session = printing
    made = sheet(office.clinic, office.clinic.papers.copy(session, office.users["nurse"]), office.users["nurse"])
    progress = office.clinic.session_view(session, START).progress
    assert (made.stage, made.remarks) == (progress.stage.value, progress.said)
    assert [one.title for one in made.lists] == ["Before the dose", "Before leaving"]
    assert [item.text for item in made.lists[0].items] == [item.text for item in progress.before]
