"""How does a story make entries wait? What is entered is not let through to the server, and what waits is looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import BrowserContext, Page, Route, expect

from models.clinic import User, operator
from tests.browser.ward import PASSWORD, SESSION, Ward, sign_in

OTHER = User(name="nurse.b", full_name="Nurse B", role="nurse", password_hash="")
SENT = re.compile(r"/api/v1/sessions/[^/]+/(observations|doses|notes|facts/.*|infusions|stops|skips)$")
PENDING = ".sets tr.pending"
TAKEN = """() => document.getElementById('entry-status').dataset.kind === 'wrong'
    || Array.from(document.querySelectorAll('.entry input')).every((input) => !input.value)"""
"""The fields are empty again: what was typed is saved, or waits; or something is wrong with it."""
RAW = """async () => {
    const answer = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
    const opened = await answer(indexedDB.open('vigil'));
    const all = (name) => answer(opened.transaction(name).objectStore(name).getAll());
    const text = (bytes) => Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join('');
    const out = async ({ key }) => crypto.subtle.exportKey('raw', key).then(() => 'read out', (refused) => refused.name);
    const [entries, keys] = [await all('entries'), await all('keys')];
    return { names: entries.map((row) => Object.keys(row).sort()), text: entries.map((row) => text(row.sealed)).join(' '),
        owners: entries.map((row) => row.owner), keys: await Promise.all(keys.map(out)) }; }"""
"""What is really in the browser: what is kept of each entry, its bytes, whose it is, and whether a key can be read out."""


def no(route: Route) -> None:
    """No answer, as when the network is gone."""
    route.abort("internetdisconnected")


def hold(context: BrowserContext) -> None:
    """From now on nothing that is entered reaches the server; pages and streams do."""
    context.route(SENT, no)


def let_go(context: BrowserContext) -> None:
    """What is entered reaches the server again, and the browser notices."""
    context.unroute(SENT, no)
    for page in context.pages:
        page.evaluate("window.dispatchEvent(new Event('online'))")


@contextmanager
def held(page: Page) -> Iterator[None]:
    """While this lasts nothing that is entered reaches the server."""
    hold(page.context)
    yield
    let_go(page.context)


def enter(page: Page, **values: object) -> None:
    """Type values into the fields of the tab in front and press Enter; once more where it is asked whether they are right."""
    page.bring_to_front()  # as one does who types there; a tab behind another draws once a second
    for name, value in values.items():
        page.fill(f"#entry-{name}", str(value))
    page.focus("#entry-note")
    page.keyboard.press("Enter")
    if page.get_attribute("#entry-status", "data-kind") == "ask":
        page.keyboard.press("Enter")
    page.wait_for_function(TAKEN)


def wait(page: Page, count: int) -> None:
    """Wait until so many entries are shown as not sent, in the table and above."""
    expect(page.locator(PENDING)).to_have_count(count)
    expect(page.locator("#health .unsent")).to_have_text(f"{count} not sent")


def rates(ward: Ward, session: str = SESSION) -> list[float]:
    """The heart rates that a nurse typed, in the order in which they were stored."""
    entries = ward.clinic.entries(session)
    found = [getattr(entry.fact, "heart_rate", None) for entry in entries if len(entry.fact.id) == 36]
    return [rate for rate in found if rate is not None]


def add_other(ward: Ward) -> None:
    """A second nurse works here."""
    ward.clinic.staff.add(OTHER, PASSWORD, operator("test"))


def sign_in_as(page: Page, ward: Ward, name: str) -> None:
    """Somebody signs in on this browser."""
    page.context.clear_cookies()
    page.context.add_cookies(sign_in(ward.url, name))  # type: ignore[arg-type]


def open_session(page: Page, ward: Ward, session: str = SESSION) -> None:
    """Load the page of a session anew."""
    page.goto(f"{ward.url}/session/{session}")
    expect(page.locator(".chart[data-drawn]")).to_be_attached()
    expect(page.locator("#entry-heart_rate")).to_be_visible()
