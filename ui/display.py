"""Showing templates, filled in, on the page."""

from __future__ import annotations

from functools import cache
from threading import Event

import streamlit as st

from ui.rendering import STYLE, rendered

STYLE_IN_PAGE = Event()
"""Set once the server sends pages that have the style sheet in them."""


def show(template: str, **values: object) -> None:
    """Show a template on the page; see `rendered`."""
    st.html(rendered(template, **values))


def show_fixed(template: str, **values: str | int | None) -> None:
    """Show a template whose values are the same for everybody, so that it is filled in once.

    Args:
        template: As for `rendered`.
        values: Words and numbers of the app's own; never an answer, since they are kept.
    """
    st.html(_rendered_once(template, **values))


@cache
def _rendered_once(template: str, **values: str | int | None) -> str:
    return rendered(template, **values)


def show_style() -> None:
    """Send the style sheet where the page does not have it: under `streamlit run`."""
    if not STYLE_IN_PAGE.is_set():
        st.html(STYLE)
