"""Full collections of garbage, made when nobody waits for a page."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.serving.connections import Traffic

IDLE_SECONDS = 5.0
"""After so long without a step, what the last ones left behind is collected."""
MOST_RUNS = 10_000
"""After so many runs of the script a collection waits no longer for an idle time."""
_LATER = 500
_LOOK_EVERY = 0.25
_NEVER = 1_000_000


def only_young() -> None:
    """Have the interpreter collect young objects alone.

    With 1,000 visitors a full collection takes 0.4 seconds, in which nobody gets a page, and the
    interpreter would make one every 4 seconds.
    """
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, _NEVER)


async def collect_when_idle(
    traffic: Traffic,
    drop_sessions: Callable[[], int],
    collect: Callable[[], None] | None = None,
    idle_seconds: float = IDLE_SECONDS,
) -> None:
    """Collect all that nobody can reach, after each busy time; does not return.

    Args:
        traffic: Tells when the script runs, and whether anybody waits.
        drop_sessions: Drops the sessions whose time is over, and tells how many there were.
        collect: What collects.
        idle_seconds: How long nothing must have happened.
    """
    collected_at = traffic.script_runs
    last, since = traffic.script_runs, time.monotonic()
    dropped = 0
    while True:
        await asyncio.sleep(_LOOK_EVERY)
        now, runs = time.monotonic(), traffic.script_runs
        if runs != last:
            last, since = runs, now
        dropped += drop_sessions()
        left = runs - collected_at
        is_idle = left + dropped > 0 and now - since >= idle_seconds
        is_due = left >= MOST_RUNS and (traffic.in_step == 0 or left >= MOST_RUNS + _LATER)
        if is_idle or is_due:
            (collect or _collect)()
            collected_at, dropped = traffic.script_runs, 0


def _collect() -> None:
    gc.collect()
    # The C library keeps what was freed; where it can be asked to, it gives that back.
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
