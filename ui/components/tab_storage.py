"""What a tab keeps for its visitor, so that a new session of the server can go on with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui.components.mounting import component, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable

_KEY = "tab_storage"


def tab_storage(
    *,
    answers: str | None,
    request: str | None,
    waits: bool,
    on_reply: Callable[[object], None],
) -> None:
    """Hand the answers to the tab, or ask it for what it keeps. Called once in every run.

    The tab keeps them in the browser's session storage, which ends with the tab. What comes back
    is input like any other.

    Args:
        answers: The answers as text; empty to remove them, None to leave what the tab has.
        request: Asks the tab for what it keeps, under this name; None to ask for nothing. A tab
            that keeps nothing replies only if the page waits for it.
        waits: Whether the page waits for the reply.
        on_reply: Is given the reply, before the page is made.
    """

    def receive() -> None:
        on_reply(st.session_state[_KEY].get("reply"))

    component("tab_storage")(
        key=_KEY,
        data=wrapped({"answers": answers, "request": request, "waits": waits}),
        on_reply_change=receive,
    )
