"""What stands before Streamlit: files that never change, our page in place of its own."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import streamlit as st
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import FileResponse

from ui.components.mounting import ASSETS, address
from ui.display import STYLE_IN_PAGE
from ui.rendering import PACKAGE
from ui.serving.representations import COMPRESSORS, Content
from ui.serving.security import SecurityHeaders
from ui.serving.start_page.first_question import COMPONENT_FILES, first_question
from ui.serving.start_page.page import FAVICON, StartPage, loading, start_page
from ui.serving.start_page.streamlit_page import (
    StreamlitPageError,
    inline_scripts,
    read_streamlit_page,
)
from ui.teaching.links import PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

STREAMLIT_STATIC = Path(st.__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"  # for files whose name changes with their content
REVALIDATE = "no-cache"  # a browser keeps it, and asks whether it still holds
_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
}
_READING = {"GET", "HEAD"}
_NO_PAGES = ("/_stcore/", "/component/", "/media/")
_log = logging.getLogger(__name__)


def middleware(base_path: str = "", static: Path = STREAMLIT_STATIC) -> list[Middleware]:
    """What stands between the server and Streamlit, outermost first.

    What a first visit needs is compressed here and now, so that nobody waits for it. If Streamlit's
    page is not what it was, visitors get that page, and the log says why.

    Args:
        base_path: The `server.baseUrlPath` that the app is served under.
        static: The folder with Streamlit's page and the files that it links.

    Raises:
        RuleBookError: The rule book, which has the first question's locations, cannot be read.
    """
    files = static_files(static)
    prefix = prefix_of(base_path)
    pages: list[StartPage] = []
    try:
        streamlit_page = read_streamlit_page(static)
    except StreamlitPageError as error:
        _log.warning("%s; visitors get Streamlit's own page, which shows nothing at first", error)
        scripts = inline_scripts(static)
    else:
        components = [address(*file) for file in COMPONENT_FILES]
        component_scripts = [path for path in components if path.endswith(".js")]
        pages.append(start_page(streamlit_page, components, first_question()))
        pages.append(start_page(streamlit_page, component_scripts, loading()))
        scripts = pages[0].inline_scripts + pages[1].inline_scripts
        STYLE_IN_PAGE.set()
    contents = [Content(page.html.encode, _MEDIA_TYPES[".html"], REVALIDATE) for page in pages]
    linked = [files[f"/{path}"] for page in pages for path in page.linked]
    for coding, content in product(COMPRESSORS, (*contents, *linked)):
        content.representation(coding)
    return [
        Middleware(SecurityHeaders, inline_scripts=scripts),
        Middleware(Delivery, files=files, pages=contents, static=static, prefix=prefix),
    ]


def prefix_of(base_path: str) -> str:
    """What stands before every path: the base path with a slash before and none after."""
    return f"/{base_path.strip('/')}".rstrip("/")


def static_files(static: Path = STREAMLIT_STATIC) -> dict[str, Content]:
    """The text files that never change while the app runs, by their path below the base path."""
    found = {
        f"/{path.relative_to(static).as_posix()}": (path, FOREVER)
        for path in (static / "static").rglob("*")
    }
    for path in ASSETS.iterdir():
        found[f"/{address(path.stem, path.suffix)}"] = path, REVALIDATE
    found[f"/{FAVICON}"] = PACKAGE / "assets" / FAVICON, REVALIDATE
    return {
        name: Content(path.read_bytes, _MEDIA_TYPES[path.suffix], cache_control)
        for name, (path, cache_control) in sorted(found.items())
        if path.suffix in _MEDIA_TYPES
    }


@dataclass(frozen=True)
class Delivery:
    """Answers for known files, and sends our page; every other answer is Streamlit's.

    Attributes:
        app: Streamlit.
        files: The known files by path.
        pages: Our page at the app's own address, where every visit starts with a question, then our
            page at any other address; empty where Streamlit's own page is sent.
        static: The folder with Streamlit's page.
        prefix: The base path of the app, with a slash before and none after, or nothing.
    """

    app: ASGIApp
    files: Mapping[str, Content]
    pages: Sequence[Content]
    static: Path
    prefix: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or let it through."""
        path = _path_below(scope, self.prefix)
        file = self.files.get(path) if scope["type"] == "http" else None
        # A part of a file is Streamlit's to send, and only of a file of its own.
        is_part = path.startswith("/static/") and "range" in Headers(scope=scope)
        if file and scope["method"] in _READING and not is_part:
            await file.response(scope)(scope, receive, send)
        elif self.pages and scope["type"] == "http" and not path.startswith(_NO_PAGES):
            await self._answer_with_our_page(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _answer_with_our_page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let Streamlit answer, and send our page wherever it answers with its own."""
        is_streamlit_page = False

        async def send_others(message: Message) -> None:
            nonlocal is_streamlit_page
            if message["type"] == "http.response.start":
                etag = Headers(raw=message["headers"]).get("etag")
                is_streamlit_page = etag == self._streamlit_etag
            if not is_streamlit_page:
                await send(message)

        # Streamlit need not compress what is thrown away.
        headers = [header for header in scope["headers"] if header[0] != b"accept-encoding"]
        await self.app({**scope, "headers": headers}, receive, send_others)
        if is_streamlit_page:
            page = self.pages[0 if self._starts_with_question(scope) else 1]
            await page.response(scope)(scope, receive, send)

    @cached_property
    def _streamlit_etag(self) -> str:
        page = self.static / "index.html"
        return FileResponse(page, stat_result=page.stat()).headers["etag"]

    def _starts_with_question(self, scope: Scope) -> bool:
        """Whether the app will start with the first question, and not with what a link opens."""
        parameters = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        return _path_below(scope, self.prefix) == "/" and parameters.keys().isdisjoint(PARAMETERS)


def _path_below(scope: Scope, prefix: str) -> str:
    """The path below where the app is mounted and its base path; empty if it is not below."""
    path: str = scope.get("path", "")
    for above in (scope.get("root_path", ""), prefix):
        if not path.startswith(f"{above}/"):
            return ""
        path = path.removeprefix(above)
    return path
