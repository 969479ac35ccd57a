"""Stopping in order, within 10 seconds: readiness, then new visitors, then steps under way."""

from __future__ import annotations

import asyncio
import http.client
import json
import signal
import time
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import ConnectionClosed

from tests.conftest import started
from tests.ui.serving.loops import with_a_loop
from tests.websocket_visitor import RefusedError, Visitor

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import StartedApp

SECONDS = 10
# A step of this app takes a second, so that one is surely under way.
SLOW = """
import sys, time
import streamlit
from ui.command_line import main

navigation = streamlit.navigation

def slow_navigation(*given, **named):
    time.sleep(1)
    return navigation(*given, **named)

streamlit.navigation = slow_navigation
sys.exit(main())
"""


def ask(app: StartedApp, path: str) -> tuple[int, str]:
    """The status and the text of an answer."""
    asked = http.client.HTTPConnection(urlsplit(app.address).netloc, timeout=20)
    asked.request("GET", path)
    answer = asked.getresponse()
    text = answer.read().decode()
    asked.close()
    return answer.status, text


def until_stopping(app: StartedApp) -> None:
    """Wait until the app says that it is not ready."""
    while ask(app, "/readyz") == (200, "ready"):
        time.sleep(0.01)
    assert ask(app, "/readyz") == (503, "stopping")


@with_a_loop
async def test_readiness_fails_first_and_who_is_there_goes_on(tmp_path: Path) -> None:
    """While it drains, the app takes nobody new; steps of those who are there end as ever."""
    with started(tmp_path, "-m", "ui", "--port", "0", "--drain", "3") as app:
        assert ask(app, "/readyz") == (200, "ready")
        async with Visitor(app.address) as visitor:
            await visitor.open()
            start = time.monotonic()
            app.process.send_signal(signal.SIGTERM)
            until_stopping(app)
            status, text = ask(app, "/")
            assert status == 503
            assert text.startswith("This server takes no new visitors just now.")
            assert ask(app, "/about")[0] == 503
            assert ask(app, "/_stcore/health")[0] == 200
            with pytest.raises(RefusedError) as refused:
                await Visitor(app.address).connect()
            assert refused.value.status == 503
            await visitor.open()
        await asyncio.to_thread(app.process.wait, 20)
        assert time.monotonic() - start < SECONDS
    assert app.written.read_text(encoding="utf-8").count("\n") == 1


@with_a_loop
async def test_a_step_under_way_ends(tmp_path: Path) -> None:
    """Without any time to drain, too: the page comes, then the connection is closed."""
    with started(tmp_path, "-c", SLOW, "--port", "0") as app:
        async with Visitor(app.address) as visitor:
            await visitor.open()
            await visitor.ask()
            while await visitor.next_message() != "new_session":
                pass
            start = time.monotonic()
            app.process.send_signal(signal.SIGTERM)
            while await visitor.next_message() != "script_finished":
                pass
            assert await visitor.closed() == 1012  # "service restart"
            await asyncio.to_thread(app.process.wait, 20)
            assert time.monotonic() - start < SECONDS
    assert app.written.read_text(encoding="utf-8").count("\n") == 1


@with_a_loop
async def test_whoever_never_stops_asking_does_not_keep_it(tmp_path: Path) -> None:
    """Pages without end, and a visitor who reads nothing: it closes in time all the same."""
    with started(tmp_path, "-m", "ui", "--port", "0", "--drain", "1") as app:
        async with Visitor(app.address) as visitor:
            start = time.monotonic()
            app.process.send_signal(signal.SIGTERM)
            with suppress(ConnectionClosed):
                async with asyncio.timeout(SECONDS):
                    while True:
                        await visitor.ask()
            await asyncio.to_thread(app.process.wait, 20)
            assert time.monotonic() - start < SECONDS


@with_a_loop
async def test_the_log_as_json_is_one_line_an_event(tmp_path: Path) -> None:
    """Each has a time, a level, where it comes from and what happened."""
    command = ("-m", "ui", "--port", "0", "--log-format", "json", "--metrics-port", "0")
    with started(tmp_path, *command) as app:
        async with Visitor(app.address) as visitor:
            await visitor.send(b"sciatica")  # it is no message of Streamlit's
            await visitor.closed()
    lines = app.written.read_text(encoding="utf-8").splitlines()
    events = [json.loads(line) for line in lines]
    always = {"time", "level", "logger", "event"}
    assert [event.keys() - always for event in events] == [set(), set(), {"error"}, set(), set()]
    metrics, ready, failed, stopping, stopped = (event["event"] for event in events)
    assert metrics.startswith("Metrics: http://127.0.0.1:")
    assert app.address in ready
    assert failed == "Error deserializing back message"
    assert events[2]["error"].startswith("DecodeError at ")
    assert (stopping, stopped) == ("stopping", "stopped")
