"""What a visitor does on the pages, for every test that walks through them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

SOCKET = re.compile(r"/_stcore/stream")
"""The address of a page's connection to the app."""
WHERE = "Where is your pain?"
TODAY = "Is any of this new, or suddenly worse?"
NAMED = "What has a doctor or nurse said it is?"
CHECK = "Check your answers"
RESULT = "What the document lists"
WEIGHT_LOSS = (
    "New pain with a fever, weight loss you did not plan, or cancer now or before. "
    "Or new pain that wakes you every night"
)
NOT_SURE = "I am not sure, or nobody has told me yet"


def answer(page: Page, location: str, *conditions: str, signs: tuple[str, ...] = ()) -> None:
    """Answer every question and go to the result; no sign among them is an emergency."""
    choose_location(page, location)
    choose_signs(page, *signs)
    choose_conditions(page, *conditions)
    page.get_by_role("button", name="Show what the document lists").click()
    on_page(page, RESULT)


def start_over(page: Page, address: str) -> None:
    """Open the first question as a new tab does, with nothing kept."""
    page.evaluate("sessionStorage.clear()")
    page.goto(address)


def choose_location(page: Page, location: str) -> None:
    """Answer the first question on the body map."""
    on_page(page, WHERE)
    touch(page, location)
    expect(page.get_by_text(f"Chosen: {location}")).to_be_visible()
    page.get_by_role("button", name="Continue").click()


def choose_signs(page: Page, *signs: str) -> None:
    """Tick warning signs, or none of these."""
    on_page(page, TODAY)
    for sign in signs or ("None of these",):
        tick(page, sign)
    page.get_by_role("button", name="Continue").click()


def choose_conditions(page: Page, *conditions: str) -> None:
    """Tick conditions and go on to the check page."""
    on_page(page, NAMED)
    for condition in conditions:
        tick(page, condition)
    page.get_by_role("button", name="Continue").click()
    on_page(page, CHECK)


def on_map(page: Page, location: str) -> Locator:
    """A place on the body map."""
    body_map = page.locator(".st-key-body_map").get_by_role("radiogroup")
    return body_map.get_by_role("radio", name=location, exact=True)


def touch(page: Page, location: str) -> None:
    """Press on a place of the body map: a point that lies within its shape."""
    place = on_map(page, location)
    place.scroll_into_view_if_needed()
    left, top = place.evaluate(
        """place => {
            const box = place.getBoundingClientRect();
            for (let row = 1; row < 12; row += 1) {
                for (let column = 1; column < 24; column += 1) {
                    const left = (box.width * column) / 24;
                    const top = (box.height * row) / 12;
                    const root = place.getRootNode();
                    const hit = root.elementFromPoint(box.left + left, box.top + top);
                    if (hit && place.contains(hit)) return [left, top];
                }
            }
        }"""
    )
    # Counted from the place's own corner, so it is still right if the page scrolls meanwhile.
    place.click(position={"x": left, "y": top})


def in_list(page: Page, location: str) -> Locator:
    """The same place in the list beside the map."""
    locations = page.locator("[class*=st-key-location_list]")
    return locations.get_by_role("radio", name=location, exact=True)


def tick(page: Page, label: str) -> None:
    """Tick a box by its label, as a finger does."""
    page.locator("label").get_by_text(label, exact=True).click()


def pick(page: Page, box: str, choice: str) -> None:
    """Choose from a select box."""
    field = page.get_by_role("combobox", name=box)
    settled(page)  # while what has just been opened still moves, a list would close
    field.click()
    field.fill(choice)
    option = page.get_by_role("option", name=choice).first
    option.wait_for()
    settled(page)  # to scroll to it where it does not stay would close the list as well
    option.click()


def settled(page: Page) -> None:
    """Wait until the script has run, and nothing has moved or faded for a few frames."""
    page.wait_for_function(
        """() => {
            const app = document.querySelector('[data-testid="stApp"]');
            const ends = (moving) => moving.effect.getComputedTiming().endTime !== Infinity;
            const moves = document.getAnimations().some(
                (moving) => moving.playState === "running" && ends(moving));
            const quiet = app.dataset.testScriptState === "notRunning" && !moves;
            window.quietFrames = quiet ? (window.quietFrames ?? 0) + 1 : 0;
            return window.quietFrames > 5;
        }"""
    )
    page.evaluate("delete window.quietFrames")


def heading(page: Page, name: str) -> Locator:
    """The page's heading."""
    return page.get_by_role("heading", name=name, level=1, exact=True)


def on_page(page: Page, name: str) -> None:
    """Wait until the page with this heading shows; a result, until its last section does."""
    expect(page.locator("#loading")).to_have_count(0)  # from here on it is the app's own page
    expect(heading(page, name)).to_be_visible()
    expect(page.locator("html.po-working")).to_have_count(0)  # until then, presses are not for it
    if name == RESULT:
        expect(page.get_by_role("heading", name="Consult a pain specialist")).to_be_visible()
