"""The session of a closed tab is dropped when its time is over, though nobody else comes."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import started
from tests.ui.serving.loops import with_a_loop
from tests.websocket_visitor import Visitor

if TYPE_CHECKING:
    from tests.conftest import StartedApp

VISITORS = 12
PATIENCE = 30


def open_files(app: StartedApp) -> int:
    """How many files the app's process has open; each session has some of its own."""
    folder = Path(f"/proc/{app.process.pid}/fd")
    if not folder.is_dir():
        pytest.skip("this system does not tell which files a process has open")
    return sum(1 for _ in folder.iterdir())


@with_a_loop
async def test_sessions_of_closed_tabs_are_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some come and leave; after the time that the setting gives, nothing of them is held."""
    monkeypatch.setenv("STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL", "2")
    with started(tmp_path, "-m", "ui", "--port", "0") as app:
        before = open_files(app)
        for _ in range(VISITORS):
            async with Visitor(app.address) as visitor:
                await visitor.open()
        assert open_files(app) >= before + VISITORS
        end = time.monotonic() + PATIENCE
        while open_files(app) > before and time.monotonic() < end:  # noqa: ASYNC110
            await asyncio.sleep(0.2)
        assert open_files(app) <= before
