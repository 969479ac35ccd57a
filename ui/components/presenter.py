"""What `st.session_state` shows of a component, made without a class of its own for each look.

Streamlit's own presenter lets an app change what a component holds by assigning to parts of it. For
that it defines a class each time that the session is looked at, some 9 times a step, and every
class is garbage that only a full collection of all sessions' objects finds. This app only reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from streamlit.components.v2.bidi_component import main as bidi_component

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.runtime.state import SessionState


def read_only_presenter(aggregator_id: str, *_: object) -> Callable[[object, SessionState], object]:
    """Make what presents a component's state, in the place of Streamlit's.

    Args:
        aggregator_id: The id under which the values come that the component hands over once.
    """

    def present(state: object, session_state: SessionState) -> object:
        if not isinstance(state, dict):
            return state
        try:
            payloads = session_state._new_widget_state[aggregator_id]  # noqa: SLF001
        except KeyError:
            return state
        # What the browser sends is input: it may be anything.
        named = [each for each in payloads or () if isinstance(each, dict)]
        once = {each["event"]: each.get("value") for each in named if "event" in each}
        return once | state

    return present


def use_read_only_presenter() -> None:
    """Have Streamlit present every component so."""
    vars(bidi_component)["make_bidi_component_presenter"] = read_only_presenter
