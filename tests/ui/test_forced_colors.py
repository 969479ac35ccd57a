"""In colors of the visitor's own, what is chosen can still be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.conftest import tab
from tests.ui.pictures import differing
from tests.ui.steps import TODAY, WHERE, in_list, on_page, settled, tick, touch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, Locator, Page

    from tests.conftest import StartedApp

pytestmark = pytest.mark.browser

SEEN = 0.04  # of a mark's pixels


@pytest.fixture(params=["light", "dark"])
def page(phone: BrowserContext, app: StartedApp, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page on the first question, in forced colors, over either theme."""
    with tab(phone, 1280, 900, request.param, forced_colors="active") as page:
        page.goto(app.address)
        on_page(page, WHERE)
        yield page


def marks(row: Locator) -> bytes:
    """A picture of the box or dot at the start of a row, without what the mouse does to it."""
    row.scroll_into_view_if_needed()
    row.page.mouse.move(0, 0)
    settled(row.page)
    box = row.bounding_box()
    assert box is not None
    return row.page.screenshot(clip=box | {"width": 34})


def test_a_dot_shows_what_is_chosen(page: Page) -> None:
    """A radio button looks otherwise when it is chosen."""
    row = in_list(page, "Neck").locator("xpath=ancestor::label")
    empty = marks(row)
    row.click()
    expect(in_list(page, "Neck")).to_be_checked()
    assert differing(empty, marks(row)) > SEEN


def test_a_tick_shows_what_is_ticked(page: Page) -> None:
    """So does a box."""
    touch(page, "Neck")
    page.get_by_role("button", name="Continue").click()
    on_page(page, TODAY)
    row = page.locator("label", has_text="None of these")
    empty = marks(row)
    tick(page, "None of these")
    expect(page.get_by_role("checkbox", name="None of these")).to_be_checked()
    page.evaluate("document.activeElement.blur()")
    assert differing(empty, marks(row)) > SEEN


def test_the_diagram_takes_the_colors_of_the_system(page: Page, app: StartedApp) -> None:
    """Its words have the color of text, on the color of a page; a step's have those of a choice."""
    page.goto(f"{app.address}/?location=lower_back&condition=herniated_disc")
    on_page(page, "Pathways")
    page.get_by_role("button", name="Start").click()
    lit = page.locator('.st-key-diagram g[data-state="firing"] text').first
    fill = "node => getComputedStyle(node).fill"
    expect(lit).to_be_visible()
    assert lit.evaluate(fill) == color(page, "SelectedItemText")
    known = page.locator('.st-key-diagram g[data-state="known"] text').first
    assert known.evaluate(fill) == color(page, "CanvasText")


def color(page: Page, name: str) -> str:
    """A color of the system, as the browser has it."""
    found: str = page.evaluate(
        """name => {
            const probe = document.createElement("div");
            probe.style.cssText = `color: ${name}; forced-color-adjust: none`;
            document.body.append(probe);
            const found = getComputedStyle(probe).color;
            probe.remove();
            return found;
        }""",
        name,
    )
    return found


def test_cells_of_the_matrix_are_told_apart(page: Page, app: StartedApp) -> None:
    """A listed cell has a solid edge, an implied one a dashed edge, another none."""
    page.goto(f"{app.address}/matrix")
    on_page(page, "Matrix")
    edge = "cell => getComputedStyle(cell).borderLeftStyle + getComputedStyle(cell).borderLeftWidth"
    edges = {
        page.locator(f".po-matrix td{kind}").first.evaluate(edge)
        for kind in (".po-cell-listed", ".po-cell-implied", ":not([class*=po-cell])")
    }
    assert len(edges) == 3
