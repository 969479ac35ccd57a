"""Warning signs in Chromium: what is asked, what an emergency does, what comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.ui.steps import (
    NAMED,
    RESULT,
    TODAY,
    answer,
    choose_conditions,
    choose_location,
    choose_signs,
    heading,
    on_page,
    tick,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

HELP = "Get help now"
SIGN = (
    "New numbness around your genitals or buttocks, or new loss of sexual feeling. "
    "Or new trouble passing pee, or holding pee or poo"
)
RASH = (
    "A new, painful rash on one side of your face or body. "
    "Or a wound that has turned hot, leaks or opens"
)
ACTION = "Call your local emergency number now"


def to_emergency(page: Page) -> None:
    """Tick an emergency sign for the lower back."""
    choose_location(page, "Lower back")
    choose_signs(page, SIGN)
    on_page(page, HELP)


def test_the_action_is_readable_without_scrolling(page: Page) -> None:
    """At 390 px the whole of what to do stands in the first screen, and nothing else to read."""
    to_emergency(page)
    expect(page).to_have_title("Get help now - Pain Options Explorer")
    expect(heading(page, HELP)).to_be_focused()  # with the focus comes the top of the page
    box = page.locator(".po-act", has_text=ACTION).bounding_box()
    assert box
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 844
    assert page.locator("article").count() == 0
    links = page.get_by_role("link").filter(has_not_text="Skip to main content")
    assert [link.inner_text() for link in links.all()] == ["911", "999", "112"]
    for number in ("911", "999", "112"):
        link = page.get_by_role("link", name=number)
        expect(link).to_have_attribute("href", f"tel:{number}")
        assert link.get_attribute("target") is None
    # The heading has the focus; what to do is said besides.
    expect(page.locator("#po-status")).to_contain_text(ACTION)
    expect(page.locator("#po-status")).not_to_contain_text(HELP)
    expect(page.get_by_text("Talk with a pain specialist", exact=False)).to_be_visible()


def test_going_on_needs_a_deliberate_choice(page: Page) -> None:
    """The button alone does not go on; the ticked box does, and the notice comes first."""
    to_emergency(page)
    page.get_by_role("button", name="Go on to the questions").click()
    expect(page.locator(".po-error")).to_contain_text("Please tick the box if you want to go on")
    tick(page, "I have got help, or I do not need it now. I want to go on.")
    page.get_by_role("button", name="Go on to the questions").click()
    choose_conditions(page, "Slipped disc (herniated disc)")
    page.get_by_role("button", name="Show what the document lists").click()
    on_page(page, RESULT)
    sections = page.locator("section")
    expect(sections.first).to_contain_text("Emergency")
    expect(sections.first).to_contain_text("New numbness around your genitals or buttocks")
    expect(sections.last).to_contain_text("Consult a pain specialist")


def test_a_sign_ticked_by_mistake_can_be_taken_back(page: Page) -> None:
    """From the emergency page the visitor can change what was ticked."""
    to_emergency(page)
    page.get_by_role("button", name="Change what I ticked").click()
    on_page(page, TODAY)
    tick(page, SIGN)
    choose_signs(page)
    on_page(page, NAMED)


def test_the_question_opens_again_as_it_was(page: Page) -> None:
    """After a refusal on the emergency page, too: no error of that page, and the same ticks."""
    to_emergency(page)
    page.get_by_role("button", name="Go on to the questions").click()
    expect(page.locator(".po-error")).to_be_focused()
    page.get_by_role("button", name="Change what I ticked").click()
    on_page(page, TODAY)
    expect(heading(page, TODAY)).to_be_focused()
    expect(page).to_have_title(f"{TODAY} - Pain Options Explorer")
    expect(page.locator(".po-error, .po-field-error")).to_have_count(0)
    expect(page.get_by_role("checkbox", name=SIGN)).to_be_checked()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)
    # They stop the questions as before.
    page.get_by_role("button", name="Continue").click()
    on_page(page, HELP)


def test_no_page_goes_round_an_emergency(page: Page, app_address: str) -> None:
    """The address of a later page leads back to what to do now."""
    to_emergency(page)
    page.evaluate(
        "history.pushState({}, '', '/condition'); dispatchEvent(new PopStateEvent('popstate'))"
    )
    expect(heading(page, HELP)).to_be_visible()
    expect(page).to_have_url(f"{app_address}/today")


def test_urgent_and_soon_come_before_the_options(page: Page) -> None:
    """An urgent sign does not stop the questions; its notice is the first thing on the result."""
    answer(
        page,
        "Many places",
        "Shingles with nerve pain (herpes zoster)",
        signs=(
            RASH,
            "Weight loss that you did not plan",
        ),
    )
    sections = page.locator("section")
    expect(sections.nth(0)).to_contain_text("See a doctor today.")
    expect(sections.nth(1)).to_contain_text("Call a doctor or nurse within 2 days.")
    expect(sections.nth(2)).to_contain_text("Listed because of where your pain is")
    expect(sections.last).to_contain_text("Consult a pain specialist")
