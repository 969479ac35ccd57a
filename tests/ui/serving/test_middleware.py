"""Files reach a browser compressed, to be kept long, with the headers that protect it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import urllib.error
import urllib.request
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import brotli
import pytest
from playwright.sync_api import expect

from tests.ui.steps import answer, on_page
from ui.serving.middleware import FOREVER, STREAMLIT_STATIC, static_files
from ui.serving.representations import COMPRESSORS, IDENTITY, Content, acceptable_codings
from ui.serving.start_page.streamlit_page import ELEMENTS, element_scripts, read_streamlit_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

    from tests.conftest import StartedApp

PLAIN = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}
SCRIPT = next(path for path, file in static_files().items() if file.cache_control == FOREVER)
PATHS = ["/", "/condition", SCRIPT, "/favicon.svg", "/_stcore/health", "/static/js/none.js"]


def ask(
    app: StartedApp, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of an answer, as they came."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(f"{app.address}{path}", method=method, headers=named)  # noqa: S310 - our own
    try:
        with urllib.request.urlopen(request) as answered:  # noqa: S310 - our own
            return (
                answered.status,
                {k.lower(): v for k, v in answered.headers.items()},
                answered.read(),
            )
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, {k.lower(): v for k, v in refused.headers.items()}, refused.read()


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_headers(app: StartedApp, path: str) -> None:
    """Whatever is asked for, the answer says that it is not to be guessed at or framed."""
    _, headers, _ = ask(app, path)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "cache-control" in headers
    if not re.match("text/(javascript|css)", headers.get("content-type", "")):
        assert headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_the_policy_lets_only_the_pages_own_inline_scripts_run(app: StartedApp) -> None:
    """The hashes in the policy are those of the inline scripts of the pages that are sent."""
    hashes = set()
    for path in ("/", "/about"):
        _, headers, body = ask(app, path)
        scripts = re.findall(r"<script>(.*?)</script>", body.decode(), re.DOTALL)
        assert scripts
        for script in scripts:
            digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
            hashes.add(f"'sha256-{digest}'")
    policy = headers["content-security-policy"]
    script_src = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert set(script_src.split()[1:]) == {"'self'", *hashes}
    assert "unsafe-eval" not in policy
    assert policy.startswith("default-src 'none'")


def test_the_page_is_ours(app: StartedApp) -> None:
    """Language, title, icon and a word for browsers without scripts stand in the page itself."""
    _, headers, body = ask(app, "/")
    page = body.decode()
    assert headers["cache-control"] == "no-cache"
    assert '<html lang="en">' in page
    assert "<title>Where is your pain? - Pain Options Explorer</title>" in page
    assert "This page needs JavaScript." in page
    status, icon, _ = ask(app, "/favicon.svg")
    assert (status, icon["content-type"]) == (200, "image/svg+xml")


@pytest.mark.parametrize("encoding", ["br", "gzip", None])
def test_a_file_comes_in_the_form_that_was_asked_for(app: StartedApp, encoding: str | None) -> None:
    """Unpacked, each form is the file; it is kept for ever, and a second asking needs no body."""
    wanted = {"Accept_Encoding": encoding} if encoding else {}
    status, headers, body = ask(app, SCRIPT, **wanted)
    file = static_files()[SCRIPT].read()
    assert status == 200
    assert headers.get("content-encoding") == encoding
    assert PLAIN[encoding](body) == file
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["vary"] == "Accept-Encoding"
    again, _, nothing = ask(app, SCRIPT, If_None_Match=headers["etag"], **wanted)
    assert (again, nothing) == (304, b"")
    head, headers, nothing = ask(app, SCRIPT, method="HEAD", **wanted)
    assert (head, nothing) == (200, b"")
    assert headers["content-length"] == str(len(body))


def test_a_part_of_a_file_is_a_part_of_the_plain_file(app: StartedApp) -> None:
    """A range is answered from the file as it stands, even if compression is taken."""
    status, headers, body = ask(app, SCRIPT, Range="bytes=2-9", Accept_Encoding="br")
    assert status == 206
    assert "content-encoding" not in headers
    assert body == static_files()[SCRIPT].read()[2:10]


@pytest.mark.parametrize("path", ["/static/%2e%2e/index.html", "/static/..%2f..%2fetc/passwd"])
def test_no_path_leads_out_of_the_folder(app: StartedApp, path: str) -> None:
    """A path that climbs gets no file."""
    status, _, body = ask(app, path)
    assert status in {400, 404} or b"Pain Options Explorer</title>" in body
    assert b"root:" not in body


def test_each_representation_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However often a content is asked for, it is read and compressed once in each coding."""
    made: list[str] = []

    def read() -> bytes:
        made.append("read")
        return b"content"

    def compressor(name: str) -> Callable[[bytes], bytes]:
        def compress(content: bytes) -> bytes:
            made.append(name)
            return content[:1]

        return compress

    for coding in ("br", "gzip"):
        monkeypatch.setitem(COMPRESSORS, coding, compressor(coding))
    content = Content(read, "text/plain", FOREVER)
    for _, coding in product(range(5), ("br", "gzip")):
        assert content.representation(coding).body == b"c"
    assert made == ["read", "br", "read", "gzip"]


def test_a_first_visit_is_small() -> None:
    """The scripts and styles of a first visit take no more than 525 kB, 40 more than they could."""
    page = read_streamlit_page(STREAMLIT_STATIC)
    files = [static_files()[f"/{path}"] for path in (*page.modules, *page.style_sheets)]
    assert len(files) > 50
    assert sum(len(file.representation("br").body) for file in files) <= 525_000


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, [IDENTITY]),
        ("", [IDENTITY]),
        ("gzip", ["gzip", IDENTITY]),
        ("gzip, deflate, br, zstd", ["br", "gzip", IDENTITY]),
        ("br;q=0.1, gzip;q=0.9", ["gzip", "br", IDENTITY]),
        ("br;q=0, gzip", ["gzip", IDENTITY]),
        ("*", ["br", "gzip", IDENTITY]),
        ("*;q=0", [IDENTITY]),
        ("identity;q=1, gzip;q=0.5", [IDENTITY]),
        ("br;q=high, gzip", ["gzip", IDENTITY]),
    ],
)
def test_the_encoding_is_the_browsers_choice(header: str | None, expected: list[str]) -> None:
    """What the browser takes, in the order of its wish, then the smallest first."""
    assert acceptable_codings(header, ("br", "gzip")) == expected


def test_identity_is_the_content() -> None:
    """Identity changes nothing."""
    content = Content(lambda: b"content", "text/plain", FOREVER)
    assert content.representation(IDENTITY).body == b"content"


def test_the_scripts_of_the_first_question_are_known_to_streamlit() -> None:
    """Every element of the first question is in Streamlit's manifest, so none is found late."""
    for element in ELEMENTS:
        files = element_scripts(STREAMLIT_STATIC, [element])
        assert files, element
        assert all((STREAMLIT_STATIC / file).is_file() for file in files)


@pytest.mark.browser
def test_a_journey_breaks_no_policy(chromium: Browser, app: StartedApp) -> None:
    """A whole journey leaves no error and no breach of the policy in the browser's console."""
    context = chromium.new_context()
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(app.address)
    answer(page, "Lower back", "Slipped disc (herniated disc)")
    expect(page.locator("#loading")).to_have_count(0)
    page.goto(f"{app.address}/?location=leg&condition=sciatica")
    expect(page.locator(".st-key-diagram svg, .po-trace").first).to_be_attached()
    context.close()
    assert errors == []


@pytest.mark.browser
def test_no_patients_page_loads_tables(page: Page, app: StartedApp) -> None:
    """After a whole journey the server's process holds neither pandas nor pyarrow."""
    libraries = Path(f"/proc/{app.process.pid}/maps")
    if not libraries.is_file():
        pytest.skip("this system does not tell which libraries a process holds")
    answer(page, "Leg or foot", "Sciatica")
    page.get_by_role("link", name="All treatment options").click()
    on_page(page, "All treatment options")
    held = libraries.read_text(encoding="utf-8")
    assert "durable_rules" in held
    assert "pandas" not in held
    assert "pyarrow" not in held
