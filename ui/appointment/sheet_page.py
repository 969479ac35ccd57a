"""The sheet on a page, to save, to print, to copy or to share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from engine import explore
from engine.analysis.answer_table import default_identity
from engine.appointment.loading import default_preparation_book
from engine.appointment.sheet import Stamp, build_sheet
from engine.rule_book.loading import default_rule_book
from ui import session
from ui.appointment.sheet.html import sheet_html
from ui.appointment.sheet.pdf import sheet_pdf
from ui.appointment.sheet.text import sheet_text
from ui.appointment.steps import show_steps
from ui.components.sheet_actions import sheet_actions
from ui.display import show

if TYPE_CHECKING:
    from datetime import date

    from ui.appointment.sheet.pdf import Paper

TITLE = "Your sheet"
ADDRESS = "sheet"
_LEAD = (
    "Take this sheet to your appointment. You can save it, print it, or send it to yourself. "
    "We do not keep it."
)
# Where paper is not of the size A4.
_LETTER_COUNTRIES = {"US", "CA", "MX", "PH", "CL", "CO", "VE", "CR", "GT", "PA", "DO", "PR"}


def view() -> None:
    """Show what can be done with the sheet, then the sheet itself."""
    state = session.current()
    outcome = explore(state.journey.answers)
    stamp = Stamp(_today(), default_identity())
    preparation, book = default_preparation_book(), default_rule_book()
    sheet = build_sheet(outcome, state.plan, preparation, book, stamp)
    show("heading.html", heading=TITLE, lead=_LEAD)
    sheet_actions(pdf=sheet_pdf(sheet, _paper()), text=sheet_text(sheet), day=sheet.day)
    show_steps(outcome, here=ADDRESS)
    with st.container(key="sheet"):
        st.html(sheet_html(sheet))


def _today() -> date:
    """The day where the visitor is, or in Greenwich where the browser names no known place."""
    try:
        zone = ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return datetime.now(UTC).date()
    return datetime.now(zone).date()


def _paper() -> Paper:
    """The size of paper that is sold where the browser's language is spoken."""
    country = (st.context.locale or "").rpartition("-")[2]
    return "us-letter" if country in _LETTER_COUNTRIES else "a4"
