"""After each step the new page is announced once and takes the focus."""

from __future__ import annotations

import streamlit as st

from ui.components.mounting import component

_SEEN = "announced"
_KEY = "announcer"


def announce(message: str, *, selector: str, text: str, state: object) -> None:
    """Say what is shown now, if it is not what was shown before, and move the focus to it.

    Called once in every run. The first page of a visit is left to the browser.

    Args:
        message: What a screen reader says, such as "Question 2 of 3: ...".
        selector: What takes the focus, in CSS.
        text: The words it must hold; until it does, the page is not there yet.
        state: What is shown. A state unlike the one before is a new step.
    """
    number, seen = st.session_state.get(_SEEN, (0, state))
    if seen != state:
        number += 1
    st.session_state[_SEEN] = (number, state)
    data = {"sequence": number, "message": message, "selector": selector, "text": text}
    component("announcer")(key=_KEY, data=data)
