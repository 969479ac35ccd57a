"""Headers that tell a browser what the app's answers may do: as little as possible."""

from __future__ import annotations

import base64
import hashlib
import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HOST = re.compile(r"[A-Za-z0-9.-]+(?::\d{1,5})?")
# On every answer. Scripts, styles, fonts and pictures get no more: the rest is about documents, and
# a slow link carries ninety of these a visit.
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_PART_OF_A_PAGE = re.compile(r"text/(?:javascript|css)|font/|image/(?!svg)")
DOCUMENTS = {
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer",
            "autoplay",
            "camera",
            "display-capture",
            "encrypted-media",
            "geolocation",
            "gyroscope",
            "magnetometer",
            "microphone",
            "midi",
            "payment",
            "usb",
        )
    ),
}
NOTHING_RUNS = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def script_hash(script: str) -> str:
    """The hash by which a Content-Security-Policy knows an inline script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def content_security_policy(script_hashes: Iterable[str], host: str) -> str:
    """The policy of the page.

    Args:
        script_hashes: The hashes of its inline scripts; no other inline script runs.
        host: The request's Host header. Older Safari does not take 'self' to cover the app's
            WebSocket, so that is named as well.
    """
    sockets = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self' " + " ".join(f"'{value}'" for value in script_hashes),
            # Streamlit writes its styles from JavaScript.
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self'{sockets}",
            "manifest-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
        )
    )


class SecurityHeaders:
    """Puts the headers on every answer that passes."""

    def __init__(self, app: ASGIApp, inline_scripts: Iterable[str]) -> None:
        """Stand before an app.

        Args:
            app: What answers.
            inline_scripts: The inline scripts of its pages.
        """
        self._app = app
        self._script_hashes = tuple(dict.fromkeys(map(script_hash, inline_scripts)))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, and put the headers on its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        host = Headers(scope=scope).get("host", "")

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message.setdefault("headers", []))
                put_headers(headers, message["status"], self._script_hashes, host)
            await send(message)

        await self._app(scope, receive, with_headers)


def put_headers(
    headers: MutableHeaders, status: int, script_hashes: Iterable[str] = (), host: str = ""
) -> None:
    """Put the headers of an answer in place.

    Args:
        headers: What the answer has so far.
        status: Its status.
        script_hashes: The hashes of the inline scripts that may run, if it is a page.
        host: The host that the request names.
    """
    kind = headers.get("content-type", "")
    headers.update(ALWAYS)
    headers.setdefault("Cache-Control", "no-store")
    # "Not modified" renews the headers that the browser has kept, and does not say of what kind.
    if status == HTTPStatus.NOT_MODIFIED or _PART_OF_A_PAGE.match(kind):
        return
    headers.update(DOCUMENTS)
    page = kind.startswith("text/html")
    headers["Content-Security-Policy"] = (
        content_security_policy(script_hashes, host) if page else NOTHING_RUNS
    )


def on_server_error(request: Request, error: Exception) -> Response:  # noqa: ARG001
    """The answer when the server itself fails; nothing else puts headers on that one."""
    response = PlainTextResponse(
        "Something went wrong on our side. Please try again.",
        status_code=HTTPStatus.INTERNAL_SERVER_ERROR,
    )
    put_headers(response.headers, response.status_code)
    return response
