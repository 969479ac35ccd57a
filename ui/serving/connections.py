"""The gate before the app: who may come in, at what pace, until when.

It looks at what passes between a tab and Streamlit only to see when a step begins or ends, and
keeps nothing of it.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from ui.serving.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

READINESS = "/readyz"
_STREAMLIT_METRICS = "/_stcore/metrics"
# What a page that is there already may still ask for while the server stops.
_PARTS_OF_A_PAGE = ("/static/", "/_stcore/bidi-components/", "/_stcore/health", "/media/")
# These are no pages: files, and what Streamlit and a proxy ask for by themselves.
_NO_PAGES = ("/static/", "/_stcore/", "/media/", READINESS, "/favicon")
# The message that a script has finished is 44 bytes; nothing much larger is looked at.
_SMALL = 64
_UNSUPPORTED_DATA = 1003
# A message counts as one for each of so many bytes: reading it takes longer, too.
_BYTES_OF_ONE = 10_000
_LONGEST_WAIT = 10.0
# Who takes longer no longer keeps others from their turn: a rule that is tried out, a sheet.
_LONGEST_TURN = 0.5


class Phase(Enum):
    """What the server is doing, as the readiness endpoint says it."""

    STARTING = "starting"
    READY = "ready"
    STOPPING = "stopping"
    """No new visitors; those who are there go on."""
    CLOSING = "closing"
    """Steps under way end; nothing new begins."""


class Pace:
    """How fast something may go on: so many a second over time, more at once after a pause."""

    def __init__(self, rate: float, at_once: float, first: float | None = None) -> None:
        """Begin.

        Args:
            rate: How many a second.
            at_once: How many at once after a pause.
            first: How many at once now, if not as many.
        """
        self._rate = rate
        self._at_once = at_once
        self._allowed = at_once if first is None else first
        self._counted = time.monotonic()

    def wait(self, count: float = 1, longest: float = math.inf) -> float | None:
        """The seconds until the turn of so many more, which are counted; None if that is too long.

        Args:
            count: How many.
            longest: How many seconds are too long. What would have to wait longer is not counted.
        """
        now = time.monotonic()
        allowed = min(self._allowed + (now - self._counted) * self._rate, self._at_once)
        wait = max(0.0, (count - allowed) / self._rate)
        is_counted = wait <= longest
        self._allowed, self._counted = allowed - count * is_counted, now
        return wait if is_counted else None


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


@dataclass
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

    def __post_init__(self) -> None:
        """Begin to count."""
        limits = self.traffic.limits
        self._pages = Pace(limits.visits, limits.visits_at_once)
        self._tabs = Pace(limits.visits, limits.visits_at_once)
        self._first_turns = asyncio.Semaphore(limits.first_steps_at_once)
        self._turns = asyncio.Semaphore(limits.steps_at_once)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or let it through."""
        if scope["type"] == "websocket":
            await self._connect(scope, receive, send)
            return
        answer = None
        if "path" in scope:
            path = scope["path"].removeprefix(self.prefix)
            if not path.startswith(_NO_PAGES) and not await self._has_turn(self._pages):
                answer = _come_back()
            answer = answer or self._answer(path)
        await (answer or self.app)(scope, receive, send)

    async def _has_turn(self, pace: Pace) -> bool:
        """Wait for the turn of a visit that begins; tells whether it comes at all."""
        wait = pace.wait(longest=_LONGEST_WAIT)
        if wait is None:
            self.traffic.refused["pace"] += 1
            return False
        if wait:
            await asyncio.sleep(wait)
        return True

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
        has_turn = await self._has_turn(self._tabs)
        # Before Streamlit looks: it would ask a public service for its own address, and let every
        # visitor wait for the answer, to find out whether the origin is itself.
        refusal = "origin" if _is_foreign(Headers(scope=scope)) else traffic.refusal
        if refusal:
            traffic.refused[refusal] += 1
        if refusal or not has_turn:
            await receive()
            if refusal != "origin" and "websocket.http.response" in scope.get("extensions", {}):
                await _come_back()(scope, receive, send)
            else:
                await send({"type": "websocket.close"})  # that is 403
            return
        traffic.connected += 1
        traffic.sessions += 1
        turns = _Turns(self._first_turns, self._turns)
        connection = _Connection(traffic, receive, send, turns)
        try:
            await self.app(scope, connection.receive, connection.send)
        finally:
            traffic.connected -= 1
            connection.end_step()


class _Turns:
    """The turns of one tab, of those that all tabs share."""

    def __init__(self, first: asyncio.Semaphore, later: asyncio.Semaphore) -> None:
        self._next = first
        self._later = later
        self._taken: tuple[asyncio.Semaphore, asyncio.TimerHandle] | None = None

    async def take(self) -> None:
        """Wait for a turn, and keep it until it is given back or has lasted too long."""
        self.give_back()
        shared, self._next = self._next, self._later
        await shared.acquire()
        timer = asyncio.get_running_loop().call_later(_LONGEST_TURN, self.give_back)
        self._taken = shared, timer

    def give_back(self) -> None:
        """Let the next one have the turn, if there is one to give back."""
        if self._taken:
            shared, timer = self._taken
            self._taken = None
            timer.cancel()
            shared.release()


class _Connection:
    """One tab's connection: its pace, its steps."""

    def __init__(self, traffic: Traffic, receive: Receive, send: Send, turns: _Turns) -> None:
        self._traffic = traffic
        self._receive = receive
        self._send = send
        self._turns = turns
        self._step_began: float | None = None
        limits = traffic.limits
        self._pace = Pace(limits.messages, limits.burst, limits.first)

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
            wait = self._pace.wait(max(1.0, len(message["bytes"]) / _BYTES_OF_ONE))
            if wait:
                # Nothing more is read from the connection meanwhile.
                self._traffic.refused["pace"] += 1
                await asyncio.sleep(wait)
            if self._traffic.phase is Phase.CLOSING:
                continue  # the tab will ask another server
            if self._step_began is None and _runs_the_script(message["bytes"]):
                self._step_began = time.perf_counter()
                self._traffic.in_step += 1
                await self._turns.take()
            return message

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
        self._turns.give_back()
        if self._step_began is not None:
            self._step_began = None
            self._traffic.in_step -= 1


def _runs_the_script(data: bytes) -> bool:
    """Whether a message asks for a step; there are others, and what is no message at all."""
    try:
        kind: str | None = BackMsg.FromString(data).WhichOneof("type")
    except DecodeError:
        return False
    return kind == "rerun_script"


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
