"""The question after the location: warning signs that are new or suddenly worse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from engine.rule_book.loading import default_rule_book
from ui import session
from ui.display import show_fixed
from ui.questionnaire import emergency, question
from ui.questionnaire.journey import QuestionnairePage
from ui.restoration import SIGN

if TYPE_CHECKING:
    from engine.rule_book.records import WarningSign
    from ui.questionnaire.journey import Journey

QUESTION = "Is any of this new, or suddenly worse?"
WHY = (
    "These can mean that you need medical help first. Tick all that you have now, if it is new for "
    "you or suddenly worse. Leave out what has been the same for a long time."
)
NONE_OF_THESE = "None of these"
_NONE = "sign_none_of_these"


def view() -> None:
    """Show the question, or what to do now when an emergency sign was ticked.

    Both stand at one address, so that the address does not tell them apart.
    """
    journey = session.current().journey
    if journey.has_open_emergency:
        emergency.view()
        return
    question.show_back_button(QuestionnairePage.LOCATION, _add_answer)
    question.show_question(QuestionnairePage.WARNING_SIGNS, QUESTION, WHY)
    with question.answer_container():
        for sign in _signs_asked(journey):
            st.checkbox(
                sign.name,
                value=sign.id in (journey.warning_signs or journey.earlier_warning_signs),
                key=_key(sign),
                on_change="ignore",
            )
        show_fixed("or.html")
        st.checkbox(
            NONE_OF_THESE,
            value=journey.warning_signs == frozenset(),
            key=_NONE,
            on_change="ignore",
        )
    question.show_continue_button(QuestionnairePage.WARNING_SIGNS, _add_answer)


def title() -> str:
    """What the page is called now."""
    return emergency.TITLE if session.current().journey.has_open_emergency else QUESTION


def _signs_asked(journey: Journey) -> tuple[WarningSign, ...]:
    return default_rule_book().warning_signs_asked_at(journey.location or "")


def _key(sign: WarningSign) -> str:
    return f"{SIGN}{sign.id}"


def _add_answer(journey: Journey) -> Journey:
    return journey.with_warning_signs(
        (sign.id for sign in _signs_asked(journey) if st.session_state.get(_key(sign))),
        none_of_these=bool(st.session_state.get(_NONE)),
    )
