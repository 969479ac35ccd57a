"""What to do now: the page on which an emergency sign stops the questionnaire."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from engine import explore
from engine.rule_book.records import Level
from ui import session
from ui.questionnaire import question
from ui.questionnaire.journey import QuestionnairePage
from ui.rendering import show

if TYPE_CHECKING:
    from ui.questionnaire.journey import Journey

TITLE = "Get help now"
_CONFIRMED = "emergency_confirmed"


def view() -> None:
    """Show what to do. No options and nothing to read; going on needs a deliberate choice."""
    outcome = explore(session.current().journey.answers)
    problem = session.problem_at(QuestionnairePage.WARNING_SIGNS)
    show(
        "emergency.html",
        heading=TITLE,
        notices=[notice for notice in outcome.urgent if notice.level is Level.EMERGENCY],
        consult=outcome.consult,
    )
    with st.container(key="go_on"):
        if problem:
            show("problem.html", problem=problem.message)
        with question.answer_container():
            st.checkbox(
                "I have got help, or I do not need it now. I want to go on.",
                key=_CONFIRMED,
                on_change="ignore",
            )
        st.button(
            "Go on to the questions",
            key="go_on_anyway",
            on_click=session.submit_answer,
            args=(QuestionnairePage.WARNING_SIGNS, _add_answer),
        )
        st.button(
            "Change what I ticked",
            type="tertiary",
            key="change_signs",
            on_click=session.save_answer,
            args=(lambda journey: replace(journey, warning_signs=None),),
        )


def _add_answer(journey: Journey) -> Journey:
    return journey.with_emergency_acknowledged(confirmed=bool(st.session_state.get(_CONFIRMED)))
