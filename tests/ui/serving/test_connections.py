"""The gate: how fast visits may begin, and what becomes of those who come too fast."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import started
from tests.ui.serving.loops import with_a_loop
from tests.websocket_visitor import Guise, RefusedError, Visitor
from ui.serving import connections
from ui.serving.connections import Gate, Limits, Pace, Traffic

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
