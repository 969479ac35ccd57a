"""Before you go: what to tell the clinic, with what to bring."""

from __future__ import annotations

import streamlit as st

from engine.appointment.loading import default_preparation_book
from ui.rendering import rendered

TITLE = "Before you go"


def view() -> None:
    """Show the page."""
    st.html(page())


def page() -> str:
    """The page as HTML."""
    preparation = default_preparation_book()
    return rendered(
        "before_you_go.html",
        heading=TITLE,
        tell=preparation.tell,
        bring=preparation.bring,
        sources=preparation.sources,
    )
