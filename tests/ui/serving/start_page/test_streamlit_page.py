"""What is read from Streamlit's page, also where that is not what was expected."""

from __future__ import annotations

import logging
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.ui.serving.test_delivery_edges import OURS, call, standing_alone
from ui.display import STYLE_IN_PAGE
from ui.serving.middleware import STREAMLIT_STATIC
from ui.serving.security import script_hash
from ui.serving.start_page.streamlit_page import (
    SMALL_FOR_A_LARGE,
    StreamlitPageError,
    inline_scripts,
    read_streamlit_page,
)

if TYPE_CHECKING:
    from pathlib import Path

PAGE = (STREAMLIT_STATIC / "index.html").read_text(encoding="utf-8")
ENTRY = re.search(r'<script type="module"[^>]*></script>', PAGE).group()  # type: ignore[union-attr]
OTHER_PAGES = [
    (ENTRY, "", "its script 0 times"),
    (ENTRY, 2 * ENTRY, "its script 2 times"),
    ('<div id="root">', '<div id="app">', "its root 0 times"),
    ('href="./static/js/react-dom', 'href="./static/js/no-such', "links static/js/no-such"),
    ('src="./static/js/index', 'src="https://elsewhere.example/index', "links https://elsewhere"),
]


def test_all_that_streamlits_page_loads_is_found() -> None:
    """Each script and style sheet that the page names, and the entry among them."""
    page = read_streamlit_page(STREAMLIT_STATIC)
    named = set(re.findall(r'(?:src|href)="\./(static/[^"]+\.(?:js|css))"', PAGE))
    assert named <= {*page.modules, *page.style_sheets}
    assert f'src="./{page.entry}"' in ENTRY
    assert len(page.modules) == len(set(page.modules))


def test_large_scripts_are_fetched_beside_small_ones() -> None:
    """Each large one is followed by small ones, and the largest is the first of all."""
    page = read_streamlit_page(STREAMLIT_STATIC)
    sizes = [(STREAMLIT_STATIC / path).stat().st_size for path in page.modules]
    large = sizes[:: SMALL_FOR_A_LARGE + 1]
    small = [size for place, size in enumerate(sizes) if place % (SMALL_FOR_A_LARGE + 1)]
    assert large == sorted(sizes)[-len(large) :][::-1]
    assert small == sorted(sizes)[: len(small)]


@pytest.mark.parametrize(("part", "replacement", "message"), OTHER_PAGES)
def test_another_page_of_streamlits_is_sent_as_it_is(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    part: str,
    replacement: str,
    message: str,
) -> None:
    """The app starts: the log says what is different, and the scripts of that page may run."""
    assert part in PAGE
    static = tmp_path / "static"
    shutil.copytree(STREAMLIT_STATIC / "static" / "css", static / "static" / "css")
    (static / "static" / "js").symlink_to(STREAMLIT_STATIC / "static" / "js")
    shutil.copy(STREAMLIT_STATIC / "manifest.json", static)
    page = PAGE.replace(part, replacement)
    (static / "index.html").write_text(page, encoding="utf-8")
    with pytest.raises(StreamlitPageError, match=re.escape(message)):
        read_streamlit_page(static)
    STYLE_IN_PAGE.clear()
    with caplog.at_level(logging.WARNING):
        app = standing_alone("", static=static)
        for path in ("/", "/about"):
            status, headers, body = call(app, path, encoding="identity")
            assert (status, body.decode()) == (200, page)
            assert OURS not in body
            for script in inline_scripts(static):
                assert f"'{script_hash(script)}'" in headers["content-security-policy"]
    assert message in caplog.text
    assert not STYLE_IN_PAGE.is_set(), "the app must send its style sheet itself"
