"""How the app reaches a browser: which page and files it is sent, in what form, kept for how long.

Streamlit serves everything. What stands before it here answers for files that never change while
the app runs, in the smallest form that the browser takes, and for the page that starts a visit.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import FileResponse, Response

from ui.components.mounting import ASSETS, address
from ui.rendering import PACKAGE
from ui.serving.compression import IDENTITY, Form, Shelf, accepted, plain
from ui.serving.security import SecurityHeaders
from ui.serving.start_page.first_question import COMPONENTS, first_question
from ui.serving.start_page.page import FAVICON, index_page
from ui.teaching.links import PARAMETERS

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

STREAMLIT_STATIC = Path(st.__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"  # for files whose name changes with their content
ASK_FIRST = "no-cache"  # keep it, and ask whether it still holds
_TEXT = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
}
_PAGE = "text/html; charset=utf-8"
_READING = {"GET", "HEAD"}
_NOT_PAGES = ("/_stcore/", "/component/", "/media/")


@dataclass(frozen=True)
class Served:
    """A file as it is served."""

    content: Path
    media_type: str
    kept: str

    def read(self) -> bytes:
        """The content."""
        return self.content.read_bytes()


def middleware(base_path: str = "", shelf: Shelf | None = None) -> list[Middleware]:
    """What stands between the server and Streamlit, outermost first.

    Args:
        base_path: The `server.baseUrlPath` that the app is served under.
        shelf: Where compressed forms are kept; a new one if not given.

    Raises:
        IndexPageError: Streamlit's page is not what it was; see `ui.index_page`.
    """
    shelf = Shelf() if shelf is None else shelf
    served = served_files()
    own = [address(name) for name in COMPONENTS]
    first = index_page(STREAMLIT_STATIC, own, first_question())
    other = index_page(STREAMLIT_STATIC, own)
    hashes = tuple(dict.fromkeys((*first.script_hashes, *other.script_hashes)))
    for file in (*own, *first.linked):
        shelf.make_soon(f"/{file}", served[f"/{file}"].read)
    prefix = "/" + base_path.strip("/") if base_path.strip("/") else ""
    return [
        Middleware(SecurityHeaders, script_hashes=hashes),
        Middleware(Files, served=served, shelf=shelf, prefix=prefix),
        Middleware(
            IndexPages, first=first.content, other=other.content, shelf=shelf, prefix=prefix
        ),
    ]


def served_files() -> dict[str, Served]:
    """The text files that never change while the app runs, by their path below the base path."""
    served = {
        f"/{path.relative_to(STREAMLIT_STATIC).as_posix()}": _served(path, FOREVER)
        for path in sorted((STREAMLIT_STATIC / "static").rglob("*"))
        if path.suffix in _TEXT
    }
    for path in sorted(ASSETS.iterdir()):
        if path.suffix in _TEXT:
            served[f"/{address(path.stem, path.suffix)}"] = _served(path, ASK_FIRST)
    served[f"/{FAVICON}"] = _served(PACKAGE / "assets" / FAVICON, ASK_FIRST)
    return served


def _served(path: Path, kept: str) -> Served:
    return Served(path, _TEXT[path.suffix], kept)


class Files:
    """Answers for known files; every other path, letter for letter, is Streamlit's."""

    def __init__(self, app: ASGIApp, served: dict[str, Served], shelf: Shelf, prefix: str) -> None:
        """Stand before an app.

        Args:
            app: What answers for everything else.
            served: The known files by path.
            shelf: Where their compressed forms are kept.
            prefix: The base path of the app, with a slash before and none after, or nothing.
        """
        self._app = app
        self._served = served
        self._shelf = shelf
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or let it through."""
        path = _below(scope, self._prefix)
        known = self._served.get(path) if scope["type"] == "http" else None
        if known is None or scope["method"] not in _READING:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if "range" in headers:
            # Parts are parts of the plain file: no browser asks for parts of a compressed one.
            whole = plain(await run_in_threadpool(known.read))
            response: Response = FileResponse(
                known.content, headers=_headers(whole, known.kept), media_type=known.media_type
            )
        else:
            wanted = accepted(headers.get("accept-encoding"), self._shelf.offered)
            form = await run_in_threadpool(self._shelf.best_now, path, wanted, known.read)
            response = _response(form, known.kept, known.media_type, scope)
        await response(scope, receive, send)


class IndexPages:
    """Puts our page in the place of Streamlit's, at whatever path Streamlit answers with that."""

    def __init__(self, app: ASGIApp, first: bytes, other: bytes, shelf: Shelf, prefix: str) -> None:
        """Stand before an app.

        Args:
            app: Streamlit.
            first: Our page at the app's own address, where every visit starts with a question.
            other: Our page at any other address, or where a link for teaching says what to show.
            shelf: Where its compressed forms are kept.
            prefix: As for `Files`.
        """
        self._app = app
        self._first = first
        self._other = other
        self._shelf = shelf
        self._prefix = prefix
        theirs = STREAMLIT_STATIC / "index.html"
        self._their_etag = FileResponse(theirs, stat_result=theirs.stat()).headers["etag"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, and look what comes back."""
        if scope["type"] != "http" or _below(scope, self._prefix).startswith(_NOT_PAGES):
            await self._app(scope, receive, send)
            return
        theirs = False

        async def unless_theirs(message: Message) -> None:
            nonlocal theirs
            if message["type"] == "http.response.start":
                theirs = Headers(raw=message["headers"]).get("etag") == self._their_etag
            if not theirs:
                await send(message)

        # Streamlit need not compress what is thrown away.
        await self._app(_without_accept_encoding(scope), receive, unless_theirs)
        if theirs:
            header = Headers(scope=scope).get("accept-encoding")
            wanted = accepted(header, self._shelf.offered)[0]
            form = self._form(wanted, first=self._is_first(scope))
            await _response(form, ASK_FIRST, _PAGE, scope)(scope, receive, send)

    def _is_first(self, scope: Scope) -> bool:
        """Whether the app will start with the first question, and not with what a link opens."""
        asked = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        return _below(scope, self._prefix) == "/" and asked.keys().isdisjoint(PARAMETERS)

    def _form(self, encoding: str, *, first: bool) -> Form:
        name, content = ("first page", self._first) if first else ("other page", self._other)
        if encoding == IDENTITY:
            return plain(content)
        return self._shelf.made(name, encoding, lambda: content)


def _response(form: Form, kept: str, media_type: str, scope: Scope) -> Response:
    """The answer with a form of a content, or the word that the browser's own still holds."""
    headers = _headers(form, kept)
    known = Headers(scope=scope).get("if-none-match", "")
    if known.strip() == "*" or form.etag in (
        tag.strip().removeprefix("W/") for tag in known.split(",")
    ):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    if form.encoding != IDENTITY:
        headers["Content-Encoding"] = form.encoding
    headers["Content-Length"] = str(len(form.body))
    body = b"" if scope["method"] == "HEAD" else form.body
    return Response(body, headers=headers, media_type=media_type)


def _headers(form: Form, kept: str) -> dict[str, str]:
    return {"ETag": form.etag, "Cache-Control": kept, "Vary": "Accept-Encoding"}


def _below(scope: Scope, prefix: str) -> str:
    """The path below where the app is mounted and its base path; empty if it is not below."""
    path: str = scope.get("path", "")
    for above in (scope.get("root_path", ""), prefix):
        if not path.startswith(f"{above}/"):
            return ""
        path = path.removeprefix(above)
    return path


def _without_accept_encoding(scope: Scope) -> Scope:
    headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
    return {**scope, "headers": headers}
