"""The teaching pages in Chromium: a case by link, predict, reveal, step through, compare."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from engine import Answers, explore
from engine.analysis.answer_table import default_identity
from engine.analysis.matrix import matrix
from engine.analysis.trace_graph import trace_graph
from engine.examples.cases import default_cases, groups, rules_of
from engine.explorer import default_explorer
from engine.rule_book.loading import default_rule_book
from tests.ui.steps import RESULT, WHERE, answer, on_page, pick, settled, tick
from ui.teaching.diagram.drawing import draw
from ui.teaching.knowledge import knowledge_in_words
from ui.teaching.links import OTHER_RULES

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.conftest import StartedApp

pytestmark = pytest.mark.browser

BOOK = default_rule_book()
CASE = next(case for case in default_cases() if len(explore(case.answers).options) > 2)
TRACE = explore(CASE.answers).trace
EMERGENCY = next(case for case in default_cases() if explore(case.answers).emergency)


def test_a_case_from_its_link_to_the_closing_rule(page: Page, app: StartedApp) -> None:
    """Open a case by link, predict, reveal, and step through to the last firing."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{app.address}/?case={CASE.id}")
    on_page(page, "Teaching cases")
    expect(page).to_have_url(f"{app.address}/cases")
    expect(page.get_by_text(CASE.vignette)).to_be_visible()
    first = BOOK.option_by_id[CASE.expected[0]]
    tick(page, f"{first.medical_name}: {first.name}")
    page.get_by_role("button", name="Reveal").click()
    right = len(BOOK.options) - (len(CASE.expected) - 1)
    told = page.get_by_text(f"You were right about {right} of {len(BOOK.options)} options.")
    expect(told.first).to_be_visible()
    row = page.get_by_role("row", name=first.medical_name)
    expect(row).to_contain_text("yes")
    expect(row).to_contain_text("same")
    page.get_by_role("button", name="Step through the rules").click()
    on_page(page, "Pathways")
    for number, firing in enumerate(TRACE, start=1):
        expect(page.get_by_role("heading", name=f"Step {number} of {len(TRACE)}")).to_be_visible()
        expect(page.locator(".po-fires")).to_contain_text(firing.rule)
        because = knowledge_in_words(BOOK.rules[firing.rule])
        expect(page.locator(".po-because")).to_contain_text(because)
        expect(page.locator("tr.po-now")).to_contain_text(firing.rule)
        lit = page.locator(f'.st-key-diagram g[data-state="firing"][data-step="{number}"]')
        expect(lit).to_have_count(1)
        if number < len(TRACE):
            page.keyboard.press("ArrowRight")
    assert TRACE[-1].rule == BOOK.closing.id
    expect(page.get_by_role("button", name="Step on")).to_be_disabled()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("heading", name=f"Step {len(TRACE) - 1} of")).to_be_visible()


def test_an_emergency_is_asked_for_first_and_counts(page: Page, app: StartedApp) -> None:
    """What comes first is asked before the options, and stands above them in the comparison."""
    page.goto(f"{app.address}/?case={EMERGENCY.id}")
    on_page(page, "Teaching cases")
    first = page.get_by_role("heading", name="What comes first?")
    question = page.get_by_text(EMERGENCY.question)
    expect(question).to_be_visible()
    assert above(first, question)
    assert above(question, page.get_by_role("checkbox").first)
    page.locator("label").get_by_text("See a doctor today").click()
    page.get_by_role("button", name="Reveal").click()
    verdict = page.get_by_text("You said: see a doctor today. The rules say: call for help now.")
    expect(verdict).to_contain_text("It differs.")
    counts = page.get_by_text("This is what counts in this case, before any option.")
    assert above(counts, verdict)
    assert above(verdict, page.get_by_role("table"))
    expect(page.get_by_text(EMERGENCY.answer).last).to_be_visible()
    expect(page.get_by_text(EMERGENCY.clinical_point)).to_contain_text("General knowledge")
    for rule in rules_of(EMERGENCY, default_explorer()).about:
        expect(page.locator(".po-case-rules").first).to_contain_text(rule)


def test_what_comes_first_can_be_right_or_left_open(page: Page, app: StartedApp) -> None:
    """The same choice is the same; without one the page says what the rules say."""
    for case, choice, words in (
        (EMERGENCY, "Call for help now", "The rules say: call for help now. The same."),
        (CASE, "Go on to the options", "The rules say: go on to the options. The same."),
        (CASE, None, "You did not say what comes first. The rules say: go on to the options."),
    ):
        page.goto(f"{app.address}/?case={case.id}")
        on_page(page, "Teaching cases")
        if choice:
            page.locator("label").get_by_text(choice).click()
        page.get_by_role("button", name="Reveal").click()
        expect(page.get_by_text(words)).to_be_visible()


def test_the_notes_for_whoever_leads_are_closed(page: Page, app: StartedApp) -> None:
    """The class does not see the answer before somebody opens the notes."""
    page.goto(f"{app.address}/?case={CASE.id}")
    on_page(page, "Teaching cases")
    notes = page.get_by_text(CASE.leader_notes)
    expect(notes).to_be_hidden()
    expect(page.get_by_text(CASE.answer)).to_be_hidden()
    page.get_by_text("Notes for whoever leads the class").click()
    expect(notes).to_be_visible()
    expect(page.get_by_text(CASE.answer)).to_be_visible()


def test_guidance_stands_with_its_source(page: Page, app: StartedApp) -> None:
    """Where guidance differs, the page says what, whose, and how and when it was read."""
    case = next(case for case in default_cases() if case.guidance)
    page.goto(f"{app.address}/?case={case.id}")
    on_page(page, "Teaching cases")
    page.get_by_role("button", name="Reveal").click()
    shown = page.locator(".po-ours")
    guidance = case.guidance[0]
    for words in (
        guidance.says,
        guidance.publisher,
        guidance.title,
        guidance.address,
        f"Read on {guidance.read_on}, as a {guidance.read_as}.",
    ):
        expect(shown).to_contain_text(words)


def test_the_list_is_grouped_and_fits_a_phone(page: Page, app: StartedApp) -> None:
    """Each group is a heading over its cases; each case has its level and a line; none is cut."""
    page.goto(f"{app.address}/cases")
    on_page(page, "Teaching cases")
    found = groups(default_cases())
    headings = page.get_by_role("heading", level=2)
    expect(headings).to_have_text(list(found))
    before = headings.first
    for group, cases in found.items():
        heading = page.get_by_role("heading", name=group, exact=True)
        assert group == next(iter(found)) or above(before, heading)
        for case in cases:
            shown = page.locator(f".st-key-case_{case.id}")
            expect(shown.get_by_role("button", name=case.title, exact=True)).to_be_visible()
            expect(shown).to_contain_text(f"{case.level.capitalize()}. {case.objective}")
            assert above(heading, shown)
            before = shown
    wide = "() => document.querySelector('.stMain').scrollWidth"
    assert page.evaluate(wide) <= page.viewport_size["width"]  # type: ignore[index]


def above(first: Locator, second: Locator) -> bool:
    """Whether one thing on the page begins above another."""
    boxes = first.bounding_box(), second.bounding_box()
    assert boxes[0]
    assert boxes[1]
    return boxes[0]["y"] < boxes[1]["y"]


def test_the_diagram_has_one_edge_for_each_firing(page: Page, app: StartedApp) -> None:
    """What the page draws is the trace; on a phone the table takes its place."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{app.address}/?location=lower_back&condition=herniated_disc")
    on_page(page, "Pathways")
    edges = page.locator(".st-key-diagram g[data-step][data-rule]")
    expect(edges).to_have_count(9)
    expect(page.locator(".po-trace tbody tr")).to_have_count(9)
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator(".st-key-diagram")).to_be_hidden()
    expect(page.get_by_text("The diagram needs a wider screen.")).to_be_visible()
    expect(page.locator(".po-trace tbody tr").last).to_be_visible()


def test_the_diagram_that_is_saved_is_the_one_that_is_shown(page: Page, app: StartedApp) -> None:
    """At the step that is shown, as a picture that stands by itself."""
    answers = Answers(location="lower_back", conditions=frozenset({"herniated_disc"}))
    graph = trace_graph(explore(answers), default_rule_book())
    page.goto(f"{app.address}/?location=lower_back&condition=herniated_disc")
    on_page(page, "Pathways")
    for step in (None, 1, 2):
        if step:
            page.get_by_role("button", name="Start" if step == 1 else "Step on").click()
            page.get_by_role("heading", name=f"Step {step} of").wait_for()
            settled(page)
        with page.expect_download() as download:
            page.get_by_role("button", name="Download the diagram (SVG)").click()
        assert download.value.suggested_filename == "pathway.svg"
        saved = Path(download.value.path()).read_text(encoding="utf-8")
        assert saved == draw(graph, highlight_step=step, standalone=True)


def test_a_link_is_made_only_on_purpose(page: Page, app: StartedApp) -> None:
    """The browser gets the link when somebody opens its place, with the word what it holds."""
    query = "location=leg&condition=sciatica"
    received: list[str | bytes] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda frame: received.append(frame)),  # noqa: PLW0108 - Playwright marks what it calls
    )
    page.goto(f"{app.address}/?{query}")
    on_page(page, "Pathways")
    expect(page).to_have_url(f"{app.address}/pathways")
    expect(page.get_by_text("Copy link for teaching")).to_be_visible()
    expect(page.get_by_test_id("stCode")).to_have_count(0)
    assert received
    assert query not in "".join(map(str, received))
    page.get_by_text("Copy link for teaching").click()
    expect(page.get_by_text("This link holds the answers shown above.")).to_be_visible()
    link = page.get_by_test_id("stCode").inner_text().strip()
    rules = f"{default_identity().version}.{default_identity().short}"
    assert link == f"{app.address}/?{query}&rules={rules}"


def test_keys_reach_the_diagram_of_a_window_made_wider(page: Page, app: StartedApp) -> None:
    """A diagram that scrolls can be scrolled by keys, also where it had no room before."""
    page.goto(f"{app.address}/?location=leg&condition=sciatica")
    on_page(page, "Pathways")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("heading", name="Step 1 of").wait_for()
    page.wait_for_timeout(1200)  # it waits for room for a second
    expect(page.locator(".st-key-diagram")).to_be_hidden()
    page.set_viewport_size({"width": 1280, "height": 900})
    diagram = page.get_by_role("region", name="Diagram")
    diagram.focus()
    expect(diagram).to_be_focused()


def test_a_condition_picked_on_pathways_leaves_the_focus_where_it_is(
    page: Page, app: StartedApp
) -> None:
    """The field of the conditions stays when the answers change, and so does its focus."""
    page.goto(f"{app.address}/?location=leg&condition=sciatica")
    on_page(page, "Pathways")
    page.get_by_text("Change the answers").click()
    pick(page, "Conditions", "Slipped disc")
    said = page.locator(".po-lead", has_text="You said: pain in your leg or foot, a slipped disc")
    expect(said).to_be_visible()
    expect(page.get_by_role("combobox", name="Conditions")).to_be_focused()


def test_an_unknown_link_leads_to_the_first_page(page: Page, app: StartedApp) -> None:
    """An address with an unknown id gives a clear message and the first question."""
    page.goto(f"{app.address}/?case=nobody")
    on_page(page, WHERE)
    expect(page.get_by_text("This link names a case that we do not know.")).to_be_visible()
    expect(page).to_have_url(f"{app.address}/")


def test_a_link_made_with_other_rules_opens_with_a_word(page: Page, app: StartedApp) -> None:
    """A link in last year's slides opens its case, and says that the rules are others now."""
    page.goto(f"{app.address}/?case={CASE.id}&rules=2020-01-01.0123456789abcdef")
    on_page(page, "Teaching cases")
    expect(page.get_by_role("heading", name=CASE.title)).to_be_visible()
    expect(page.get_by_text(OTHER_RULES)).to_be_visible()
    expect(page).to_have_url(f"{app.address}/cases")


def test_the_word_stays_where_the_tab_has_answers(page: Page, app: StartedApp) -> None:
    """The page is drawn again when the tab has handed them over; the word is still there."""
    answer(page, "Lower back", "Slipped disc (herniated disc)")
    for query, word in (
        (f"case={CASE.id}&rules=2020-01-01.0123456789abcdef", OTHER_RULES),
        ("case=nobody", "This link names a case that we do not know."),
    ):
        page.goto(f"{app.address}/?{query}")
        expect(page.get_by_text(word)).to_be_visible()
        settled(page)
        page.wait_for_timeout(1_000)  # by then the tab has replied
        expect(page.get_by_text(word)).to_be_visible()


def test_the_matrix_shows_what_the_engine_says(page: Page, app: StartedApp) -> None:
    """Every cell of the page is the engine's, at all places and at one."""
    page.goto(f"{app.address}/matrix")
    on_page(page, "Matrix")
    for location in (None, "leg"):
        if location:
            pick(page, "Where the pain is", "Leg or foot")
            expect(page.get_by_text("Conditions and options, for Leg or foot")).to_be_visible()
        table = matrix(default_explorer(), location)
        rows = page.locator(".po-matrix tbody tr")
        expect(rows).to_have_count(len(table.rows))
        shown = rows.evaluate_all(
            "rows => rows.map(row => [...row.cells].slice(1).map(cell => cell.className))"
        )
        expected = [
            [f"po-cell-{cell.basis}" if cell.basis else "" for cell in row] for row in table.rows
        ]
        assert shown == expected
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as CSV").click()
    assert download.value.suggested_filename == "matrix_leg.csv"


def test_why_not_and_what_if_on_the_result(page: Page) -> None:
    """A treatment that is not listed is explained, and a different answer is tried, in place."""
    answer(page, "Leg or foot", "Arthritis")
    page.get_by_text("Why is a treatment not listed?").click()
    pick(page, "Choose a treatment that is not listed", "Facet joint injection")
    shown = page.locator(".po-page", has_text="Facet joint injection")
    expect(shown).to_contain_text("Facet joint injection: not listed for your answers.")
    expect(shown).to_contain_text("only with pain in the neck or back")
    page.get_by_text("What is listed for people with other answers?").click()
    pick(page, "Choose another answer", "Instead: pain in your neck")
    changed = page.locator(".po-page", has_text="The document would also list")
    expect(changed).to_contain_text("facet joint injections")
    expect(changed).to_contain_text("nerve blocks")
    on_page(page, RESULT)
    assert "Consult a pain specialist" in page.locator("section").last.inner_text()


def test_a_lesson_does_not_change_the_visitors_answers(page: Page) -> None:
    """After looking at a teaching case the visitor's own result is as it was."""
    answer(page, "Neck", "Nerve pain (neuropathic pain)")
    page.get_by_role("link", name="For teachers").click()
    on_page(page, "Teaching cases")
    page.get_by_role("button", name=CASE.title).click()
    page.get_by_role("button", name="Reveal").click()
    page.get_by_role("button", name="Step through the rules").click()
    on_page(page, "Pathways")
    page.get_by_role("link", name="Back").click()
    on_page(page, RESULT)
    expect(page.get_by_text("You said: pain in your neck and nerve pain.")).to_be_visible()
