"""The first question: where the pain is, on a figure or in a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from engine.rule_book.loading import shipped_rule_book
from ui.components.body_map import body_map, chosen_location
from ui.questionnaire import question, session
from ui.questionnaire.journey import Step
from ui.rendering import show

if TYPE_CHECKING:
    from ui.questionnaire.journey import Journey

QUESTION = "Where is your pain?"
WHY = "We ask because the document lists some treatments for some parts of the body only."
OR_LIST = "Or choose from a list"
_MAP, _LIST, _DRAFT = "body_map", "location_list", "location_draft"


def view() -> None:
    """Show the question. The figure and the list are one answer; what was chosen last counts."""
    show("welcome.html")
    question.opening(Step.LOCATION, QUESTION, WHY)
    book = shipped_rule_book()
    draft = _draft()
    with question.answers():
        drawn = body_map(
            locations=places(),
            selected=draft,
            label=QUESTION,
            key=_MAP,
            list_key=_LIST,
        )
        if drawn != draft:
            # The list gets a new key with each choice on the figure, and so starts from it.
            st.session_state[_DRAFT] = (drawn, _version() + 1)
        with st.expander(OR_LIST):
            st.radio(
                QUESTION,
                list(book.location_by_id),
                format_func=lambda location: book.location_by_id[location].name,
                index=None if drawn is None else list(book.location_by_id).index(drawn),
                key=_list_key(),
                label_visibility="collapsed",
                on_change="ignore",
            )
    question.closing(Step.LOCATION, _take)


def _take(journey: Journey) -> Journey:
    draft = _draft()
    drawn = chosen_location(locations=places(), selected=draft, key=_MAP)
    listed: str | None = st.session_state.get(_list_key())
    chosen = drawn if drawn != draft or listed is None else listed
    st.session_state[_DRAFT] = (chosen, _version() + 1)
    return journey.with_location(chosen)


def places() -> list[tuple[str, str]]:
    """Ids and names of what can be chosen."""
    return [(location.id, location.name) for location in shipped_rule_book().locations]


def _draft() -> str | None:
    draft: str | None = st.session_state.setdefault(_DRAFT, (session.journey().location, 0))[0]
    return draft


def _version() -> int:
    version: int = st.session_state[_DRAFT][1]
    return version


def _list_key() -> str:
    return f"{_LIST}_{_version()}"
