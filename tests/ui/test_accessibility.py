"""Everyone can use the pages in every state: held by axe, by keyboard, by measuring."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from engine.appointment.plan import MAX_IMPORTANT
from engine.examples.cases import default_cases
from tests.conftest import tab
from tests.ui.axe import violations
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
    in_list,
    on_page,
    pick,
    settled,
    start_over,
    tick,
)
from ui.appointment import before_you_go, compare, matters, sheet_page
from ui.appointment import questions as questions_page
from ui.session import CLEARED
from ui.words import CLEAR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import BrowserContext, Page

    from tests.conftest import StartedApp

    Walk = Callable[[Page, str], Iterator[str]]

pytestmark = pytest.mark.browser

SMALL, PHONE, WIDE, HEIGHT = 320, 390, 1280, 900
NORMAL_TEXT, DOUBLE_TEXT = "18px", "36px"
SMALLEST_TARGET = 44
HELP = "Get help now"
CRPS = "CRPS, burning pain in an arm or leg (complex regional pain syndrome)"
PAGES = ["All treatment options", "Words explained", "About"]


def patients(page: Page, address: str) -> Iterator[str]:
    """Walk through every state of the patients' pages; gives each state's name when it shows."""
    page.goto(address)
    yield from questions(page)
    yield from results(page, address)
    yield from preparation(page, address)
    yield from emergency(page, address)
    page.get_by_role("button", name=CLEAR).click()
    expect(page.get_by_text(CLEARED)).to_be_visible()
    yield "answers cleared"
    page.goto(f"{address}/result")
    expect(page.get_by_text("There are no answers in this tab.")).to_be_visible()
    yield "answers gone"
    for name in PAGES:
        page.get_by_role("link", name=name).click()
        on_page(page, name)
        open_all(page)
        yield name


def teaching(page: Page, address: str) -> Iterator[str]:
    """Walk through the pages for teaching, closed and open."""
    page.goto(f"{address}/cases")
    on_page(page, "Teaching cases")
    yield "cases"
    case = default_cases()[1]
    page.get_by_role("button", name=case.title).click()
    expect(page.get_by_text(case.vignette)).to_be_visible()
    page.get_by_text("Copy link for teaching").click()
    yield "case"
    page.get_by_role("button", name="Reveal").click()
    expect(page.get_by_text("You were right about").first).to_be_visible()
    yield "case, revealed"
    page.get_by_role("button", name="Step through the rules").click()
    on_page(page, "Pathways")
    page.get_by_text("Change the answers").click()
    page.get_by_text("Copy link for teaching").click()
    yield "pathways, first step"
    page.get_by_role("button", name="Show all").click()
    expect(page.get_by_role("button", name="Show all")).to_be_disabled()
    yield "pathways, all steps"
    page.get_by_role("link", name="Matrix").click()
    on_page(page, "Matrix")
    open_all(page)
    yield "matrix"
    yield from rules(page)


def rules(page: Page) -> Iterator[str]:
    """The rules, one of them, a change that is wrong, and one that can be."""
    page.get_by_role("link", name="Rules", exact=True).click()
    on_page(page, "Rules")
    page.get_by_label("Search the rules").fill("spinal stenosis")
    page.get_by_label("Search the rules").press("Enter")
    expect(page.locator(".po-rule-count")).to_contain_text(" of ")
    page.get_by_text("Filter the rules").click()
    yield "rules"
    page.locator(".st-key-open_facet_joint_injection_for_spinal_stenosis button").click()
    expect(page.get_by_role("heading", name="Try a change")).to_be_visible()
    open_all(page)
    yield "rule"
    box = page.get_by_label("The rule as it stands in the file")
    text = box.input_value()
    box.fill(text.replace('"spinal_stenosis"', '"stenosis"'))
    page.get_by_role("button", name="Try this change").click()
    expect(page.locator(".po-draft-problems")).to_be_visible()
    yield "rule, a change with a problem"
    box.fill(text.replace('"spinal_stenosis"', '"sciatica"'))
    page.get_by_role("button", name="Try this change").click()
    expect(page.get_by_role("heading", name="What changes")).to_be_visible()
    open_all(page)
    yield "rule, changed"


def questions(page: Page) -> Iterator[str]:
    """Each question, empty, with its error, and answered."""
    on_page(page, WHERE)
    expect(page.get_by_text("Nothing chosen yet")).to_be_visible()
    yield "location"
    if in_list(page, "Neck").is_hidden():  # beside the map it is open
        page.get_by_text("Or choose from a list").click()
    yield "location, list open"
    failing(page)
    yield "location, error"
    choose_location(page, "Lower back")
    on_page(page, TODAY)
    yield "today"
    failing(page)
    yield "today, error"
    tick(page, WEIGHT_LOSS)
    page.get_by_role("button", name="Continue").click()
    on_page(page, NAMED)
    open_all(page)
    yield "condition"
    failing(page)
    yield "condition, error"
    choose_conditions(page, "Slipped disc (herniated disc)")
    yield "check"


def results(page: Page, address: str) -> Iterator[str]:
    """Results of each kind, with everything open."""
    page.get_by_role("button", name="Show what the document lists").click()
    on_page(page, RESULT)
    yield "result, closed"
    open_all(page)
    yield "result with a warning sign"
    for name, location, condition in (
        ("nothing listed", "Leg or foot", "Arthritis"),
        ("not sure", "Neck", NOT_SURE),
        (
            "editorial",
            "Arm or hand",
            "Nerve damage in the hands or feet (peripheral neuropathy)",
        ),
    ):
        start_over(page, address)
        answer(page, location, condition)
        open_all(page)
        yield f"result, {name}"
    page.get_by_text("Why is a treatment not listed?").click()
    pick(page, "Choose a treatment that is not listed", "Facet joint injection")
    expect(page.locator(".po-page").get_by_text("not listed for your answers")).to_be_visible()
    page.get_by_text("What is listed for people with other answers?").click()
    pick(page, "Choose another answer", "Also: a slipped disc")
    expect(page.locator(".po-page").get_by_text("would also list")).to_be_visible()
    open_all(page)
    yield "result, why not and what if"


def preparation(page: Page, address: str) -> Iterator[str]:
    """The pages that lead to the sheet, with as much on them as there can be."""
    start_over(page, address)
    answer(page, "Leg or foot", CRPS)
    page.get_by_role("link", name="Compare treatments").click()
    on_page(page, compare.TITLE)
    for option in ("Injection that numbs a nerve", "Pump that sends medicine"):
        page.locator("label").get_by_text(option).click()
        settled(page)
    expect(page.locator(".po-compared")).to_be_visible()
    open_all(page)
    yield "compare"
    page.get_by_role("link", name="Next: say what matters").click()
    on_page(page, matters.TITLE)
    tick(page, "Knowing the risks")
    yield "what matters"
    page.get_by_role("link", name="Next: choose your questions").click()
    on_page(page, questions_page.TITLE)
    page.get_by_label("Write a question of your own").fill("May I drive?")
    for number in range(MAX_IMPORTANT):
        page.locator(".stCheckbox label").nth(number).click()
        settled(page)
    expect(page.get_by_text(questions_page.ENOUGH).first).to_be_visible()
    yield "questions"
    page.get_by_role("link", name="Next: see what to tell").click()
    on_page(page, before_you_go.TITLE)
    open_all(page)
    yield "before you go"
    page.get_by_role("link", name="Next: see your sheet").click()
    on_page(page, sheet_page.TITLE)
    yield "sheet"


def emergency(page: Page, address: str) -> Iterator[str]:
    """What to do now, and its error."""
    start_over(page, address)
    choose_location(page, "Head or face")
    choose_signs(
        page,
        "A headache that came suddenly and is the worst you have ever had. "
        "Or a bad headache with new confusion, drowsiness or a fit",
    )
    on_page(page, HELP)
    yield "emergency"
    page.get_by_role("button", name="Go on to the questions").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    yield "emergency, error"


def failing(page: Page) -> None:
    """Submit with nothing chosen."""
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()


def open_all(page: Page) -> None:
    """Open everything that can be opened."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")


WALKS = pytest.mark.parametrize("walk", [patients, teaching])


def resize(page: Page, width: int) -> None:
    """Give the page another width, and wait until it has followed."""
    page.set_viewport_size({"width": width, "height": HEIGHT})
    settled(page)


def too_wide(page: Page) -> list[str]:
    """How far the page can be scrolled sideways, if it can."""
    wide = page.get_by_test_id("stMain").evaluate("main => main.scrollWidth - main.clientWidth")
    return [f"{wide} px too wide"] if wide > 0 else []


def too_small(page: Page) -> list[str]:
    """What can be pressed but is less than 44 px high or wide."""
    small: list[str] = page.evaluate(
        """smallest => {
            const wide = (node) => node.getBoundingClientRect().width > 2;
            const shown = (node) => node.checkVisibility() && wide(node);
            const roots = [document];
            for (const node of document.querySelectorAll("*")) {
                if (node.shadowRoot) roots.push(node.shadowRoot);
            }
            const targets = roots.flatMap((root) => [
                ...root.querySelectorAll("button, summary, label:has(input), a, .touch, .pill"),
            ]);
            return targets
                .filter(shown)
                .filter((node) => !node.matches('a[href="#stMain"]'))
                .map((node) => [node.outerHTML.slice(0, 90), node.getBoundingClientRect()])
                .filter(([, box]) => Math.min(box.width, box.height) < smallest - 0.5)
                .map(([html, box]) => `${html} ${box.width} x ${box.height}`);
        }""",
        SMALLEST_TARGET,
    )
    return small


def font_size(page: Page) -> str:
    """The size of the page's text."""
    size: str = page.evaluate("getComputedStyle(document.documentElement).fontSize")
    return size


@pytest.mark.slow
@WALKS
def test_every_state_in_light(phone: BrowserContext, app: StartedApp, walk: Walk) -> None:
    """Axe finds nothing on a small or a wide screen; nothing is too wide or too small to press.

    The rules are those of WCAG 2.0 to 2.2, A and AA, with best practices. At 320 px no page is
    wider than the screen. On a phone, whatever can be pressed on a patient's page is at least
    44 px high and wide.
    """
    found: list[str] = []
    with tab(phone, SMALL, HEIGHT) as page:
        for state in walk(page, app.address):
            settled(page)
            assert font_size(page) == NORMAL_TEXT
            faults = violations(page) + too_wide(page)
            if walk is patients:
                resize(page, PHONE)
                faults += too_small(page)
            resize(page, WIDE)
            faults += violations(page)
            resize(page, SMALL)
            found += [f"{state}: {fault}" for fault in faults]
    assert not found, "\n".join(found)


@pytest.mark.slow
@WALKS
def test_every_state_in_dark(phone: BrowserContext, app: StartedApp, walk: Walk) -> None:
    """The same rules hold in the dark theme, above all those of contrast."""
    found: list[str] = []
    with tab(phone, WIDE, HEIGHT, "dark") as page:
        for state in walk(page, app.address):
            settled(page)
            faults = violations(page)
            resize(page, SMALL)
            faults += violations(page)
            resize(page, WIDE)
            found += [f"{state}: {fault}" for fault in faults]
    assert not found, "\n".join(found)


@pytest.mark.slow
@WALKS
def test_every_state_with_text_of_twice_the_size(
    phone: BrowserContext, app: StartedApp, walk: Walk
) -> None:
    """At 1280 px with text at 200 %, no page is wider than the screen."""
    found: list[str] = []
    with tab(phone, WIDE // 2, HEIGHT) as page:
        page.add_init_script(
            "document.addEventListener('DOMContentLoaded', () => document.documentElement.style"
            f".setProperty('font-size', '{DOUBLE_TEXT}', 'important'))"
        )
        for state in walk(page, app.address):
            settled(page)
            assert font_size(page) == DOUBLE_TEXT
            found += [f"{state}: {fault}" for fault in too_wide(page)]
    assert not found, "\n".join(found)


def test_what_is_wrong_would_be_found(phone: BrowserContext) -> None:
    """The looks of the walks see a faint text, a missing name, a small target and a wide page."""
    with tab(phone, SMALL, HEIGHT) as page:
        page.set_content(
            """<main data-testid="stMain" style="overflow-x: auto">
                <p style="color: #bbb; background: #fff; width: 400px">Faint</p>
                <button style="width: 20px; height: 20px"></button>
            </main>"""
        )
        rules = {fault.partition(":")[0] for fault in violations(page)}
        assert rules >= {"color-contrast", "button-name", "document-title"}
        assert len(too_wide(page)) == len(too_small(page)) == 1


class Watch:
    """Watches what a screen reader would be told, and where the focus is."""

    def __init__(self, page: Page) -> None:
        """Watch the one status node from now on."""
        self.page = page
        page.wait_for_selector("#po-status", state="attached")
        page.evaluate(
            """() => {
                window.said = [];
                const status = document.getElementById("po-status");
                new MutationObserver(() => window.said.push(status.textContent)).observe(status, {
                    childList: true, characterData: true, subtree: true,
                });
            }"""
        )

    def step(self, title: str, heading: str, said: str) -> None:
        """One step was made: title, focus and what was said are right, and said once."""
        expect(self.page).to_have_title(f"{title} - Pain Options Explorer")
        focused = self.page.locator(":focus")
        expect(focused).to_contain_text(heading)
        assert self.page.evaluate("document.activeElement !== document.body")
        words = self.page.evaluate("window.said.splice(0)")
        assert [word for word in words if word not in {"", "One moment."}] == [said] * bool(said)
        # What has the focus is read out for that, so it is not said as well.
        name = focused.get_attribute("aria-label") or focused.inner_text()
        assert name not in said
        assert self.page.locator("[role=status]#po-status").count() == 1
        assert self.page.get_by_test_id("stMain").evaluate("main => main.scrollTop") == 0


def press_until(page: Page, label: str, key: str = "Tab") -> None:
    """Press a key until what has the focus is named so."""
    name = """() => {
        let node = document.activeElement;
        while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
        return (node.getAttribute("aria-label") ?? node.textContent).replace(/\\s+/g, " ");
    }"""
    for _ in range(60):
        page.keyboard.press(key)
        if page.evaluate(name).strip() == label:
            return
    pytest.fail(f"{label!r} was never reached with {key}")


def test_the_whole_journey_by_keyboard(page: Page) -> None:
    """From the first question to the result and back to the start, with keys alone."""
    on_page(page, WHERE)
    watch = Watch(page)
    press_until(page, "Head or face")
    press_until(page, "Lower back", "ArrowDown")
    press_until(page, "Continue")
    page.keyboard.press("Enter")
    watch.step(TODAY, TODAY, "Question 2 of 3")
    press_until(page, "Continue")
    page.keyboard.press("Enter")
    problem = "Please tick what is new or suddenly worse, or “None of these”."
    watch.step(f"Error: {TODAY}", problem, f"Error: {problem}")
    press_until(page, problem)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.type") == "checkbox"
    press_until(page, "None of these")
    page.keyboard.press("Space")
    press_until(page, "Continue")
    page.keyboard.press("Enter")
    watch.step(NAMED, NAMED, "Question 3 of 3")
    press_until(page, "Slipped disc (herniated disc)")
    page.keyboard.press("Space")
    press_until(page, "Continue")
    page.keyboard.press("Enter")
    watch.step(CHECK, CHECK, "")
    press_until(page, "Change where your pain is")
    page.keyboard.press("Enter")
    watch.step(WHERE, WHERE, "Question 1 of 3")
    press_until(page, "Lower back")
    press_until(page, "Continue")
    page.keyboard.press("Enter")
    watch.step(CHECK, CHECK, "")
    press_until(page, "Show what the document lists")
    page.keyboard.press("Enter")
    watch.step(RESULT, RESULT, "")
    press_until(page, "Why it is shown: Epidural steroid injection")
    page.keyboard.press("Enter")
    expect(page.get_by_text("You said: a slipped disc.").first).to_be_visible()
    press_until(page, "Start again")
    page.keyboard.press("Enter")
    watch.step(WHERE, WHERE, "Question 1 of 3")


def test_the_same_mistake_twice_takes_the_focus_twice(page: Page) -> None:
    """An error that was told before is told again when the same mistake is made again."""
    on_page(page, WHERE)
    watch = Watch(page)
    for _ in range(2):
        page.get_by_role("button", name="Continue").click()
        problem = "Please choose where your pain is."
        watch.step(f"Error: {WHERE}", problem, f"Error: {problem}")
        page.evaluate("document.activeElement.blur()")


def test_the_language_and_the_place_of_everything(page: Page) -> None:
    """The page says its language, and has one main landmark and one top heading at each step."""
    assert page.locator("html").get_attribute("lang") == "en"
    on_page(page, WHERE)
    assert page.get_by_role("main").count() == 1
    assert page.get_by_role("heading", level=1).count() == 1
