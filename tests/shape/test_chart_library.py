"""Which chart library a browser gets: the small one that we send, before any chart asks for one."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator

import dash
import pytest
from dash import dcc, html
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from tests.shape.tree import VENDOR

pytestmark = pytest.mark.browser


@pytest.fixture
def address() -> Iterator[str]:
    """A page with one chart and the vendored library as its asset."""
    app = dash.Dash(__name__, assets_folder=str(VENDOR.parent), assets_ignore=r"^(?!plotly-basic).*", compress=False)
    app.layout = html.Div(dcc.Graph(id="g", figure={"data": [{"x": [1, 2], "y": [3, 4]}], "layout": {}}))
    server = make_server("127.0.0.1", 0, app.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_small_chart_library_is_there_before_the_first_chart(address: str) -> None:
    """A chart is drawn with the vendored library, and Dash's own of four times the size is never fetched."""
    chromium = shutil.which("chromium") or pytest.skip("no chromium")
    with sync_playwright() as play, play.chromium.launch(executable_path=chromium, args=["--no-sandbox"]) as browser:
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        page.wait_for_selector("#g .scatterlayer")
        page.wait_for_timeout(300)
        assert page.evaluate("window.Plotly.version") == "4.1.1"
    assert [a for a in asked if "vendor/plotly-basic" in a]
    assert not [a for a in asked if "async-plotlyjs" in a or "plotly.min" in a]
