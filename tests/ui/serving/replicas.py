"""Two replicas of the app behind nginx, with the configuration of `deploy/`."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
import urllib.request
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from tests.conftest import PROJECT, free_port, started

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import StartedApp

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
CONFIGURATION = PROJECT / "deploy" / "nginx.conf"
needs_nginx = pytest.mark.skipif(
    NGINX is None and os.environ.get("CI") != "true",
    reason="no nginx on this machine; install the package nginx-light to run it",
)


@dataclass
class Replicas:
    """The replicas and the proxy.

    Attributes:
        address: Where the proxy listens.
        log: What the proxy has logged.
        folder: Where all of them run.
        ports: Where the replicas listen.
        metrics_ports: Where they tell their numbers.
        options: What each replica is started with, besides its port.
        apps: The replicas, by number.
    """

    address: str
    log: Path
    folder: Path
    ports: tuple[int, int]
    metrics_ports: tuple[int, int]
    options: tuple[str, ...]
    apps: dict[int, StartedApp] = field(default_factory=dict)
    _stack: ExitStack = field(default_factory=ExitStack)
    _starts: int = 0

    def start(self, number: int) -> None:
        """Start a replica, and wait until it is ready."""
        self._starts += 1
        folder = self.folder / f"start_{self._starts}"
        folder.mkdir()
        ports = ("--port", str(self.ports[number]))
        metrics = ("--metrics-port", str(self.metrics_ports[number]))
        command = ("-m", "ui", *ports, *metrics, *self.options)
        self.apps[number] = self._stack.enter_context(started(folder, *command))

    def stop(self) -> None:
        """Stop those that run."""
        self._stack.close()

    def tabs(self, number: int) -> int:
        """How many tabs are connected to a replica."""
        address = f"http://127.0.0.1:{self.metrics_ports[number]}/metrics"
        with urllib.request.urlopen(address) as answer:
            numbers = answer.read().decode()
        found = re.search(r"^pain_options_sessions (\d+)", numbers, re.MULTILINE)
        assert found
        return int(found[1])

    @property
    def nginx_wrote(self) -> str:
        """What nginx has written besides its log."""
        return (self.folder / "nginx.txt").read_text(encoding="utf-8")

    @property
    def written(self) -> str:
        """All that the replicas have written."""
        files = sorted(self.folder.glob("start_*/written.txt"))
        return "".join(file.read_text(encoding="utf-8") for file in files)


@contextmanager
def replicas(folder: Path, *options: str) -> Iterator[Replicas]:
    """Two replicas behind nginx until the end of the block."""
    assert NGINX, "no nginx on this machine; CI=true asks for one"
    ports, metrics, port = (free_port(), free_port()), (free_port(), free_port()), free_port()
    log = folder / "proxy.log"
    text = CONFIGURATION.read_text(encoding="utf-8")
    for old, new in (
        ("/tmp/", f"{folder}/"),  # noqa: S108 - as the container has it
        ("access_log /dev/stdout", f"access_log {log}"),
        ("app1:8501", f"127.0.0.1:{ports[0]}"),
        ("app2:8501", f"127.0.0.1:{ports[1]}"),
        ("listen 8080", f"listen 127.0.0.1:{port}"),
        ("worker_processes auto", "worker_processes 1"),
    ):
        assert old in text, f"{CONFIGURATION} does not have {old!r}"
        text = text.replace(old, new)
    file = folder / "nginx.conf"
    file.write_text(text, encoding="utf-8")
    running = Replicas(f"http://127.0.0.1:{port}", log, folder, ports, metrics, options)
    command = [NGINX, "-p", str(folder), "-c", str(file), "-e", "stderr", "-g", "daemon off;"]
    with (folder / "nginx.txt").open("w") as output, ExitStack() as stack:
        stack.callback(running.stop)
        running.start(0)
        running.start(1)
        proxy = stack.enter_context(subprocess.Popen(command, stdout=output, stderr=output))
        stack.callback(proxy.terminate)
        _wait_for(port, folder / "nginx.txt")
        yield running


def _wait_for(port: int, written: Path) -> None:
    for _ in range(20 * 20):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(1 / 20)
    pytest.fail(f"nginx does not listen: {written.read_text(encoding='utf-8')!r}")
