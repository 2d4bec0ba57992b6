"""What comes out of the printer? A4 pages that each say whose they are, legible in grey, which an archive can keep."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from models.errors import TooMany
from models.facts import Ended, Note
from models.outgo.flowsheet import Checklist, Item, Press, pdf, press, proof
from models.outgo.flowsheet.press import NotPrinted
from models.vitals import MINUTE
from tests.models.outgo.reading import Paper, flat, read
from tests.models.outgo.visit import SHA, at, lists, seen, sets, sheet, stream, told

IDENTITY = (
    "Anna Grünewald-Łęcka",
    "12 Mar 1984 (42 years)",
    "No. 4711",
    "penicillin; latex",
    "22 Nov 2026",
    "Room 3",
    "ketamine 40 mg",
)
FOOT = (
    f"row 48,212 (which notes this printing), SHA-256 {SHA}",
    "Printed 22 Nov 2026 16:50",
    "no primary monitor or alarm system",
)


@pytest.fixture(scope="module")
def sheet_of_paper() -> Paper:
    """The flowsheet of a session of three hours, read back."""
    return read(pdf(sheet()))


@pytest.fixture(scope="module")
def long() -> Paper:
    """That of ten hours with a set every five minutes and many notes."""
    notes = [Note(id=f"n{n}", at=at(6 * n), received=at(6 * n), by="omar", text="She speaks of the sea. " * 4) for n in range(40)]
    facts = [fact for fact in told() if not isinstance(fact, Ended)]
    return read(pdf(sheet([*sets(120), *facts, *notes], printed_at=at(600))))


@pytest.mark.ux("U46")
def test_three_hours_with_36_sets_fit_on_one_page(sheet_of_paper: Paper) -> None:
    """A monitor each second, 36 sets, corrections, alerts, notes and the lines for ink: one sheet of paper."""
    assert len(sheet_of_paper.pages) == 1
    assert "page 1 of 1" in sheet_of_paper.text


def test_three_hours_with_both_checklists_fit_too() -> None:
    """The lists before the dose and before leaving take their place beside, under or below the table, on the same sheet."""
    regular = [fact for fact in told() if fact.id not in {"turned", "other", "amend", "void", "odd", "impossible"}]
    untouched = Checklist("Next day", (Item("Called"),))
    paper = read(pdf(sheet([*sets(), *regular], lists=(*lists(), untouched))))
    assert len(paper.pages) == 1
    assert "Told: no driving until tomorrow" in paper.text
    assert "Next day Nothing on this list of 1 was ticked." in paper.text


def test_every_set_is_on_paper(sheet_of_paper: Paper) -> None:
    """Each set is read back from the file with its time, its pressure and its rate, row by row."""
    for one in sets():
        assert f"{one.systolic:g}/{one.diastolic:g} {one.heart_rate:g} {one.spo2:g}" in sheet_of_paper.text


@pytest.mark.ux("U40")
@pytest.mark.ux("U46")
def test_every_page_says_whose_it_is(long: Paper) -> None:
    """A page that falls out of a file still says whose it is, of which session, and whose word it is."""
    assert len(long.pages) > 2
    for number, text in enumerate(long.pages, 1):
        missing = [part for part in (*IDENTITY, f"page {number} of {len(long.pages)}", *FOOT[:1], FOOT[2]) if part not in text]
        assert not missing, f"page {number}"


def test_a_long_table_goes_on_under_its_heads(long: Paper) -> None:
    """On each page of the table stands again which column is which."""
    assert sum("Time From dose BP mmHg HR" in text for text in long.pages) > 1
    assert all(f"{one.systolic:g}/{one.diastolic:g}" in long.text for one in sets(120))


def test_corrections_and_answers_are_on_paper(sheet_of_paper: Paper) -> None:
    """The old value, who corrected it and why; who acknowledged what and when: all of it can be read from the file."""
    for part in (
        "211/88?", "corrected 14:50 by omar: digits turned", "voided 15:14 by omar: belongs to room 2", "late: entered 15:11",
        "acknowledged 14:31 by petra: told the clinician", "NOT ACKNOWLEDGED", "check due 15:10 skipped: asleep",
        "PROPOSAL, NOT APPROVED", "Nurse: name, signature, date and time",
    ):  # fmt: skip
        assert part in sheet_of_paper.text


@pytest.mark.ux("U46")
def test_no_letter_is_smaller_than_eight_points(sheet_of_paper: Paper, long: Paper) -> None:
    """It can be read without a magnifying glass, the numbers on the chart included."""
    assert min(sheet_of_paper.sizes + long.sizes) >= 8


def test_nothing_is_said_by_colour(sheet_of_paper: Paper) -> None:
    """Every mark is black or grey, so that a copy or a fax says the same: what differs, differs in shape, dash or word."""
    assert sheet_of_paper.colours
    assert not [colour for colour in sheet_of_paper.colours if len(set(colour)) != 1]


def test_the_file_can_be_kept_and_read_aloud(sheet_of_paper: Paper) -> None:
    """It claims PDF/A-2a, with its fonts inside for decades, and PDF/UA-1, so that a screen reader reads the table as a table."""
    for claim in ("<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"):
        assert claim in sheet_of_paper.claims


def test_a_demo_is_marked_on_every_page() -> None:
    """No sheet about somebody invented can be taken for a patient's."""
    log = [*sets(80), *told()[:2]]
    pages = read(pdf(sheet(log, demo=True, printed_at=at(400)))).pages
    assert len(pages) > 1
    assert all("DEMO – nobody real" in text for text in pages)


@pytest.mark.parametrize(
    "name", ["Żaneta Łęcka-Šimůnek", "Пётр Ильич Ёлкин", "Ελένη Παπαδοπούλου", "Nguyễn Thị Ánh", "Søren Ðorđe Þór"]
)
def test_names_are_printed_as_they_are_written(name: str) -> None:
    """A name with letters of any European script, or of Vietnamese, stands on paper letter by letter."""
    assert name in read(pdf(sheet(sets(2), name=name))).text


@pytest.mark.parametrize(("letter", "spelled"), [("\U00013000", "[U+13000]"), ("\u0378", "[U+0378]")])
def test_a_letter_that_no_font_has_is_spelled(letter: str, spelled: str) -> None:
    """A letter that cannot be printed here is shown by its number: a name is never shortened in silence."""
    assert f"Rose {spelled}" in read(pdf(sheet(sets(2), name=f"Rose {letter}"))).text


@pytest.mark.parametrize("text", ['#panic("x") *bold* $a_1$ [b] <b> @c `d` \\ // /* */', "=1+1 = head - item + item", "\\u{41}"])
def test_a_note_is_never_markup(text: str) -> None:
    """Whatever somebody types is printed as it was typed; nothing of it is read as a command."""
    log = [*sets(2), seen(7, id="noted", spo2=97, note=text), Note(id="n", at=at(3), received=at(3), by="petra", text=text)]
    assert read(pdf(sheet(log))).text.count(flat(text)) == 2


def test_a_note_cannot_turn_what_stands_beside_it() -> None:
    """A letter that reverses the order of others is spelled, so that a note cannot make a name or a number read backwards."""
    log = [Note(id="n", at=at(3), received=at(3), by="petra", text="calm \u202eevil\x07")]
    assert "note: calm [U+202E]evil[U+0007] – petra" in read(pdf(sheet(log))).text


def test_the_longest_texts_are_printed_whole() -> None:
    """Allergies and notes of any length push the rest down and never lie on it or fall off the page."""
    allergies, note = "penicillin, " * 60 + "latex", "word " * 390 + "end"
    log = [*sets(2), Note(id="n", at=at(3), received=at(3), by="petra", text=note)]
    paper = read(pdf(sheet(log, allergies=allergies)))
    assert all(flat(allergies) in text for text in paper.pages)
    assert paper.text.count("word") == 390


def test_the_same_session_gives_the_same_file() -> None:
    """Printing twice at one instant gives one file, byte for byte, so that two copies can be compared."""
    log = [*sets(3), *stream(range(1))]
    assert pdf(sheet(log)) == pdf(sheet(log))
    assert pdf(sheet(log)) != pdf(sheet(log, printed_at=at(200) + MINUTE))


def test_what_sets_the_paper_runs_beside_vigil() -> None:
    """The typesetter is a process of its own: the one that watches over patients never loads it."""
    pdf(sheet(sets(1)))
    assert "typst" not in sys.modules


@pytest.mark.parametrize("program", ["", "import sys; sys.exit('no space left')"])
def test_a_typesetter_that_fails_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str) -> None:
    """Where the typesetter is missing or fails, whoever prints reads one sentence with what it said, and never an empty file."""
    broken = tmp_path / "typesetter.py"
    if program:
        broken.write_text(program)
    monkeypatch.setattr(press, "TYPESETTER", broken)
    with pytest.raises(NotPrinted, match="no space left" if program else "No such file"):
        pdf(sheet(sets(1)))


def test_a_typesetter_that_does_not_end_is_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A typesetter that hangs is ended, and whoever prints reads how long it was given."""
    hanging = tmp_path / "typesetter.py"
    hanging.write_text("import threading; threading.Event().wait()")
    monkeypatch.setattr(press, "TYPESETTER", hanging)
    monkeypatch.setattr(press, "LONGEST", 0.2)
    with pytest.raises(NotPrinted, match=r"took longer than 0.2 s and was stopped"):
        pdf(sheet(sets(1)))


def test_twenty_clicks_set_one_paper_at_a_time() -> None:
    """However many press at once, one paper is set at a time; whoever does not get a turn is told so, and nobody is forgotten."""
    one, most = Press(), list[int]()
    at_work: list[int] = []

    def click(number: int) -> str:
        try:
            with one.turn():
                at_work.append(number)
                most.append(len(at_work))
                at_work.remove(number)
        except TooMany as busy:
            return str(busy)
        return "printed"

    with ThreadPoolExecutor(20) as nurses:
        said = list(nurses.map(click, range(20)))
    assert max(most) == 1
    assert set(said) <= {"printed", press.BUSY}
    assert said.count("printed") == len(most) >= 1


def test_a_busy_press_says_so_and_is_free_again() -> None:
    """Who waits too long is told to press again; afterwards it is free, also after one that failed."""
    one = Press()
    one.patience = 0.01
    with one.turn(), pytest.raises(TooMany, match="Press again"), one.turn():
        pass
    with pytest.raises(NotPrinted), one.turn():
        raise NotPrinted("no paper")
    with one.turn():
        pass


def test_a_machine_can_be_asked_whether_it_prints() -> None:
    """A flowsheet of nobody is set and thrown away: what comes out is a PDF of some size."""
    assert proof(at(0)).size > 1000
