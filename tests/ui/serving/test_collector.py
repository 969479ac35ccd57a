"""Full collections wait for a quiet moment, and come all the same."""

from __future__ import annotations

import asyncio
import gc
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from tests.ui.serving.loops import in_a_loop
from ui.serving import collector
from ui.serving.collector import MOST_RUNS, collect_when_idle, only_young
from ui.serving.connections import Traffic

if TYPE_CHECKING:
    from collections.abc import Callable

LOOK = 0.005


class Server:
    """Traffic as a test wants it, beside a collector that only counts."""

    def __init__(self, idle_seconds: float) -> None:  # noqa: D107
        self.traffic = Traffic()
        self.collections = 0
        self.expired = 0
        self._task = asyncio.create_task(
            collect_when_idle(self.traffic, self._drop, self._collect, idle_seconds)
        )

    def _drop(self) -> int:
        dropped, self.expired = self.expired, 0
        return dropped

    def _collect(self) -> None:
        self.collections += 1

    async def some_looks(self) -> int:
        """How many collections there were, after the collector has looked around again."""
        await asyncio.sleep(20 * LOOK)
        return self.collections

    async def collected(self, times: int) -> None:
        """Wait for a collection, in vain for no longer than the test may take."""
        async with asyncio.timeout(20):
            while self.collections < times:  # noqa: ASYNC110 - it only counts
                await asyncio.sleep(LOOK)

    async def stop(self) -> None:
        """End the collector."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collector, "_LOOK_EVERY", LOOK)


def test_each_busy_time_is_followed_by_one_collection() -> None:
    """Nothing happened: nothing to collect. A page was made, or a session dropped: once."""

    async def check() -> None:
        server = Server(idle_seconds=10 * LOOK)
        assert await server.some_looks() == 0
        for times in (1, 2):
            server.traffic.script_runs += 3
            await server.collected(times)
            assert await server.some_looks() == times
        server.expired = 1
        await server.collected(3)
        assert await server.some_looks() == 3
        await server.stop()

    in_a_loop(check())


@pytest.mark.parametrize(
    ("runs", "in_step", "collects"),
    [(MOST_RUNS - 1, 0, 0), (MOST_RUNS, 0, 1), (MOST_RUNS, 1, 0), (2 * MOST_RUNS, 1, 1)],
)
def test_a_server_that_is_never_idle_collects_between_steps(
    runs: int, in_step: int, collects: int
) -> None:
    """After many runs it waits only for a moment without a step, and not for long."""

    async def check() -> None:
        server = Server(idle_seconds=3600)
        assert await server.some_looks() == 0
        server.traffic.script_runs, server.traffic.in_step = runs, in_step
        await server.collected(collects)
        assert await server.some_looks() == collects
        await server.stop()

    in_a_loop(check())


def test_the_interpreter_leaves_the_old_alone() -> None:
    """Young objects are collected as before."""
    before = gc.get_threshold()
    try:
        only_young()
        assert gc.get_threshold()[:2] == before[:2]
        assert gc.get_threshold()[2] > 1000 * before[2]
    finally:
        gc.set_threshold(*before)


def test_what_collects_finds_what_nobody_can_reach() -> None:
    """The default is a full collection."""
    found: Callable[[], None] = collector._collect  # noqa: SLF001

    class Node:
        """Something that refers to itself."""

    gc.collect()
    node = Node()
    node.itself = node  # type: ignore[attr-defined]
    del node
    assert any(type(one) is Node for one in gc.get_objects())
    found()
    assert not any(type(one) is Node for one in gc.get_objects())
