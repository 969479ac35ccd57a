"""Visitors who mean harm: each is bounded and answered, and whoever is beside them is served."""

from __future__ import annotations

import asyncio
import socket
import statistics
import time
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import ConnectionClosed

from engine.appointment.plan import MAX_TEXT
from tests.conftest import started
from tests.ui.serving.loops import with_a_loop
from tests.ui.serving.tab import Outing, Tab
from tests.websocket_visitor import Guise, RefusedError, VisitError, Visitor, page_request
from ui.restoration import PLAN_TEXT
from ui.serving.limits import Limits
from ui.serving.server import allow_many_connections

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

    from tests.conftest import StartedApp

MOST_CONNECTIONS = 60
STEPS = 20
SECONDS = 20
SILENT = 2_500


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartedApp]:
    """An app of its own, which takes few tabs."""
    command = ("-m", "ui", "--port", "0", "--most-connections", str(MOST_CONNECTIONS))
    with started(tmp_path_factory.mktemp("hostile"), *command) as app:
        yield app


async def median_step(app: StartedApp) -> float:
    """The median seconds of a neighbor's step."""
    async with Visitor(app.address) as neighbor:
        seconds = []
        for _ in range(STEPS):
            seconds.append(await neighbor.open())
            # A visitor thinks; without this it would be one who floods, too.
            await asyncio.sleep(0.1)
        return statistics.median(seconds)


@asynccontextmanager
async def going_on(act: Callable[[], Awaitable[object]]) -> AsyncIterator[None]:
    """Somebody does something over and over until the end of the block."""
    over = False

    async def again() -> None:
        while not over:
            with suppress(ConnectionClosed, TimeoutError, VisitError):
                await act()

    task = asyncio.create_task(again())
    try:
        yield
    finally:
        over = True
        await task


async def send_many(visitor: Visitor, count: int) -> None:
    """Ask for a page so many times, or until the connection ends."""
    with suppress(ConnectionClosed):
        for _ in range(count):
            await visitor.send(page_request())


@with_a_loop
async def test_a_flood_of_steps_is_slowed_to_the_pace_of_the_limit(app: StartedApp) -> None:
    """One socket asks for thousands of pages; the app makes as many as the limit allows."""
    limits = Limits()
    wanted = limits.first + 4 * limits.messages
    finished = 0
    async with Visitor(app.address) as visitor:
        start = time.monotonic()
        sender = asyncio.create_task(send_many(visitor, 2_000))
        # Runs that are overtaken by the next one end as well, so each page asked for ends one.
        while finished < wanted and time.monotonic() - start < SECONDS:
            finished += await visitor.next_message() == "script_finished"
        seconds = time.monotonic() - start
        sender.cancel()
    assert finished == wanted
    rate = finished / seconds
    assert rate <= limits.messages + limits.first / seconds + 1


@pytest.mark.parametrize("kind", ["flood", "never_reads", "nonsense"])
@with_a_loop
async def test_a_neighbor_is_served_as_before(app: StartedApp, kind: str) -> None:
    """A step beside one who floods takes no more than twice what it took, and a little."""
    alone = await median_step(app)

    async def flood() -> None:
        async with Visitor(app.address) as visitor:
            await send_many(visitor, 500)

    async def never_read() -> None:
        async with Visitor(app.address) as visitor:
            await send_many(visitor, 200)

    async def talk_nonsense() -> None:
        async with Visitor(app.address) as visitor:
            await visitor.send(b"\x5a\xff\xff" + bytes(50_000))
            await visitor.closed()

    act = {"flood": flood, "never_reads": never_read, "nonsense": talk_nonsense}[kind]
    async with going_on(act):
        beside = await median_step(app)
    assert beside <= 2 * alone + 0.03


@with_a_loop
async def test_a_message_that_is_too_large_ends_the_connection(app: StartedApp) -> None:
    """A megabyte is more than any tab of this app sends."""
    async with Visitor(app.address) as visitor:
        # The app need not read it to its end.
        with suppress(ConnectionClosed):
            await visitor.send(page_request("x" * (Limits().message_bytes + 1)))
        assert await visitor.closed() == 1009  # "message too big"


@with_a_loop
async def test_text_ends_the_connection(app: StartedApp) -> None:
    """The front end sends none."""
    async with Visitor(app.address) as visitor:
        await visitor.send("a question")
        assert await visitor.closed() == 1003  # "unsupported data"


@pytest.mark.parametrize(
    "origin", ["https://example.org", "null", "http://127.0.0.1.example.org", "file://"]
)
@with_a_loop
async def test_a_foreign_origin_is_refused(app: StartedApp, origin: str) -> None:
    """A page of somebody else cannot use the app in the name of a visitor."""
    with pytest.raises(RefusedError) as refused:
        await Visitor(app.address, guise=Guise(origin=origin)).connect()
    assert refused.value.status == 403
    # Streamlit would have asked a public service for its own address.
    assert "external IP" not in app.written.read_text(encoding="utf-8")


@with_a_loop
async def test_more_tabs_than_the_limit_are_asked_to_come_back(app: StartedApp) -> None:
    """Those who are there go on, the others hear it, and there is room when somebody leaves."""
    async with AsyncExitStack() as stack:
        there = [Visitor(app.address) for _ in range(MOST_CONNECTIONS)]
        for visitor in there:
            await stack.enter_async_context(visitor)
        with pytest.raises(RefusedError) as refused:
            await Visitor(app.address).connect()
        assert refused.value.status == 503
        assert refused.value.headers["Retry-After"]
        await there[0].open()
    await walk(app)


@with_a_loop
async def test_sockets_that_say_nothing_keep_nobody_out(app: StartedApp) -> None:
    """Some thousand connections that never ask for anything."""
    allow_many_connections()
    parts = urlsplit(app.address)
    assert parts.hostname
    assert parts.port
    with ExitStack() as stack:
        for _ in range(SILENT):
            silent = stack.enter_context(socket.create_connection((parts.hostname, parts.port)))
            silent.send(b"GET / HTTP/1.1\r\nHost: ")
        await walk(app)


@with_a_loop
async def test_a_huge_text_of_one_s_own_is_cut(app: StartedApp) -> None:
    """As large as a message may be: the sheet has what the field would have taken."""
    async with Tab(app.address, 0) as tab:
        await tab.walk(Outing(2, 3))
        await tab.go("matters")
        (field,) = tab.find(f"{PLAN_TEXT}goals")
        await tab.write(field, "x" * 900_000)
        await tab.go("sheet")
        assert "x" * MAX_TEXT in tab.text()
        assert "x" * (MAX_TEXT + 1) not in tab.text()


async def walk(app: StartedApp) -> None:
    """Walk to the end, as any visitor."""
    async with Tab(app.address, 0) as tab:
        await tab.walk(Outing(2, 3))


@with_a_loop
async def test_nothing_of_it_is_logged_at_length(app: StartedApp) -> None:
    """The log does not grow with what is sent."""
    before = app.written.stat().st_size
    async with Visitor(app.address) as visitor:
        await visitor.send(bytes([0x5A]) * 10_000)
        await visitor.closed()
    assert app.written.stat().st_size - before < 300
