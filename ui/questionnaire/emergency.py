"""What to do now: the page on which an emergency sign ends the questionnaire."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from engine import explore
from engine.rule_book.records import Level
from ui.questionnaire import question, session
from ui.questionnaire.journey import Step
from ui.rendering import show

if TYPE_CHECKING:
    from ui.questionnaire.journey import Journey

TITLE = "Get help now"
_KEY = "go_on_deliberately"


def view() -> None:
    """Show what to do. No options and nothing to read; going on needs a deliberate choice."""
    outcome = explore(session.journey().answers)
    problem = session.problem_at(Step.WARNING_SIGNS)
    show(
        "emergency.html",
        heading=TITLE,
        notices=[notice for notice in outcome.urgent if notice.level is Level.EMERGENCY],
        consult=outcome.consult,
    )
    with st.container(key="go_on"):
        if problem:
            show("problem.html", problem=problem.message)
        with question.answers():
            st.checkbox(
                "I have got help, or I do not need it now. I want to go on.",
                key=_KEY,
                on_change="ignore",
            )
        st.button(
            "Go on to the questions",
            key="go_on_anyway",
            on_click=session.submit,
            args=(Step.WARNING_SIGNS, _take),
        )
        st.button(
            "Change what I ticked",
            type="tertiary",
            key="change_signs",
            on_click=session.keep,
            args=(lambda journey: replace(journey, warning_signs=None),),
        )


def _take(journey: Journey) -> Journey:
    return journey.going_on(deliberately=bool(st.session_state.get(_KEY)))
