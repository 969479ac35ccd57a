"""The gate before the app: who may come in, at what pace, until when.

It looks at what passes between a tab and Streamlit only to see when a step begins or ends, and
keeps nothing of it.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

READINESS = "/readyz"
_STREAMLIT_METRICS = "/_stcore/metrics"
# What a page that is there already may still ask for while the server stops.
_PARTS_OF_A_PAGE = ("/static/", "/_stcore/bidi-components/", "/_stcore/health", "/media/")
# The message that a script has finished is 44 bytes; nothing much larger is looked at.
_SMALL = 64
_UNSUPPORTED_DATA = 1003


class Phase(Enum):
    """What the server is doing, as the readiness endpoint says it."""

    STARTING = "starting"
    READY = "ready"
    STOPPING = "stopping"
    """No new visitors; those who are there go on."""
    CLOSING = "closing"
    """Steps under way end; nothing new begins."""


@dataclass(frozen=True)
class Limits:
    """What one visitor, or all of them, may take.

    Attributes:
        connections: How many tabs may be connected at once.
        messages: How many messages a second one tab may send over time. More are taken later.
        burst: How many it may send at once after a pause.
        first: How many it may send at once when it has just connected: fewer, or whoever connects
            again and again would have a burst each time.
        message_bytes: How large one message may be; a larger one ends the connection.
    """

    connections: int = 2_000
    messages: int = 10
    burst: int = 40
    first: int = 4
    message_bytes: int = 1_000_000


@dataclass
class Traffic:
    """What passes the gate, in numbers.

    Attributes:
        limits: What may pass.
        phase: What the server is doing.
        connected: How many tabs are connected now.
        sessions: How many have connected in all.
        in_step: How many of the connected wait for the end of a step.
        script_runs: How many runs of the script have ended.
        refused: How many requests were refused, by the reason.
        errors: How many errors there were, by where.
        on_step: Called with the seconds of each step, if anybody wants to know.
    """

    limits: Limits = field(default_factory=Limits)
    phase: Phase = Phase.STARTING
    connected: int = 0
    sessions: int = 0
    in_step: int = 0
    script_runs: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    on_step: Callable[[float], None] | None = None

    @property
    def refusal(self) -> str | None:
        """Why nobody can come in now, if so."""
        if self.phase in {Phase.STOPPING, Phase.CLOSING}:
            return "stopping"
        return "full" if self.connected >= self.limits.connections else None


@dataclass(frozen=True)
class Gate:
    """Lets visitors in, or tells them to come back.

    Attributes:
        app: What is behind the gate.
        traffic: Where what passes is counted.
        prefix: The base path of the app, with a slash before and none after, or nothing.
    """

    app: ASGIApp
    traffic: Traffic
    prefix: str = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or let it through."""
        if scope["type"] == "websocket":
            await self._connect(scope, receive, send)
            return
        answer = self._answer(scope["path"].removeprefix(self.prefix)) if "path" in scope else None
        await (answer or self.app)(scope, receive, send)

    def _answer(self, path: str) -> Response | None:
        """The gate's own answer to a request, if it has one."""
        phase = self.traffic.phase
        if path == READINESS:
            status = HTTPStatus.OK if phase is Phase.READY else HTTPStatus.SERVICE_UNAVAILABLE
            return PlainTextResponse(phase.value, status)
        if path.rstrip("/") == _STREAMLIT_METRICS:
            # Numbers are for whoever runs the app, on a port of their own.
            return PlainTextResponse("Not found", HTTPStatus.NOT_FOUND)
        if self.traffic.refusal == "stopping" and not path.startswith(_PARTS_OF_A_PAGE):
            self.traffic.refused["stopping"] += 1
            return _come_back()
        return None

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        traffic = self.traffic
        # Before Streamlit looks: it would ask a public service for its own address, and let every
        # visitor wait for the answer, to find out whether the origin is itself.
        refusal = "origin" if _is_foreign(Headers(scope=scope)) else traffic.refusal
        if refusal:
            traffic.refused[refusal] += 1
            await receive()
            if refusal != "origin" and "websocket.http.response" in scope.get("extensions", {}):
                await _come_back()(scope, receive, send)
            else:
                await send({"type": "websocket.close"})  # that is 403
            return
        traffic.connected += 1
        traffic.sessions += 1
        connection = _Connection(traffic, receive, send)
        try:
            await self.app(scope, connection.receive, connection.send)
        finally:
            traffic.connected -= 1
            connection.end_step()


class _Connection:
    """One tab's connection: its pace, its steps."""

    def __init__(self, traffic: Traffic, receive: Receive, send: Send) -> None:
        self._traffic = traffic
        self._receive = receive
        self._send = send
        self._step_began: float | None = None
        self._allowed = float(traffic.limits.first)
        self._counted = time.monotonic()

    async def receive(self) -> Message:
        """The next message, when its time has come."""
        while True:
            message = await self._receive()
            if message["type"] != "websocket.receive":
                return message
            if message.get("bytes") is None:
                self._traffic.refused["text"] += 1
                await self._send({"type": "websocket.close", "code": _UNSUPPORTED_DATA})
                return {"type": "websocket.disconnect", "code": _UNSUPPORTED_DATA}
            await self._keep_pace()
            if self._traffic.phase is Phase.CLOSING:
                continue  # the tab will ask another server
            if self._step_began is None:
                self._step_began = time.perf_counter()
                self._traffic.in_step += 1
            return message

    async def _keep_pace(self) -> None:
        """Wait if too much has come. Nothing more is read from the connection meanwhile."""
        limits = self._traffic.limits
        now = time.monotonic()
        self._allowed += (now - self._counted) * limits.messages
        self._allowed = min(self._allowed, float(limits.burst)) - 1
        self._counted = now
        if self._allowed < 0:
            self._traffic.refused["pace"] += 1
            await asyncio.sleep(-self._allowed / limits.messages)

    async def send(self, message: Message) -> None:
        """Send a message, and see whether it ends a step."""
        await self._send(message)
        data = message.get("bytes")
        if data and len(data) <= _SMALL:
            self._see(data)

    def _see(self, data: bytes) -> None:
        sent = ForwardMsg.FromString(data)
        if sent.WhichOneof("type") != "script_finished":
            return
        self._traffic.script_runs += 1
        if sent.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            began = self._step_began
            self.end_step()
            if began is not None and self._traffic.on_step:
                self._traffic.on_step(time.perf_counter() - began)

    def end_step(self) -> None:
        """No step is under way any more."""
        if self._step_began is not None:
            self._step_began = None
            self._traffic.in_step -= 1


def _is_foreign(headers: Headers) -> bool:
    """Whether a page of another host asks; what is no browser names none."""
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


def _come_back() -> Response:
    return PlainTextResponse(
        "This server takes no new visitors just now. Please load the page again in a moment.",
        HTTPStatus.SERVICE_UNAVAILABLE,
        headers={"Retry-After": "2"},
    )
