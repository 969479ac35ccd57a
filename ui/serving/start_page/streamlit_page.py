"""What a browser is told to load by the page that the installed Streamlit brings."""

from __future__ import annotations

import json
import re
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# What the first question is made of, by the names in Streamlit's manifest. A browser would find
# these scripts only after the app has sent its first page; linked in ours, they load meanwhile.
ELEMENTS = ("Html", "BidiComponent", "Button", "Radio", "PageLink")
# How many small scripts are fetched after each large one: from 6 on it made no difference.
SMALL_FOR_A_LARGE = 9
# The page is a build tool's, which writes its tags in one way; the tests hold it to that.
_INLINE_SCRIPT = re.compile(r"(?s)<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>")
_LINK = r'<link\s+rel="{}"[^>]*\shref="([^"]*)"'


class StreamlitPageError(RuntimeError):
    """Streamlit's installed page is not what this module reads; the message says in what."""


@dataclass(frozen=True)
class StreamlitPage:
    """What the page loads. Files are paths below the folder of the page.

    Attributes:
        entry: The script that starts Streamlit.
        modules: The scripts that it needs, and those of the first question, in the order in which
            to fetch them.
        style_sheets: Its style sheets.
        inline_scripts: Its inline scripts.
    """

    entry: str
    modules: tuple[str, ...]
    style_sheets: tuple[str, ...]
    inline_scripts: tuple[str, ...]


def inline_scripts(static: Path) -> tuple[str, ...]:
    """The inline scripts of the page in a folder, whatever else it is."""
    return tuple(_INLINE_SCRIPT.findall(_without_comments(static)))


def _without_comments(static: Path) -> str:
    return re.sub(r"(?s)<!--.*?-->", "", (static / "index.html").read_text(encoding="utf-8"))


def read_streamlit_page(static: Path) -> StreamlitPage:
    """Read what the page loads.

    Args:
        static: The folder with Streamlit's `index.html` and `manifest.json`.

    Raises:
        StreamlitPageError: The page does not have one script and one element for the app, or it
            links a file that is not there. A new version of Streamlit may do that.
    """
    page = _without_comments(static)
    scripts = re.findall(r'<script\b[^>]*\ssrc="([^"]*)"', page)
    for part, count in (("script", len(scripts)), ("root", page.count('id="root"'))):
        if count != 1:
            raise StreamlitPageError(f"Streamlit's index.html has its {part} {count} times, not 1")
    links = {rel: re.findall(_LINK.format(rel), page) for rel in ("modulepreload", "stylesheet")}
    modules = [path.removeprefix("./") for path in (*scripts, *links["modulepreload"])]
    modules = list(dict.fromkeys((*modules, *element_scripts(static))))
    style_sheets = [path.removeprefix("./") for path in links["stylesheet"]]
    for path in (*modules, *style_sheets):
        if not (path.startswith("static/") and (static / path).is_file()):
            raise StreamlitPageError(f"Streamlit's index.html links {path}, which is not there")
    return StreamlitPage(
        entry=modules[0],
        modules=fetch_order(sorted(modules, key=lambda path: (static / path).stat().st_size)),
        style_sheets=tuple(style_sheets),
        inline_scripts=inline_scripts(static),
    )


def fetch_order(smallest_first: Iterable[str]) -> tuple[str, ...]:
    """Files in the order in which a slow link brings them soonest.

    A browser fetches six at a time. A small file takes its time on the way there and back, a large
    one on the link; side by side, the small ones cost nothing.
    """
    waiting = deque(smallest_first)
    order: list[str] = []
    while waiting:
        order.append(waiting.pop())
        order += [waiting.popleft() for _ in range(min(SMALL_FOR_A_LARGE, len(waiting)))]
    return tuple(order)


def element_scripts(static: Path, elements: Iterable[str] = ELEMENTS) -> list[str]:
    """The scripts of elements, with all that these import, as Streamlit's manifest lists them.

    Names in the manifest outlive the hashes in the names of files. An element that it does not have
    is left out: the page then works as before, only later.
    """
    text = (static / "manifest.json").read_text(encoding="utf-8")
    manifest: dict[str, dict[str, object]] = json.loads(text)
    entries = {str(e.get("name")): key for key, e in manifest.items() if e.get("isDynamicEntry")}
    waiting = [entries[element] for element in elements if element in entries]
    found: dict[str, None] = {}  # a set that keeps its order
    for key in waiting:  # grows as it goes
        if key in found or key not in manifest:
            continue
        found[key] = None
        imports = manifest[key].get("imports", [])
        waiting.extend(imports if isinstance(imports, list) else [])
    return [str(manifest[key]["file"]) for key in found]
