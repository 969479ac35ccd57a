"""The first question: where the pain is, on a figure or in a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from engine.rule_book.loading import default_rule_book
from ui import session
from ui.components.body_map import body_map, chosen_location
from ui.questionnaire import question
from ui.questionnaire.journey import QuestionnairePage
from ui.rendering import show

if TYPE_CHECKING:
    from ui.questionnaire.journey import Journey

QUESTION = "Where is your pain?"
WHY = "We ask because the document lists some treatments only for some parts of the body."
OR_LIST = "Or choose from a list"
_MAP, _LIST = "body_map", "location_list"


def view() -> None:
    """Show the question. The figure and the list are one answer; what was chosen last counts."""
    show("welcome.html")
    question.show_question(QuestionnairePage.LOCATION, QUESTION, WHY)
    book = default_rule_book()
    draft = _draft()
    with question.answer_container():
        selected = body_map(
            locations=places(), selected=draft.location, label=QUESTION, key=_MAP, list_key=_LIST
        )
        if selected != draft.location:
            draft = _replace_draft(draft, selected)
        with st.expander(OR_LIST):
            st.radio(
                QUESTION,
                list(book.location_by_id),
                format_func=lambda location: book.location_by_id[location].name,
                index=None if selected is None else list(book.location_by_id).index(selected),
                key=_list_key(draft),
                label_visibility="collapsed",
                on_change="ignore",
            )
            show("location_notes.html", notes=notes())
    question.show_continue_button(QuestionnairePage.LOCATION, _add_answer)


def places() -> list[tuple[str, str]]:
    """Ids and names of what can be chosen."""
    return [(location.id, location.name) for location in default_rule_book().locations]


def notes() -> list[str]:
    """What to know before choosing some of the places."""
    return [location.note for location in default_rule_book().locations if location.note]


def _draft() -> session.LocationDraft:
    state = session.current()
    return state.location_draft or session.LocationDraft(state.journey.location)


def _replace_draft(draft: session.LocationDraft, location: str | None) -> session.LocationDraft:
    """Mark another location, in a new list.

    The list before may still be on the page with its own choice, which Continue would send.
    """
    new = session.LocationDraft(location, draft.version + 1)
    session.current().location_draft = new
    return new


def _list_key(draft: session.LocationDraft) -> str:
    return f"{_LIST}_{draft.version}"


def _add_answer(journey: Journey) -> Journey:
    draft = _draft()
    on_map = chosen_location(locations=places(), selected=draft.location, key=_MAP)
    in_list: str | None = st.session_state.get(_list_key(draft))
    chosen = on_map if on_map != draft.location or in_list is None else in_list
    _replace_draft(draft, chosen)
    return journey.with_location(chosen)
