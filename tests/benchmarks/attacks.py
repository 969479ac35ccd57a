"""Visitors who mean harm, for `bench_hostile.py`.

Their process is nice to others on this machine: who attacks a real server takes none of its cores.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import AsyncExitStack, suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed, WebSocketException

from tests.websocket_visitor import Guise, RefusedError, VisitError, Visitor, page_request

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

AT_ONCE = 20
"""How many do the same at once, where one alone would not be much."""
_MANY_SOCKETS = 1_500
_SILENT_SOCKETS = 3_000
_NICE = 19


async def flood(address: str) -> None:
    """Ask for page after page, as fast as it goes."""
    async with Visitor(address) as visitor:
        for _ in range(2_000):
            await visitor.send(page_request())


async def never_read(address: str) -> None:
    """Ask for many pages and read none of them."""
    async with Visitor(address) as visitor:
        for _ in range(200):
            await visitor.send(page_request())
        await asyncio.sleep(5)


async def come_back(address: str) -> None:
    """Come, ask for the first page, and leave, again and again."""
    async with Visitor(address) as visitor:
        await visitor.send(page_request())
        await visitor.next_message()


async def only_connect(address: str) -> None:
    """Come and leave at once."""
    async with Visitor(address):
        pass


async def nonsense(address: str) -> None:
    """Send what is no message."""
    async with Visitor(address) as visitor:
        await visitor.send(b"\x5a\xff\xff" + bytes(50_000))
        await visitor.closed()


async def large_texts(address: str) -> None:
    """Send almost as much as a message may hold, as an address and as a text of one's own."""
    message = BackMsg()
    message.rerun_script.query_string = "x" * 400_000
    state = message.rerun_script.widget_states.widgets.add()
    state.id = "$$ID-0123456789abcdef-plan_goals"
    state.string_value = "y" * 500_000
    async with Visitor(address) as visitor:
        for _ in range(100):
            await visitor.send(message.SerializeToString())


async def many_widgets(address: str) -> None:
    """Send the values of many thousand fields that no page has."""
    message = BackMsg()
    for number in range(15_000):
        state = message.rerun_script.widget_states.widgets.add()
        state.id = f"$$ID-{number:016x}-own_question_{number}"
        state.string_value = "no"
    async with Visitor(address) as visitor:
        for _ in range(100):
            await visitor.send(message.SerializeToString())


async def foreign_origin(address: str) -> None:
    """Come from a page of another host."""
    with suppress(RefusedError):
        await Visitor(address, guise=Guise(origin="https://example.org")).connect()


async def foreign_host(address: str) -> None:
    """Come with another host's name."""
    async with Visitor(address, guise=Guise(address="http://example.org")) as visitor:
        await visitor.send(page_request())
        await visitor.next_message()


async def many_sockets(address: str) -> None:
    """Open many tabs, each with its first page, and leave them so."""
    async with AsyncExitStack() as stack:
        for _ in range(_MANY_SOCKETS):
            with suppress(VisitError, ConnectionClosed):
                await (await stack.enter_async_context(Visitor(address))).open()
        await asyncio.Event().wait()


async def silent_sockets(address: str) -> None:
    """Open many connections, and send half a request on each."""
    parts = urlsplit(address)
    writers = []
    for _ in range(_SILENT_SOCKETS):
        with suppress(OSError):
            _, writer = await asyncio.open_connection(parts.hostname, parts.port)
            writer.write(b"GET / HTTP/1.1\r\nHost: ")
            writers.append(writer)
    await asyncio.Event().wait()


async def odd_addresses(address: str) -> None:
    """Ask for addresses that nobody has, and for the longest that there can be."""
    parts = urlsplit(address)
    for path in ("/%2e%2e/%2e%2e/etc/passwd", f"/{'a' * 30_000}", "/?x=%00", "//", "/nothing/here"):
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n".encode()
        )
        await reader.read()
        writer.close()


ATTACKS: dict[str, tuple[Callable[[str], Awaitable[None]], int]] = {
    "flood": (flood, 1),
    "never_read": (never_read, 1),
    "come_back": (come_back, AT_ONCE),
    "only_connect": (only_connect, AT_ONCE),
    "nonsense": (nonsense, AT_ONCE),
    "large_texts": (large_texts, 1),
    "many_widgets": (many_widgets, 1),
    "foreign_origin": (foreign_origin, AT_ONCE),
    "foreign_host": (foreign_host, AT_ONCE),
    "odd_addresses": (odd_addresses, AT_ONCE),
    "many_sockets": (many_sockets, 1),
    "silent_sockets": (silent_sockets, 1),
}
"""What each does, and how many do it at once."""


async def _go_on(act: Callable[[str], Awaitable[None]], address: str) -> None:
    while True:
        try:
            await act(address)
        except (VisitError, WebSocketException, OSError, TimeoutError):
            await asyncio.sleep(0.01)


def attack(name: str, address: str) -> None:
    """Attack until the process ends.

    Args:
        name: Which of the attacks.
        address: Where the app listens.
    """
    os.nice(_NICE)
    act, at_once = ATTACKS[name]

    async def together() -> None:
        await asyncio.gather(*(_go_on(act, address) for _ in range(at_once)))

    asyncio.run(together())
