"""The apology in Chromium: what a visitor sees in the middle of a visit when the app fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.conftest import started
from tests.ui.steps import NAMED, choose_location, choose_signs, heading, on_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.conftest import StartedApp

pytestmark = pytest.mark.browser

APOLOGY = "We cannot show this page"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
# An app whose third question fails, the first time that it is asked.
BROKEN = """
import sys
from ui.command_line import main
from ui.questionnaire import condition

label, failures = condition.label, iter([True])

def fail_once(named):
    if next(failures, False):
        raise ValueError(named.id)
    return label(named)

condition.label = fail_once
sys.exit(main())
"""


@pytest.fixture
def broken_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartedApp]:
    """The app that fails once."""
    with started(tmp_path_factory.mktemp("broken"), "-c", BROKEN, "--port", "0") as app:
        yield app


@pytest.mark.parametrize("way_on", ["Try again", "Start again"])
def test_the_apology_has_a_style_a_heading_and_a_way_on(
    chromium: Browser, broken_app: StartedApp, way_on: str
) -> None:
    """It takes the focus, looks like the other pages, and leads on; the button is free."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    page = context.new_page()
    page.goto(broken_app.address)
    choose_location(page, "Neck")
    choose_signs(page)
    apology = heading(page, APOLOGY)
    expect(apology).to_be_visible()
    expect(apology).to_be_focused()
    expect(apology).to_be_in_viewport(ratio=1)
    box = page.locator(".po-apology")
    width = box.evaluate("box => getComputedStyle(box).borderTopWidth")
    assert width == "4px"
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    found = Axe().run(page, ".po-apology", options={"runOnly": {"type": "tag", "values": RULES}})
    assert found.violations_count == 0, found.generate_report()
    box.get_by_role("link", name=way_on).click()
    assert len(context.pages) == 1
    # The tab has kept every answer, so no question that was answered is asked again.
    if way_on == "Start again":
        choose_location(page, "Neck")
    on_page(page, NAMED)
    context.close()
