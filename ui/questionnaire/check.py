"""Check your answers: each answer, with a way to change it."""

from __future__ import annotations

import streamlit as st

from engine.rule_book.loading import shipped_rule_book
from ui.questionnaire import question, session
from ui.questionnaire.condition import dropped_words
from ui.questionnaire.journey import Step
from ui.rendering import show

TITLE = "Check your answers"


def view() -> None:
    """Show the answers."""
    journey = session.journey()
    book = shipped_rule_book()
    question.back_to(Step.CONDITION)
    show("heading.html", heading=TITLE, lead="You can change each one.")
    if journey.dropped:
        show("notice.html", text=dropped_words(journey))
    _answer(
        Step.LOCATION,
        "Where your pain is",
        [book.location_by_id[journey.location or ""].name],
    )
    signs = journey.warning_signs or frozenset()
    _answer(
        Step.WARNING_SIGNS,
        "What is new or suddenly worse",
        [sign.name for sign in book.warning_signs if sign.id in signs] or ["None of these signs"],
    )
    _answer(
        Step.CONDITION,
        "What a doctor or nurse has said",
        [condition.name for condition in book.conditions if condition.id in journey.conditions],
    )
    st.button(
        "Show what the document lists",
        type="primary",
        key="continue",
        on_click=session.go_to,
        args=(Step.RESULT,),
    )


def _answer(step: Step, label: str, answers: list[str]) -> None:
    with st.container(border=True, key=f"answer_{step}"):
        show("answer.html", label=label, answers=answers)
        st.button(
            f"Change {label[0].lower()}{label[1:]}",
            type="tertiary",
            key=f"change_{step}",
            on_click=session.go_to,
            args=(step,),
        )
