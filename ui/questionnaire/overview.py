"""Check your answers: each answer, with a way to change it."""

from __future__ import annotations

import streamlit as st

from engine.rule_book.loading import default_rule_book
from ui import session
from ui.display import show, show_fixed
from ui.navigation import switch_page
from ui.questionnaire import question
from ui.questionnaire.condition import dropped_conditions_notice
from ui.questionnaire.journey import QuestionnairePage

TITLE = "Check your answers"


def view() -> None:
    """Show the answers."""
    journey = session.current().journey
    book = default_rule_book()
    question.show_back_button(QuestionnairePage.CONDITION)
    lead = "Please read them once more. You can change each one."
    show_fixed("heading.html", heading=TITLE, lead=lead)
    if journey.dropped_conditions:
        show("notice.html", text=dropped_conditions_notice(journey))
    _show_answer(
        QuestionnairePage.LOCATION,
        f"where your {book.edition.complaint} is",
        [book.location_by_id[journey.location or ""].name],
    )
    signs = journey.warning_signs or frozenset()
    _show_answer(
        QuestionnairePage.WARNING_SIGNS,
        "what is new or suddenly worse",
        [sign.name for sign in book.warning_signs if sign.id in signs] or ["None of these signs"],
    )
    _show_answer(
        QuestionnairePage.CONDITION,
        "what a doctor or nurse has said",
        [condition.name for condition in book.conditions if condition.id in journey.conditions],
    )
    st.button(
        "Show what the document lists",
        type="primary",
        key="continue",
        on_click=switch_page,
        args=(QuestionnairePage.RESULT,),
    )


def _show_answer(page: QuestionnairePage, topic: str, answers: list[str]) -> None:
    with st.container(border=True, key=f"answer_{page}"):
        show("answer.html", label=f"{topic[0].upper()}{topic[1:]}", answers=answers)
        st.button(
            f"Change {topic}",
            type="tertiary",
            key=f"change_{page}",
            on_click=switch_page,
            args=(page,),
        )
