"""Dead ends: whatever keeps the app from starting, in 10 seconds the page says what to do."""

from __future__ import annotations

import re
from contextlib import ExitStack
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from tests.conftest import keep_warm, started, tab
from tests.ui.axe import RULES, violations
from tests.ui.steps import SOCKET, TODAY, WHERE, on_map, on_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page, Route, WebSocketRoute

    from tests.conftest import StartedApp

pytestmark = pytest.mark.browser

WITHIN = 10_000  # milliseconds
ENTRY = re.compile(r"/static/js/index\.[^/]*\.js$")
NEEDED = re.compile(r"/static/js/react-dom\.[^/]*\.js$")  # the app cannot start without it
PATHS = ["/", "/about", "/?location=leg&condition=sciatica"]
# An app that raises before it has shown a heading, and then again at each run.
BROKEN = """
import sys
import streamlit
from ui.command_line import main

def navigation(*_, **__):
    raise ValueError("sciatica")

streamlit.navigation = navigation
sys.exit(main())
"""


def abort_entry(page: Page) -> None:
    """The script that starts the app is blocked."""
    page.route(ENTRY, lambda route: route.abort())


def abort_import(page: Page) -> None:
    """A script that the first one imports is blocked."""
    page.route(NEEDED, lambda route: route.abort())


def raise_in_entry(page: Page) -> None:
    """The script that starts the app fails before it shows a heading."""
    failing = 'throw new Error("not today")'
    page.route(ENTRY, lambda route: route.fulfill(body=failing, content_type="text/javascript"))


def stall_entry(page: Page) -> None:
    """The script that starts the app never comes."""
    page.route(ENTRY, lambda _: None)


def refuse_socket(page: Page) -> None:
    """Every connection is closed as soon as it is opened."""
    page.route_web_socket(SOCKET, lambda socket: socket.close())


def swallow_socket(page: Page) -> None:
    """A proxy takes the connection, and nothing ever comes back."""
    page.route_web_socket(SOCKET, lambda _: None)


def refuse_everything_of_the_core(page: Page) -> None:
    """The page and its scripts come, but the server behind them is not reached."""
    page.route("**/_stcore/h*", lambda route: route.abort())
    refuse_socket(page)


def be_an_old_browser(page: Page) -> None:
    """A browser that has never heard of modules: it ignores them, without an error."""
    page.add_init_script("delete HTMLScriptElement.prototype.noModule")

    def without_modules(route: Route) -> None:
        answer = route.fetch()
        page = answer.text().replace('type="module"', 'type="unknown"')
        route.fulfill(response=answer, body=page)

    page.route(lambda url: "/static/" not in url and "/_stcore/" not in url, without_modules)


DEAD_ENDS = [
    abort_entry,
    abort_import,
    raise_in_entry,
    stall_entry,
    refuse_socket,
    swallow_socket,
    refuse_everything_of_the_core,
    be_an_old_browser,
]


@pytest.fixture
def tabs(phone: BrowserContext) -> Iterator[list[Page]]:
    """Tabs in which nothing has been opened, one for each kind of page."""
    with ExitStack() as opened:
        yield [opened.enter_context(tab(phone, 390, 844)) for _ in PATHS]


@pytest.fixture(scope="module")
def turned(chromium: Browser, app: StartedApp) -> Iterator[BrowserContext]:
    """A phone whose clock the tests turn; all its tabs go by that one."""
    context = chromium.new_context()
    context.clock.install(time=0)
    keep_warm(context, app)
    yield context
    context.close()


@pytest.fixture
def turned_tabs(turned: BrowserContext) -> Iterator[list[Page]]:
    """Tabs of that phone, as many."""
    with ExitStack() as opened:
        yield [opened.enter_context(tab(turned, 390, 844)) for _ in PATHS]
    turned.clock.resume()


def time_of(page: Page) -> int:
    """What the page's clock shows, in milliseconds."""
    time: int = page.evaluate("Date.now()")
    return time


def turn_clock(page: Page, opened: int) -> None:
    """Turn the clock of a page to when the notice must be there, and stop it."""
    page.clock.pause_at(max(opened + WITHIN, time_of(page) + 1) / 1000)


def expect_way_on(page: Page) -> None:
    """The notice is in view, is announced, and has each of its ways on."""
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("This page has not started yet.", timeout=WITHIN)
    expect(notice).to_contain_text("ask a pain specialist")
    expect(notice).to_contain_text("Call your local emergency number")
    link = page.get_by_role("link", name="load it again")
    expect(link).to_be_in_viewport()
    # Nothing stands before it, and the keyboard gets there.
    link.click(trial=True)
    link.focus()
    expect(link).to_be_focused()
    expect(page.get_by_role("dialog")).to_be_hidden()


@pytest.mark.parametrize("dead_end", DEAD_ENDS, ids=lambda dead_end: dead_end.__name__)
def test_each_dead_end_has_a_way_on(
    turned_tabs: list[Page], app: StartedApp, dead_end: Callable[[Page], None]
) -> None:
    """On each kind of page, which wait at the same time."""
    for page, path in zip(turned_tabs, PATHS, strict=True):
        dead_end(page)
        page.goto(f"{app.address}{path}", wait_until="commit")
    for page in turned_tabs:
        # On a busy machine the first of five pages can wait for longer than the last takes to come.
        expect(page.locator("#not-started")).to_be_attached()
    turn_clock(turned_tabs[0], time_of(turned_tabs[0]))
    for page in turned_tabs:
        expect_way_on(page)


@pytest.mark.slow
def test_a_dead_end_has_a_way_on_by_any_clock(tabs: list[Page], app: StartedApp) -> None:
    """The same where nobody turns the clock: the page waits by itself."""
    for page, path in zip(tabs, PATHS, strict=True):
        swallow_socket(page)
        page.goto(f"{app.address}{path}", wait_until="commit")
    for page in tabs:
        expect_way_on(page)


def test_the_link_works_without_the_app(tabs: list[Page], app: StartedApp) -> None:
    """What was blocked once is asked for again, and the visit goes on."""
    page = tabs[0]
    abort_entry(page)
    page.goto(app.address, wait_until="commit")
    expect_way_on(page)
    page.unroute(ENTRY)
    page.get_by_role("link", name="load it again").click()
    on_page(page, WHERE)
    expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (390, "dark"), (1280, "light")])
@pytest.mark.parametrize("path", ["/", "/about"])
def test_the_notice_can_be_read_by_all(
    phone: BrowserContext, app: StartedApp, path: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    """Axe finds nothing on a page with the notice, and nothing is wider than the screen."""
    with tab(phone, width, 700, scheme) as page:
        abort_entry(page)
        page.goto(f"{app.address}{path}", wait_until="commit")
        expect_way_on(page)
        rules = [rule for rule in RULES if path == "/" or rule != "best-practice"]
        assert violations(page, rules) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_was_chosen_stays_in_view_and_goes_on_with_an_app_that_comes_late(
    turned_tabs: list[Page], app: StartedApp
) -> None:
    """The notice takes the place of "One moment"; the app that comes after all takes over."""
    page = turned_tabs[0]
    opened = time_of(page)
    held: list[Route] = []
    page.route(NEEDED, lambda route: held.append(route))  # noqa: PLW0108 - playwright marks it
    page.goto(app.address, wait_until="commit")
    placeholder = page.locator("#loading")
    place = placeholder.get_by_role("radiogroup").get_by_role("radio", name="Neck", exact=True)
    place.focus()
    page.keyboard.press("Space")
    button = placeholder.get_by_role("button", name="Continue")
    button.click()
    expect(placeholder.get_by_role("status")).to_contain_text("One moment.")
    turn_clock(page, opened)
    expect_way_on(page)
    expect(placeholder.get_by_role("status")).to_be_empty()
    expect(place).to_be_checked()
    expect(placeholder.get_by_text("Chosen: Neck")).to_be_visible()
    button.click()
    expect(placeholder.get_by_role("status")).to_be_empty()
    expect(page.locator("#not-started")).to_be_focused()
    page.clock.resume()
    for route in held:
        route.continue_()
    on_page(page, TODAY)
    page.get_by_role("button", name="Back").click()
    on_page(page, WHERE)
    expect(on_map(page, "Neck")).to_be_checked()


@pytest.mark.slow
def test_a_socket_that_opens_late_is_not_too_late(tabs: list[Page], app: StartedApp) -> None:
    """On a page that is not the first question, too, the app takes over from the notice."""
    page = tabs[0]
    refused: list[WebSocketRoute] = []

    def refuse_at_first(socket: WebSocketRoute) -> None:
        if page.locator("#not-started").is_hidden():
            refused.append(socket)
            socket.close()
        else:
            socket.connect_to_server()

    page.route_web_socket(SOCKET, refuse_at_first)
    page.goto(f"{app.address}/about", wait_until="commit")
    # Its link may be gone at once: the next socket is let through.
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("This page has not started yet.", timeout=WITHIN)
    on_page(page, "About")
    assert refused


@pytest.fixture(scope="module")
def broken_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartedApp]:
    """An app whose every run fails before its first heading."""
    with started(tmp_path_factory.mktemp("broken"), "-c", BROKEN, "--port", "0") as app:
        yield app


def test_an_apology_is_not_hidden(tabs: list[Page], broken_app: StartedApp) -> None:
    """An app that fails shows its apology within the time, announced and with a way on."""
    for page, path in zip(tabs, PATHS, strict=True):
        page.goto(f"{broken_app.address}{path}", wait_until="commit")
        apology = page.get_by_role("heading", name="We cannot show this page")
        expect(apology).to_be_visible(timeout=WITHIN)
        expect(page.locator("#loading")).to_have_count(0)
        alert = page.get_by_role("alert").filter(has=apology)
        alert.get_by_role("link", name="start again").click(trial=True)
    written = broken_app.written.read_text(encoding="utf-8")
    assert "ValueError at <string>:" in written
    assert "sciatica" not in written
