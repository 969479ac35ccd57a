"""Below a base path, as behind a proxy that serves other things too: everything works there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from websockets.asyncio.client import connect

from tests.conftest import started
from tests.ui.serving.loops import with_a_loop
from tests.ui.steps import NOT_SURE, RESULT, WHERE, answer, on_page, settled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.conftest import StartedApp

BASE = "/pain/options"
PROBED = ("/_stcore/health", "/_stcore/host-config")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartedApp]:
    """An app below a path."""
    folder = tmp_path_factory.mktemp("base_path")
    with started(folder, "-m", "ui", "--port", "0", "--base-path", f"{BASE}/") as app:
        yield app


@pytest.mark.browser
def test_a_visit_stays_below_it(chromium: Browser, app: StartedApp) -> None:
    """The start page, components, redirects, links and a teaching link: no request leaves it."""
    assert app.address.endswith(BASE)
    context = chromium.new_context()
    page = context.new_page()
    asked: list[str] = []
    failed: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.on(
        "response",
        lambda answer: failed.append(answer.url) if answer.status >= 400 else None,
    )
    page.goto(f"{app.address}/")
    answer(page, "Neck", NOT_SURE)
    assert urlsplit(page.url).path == f"{BASE}/result"
    page.reload()
    on_page(page, RESULT)
    page.get_by_role("link", name="About").click()
    on_page(page, "About")
    other = context.new_page()
    other.goto(f"{app.address}/condition")  # not answered yet: turned back
    on_page(other, WHERE)
    assert urlsplit(other.url).path.rstrip("/") == BASE
    other.goto(f"{app.address}/?location=leg&condition=sciatica")
    on_page(other, "Pathways")
    settled(other)
    assert urlsplit(other.url).path == f"{BASE}/pathways"
    # Streamlit's own script finds out what is a page and what the base path by asking below both.
    assert [url for url in failed if not url.endswith(PROBED)] == []
    outside = [url for url in asked if not urlsplit(url).path.startswith(f"{BASE}/")]
    assert [url for url in outside if not url.startswith(("blob:", "data:"))] == []
    context.close()


@pytest.mark.browser
def test_the_way_on_of_a_page_that_does_not_start_leads_below_it(
    chromium: Browser, app: StartedApp
) -> None:
    """The link that loads it again stays."""
    context = chromium.new_context()
    page = context.new_page()
    entry = re.compile(r"/static/js/index\.[^/]*\.js$")
    page.route(entry, lambda route: route.abort())
    page.goto(f"{app.address}/about", wait_until="commit")
    link = page.get_by_role("link", name="load it again")
    expect(link).to_be_visible()
    page.unroute(entry)
    link.click()
    on_page(page, "About")
    assert urlsplit(page.url).path == f"{BASE}/about"
    context.close()


VARIABLES = [
    ({"PORT": "many"}, ["PORT", "'many'", "0 to 65535"]),
    ({"STREAMLIT_SERVER_PORT": "-1", "PORT": "0"}, ["STREAMLIT_SERVER_PORT", "'-1'"]),
    ({"STREAMLIT_SERVER_BASE_URL_PATH": "a b", "PORT": "0"}, ["BASE_URL_PATH", "'a b'"]),
    ({"STREAMLIT_SERVER_MAX_UPLOAD_SIZE": "big", "PORT": "0"}, ["MAX_UPLOAD_SIZE", "'big'"]),
    ({"STREAMLIT_SERVER_ENABLE_CORS": "maybe", "PORT": "0"}, ["ENABLE_CORS", "'maybe'"]),
    ({"STREAMLIT_SERVER_SSL_CERT_FILE": "a.pem", "PORT": "0"}, ["SSL_CERT_FILE", "proxy"]),
    ({"HOST": "256.0.0.1", "PORT": "0"}, ["256.0.0.1"]),
]


@pytest.mark.parametrize(("variables", "words"), VARIABLES)
def test_a_variable_that_cannot_be_used_is_one_line(
    variables: dict[str, str], words: list[str]
) -> None:
    """It names the variable and what is wrong with it; nothing is served."""
    ended = subprocess.run(
        [sys.executable, "-m", "ui"],
        env=os.environ | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("pain-options: ")
    assert ended.stderr.count("\n") == 1
    assert [word for word in words if word not in ended.stderr] == []


@pytest.mark.parametrize(("setting", "agreed"), [("true", "permessage-deflate"), (None, "")])
@with_a_loop
async def test_connections_are_compressed_where_the_setting_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str | None, agreed: str
) -> None:
    """The compressor of each connection takes memory, so by itself the app agrees to none."""
    if setting:
        monkeypatch.setenv("STREAMLIT_SERVER_ENABLE_WEBSOCKET_COMPRESSION", setting)
    with started(tmp_path, "-m", "ui", "--port", "0") as app:
        address = f"{app.address.replace('http', 'ws')}/_stcore/stream"
        async with connect(address, compression="deflate") as connection:
            assert connection.response is not None
            extensions = connection.response.headers.get("Sec-WebSocket-Extensions", "")
            assert extensions.partition(";")[0] == agreed


def test_the_environment_counts_where_the_command_says_nothing(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A variable of Streamlit's counts more than a general one, and the command more than both."""
    monkeypatch.setenv("PORT", "1")  # nobody may listen there, or something does
    monkeypatch.setenv("HOST", "256.0.0.1")
    monkeypatch.setenv("STREAMLIT_SERVER_PORT", "0")
    monkeypatch.setenv("STREAMLIT_SERVER_ADDRESS", "127.0.0.1")
    monkeypatch.setenv("STREAMLIT_SERVER_BASE_URL_PATH", "/from/environment")
    with started(tmp_path_factory.mktemp("environment"), "-m", "ui") as app:
        assert app.address.endswith("/from/environment")
    with started(tmp_path_factory.mktemp("command"), "-m", "ui", "--base-path", "given") as app:
        assert app.address.endswith("/given")
