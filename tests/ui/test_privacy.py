"""Nothing about a visitor leaves the host or stays on it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from engine.rule_book.loading import default_rule_book
from tests.ui.steps import RESULT, answer, on_page
from ui.appointment import matters, questions, sheet_page
from ui.teaching import pathways

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.conftest import StartedApp

pytestmark = pytest.mark.browser

LOCATION = "Leg or foot"
CONDITION = "Sciatica"
SIGN = (
    "A leg or joint that is suddenly hot, swollen and painful, unlike before. "
    "Or a sore on your foot, with diabetes or numb feet"
)
OWN_WORDS = "Ointment of arnica, zumba"
OWN_QUESTION = "Can my cat Wilhelmina sleep on me?"
BOOK = default_rule_book()


def words_of_an_answer() -> list[str]:
    """Ids and names that would give an answer of the journey away."""
    return [
        "sciatica",
        "hot_swollen_leg_or_foot_sore",
        SIGN,
        CONDITION.partition(" (")[0],
        LOCATION,
        OWN_WORDS,
        OWN_QUESTION,
    ]


def walk(page: Page) -> None:
    """A whole journey with a warning sign and words of one's own, to the sheet; then About."""
    answer(page, LOCATION, CONDITION, signs=(SIGN,))
    page.get_by_role("link", name="Say what matters").click()
    on_page(page, matters.TITLE)
    page.get_by_label("What have you tried so far?").fill(OWN_WORDS)
    page.get_by_role("link", name="Next: choose your questions").click()
    on_page(page, questions.TITLE)
    page.get_by_label("Write a question of your own").fill(OWN_QUESTION)
    page.get_by_role("link", name="Next: see what to tell").click()
    page.get_by_role("link", name="Next: see your sheet").click()
    on_page(page, sheet_page.TITLE)
    expect(page.locator(".po-sheet").get_by_text(OWN_WORDS)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as PDF").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    page.get_by_role("link", name="About").click()
    on_page(page, "About")


def test_no_request_leaves_the_host_and_no_address_or_cookie_holds_an_answer(
    chromium: Browser, app: StartedApp
) -> None:
    """Every request and socket of a journey goes to the app's own host."""
    context = chromium.new_context()
    page = context.new_page()
    requested: list[str] = []
    visited: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.on("websocket", lambda socket: requested.append(socket.url))
    page.on("framenavigated", lambda frame: visited.append(frame.url))
    page.goto(app.address)
    walk(page)
    host = urlsplit(app.address).netloc
    elsewhere = [url for url in requested if urlsplit(url).scheme not in {"data", "blob"}]
    assert {urlsplit(url).netloc for url in elsewhere} == {host}
    assert any(url.startswith("ws://") for url in requested)
    traces = "\n".join([*requested, *visited, str(context.cookies()), str(context.storage_state())])
    for word in words_of_an_answer():
        assert word not in traces
    context.close()


def test_the_server_writes_no_answer(page: Page, app: StartedApp) -> None:
    """Whatever the server's process has written, as output or as errors, holds no answer.

    A link for teaching has answers in its address, which a log of requests would hold.
    """
    walk(page)
    page.goto(
        f"{app.address}/?location=leg&condition=sciatica&warning_sign=hot_swollen_leg_or_foot_sore"
    )
    on_page(page, pathways.TITLE)
    written = app.written.read_text(encoding="utf-8")
    assert app.address in written
    folder = "".join(
        path.read_text(encoding="utf-8", errors="replace")
        for path in app.written.parent.rglob("*")
        if path.is_file()
    )
    for word in words_of_an_answer():
        assert word not in written
        assert word not in folder
    ids = [*BOOK.condition_by_id, *BOOK.warning_sign_by_id]
    assert not re.search(rf"\b({'|'.join(ids)})\b", written)


def test_closing_the_tab_forgets(chromium: Browser, app: StartedApp) -> None:
    """A new tab of the same browser starts with no answer."""
    context = chromium.new_context()
    first = context.new_page()
    first.goto(app.address)
    answer(first, LOCATION, CONDITION)
    first.close()
    second = context.new_page()
    second.goto(app.address)
    on_page(second, "Where is your pain?")
    assert second.get_by_role("radio", checked=True).count() == 0
    second.goto(f"{app.address}/result")
    on_page(second, "Where is your pain?")
    assert second.get_by_text(RESULT, exact=True).count() == 0
    context.close()
