"""The first question: where the pain is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from engine.loading import shipped_rule_book
from ui import session
from ui.journey import Step
from ui.rendering import show
from ui.views import question

if TYPE_CHECKING:
    from ui.journey import Journey

QUESTION = "Where is your pain?"
_WHY = "We ask because the document lists treatments for pain in some parts of the body only."
_KEY = "location"


def view() -> None:
    """Show the question."""
    show("welcome.html")
    question.opening(Step.LOCATION, QUESTION, _WHY, _take)
    locations = shipped_rule_book().location_by_id
    st.radio(
        QUESTION,
        list(locations),
        format_func=lambda location: locations[location].name,
        index=_chosen(list(locations)),
        key=_KEY,
        label_visibility="collapsed",
        on_change="ignore",
    )
    question.closing(Step.LOCATION, _take)


def _chosen(locations: list[str]) -> int | None:
    location = session.journey().location
    return None if location is None else locations.index(location)


def _take(journey: Journey) -> Journey:
    return journey.with_location(st.session_state.get(_KEY))
