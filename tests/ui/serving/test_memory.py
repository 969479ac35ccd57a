"""The app's memory: flat while pages are shown, although no collection follows each of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import started
from tests.ui.serving.visitor import visiting

if TYPE_CHECKING:
    from tests.conftest import StartedApp

RUNS = 300
MOST_GROWTH = 4_000  # kB in all those runs: less than 14 in each


def memory(app: StartedApp) -> int:
    """How many kB of memory the app's process holds."""
    status = Path(f"/proc/{app.process.pid}/status")
    if not status.is_file():
        pytest.skip("this system does not tell how much memory a process holds")
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1])


def test_pages_leave_nothing_behind(tmp_path: Path) -> None:
    """Some hundred script runs of a visitor take no more memory than the first hundred did."""
    hasty = ("--most-messages", "10000")
    with (
        started(tmp_path, "-m", "ui", "--port", "0", *hasty) as app,
        visiting(app.address) as visitor,
    ):
        for _ in range(100):
            visitor.run_script()
        before = memory(app)
        for _ in range(RUNS):
            visitor.run_script()
        assert memory(app) - before <= MOST_GROWTH


def test_a_page_is_small(app: StartedApp) -> None:
    """The first page comes without the style sheet and the drawing, which browsers have by then."""
    with visiting(app.address) as visitor:
        visitor.run_script()
        visitor.run_script()
        assert visitor.received / 2 <= 10_000
