"""Running a coroutine from a test, whatever other tests have left running in this thread."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

P = ParamSpec("P")
T = TypeVar("T")


def in_a_loop(coroutine: Coroutine[Any, Any, T]) -> T:
    """What a coroutine returns, run in a thread: tests in a browser keep a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def with_a_loop(test: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, T]:
    """A test that awaits, as one that pytest can run."""

    @wraps(test)
    def run(*given: P.args, **named: P.kwargs) -> T:
        return in_a_loop(test(*given, **named))

    return run
