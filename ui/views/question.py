"""What every question page has: Back, the question, what is wrong with the answer, Continue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import session
from ui.journey import Step
from ui.rendering import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.journey import Journey

QUESTIONS = (Step.LOCATION, Step.WARNING_SIGNS, Step.CONDITION)


def opening(step: Step, question: str, why: str, take: Callable[[Journey], Journey]) -> None:
    """Show what stands above the answers.

    Args:
        step: Which question this is.
        question: The question, which is the page's heading.
        why: Why it is asked, in a sentence.
        take: Puts the answers on the page into the journey, so that Back does not lose them.
    """
    number = QUESTIONS.index(step) + 1
    if number > 1:
        back_to(QUESTIONS[number - 2], lambda: session.keep(take))
    problem = session.problem_at(step)
    show(
        "question.html",
        number=number,
        count=len(QUESTIONS),
        question=question,
        why=why,
        problem=problem.message if problem else None,
    )


def closing(step: Step, take: Callable[[Journey], Journey]) -> None:
    """Show the button that submits the answer."""
    st.button(
        "Continue", type="primary", key="continue", on_click=session.submit, args=(step, take)
    )


def back_to(step: Step, before: Callable[[], None] = lambda: None) -> None:
    """Show the button that goes back to a step."""

    def leave() -> None:
        before()
        session.go_to(step)

    st.button("Back", type="tertiary", icon=":material/arrow_back:", key="back", on_click=leave)
