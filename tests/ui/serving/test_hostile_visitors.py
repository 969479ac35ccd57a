"""Visitors who mean harm: each is bounded and answered, and whoever is beside them is served."""

from __future__ import annotations

import socket
import statistics
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from tests.conftest import started
from tests.ui.serving.loops import in_a_loop
from tests.ui.serving.tab import Outing, Tab
from tests.ui.serving.visitor import visiting
from ui.serving.connections import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from websockets.sync.client import ClientConnection

    from tests.conftest import StartedApp

MOST_CONNECTIONS = 60
STEPS = 20
SECONDS = 20


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartedApp]:
    """An app of its own, which takes few tabs."""
    command = ("-m", "ui", "--port", "0", "--most-connections", str(MOST_CONNECTIONS))
    with started(tmp_path_factory.mktemp("hostile"), *command) as app:
        yield app


def connected(app: StartedApp, **headers: str) -> ClientConnection:
    """A connection as the front end makes it, with headers of one's own."""
    address = f"{app.address.replace('http', 'ws', 1)}/_stcore/stream"
    return connect(
        address,
        subprotocols=["streamlit", "any"],  # type: ignore[list-item]
        additional_headers=headers,
        max_size=None,
    )


def step(text: str = "") -> bytes:
    """A request for a page."""
    message = BackMsg()
    message.rerun_script.query_string = text
    data: bytes = message.SerializeToString()
    return data


def median_step(app: StartedApp) -> float:
    """The median seconds of a neighbor's step."""
    with visiting(app.address) as neighbor:
        seconds = []
        for _ in range(STEPS):
            start = time.perf_counter()
            neighbor.run_script()
            seconds.append(time.perf_counter() - start)
            time.sleep(0.1)  # a visitor thinks; without this it would be one who floods, too
        return statistics.median(seconds)


@contextmanager
def going_on(act: Callable[[], object]) -> Iterator[None]:
    """Somebody does something over and over until the end of the block."""
    over = threading.Event()

    def again() -> None:
        while not over.is_set():
            with suppress(ConnectionClosed, OSError):
                act()

    thread = threading.Thread(target=again)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_a_flood_of_steps_is_slowed_to_the_pace_of_the_limit(app: StartedApp) -> None:
    """One socket asks for thousands of pages; the app makes as many as the limit allows."""
    limits = Limits()
    wanted = limits.first + 4 * limits.messages
    finished = 0
    with connected(app) as connection:
        start = time.monotonic()
        sender = threading.Thread(target=_send_many, args=(connection, 2_000), daemon=True)
        sender.start()
        # Runs that are overtaken by the next one end as well, so each page asked for ends one.
        while finished < wanted and time.monotonic() - start < SECONDS:
            data = connection.recv(SECONDS)
            assert isinstance(data, bytes)
            finished += ForwardMsg.FromString(data).WhichOneof("type") == "script_finished"
        seconds = time.monotonic() - start
    assert seconds < SECONDS + 5
    rate = finished / seconds
    assert rate <= limits.messages + limits.first / seconds + 1


def _send_many(connection: ClientConnection, count: int) -> None:
    with suppress(ConnectionClosed, OSError):
        for _ in range(count):
            connection.send(step())


@pytest.mark.parametrize("kind", ["flood", "never_reads", "nonsense"])
def test_a_neighbor_is_served_as_before(app: StartedApp, kind: str) -> None:
    """A step beside one who floods takes no more than twice what it took, and a little."""
    alone = median_step(app)

    def flood() -> None:
        with connected(app) as connection:
            _send_many(connection, 500)

    def never_read() -> None:
        with connected(app) as connection:
            for _ in range(200):
                connection.send(step())

    def talk_nonsense() -> None:
        with connected(app) as connection:
            connection.send(b"\x5a\xff\xff" + bytes(50_000))
            connection.recv(1)

    act = {"flood": flood, "never_reads": never_read, "nonsense": talk_nonsense}[kind]
    with going_on(act):
        beside = median_step(app)
    assert beside <= 2 * alone + 0.03


def test_a_message_that_is_too_large_ends_the_connection(app: StartedApp) -> None:
    """A megabyte is more than any tab of this app sends."""
    with connected(app) as connection:
        connection.send(step("x" * (Limits().message_bytes + 1)))
        with pytest.raises(ConnectionClosed) as closed:
            list(iter(lambda: connection.recv(SECONDS), "nothing"))
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009  # "message too big"


def test_text_ends_the_connection(app: StartedApp) -> None:
    """The front end sends none."""
    with connected(app) as connection:
        connection.send("a question")
        with pytest.raises(ConnectionClosed) as closed:
            list(iter(lambda: connection.recv(SECONDS), "nothing"))
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1003  # "unsupported data"


@pytest.mark.parametrize(
    "origin", ["https://example.org", "null", "http://127.0.0.1.example.org", "file://"]
)
def test_a_foreign_origin_is_refused(app: StartedApp, origin: str) -> None:
    """A page of somebody else cannot use the app in the name of a visitor."""
    with pytest.raises(InvalidStatus) as refused, connected(app, Origin=origin):
        pass
    assert refused.value.response.status_code == 403
    # Streamlit would have asked a public service for its own address.
    assert "external IP" not in app.written.read_text(encoding="utf-8")


def test_more_tabs_than_the_limit_are_asked_to_come_back(app: StartedApp) -> None:
    """Those who are there go on, the others hear it, and there is room when somebody leaves."""
    with ExitStack() as stack:
        there = [stack.enter_context(visiting(app.address)) for _ in range(MOST_CONNECTIONS)]
        with pytest.raises(InvalidStatus) as refused:
            stack.enter_context(visiting(app.address))
        assert refused.value.response.status_code == 503
        assert refused.value.response.headers["Retry-After"]
        there[0].run_script()
    _walk(app)


def test_sockets_that_say_nothing_keep_nobody_out(app: StartedApp) -> None:
    """Some hundred connections that never ask for anything."""
    parts = urlsplit(app.address)
    assert parts.hostname
    assert parts.port
    with ExitStack() as stack:
        for _ in range(400):
            silent = stack.enter_context(socket.create_connection((parts.hostname, parts.port)))
            silent.send(b"GET / HTTP/1.1\r\nHost: ")
        _walk(app)


def _walk(app: StartedApp) -> None:
    async def walk() -> None:
        async with Tab(app.address, 0) as tab:
            await tab.walk(Outing(2, 3))

    in_a_loop(walk())


def test_nothing_of_it_is_logged_at_length(app: StartedApp) -> None:
    """The log does not grow with what is sent."""
    before = app.written.stat().st_size
    with visiting(app.address) as visitor:
        visitor.send(bytes([0x5A]) * 10_000)
        with pytest.raises(ConnectionClosed):
            list(iter(visitor.next_message, "nothing"))
    assert app.written.stat().st_size - before < 300
