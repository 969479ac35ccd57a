"""Where the focus goes in Chromium, and what is said besides."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from engine.examples.cases import default_cases
from tests.ui.held_messages import HeldMessages
from tests.ui.steps import NOT_SURE, RESULT, WHERE, answer, heading, on_map, on_page, settled, touch

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

    from tests.conftest import StartedApp

pytestmark = pytest.mark.browser


def test_the_link_of_an_error_leads_to_the_map(page: Page) -> None:
    """On a phone the list beside the map is closed, so none of its buttons can be reached."""
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".po-error")).to_be_focused()
    expect(page.get_by_role("group", name="There is a problem")).to_be_focused()
    page.locator(".po-error").get_by_role("link").click()
    expect(on_map(page, "Head or face")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_text("Chosen: Head or face")).to_be_visible()
    touch(page, "Neck")
    expect(page.get_by_text("Chosen: Neck")).to_be_visible()


def test_what_has_come_for_a_button_takes_the_focus(page: Page, app: StartedApp) -> None:
    """Reveal goes, and the heading of the result takes the focus from it."""
    case = default_cases()[0]
    page.goto(f"{app.address}/?case={case.id}")
    on_page(page, "Teaching cases")
    settled(page)
    page.get_by_role("button", name="Reveal").press("Enter")
    expect(page.get_by_role("heading", name="What comes first", exact=True)).to_be_focused()
    expect(page.locator("#po-status")).to_contain_text("Revealed.")


def test_what_comes_piece_by_piece_takes_the_focus(chromium: Browser, app: StartedApp) -> None:
    """A button that moves while the page comes loses the focus and gets it back in between."""
    page = chromium.new_page()
    messages = HeldMessages(page)
    page.goto(f"{app.address}/?case={default_cases()[0].id}")
    on_page(page, "Teaching cases")
    settled(page)
    messages.held = True
    page.get_by_role("button", name="Reveal").press("Enter")
    messages.let_through("What comes first")
    messages.let_all_through()
    result = page.get_by_role("heading", name="What comes first", exact=True, level=2)
    expect(result).to_be_focused()
    expect(page.locator("#po-status")).to_contain_text("Revealed.")
    page.close()


def test_a_press_before_the_announcer_is_there_is_heard_of(
    chromium: Browser, app: StartedApp
) -> None:
    """On a slow line its script can come after a press; the focus and the word come with it."""
    page = chromium.new_page()
    held: list[Route] = []
    page.route(re.compile("announcer.*js"), lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks what it calls
    page.goto(f"{app.address}/?case={default_cases()[0].id}")
    on_page(page, "Teaching cases")
    page.get_by_role("button", name="Reveal").press("Enter")
    result = page.get_by_role("heading", name="What comes first", exact=True)
    expect(result).to_be_visible()
    expect(result).not_to_be_focused()
    for route in held:
        route.continue_()
    expect(result).to_be_focused()
    expect(page.locator("#po-status")).to_contain_text("Revealed.")
    page.close()


def test_nothing_takes_the_focus_when_a_page_has_only_come(
    chromium: Browser, app: StartedApp
) -> None:
    """Where nobody has pressed anything, the first page is left to the browser."""
    page = chromium.new_page()
    page.goto(f"{app.address}/?case={default_cases()[0].id}")
    on_page(page, "Teaching cases")
    expect(page.locator("#po-status")).to_be_attached()
    settled(page)
    assert page.evaluate("document.activeElement === document.body")
    page.close()


def test_the_last_step_leaves_the_focus_on_a_button(page: Page, app: StartedApp) -> None:
    """There is no step after it, so its button cannot have the focus."""
    page.goto(f"{app.address}/?location=neck&condition=something_else")
    on_page(page, "Pathways")
    settled(page)
    start = page.get_by_role("button", name="Start")
    start.press("Enter")
    step_on = page.get_by_role("button", name="Step on")
    for _ in range(40):
        expect(page.locator("#po-status")).to_contain_text("Step ")
        if step_on.is_disabled():
            break
        before = page.locator("#po-status").inner_text()
        step_on.press("Enter")
        expect(page.locator("#po-status")).not_to_have_text(before)
    expect(step_on).to_be_disabled()
    expect(page.get_by_role("button", name="Step back")).to_be_focused()


def test_the_result_starts_with_links_to_all_that_it_lists(page: Page) -> None:
    """Each names an option and moves to its card; the last one leads to the specialist."""
    answer(page, "Lower back", "Slipped disc (herniated disc)")
    links = page.get_by_role("navigation", name="On this page").get_by_role("link")
    cards = page.locator("article h3").all_inner_texts()
    assert links.all_inner_texts() == [*cards, "Talk to a pain specialist"]
    assert len(cards) == 3
    for link in links.all():
        expect(link).to_be_in_viewport(ratio=1)
    address, tabs = page.url, page.context.pages
    for number, name in enumerate([*cards, "Consult a pain specialist"]):
        links.nth(number).click()
        target = page.get_by_role("heading", name=name, exact=True)
        expect(target).to_be_focused()
        expect(target).to_be_in_viewport(ratio=1)
    # What is listed for somebody does not get into the address, nor into another tab.
    assert page.url == address
    assert page.context.pages == tabs


def test_who_is_not_sure_finds_what_a_specialist_may_find(page: Page) -> None:
    """Where nothing or little is listed, the summary leads on all the same."""
    answer(page, "Neck", NOT_SURE)
    page.get_by_role("link", name="If the specialist finds").click()
    expect(page.get_by_role("heading", name="If the specialist finds")).to_be_focused()
    page.get_by_role("button", name="Start again").click()
    answer(page, "Leg or foot", "Arthritis")
    page.get_by_role("link", name="Talk to a pain specialist").press("Enter")
    expect(page.get_by_role("heading", name="Consult a pain specialist")).to_be_focused()
    expect(heading(page, RESULT)).to_be_visible()


def test_teachers_find_their_pages_from_the_first(page: Page) -> None:
    """One word at the end of the first page leads there."""
    on_page(page, WHERE)
    page.get_by_role("link", name="For teachers").click()
    on_page(page, "Teaching cases")
    expect(page.get_by_role("link", name="For teachers")).to_have_count(0)
