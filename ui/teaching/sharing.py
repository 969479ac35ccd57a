"""The part of a teaching page on which a link is made, when somebody asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui.display import show

if TYPE_CHECKING:
    from collections.abc import Callable


def show_link(content: str, make_link: Callable[[str], str]) -> None:
    """Show what opens to a link. Until it is opened the link is not made, nor sent.

    Args:
        content: What the link holds, as part of a sentence.
        make_link: Makes the link from the address of the page.
    """
    link = st.expander("Copy link for teaching", key="teaching_link", on_change="rerun")
    if link.open:
        with link:
            show("link_note.html", what=content)
            st.code(make_link(str(st.context.url)), language=None, wrap_lines=True)
