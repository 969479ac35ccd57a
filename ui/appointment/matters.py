"""What matters to the visitor, in ticks or in words of their own."""

from __future__ import annotations

import streamlit as st

from engine.appointment.loading import default_preparation_book
from engine.appointment.plan import MAX_TEXT
from ui import session
from ui.appointment.steps import show_next
from ui.display import show
from ui.restoration import PLAN_TEXT
from ui.words import edition

TITLE = "What matters to you"
_LEAD = (
    "You can skip this page. What you tick or write here changes nothing on the list of "
    "treatments. It only goes on your sheet, so that you can talk about it."
)
_MATTERS = "This matters to me"
_TOPICS = "I would also like to talk about"
_OWN_WORDS = "In your own words"


def view() -> None:
    """Show the boxes that there are, then the fields."""
    preparation = default_preparation_book()
    plan = session.current().plan
    show("heading.html", heading=TITLE, lead=_LEAD)
    _show_boxes("matters", _MATTERS, [(one.id, one.name) for one in preparation.matters])
    _show_boxes("topics", _TOPICS, [(one.id, one.name) for one in preparation.topics])
    with st.container(key="own_words"):
        show("group_heading.html", heading=_OWN_WORDS)
        for name, label in _texts().items():
            st.text_area(
                label,
                value=getattr(plan, name),
                max_chars=MAX_TEXT,
                height=90,
                key=f"{PLAN_TEXT}{name}",
                on_change=_save_text,
                args=(name,),
            )
    show_next("questions")


def _texts() -> dict[str, str]:
    return {
        "how_long": f"How long have you had this {edition().complaint}?",
        "tried": "What have you tried so far?",
        "goals": "What would you like to do again?",
    }


def _show_boxes(field: str, heading: str, choices: list[tuple[str, str]]) -> None:
    if not choices:
        return
    ticked: frozenset[str] = getattr(session.current().plan, field)
    with st.container(key=f"plan_{field}"):
        show("group_heading.html", heading=heading)
        for choice, name in choices:
            st.checkbox(
                f"{name[0].upper()}{name[1:]}",
                value=choice in ticked,
                key=f"{field}_{choice}",
                on_change=_save_ticks,
                args=(field, [one for one, _ in choices]),
            )


def _save_ticks(field: str, choices: list[str]) -> None:
    ticked = frozenset(one for one in choices if st.session_state.get(f"{field}_{one}"))
    session.change_plan(**{field: ticked})


def _save_text(name: str) -> None:
    session.change_plan(**{name: st.session_state.get(f"{PLAN_TEXT}{name}") or ""})
