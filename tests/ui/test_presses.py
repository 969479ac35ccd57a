"""Presses in Chromium: a finger that taps twice, a link that is slow, a connection that is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.conftest import keep_warm
from tests.ui.steps import (
    CHECK,
    NAMED,
    NOT_SURE,
    RESULT,
    SOCKET,
    TODAY,
    WHERE,
    choose_location,
    choose_signs,
    heading,
    on_page,
    settled,
    tick,
    touch,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page, Route, WebSocketRoute

    from tests.conftest import StartedApp

pytestmark = pytest.mark.browser

PAUSES = [0, 150, 400, 700, 1500]  # milliseconds from the first tap to the second
LINKS = {"fast": 0, "slow": 900}  # milliseconds that each message takes
HELP = "Get help now"
NUMBNESS = (
    "New numbness around your genitals or buttocks, or new loss of sexual feeling. "
    "Or new trouble passing pee, or holding pee or poo"
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
ONE_MOMENT = "One moment."
# Chromium slows no WebSocket down, so the page's own hands its messages on later, in their order.
SLOW_DOWN = """
window.linkDelay = 0;
const Fast = window.WebSocket;
window.WebSocket = class extends Fast {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", (event) => {
      if (event.late) return;
      event.stopImmediatePropagation();
      const late = new MessageEvent("message", { data: event.data, origin: event.origin });
      late.late = true;
      setTimeout(() => this.dispatchEvent(late), window.linkDelay);
    });
  }
  send(data) {
    setTimeout(() => this.readyState === Fast.OPEN && super.send(data), window.linkDelay);
  }
};
"""


@pytest.fixture(scope="module")
def touchscreen(chromium: Browser, app: StartedApp) -> Iterator[BrowserContext]:
    """A phone that is touched, with a link that can be slow."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    context.add_init_script(SLOW_DOWN)
    keep_warm(context, app)
    yield context
    context.close()


@pytest.fixture
def thumb(touchscreen: BrowserContext, app: StartedApp) -> Iterator[Page]:
    """A page on the first question."""
    page = touchscreen.new_page()
    page.goto(app.address)
    on_page(page, WHERE)
    yield page
    page.close()


def set_delay(page: Page, milliseconds: int) -> None:
    """Make the link as slow as that from now on."""
    page.evaluate("delay => { window.linkDelay = delay }", milliseconds)


def tap_twice(page: Page, button: str, pause: int) -> None:
    """Tap on the middle of a button, then once more on the same spot, whatever is there by then."""
    box = page.get_by_role("button", name=button).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.touchscreen.tap(x, y)
    page.wait_for_timeout(pause)
    page.touchscreen.tap(x, y)


@pytest.mark.slow
@pytest.mark.parametrize("pause", PAUSES)
@pytest.mark.parametrize("link", LINKS)
def test_two_taps_make_one_step(thumb: Page, link: str, pause: int) -> None:
    """On each page of a visit; no box of the next page is ticked, and no tap is lost."""
    touch(thumb, "Lower back")
    expect(thumb.get_by_text("Chosen: Lower back")).to_be_visible()
    set_delay(thumb, LINKS[link])
    tap_twice(thumb, "Continue", pause)
    on_page(thumb, TODAY)
    stays(thumb, TODAY)
    expect(thumb.get_by_role("checkbox", checked=True)).to_have_count(0)
    choose_signs_and_wait(thumb)
    tap_twice(thumb, "Continue", pause)
    on_page(thumb, NAMED)
    stays(thumb, NAMED)
    expect(thumb.get_by_role("checkbox", checked=True)).to_have_count(0)
    tick(thumb, NOT_SURE)
    expect(thumb.get_by_role("checkbox", name=NOT_SURE)).to_be_checked()
    settled(thumb)
    tap_twice(thumb, "Continue", pause)
    settled(thumb)
    # A tap after a second and a half is meant, if the next Continue is at that very spot.
    meant = pause == PAUSES[-1] and link == "fast" and heading(thumb, RESULT).is_visible()
    on_page(thumb, RESULT if meant else CHECK)
    stays(thumb, RESULT if meant else CHECK)


def choose_signs_and_wait(page: Page) -> None:
    """Tick "None of these", on any link."""
    tick(page, "None of these")
    expect(page.get_by_role("checkbox", name="None of these")).to_be_checked()
    settled(page)


def stays(page: Page, name: str) -> None:
    """Nothing is on its way, and the page is still this one: the taps made no further step."""
    page.wait_for_timeout(2 * page.evaluate("window.linkDelay") + 300)
    settled(page)
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    expect(heading(page, name)).to_be_visible()


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_key_that_is_pressed_twice_makes_one_step(thumb: Page, key: str) -> None:
    """On a slow link, where the button is still there for the second press."""
    touch(thumb, "Lower back")
    expect(thumb.get_by_text("Chosen: Lower back")).to_be_visible()
    set_delay(thumb, LINKS["slow"])
    thumb.get_by_role("button", name="Continue").focus()
    for _ in range(3):
        thumb.keyboard.press(key)
        thumb.wait_for_timeout(150)
    on_page(thumb, TODAY)
    stays(thumb, TODAY)
    expect(thumb.locator(".po-error")).to_have_count(0)
    expect(thumb.get_by_role("checkbox", checked=True)).to_have_count(0)


def test_a_press_shows_at_once_and_ends_with_the_page(thumb: Page) -> None:
    """The button says that it is busy, to eyes and ears; on the next page, it is not."""
    touch(thumb, "Lower back")
    expect(thumb.get_by_text("Chosen: Lower back")).to_be_visible()
    button = thumb.get_by_role("button", name="Continue")
    before = button.evaluate("button => getComputedStyle(button, '::after').content")
    set_delay(thumb, LINKS["slow"])
    shown = button.evaluate(
        """button => {
            button.click();
            return [button.ariaBusy, getComputedStyle(button, "::after").content,
                    document.getElementById("po-status").textContent];
        }"""
    )
    assert shown == ["true", '""', ONE_MOMENT]
    assert before == "none"
    on_page(thumb, TODAY)
    expect(thumb.locator("[aria-busy=true]")).to_have_count(0)
    expect(thumb.locator("#po-status")).not_to_contain_text(ONE_MOMENT)


def test_what_is_wrong_frees_the_button(thumb: Page) -> None:
    """An answer that is refused is an end as well: the next press counts."""
    thumb.get_by_role("button", name="Continue").click()
    expect(thumb.locator(".po-error")).to_be_focused()
    expect(thumb.locator("[aria-busy=true]")).to_have_count(0)
    touch(thumb, "Neck")
    expect(thumb.get_by_text("Chosen: Neck")).to_be_visible()
    thumb.get_by_role("button", name="Continue").click()
    on_page(thumb, TODAY)


def test_a_press_without_an_answer_is_free_again(thumb: Page) -> None:
    """Where nothing comes back, the page says so after some seconds and takes another press."""
    touch(thumb, "Lower back")
    expect(thumb.get_by_text("Chosen: Lower back")).to_be_visible()
    set_delay(thumb, 60_000)
    button = thumb.get_by_role("button", name="Continue")
    button.click()
    expect(button).to_have_attribute("aria-busy", "true")
    expect(thumb.locator("#po-status")).to_contain_text("You can press again.")
    expect(thumb.locator("[aria-busy=true]")).to_have_count(0)
    set_delay(thumb, 0)
    button.click()
    on_page(thumb, TODAY)


class Link:
    """The connection of a page, which a test can cut and mend.

    Attributes:
        is_up: Whether it connects.
        is_deaf: Whether what the page sends gets lost.
    """

    def __init__(self, page: Page) -> None:
        """Stand between a page and the app from its next connection on."""
        self.is_up = True
        self.is_deaf = False
        self._sockets: list[WebSocketRoute] = []
        page.route_web_socket(SOCKET, self._connect)
        page.route("**/_stcore/h*", self._ping)

    def cut(self) -> None:
        """End the connection, and let no other begin."""
        self.is_up = False
        for socket in self._sockets:
            socket.close()
        self._sockets.clear()

    def _ping(self, route: Route) -> None:
        if self.is_up:
            route.continue_()
        else:
            route.abort()

    def _connect(self, socket: WebSocketRoute) -> None:
        if not self.is_up:
            socket.close()
            return
        self._sockets.append(socket)
        server = socket.connect_to_server()

        def send(message: str | bytes) -> None:
            if not self.is_deaf:
                server.send(message)

        socket.on_message(send)


@pytest.fixture
def link(thumb: Page) -> Link:
    """The link of a page on the first question; the page has been loaded anew through it."""
    link = Link(thumb)
    thumb.reload()
    on_page(thumb, WHERE)
    return link


@pytest.mark.slow
def test_a_lost_connection_leaves_the_emergency_in_sight(thumb: Page, link: Link) -> None:
    """What to do can be read, called and reached; a calm word says what happened; both end."""
    choose_location(thumb, "Lower back")
    choose_signs(thumb, NUMBNESS)
    on_page(thumb, HELP)
    notice = thumb.locator("#connection-lost")
    expect(notice).to_be_hidden()
    link.cut()
    expect(notice).to_contain_text("The connection is lost.")
    thumb.wait_for_timeout(6_000)  # by then Streamlit has said its own word, more than once
    expect(thumb.get_by_role("dialog")).to_have_count(0)
    expect(thumb.get_by_role("main")).to_be_visible()
    expect(heading(thumb, HELP)).to_be_in_viewport(ratio=1)
    action = thumb.locator(".po-act")
    expect(action).to_be_in_viewport(ratio=1)
    box, below = action.bounding_box(), notice.bounding_box()
    assert box
    assert below
    assert box["y"] + box["height"] <= below["y"]
    for number in ("911", "999", "112"):
        thumb.get_by_role("link", name=number).click(trial=True)
    again = thumb.get_by_role("link", name="load it again")
    again.focus()
    expect(again).to_be_focused()
    # The last of the page can be scrolled above it.
    change = thumb.get_by_role("button", name="Change what I ticked")
    thumb.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, main.scrollHeight)")
    box = change.bounding_box()
    assert box
    assert box["y"] + box["height"] <= below["y"]
    link.is_up = True
    expect(notice).to_be_hidden()
    change.click()
    on_page(thumb, TODAY)


def test_a_lost_connection_is_told_on_every_page(thumb: Page, link: Link) -> None:
    """The way on loads the page again, once there is something to load."""
    thumb.get_by_role("link", name="About").click()
    on_page(thumb, "About")
    link.cut()
    notice = thumb.locator("#connection-lost")
    expect(notice).to_be_visible()
    found = Axe().run(thumb, options={"runOnly": {"type": "tag", "values": RULES}})
    assert found.violations_count == 0, found.generate_report()
    thumb.get_by_role("link", name="load it again").click()
    link.is_up = True
    on_page(thumb, "About")
    expect(notice).to_be_hidden()


def test_a_press_that_was_lost_with_the_connection_is_made_again(thumb: Page, link: Link) -> None:
    """The link takes the press and drops it; when it is back, so is the press, once."""
    touch(thumb, "Lower back")
    expect(thumb.get_by_text("Chosen: Lower back")).to_be_visible()
    settled(thumb)
    link.is_deaf = True
    thumb.get_by_role("button", name="Continue").click()
    expect(thumb.locator("[aria-busy=true]")).to_have_count(1)
    link.cut()
    expect(thumb.locator("#connection-lost")).to_be_visible()
    link.is_deaf = False
    link.is_up = True
    on_page(thumb, TODAY)
    settled(thumb)
    expect(thumb.locator(".po-error")).to_have_count(0)
    expect(heading(thumb, TODAY)).to_be_visible()


def test_a_press_counts_when_the_button_moves_from_under_the_finger(page: Page) -> None:
    """A list that opens above Continue moves it between the finger's going down and coming up."""
    touch(page, "Neck")
    expect(page.get_by_text("Chosen: Neck")).to_be_visible()
    button = page.get_by_role("button", name="Continue")
    box = button.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 4)
    page.mouse.down()
    button.evaluate("button => { button.style.transform = 'translateY(40px)' }")
    page.mouse.up()
    on_page(page, TODAY)


def test_a_press_that_is_drawn_away_from_the_button_does_not_count(page: Page) -> None:
    """Who lets go elsewhere has thought better of it, as with every button."""
    touch(page, "Neck")
    expect(page.get_by_text("Chosen: Neck")).to_be_visible()
    box = page.get_by_role("button", name="Continue").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 4)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] - 80)
    page.mouse.up()
    page.wait_for_timeout(300)
    expect(page.locator(".po-working")).to_have_count(0)
    on_page(page, WHERE)
