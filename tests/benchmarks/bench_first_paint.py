"""Time to the first paint of the first question, beside a blank Streamlit page as shipped.

Run by hand, on a quiet machine:

    uv run --group benchmark pytest -n0 tests/benchmarks/bench_first_paint.py -s
"""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.conftest import StartedApp

ROUNDS = 9
MOST_TIMES_A_BLANK_PAGE = 1.3


def first_paint(chromium: Browser, address: str, ready: str) -> float:
    """Milliseconds to the first contentful paint of a first visit, waiting until the page shows."""
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(address)
    page.get_by_text(ready).first.wait_for()
    entry = "performance.getEntriesByName('first-contentful-paint')[0]"
    page.wait_for_function(entry)
    paint: float = page.evaluate(f"{entry}.startTime")
    context.close()
    return paint


@pytest.mark.browser
def test_first_paint_is_close_to_a_blank_page(
    chromium: Browser, app: StartedApp, blank: str
) -> None:
    """The first page costs at most 1.3 times a blank Streamlit page, the two timed in turn."""
    app_paints, blank_paints = [], []
    for number in range(ROUNDS + 1):
        app_paint = first_paint(chromium, app.address, "Where is your pain?")
        blank_paint = first_paint(chromium, blank, "ready")
        if number:  # the first round warms both servers
            app_paints.append(app_paint)
            blank_paints.append(blank_paint)
    ratio = median(app_paints) / median(blank_paints)
    print(
        f"\nfirst paint, median of {ROUNDS}: {median(app_paints):.0f} ms; "
        f"blank {median(blank_paints):.0f} ms"
    )
    assert ratio <= MOST_TIMES_A_BLANK_PAGE, f"{ratio:.2f} times a blank page"
