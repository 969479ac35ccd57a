"""Gives tests a started app with a Chromium to visit it, or a copy of the rule files to break."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from playwright.sync_api import expect, sync_playwright

from engine.rule_book.loading import RULES_DIRECTORY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from playwright.sync_api import Browser, BrowserContext, Page

    ColorScheme = Literal["light", "dark"]
    ForcedColors = Literal["none", "active"]

PROJECT = Path(__file__).parent.parent
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
# The last ones keep Chromium itself from looking for its maker's hosts.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    # Half of what a page costs is a process that has to start and to compile the app's scripts.
    "--process-per-site",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A machine that is busy with other things is slow, not wrong.
PATIENCE = 20_000
ADDRESS = re.compile(r"Explorer: (http://127\.0\.0\.1:\d+[^\s\"]*)(?=[\s\"])")
# A property is about what comes out, not about how fast this machine is today.
settings.register_profile("project", deadline=None, database=None, print_blob=True)
settings.load_profile("project")
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put slow tests first; skip browser tests without a Chromium, but never where CI asks."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    if CHROMIUM is None and os.environ.get("CI") != "true":
        reason = "no Chromium on this machine; install the package chromium to run it"
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=reason))


@dataclass(frozen=True)
class StartedApp:
    """The app, listening: where, its process, and the file with all that it has written."""

    address: str
    process: subprocess.Popen[bytes]
    written: Path


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartedApp]:
    """The app, started by its command on a free port of the loopback address."""
    with started(tmp_path_factory.mktemp("app"), "-m", "ui", "--port", "0") as app:
        yield app


@contextmanager
def started(folder: Path, *command: str) -> Iterator[StartedApp]:
    """An app until the end of the block.

    Args:
        folder: Where it runs. A file there takes whatever it writes, as output or as an error: a
            pipe that nobody reads would fill up.
        command: What the Python of the tests is given.
    """
    written = folder / "written.txt"
    with (
        written.open("w") as output,
        subprocess.Popen(
            [sys.executable, *command], stdout=output, stderr=output, cwd=folder
        ) as process,
    ):
        try:
            yield StartedApp(_address(process, written), process, written)
        finally:
            process.terminate()
            process.wait(timeout=20)


def free_port() -> int:
    """A port of the loopback address that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _address(process: subprocess.Popen[bytes], written: Path) -> str:
    """The address that the app gives, as soon as it does."""
    for _ in range(60 * 20):
        found = ADDRESS.search(written.read_text(encoding="utf-8"))
        if found:
            return found[1]
        if process.poll() is not None:
            break
        time.sleep(1 / 20)
    pytest.fail(f"the app gave no address: {written.read_text(encoding='utf-8')!r}")


@pytest.fixture
def app_address(app: StartedApp) -> str:
    """Where the app listens."""
    return app.address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One headless Chromium for all tests of a worker."""
    assert CHROMIUM, "no Chromium on this machine; CI=true asks for one"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def phone(chromium: Browser, app: StartedApp) -> Iterator[BrowserContext]:
    """A phone-sized context whose cache is warm after the first page; each tab is a new visit."""
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    keep_warm(context, app)
    yield context
    context.close()


def keep_warm(context: BrowserContext, app: StartedApp) -> None:
    """Keep the process of a context's pages, with all that it has compiled, until the context ends.

    Args:
        context: One that tests share.
        app: What they visit in it.
    """
    context.set_default_timeout(PATIENCE)
    # Pages of one site share their process, which lasts as long as one of them is open.
    context.new_page().goto(f"{app.address}/_stcore/health")


@contextmanager
def tab(
    context: BrowserContext,
    width: int,
    height: int,
    color_scheme: ColorScheme = "light",
    forced_colors: ForcedColors = "none",
) -> Iterator[Page]:
    """A new tab of a context, of its own size and looks, until the end of the block.

    A context for each test would start with an empty cache and another process.

    Args:
        context: Where it opens.
        width: Of what is seen of a page, in pixels.
        height: Likewise.
        color_scheme: Which of the app's themes it asks for.
        forced_colors: Whether colors are the visitor's own.
    """
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=color_scheme, forced_colors=forced_colors)
    try:
        yield page
    finally:
        page.close()


@pytest.fixture
def page(phone: BrowserContext, app: StartedApp) -> Iterator[Page]:
    """A phone-sized page on the first question."""
    page = phone.new_page()
    page.goto(app.address)
    expect(page.locator("#loading")).to_have_count(0)
    yield page
    page.close()


@pytest.fixture
def rules_copy(tmp_path: Path) -> Path:
    """A copy of the rule files, free to be broken."""
    copy = tmp_path / "rules"
    copy.mkdir()
    for file in RULES_DIRECTORY.glob("*.toml"):
        shutil.copy(file, copy)
    return copy
