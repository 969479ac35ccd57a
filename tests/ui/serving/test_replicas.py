"""Two replicas behind a proxy: one is lost or restarted, and no visitor starts again.

There are 30 visitors, or as many as the variable REPLICA_VISITORS says, which is to be even.
"""

from __future__ import annotations

import asyncio
import os
import time
import urllib.request
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.ui.serving.loops import in_a_loop
from tests.ui.serving.replicas import needs_nginx, replicas
from tests.ui.serving.tab import Outing, Tab
from tests.ui.steps import (
    CHECK,
    NAMED,
    RESULT,
    choose_location,
    choose_signs,
    on_page,
    settled,
    tick,
)
from tests.websocket_visitor import Guise, Visitor
from ui.serving.middleware import STREAMLIT_STATIC
from ui.serving.server import allow_many_connections

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.ui.serving.replicas import Replicas

pytestmark = needs_nginx

VISITORS = int(os.environ.get("REPLICA_VISITORS", "30"))
CLASS, CLASS_SECONDS, FILES_AT_A_TIME = 200, 5, 6
STARTED = ("Pain Options Explorer: ", "Metrics: ")
SECRET = "sciatica-of-somebody"  # noqa: S105 - an answer, which nobody is to read


class Crowd:
    """Visitors of whom every other one pauses on a later page until something has happened."""

    def __init__(self, running: Replicas) -> None:
        """Nobody is there yet."""
        self.happened = asyncio.Event()
        self._running = running
        self._paused = asyncio.Semaphore(0)
        self._presses: dict[int, int] = {}

    async def visit(self, number: int) -> int:
        """Walk to the end; gives how often the visitor had to connect."""
        pauses = number % 2 == 0

        async def before_press(_: Tab) -> None:
            presses = self._presses[number] = self._presses.get(number, 0) + 1
            # On each of the pages, some of them.
            if pauses and presses == 1 + number // 2 % 4:
                self._paused.release()
                await self.happened.wait()

        async with Tab(self._running.address, number) as tab:
            await tab.walk(Outing(number, 3 * number), before_press)
            if number % 8 == 1:  # these come again and again, so that steps are under way
                while not self.happened.is_set():
                    async with Tab(self._running.address, number) as other:
                        await other.walk(Outing(number, 5 * number))
            return tab.connections

    async def half_way(self) -> None:
        """Wait until all that pause do so."""
        for _ in range(0, VISITORS, 2):
            await self._paused.acquire()


async def visit_once(running: Replicas, number: int) -> tuple[int, float]:
    """A visitor who has just come: how often it had to connect, and the seconds it took."""
    start = time.monotonic()
    async with Tab(running.address, number) as tab:
        await tab.walk(Outing(number, number))
        return tab.connections, time.monotonic() - start


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replicas]:
    """The replicas; each test leaves two of them ready."""
    with replicas(tmp_path_factory.mktemp("replicas"), "--drain", "1") as running:
        yield running


def test_a_replica_that_is_killed_takes_no_answer_with_it(running: Replicas) -> None:
    """Every visitor ends with the outcome of the answers given; new ones are served at once."""

    async def visits() -> list[int]:
        crowd = Crowd(running)
        visitors = [asyncio.create_task(crowd.visit(number)) for number in range(VISITORS)]
        await crowd.half_way()
        running.apps[0].process.kill()
        new = await asyncio.gather(*(visit_once(running, VISITORS + n) for n in range(8)))
        assert [connections for connections, _ in new] == [1] * len(new)
        assert max(seconds for _, seconds in new) < 10
        crowd.happened.set()
        return await asyncio.gather(*visitors)

    connections = in_a_loop(visits())
    running.start(0)
    paused = connections[::2]
    assert max(paused) > 1, "the replica that was killed had nobody"
    assert min(paused) == 1, "the other replica had nobody"
    # nginx has met a replica that is gone, and told nobody who asked for what.
    assert "client" not in running.nginx_wrote


def test_a_rolling_restart_is_not_noticed(running: Replicas) -> None:
    """One replica after the other is asked to stop, and starts again; visitors go on."""

    async def visits() -> list[int]:
        crowd = Crowd(running)
        visitors = [asyncio.create_task(crowd.visit(number)) for number in range(VISITORS)]
        await crowd.half_way()
        for number in (0, 1):
            process = running.apps[number].process
            process.terminate()
            await asyncio.to_thread(process.wait, 20)
            await asyncio.to_thread(running.start, number)
        crowd.happened.set()
        return await asyncio.gather(*visitors)

    connections = in_a_loop(visits())
    assert min(connections[::2]) > 1, "all that pause were on a replica that was restarted"
    lines = running.written.splitlines()
    assert [line for line in lines if not line.startswith(STARTED)] == []


def test_the_proxy_logs_no_query_and_no_address(running: Replicas) -> None:
    """What is logged of a request is its page, how it was answered, and how long that took."""
    for path in (f"/?location=leg&condition={SECRET}", f"/about?{SECRET}", "/readyz"):
        with urllib.request.urlopen(f"{running.address}{path}") as answer:  # noqa: S310
            assert answer.status == 200
    logged = running.log.read_text(encoding="utf-8")
    assert " GET /about 200 " in logged
    for part in (SECRET, "condition", "127.0.0.1", "urllib"):
        assert part not in logged


def test_a_class_behind_one_address_is_let_in(running: Replicas) -> None:
    """200 come within five seconds, each with six files under way on a slow line."""
    allow_many_connections()
    parts = urlsplit(running.address)
    large = max(
        (STREAMLIT_STATIC / "static" / "js").iterdir(), key=lambda file: file.stat().st_size
    )
    request = f"GET /static/js/{large.name} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode()

    async def begin_file() -> tuple[bytes, asyncio.StreamWriter]:
        # What is not read fills the buffers between, and the request stays under way.
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=1_024)
        writer.write(request)
        return await reader.readline(), writer

    async def come(number: int) -> tuple[list[bytes], float]:
        await asyncio.sleep(CLASS_SECONDS * number / CLASS)
        begun = await asyncio.gather(*(begin_file() for _ in range(FILES_AT_A_TIME)))
        start = time.monotonic()
        async with Visitor(running.address, guise=Guise(f"browser {number}")) as visitor:
            await visitor.open()
            seconds = time.monotonic() - start
            assert visitor.shows("location_list")
            await everybody.wait()
        for _, writer in begun:
            writer.close()
        return [status for status, _ in begun], seconds

    async def visits() -> list[tuple[list[bytes], float]]:
        return await asyncio.gather(*(come(number) for number in range(CLASS)))

    everybody = asyncio.Barrier(CLASS)
    seen = in_a_loop(visits())
    assert {status for statuses, _ in seen for status in statuses} == {b"HTTP/1.1 200 OK\r\n"}
    assert max(seconds for _, seconds in seen) < 10


@pytest.mark.browser
def test_a_browser_goes_on_with_the_other_replica(chromium: Browser, running: Replicas) -> None:
    """A real tab whose replica is killed on the third question ends with its outcome."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(running.address)
    choose_location(page, "Lower back")
    choose_signs(page)
    on_page(page, NAMED)
    tick(page, "Sciatica")
    (number,) = (number for number in running.apps if running.tabs(number))
    running.apps[number].process.kill()
    while not running.tabs(1 - number):
        time.sleep(0.05)
    expect(page.locator("#connection-lost")).to_be_hidden()
    settled(page)
    expect(page.get_by_role("checkbox", name="Sciatica")).to_be_checked()
    page.get_by_role("button", name="Continue").click()
    on_page(page, CHECK)
    page.get_by_role("button", name="Show what the document lists").click()
    on_page(page, RESULT)
    expect(page.get_by_text("Epidural steroid injection", exact=True).first).to_be_visible()
    context.close()
    running.start(number)
