"""The whole app with the made-up book of `tests/other_book`, in Chromium."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from engine.rule_book.loading import default_rule_book, load_rule_book
from tests.conftest import PROJECT, started
from tests.ui.steps import NAMED, TODAY, heading, on_map, settled, tick

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.conftest import StartedApp

pytestmark = pytest.mark.browser

FOLDER = PROJECT / "tests" / "other_book"
BOOK = load_rule_book(FOLDER)
OWN = default_rule_book().edition
OWN_COMPLAINT = re.compile(rf"\b{OWN.complaint}\b(?!-options)", re.IGNORECASE)  # but the command


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartedApp]:
    """The app with the other book."""
    folder = tmp_path_factory.mktemp("other_book")
    with started(folder, "-m", "ui", "--port", "0", "--rules", str(FOLDER)) as app:
        yield app


@pytest.fixture
def page(chromium: Browser, app: StartedApp) -> Iterator[Page]:
    """A phone-sized page on the first question of the other book."""
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    page.goto(app.address)
    expect(page.locator("#loading")).to_have_count(0)
    yield page
    page.close()


def assert_of_this_book(page: Page) -> None:
    """Nothing on the page is of the book that comes with the app."""
    words = page.locator("body").inner_text()
    for foreign in (OWN.document, OWN.kind, OWN.specialist, OWN.title, "nterventional"):
        assert foreign not in words
    assert not OWN_COMPLAINT.search(words)
    assert BOOK.edition.title in page.title()


def opened(page: Page, link: str, title: str) -> None:
    """Follow a link, and look at what it leads to."""
    settled(page)  # the links below the page are those of this page
    page.get_by_role("link", name=link).first.click()
    expect(heading(page, title)).to_be_visible()
    assert_of_this_book(page)


def test_a_visit_from_the_first_question_to_the_sheet(page: Page) -> None:
    """Every page is of the other book, with its own closing advice last."""
    expect(heading(page, "Where is your tiredness?")).to_be_visible()
    assert_of_this_book(page)
    for location in BOOK.locations:
        expect(on_map(page, location.name)).to_be_visible()
    on_map(page, "Heel").click()
    expect(page.get_by_text("Chosen: Heel")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    expect(heading(page, TODAY)).to_be_visible()
    expect(page.get_by_text("A foot that turned cold and white")).to_be_visible()
    expect(page.get_by_text("A wound that does not close")).to_have_count(0)
    tick(page, "None of these")
    page.get_by_role("button", name="Continue").click()
    expect(heading(page, NAMED)).to_be_visible()
    assert_of_this_book(page)
    tick(page, "A long walk")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Show what the document lists").click()
    last = page.locator("section").last
    expect(last.get_by_role("heading", name=BOOK.closing.name)).to_be_visible()
    expect(last).to_contain_text(BOOK.closing.says)
    for name in ("Insole", "Foot bath"):
        expect(page.locator("article .po-medical", has_text=name)).to_be_visible()
    assert_of_this_book(page)
    expect(page.get_by_role("link", name="See what to tell and to bring")).to_have_count(0)
    opened(page, "Say what matters to you", "What matters to you")
    opened(page, "Next: choose your questions", "Questions to ask")
    opened(page, "Next: see your sheet", "Your sheet")
    sheet = page.locator("article.po-sheet")
    expect(sheet).to_contain_text("For your appointment with a foot nurse")
    expect(sheet).to_contain_text(BOOK.closing.says)
    opened(page, "About", "About")
    expect(page.get_by_text("How these pages score")).to_have_count(0)
    expect(page.get_by_text(BOOK.introduction[0].says)).to_be_visible()


def test_an_emergency_names_the_other_book_s_action(page: Page) -> None:
    """A sign that is an emergency comes before all else, here too."""
    on_map(page, "Toes").click()
    expect(page.get_by_text("Chosen: Toes")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    tick(page, "A foot that turned cold and white")
    page.get_by_role("button", name="Continue").click()
    expect(heading(page, "Get help now")).to_be_visible()
    expect(page.get_by_role("link", name="112")).to_be_visible()
    assert_of_this_book(page)


def test_the_pages_for_teachers(page: Page) -> None:
    """Without teaching cases, that page says so; the others work with some answer."""
    opened(page, "All treatment options", "All treatment options")
    opened(page, "Words explained", "Words explained")
    opened(page, "For teachers", "Teaching cases")
    expect(page.get_by_text("These rules have no teaching cases yet.")).to_be_visible()
    for title in ("Pathways", "Matrix", "Rules"):
        opened(page, title, title)
    expect(page.get_by_text("foot_bath_for_tired_foot").first).to_be_attached()
    expect(page.get_by_text("We cannot show this page")).to_have_count(0)
