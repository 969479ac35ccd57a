"""The app's memory: flat while pages are shown, although no collection follows each of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import started
from tests.ui.serving.loops import with_a_loop
from tests.websocket_visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import StartedApp

RUNS = 300
MOST_GROWTH = 4_000  # kB in all those runs: less than 14 in each


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartedApp]:
    """An app that slows nobody who asks again at once."""
    command = ("-m", "ui", "--port", "0", "--most-messages", "10000")
    with started(tmp_path_factory.mktemp("memory"), *command) as app:
        yield app


def memory(app: StartedApp) -> int:
    """How many kB of memory the app's process holds."""
    status = Path(f"/proc/{app.process.pid}/status")
    if not status.is_file():
        pytest.skip("this system does not tell how much memory a process holds")
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1])


@with_a_loop
async def test_pages_leave_nothing_behind(app: StartedApp) -> None:
    """Some hundred script runs of a visitor take no more memory than the first hundred did."""
    async with Visitor(app.address) as visitor:
        for _ in range(100):
            await visitor.open()
        before = memory(app)
        for _ in range(RUNS):
            await visitor.open()
        assert memory(app) - before <= MOST_GROWTH


@with_a_loop
async def test_a_page_is_small(app: StartedApp) -> None:
    """The first page comes without the style sheet and the drawing, which browsers have by then."""
    async with Visitor(app.address) as visitor:
        await visitor.open()
        assert visitor.traffic.unpacked <= 10_000
        await visitor.open()
        assert visitor.traffic.unpacked <= 20_000
