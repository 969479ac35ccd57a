"""After each step the new page is announced once and takes the focus."""

from __future__ import annotations

import streamlit as st

from ui.components.mounting import component, wrapped

_SEEN = "announced"
_KEY = "announcer"


def announce(message: str, *, selector: str, text: str, state: object, aside: str = "") -> None:
    """Say what is shown now, if it is not what was shown before, and move the focus to it.

    Called once in every run. The first page of a visit is left to the browser.

    Args:
        message: What a screen reader says of a new step, such as "Question 2 of 3: ...".
        selector: What takes the focus, in CSS.
        text: The words it must hold; until it does, the page is not there yet.
        state: What is shown. A state unlike the one before is a new step.
        aside: What changed within the step. It is said alone, and the focus stays where it is.
    """
    number, seen, seen_aside = st.session_state.get(_SEEN, (0, state, aside))
    data = {"message": message, "selector": selector, "text": text}
    if seen != state:
        number += 1
    elif seen_aside != aside:
        number += 1
        data = {"message": aside, "selector": "", "text": ""}
    st.session_state[_SEEN] = (number, state, aside)
    component("announcer")(key=_KEY, data=wrapped({"sequence": number, **data}))
