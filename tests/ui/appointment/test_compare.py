"""The page that compares treatments: what can be chosen, what is shown, what it looks like."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from engine import Answers, explore
from engine.appointment.comparison import compare
from engine.rule_book.loading import default_rule_book
from engine.rule_book.records import Level
from tests.ui.appointment.preparing import preparing
from tests.ui.axe import violations
from ui.appointment.compare import TITLE, label, page
from ui.plain_text import text_blocks
from ui.rendering import STYLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, FloatRect, Locator, Page, ViewportSize
    from streamlit.testing.v1 import AppTest

BOOK = default_rule_book()
THREE = ("nerve_block", "spinal_cord_stimulation", "intrathecal_drug_delivery")
FOUR = Answers(location="neck", conditions=frozenset({"spinal_stenosis"}))
EMERGENCY = next(s for s in BOOK.warning_signs if s.level is Level.EMERGENCY)
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}


def shown(app: AppTest) -> str:
    """The words of the page, in their order."""
    assert not app.exception
    return "\n".join(text for html in app.get("html") for text in text_blocks(html.proto.body))


def table(app: AppTest) -> str | None:
    """The HTML that sets treatments side by side, if there is any."""
    found = [h.proto.body for h in app.get("html") if "<table" in h.proto.body]
    assert len(found) < 2
    return found[0] if found else None


def compared(app: AppTest) -> tuple[str, ...]:
    """What the session holds as the choice."""
    chosen: tuple[str, ...] = app.session_state["session"].compared
    return chosen


def listed(answers: Answers) -> tuple[str, ...]:
    """The ids of what is listed for some answers."""
    return tuple(one.option.id for one in explore(answers).options)


def side_by_side(answers: Answers, chosen: tuple[str, ...]) -> str:
    """The HTML of a comparison."""
    return page(compare(chosen, explore(answers), BOOK))


def tick(app: AppTest, option_id: str) -> AppTest:
    """Tick a treatment, as a visitor does."""
    app.checkbox(key=f"compare_{option_id}").check().run()
    assert not app.exception
    return app


@pytest.mark.parametrize("location", list(BOOK.location_by_id))
def test_every_result_can_be_compared(location: str) -> None:
    """Whatever is listed, the page offers it, says that it cannot, or shows both; no exception."""
    for condition in BOOK.conditions_offered_at(location):
        answers = Answers(location=location, conditions=frozenset({condition.id}))
        ids = listed(answers)
        app = preparing("compare", location, condition.id)
        boxes = [box.key for box in app.checkbox]
        assert boxes == ([f"compare_{one}" for one in ids] if len(ids) > 2 else [])
        if len(ids) == 2:
            assert table(app) == side_by_side(answers, ids)
            assert compared(app) == ids
        else:
            assert table(app) is None
            assert compared(app) == ()
        assert ("nothing to compare" in shown(app)) == (len(ids) < 2)
        assert ("lists 1 treatment" in shown(app)) == (len(ids) == 1)
        assert shown(app).endswith(BOOK.closing.says)


def test_ticking_shows_what_was_ticked() -> None:
    """Of 3 treatments, 1 shows nothing yet, 2 and 3 show side by side, and it can be undone."""
    answers = Answers(location="leg", conditions=frozenset({"crps"}))
    assert listed(answers) == THREE
    app = preparing("compare", "leg", "crps")
    assert [box.label for box in app.checkbox] == [label(BOOK.option_by_id[one]) for one in THREE]
    tick(app, THREE[2])
    assert table(app) is None
    assert "Choose 1 more treatment" in shown(app)
    tick(app, THREE[0])
    assert compared(app) == (THREE[0], THREE[2])
    assert table(app) == side_by_side(answers, (THREE[0], THREE[2]))
    assert "You can choose 1 more." in shown(app)
    tick(app, THREE[1])
    assert compared(app) == THREE
    assert table(app) == side_by_side(answers, THREE)
    assert not any(box.disabled for box in app.checkbox)
    app.checkbox(key=f"compare_{THREE[0]}").uncheck().run()
    assert compared(app) == THREE[1:]
    assert table(app) == side_by_side(answers, THREE[1:])


@pytest.mark.parametrize("chosen", list(combinations(listed(FOUR), 3)))
def test_a_fourth_cannot_be_ticked(chosen: tuple[str, ...]) -> None:
    """With 3 of 4 chosen the last box is closed, and the page says how to choose another."""
    app = preparing("compare", "neck", "spinal_stenosis", chosen=chosen)
    (other,) = set(listed(FOUR)) - set(chosen)
    assert [box.key for box in app.checkbox if box.disabled] == [f"compare_{other}"]
    assert "untick one of them first" in shown(app)
    app.checkbox(key=f"compare_{chosen[0]}").uncheck().run()
    assert not any(box.disabled for box in app.checkbox)
    tick(app, other)
    assert set(compared(app)) == {*chosen[1:], other}


def test_a_tick_too_many_is_taken_back() -> None:
    """Where 4 ticks come at once, as from a quick finger, 3 stay and are compared."""
    app = preparing("compare", "neck", "spinal_stenosis")
    for box in app.checkbox:
        box.check()
    app.run()
    assert not app.exception
    assert len(compared(app)) == 3
    ticked = [box.key for box in app.checkbox if box.value]
    assert ticked == [f"compare_{one}" for one in compared(app)]
    assert table(app) == side_by_side(FOUR, compared(app))


def test_a_choice_of_earlier_answers_is_cut_to_what_is_listed_now() -> None:
    """What is not listed any more is not compared, and more than 3 never are."""
    everything = tuple(BOOK.option_by_id)
    app = preparing(
        "compare", "leg", "crps", chosen=("facet_joint_injection", THREE[1], "no_such_option")
    )
    assert compared(app) == (THREE[1],)
    assert [box.value for box in app.checkbox] == [False, True, False]
    assert (
        compared(preparing("compare", "neck", "spinal_stenosis", chosen=everything))
        == listed(FOUR)[:3]
    )
    assert compared(preparing("compare", "arm", "something_else", chosen=everything)) == ()
    assert compared(preparing("compare", "neck", "back_neck_pain", chosen=everything)) == ()


def test_an_emergency_comes_first() -> None:
    """To whoever went on in spite of an emergency, it is said first."""
    location = EMERGENCY.locations[0]
    condition = next(
        c.id
        for c in BOOK.conditions_offered_at(location)
        if len(listed(Answers(location=location, conditions=frozenset({c.id})))) > 1
    )
    signs = frozenset({EMERGENCY.id})
    app = preparing("compare", location, condition, signs=signs, acknowledged=True)
    assert shown(app).startswith(f"{TITLE}\nEmergency\n{EMERGENCY.action}")


def test_every_cell_stands_in_the_table_with_its_question_and_its_option() -> None:
    """Each answer is said, in rows of questions, beside the option's name; all citations follow."""
    answers = Answers(location="leg", conditions=frozenset({"crps"}))
    comparison = compare(THREE, explore(answers), BOOK)
    html = page(comparison)
    assert html.count('<th scope="row"') == len(comparison.rows) == html.count("<tr") - 1
    assert html.count('<th scope="col"') == 1 + len(THREE)
    texts = text_blocks(html)
    start = 0
    for row in comparison.rows:
        start = texts.index(row.question, start)
        for option, cell in zip(comparison.options, row.cells, strict=True):
            start = texts.index(option.name, start)
            for paragraph in cell.paragraphs:
                for text in (paragraph.lead, *paragraph.items):
                    start = texts.index(text, start)
    for row in comparison.rows:
        for cell in row.cells:
            for citation in cell.citations:
                assert any(citation.phrase in text for text in texts[start:])


def boxes_of(cells: Locator) -> list[FloatRect]:
    """Where each of some cells stands."""
    boxes = [cell.bounding_box() for cell in cells.all()]
    return [box for box in boxes if box is not None]


@pytest.fixture
def still(chromium: Browser) -> Iterator[Page]:
    """A comparison as a page by itself, with the app's style sheet and nothing of Streamlit."""
    answers = Answers(location="leg", conditions=frozenset({"crps"}))
    context = chromium.new_context(viewport=PHONE)
    tab = context.new_page()
    tab.set_content(
        f'<!DOCTYPE html><html lang="en"><head><title>{TITLE}</title>'
        f"<style>{STYLE.read_text(encoding='utf-8')}</style></head><body class='stApp'>"
        f"<main><h1>{TITLE}</h1>{side_by_side(answers, THREE)}</main></body></html>"
    )
    yield tab
    context.close()


@pytest.mark.browser
def test_it_is_a_table_on_every_screen(still: Page) -> None:
    """At any width, and stacked, rows and columns keep their headers for a screen reader."""
    for viewport in (PHONE, DESK):
        still.set_viewport_size(viewport)
        assert violations(still) == []
        expect(still.get_by_role("table")).to_have_count(1)
        expect(still.get_by_role("columnheader")).to_have_count(4)
        expect(still.get_by_role("rowheader")).to_have_count(8)
        expect(still.get_by_role("cell")).to_have_count(24)
        first = still.get_by_role("row", name="What is it?").get_by_role("cell").first
        expect(first).to_contain_text("It is an injection.")


@pytest.mark.browser
def test_answers_stand_one_under_the_other_on_a_phone(still: Page) -> None:
    """At 390 px the answers to a question stand below each other, each with its option's name."""
    cells = still.locator("tbody tr").first.locator("td")
    boxes = boxes_of(cells)
    assert len(boxes) == len(THREE)
    assert len({box["x"] for box in boxes}) == 1
    for upper, lower in pairwise(boxes):
        assert upper["y"] + upper["height"] <= lower["y"]
    for cell, option in zip(cells.all(), THREE, strict=True):
        expect(cell.get_by_text(BOOK.option_by_id[option].name)).to_be_visible()
    assert still.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.browser
def test_answers_stand_beside_each_other_where_there_is_room(still: Page) -> None:
    """On a wide screen and on paper there are columns of one width, named once at the top."""
    still.set_viewport_size(DESK)
    for media in ("screen", "print"):
        still.emulate_media(media=media)
        cells = still.locator("tbody tr").first.locator("td")
        boxes = boxes_of(cells)
        assert len(boxes) == len(THREE)
        assert len({box["y"] for box in boxes}) == 1
        widths = [box["width"] for box in boxes]
        assert max(widths) - min(widths) < 2
        for name in still.locator(".po-compared-name").all():
            expect(name).to_be_hidden()
        expect(still.get_by_role("columnheader").nth(1)).to_be_visible()
