"""The body map is one answer with the list beside it, however it is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from engine.rule_book.loading import default_rule_book
from tests.ui.steps import (
    NOT_SURE,
    TODAY,
    WHERE,
    choose_conditions,
    choose_signs,
    in_list,
    on_map,
    on_page,
    settled,
    touch,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

BOOK = default_rule_book()
NAMES = [location.name for location in BOOK.locations]


def watch(page: Page) -> None:
    """Count what the page sends to the server from now on."""
    page.evaluate(
        """() => {
            const send = WebSocket.prototype.send;
            window.sent = 0;
            WebSocket.prototype.send = function (...words) {
                window.sent += 1;
                return send.apply(this, words);
            };
        }"""
    )


def sent(page: Page) -> int:
    """How many messages the page has sent since `watch`."""
    count: int = page.evaluate("window.sent")
    return count


def continued(page: Page) -> None:
    """Continue and come back to see what was taken."""
    page.get_by_role("button", name="Continue").click()
    on_page(page, TODAY)
    page.get_by_role("button", name="Back").click()
    on_page(page, WHERE)


@pytest.mark.parametrize("name", NAMES)
def test_each_place_is_chosen_by_touch_and_shows_in_both(page: Page, name: str) -> None:
    """A choice on the figure is the answer, in the map and in the list."""
    touch(page, name)
    expect(on_map(page, name)).to_be_checked()
    page.get_by_text("Or choose from a list").click()
    expect(in_list(page, name)).to_be_checked()
    continued(page)
    expect(on_map(page, name)).to_be_checked()


def test_a_choice_in_the_list_shows_on_the_map_and_is_the_answer(page: Page) -> None:
    """What was chosen last counts, wherever it was chosen."""
    touch(page, "Neck")
    expect(page.get_by_text("Chosen: Neck")).to_be_visible()
    page.get_by_text("Or choose from a list").click()
    expect(page.locator("[class*=st-key-location_list]")).to_have_count(1)
    settled(page)  # while the list still opens, its lines move away from a finger
    page.locator("[class*=st-key-location_list] label").get_by_text("Many places").click()
    expect(on_map(page, "Many places")).to_be_checked()
    continued(page)
    expect(on_map(page, "Many places")).to_be_checked()
    touch(page, "Head or face")
    expect(page.get_by_text("Chosen: Head or face")).to_be_visible()
    continued(page)
    expect(on_map(page, "Head or face")).to_be_checked()


def test_arrow_keys_walk_the_whole_map_and_send_nothing(page: Page) -> None:
    """All places can be read through with arrow keys, and no choice is sent before Continue."""
    on_map(page, NAMES[0]).focus()
    watch(page)
    walked = []
    for _ in NAMES:
        page.keyboard.press("ArrowDown")
        walked.append(
            page.evaluate(
                "document.activeElement.shadowRoot.activeElement.getAttribute('aria-label')"
            )
        )
    assert sorted(walked) == sorted(NAMES)
    assert sent(page) == 0
    page.keyboard.press("ArrowDown")
    chosen = page.locator(".st-key-body_map").get_by_role("radio", checked=True)
    name = chosen.get_attribute("aria-label")
    page.keyboard.press("Space")
    touch(page, str(name))
    assert sent(page) == 0
    continued(page)
    expect(on_map(page, str(name))).to_be_checked()


def test_arrow_keys_walk_the_list_and_send_nothing(page: Page) -> None:
    """The list can be read through with arrow keys without the page being sent."""
    page.get_by_text("Or choose from a list").click()
    in_list(page, NAMES[0]).focus()
    watch(page)
    for name in NAMES[1:]:
        page.keyboard.press("ArrowDown")
        expect(in_list(page, name)).to_be_focused()
        expect(on_map(page, name)).to_be_checked()
    assert sent(page) == 0
    continued(page)
    expect(on_map(page, NAMES[-1])).to_be_checked()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_middle_of_each_place_belongs_to_it(page: Page, width: int) -> None:
    """Voice control and others press on the middle of a box, which lies between two figures."""
    page.set_viewport_size({"width": width, "height": 1200})
    for name in NAMES:
        place = on_map(page, name)
        expect(place).to_be_visible()
        hit = place.evaluate(
            """place => {
                const { left, top, width, height } = place.getBoundingClientRect();
                const [x, y] = [left + width / 2, top + height / 2];
                return place.contains(place.getRootNode().elementFromPoint(x, y));
            }"""
        )
        assert hit, name


def test_arrows_then_continue_takes_where_the_arrows_stopped(page: Page) -> None:
    """A choice made with arrow keys alone is not lost when Continue follows at once."""
    on_map(page, NAMES[0]).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    name = page.locator(".st-key-body_map").get_by_role("radio", checked=True)
    chosen = str(name.get_attribute("aria-label"))
    continued(page)
    expect(on_map(page, chosen)).to_be_checked()


def test_a_choice_without_continue_is_there_after_another_page(page: Page) -> None:
    """Who looks something up before going on finds the place still chosen; a new start has none."""
    for choose in (touch, in_the_list):
        name = NAMES[0] if choose is touch else NAMES[1]
        choose(page, name)
        page.get_by_role("button", name="Continue").focus()
        page.keyboard.press("Shift")  # a key that comes up on Continue is no press
        page.get_by_role("link", name="About").click()
        on_page(page, "About")
        page.get_by_role("link", name="Back").click()
        on_page(page, WHERE)
        expect(on_map(page, name)).to_be_checked()
    page.get_by_role("button", name="Continue").click()
    choose_signs(page)
    choose_conditions(page, NOT_SURE)
    page.get_by_role("button", name="Show what the document lists").click()
    page.get_by_role("button", name="Start again").first.click()
    on_page(page, WHERE)
    expect(page.get_by_text("Nothing chosen yet")).to_be_visible()


def in_the_list(page: Page, name: str) -> None:
    """Choose a place in the list."""
    page.get_by_text("Or choose from a list").click()
    settled(page)
    page.locator("[class*=st-key-location_list] label").get_by_text(name, exact=True).click()
    expect(on_map(page, name)).to_be_checked()


def test_a_choice_made_before_the_list_is_there_reaches_it(page: Page) -> None:
    """The list may come later than the map on a slow phone, or be made anew."""
    page.evaluate(
        """() => {
            window.list = document.querySelector(".st-key-location_list");
            window.place = list.nextSibling;
            window.holder = list.parentNode;
            list.remove();
        }"""
    )
    touch(page, "Neck")
    page.evaluate("holder.insertBefore(list, place)")
    page.get_by_text("Or choose from a list").click()
    expect(in_list(page, "Neck")).to_be_checked()
    continued(page)
    expect(on_map(page, "Neck")).to_be_checked()
