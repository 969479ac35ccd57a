"""The page that every visit starts with: Streamlit's installed one, made ours at start-up.

Streamlit's page is empty until two megabytes of script have run. Ours says where the visitor is,
says it in plain words where no script runs, and starts at once what would come late.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

TITLE = "Pain Options Explorer"
DESCRIPTION = (
    "See which pain treatments one medical document lists, and talk about them with a specialist. "
    "It takes 3 questions. It gives no diagnosis."
)
FAVICON = "favicon.svg"
# What the first question is made of, by the names in Streamlit's manifest. A browser would find
# these scripts only after the app has sent its first page; linked here, they load meanwhile.
ELEMENTS = ("Html", "BidiComponent", "Button", "Radio", "PageLink")
_HERE = Path(__file__).parent
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_ENTRY = re.compile(r'<script type="module" crossorigin src="\./([^"]+)"></script>')
# What starts Streamlit, and what that needs.
_APP = re.compile(
    r'<script type="module"[^>]*></script>|<link rel="(?:modulepreload|stylesheet)"[^>]*>'
)
_AT_A_TIME = 6
_LINKED = re.compile(r'(?:src|href)="\./(static/[^"]+\.(?:js|css))"')


def _asset(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


@dataclass(frozen=True)
class Ahead:
    """What stands on the page until the app is there, in an element with the id `loading`.

    Attributes:
        title: The page's title.
        html: The element.
        script: What takes it away when the app is there.
    """

    title: str
    html: str
    script: str


LOADING = Ahead(TITLE, _asset("loading.html"), _asset("loading.js"))


class IndexPageError(RuntimeError):
    """Streamlit's installed page lacks what this module replaces."""


@dataclass(frozen=True)
class IndexPage:
    """The page and what others need to know of it.

    Attributes:
        content: The page.
        linked: The scripts and styles of Streamlit that it links, as paths below `static`'s parent.
        script_hashes: The hashes of its inline scripts, as a Content-Security-Policy wants them.
    """

    content: bytes
    linked: tuple[str, ...]
    script_hashes: tuple[str, ...]


def index_page(
    streamlit_static: Path, own_scripts: Iterable[str] = (), ahead: Ahead = LOADING
) -> IndexPage:
    """Make the page.

    Args:
        streamlit_static: The folder with Streamlit's `index.html` and `manifest.json`.
        own_scripts: Addresses, relative to the page, of scripts that the first question needs too.
        ahead: What stands on the page until the app is there.

    Returns:
        The page.

    Raises:
        IndexPageError: A part that has to be replaced is not there, or there more than once; the
            message says which. A new version of Streamlit may do that.
    """
    page = (streamlit_static / "index.html").read_text(encoding="utf-8")
    app = _APP.findall(page)
    late = [file for file in late_scripts(streamlit_static) if f'"./{file}"' not in page]
    # The entry too: a script that is not in the page from the start would be fetched last.
    preloaded = (*_ENTRY.findall(page), *own_scripts, *late)
    app += map(_preload, preloaded)
    body = (
        _asset("noscript.html"),
        ahead.html,
        '<div id="root"></div>',
        f"<script>\n{ahead.script}</script>",
        f'<template id="app">{"".join(app)}</template>',
        f"<script>\n{_asset('starting.js')}</script>",
    )
    for part, pattern, ours in (
        ("language", r'<html lang="[^"]*">', '<html lang="en">'),
        ("icon", r'<link rel="shortcut icon"[^>]*>', f'<link rel="icon" href="./{FAVICON}" />'),
        ("title", r"<title>[^<]*</title>", _head(ahead.title)),
        # Words can be read before their font is there, and scripts are what a visitor waits for.
        ("font", r'<link\s+rel="preload"[^>]*as="font"[^>]*/>\s*', ""),
        ("script", _ENTRY.pattern, ""),
        ("body", r"<body>.*</body>", "\n".join(("<body>", *body, "</body>"))),
    ):
        # Not as a template: a backslash in ours would mean something.
        page, count = re.subn(pattern, ours.replace("\\", r"\\"), page, flags=re.DOTALL)
        if count != 1:
            raise IndexPageError(f"Streamlit's index.html has its {part} {count} times, not once")
    linked = tuple(dict.fromkeys(_LINKED.findall(page)))
    # The largest come down while the page is read: as many as a browser fetches at a time.
    scripts = [file for file in linked if file.endswith(".js")]
    scripts.sort(key=lambda file: -(streamlit_static / file).stat().st_size)
    # Only now, since what stands in the template must stay.
    head, end, rest = page.partition("  </head>")
    page = _APP.sub("", head) + "".join(map(_preload, scripts[:_AT_A_TIME])) + end + rest
    return IndexPage(
        content=page.encode(),
        linked=linked,
        script_hashes=tuple(_hash(script) for script in _SCRIPT.findall(page)),
    )


def late_scripts(streamlit_static: Path, elements: Iterable[str] = ELEMENTS) -> list[str]:
    """The scripts of elements and all that these import, as Streamlit's manifest lists them.

    Names in the manifest outlive the hashes in the names of files. An element that it does not have
    is left out: the page then works as before, only later.
    """
    text = (streamlit_static / "manifest.json").read_text(encoding="utf-8")
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


def _preload(file: str) -> str:
    return f'<link rel="modulepreload" crossorigin href="./{file}">'


def _head(title: str) -> str:
    return f"""\
<title>{title}</title>
    <meta name="description" content="{DESCRIPTION}" />
    <meta name="theme-color" content="#FBFAF8" media="(prefers-color-scheme: light)" />
    <meta name="theme-color" content="#13181E" media="(prefers-color-scheme: dark)" />
    <style>
{_asset("page.css")}</style>
    <noscript><style>#loading {{ display: none; }}</style></noscript>
    <script>
{_asset("connecting.js")}</script>"""


def _hash(script: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
