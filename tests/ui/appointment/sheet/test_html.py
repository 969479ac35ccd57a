"""The sheet on a page holds all that the sheet does, and nothing that was written is markup."""

from __future__ import annotations

import re

from engine import Answers, explore
from engine.appointment.plan import OwnQuestion, Plan
from tests.engine.appointment.sheets import SOME_PLAN, sheet_of, sheets
from ui.appointment.sheet.html import sheet_html
from ui.plain_text import text_blocks

DISC = Answers(location="lower_back", conditions=frozenset({"herniated_disc"}))


def test_every_word_of_every_sheet_is_there_in_order() -> None:
    """Headings, paragraphs, lists and notes follow one another; the specialist is the end."""
    for _, sheet in sheets(SOME_PLAN):
        text = " ".join(text_blocks(sheet_html(sheet)))
        place = 0
        for section in sheet.sections:
            items = [w for i in section.items for w in (i.text, i.medical, i.says, *i.points) if w]
            for words in (section.heading, *section.paragraphs, *items, *section.notes):
                place = text.index(words, place) + len(words)
        assert place == len(text)


def test_headings_are_in_order() -> None:
    """One of the second level names the sheet; each section has one of the third."""
    sheet = sheet_of(explore(DISC), SOME_PLAN)
    levels = re.findall(r"<h(\d)", sheet_html(sheet))
    assert levels == ["2", *["3"] * len(sheet.sections)]


def test_own_words_are_escaped() -> None:
    """Markup that a visitor writes is text."""
    own = "<script>alert(1)</script> & {{ 7 * 7 }} \"'"
    question = OwnQuestion(asks=own, important=True)
    plan = Plan(how_long=own, tried=own, goals=own, own_questions=(question,))
    html = sheet_html(sheet_of(explore(DISC), plan))
    assert "<script" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt; &amp; {{ 7 * 7 }}") == 4


def test_nothing_on_it_leads_away() -> None:
    """No link, no picture, no script."""
    html = sheet_html(sheet_of(explore(DISC), SOME_PLAN))
    assert re.findall(r"<(?:a|img|script|link|iframe|form|input)\b|\b(?:href|src)=", html) == []
