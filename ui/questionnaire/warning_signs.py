"""The question after the location: warning signs that are new or suddenly worse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from engine.rule_book.loading import shipped_rule_book
from ui.questionnaire import emergency, question, session
from ui.questionnaire.journey import Step
from ui.rendering import show

if TYPE_CHECKING:
    from engine.rule_book.records import WarningSign
    from ui.questionnaire.journey import Journey

QUESTION = "Is any of this new, or suddenly worse?"
_WHY = (
    "These can mean that you need medical help first. Tick all that you have now, if it is new for "
    "you or suddenly worse. Leave out what has been the same for a long time."
)
_NONE = "sign_none_of_these"


def view() -> None:
    """Show the question, or what to do now when an emergency sign was ticked.

    Both stand at one address, so that the address does not tell them apart.
    """
    journey = session.journey()
    if journey.must_act_first:
        emergency.view()
        return
    question.back_from(Step.WARNING_SIGNS, _take)
    question.opening(Step.WARNING_SIGNS, QUESTION, _WHY)
    with question.answers():
        for sign in _asked(journey):
            st.checkbox(
                sign.name,
                value=sign.id in (journey.warning_signs or ()),
                key=_key(sign),
                on_change="ignore",
            )
        show("or.html")
        st.checkbox(
            "None of these",
            value=journey.warning_signs == frozenset(),
            key=_NONE,
            on_change="ignore",
        )
    question.closing(Step.WARNING_SIGNS, _take)


def title() -> str:
    """What the page is called now."""
    return emergency.TITLE if session.journey().must_act_first else QUESTION


def _asked(journey: Journey) -> tuple[WarningSign, ...]:
    return shipped_rule_book().warning_signs_asked_at(journey.location or "")


def _key(sign: WarningSign) -> str:
    return f"sign_{sign.id}"


def _take(journey: Journey) -> Journey:
    return journey.with_warning_signs(
        (sign.id for sign in _asked(journey) if st.session_state.get(_key(sign))),
        none_of_these=bool(st.session_state.get(_NONE)),
    )
