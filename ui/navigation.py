"""Switching from one page of the app to another by its address."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from typing import NoReturn

    from streamlit.navigation.page import Page


def switch_page(address: str) -> NoReturn:
    """Show another page.

    In the callback of a button this costs one run of the script: the page that is left is not run
    again. In the body of the script it costs two.

    Args:
        address: The last part of the page's address, such as "today".
    """
    st.switch_page(_page(address))


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
