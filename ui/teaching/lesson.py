"""What the teaching pages show at the moment: the answers, the case, the step, the prediction.

It is kept apart from the visitor's own answers, which a lesson must not change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from engine.examples.cases import shipped_cases
from ui.questionnaire import session
from ui.questionnaire.journey import Step

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine import Answers
    from engine.examples.cases import Case

_ANSWERS, _STEP, _CASE, _PREDICTED = (
    "teaching_answers",
    "teaching_step",
    "teaching_case",
    "teaching_predicted",
)


def answers() -> Answers:
    """The answers shown: those of the lesson, else the visitor's own, else the first case's."""
    shown: Answers | None = st.session_state.get(_ANSWERS)
    if shown is not None:
        return shown
    journey = session.journey()
    return journey.answers if journey.next_step is Step.CHECK else shipped_cases()[0].answers


def show_answers(shown: Answers, step: int | None = None) -> None:
    """Show other answers, at a step of their trace or all of it."""
    st.session_state[_ANSWERS] = shown
    st.session_state[_STEP] = step


def step() -> int | None:
    """The step of the trace that is shown; None for all of it."""
    shown: int | None = st.session_state.get(_STEP)
    return shown


def go_to_step(shown: int | None) -> None:
    """Show another step of the trace, or all of it."""
    st.session_state[_STEP] = shown


def case() -> Case | None:
    """The case that is open, if any."""
    return next((one for one in shipped_cases() if one.id == st.session_state.get(_CASE)), None)


def open_case(opened: Case | None) -> None:
    """Open a case, not yet revealed; or close the one that is open."""
    st.session_state[_CASE] = opened.id if opened else None
    st.session_state[_PREDICTED] = None


def predicted() -> frozenset[str] | None:
    """What was predicted for the open case; None while its result is not shown."""
    options: frozenset[str] | None = st.session_state.get(_PREDICTED)
    return options


def reveal(options: frozenset[str]) -> None:
    """Show the open case's result beside a prediction."""
    st.session_state[_PREDICTED] = options


def then(action: Callable[[], None], path: str) -> Callable[[], None]:
    """An action of a button that also goes to a page beside the questions."""

    def act() -> None:
        action()
        session.go_aside(path)

    return act
