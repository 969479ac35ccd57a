"""What every question page has: Back, the question, what is wrong with the answer, Continue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui.questionnaire import session
from ui.questionnaire.journey import Step
from ui.rendering import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.delta_generator import DeltaGenerator

    from ui.questionnaire.journey import Journey

QUESTIONS = (Step.LOCATION, Step.WARNING_SIGNS, Step.CONDITION)
CONTINUE = "Continue"


def opening(step: Step, question: str, why: str) -> None:
    """Show what stands above the answers: the number, the question, why it is asked, any problem.

    Args:
        step: Which question this is.
        question: The question, which is the page's heading.
        why: Why it is asked, in a sentence.
    """
    problem = session.problem_at(step)
    show(
        "question.html",
        number=number(step),
        count=len(QUESTIONS),
        question=question,
        why=why,
        problem=problem.message if problem else None,
    )


def number(step: Step) -> int:
    """The number of a question, counted from 1."""
    return QUESTIONS.index(step) + 1


def answers() -> DeltaGenerator:
    """The container for the answers; the summary of an error links to it."""
    return st.container(key="answers")


def closing(step: Step, take: Callable[[Journey], Journey]) -> None:
    """Show the button that submits the answer."""
    st.button(CONTINUE, type="primary", key="continue", on_click=session.submit, args=(step, take))


def back_from(step: Step, take: Callable[[Journey], Journey]) -> None:
    """Show the button that goes to the question before; what is ticked by then is not lost."""
    back_to(QUESTIONS[number(step) - 2], lambda: session.keep(take))


def back_to(step: Step, before: Callable[[], None] = lambda: None) -> None:
    """Show the button that goes back to a step."""

    def leave() -> None:
        before()
        session.go_to(step)

    st.button("Back", type="tertiary", icon=":material/arrow_back:", key="back", on_click=leave)
