"""Does what a nurse entered survive until the server has it: no network, a reload, two tabs, the end of the sign-in?"""

from __future__ import annotations

import shutil
from itertools import pairwise
from time import monotonic

import pytest
from playwright.sync_api import Browser, expect

from models.facts import Dose, Note
from models.store import Patient
from models.vitals import MINUTE
from tests.browser.conftest import ARGUMENTS, Screen
from tests.browser.waiting import PENDING, RAW, SENT, TAKEN, enter, held, hold, let_go, open_session, rates, sign_in_as, wait
from tests.browser.ward import SESSION, Ward, add_session, past, sign_in


def test_twenty_entries_of_five_minutes_without_a_network(ward: Ward, screen: Screen) -> None:
    """Twenty sets of five minutes without a network are stored once, in order, with their own times, within 10 s."""
    page = screen()
    page.clock.install()
    open_session(page, ward)
    page.context.set_offline(True)
    times = []
    for number in range(20):
        enter(page, heart_rate=60 + number)
        expect(page.locator("#entry-status")).to_contain_text("Not sent")
        times.append(ward.clock())
        page.clock.fast_forward(15_000)
        ward.clock.ahead += 15_000
    wait(page, 20)
    page.context.set_offline(False)
    back = monotonic()
    expect(page.locator(PENDING)).to_have_count(0)
    taken = monotonic() - back
    print(f"\n20 entries of 5 min offline: all stored {taken:.1f} s after the network came back")  # noqa: T201 - a figure
    stored = [fact for fact in ward.sets() if len(fact.id) == 36]
    assert [fact.heart_rate for fact in stored] == [60 + number for number in range(20)]
    assert max(abs(fact.at - time) for fact, time in zip(stored, times, strict=True)) < 5_000
    assert all(after.at - before.at > 10_000 for before, after in pairwise(stored))
    assert taken < 10


def test_a_reload_loses_nothing(ward: Ward, screen: Screen) -> None:
    """A set, a dose, a note and a correction that were not sent are there after a reload, and are stored once, in order."""
    page = screen()
    hold(page.context)
    enter(page, heart_rate=77)
    entered = ward.clock()
    enter(page, note="asks for water")
    page.evaluate(
        """() => { const id = vigil.wire.uuid(), at = vigil.now();
        vigil.outbox.send({ id, session: 's1', at, said: 'Ondansetron 4 mg oral', url: '/api/v1/sessions/s1/doses',
            body: { client_id: id, at: new Date(at).toISOString(),
                drug: 'Ondansetron', amount: 4, unit: 'mg', route: 'oral', confirmed: true } }); }"""
    )
    page.locator("tr[data-fact=set30] >> text=Correct").click()
    page.click("text=Typing error")
    enter(page, heart_rate=83)
    wait(page, 4)
    page.reload()
    wait(page, 4)
    expect(page.locator(PENDING).first).to_contain_text("Not sent")
    let_go(page.context)
    expect(page.locator(PENDING)).to_have_count(0)
    kinds = [type(entry.fact).__name__ for entry in ward.clinic.entries(SESSION)][-4:]
    assert kinds == ["ObservationSet", "Note", "Dose", "Amended"]
    (stored,) = (fact for fact in ward.sets() if fact.heart_rate == 77)
    assert abs(stored.at - entered) < 3_000
    facts = [entry.fact for entry in ward.clinic.entries(SESSION)]
    assert [fact.text for fact in facts if isinstance(fact, Note)] == ["asks for water"]
    assert [fact.amount for fact in facts if isinstance(fact, Dose)] == [35, 4]


def test_what_waits_cannot_be_read(ward: Ward, screen: Screen) -> None:
    """What the browser keeps is encrypted, its key cannot be read out, it names nobody, and it is gone once the server has it."""
    page = screen()
    with held(page):
        enter(page, heart_rate=77, note="canary in the note")
        wait(page, 1)
        kept = page.evaluate(RAW)
    assert kept["names"] == [["id", "iv", "n", "owner", "sealed"]]
    assert kept["keys"] == ["InvalidAccessError"]
    assert not [word for word in ("canary", "heart_rate", "77", "OKAFOR", "0042", "nurse") if word in str(kept)]
    expect(page.locator(PENDING)).to_have_count(0)
    assert page.evaluate(RAW)["names"] == []


def test_two_tabs_share_what_waits_and_send_it_once(ward: Ward, screen: Screen) -> None:
    """Two tabs of one browser show the same four entries as not sent; they are sent once, by one of them, in order."""
    first = screen()
    second = first.context.new_page()
    open_session(second, ward)
    asked: list[str] = []
    hold(first.context)
    for number, page in enumerate((first, second, first, second)):
        enter(page, heart_rate=70 + number)
    for page in (first, second):
        wait(page, 4)
    first.context.on("request", lambda request: asked.append(request.url) if SENT.search(request.url) else None)
    let_go(first.context)
    for page in (first, second):
        expect(page.locator(PENDING)).to_have_count(0)
    assert rates(ward) == [70, 71, 72, 73]
    assert len(asked) == 4


@pytest.mark.slow
@pytest.mark.ux("U41")
def test_two_tabs_with_two_patients_never_mix(ward: Ward, screen: Screen) -> None:
    """Of a hundred sets entered in turns for two patients, partly without a network, each is stored with its own patient."""
    add_session(ward.clinic, "s2", "1", Patient(id="p2", name="LIND, Sven"), past(ward.clock(), "other-"))
    first = screen()
    second = first.context.new_page()
    open_session(second, ward, "s2")
    for number in range(50):
        if number == 5:
            hold(first.context)
        if number == 10:
            let_go(first.context)
        for page, rate in ((first, 60 + number), (second, 109 - number)):
            page.bring_to_front()
            page.fill("#entry-heart_rate", str(rate))
            page.press("#entry-heart_rate", "Enter")
            page.wait_for_function(TAKEN)
    for page in (first, second):
        expect(page.locator("#health .unsent")).to_have_text("0 not sent")
    assert rates(ward) == [60 + number for number in range(50)]
    assert rates(ward, "s2") == [109 - number for number in range(50)]


def test_the_end_of_the_sign_in_loses_nothing(ward: Ward, screen: Screen) -> None:
    """When the sign-in ends, the page stays and says what waits; after signing in again it is stored, and the page is live."""
    page = screen()
    (token,) = (c["value"] for c in page.context.cookies() if c["name"] == "vigil_session")
    with held(page):  # a page on which nothing waits leads to the sign-in as soon as it hears of the end
        enter(page, heart_rate=77)
        wait(page, 1)
        ward.clinic.sign_ins.sign_out(token)
    expect(page.locator("[data-notice=out]")).to_contain_text("Your sign-in has ended. 1 not sent, kept on this browser.")
    assert rates(ward) == []
    sign_in_as(page, ward, "nurse.a")
    again = page.context.new_page()
    open_session(again, ward)
    for tab in (page, again):
        expect(tab.locator(PENDING)).to_have_count(0)
        expect(tab.locator(".notice")).to_have_count(0)
    assert rates(ward) == [77]
    ward.seen(heart_rate=88)
    for tab in (page, again):
        expect(tab.locator("[data-value=hr] .number")).to_have_text("88")


def test_without_https_entries_wait_in_the_tab(ward: Ward, chromium: Browser) -> None:
    """Over plain http a browser keeps nothing: the page says that entries wait in this tab, and they are stored all the same."""
    address = ward.url.replace("127.0.0.1", "vigil.test")
    args = [*ARGUMENTS, "--host-resolver-rules=MAP vigil.test 127.0.0.1"]
    browser = chromium.browser_type.launch(executable_path=shutil.which("chromium"), args=args)
    context = browser.new_context()
    cookies = [cookie | {"url": address} for cookie in sign_in(ward.url)]
    context.add_cookies(cookies)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{address}/session/{SESSION}")
    assert page.evaluate("[isSecureContext, vigil.shelf.lasting()]") == [False, False]
    with held(page):
        enter(page, heart_rate=77)
        expect(page.locator("#entry-status")).to_contain_text("Kept in this tab only, leave it open")
        expect(page.locator("[data-notice=tab]")).to_contain_text("1 not sent: kept in this tab only. Leave it open.")
    expect(page.locator(PENDING)).to_have_count(0)
    assert rates(ward) == [77]
    browser.close()


@pytest.mark.parametrize(("minutes", "said"), [(-3, "3 min behind"), (4, "4 min ahead of")])
def test_a_device_whose_clock_is_wrong_is_told(ward: Ward, screen: Screen, minutes: int, said: str) -> None:
    """A device that is minutes off is told so; its entries have the clinic's time, and the log notes what its clock showed."""
    page = screen()
    page.clock.install(time=(ward.clock() + minutes * MINUTE) / 1000)
    open_session(page, ward)
    expect(page.locator("[data-notice=clock]")).to_contain_text(f"This device's clock is {said} the clinic's.")
    enter(page, heart_rate=77)
    entered = ward.clock()
    expect(page.locator("#entry-status")).to_contain_text("Saved")
    (stored,) = (fact for fact in ward.sets() if fact.heart_rate == 77)
    assert abs(stored.at - entered) < 5_000
    with ward.clinic.store.reading() as db:
        (noted,) = (line for line in db.trail(0, 10_000) if line.action == "device clock")
    assert (noted.actor, noted.about) == ("nurse.a", stored.id)
    assert ("behind" if minutes < 0 else "ahead") in noted.detail
