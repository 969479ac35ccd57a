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
from ui.serving.compression import IDENTITY, Shelf, accepted, plain
from ui.serving.middleware import FOREVER, STREAMLIT_STATIC, served_files
from ui.serving.start_page.page import ELEMENTS, IndexPageError, index_page, late_scripts

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

    from tests.conftest import StartedApp

PLAIN = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}
SCRIPT = next(path for path, served in served_files().items() if served.kept == FOREVER)
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
    file = served_files()[SCRIPT].read()
    assert status == 200
    assert headers.get("content-encoding") == encoding
    assert PLAIN[encoding](body) == file
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["vary"] == "Accept-Encoding"
    again, _, nothing = ask(app, SCRIPT, If_None_Match=headers["etag"], **wanted)
    assert (again, nothing) == (304, b"")
    head, as_told, nothing = ask(app, SCRIPT, method="HEAD", **wanted)
    assert (head, nothing) == (200, b"")
    assert as_told["content-length"] == str(len(body))


def test_a_part_of_a_file_is_a_part_of_the_plain_file(app: StartedApp) -> None:
    """A range is answered from the file as it stands, even if compression is taken."""
    status, headers, body = ask(app, SCRIPT, Range="bytes=2-9", Accept_Encoding="br")
    assert status == 206
    assert "content-encoding" not in headers
    assert body == served_files()[SCRIPT].read()[2:10]


@pytest.mark.parametrize("path", ["/static/%2e%2e/index.html", "/static/..%2f..%2fetc/passwd"])
def test_no_path_leads_out_of_the_folder(app: StartedApp, path: str) -> None:
    """A path that climbs gets no file."""
    status, _, body = ask(app, path)
    assert status in {400, 404} or b"Pain Options Explorer</title>" in body
    assert b"root:" not in body


def test_each_form_is_made_once() -> None:
    """However often a content is asked for, it is compressed once in each encoding."""
    made: list[str] = []

    def noting(name: str) -> Callable[[bytes], bytes]:
        def compress(content: bytes) -> bytes:
            made.append(name)
            return content[:1]

        return compress

    shelf = Shelf({"br": noting("br"), "gzip": noting("gzip")})
    for _, encoding in product(range(5), ("br", "gzip")):
        assert shelf.made("file", encoding, lambda: b"content").body == b"c"
    assert sorted(made) == ["br", "gzip"]


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
    assert accepted(header, ("br", "gzip")) == expected


def test_a_plain_form_is_the_content() -> None:
    """Identity changes nothing."""
    assert plain(b"content").body == b"content"


def test_the_scripts_of_the_first_question_are_known_to_streamlit() -> None:
    """Every element of the first question is in Streamlit's manifest, so none is found late."""
    for element in ELEMENTS:
        files = late_scripts(STREAMLIT_STATIC, [element])
        assert files, element
        assert all((STREAMLIT_STATIC / file).is_file() for file in files)


def test_another_page_of_streamlits_is_refused(tmp_path: Path) -> None:
    """If a new version lacks what is replaced, the error says which part."""
    page = (STREAMLIT_STATIC / "index.html").read_text(encoding="utf-8")
    (tmp_path / "manifest.json").write_text("{}")
    (tmp_path / "index.html").write_text(page.replace("<title>Streamlit</title>", ""))
    with pytest.raises(IndexPageError, match="its title 0 times"):
        index_page(tmp_path)


@pytest.mark.browser
def test_a_journey_breaks_no_policy(chromium: Browser, app: StartedApp) -> None:
    """A whole journey leaves no error and no breach of the policy in the browser's console."""
    context = chromium.new_context()
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda said: told.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto(app.address)
    answer(page, "Lower back", "Slipped disc (herniated disc)")
    expect(page.locator("#loading")).to_have_count(0)
    page.goto(f"{app.address}/?location=leg&condition=sciatica")
    expect(page.locator(".st-key-diagram svg, .po-trace").first).to_be_attached()
    context.close()
    assert told == []


@pytest.mark.browser
def test_no_patients_page_loads_tables(page: Page, app: StartedApp) -> None:
    """After a whole journey the server's process holds neither pandas nor pyarrow."""
    libraries = Path(f"/proc/{app.process}/maps")
    if not libraries.is_file():
        pytest.skip("this system does not tell which libraries a process holds")
    answer(page, "Leg or foot", "Nerve pain from the back down a leg (sciatica)")
    page.get_by_role("link", name="All treatment options").click()
    on_page(page, "All treatment options")
    held = libraries.read_text(encoding="utf-8")
    assert "durable_rules" in held
    assert "pandas" not in held
    assert "pyarrow" not in held
