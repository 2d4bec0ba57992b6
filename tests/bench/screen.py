"""What a screen sees: Chromium without a window, and the instants at which it has drawn something."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

WATCH = """
window.drawn = [];
window.painted = [];
setInterval(() => {
    const chart = document.querySelector('.js-plotly-plot');
    if (!chart || !chart.on || chart.watched) return;
    chart.watched = true;
    const note = () => window.drawn.push([Date.now(), chart.data.flatMap(t => Array.from(t.y || []).slice(-12))]);
    if (chart.querySelector('.scatterlayer path.js-line, .scatterlayer .point')) note();
    ['plotly_afterplot', 'plotly_animated'].forEach(event => chart.on(event, note));
}, 20);
document.addEventListener('DOMContentLoaded', () => new MutationObserver(changes => {
    for (const change of changes) {
        const text = (change.target.nodeType === 3 ? change.target.parentNode : change.target)?.textContent || '';
        window.painted.push([Date.now(), text.slice(0, 200)]);
    }
}).observe(document.body, {subtree: true, childList: true, characterData: true}));
"""
"""Notes each drawing of a chart with the last dozen values of each trace, and each change of text."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of the system."""
    path = shutil.which("chromium")
    if path is None:
        raise RuntimeError("Chromium is not installed; `apt-get install chromium` brings it.")
    with sync_playwright() as play, play.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"]) as browser:
        yield browser


@contextmanager
def screen(browser: Browser, address: str, cookies: dict[str, str]) -> Iterator[Page]:
    """A page of its own, with an empty cache and this sign-in; nothing is loaded yet."""
    context: BrowserContext = browser.new_context(viewport={"width": 1280, "height": 800}, bypass_csp=True)
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
    context.add_init_script(WATCH)
    try:
        yield context.new_page()
    finally:
        context.close()
