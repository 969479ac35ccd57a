"""Starting the app, then stopping it: one line when it cannot start, silence at the end."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import PROJECT, started
from tests.ui.serving.loops import with_a_loop
from tests.websocket_visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator

# By the signal that stopped it; a shell would say the same.
STOPPED = {number: 128 + number for number in (signal.SIGINT, signal.SIGTERM)}
SERVING_STOPPED = dict(STOPPED)
if any(name.startswith("COVERAGE_PROCESS") for name in os.environ):
    # Where branches are counted, the counter takes SIGTERM, saves what it has and passes it on.
    SERVING_STOPPED[signal.SIGTERM] = -signal.SIGTERM
COMMAND = [sys.executable, "-m", "ui", "--port", "0"]
FULL = Path("/dev/full")
BROKEN = [
    ("rules/indications.toml", "herniated_disc", "hernia"),
    ("rules/cases.toml", "sciatica", "sciatic"),
    ("rules/closing.toml", "=", ":"),
]


@pytest.mark.parametrize(("file", "part", "replacement"), BROKEN)
def test_a_broken_file_is_one_line_before_any_address(
    tmp_path: Path, file: str, part: str, replacement: str
) -> None:
    """The line names the file; the app does not start."""
    for folder in ("engine", "rules", "ui", ".streamlit"):
        shutil.copytree(PROJECT / folder, tmp_path / folder)
    path = tmp_path / file
    text = path.read_text(encoding="utf-8")
    assert part in text
    path.write_text(text.replace(part, replacement), encoding="utf-8")
    ended = subprocess.run(
        COMMAND, capture_output=True, text=True, cwd=tmp_path, timeout=60, check=False
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("pain-options: ")
    assert ended.stderr.count("\n") == 1
    assert Path(file).name in ended.stderr


@pytest.fixture(autouse=True)
def _interruptible() -> Iterator[None]:
    """Hand SIGINT on to new processes as a terminal does; a shell's background job ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def starting(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The app's process, as soon as it listens to signals, with all that it writes in a file."""
    with (
        (tmp_path / "written.txt").open("w+") as written,
        subprocess.Popen(
            COMMAND,
            stdout=written,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=tmp_path,
            # What counts coverage listens to signals as well, and earlier.
            env={name: value for name, value in os.environ.items() if "COV" not in name},
        ) as process,
    ):
        while not listens_to_signals(process.pid):
            time.sleep(0.01)
        yield process
        process.kill()


def listens_to_signals(process: int) -> bool:
    """Whether a process has taken SIGTERM into its own hands."""
    status = Path(f"/proc/{process}/status")
    if not status.is_file():
        pytest.skip("this system does not tell which signals a process listens to")
    caught = next(line for line in status.read_text().splitlines() if line.startswith("SigCgt"))
    return bool(int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("seconds", [0, 0.3, 0.7, 1.2])
def test_it_can_be_stopped_while_it_starts(
    starting: subprocess.Popen[str], tmp_path: Path, seconds: float, number: signal.Signals
) -> None:
    """At whatever moment, the process ends and nothing is said about it."""
    time.sleep(seconds)
    starting.send_signal(number)
    assert starting.wait(timeout=20) == STOPPED[number]
    written = (tmp_path / "written.txt").read_text(encoding="utf-8")
    assert [line for line in written.splitlines() if not line.startswith("Pain Options")] == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("visitors", [0, 3])
@with_a_loop
async def test_it_can_be_stopped_while_it_serves(
    tmp_path: Path, visitors: int, number: signal.Signals
) -> None:
    """With visitors or without, one of them in the middle of a page."""
    with started(tmp_path, "-m", "ui", "--port", "0") as app:
        async with AsyncExitStack() as stack:
            there = [await stack.enter_async_context(Visitor(app.address)) for _ in range(visitors)]
            for visitor in there:
                await visitor.open()
            for visitor in there[:1]:
                await visitor.ask()
            app.process.send_signal(number)
            status = await asyncio.to_thread(app.process.wait, 20)
        assert status == SERVING_STOPPED[number]
    assert app.written.read_text(encoding="utf-8").count("\n") == 1


@pytest.mark.skipif(not FULL.exists(), reason="this system has no disk that is always full")
def test_an_address_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    """On a full disk: the app ends, and says why where it can."""
    with FULL.open("w") as full:
        ended = subprocess.run(
            COMMAND,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
            timeout=60,
            check=False,
        )
    assert ended.returncode == 2
    assert ended.stderr.startswith("pain-options: ")
    assert "No space left" in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_an_address_that_nobody_reads_ends_the_app_without_a_word(tmp_path: Path) -> None:
    """Into a closed pipe, as any command of a pipeline."""
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run(
        COMMAND,
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        timeout=60,
        check=False,
    )
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (0, "")
