"""What Streamlit leaves unsaid of a question is said to those who do not see the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from engine.examples.cases import default_cases
from engine.rule_book.loading import default_rule_book
from engine.rule_book.records import Level
from tests.ui.steps import (
    NAMED,
    TODAY,
    WHERE,
    choose_location,
    choose_signs,
    on_map,
    on_page,
    tick,
    touch,
)

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.conftest import StartedApp

pytestmark = pytest.mark.browser

BOOK = default_rule_book()
INVALID = "aria-invalid"


def described(page: Page, node: Locator) -> str:
    """The words that a node is described by."""
    described_by = node.get_attribute("aria-describedby")
    assert described_by
    return page.locator(f"#{described_by}").inner_text()


def test_boxes_are_a_group_named_by_the_question(page: Page) -> None:
    """Both questions with boxes; once the answer is right, no word of the error is left."""
    choose_location(page, "Neck")
    for question in (TODAY, NAMED):
        on_page(page, question)
        group = page.get_by_role("group", name=question, exact=True)
        boxes = group.get_by_role("checkbox")
        expect(boxes.last).to_be_visible()
        expect(boxes).to_have_count(page.get_by_role("checkbox").count())
        expect(boxes.first).not_to_have_attribute(INVALID, "true")
        assert group.get_attribute("aria-describedby") is None
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
        for box in boxes.all():
            expect(box).to_have_attribute(INVALID, "true")
        assert described(page, group) == page.locator(".po-field-error").inner_text()
        tick(page, "None of these") if question == TODAY else None
        page.get_by_role("button", name="Continue").click()


def test_the_map_and_the_list_are_tied_to_their_error(page: Page) -> None:
    """Both are marked as wrong, and no more when the question comes back with an answer."""
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    figures = page.locator(".st-key-body_map").get_by_role("radiogroup", name=WHERE)
    listed = page.locator(".stRadio [role=radiogroup]").last
    expect(figures).to_have_attribute(INVALID, "true")
    expect(listed).to_have_attribute(INVALID, "true")
    assert described(page, listed) == page.locator(".po-field-error").inner_text()
    touch(page, "Neck")
    page.get_by_role("button", name="Continue").click()
    on_page(page, TODAY)
    page.get_by_role("button", name="Back").click()
    on_page(page, WHERE)
    expect(on_map(page, "Neck")).to_be_checked()
    expect(figures).not_to_have_attribute(INVALID, "true")
    assert listed.get_attribute("aria-describedby") is None


def test_a_single_box_is_tied_to_its_error(page: Page) -> None:
    """The one on the emergency page is no group, and says itself what is wrong."""
    sign = next(s for s in BOOK.warning_signs_asked_at("head") if s.level is Level.EMERGENCY)
    choose_location(page, "Head or face")
    choose_signs(page, sign.name)
    on_page(page, "Get help now")
    page.get_by_role("button", name="Go on to the questions").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    box = page.get_by_role("checkbox")
    expect(box).to_have_attribute(INVALID, "true")
    assert described(page, box) == page.locator(".po-error a").inner_text()


def test_a_prediction_is_a_group_too(page: Page, app: StartedApp) -> None:
    """Of a teaching case, it has the name of its own heading."""
    page.goto(f"{app.address}/?case={default_cases()[0].id}")
    on_page(page, "Teaching cases")
    heading = page.locator(".po-predict").last.inner_text()
    group = page.get_by_role("group", name=heading, exact=True)
    expect(group.get_by_role("checkbox")).to_have_count(len(BOOK.options))


def test_what_is_reached_to_be_scrolled_has_a_mark(page: Page) -> None:
    """The whole page is a stop of the Tab key; it shows when it has the focus."""
    main = page.get_by_test_id("stMain")
    for _ in range(4):
        page.keyboard.press("Tab")
        if main.evaluate("main => document.activeElement === main"):
            break
    expect(main).to_be_focused()
    outline = "main => getComputedStyle(main).outlineStyle + getComputedStyle(main).outlineWidth"
    assert main.evaluate(outline) == "solid3px"
