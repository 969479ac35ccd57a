"""A visitor prepares for an appointment, from the result to the sheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.ui.steps import (
    NAMED,
    RESULT,
    WHERE,
    answer,
    choose_location,
    choose_signs,
    on_page,
    settled,
    tick,
)
from ui.appointment import before_you_go, compare, matters, questions, sheet_page

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.conftest import StartedApp

pytestmark = pytest.mark.browser
OWN = "May I lift <b>my</b> grandson?"
GOAL = "Dance #panic() at the wedding"


def test_from_the_result_to_the_sheet(page: Page) -> None:
    """What was ticked and written on the way stands on the sheet, on paper and as text."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    answer(page, "Lower back", "Sciatica", "Slipped disc (herniated disc)")
    page.get_by_role("link", name="Compare treatments").click()
    on_page(page, compare.TITLE)
    page.get_by_role("link", name="Next: say what matters").click()
    on_page(page, matters.TITLE)
    tick(page, "Sleeping through the night")
    page.get_by_label("What would you like to do again?").fill(GOAL)
    page.get_by_role("link", name="Next: choose your questions").click()
    on_page(page, questions.TITLE)
    tick(page, "What can go wrong, and how often does that happen?")
    page.get_by_label("Write a question of your own").fill(OWN)
    page.get_by_role("link", name="Next: see what to tell").click()
    on_page(page, before_you_go.TITLE)
    page.get_by_role("link", name="Next: see your sheet").click()
    on_page(page, sheet_page.TITLE)
    settled(page)
    sheet = page.locator(".po-sheet")
    for words in (GOAL, OWN, "Sleeping through the night", "epidural steroid injection"):
        expect(sheet.get_by_text(words).first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as PDF").click()
    assert download.value.suggested_filename.startswith("pain-appointment-")
    saved = pypdfium2.PdfDocument(Path(download.value.path()))
    text = " ".join(" ".join(p.get_textpage().get_text_bounded() for p in saved).split())
    assert GOAL in text
    assert OWN in text
    page.get_by_role("button", name="Copy as text").click()
    expect(page.get_by_text("The text is copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert GOAL in copied
    assert OWN in copied
    page.get_by_role("link", name="Back").click()
    on_page(page, RESULT)


def test_a_reload_keeps_what_was_prepared(page: Page) -> None:
    """Ticks, words and the sheet are there after a reload, also words that were never sent."""
    answer(page, "Leg or foot", "Sciatica")
    page.get_by_role("link", name="Say what matters").click()
    on_page(page, matters.TITLE)
    tick(page, "Getting back to work")
    settled(page)
    page.get_by_label("What have you tried so far?").press_sequentially("Rest")
    page.reload()
    on_page(page, matters.TITLE)
    expect(page.get_by_role("checkbox", name="Getting back to work")).to_be_checked()
    expect(page.get_by_label("What have you tried so far?")).to_have_value("Rest")
    page.goto(page.url.replace("matters", "sheet"))
    on_page(page, sheet_page.TITLE)
    expect(page.locator(".po-sheet").get_by_text("Getting back to work")).to_be_visible()
    expect(page.locator(".po-sheet").get_by_text("Rest")).to_be_visible()


@pytest.mark.parametrize("address", ["compare", "matters", "questions", "sheet"])
def test_without_answers_the_questions_come_first(
    page: Page, app: StartedApp, address: str
) -> None:
    """A page that is about the result leads to the first open question."""
    page.goto(f"{app.address}/{address}")
    on_page(page, WHERE)
    expect(page.get_by_text("There are no answers in this tab.")).to_be_visible()
    choose_location(page, "Neck")
    choose_signs(page)
    on_page(page, NAMED)
    page.goto(f"{app.address}/{address}")
    on_page(page, NAMED)


def test_what_to_bring_needs_no_answers(page: Page, app: StartedApp) -> None:
    """Whoever has an appointment can read it at once."""
    page.goto(f"{app.address}/before")
    on_page(page, before_you_go.TITLE)
    expect(page.get_by_text("Do not stop anything yourself.").first).to_be_visible()
