"""The second question: which conditions a clinician has named."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import streamlit as st

from engine.outcome.wording import joined
from engine.rule_book.loading import default_rule_book
from ui import session
from ui.display import show, show_fixed
from ui.questionnaire import question
from ui.questionnaire.journey import QuestionnairePage
from ui.rendering import rendered
from ui.restoration import CONDITION

if TYPE_CHECKING:
    from engine.rule_book.records import Condition
    from ui.questionnaire.journey import Journey

QUESTION = "What has a doctor or nurse said it is?"
WHY = (
    "We ask because the document lists different treatments for different causes. "
    "Choose everything that you have been told. It is fine if you do not know."
)


def view() -> None:
    """Show the question, with the conditions that are offered at the chosen location."""
    journey = session.current().journey
    question.show_back_button(QuestionnairePage.WARNING_SIGNS, _add_answer)
    question.show_question(QuestionnairePage.CONDITION, QUESTION, WHY)
    if journey.dropped_conditions:
        show("notice.html", text=dropped_conditions_notice(journey))
    note = default_rule_book().location_by_id[journey.location or ""].note
    if note:
        show("notice.html", text=note)
    offered = _offered(journey)
    with question.answer_container():
        for condition in offered:
            if not condition.stands_alone:
                _show_checkbox(condition, journey)
        show_fixed("or.html")
        for condition in offered:
            if condition.stands_alone:
                _show_checkbox(condition, journey)
    st.html(_meanings(journey.location or ""))
    question.show_continue_button(QuestionnairePage.CONDITION, _add_answer)


@cache
def _meanings(location: str) -> str:
    offered = default_rule_book().conditions_offered_at(location)
    return rendered("meanings.html", conditions=[c for c in offered if not c.stands_alone])


def dropped_conditions_notice(journey: Journey) -> str:
    """What a changed location took away, in a sentence."""
    book = default_rule_book()
    names = [book.condition_by_id[condition].in_words for condition in journey.dropped_conditions]
    place = book.location_by_id[journey.location or ""].in_words
    return (
        f"You changed your answer to {place}. Some of your other answers are not on the list for "
        f"that. We removed {joined(names)} from your answers."
    )


def _offered(journey: Journey) -> tuple[Condition, ...]:
    return default_rule_book().conditions_offered_at(journey.location or "")


def _show_checkbox(condition: Condition, journey: Journey) -> None:
    st.checkbox(
        label(condition),
        value=condition.id in journey.conditions,
        key=_key(condition),
        on_change="ignore",
    )


def label(condition: Condition) -> str:
    """A condition as it stands in the list: its name, and what a letter may call it."""
    medical = f" ({condition.medical_name})" if condition.medical_name else ""
    return f"{condition.name}{medical}"


def _key(condition: Condition) -> str:
    return f"{CONDITION}{condition.id}"


def _add_answer(journey: Journey) -> Journey:
    return journey.with_conditions(
        condition.id for condition in _offered(journey) if st.session_state.get(_key(condition))
    )
