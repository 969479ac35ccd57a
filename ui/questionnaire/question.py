"""The parts that every page with a question has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import session
from ui.display import show, show_fixed
from ui.navigation import switch_page
from ui.questionnaire.journey import QuestionnairePage

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.delta_generator import DeltaGenerator

    from ui.questionnaire.journey import Journey

QUESTIONS = (
    QuestionnairePage.LOCATION,
    QuestionnairePage.WARNING_SIGNS,
    QuestionnairePage.CONDITION,
)
CONTINUE = "Continue"


def show_question(page: QuestionnairePage, question: str, why: str) -> None:
    """Show a question with its number, why it is asked, what is wrong with its answer.

    Args:
        page: The page of the question.
        question: The question, which is the page's heading.
        why: Why it is asked, in a sentence.
    """
    problem = session.problem_at(page)
    show_words = show if problem else show_fixed
    show_words(
        "question.html",
        number=number(page),
        count=len(QUESTIONS),
        question=question,
        why=why,
        problem=problem.message if problem else None,
    )


def number(page: QuestionnairePage) -> int:
    """The number of a question, counted from 1."""
    return QUESTIONS.index(page) + 1


def answer_container() -> DeltaGenerator:
    """The container for the answers; the summary of an error links to it."""
    return st.container(key="answers")


def show_continue_button(page: QuestionnairePage, add_answer: Callable[[Journey], Journey]) -> None:
    """Show the button that submits the answer.

    Args:
        page: The page of the question.
        add_answer: As for `session.submit_answer`.
    """
    st.button(
        CONTINUE,
        type="primary",
        key="continue",
        on_click=session.submit_answer,
        args=(page, add_answer),
    )


def show_back_button(
    target: QuestionnairePage, add_answer: Callable[[Journey], Journey] | None = None
) -> None:
    """Show the button that goes back to an earlier page.

    Args:
        target: The page that it goes to.
        add_answer: Saves what is ticked by then, as for `session.submit_answer`.
    """

    def go_back() -> None:
        if add_answer is not None:
            session.save_answer(add_answer)
        switch_page(target)

    st.button("Back", type="tertiary", icon=":material/arrow_back:", key="back", on_click=go_back)
