"""The sheet as plain text holds all that the sheet does, and what was written as it was written."""

from __future__ import annotations

from engine import Answers, explore
from engine.appointment.plan import OwnQuestion, Plan
from tests.engine.appointment.sheets import BOOK, LARGEST_PLAN, SOME_PLAN, sheet_of, sheets
from ui.appointment.sheet.text import sheet_text

DISC = Answers(location="lower_back", conditions=frozenset({"herniated_disc"}))


def test_every_word_of_every_sheet_is_there_in_order() -> None:
    """Headings, paragraphs, lists and notes follow one another; the specialist is the end."""
    for _, sheet in sheets(SOME_PLAN):
        text = sheet_text(sheet)
        place = 0
        for section in sheet.sections:
            items = [w for i in section.items for w in (i.text, i.medical, i.says, *i.points) if w]
            for words in (section.heading.upper(), *section.paragraphs, *items, *section.notes):
                place = text.index(words, place) + len(words)
        assert text[place:] == "\n"
        assert text.endswith(f"{BOOK.closing.says}\n")
        assert sheet.made in text


def test_paragraphs_are_not_wrapped() -> None:
    """A phone wraps lines itself: each paragraph is one, with no space at its end."""
    lines = sheet_text(sheet_of(explore(DISC), SOME_PLAN)).splitlines()
    assert max(map(len, lines)) > 100
    assert [line for line in lines if line != line.rstrip()] == []


def test_own_words_are_whole_in_all_scripts() -> None:
    """Nothing is cut, and a letter that a PDF cannot show is here as it was written."""
    own = "ألم في الظهر 腰が痛い \N{GRINNING FACE} <b>#panic()</b>"
    plan = Plan(goals=own, own_questions=(OwnQuestion(asks=own),))
    assert sheet_text(sheet_of(explore(DISC), plan)).count(own) == 2
    large = sheet_text(sheet_of(explore(DISC), LARGEST_PLAN))
    assert LARGEST_PLAN.tried in large


def test_further_lines_of_own_words_stand_below_the_first() -> None:
    """A line break that a visitor made is kept, inside the item."""
    plan = Plan(tried="Rest.\nHeat.")
    assert "- What you have tried: Rest.\n  Heat.\n" in sheet_text(sheet_of(explore(DISC), plan))
