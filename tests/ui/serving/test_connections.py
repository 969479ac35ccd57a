"""The gate: how fast visits may begin, how many steps are under way, and who waits."""

from __future__ import annotations

import asyncio
import time
from http import HTTPStatus
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.conftest import started
from tests.ui.serving.loops import in_a_loop, with_a_loop
from tests.websocket_visitor import Guise, RefusedError, Visitor, page_request
from ui.serving import connections
from ui.serving.connections import Gate, Pace, Traffic
from ui.serving.limits import Limits

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import Message, Receive, Scope, Send


@given(
    rate=st.floats(0.1, 100),
    at_once=st.integers(1, 50),
    pauses=st.lists(st.floats(0, 2), min_size=1, max_size=60),
    longest=st.one_of(st.none(), st.floats(0, 3)),
)
def test_no_more_begin_than_the_pace_allows(
    rate: float, at_once: int, pauses: list[float], longest: float | None
) -> None:
    """Whenever somebody comes: those whose turn has come by a moment are never too many."""
    clock = 1_000.0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "monotonic", lambda: clock)
        pace = Pace(rate, at_once)
        turns = []
        for pause in pauses:
            clock += pause
            wait = pace.wait() if longest is None else pace.wait(longest=longest)
            if wait is None:
                assert longest is not None
            else:
                assert longest is None or wait <= longest
                turns.append(clock + wait)
    assert turns == sorted(turns)
    for number, first in enumerate(turns):
        for later, last in enumerate(turns[number:], start=number):
            assert later - number + 1 <= at_once + (last - first) * rate + 1e-6


def test_who_would_wait_too_long_is_not_counted() -> None:
    """Those who are sent away take nobody's turn."""
    pace = Pace(rate=1, at_once=1)
    assert pace.wait() == 0
    for _ in range(100):
        assert pace.wait(longest=0.5) is None
    wait = pace.wait()
    assert wait is not None
    assert 0 < wait <= 1


class Answers:
    """What a gate answered, and how often it let somebody through."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.passed = 0
        self.statuses: list[int] = []
        self.gate = Gate(self._app, Traffic(Limits(visits=1, visits_at_once=2)))

    async def _app(self, _scope: Scope, _receive: Receive, _send: Send) -> None:
        self.passed += 1

    async def ask(self, kind: str, path: str = "/") -> None:
        """Come to the gate once."""

        async def receive() -> Message:
            return {"type": "websocket.connect"}

        async def send(message: Message) -> None:
            self.statuses += [message["status"]] if "status" in message else []

        extensions: dict[str, object] = {"websocket.http.response": {}}
        scope = {"type": kind, "method": "GET", "path": path, "headers": []}
        await self.gate(scope | {"extensions": extensions}, receive, send)


@pytest.mark.parametrize(("kind", "path"), [("http", "/about"), ("websocket", "/_stcore/stream")])
@with_a_loop
async def test_visits_wait_for_their_turn(kind: str, path: str) -> None:
    """As many as may come at once pass at once; the next one when its turn has come."""
    answers = Answers()
    start = time.monotonic()
    for _ in range(2):
        await answers.ask(kind, path)
    assert time.monotonic() - start < 0.5
    await answers.ask(kind, path)
    assert time.monotonic() - start >= 0.9
    assert (answers.passed, answers.statuses) == (3, [])


@pytest.mark.parametrize(("kind", "path"), [("http", "/about"), ("websocket", "/_stcore/stream")])
@with_a_loop
async def test_who_would_wait_too_long_is_asked_to_come_back(
    monkeypatch: pytest.MonkeyPatch, kind: str, path: str
) -> None:
    """It costs nobody else anything, and is counted."""
    monkeypatch.setattr(connections, "_LONGEST_WAIT", 0.1)
    answers = Answers()
    for _ in range(5):
        await answers.ask(kind, path)
    assert answers.passed == 2
    assert [status for status in answers.statuses if status != HTTPStatus.SWITCHING_PROTOCOLS] == [
        HTTPStatus.SERVICE_UNAVAILABLE
    ] * 3
    assert answers.gate.traffic.refused["pace"] == 3


@with_a_loop
async def test_files_and_probes_wait_for_nobody() -> None:
    """A page that has come needs its files at once, and a proxy its answer."""
    answers = Answers()
    start = time.monotonic()
    for _ in range(20):
        for path in ("/static/js/index.js", "/_stcore/health", "/favicon.svg"):
            await answers.ask("http", path)
        await answers.ask("http", "/readyz")
    assert time.monotonic() - start < 0.5
    assert answers.passed == 60


@with_a_loop
async def test_another_host_s_name_is_refused_where_the_setting_names_the_hosts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page elsewhere that has its own name lead here gets no session."""
    monkeypatch.setenv("STREAMLIT_SERVER_ALLOWED_HOSTS", "127.0.0.1")
    with started(tmp_path, "-m", "ui", "--port", "0") as app:
        with pytest.raises(RefusedError) as refused:
            await Visitor(app.address, guise=Guise(address="http://example.org")).connect()
        assert refused.value.status == HTTPStatus.FORBIDDEN
        async with Visitor(app.address) as visitor:
            await visitor.open()


class Server:
    """An app that takes every message, and ends a step when it is told to.

    Attributes:
        under_way: The tabs whose messages were taken, and that were not answered yet.
    """

    def __init__(self) -> None:
        """Nothing yet."""
        self.under_way: list[int] = []
        self._sends: dict[int, Send] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection."""
        self._sends[scope["tab"]] = send
        while (await receive())["type"] == "websocket.receive":
            self.under_way.append(scope["tab"])

    async def finish(self, tab: int, *, early: bool = False) -> None:
        """End the step of a tab, or say that it begins anew."""
        status = ForwardMsg.FINISHED_EARLY_FOR_RERUN if early else ForwardMsg.FINISHED_SUCCESSFULLY
        data = ForwardMsg(script_finished=status).SerializeToString()
        if not early:
            self.under_way.remove(tab)
        await self._sends[tab]({"type": "websocket.send", "bytes": data})
        await a_moment()


class Tabs:
    """Tabs behind a gate that lets few steps be under way at a time."""

    def __init__(self, **limits: int) -> None:
        """Nobody is there yet."""
        self.server = Server()
        held = {"steps_at_once": 1, "first_steps_at_once": 1, "first": 1_000} | limits
        self.gate = Gate(self.server, Traffic(Limits(**held)))
        self._tabs: list[tuple[asyncio.Queue[Message], asyncio.Task[None]]] = []

    def connect(self) -> int:
        """Another tab comes; gives its number."""
        number = len(self._tabs)
        to_server: asyncio.Queue[Message] = asyncio.Queue()
        scope = {"type": "websocket", "path": "/_stcore/stream", "headers": [], "tab": number}
        task = asyncio.create_task(self.gate(scope, to_server.get, self._send))
        self._tabs.append((to_server, task))
        return number

    async def there(self, count: int) -> None:
        """So many tabs come, and have had their first step."""
        for _ in range(count):
            tab = self.connect()
            await self.ask(tab)
            await self.server.finish(tab)

    async def ask(self, tab: int, data: bytes | None = None) -> None:
        """A tab sends a message, a request for a page if not given."""
        message = {"type": "websocket.receive", "bytes": data or page_request()}
        self._tabs[tab][0].put_nowait(message)
        await a_moment()

    async def leave(self, tab: int) -> None:
        """A tab closes its connection."""
        self._tabs[tab][0].put_nowait({"type": "websocket.disconnect", "code": 1001})
        await a_moment()

    async def end(self) -> None:
        """All leave; no step is left under way."""
        for tab, (_, task) in enumerate(self._tabs):
            if not task.done():
                await self.leave(tab)
        await asyncio.gather(*(task for _, task in self._tabs))
        assert self.gate.traffic.in_step == 0

    async def _send(self, _message: Message) -> None:
        pass


async def a_moment() -> None:
    """Let everything happen that can happen by now."""
    for _ in range(20):
        await asyncio.sleep(0)


@given(
    at_once=st.integers(1, 4),
    count=st.integers(1, 8),
    order=st.lists(st.integers(0, 11), min_size=20, max_size=40),
)
def test_no_more_steps_are_under_way_than_may_be(
    at_once: int, count: int, order: list[int]
) -> None:
    """Whoever asks and whichever ends: each has its turn in the end, in the order they asked."""

    async def play() -> None:
        tabs = Tabs(steps_at_once=at_once)
        await tabs.there(count)
        under_way = tabs.server.under_way
        line: list[int] = []
        for number in (*order, *range(12, 12 + len(order))):
            if number >= count and under_way:
                await tabs.server.finish(under_way[number % len(under_way)])
            elif number < count and number not in {*under_way, *line}:
                line.append(number)
                await tabs.ask(number)
            while line and line[0] in under_way:
                line.pop(0)
            assert len(under_way) <= at_once
            assert len(under_way) == at_once or not line
            assert not {*line} & {*under_way}
        assert (under_way, line) == ([], [])
        await tabs.end()

    in_a_loop(play())


@with_a_loop
async def test_first_steps_take_turns_of_their_own() -> None:
    """However many come, those who are there do not wait for them, nor they for those."""
    tabs = Tabs()
    await tabs.there(1)
    newcomers = [tabs.connect() for _ in range(5)]
    for newcomer in newcomers:
        await tabs.ask(newcomer)
    assert tabs.server.under_way == newcomers[:1]
    await tabs.ask(0)
    assert tabs.server.under_way == [newcomers[0], 0]
    for newcomer, following in pairwise(newcomers):
        await tabs.server.finish(newcomer)
        assert tabs.server.under_way == [0, following]
    await tabs.end()


@pytest.mark.parametrize("ends", ["finished", "left", "too long"])
@with_a_loop
async def test_a_turn_is_given_back(monkeypatch: pytest.MonkeyPatch, ends: str) -> None:
    """When the step has ended, when its tab has gone, and when it lasts too long."""
    monkeypatch.setattr(connections, "_LONGEST_TURN", 0.2 if ends == "too long" else 60)
    tabs = Tabs()
    await tabs.there(2)
    await tabs.ask(0)
    await tabs.ask(1)
    assert tabs.server.under_way == [0]
    if ends == "finished":
        await tabs.server.finish(0, early=True)
        assert tabs.server.under_way == [0]  # it begins anew, within its turn
        await tabs.server.finish(0)
    elif ends == "left":
        await tabs.leave(0)
    else:
        await asyncio.sleep(0.3)
    assert tabs.server.under_way[-1] == 1
    await tabs.end()


@with_a_loop
async def test_who_leaves_the_line_takes_no_turn() -> None:
    """What was asked for by a tab that has gone holds nobody up."""
    tabs = Tabs()
    await tabs.there(3)
    for tab in range(3):
        await tabs.ask(tab)
    await tabs.leave(1)
    await tabs.server.finish(0)
    assert tabs.server.under_way[-1] == 2
    await tabs.end()


@pytest.mark.parametrize(
    "data", [b"\x5a\xff\xff" + bytes(50), BackMsg(app_heartbeat=True).SerializeToString()]
)
@with_a_loop
async def test_what_begins_no_step_takes_no_turn(data: bytes) -> None:
    """It is passed on, and nobody waits for the end of it."""
    tabs = Tabs()
    for _ in range(3):
        await tabs.ask(tabs.connect(), data)
    assert tabs.server.under_way == [0, 1, 2]
    assert tabs.gate.traffic.in_step == 0
    await tabs.end()
