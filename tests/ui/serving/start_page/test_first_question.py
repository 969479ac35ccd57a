"""The first question can be answered before the app is there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from engine.rule_book.loading import default_rule_book
from tests.conftest import tab
from tests.ui.axe import violations
from tests.ui.steps import TODAY, WHERE, heading, in_list, on_map, on_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route

    from tests.conftest import StartedApp

pytestmark = pytest.mark.browser

NAMES = [location.name for location in default_rule_book().locations]
NEEDED = re.compile(r"/static/js/react-dom\.[^/]*\.js$")  # the app cannot start without it
SMALLEST_TARGET = 44
MAP_MAY_TAKE = 8_100  # milliseconds until the app is shown without it
UNSEEN = 1.5  # pixels that nobody sees something move by


class Waiting:
    """A page on which the app has not come yet."""

    def __init__(self, page: Page, address: str) -> None:
        """Open it, and hold back a script that the app cannot do without."""
        self.page = page
        self.placeholder = self.page.locator("#loading")
        self._address = address
        self._held: list[Route] = []
        self.again()

    def again(self) -> Waiting:
        """The page, opened anew in the same tab."""
        self._held.clear()
        self.page.route(NEEDED, self._hold)
        self.page.goto(self._address, wait_until="commit")
        expect(self.placeholder.get_by_text("Nothing chosen yet")).to_be_visible()
        return self

    def _hold(self, route: Route) -> None:
        self._held.append(route)

    def place(self, name: str) -> Locator:
        """A place on the map."""
        return self.placeholder.get_by_role("radiogroup").get_by_role(
            "radio", name=name, exact=True
        )

    def listed(self, name: str) -> Locator:
        """A place in the list."""
        return self.placeholder.get_by_role("group").get_by_role("radio", name=name, exact=True)

    def release(self) -> None:
        """Let the app come."""
        for route in self._held:
            route.continue_()
        self.page.unroute(NEEDED)

    def let_the_app_come(self) -> Page:
        """The page, when the app has taken over."""
        self.release()
        expect(self.placeholder).to_have_count(0)
        return self.page


@pytest.fixture
def waiting(phone: BrowserContext, app: StartedApp) -> Iterator[Waiting]:
    """Such a page on a phone."""
    with tab(phone, 390, 844) as page:
        yield Waiting(page, app.address)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_moves_when_the_app_comes(
    phone: BrowserContext, app: StartedApp, width: int, scheme: Literal["light", "dark"]
) -> None:
    """Every part of the question stands where it stood and says what it said; axe finds nothing."""
    with tab(phone, width, 900, scheme) as page:
        waiting = Waiting(page, app.address)
        assert violations(page) == []
        assert page.title() == f"{WHERE} - Pain Options Explorer"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        before = parts(page, "#loading")
        after = parts(waiting.let_the_app_come(), "#root")
    assert before.keys() == after.keys()
    for name, (text, *box) in before.items():
        assert text == after[name][0]
        assert box == pytest.approx(after[name][1:], abs=UNSEEN), name


def parts(page: Page, within: str) -> dict[str, list[object]]:
    """Words, top, left, width and height of what the question consists of."""
    found: dict[str, list[object]] = page.evaluate(
        """within => {
            const root = document.querySelector(within);
            const map = [...root.querySelectorAll("*")].find((node) => node.shadowRoot).shadowRoot;
            const found = {};
            const note = (from, ...selectors) => {
                for (const selector of selectors) {
                    const node = from.querySelector(selector);
                    const { top, left, width, height } = node.getBoundingClientRect();
                    const words = node.textContent.replaceAll(/\\s+/g, " ").trim();
                    found[selector] = [words, top, left, width, height];
                }
            };
            note(root, ".po-header", ".po-lead", ".po-privacy", ".po-step", ".po-h1", ".po-why");
            note(map, ".drawing", ".captions", ".more", ".chosen");
            note(root, '[data-testid="stBaseButton-primary"]');
            found.list = [root.querySelector("summary").innerText.split("\\n").pop(),
                root.querySelector("details").getBoundingClientRect().top];
            return found;
        }""",
        within,
    )
    return found


@pytest.mark.parametrize("name", NAMES)
def test_each_place_can_be_chosen_on_the_map(waiting: Waiting, name: str) -> None:
    """What was touched before the app came is chosen when it is there, in both."""
    waiting.place(name).focus()
    waiting.page.keyboard.press("Space")
    expect(waiting.placeholder.get_by_text(f"Chosen: {name}")).to_be_visible()
    page = waiting.let_the_app_come()
    expect(on_map(page, name)).to_be_checked()
    expect(on_map(page, name)).to_be_focused()
    page.get_by_text("Or choose from a list").click()
    expect(in_list(page, name)).to_be_checked()
    page.get_by_role("button", name="Continue").click()
    on_page(page, TODAY)


def test_what_is_chosen_in_the_list_shows_on_the_map(waiting: Waiting) -> None:
    """The list is open when the app comes, and so is the app's."""
    waiting.page.get_by_text("Or choose from a list").click()
    heights = waiting.placeholder.locator("label").evaluate_all(
        "rows => rows.map((row) => row.getBoundingClientRect().height)"
    )
    assert len(heights) == len(NAMES)
    assert min(heights) >= SMALLEST_TARGET
    waiting.listed("Neck").check()
    expect(waiting.place("Neck")).to_be_checked()
    waiting.place("Many places").click()
    expect(waiting.listed("Many places")).to_be_checked()
    waiting.listed("Arm or hand").check()
    page = waiting.let_the_app_come()
    expect(in_list(page, "Arm or hand")).to_be_visible()
    expect(in_list(page, "Arm or hand")).to_be_checked()
    expect(in_list(page, "Arm or hand")).to_be_focused()
    expect(on_map(page, "Arm or hand")).to_be_checked()


def test_where_the_arrow_keys_have_gone_counts(waiting: Waiting) -> None:
    """A choice that the focus is still on is not lost."""
    waiting.place(NAMES[0]).focus()
    waiting.page.keyboard.press("Space")
    waiting.page.keyboard.press("ArrowRight")
    name = waiting.placeholder.locator("[aria-checked=true]").get_attribute("aria-label")
    assert name in NAMES[1:]
    page = waiting.let_the_app_come()
    expect(on_map(page, name)).to_be_checked()
    expect(on_map(page, name)).to_be_focused()
    page.get_by_role("button", name="Continue").click()
    on_page(page, TODAY)


def test_continue_before_the_app_is_there_goes_on_when_it_is(waiting: Waiting) -> None:
    """The visitor is told to wait, and gets to the next question."""
    waiting.place("Lower back").focus()
    waiting.page.keyboard.press("Space")
    waiting.placeholder.get_by_role("button", name="Continue").click()
    expect(waiting.placeholder.get_by_role("status")).to_have_text(
        "One moment. The next page is on its way."
    )
    page = waiting.let_the_app_come()
    on_page(page, TODAY)
    expect(page.locator("#po-status")).to_have_text("Question 2 of 3")
    expect(heading(page, TODAY)).to_be_focused()
    page.get_by_role("button", name="Back").click()
    on_page(page, WHERE)
    expect(on_map(page, "Lower back")).to_be_checked()


def test_what_is_chosen_early_counts_more_than_what_the_tab_kept(waiting: Waiting) -> None:
    """A new answer is not lost when the app comes with an older one."""
    waiting.place("Neck").focus()
    waiting.page.keyboard.press("Space")
    waiting.placeholder.get_by_role("button", name="Continue").click()
    page = waiting.let_the_app_come()
    on_page(page, TODAY)
    page.get_by_role("button", name="Back").click()
    on_page(page, WHERE)
    again = waiting.again()
    again.place("Lower back").focus()
    again.page.keyboard.press("Space")
    again.placeholder.get_by_role("button", name="Continue").click()
    page = again.let_the_app_come()
    on_page(page, TODAY)
    page.get_by_role("button", name="Back").click()
    on_page(page, WHERE)
    expect(on_map(page, "Lower back")).to_be_checked()


def test_continue_without_an_answer_is_the_error_it_always_is(waiting: Waiting) -> None:
    """Nothing is let through because the app came late."""
    waiting.placeholder.get_by_role("button", name="Continue").click()
    page = waiting.let_the_app_come()
    expect(page.locator(".po-error")).to_be_focused()
    expect(page.locator(".po-error")).to_contain_text("Please choose where your pain is.")


def test_the_page_stays_where_it_was_scrolled_to(waiting: Waiting) -> None:
    """Neither the place on the page nor the focus is lost."""
    go = waiting.placeholder.get_by_role("button", name="Continue")
    go.scroll_into_view_if_needed()
    go.focus()
    before = go.bounding_box()
    page = waiting.let_the_app_come()
    after = page.get_by_role("button", name="Continue")
    expect(after).to_be_focused()
    assert before is not None
    assert after.bounding_box() == pytest.approx(before, abs=UNSEEN)


def test_an_app_that_comes_without_its_map_is_shown_all_the_same(
    chromium: Browser, app: StartedApp
) -> None:
    """The page does not stand before an app that went wrong, and the list has the answer."""
    context = chromium.new_context()  # its clock is turned
    context.clock.install()
    with tab(context, 1280, 720) as page:
        page.route("**/ui.body_map/*.js", lambda route: route.abort())
        waiting = Waiting(page, app.address)
        waiting.place("Neck").focus()
        page.keyboard.press("Space")
        waiting.release()
        behind = page.locator("#root [class*=st-key-location_list] input")
        expect(behind).to_have_count(len(NAMES))
        expect(waiting.placeholder).to_be_visible()
        page.clock.fast_forward(MAP_MAY_TAKE)
        expect(waiting.placeholder).to_have_count(0)
        expect(heading(page, WHERE)).to_be_visible()
        page.get_by_text("Or choose from a list").click()
        expect(in_list(page, "Neck")).to_be_checked()
        page.get_by_role("button", name="Continue").click()
        on_page(page, TODAY)
    context.close()


def test_only_the_first_page_of_a_visit_starts_with_it(waiting: Waiting, app: StartedApp) -> None:
    """Other addresses and links for teaching do not begin with a question they do not show."""
    for path in ("/about", "/today", "/?location=leg&condition=sciatica"):
        waiting.page.goto(f"{app.address}{path}", wait_until="commit")
        expect(waiting.placeholder.get_by_text("Loading this page.")).to_be_visible()
        assert waiting.placeholder.get_by_role("button").count() == 0
    waiting.page.goto(f"{app.address}/?utm_source=clinic", wait_until="commit")
    expect(waiting.place("Neck")).to_be_visible()
