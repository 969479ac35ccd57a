"""Before you go: what to tell the clinic, with what to bring."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from engine.analysis.signatures import read_by_clinicians
from engine.appointment.loading import default_preparation_book
from engine.rule_book.reviews import default_reviews
from ui import session
from ui.appointment.steps import show_next
from ui.questionnaire.journey import QuestionnairePage
from ui.rendering import rendered

if TYPE_CHECKING:
    from engine.rule_book.records import Record

TITLE = "Before you go"


def view() -> None:
    """Show the page."""
    st.html(page())
    if session.current().journey.allows(QuestionnairePage.RESULT):
        show_next("sheet")


def page() -> str:
    """The page as HTML."""
    preparation = default_preparation_book()
    return rendered(
        "before_you_go.html",
        heading=TITLE,
        tell=preparation.tell,
        bring=preparation.bring,
        sources=preparation.sources,
        not_reviewed=_not_reviewed(),
    )


def _not_reviewed() -> str | None:
    """What is to be said while clinicians have not signed all of this page as it reads now."""
    preparation = default_preparation_book()
    records: dict[str, Record] = {f"tell.{one.id}": one for one in preparation.tell}
    records |= {f"bring.{one.id}": one for one in preparation.bring}
    read = read_by_clinicians(default_reviews(), records)
    if len(read) == len(records):
        return None
    return f"No clinician has read {'all of ' if read else ''}this page yet."
