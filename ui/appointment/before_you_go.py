"""Before you go: what to tell the clinic, with what to bring."""

from __future__ import annotations

import streamlit as st

from engine.analysis.signatures import signed_as_they_read
from engine.appointment.loading import PREPARATION_TABLES, default_preparation_book
from engine.rule_book.fingerprints import records_by_key
from engine.rule_book.reviews import by_clinicians, default_reviews
from ui import session
from ui.appointment.steps import show_next
from ui.questionnaire.journey import QuestionnairePage
from ui.rendering import rendered

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
    shown = [table for table in PREPARATION_TABLES if table.key in {"tell", "bring"}]
    records = records_by_key(default_preparation_book(), shown)
    read = signed_as_they_read(by_clinicians(default_reviews()), records)
    if len(read) == len(records):
        return None
    return f"No clinician has read {'all of ' if read else ''}this page yet."
