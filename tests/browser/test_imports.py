"""Can a nurse bring a monitor's file in on a page, see what is in it first, and take it back?"""

from __future__ import annotations

from datetime import UTC, datetime

from playwright.sync_api import Page, expect

from models.facts import Voided
from models.vitals import MINUTE
from tests.browser.conftest import Screen
from tests.browser.ward import SESSION, Ward


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
