"""Can a nurse bring a monitor's file in on a page, see what is in it first, and take it back?"""

from __future__ import annotations

from datetime import UTC, datetime

from playwright.sync_api import Page, expect

from models.clinic import User, operator
from models.facts import Voided
from models.vitals import MINUTE
from tests.browser.conftest import Screen
from tests.browser.ward import PASSWORD, SESSION, Ward

CLEO = User(name="cleo", full_name="Cleo Ender", role="clinician", password_hash="")


def recording(ward: Ward, zone: str = "+00:00", rows: int = 6) -> bytes:
    """A monitor's file of the last minutes."""
    times = (datetime.fromtimestamp((ward.clock() - n * MINUTE) / 1000, UTC) for n in reversed(range(rows)))
    lines = (f"{at:%Y-%m-%dT%H:%M:%S}{zone},{71 + n},{131 + n}/82,97\n" for n, at in enumerate(times))
    return ("time,hr,bp,spo2\n" + "".join(lines)).encode()


def drop(page: Page, content: bytes, name: str = "monitor.csv") -> None:
    """Choose a file."""
    page.set_input_files("#import-files", {"name": name, "mimeType": "text/csv", "buffer": content})


def test_a_file_is_seen_then_imported_then_undone(ward: Ward, screen: Screen) -> None:
    """Dropped, shown with whose it is and its chart, imported with one press, seen on the session, and undone with one more."""
    page = screen(f"/import/{SESSION}")
    drop(page, recording(ward))
    expect(page.locator(".import-file .whose")).to_contain_text("OKAFOR, Ruth")
    expect(page.locator("#import-chart .main-svg").first).to_be_visible()
    before = len(ward.sets())
    page.get_by_role("button", name="Import 6 entries").click()
    expect(page.locator(".stored")).to_contain_text("Stored 6 entries.")
    assert len(ward.sets()) == before + 6
    page.get_by_role("button", name="Undo this import").click()
    expect(page.locator("#import-page")).to_contain_text("Undone: 6 entries struck through")
    assert sum(isinstance(entry.fact, Voided) for entry in ward.clinic.entries(SESSION)) == 6


def test_whoever_went_to_look_can_still_undo(ward: Ward, screen: Screen) -> None:
    """From the session to which an import went one comes back, and it can be undone there."""
    page = screen(f"/import/{SESSION}")
    drop(page, recording(ward))
    page.get_by_role("button", name="Import 6 entries").click()
    page.get_by_role("button", name="Open OKAFOR, Ruth").click()
    expect(page.locator(".identity")).to_contain_text("OKAFOR, Ruth")
    page.evaluate("vigil.go('/import')")
    page.get_by_role("button", name="Undo the import of").click()
    expect(page.locator("#import-page")).to_contain_text("Undone: 6 entries struck through")
    expect(page.get_by_role("button", name="Undo the import of")).to_have_count(0)


def test_what_a_file_does_not_say_is_asked_on_the_page(ward: Ward, screen: Screen) -> None:
    """The zone and the patient are asked in fields; with the answers the file is ready, and nothing was stored before."""
    page, before = screen("/import"), len(ward.sets())
    drop(page, recording(ward, zone=""))
    button = page.get_by_role("button", name="Import", exact=False)
    expect(page.locator(".verdict")).to_have_text("to be answered")
    page.get_by_label("Time zone of the recording").fill("UTC")
    page.keyboard.press("Enter")
    page.get_by_label("Find a patient").press_sequentially("okaf")
    page.get_by_role("button", name="Nobody who is known here").click()
    page.get_by_role("button", name="Choose again").click()
    page.get_by_label("Find a patient").press_sequentially("okaf")
    page.get_by_role("button", name="OKAFOR, Ruth · ID").click()
    expect(page.locator(".verdict")).to_have_text("ready")
    assert len(ward.sets()) == before
    button.last.click()
    expect(page.locator(".stored")).to_contain_text("Stored 6 entries.")


def test_a_file_that_cannot_be_read_says_why(ward: Ward, screen: Screen) -> None:
    """A file that is no recording is refused in words, and there is no way to import it."""
    page = screen("/import")
    drop(page, b"\x89PNG\r\n\x1a\n" + bytes(99), "photo.png")
    expect(page.locator(".verdict")).to_have_text("refused")
    expect(page.locator(".import-file .wrong")).not_to_be_empty()
    expect(page.locator(".act .main")).to_be_disabled()


def device(ward: Ward, rate: int) -> bytes:
    """A file of a device that says no zone, and writes the day first without proving it."""
    at = datetime.fromtimestamp((ward.clock() - 40 * MINUTE) / 1000, UTC).replace(day=2, month=3)
    return f"Datum;Sys;Dia;Puls\n{at:%d/%m/%Y %H:%M};120;80;{rate}\n".encode()


def test_what_was_answered_is_remembered_by_name(ward: Ward, screen: Screen) -> None:
    """A nurse answers for one file and gives the answers a name; the next file is ready, says so, and she may do without."""
    page = screen("/import")
    drop(page, device(ward, 70))
    expect(page.get_by_label("Remember these answers")).to_have_count(0)
    page.get_by_role("button", name="Day first").click()
    page.get_by_label("Time zone of the recording").fill("UTC")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Nobody who is known here").click()
    name = page.get_by_label("Remember these answers for files of this kind as")
    expect(name).to_have_value("")
    name.fill("Cuff of room 3")
    page.keyboard.press("Enter")
    expect(page.locator(".read-as")).to_contain_text("Read as “Cuff of room 3”: day first, UTC")
    page.get_by_role("button", name="Import 1 entry").click()
    expect(page.locator(".stored")).to_contain_text("Stored 1 entry.")
    drop(page, device(ward, 88), "next.csv")
    expect(page.locator(".read-as")).to_contain_text("Read as “Cuff of room 3”: day first, UTC")
    page.get_by_role("button", name="Nobody who is known here").click()
    expect(page.locator(".verdict")).to_have_text("ready")
    page.get_by_role("button", name="Do not use it").click()
    expect(page.locator(".verdict")).to_have_text("to be answered")
    page.get_by_role("button", name="Read as “Cuff of room 3”").click()
    expect(page.locator(".verdict")).to_have_text("ready")
    expect(page.get_by_role("button", name="Rename: Cuff of room 3")).to_have_count(0)


def test_what_is_typed_stays_when_the_page_is_drawn_anew(ward: Ward, screen: Screen) -> None:
    """A zone and a name that are typed and not sent yet stay, with the cursor, while something else is answered or drawn anew."""
    page = screen("/import")
    drop(page, device(ward, 70))
    zone = page.get_by_label("Time zone of the recording")
    zone.fill("UTC")
    page.get_by_role("button", name="Day first").click()
    expect(page.get_by_role("button", name="Day first")).to_have_count(0)
    expect(zone).to_have_value("UTC")
    zone.press("Enter")
    page.get_by_role("button", name="Nobody who is known here").click()
    name = page.get_by_label("Remember these answers")
    name.fill("Cuff of room 3")
    page.evaluate("() => vigil.palette.choose('day')")
    expect(name).to_have_value("Cuff of room 3")
    expect(name).to_be_focused()
    page.get_by_role("button", name="Answer again").click()
    expect(zone).to_have_value("")


def test_a_file_that_does_not_fit_shows_how_it_was_read(ward: Ward, screen: Screen) -> None:
    """Where an answer puts a file on the wrong day, the refusal stands beside how it was read, and the answer is given anew."""
    page = screen(f"/import/{SESSION}")
    drop(page, device(ward, 70))
    page.get_by_role("button", name="Month first").click()
    page.get_by_label("Time zone of the recording").fill("UTC")
    page.keyboard.press("Enter")
    expect(page.locator("#import-page > .wrong")).to_contain_text("ends before session")
    expect(page.locator(".import-file")).to_contain_text("date order mdy")
    expect(page.get_by_role("button", name="Import", exact=False).last).to_be_disabled()
    page.get_by_role("button", name="Answer again").click()
    expect(page.get_by_role("button", name="Day first")).to_be_visible()


def test_a_clinician_puts_right_how_known_files_are_read(ward: Ward, screen: Screen) -> None:
    """On the page of imports a mapping is renamed and removed with the keyboard, and the next file is asked about again."""
    ward.clinic.staff.add(CLEO, PASSWORD, operator("test"))
    page = screen("/import", who=CLEO)
    drop(page, device(ward, 70))
    page.get_by_role("button", name="Day first").click()
    page.get_by_label("Time zone of the recording").fill("UTC")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Nobody who is known here").click()
    page.get_by_label("Remember these answers").fill("Cuff")
    page.get_by_role("button", name="Remember", exact=True).click()
    page.get_by_role("button", name="Rename: Cuff").press("Enter")
    page.keyboard.type("Cuff of room 3")
    page.keyboard.press("Enter")
    expect(page.locator("#mappings .told")).to_have_text("Cuff is called Cuff of room 3 now.")
    page.get_by_role("button", name="Remove: Cuff of room 3").press("Enter")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Remove: Cuff of room 3").press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#mappings .told")).to_contain_text("Cuff of room 3 is forgotten.")
    expect(page.locator("#mappings")).to_contain_text("Nothing yet.")
    drop(page, device(ward, 88), "next.csv")
    expect(page.locator(".verdict")).to_have_text("to be answered")
