"""Whole journeys in Chromium, through the app as its command starts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

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
    tick,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def cards(page: Page, group: str) -> list[str]:
    """The medical names of the options in a group, in the order shown."""
    section = page.locator("section", has=page.get_by_role("heading", name=group, exact=True))
    return section.locator("article .po-medical").all_inner_texts()


LISTED = "Listed for what you chose"
IMPLIED = "Also listed, because of where your pain is or what causes it"
IMPLIED_ALONE = "Listed because of where your pain is or what causes it"


def specialist_is_last(page: Page) -> bool:
    """Whether the closing advice is the last section of the page."""
    last = page.locator("section").last
    return "Consult a pain specialist" in last.inner_text()


def test_lower_back_and_herniated_disc(page: Page) -> None:
    """Options for the very condition come first; the one through back pain is told apart."""
    answer(page, "Lower back", "Slipped disc (herniated disc)")
    assert cards(page, LISTED) == ["Epidural steroid injection", "Radiofrequency ablation"]
    assert cards(page, IMPLIED) == ["Nerve block"]
    page.get_by_text("Why it is shown").first.click()
    expect(page.get_by_text("You said: a slipped disc.").first).to_be_visible()
    expect(page.get_by_text("Epidural Steroid Injections: “herniated discs”")).to_be_visible()
    assert specialist_is_last(page)


def test_head_with_two_conditions(page: Page) -> None:
    """Migraine and tension headache both amount to headache."""
    answer(page, "Head or face", "Migraine", "Tension headaches")
    assert cards(page, LISTED) == []
    assert cards(page, IMPLIED_ALONE) == ["Nerve block", "Trigger point injection"]
    assert specialist_is_last(page)


def test_nothing_listed_is_said_plainly(page: Page) -> None:
    """Arthritis of the knee leads to no option; the page says so and still ends as always."""
    answer(page, "Leg or foot", "Arthritis")
    assert page.locator("article").count() == 0
    expect(page.get_by_text("The document lists no treatment for this.")).to_be_visible()
    expect(page.get_by_text("Physical therapy.")).to_be_visible()
    assert specialist_is_last(page)


def test_not_sure_shows_what_may_be_found(page: Page) -> None:
    """Who is not sure sees what the document lists for each cause that may be found."""
    answer(page, "Neck", NOT_SURE)
    expect(page.get_by_role("heading", name="If the specialist finds …")).to_be_visible()
    found = page.locator(".po-found > li", has_text="Slipped disc")
    assert found.locator(".po-medical").all_inner_texts() == [
        "(epidural steroid injection)",
        "(radiofrequency ablation)",
        "(nerve block)",
    ]
    assert specialist_is_last(page)


def test_going_back_and_changing(page: Page) -> None:
    """Answers survive Back; a changed location drops only what it no longer offers and says so."""
    choose_location(page, "Lower back")
    choose_signs(page)
    choose_conditions(
        page, "Slipped disc (herniated disc)", "Worn discs in the spine (degenerative disc disease)"
    )
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_role("checkbox", name="Slipped disc (herniated disc)")).to_be_checked()
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_role("checkbox", name="None of these")).to_be_checked()
    page.get_by_role("button", name="Back").click()
    expect(on_map(page, "Lower back")).to_be_checked()
    choose_location(page, "Leg or foot")
    choose_signs(page)
    on_page(page, CHECK)
    expect(page.get_by_text("We removed worn discs from your answers.")).to_be_visible()
    expect(page.get_by_text("Slipped disc", exact=True)).to_be_visible()
    page.get_by_role("button", name="Change what a doctor or nurse has said").click()
    expect(page.get_by_role("checkbox", name="Slipped disc (herniated disc)")).to_be_checked()
    tick(page, "Sciatica")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Show what the document lists").click()
    on_page(page, RESULT)
    assert cards(page, LISTED) == ["Epidural steroid injection", "Radiofrequency ablation"]


def test_one_page_never_stands_beside_another(page: Page) -> None:
    """What is left is gone before anything of the next page comes: no press meets the wrong one."""
    page.evaluate(
        """() => {
            window.most = {};
            new MutationObserver(() => {
                for (const part of [".st-key-back", ".st-key-continue", "h1"]) {
                    const count = document.querySelectorAll(part).length;
                    window.most[part] = Math.max(window.most[part] ?? 0, count);
                }
            }).observe(document.body, { childList: true, subtree: true });
        }"""
    )
    choose_location(page, "Lower back")
    choose_signs(page)
    choose_conditions(page, "Slipped disc (herniated disc)")
    on_page(page, CHECK)
    for title in (NAMED, TODAY, WHERE):
        page.get_by_role("button", name="Back").click()
        on_page(page, title)
    assert page.evaluate("window.most") == {".st-key-back": 1, ".st-key-continue": 1, "h1": 1}


def test_the_browsers_own_back_button(page: Page) -> None:
    """Each question is a page, so the browser's Back goes to the one before, answers kept."""
    choose_location(page, "Neck")
    on_page(page, TODAY)
    page.go_back()
    on_page(page, WHERE)
    expect(on_map(page, "Neck")).to_be_checked()


def test_nothing_is_taken_empty(page: Page) -> None:
    """Continue without an answer stays, says what to do, and says so in the title."""
    on_page(page, WHERE)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(page).to_have_title("Error: Where is your pain? - Pain Options Explorer")
    expect(page.locator(".po-error")).to_be_focused()  # until then the page may still scroll
    choose_location(page, "Neck")
    on_page(page, TODAY)
    expect(page.get_by_role("heading", name="There is a problem")).to_have_count(0)
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".po-error")).to_contain_text("or “None of these”")
    tick(page, "None of these")
    tick(page, WEIGHT_LOSS)
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".po-error")).to_contain_text("as well. Please untick one of them.")
    tick(page, "None of these")
    page.get_by_role("button", name="Continue").click()
    on_page(page, NAMED)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    tick(page, NOT_SURE)
    tick(page, "Slipped disc (herniated disc)")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".po-error")).to_contain_text("Please untick one of them.")


def test_start_again_clears_everything(page: Page) -> None:
    """Start again leaves no answer behind."""
    answer(page, "Neck", "Nerve pain (neuropathic pain)")
    page.get_by_role("button", name="Start again").click()
    on_page(page, WHERE)
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    choose_location(page, "Neck")
    on_page(page, TODAY)
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)
    choose_signs(page)
    on_page(page, NAMED)
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)
