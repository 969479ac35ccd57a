"""How the app reaches a browser where things are less simple: odd requests, lost connections."""

from __future__ import annotations

import asyncio
import gzip
import http.client
import re
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from starlette.applications import Starlette
from starlette.routing import Mount
from streamlit.web.server.starlette.starlette_static_routes import create_streamlit_static_handler

from tests.ui.steps import WHERE, answer, on_page
from ui.serving.middleware import STREAMLIT_STATIC, middleware, static_files
from ui.serving.representations import COMPRESSORS, IDENTITY, acceptable_codings
from ui.serving.security import on_server_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Route

    from tests.conftest import StartedApp

OFFERED = ("br", "gzip")
SCRIPT = next(path for path in static_files() if re.fullmatch(r"/static/js/index\.[^/]+\.js", path))
COMPONENT = "/_stcore/bidi-components/ui.announcer/announcer.js"
ICON = "/favicon.svg"
OURS = b"Pain Options Explorer</title>"
KINDS = [
    ("GET", "/about", 200),
    ("POST", "/", 405),
    ("GET", "/_stcore/host-config", 200),
    ("GET", "/_stcore/agent/no-such-thing", 404),
    ("GET", "/media/no-such-file", 404),
    ("GET", "/about/", 301),
    ("GET", "//elsewhere.example/", 400),
    ("GET", "/static/../index.html", 400),
]
COUNT_SOCKETS = """
    window.sockets = [];
    window.WebSocket = class extends WebSocket {
      constructor(...given) { super(...given); window.sockets.push(this); }
    };
"""
LOSE_THE_FIRST_SOCKET = """
    const Counted = window.WebSocket;
    window.WebSocket = class extends Counted {
      constructor(...given) { super(...given); if (window.sockets.length === 1) this.close(); }
    };
"""
Sent = tuple[int, dict[str, str], bytes]


def ask(app: StartedApp, path: str, method: str = "GET", **headers: str) -> Sent:
    """Ask for exactly this path; names of headers have an underscore for each hyphen."""
    connection = http.client.HTTPConnection(urlsplit(app.address).netloc, timeout=20)
    connection.putrequest(method, path, skip_accept_encoding=True, skip_host="host" in headers)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answered = connection.getresponse()
    body = answered.read()
    connection.close()
    return answered.status, {name.lower(): v for name, v in answered.getheaders()}, body


@pytest.mark.parametrize(("method", "path", "status"), KINDS)
def test_refusals_and_detours_have_the_headers_too(
    app: StartedApp, method: str, path: str, status: int
) -> None:
    """Whatever a browser could show as a document has all of them."""
    found, headers, _ = ask(app, path, method)
    assert found == status
    assert headers["x-frame-options"] == "DENY"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["cache-control"] in {"no-cache", "no-store"}


def test_a_fault_of_the_server_is_told_with_the_headers_and_no_cause() -> None:
    """The one answer that passes by the middleware has the headers, and names nothing."""
    response = on_server_error(None, ValueError("sciatica"))  # type: ignore[arg-type]
    assert (response.status_code, response.headers["cache-control"]) == (500, "no-store")
    assert b"sciatica" not in bytes(response.body)
    assert response.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
@pytest.mark.parametrize("path", [SCRIPT, COMPONENT, ICON, "/", "/about"])
def test_not_modified_leaves_the_policy_that_the_browser_has(
    app: StartedApp, path: str, encoding: str
) -> None:
    """304 for the form's own tag in every way of writing it, and without a policy of its own."""
    _, headers, body = ask(app, path, accept_encoding=encoding)
    status, head, nothing = ask(app, path, "HEAD", accept_encoding=encoding)
    assert (status, nothing, head["content-length"]) == (200, b"", str(len(body)))
    tag = headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        status, kept, nothing = ask(app, path, accept_encoding=encoding, if_none_match=known)
        assert (status, nothing, kept["etag"]) == (304, b"", tag)
        assert "content-security-policy" not in kept
    other = "gzip" if encoding != "gzip" else "br"
    assert ask(app, path, accept_encoding=other, if_none_match=tag)[0] == 200


@pytest.mark.parametrize(
    ("host", "sockets"),
    [
        ("pain.example:8501", " ws://pain.example:8501 wss://pain.example:8501"),
        ("x; script-src *", ""),
        ("[::1]:80", ""),
        ("", ""),
    ],
)
def test_only_the_name_of_a_host_gets_into_the_policy(
    app: StartedApp, host: str, sockets: str
) -> None:
    """The app's own socket is named for browsers whose 'self' leaves it out."""
    status, headers, _ = ask(app, "/", host=host)
    policy = headers["content-security-policy"] if status == 200 else ""
    assert f"; connect-src 'self'{sockets}; " in policy or (status, sockets) == (400, "")


@pytest.mark.parametrize(
    "path",
    [
        "/static/js/..%2f..%2f..%2f..%2fconfig.py",
        "/static/js/..\\..\\..\\config.py",
        f"/{SCRIPT}",
        f"{SCRIPT}%00",
        SCRIPT.upper(),
        "/_stcore/bidi-components/ui.announcer/..%2f..%2fannouncer.py",
        "/favicon.svg/../../../pyproject.toml",
    ],
)
def test_only_the_very_path_of_a_file_leads_to_it(app: StartedApp, path: str) -> None:
    """Any other is refused by Streamlit or answered with the page."""
    status, _, body = ask(app, path)
    assert status in {400, 404} or OURS in body


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, ["identity"]),
        ("", ["identity"]),
        ("gzip, deflate, br, zstd", ["br", "gzip", "identity"]),  # what browsers send
        ("gzip, deflate", ["gzip", "identity"]),  # what they send without https
        ("deflate, zstd", ["identity"]),
        ("br;q=0.5, gzip;q=1.0", ["gzip", "br", "identity"]),
        ("br;q=0.5, gzip;q=0.5", ["br", "gzip", "identity"]),
        ("br;q=0, gzip", ["gzip", "identity"]),
        ("*", ["br", "gzip", "identity"]),
        ("*;q=0", ["identity"]),
        ("*;q=0.5, br;q=0", ["gzip", "identity"]),
        ("*;q=0.5, gzip;q=0.9", ["gzip", "br", "identity"]),
        ("identity", ["identity"]),
        ("identity;q=1.0, br;q=0.5, gzip;q=0.5", ["identity"]),
        ("identity;q=0.5, br;q=0.5, gzip;q=0.2", ["br", "identity"]),
        ("identity;q=0, gzip", ["gzip", "identity"]),
        ("identity;q=0", ["identity"]),  # a page helps more than an error
        ("*;q=0, identity;q=0", ["identity"]),
    ],
)
def test_weights_are_read_as_rfc_9110_has_them(header: str | None, expected: list[str]) -> None:
    """The most wanted first, ours among equals; what is wanted less than identity is left out."""
    assert acceptable_codings(header, OFFERED) == expected


def call(app: Starlette, path: str, root_path: str = "", encoding: str = "gzip") -> Sent:
    """Call an ASGI app in this process."""
    sent: list[dict[str, Any]] = []
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "method": "GET",
        "path": path,
        "root_path": root_path,
        "query_string": b"",
        "headers": [(b"accept-encoding", encoding.encode())],
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:  # noqa: ANN401
        sent.append(message)

    # In a thread of its own: tests in a browser leave a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, app(scope, receive, send)).result()
    found = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], found, b"".join(m.get("body", b"") for m in sent[1:])


def standing_alone(base_path: str, static: Path = STREAMLIT_STATIC) -> Starlette:
    """The middleware before Streamlit's static files, and nothing else."""
    handler = create_streamlit_static_handler(str(static), base_path)
    mount = Mount(f"/{base_path}".rstrip("/") or "/", handler)
    return Starlette(routes=[mount], middleware=middleware(base_path, static))


def test_nothing_is_compressed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked again and again in each way, a content goes through each compressor at most once."""
    given: dict[str, list[bytes]] = {"br": [], "gzip": []}

    def noting(encoding: str, compressor: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
        def compress(content: bytes) -> bytes:
            given[encoding].append(content)
            return compressor(content)

        return compress

    for encoding in OFFERED:
        monkeypatch.setitem(COMPRESSORS, encoding, noting(encoding, COMPRESSORS[encoding]))
    app = standing_alone("")
    for _, path in product(range(5), (SCRIPT, COMPONENT, ICON, "/", "/about")):
        for header in ("br", "gzip", "br, gzip", "identity"):
            assert call(app, path, encoding=header)[1].get("content-encoding", IDENTITY) in header
    for contents in given.values():
        assert contents
        assert len(contents) == len(set(contents))


@pytest.mark.parametrize(
    ("base_path", "root_path", "before"),
    [("", "", ""), ("tool", "", "/tool"), ("a/b", "", "/a/b"), ("", "/mounted", "/mounted")],
)
def test_a_base_path_comes_before_every_path(base_path: str, root_path: str, before: str) -> None:
    """Under `server.baseUrlPath` or mounted, files are found below it and nowhere else."""
    app = standing_alone(base_path)
    assert (
        gzip.decompress(call(app, before + SCRIPT, root_path)[2]) == static_files()[SCRIPT].read()
    )
    assert OURS in gzip.decompress(call(app, f"{before}/", root_path)[2])
    for path in (f"{before}x{SCRIPT}", f"/other{SCRIPT}", *([SCRIPT] if base_path else [])):
        status, headers, _ = call(app, path, root_path)
        assert status == 404 or headers["content-type"].startswith("text/html")


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A context of its own, with an empty cache."""
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.mark.browser
def test_the_page_says_what_it_is_while_it_loads(context: BrowserContext, app: StartedApp) -> None:
    """Words at once, in English and with a title; gone when the page shows."""
    page = context.new_page()

    def continue_late(route: Route) -> None:
        time.sleep(1)
        route.continue_()

    page.route("**/static/js/index.*.js", continue_late)
    page.goto(f"{app.address}/about", wait_until="commit")
    expect(page.locator("#loading").get_by_text("Loading this page.")).to_be_visible()
    assert page.title() == "Pain Options Explorer"
    assert page.locator("html").get_attribute("lang") == "en"
    on_page(page, "About")


@pytest.mark.browser
def test_without_javascript_the_page_is_readable(chromium: Browser, app: StartedApp) -> None:
    """It says what is wrong, what to do and whom to ask, and does not seem to load."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(app.address)
    expect(page.locator("body noscript h1")).to_be_visible()
    shown = page.locator("body noscript").inner_text()
    for words in ("This page needs JavaScript", "pain specialist", "emergency number"):
        assert words in shown
    expect(page.locator("#loading")).to_be_hidden()
    context.close()


@pytest.mark.browser
def test_nothing_that_the_first_question_needs_is_found_late(
    context: BrowserContext, app: StartedApp
) -> None:
    """Every script that loads before the question shows is linked in the page."""
    page = context.new_page()
    scripts: set[str] = set()
    page.on("request", lambda r: scripts.add(r.url) if r.resource_type == "script" else None)
    page.goto(app.address)
    on_page(page, WHERE)
    page.wait_for_load_state("networkidle")
    text = ask(app, "/")[2].decode()
    linked = {app.address + path for path in re.findall(r'(?:src|href)="\.(/[^"]+\.js)"', text)}
    assert not scripts - linked, "found late: add to streamlit_page.ELEMENTS"


@pytest.mark.browser
@pytest.mark.parametrize(("lose", "sockets"), [("", 1), (LOSE_THE_FIRST_SOCKET, 2)])
def test_one_connection_serves_the_visit_and_is_replaced_when_it_is_lost(
    context: BrowserContext, app: StartedApp, lose: str, sockets: int
) -> None:
    """No second one is opened beside it; if it is lost, the visit goes on with another."""
    context.add_init_script(COUNT_SOCKETS + lose)
    page = context.new_page()
    page.goto(app.address)
    answer(page, "Leg or foot", "Sciatica")
    assert page.evaluate("window.sockets.length") == sockets


@pytest.mark.browser
def test_a_second_visit_asks_for_no_hashed_file(context: BrowserContext, app: StartedApp) -> None:
    """What cannot have changed comes from the browser's own cache."""
    for _ in range(2):
        page = context.new_page()
        page.goto(app.address)
        on_page(page, WHERE)
        page.wait_for_load_state("networkidle")
        sizes: dict[str, int] = page.evaluate(
            """() => Object.fromEntries(performance.getEntriesByType("resource")
                .filter((entry) => entry.name.includes("/static/"))
                .map((entry) => [entry.name, entry.transferSize]))"""
        )
        page.close()
    assert len(sizes) > 50
    assert not [name for name, size in sizes.items() if size]
