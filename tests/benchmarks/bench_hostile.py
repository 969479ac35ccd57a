"""What somebody's step takes beside visitors who mean harm.

A neighbor asks for a page again and again: alone first, then beside each of the attacks of
`attacks.py`, on the same server. Run by hand, on a quiet machine:

    uv run pytest -n0 tests/benchmarks/bench_hostile.py -s

Settings, as environment variables:

    BENCH_STEPS=100             how many steps of the neighbor are timed
    BENCH_BEGINS=3              seconds from the beginning of an attack until steps are timed
    BENCH_ATTACKS=flood,...     which attacks; all if not given
"""

from __future__ import annotations

import asyncio
import math
import multiprocessing
import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from tests.benchmarks.attacks import ATTACKS, attack
from tests.conftest import started
from tests.ui.serving.loops import with_a_loop
from tests.websocket_visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

STEPS = int(os.environ.get("BENCH_STEPS", "100"))
NAMES = os.environ.get("BENCH_ATTACKS", ",".join(ATTACKS)).split(",")
PAUSE = 0.15  # seconds between two steps: below the pace that the app allows
BEGINS = float(os.environ.get("BENCH_BEGINS", "3"))
RECOVERS = 2.0


@asynccontextmanager
async def attacked(name: str, address: str) -> AsyncIterator[None]:
    """An attack until the end of the block."""
    # Forked: it has what these tests have imported.
    process = multiprocessing.get_context("fork").Process(target=attack, args=(name, address))
    process.start()
    try:
        await asyncio.sleep(BEGINS)
        yield
        assert process.is_alive(), f"{name} ended by itself"
    finally:
        process.kill()
        await asyncio.to_thread(process.join)


async def steps(visitor: Visitor) -> list[float]:
    """The seconds of a neighbor's steps, sorted."""
    seconds = []
    for _ in range(STEPS):
        seconds.append(await visitor.open())
        await asyncio.sleep(PAUSE)
    return sorted(seconds)


def row(name: str, seconds: list[float], alone: float | None = None) -> tuple[str, float]:
    """A row of the table, and its p95 in seconds."""
    p50, p95 = (seconds[math.ceil(part * len(seconds)) - 1] for part in (0.5, 0.95))
    times = f"{p95 / alone:7.1f}" if alone else " " * 7
    return f"{name:<16}{1000 * p50:8.1f}{1000 * p95:8.1f}{times}", p95


@with_a_loop
async def test_a_neighbor_beside_each_attack(tmp_path: Path) -> None:
    """Print how long a step takes; whoever attacks, the neighbor is served to the end."""
    print(f"\n\n{'attack':<16}{'p50 ms':>8}{'p95 ms':>8}{'times':>7}")
    with started(tmp_path, "-m", "ui", "--port", "0") as app:
        async with Visitor(app.address, patience=60) as visitor:
            await steps(visitor)
            line, alone = row("(nobody)", await steps(visitor))
            print(line)
            for name in NAMES:
                async with attacked(name, app.address):
                    print(row(name, await steps(visitor), alone)[0])
                await asyncio.sleep(RECOVERS)
        print(row("(afterward)", await afterward(app.address), alone)[0])


async def afterward(address: str) -> list[float]:
    """The steps of somebody who comes when all is over."""
    async with Visitor(address, patience=60) as visitor:
        return await steps(visitor)
