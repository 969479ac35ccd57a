"""Answers outlive a reload, a restarted server, a lost network; nobody else gets them."""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.conftest import free_port, started
from tests.ui.held_messages import HeldMessages
from tests.ui.steps import (
    CHECK,
    NAMED,
    NOT_SURE,
    RESULT,
    TODAY,
    WEIGHT_LOSS,
    WHERE,
    answer,
    choose_conditions,
    choose_location,
    choose_signs,
    on_map,
    on_page,
    settled,
    tick,
)
from ui.session import CLEARED
from ui.words import CLEAR

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.conftest import StartedApp

pytestmark = pytest.mark.browser
MIGRAINE = "Migraine"
EMERGENCY = "Thoughts of ending your life, even if you have had them before"


def kept(page: Page) -> dict[str, Any]:
    """Everything that the tab keeps, in whichever storage."""
    found: dict[str, Any] = page.evaluate(
        """async () => ({
            session: {...sessionStorage},
            local: {...localStorage},
            cookies: document.cookie,
            databases: (await indexedDB.databases()).map(({ name }) => name),
            caches: await caches.keys(),
        })"""
    )
    return found


def test_a_reload_goes_on_at_the_same_step(page: Page) -> None:
    """Each page of the questionnaire shows the same after a reload as before."""
    choose_location(page, "Neck")
    on_page(page, TODAY)
    page.reload()
    choose_signs(page, WEIGHT_LOSS)
    on_page(page, NAMED)
    page.reload()
    choose_conditions(page, NOT_SURE)
    page.reload()
    on_page(page, CHECK)
    page.get_by_role("button", name="Show what the document lists").click()
    on_page(page, RESULT)
    before = page.locator("main").inner_text()
    page.reload()
    on_page(page, RESULT)
    settled(page)
    assert page.locator("main").inner_text() == before
    page.get_by_role("button", name="Back").click()
    on_page(page, CHECK)
    expect(page.get_by_text(WEIGHT_LOSS)).to_be_visible()


def test_a_reload_keeps_what_was_ticked_without_continue(page: Page) -> None:
    """Boxes that were never sent are ticked again, on both pages that have some."""
    choose_location(page, "Head or face")
    on_page(page, TODAY)
    tick(page, EMERGENCY)
    expect(page.get_by_role("checkbox", name=EMERGENCY)).to_be_checked()
    page.reload()
    on_page(page, TODAY)
    expect(page.get_by_role("checkbox", name=EMERGENCY)).to_be_checked()
    tick(page, EMERGENCY)
    choose_signs(page)
    on_page(page, NAMED)
    tick(page, MIGRAINE)
    page.reload()
    on_page(page, NAMED)
    expect(page.get_by_role("checkbox", name=MIGRAINE)).to_be_checked()
    tick(page, MIGRAINE)
    expect(page.get_by_role("checkbox", name=MIGRAINE)).not_to_be_checked()
    page.reload()
    on_page(page, NAMED)
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)


def test_a_reload_at_first_sight_of_a_page_goes_on_there(
    chromium: Browser, app: StartedApp
) -> None:
    """The tab has the answers before the page that comes after them shows."""
    page = chromium.new_page()
    messages = HeldMessages(page)
    page.goto(app.address)
    choose_location(page, "Neck")
    on_page(page, TODAY)
    settled(page)
    messages.held = True
    choose_signs(page)
    messages.let_through(NAMED)
    messages.drop()
    page.reload()
    on_page(page, NAMED)
    page.close()


def test_a_reload_keeps_the_emergency(page: Page) -> None:
    """The page that says to get help now does not go away by a reload."""
    choose_location(page, "Leg or foot")
    choose_signs(page, EMERGENCY)
    on_page(page, "Get help now")
    page.reload()
    on_page(page, "Get help now")
    expect(page.get_by_text(EMERGENCY)).to_be_visible()


def test_the_first_question_shows_the_earlier_answer_after_a_reload(page: Page) -> None:
    """Who has gone back to the first question finds the place chosen."""
    choose_location(page, "Neck")
    on_page(page, TODAY)
    page.get_by_role("button", name="Back").click()
    on_page(page, WHERE)
    page.reload()
    on_page(page, WHERE)
    expect(on_map(page, "Neck")).to_be_checked()
    page.get_by_role("button", name="Continue").click()
    on_page(page, TODAY)


def test_a_tab_goes_on_when_the_server_was_killed(chromium: Browser, tmp_path: Path) -> None:
    """A visitor at the third question goes on with another server, and ends with a result."""
    port = free_port()
    command = ("-m", "ui", "--port", str(port))
    context = chromium.new_context()
    page = context.new_page()
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    with started(tmp_path / "one", *command) as first:
        page.goto(first.address)
        choose_location(page, "Lower back")
        choose_signs(page, WEIGHT_LOSS)
        on_page(page, NAMED)
        tick(page, "Sciatica")
        first.process.kill()
        first.process.wait()
        expect(page.locator("#connection-lost")).to_be_visible()
    with started(tmp_path / "two", *command):
        expect(page.locator("#connection-lost")).to_be_hidden(timeout=60_000)
        settled(page)
        expect(page.get_by_role("checkbox", name="Sciatica")).to_be_checked()
        page.get_by_role("button", name="Continue").click()
        on_page(page, CHECK)
        expect(page.get_by_text(WEIGHT_LOSS)).to_be_visible()
        page.get_by_role("button", name="Show what the document lists").click()
        on_page(page, RESULT)
        expect(page.get_by_text("Epidural steroid injection", exact=True)).to_be_visible()
    context.close()


class Network:
    """A way to a server that can go dead: all on it is cut, and nothing new comes through."""

    def __init__(self, address: str) -> None:
        """A way to the server at this address, which is open."""
        self._target = ("127.0.0.1", urlsplit(address).port)
        self._port = free_port()
        self._cut: list[socket.socket] = []
        self.address = f"http://127.0.0.1:{self._port}"
        self.revive()

    def revive(self) -> None:
        """Let connections through."""
        self._listener = socket.create_server(("127.0.0.1", self._port))
        Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def die(self) -> None:
        """Cut every connection, and take no new one."""
        for one in (self._listener, *self._cut):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._cut.clear()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(self._target)
                self._cut += [near, far]
                for source, target in ((near, far), (far, near)):
                    Thread(target=self._pass_on, args=(source, target), daemon=True).start()

    @staticmethod
    def _pass_on(source: socket.socket, target: socket.socket) -> None:
        with source, target, suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_RDWR)


def test_a_tab_goes_on_after_a_long_time_without_a_network(
    chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server has dropped the session by then; the tab goes on with its answers all the same."""
    monkeypatch.setenv("STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL", "1")
    context = chromium.new_context()
    with started(tmp_path, "-m", "ui", "--port", "0") as app:
        network = Network(app.address)
        page = context.new_page()
        sent: list[str] = []
        page.on("websocket", lambda ws: ws.on("framesent", lambda frame: sent.append(str(frame))))
        page.goto(network.address)
        choose_location(page, "Lower back")
        choose_signs(page, WEIGHT_LOSS)
        on_page(page, NAMED)
        tick(page, "Sciatica")
        expect(page.get_by_role("checkbox", name="Sciatica")).to_be_checked()
        network.die()
        expect(page.locator("#connection-lost")).to_be_visible()
        page.wait_for_timeout(1_500)  # the time after which a session is dropped
        other = context.new_page()  # and it is dropped when somebody else comes
        other.goto(app.address)
        on_page(other, WHERE)
        other.close()
        network.revive()
        expect(page.locator("#connection-lost")).to_be_hidden(timeout=60_000)
        settled(page)
        page.get_by_role("button", name="Continue").click()
        on_page(page, CHECK)
        expect(page.get_by_text(WEIGHT_LOSS)).to_be_visible()
        expect(page.get_by_text("Sciatica")).to_be_visible()
        # It was the tab that knew them: it was asked.
        assert any("warning_signs" in frame for frame in sent)
        network.die()
    context.close()


def test_clear_my_answers_leaves_nothing(page: Page) -> None:
    """After the press no storage of the browser holds anything; a reload brings nothing back."""
    empty = kept(page)
    answer(page, "Neck", "Nerve pain (neuropathic pain)", signs=(WEIGHT_LOSS,))
    assert "neck" in str(kept(page))
    page.get_by_role("button", name=CLEAR).click()
    on_page(page, WHERE)
    expect(page.get_by_text(CLEARED)).to_be_visible()
    settled(page)
    assert kept(page) == empty
    page.reload()
    on_page(page, WHERE)
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    page.goto(page.url + "result")
    on_page(page, WHERE)


def test_every_page_can_clear(page: Page) -> None:
    """The button is on each page, the one that says to get help now as well."""
    for name in ("Options", "Words explained", "About", "For teachers"):
        expect(page.get_by_role("button", name=CLEAR)).to_be_visible()
        page.locator(".st-key-footer").get_by_role("link", name=name).click()
        settled(page)
    expect(page.get_by_role("button", name=CLEAR)).to_be_visible()
    page.get_by_role("link", name="Back").click()
    choose_location(page, "Leg or foot")
    choose_signs(page, EMERGENCY)
    on_page(page, "Get help now")
    page.get_by_role("button", name=CLEAR).click()
    on_page(page, WHERE)
    settled(page)
    assert "thoughts" not in str(kept(page))


def test_start_again_removes_what_the_tab_keeps(page: Page) -> None:
    """A reload after Start again finds no answer."""
    answer(page, "Neck", NOT_SURE)
    page.get_by_role("button", name="Start again").click()
    on_page(page, WHERE)
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    settled(page)
    assert kept(page)["session"] == {}


@pytest.mark.parametrize(
    "answers",
    ["{", "[]", "null", '{"version":2}', "x" * 60_000, '{"location":"<b>"}', '{"version":1}'],
)
def test_what_cannot_be_read_is_dropped_with_a_word(
    page: Page, app: StartedApp, answers: str
) -> None:
    """Whatever stands in the storage, the visitor gets the first question, no traceback."""
    page.evaluate("text => sessionStorage.setItem('pain-options-answers', text)", answers)
    page.goto(f"{app.address}/result")
    on_page(page, WHERE)
    expect(page.get_by_text("We could not read the answers that this tab kept")).to_be_visible()
    assert "Traceback" not in app.written.read_text(encoding="utf-8")


def test_a_second_tab_starts_empty(page: Page, app: StartedApp) -> None:
    """What one tab keeps, another of the same browser does not see."""
    choose_location(page, "Neck")
    on_page(page, TODAY)
    other = page.context.new_page()
    other.goto(f"{app.address}/condition")
    on_page(other, WHERE)
    assert kept(other)["session"] == {}
    other.close()
