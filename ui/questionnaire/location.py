"""The first question: where it hurts, on a figure or in a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from engine.rule_book.loading import default_rule_book
from ui import session
from ui.components.body_map import body_map
from ui.display import show, show_fixed
from ui.questionnaire import question
from ui.questionnaire.journey import QuestionnairePage
from ui.words import CLEAR, edition

if TYPE_CHECKING:
    from ui.questionnaire.journey import Journey

WHY = "We ask because the document lists some treatments only for some parts of the body."
OR_LIST = "Or choose from a list"
_MAP = "body_map"


def view() -> None:
    """Show the question. The figure and the list are one answer, which the list holds."""
    show_fixed("welcome.html", clear=CLEAR)
    asks = where_question()
    question.show_question(QuestionnairePage.LOCATION, asks, WHY)
    names = dict(places())
    selected = session.current().journey.location
    key = _list_key()
    with question.answer_container():
        body_map(locations=places(), selected=selected, label=asks, key=_MAP, list_key=key)
        with st.expander(OR_LIST):
            st.radio(
                asks,
                list(names),
                format_func=names.__getitem__,
                index=None if selected is None else list(names).index(selected),
                key=key,
                label_visibility="collapsed",
                on_change="ignore",
            )
            show("location_notes.html", notes=notes())
    question.show_continue_button(QuestionnairePage.LOCATION, _add_answer)


def where_question() -> str:
    """The question."""
    return f"Where is your {edition().complaint}?"


def places() -> list[tuple[str, str]]:
    """Ids and names of what can be chosen."""
    return [(location.id, location.name) for location in default_rule_book().locations]


def notes() -> list[str]:
    """What to know before choosing some of the places."""
    return [location.note for location in default_rule_book().locations if location.note]


def _list_key() -> str:
    """The list's key: another one for restored answers, or Streamlit would show none of them."""
    return "location_list_restored" if session.current().restored else "location_list"


def _add_answer(journey: Journey) -> Journey:
    chosen: str | None = st.session_state.get(_list_key())
    return journey.with_location(chosen)
