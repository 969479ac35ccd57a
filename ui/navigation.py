"""Switching from one page of the app to another by its address."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

if TYPE_CHECKING:
    from streamlit.navigation.page import Page


def switch_page(address: str) -> None:
    """Show another page in the run of the script that begins now.

    For the callback of a button, which is called before the script runs. `st.switch_page` would end
    that run, and begin another one; a step would cost two.

    Args:
        address: The last part of the page's address, such as "today".
    """
    context = get_script_run_ctx()
    if context is not None:
        context.pages_manager.set_script_intent(_page(address)._script_hash, "")  # noqa: SLF001


@cache
def _page(address: str) -> Page:
    # Streamlit finds the registered page by the address alone, so any page of that address will do.
    return st.Page(_unused, title=address, url_path=address)


def show_page_link(address: str, label: str, *, icon: str | None = None) -> None:
    """Show a link to another page of the app.

    Args:
        address: The last part of the page's address, such as "sheet".
        label: What the link says.
        icon: The icon before it, as Streamlit names it.
    """
    st.page_link(st.Page(_unused, title=address, url_path=address), label=label, icon=icon)


def _unused() -> None:
    """What a page has to have; the registered page's own view is shown."""
