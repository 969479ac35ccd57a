"""On a wide screen, what belongs together is in sight together, in letters to be read from afar."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from engine import Answers, explore
from engine.rule_book.loading import default_rule_book
from tests.conftest import tab
from tests.ui.steps import WHERE, in_list, on_page, settled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, Locator, Page, Route

    from tests.conftest import StartedApp

pytestmark = pytest.mark.browser

BOOK = default_rule_book()
LAPTOP, BEAMER, PROJECTOR = (1280, 900), (1366, 768), (1920, 1080)
READABLE = 18  # pixels, from the back of a room


def answers_at(location: str) -> Answers:
    """All conditions and signs that are asked for at a place."""
    offered = BOOK.conditions_offered_at(location)
    return Answers(
        location=location,
        conditions=frozenset(c.id for c in offered if not c.stands_alone),
        warning_signs=frozenset(s.id for s in BOOK.warning_signs_asked_at(location)),
    )


LARGEST = max(map(answers_at, BOOK.location_by_id), key=lambda a: len(explore(a).trace))
STEPS = len(explore(LARGEST).trace)


def link(app: StartedApp, answers: Answers = LARGEST) -> str:
    """The address that opens a case's pathway."""
    parts = [("location", answers.location)]
    parts += [("condition", condition) for condition in sorted(answers.conditions)]
    parts += [("warning_sign", sign) for sign in sorted(answers.warning_signs)]
    return f"{app.address}/?{urlencode(parts)}"


@pytest.fixture
def page(phone: BrowserContext, app: StartedApp, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of the size that the test asks for."""
    with tab(phone, *request.param) as page:
        page.goto(app.address)
        on_page(page, WHERE)
        yield page


def in_sight(part: Locator) -> bool:
    """Whether all of a part of the page is within the window, and nothing lies upon its middle."""
    found: bool = part.evaluate(
        """part => {
            const { left, top, right, bottom } = part.getBoundingClientRect();
            const upon = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
            const host = part.getRootNode().host ?? part;
            return left > -1 && top > -1 && right < innerWidth + 1 && bottom < innerHeight + 1
                && right > left && (part.contains(upon) || host.contains(upon));
        }"""
    )
    return found


@pytest.mark.slow
@pytest.mark.parametrize("page", [BEAMER, PROJECTOR], indirect=True)
def test_controls_step_and_diagram_fill_one_screen(page: Page, app: StartedApp) -> None:
    """At steps all along the largest case, with the step's arrow, in letters that can be read."""
    page.goto(link(app))
    on_page(page, "Pathways")
    page.get_by_role("button", name="Start").click()
    # By role below a part: by role in all of the page, each of so many steps takes far longer.
    step_on = page.locator(".st-key-stepper").get_by_role("button", name="Step on")
    panel = page.locator(".po-step-panel")
    for step in range(1, STEPS + 1):
        expect(panel.get_by_role("heading", name=f"Step {step} of {STEPS}")).to_be_visible()
        lit = page.locator(f'.st-key-diagram g[data-state="firing"][data-step="{step}"]')
        expect(lit).to_have_count(1)
        assert ".." not in panel.inner_text()
        if step in {1, 2, 3, STEPS // 2, STEPS - 1, STEPS}:
            expect(page.locator('[data-stale="true"]')).to_have_count(0)
            expect(panel).to_be_in_viewport(ratio=1)
            settled(page)
            for part in (".st-key-stepper", ".po-step-panel", ".st-key-diagram"):
                assert in_sight(page.locator(part)), f"{part} at step {step}"
            within = page.locator(".st-key-diagram").bounding_box()
            words = lit.locator("text").first.bounding_box()
            assert within is not None
            assert words is not None
            assert words["x"] >= within["x"]
            # Of the one label that is longer than the diagram's place, the beginning.
            seen = min(words["width"], within["width"] - 20)
            assert words["x"] + seen <= within["x"] + within["width"]
            assert words["y"] >= within["y"]
            assert words["y"] + words["height"] <= within["y"] + within["height"]
            assert smallest_letters(page) >= READABLE
        if step < STEPS:
            step_on.click()
    expect(step_on).to_be_disabled()


@pytest.mark.parametrize("page", [BEAMER], indirect=True)
def test_words_that_take_all_the_room_leave_the_answers_whole(page: Page, app: StartedApp) -> None:
    """The words of a step begin where the answers do: neither is cut on the left."""
    page.goto(link(app, Answers(location="leg", conditions=frozenset({"arthritis"}))))
    on_page(page, "Pathways")
    for step, button in enumerate(("Start", "Step on", "Step on"), start=1):
        page.get_by_role("button", name=button).click()
        page.get_by_role("heading", name=f"Step {step} of 3").wait_for()
        settled(page)
        diagram = page.locator(".st-key-diagram")
        within = diagram.bounding_box()
        for part in ('g[data-id="location:leg"] rect', f'g[data-step="{step}"] text'):
            box = diagram.locator(part).first.bounding_box()
            assert within is not None
            assert box is not None
            assert box["x"] >= within["x"] - 2, f"{part} at step {step}"


@pytest.mark.parametrize("page", [BEAMER], indirect=True)
def test_a_step_comes_into_sight_though_the_diagram_is_late(page: Page, app: StartedApp) -> None:
    """Start is pressed before the diagram's script has come; back on the page, nothing scrolls."""
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    page.route("**/pathway.js*", hold)
    page.goto(link(app))
    on_page(page, "Pathways")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", name="Step 1 of")).to_be_visible()
    settled(page)
    assert late
    for route in late:
        route.continue_()
    expect(page.locator(".po-step-panel")).to_be_in_viewport(ratio=1)
    page.get_by_role("link", name="About").click()
    on_page(page, "About")
    page.get_by_role("link", name="For teachers").click()
    on_page(page, "Teaching cases")
    page.get_by_role("link", name="Pathways").click()
    on_page(page, "Pathways")
    page.locator('.st-key-diagram g[data-state="firing"]').first.wait_for()
    page.wait_for_timeout(500)  # it would have scrolled by now
    assert in_sight(page.get_by_role("heading", name="Pathways", exact=True))


def smallest_letters(page: Page) -> float:
    """The size of the smallest letters of the controls, the step and the diagram, in pixels."""
    size: float = page.evaluate(
        """() => {
            const sizes = [];
            const nodes = [...document.querySelectorAll(".st-key-pathway *")];
            const { shadowRoot } = nodes.find((node) => node.shadowRoot);
            for (const text of shadowRoot.querySelectorAll("text")) {
                sizes.push(parseFloat(text.getAttribute("font-size")) * text.getScreenCTM().a);
            }
            for (const part of document.querySelectorAll(".st-key-stepper p, .po-step-panel *")) {
                const size = parseFloat(getComputedStyle(part).fontSize);
                if (part.textContent.trim()) sizes.push(size);
            }
            return Math.min(...sizes);
        }"""
    )
    return size


@pytest.mark.parametrize("page", [BEAMER], indirect=True)
def test_arrow_keys_step_but_scroll_where_something_scrolls(page: Page, app: StartedApp) -> None:
    """With the focus in the diagram or a table that scrolls, Left and Right are for scrolling."""
    page.goto(link(app))
    on_page(page, "Pathways")
    expect(page.get_by_role("button", name="Step back")).to_be_disabled()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name="Step 1 of")).to_be_visible()
    expect(page.get_by_role("button", name="Step back")).to_be_disabled()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name="Step 2 of")).to_be_visible()
    diagram = page.get_by_role("region", name="Diagram")
    diagram.focus()
    before = diagram.evaluate("pane => { pane.scrollLeft = 0; return pane.scrollLeft }")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)  # scrolling is smooth
    assert diagram.evaluate("pane => pane.scrollLeft") > before
    page.set_viewport_size({"width": 730, "height": 768})
    table = page.get_by_role("region", name="All steps")
    table.locator("table").evaluate("table => { table.style.minWidth = '1200px' }")
    table.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    assert table.evaluate("region => region.scrollLeft") > 0
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(1000)  # a step would have shown by now
    assert table.evaluate("region => region.scrollLeft") == 0
    expect(page.get_by_role("heading", name="Step 2 of")).to_be_visible()


@pytest.mark.parametrize("page", [LAPTOP], indirect=True)
def test_a_button_has_one_arrow(page: Page, app: StartedApp) -> None:
    """The arrow on a button is the key that presses it, and stands there once."""
    page.goto(link(app))
    on_page(page, "Pathways")
    for name, key in (("Step back", "←"), ("Start", "→")):
        button = page.get_by_role("button", name=name)
        expect(button.locator("kbd")).to_have_text(key)
        expect(button.get_by_test_id("stIconMaterial")).to_have_count(0)


@pytest.mark.parametrize("page", [LAPTOP, BEAMER, (900, 700)], indirect=True)
def test_map_and_list_stand_side_by_side(page: Page) -> None:
    """The list is open beside the map, Continue is in sight; so it is when one comes back."""
    for _ in range(2):
        figures = page.locator(".st-key-body_map").bounding_box()
        expect(in_list(page, "Neck")).to_be_visible()
        row = in_list(page, "Neck").locator("xpath=ancestor::label").bounding_box()
        assert figures is not None
        assert row is not None
        assert row["x"] >= figures["x"] + figures["width"]
        assert figures["y"] < row["y"] < figures["y"] + figures["height"]
        assert in_sight(page.get_by_role("button", name="Continue"))
        page.get_by_role("link", name="About").click()
        on_page(page, "About")
        page.get_by_role("link", name="Back").click()
        on_page(page, WHERE)
    page.get_by_text("Or choose from a list").click()
    expect(in_list(page, "Neck")).to_be_hidden()
    page.wait_for_timeout(700)
    expect(in_list(page, "Neck")).to_be_hidden()  # a visitor who closes it has it closed


@pytest.mark.parametrize("page", [LAPTOP], indirect=True)
def test_the_whole_question_stands_on_one_screen(page: Page) -> None:
    """Nothing of the map or the list lies below the bar with Continue."""
    bar = page.locator(".st-key-continue").bounding_box()
    assert bar is not None
    page.get_by_text("Nothing chosen yet").wait_for()
    for part in (page.get_by_text("Nothing chosen yet"), in_list(page, "Many places")):
        box = part.locator("xpath=ancestor-or-self::*[1]").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= bar["y"] + 1


@pytest.mark.parametrize("page", [LAPTOP, (700, 900)], indirect=True)
def test_the_names_of_rows_and_columns_stay_in_sight(page: Page, app: StartedApp) -> None:
    """Of the matrix, however far it is scrolled; on a laptop it shows all options at once."""
    page.goto(f"{app.address}/matrix")
    on_page(page, "Matrix")
    options = page.locator(".po-matrix thead th")
    expect(options).to_have_count(1 + len(BOOK.options))
    table = page.get_by_role("region", name="Matrix for")
    table.evaluate("table => table.scrollIntoView()")
    if page.viewport_size == {"width": LAPTOP[0], "height": LAPTOP[1]}:
        assert all(in_sight(option) for option in options.all())
    last = page.locator(".po-matrix tbody tr").last
    # The page scrolls where all columns fit, the table in its own place elsewhere.
    table.evaluate("table => table.scrollTo(table.scrollWidth, table.scrollHeight)")
    page.get_by_test_id("stMain").hover()
    if not in_sight(last.locator("td").last):
        last.locator("td").last.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    for name in (options.first, options.last, last.locator("th")):
        assert in_sight(name)
