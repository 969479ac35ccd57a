"""What to do now: the page on which an emergency sign stops the questionnaire."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from engine import explore
from engine.rule_book.records import Level
from ui import session
from ui.display import show
from ui.questionnaire import question
from ui.questionnaire.journey import Journey, QuestionnairePage

if TYPE_CHECKING:
    from engine import Outcome
    from engine.outcome.records import Notice

TITLE = "Get help now"
_CONFIRMED = "emergency_confirmed"


def view() -> None:
    """Show what to do. No options and nothing to read; going on needs a deliberate choice."""
    outcome = explore(session.current().journey.answers)
    problem = session.problem_at(QuestionnairePage.WARNING_SIGNS)
    show(
        "emergency.html",
        heading=TITLE,
        notices=_notices(outcome),
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
            on_click=session.submit_answer,
            args=(QuestionnairePage.WARNING_SIGNS, Journey.with_warning_signs_reopened),
        )


def announcement() -> str:
    """What to do, in a few sentences, for a screen reader to say after the heading."""
    notices = _notices(explore(session.current().journey.answers))
    return " ".join(dict.fromkeys(notice.sign.action for notice in notices))


def _notices(outcome: Outcome) -> list[Notice]:
    return [notice for notice in outcome.urgent if notice.level is Level.EMERGENCY]


def _add_answer(journey: Journey) -> Journey:
    return journey.with_emergency_acknowledged(confirmed=bool(st.session_state.get(_CONFIRMED)))
