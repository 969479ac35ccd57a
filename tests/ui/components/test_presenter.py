"""What the session shows of a component: what it holds, with what it handed over once."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, cast

import pytest
from streamlit.components.v2.bidi_component import main as bidi_component

from ui.components.presenter import read_only_presenter, use_read_only_presenter

if TYPE_CHECKING:
    from streamlit.runtime.state import SessionState


class State:
    """A session's state in which one component has handed something over."""

    def __init__(self, payloads: object) -> None:  # noqa: D107
        self._new_widget_state = {"events": payloads}


def presented(held: object, payloads: object, name: str = "events") -> object:
    """What the session shows."""
    return read_only_presenter(name, "id", None)(held, cast("SessionState", State(payloads)))


def test_what_was_handed_over_stands_beside_what_is_held() -> None:
    """What is held has the last word; the result is a plain dictionary."""
    payloads = [{"event": "reply", "value": 1}, {"event": "held", "value": 2}]
    shown = presented({"held": 3}, payloads)
    assert shown == {"reply": 1, "held": 3}
    assert type(shown) is dict


@pytest.mark.parametrize("payloads", [None, [], ["x", 3, None, {}, {"value": 1}]])
def test_whatever_else_a_browser_sends_is_left_out(payloads: object) -> None:
    """Input is input."""
    assert presented({"held": 3}, payloads) == {"held": 3}


def test_a_component_that_hands_nothing_over() -> None:
    """Its state is shown as it is; so is a state of another form."""
    assert presented({"held": 3}, [], "others") == {"held": 3}
    assert presented(None, [{"event": "reply"}]) is None


def test_streamlit_presents_every_component_so() -> None:
    """Its own module asks for the presenter by the name that is replaced."""
    assert "= make_bidi_component_presenter(" in inspect.getsource(bidi_component)
    use_read_only_presenter()
    assert vars(bidi_component)["make_bidi_component_presenter"] is read_only_presenter
