"""On a phone, what is needed next is within reach, in letters of the size that was set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from engine import explore
from engine.examples.cases import default_cases
from tests.conftest import CHROMIUM, CHROMIUM_ARGUMENTS
from tests.ui.steps import (
    NAMED,
    RESULT,
    TODAY,
    WHERE,
    choose_location,
    choose_signs,
    on_map,
    on_page,
    settled,
    touch,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

    from tests.conftest import StartedApp

pytestmark = pytest.mark.browser

READABLE = 16  # pixels; below that, a phone zooms in on a field


def continue_in_sight(page: Page) -> None:
    """Hold that Continue is in the window and takes a press there, with nothing scrolled."""
    page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 0)")
    button = page.get_by_role("button", name="Continue")
    expect(button).to_be_in_viewport(ratio=1)
    # Not by a trial of Playwright's: the page would take that for a press.
    on_top = """button => {
        const { left, top, width, height } = button.getBoundingClientRect();
        return button.contains(document.elementFromPoint(left + width / 2, top + height / 2));
    }"""
    assert button.evaluate(on_top)
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollTop") == 0


def test_continue_is_in_sight_once_an_answer_is_chosen(page: Page) -> None:
    """On the map, among the signs and among the conditions."""
    on_map(page, "Neck").scroll_into_view_if_needed()
    touch(page, "Neck")
    continue_in_sight(page)
    page.get_by_role("button", name="Continue").click()
    for question in (TODAY, NAMED):
        on_page(page, question)
        page.get_by_role("checkbox").first.press("Space")
        expect(page.get_by_role("checkbox").first).to_be_checked()
        continue_in_sight(page)
        page.get_by_role("checkbox").first.press("Space")
        expect(page.get_by_role("checkbox").first).not_to_be_checked()
        alone = page.get_by_role("checkbox", name="None of these").or_(
            page.get_by_role("checkbox", name="I am not sure")
        )
        alone.press("Space")
        expect(alone).to_be_checked()
        page.get_by_role("button", name="Continue").click()


def test_the_bar_with_continue_lies_upon_nothing_that_has_the_focus(page: Page) -> None:
    """Tab through a long question: what has the focus is seen whole."""
    choose_location(page, "Lower back")
    on_page(page, TODAY)
    for _ in range(page.get_by_role("checkbox").count()):
        page.keyboard.press("Tab")
        covered = page.evaluate(
            """() => {
                const row = document.activeElement.closest("label") ?? document.activeElement;
                const bar = document.querySelector(".st-key-continue");
                return !bar.contains(row)
                    && row.getBoundingClientRect().bottom > bar.getBoundingClientRect().top + 1;
            }"""
        )
        assert not covered


def test_the_bar_leaves_room_where_there_is_little(page: Page) -> None:
    """In a window that is low, or magnified, Continue stands in its place and not upon answers."""
    page.set_viewport_size({"width": 640, "height": 320})
    choose_location(page, "Neck")
    on_page(page, TODAY)
    expect(page.get_by_role("button", name="Continue")).not_to_be_in_viewport()


def test_select_boxes_do_not_zoom_and_do_not_cut(page: Page, app: StartedApp) -> None:
    """Letters of a field are 16 px and more, and each choice of its list is there to its end."""
    choose_location(page, "Leg or foot")
    choose_signs(page)
    on_page(page, NAMED)
    page.get_by_role("checkbox").first.press("Space")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Show what the document lists").click()
    on_page(page, RESULT)
    for closed in page.get_by_test_id("stExpander").locator("summary").all():
        closed.click()
    expect(page.get_by_role("combobox")).to_have_count(2)
    settled(page)
    hold_choices(page, page.get_by_role("combobox").first)
    hold_choices(page, page.get_by_role("combobox").last)
    page.goto(f"{app.address}/?location=leg&condition=sciatica")
    on_page(page, "Pathways")
    page.get_by_text("Change the answers").click()
    settled(page)
    hold_choices(page, page.get_by_role("combobox", name="Warning signs"))


def hold_choices(page: Page, field: Locator) -> None:
    """Hold the size of a field's letters, and that no choice is wider or higher than its row."""
    assert float(field.evaluate("node => parseFloat(getComputedStyle(node).fontSize)")) >= READABLE
    field.scroll_into_view_if_needed()
    settled(page)  # a list closes when the page is scrolled
    field.click()
    choices = page.get_by_role("listbox").get_by_role("option")
    expect(choices.first).to_be_visible()
    seen = set[str]()
    scrolled = True
    while scrolled:  # a long list has only those rows that are in sight
        for text, cut in choices.evaluate_all(
            """choices => choices.map((choice) => {
                const words = document.createRange();
                words.selectNodeContents(choice);
                const room = 4; // what a font leaves empty above and below its letters
                const inner = words.getBoundingClientRect();
                const row = choice.getBoundingClientRect();
                return [choice.textContent, inner.right > row.right + room
                    || inner.bottom > row.bottom + room || inner.top < row.top - room];
            })"""
        ):
            assert not cut, text
            seen.add(text)
        scrolled = page.get_by_role("listbox").evaluate(
            """list => {
                const before = list.scrollTop;
                list.scrollBy({ top: 250, behavior: "instant" });
                return list.scrollTop > before;
            }"""
        )
        settled(page)
    assert len(seen) > 1
    page.keyboard.press("Escape")


def test_the_button_that_copies_a_link_is_seen(page: Page, app: StartedApp) -> None:
    """A finger does not hover over it first."""
    page.goto(f"{app.address}/?location=leg&condition=sciatica")
    on_page(page, "Pathways")
    page.get_by_text("Copy link for teaching").click()
    copy = page.get_by_role("button", name="Copy to clipboard")
    expect(copy).to_be_visible()
    opacity = "button => getComputedStyle(button.closest('.stCode > *')).opacity"
    assert copy.evaluate(opacity) == "1"
    copy.click()


def test_captions_run_along_the_line(page: Page, app: StartedApp) -> None:
    """The caption of the steps is as wide as the page, not as its shortest word."""
    page.goto(f"{app.address}/?location=leg&condition=sciatica")
    on_page(page, "Pathways")
    caption = page.locator(".po-trace caption").bounding_box()
    assert caption is not None
    assert caption["width"] > 300
    assert caption["height"] < 80


def test_the_table_of_a_revealed_case_fits(page: Page, app: StartedApp) -> None:
    """Its last column, which says what differs, is not cut off."""
    case = next(case for case in default_cases() if explore(case.answers).options)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{app.address}/?case={case.id}")
    on_page(page, "Teaching cases")
    page.get_by_role("button", name="Reveal").click()
    expect(page.get_by_role("cell", name="differs").first).to_be_visible()
    place = page.get_by_role("region", name="Your prediction and the rules")
    assert place.evaluate("node => node.scrollWidth - node.clientWidth") <= 1


@pytest.mark.parametrize("larger", [16, 24])
def test_text_is_as_large_as_the_browser_is_set_to(
    chromium: Browser, app: StartedApp, larger: int
) -> None:
    """Before the app and in it, text grows with the visitor's own font size."""
    browser = chromium.browser_type.launch(
        executable_path=CHROMIUM,
        args=[*CHROMIUM_ARGUMENTS, f"--blink-settings=defaultFontSize={larger}"],
    )
    hold_text_size(browser, app.address, larger * 1.125)
    browser.close()


def hold_text_size(browser: Browser, address: str, size: float) -> None:
    """Hold the size of letters in the first question, its app, and the words before other pages."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    letters = "node => parseFloat(getComputedStyle(node).fontSize)"
    page.route("**/static/js/react-dom.*.js", lambda _: None)
    page.goto(address, wait_until="commit")
    assert page.locator("#loading .po-why").first.evaluate(letters) == size
    page.goto(f"{address}/about", wait_until="commit")
    assert page.locator("#loading > p").last.evaluate(letters) == size
    page.unroute_all()
    page.goto(address)
    on_page(page, WHERE)
    assert page.locator(".po-why").first.evaluate(letters) == size
    choose_location(page, "Neck")
    choose_signs(page)
    on_page(page, NAMED)
    assert page.locator("label p").first.evaluate(letters) == pytest.approx(1.06 * size)
    wide = page.get_by_test_id("stMain").evaluate("main => main.scrollWidth - main.clientWidth")
    assert wide <= 0
