"""The links from one page of the preparation to the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from engine.appointment.comparison import FEWEST
from engine.appointment.loading import default_preparation_book
from ui.display import show
from ui.navigation import show_page_link

if TYPE_CHECKING:
    from engine import Outcome

_HEADING = "Get ready for your appointment"
_LEAD = (
    "Take one sheet with you. It holds your answers, what the document lists, and your questions. "
    "You can skip every step before it."
)
# By address, in the order in which they are offered.
_LABELS = {
    "compare": "Compare treatments side by side",
    "matters": "Say what matters to you",
    "questions": "Choose your questions",
    "before": "See what to tell and to bring",
    "sheet": "See your sheet",
}


def show_steps(outcome: Outcome, *, here: str | None = None) -> None:
    """Show the links to the pages of the preparation.

    Args:
        outcome: What the document lists; with one treatment there is nothing to compare.
        here: The address of the page that they stand on, which is left out; None for the result.
    """
    with st.container(key="appointment_steps"):
        if here is None:
            show("steps.html", heading=_HEADING, lead=_LEAD)
        for address, label in _LABELS.items():
            if address != here and _is_there(address, outcome):
                show_page_link(address, label)


def _is_there(address: str, outcome: Outcome) -> bool:
    if address == "before":
        return bool(default_preparation_book().tell)
    return address != "compare" or len(outcome.options) >= FEWEST


def show_next(address: str) -> None:
    """Show the link to the page that comes next.

    Args:
        address: Its address.
    """
    with st.container(key="next_step"):
        show_page_link(address, f"Next: {_LABELS[address][0].lower()}{_LABELS[address][1:]}")
