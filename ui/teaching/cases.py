"""Teaching cases, on each of which a class predicts the options before it sees the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from engine import explore
from engine.examples.cases import default_cases
from engine.rule_book.loading import default_rule_book
from ui import session
from ui.navigation import switch_page
from ui.rendering import show
from ui.teaching import lesson, sharing
from ui.teaching.links import link_to_case

if TYPE_CHECKING:
    from engine.examples.cases import Case

TITLE = "Teaching cases"


def view() -> None:
    """Show the list of cases, or the one that is open."""
    case = lesson.current_case()
    if case is None:
        _show_list()
    else:
        _show_case(case)


def _show_list() -> None:
    show(
        "heading.html",
        heading=TITLE,
        lead="Read a case, say which options you expect, then see what the rules list and why. "
        "The people are made up.",
    )
    for case in default_cases():
        with st.container(key=f"case_{case.id}"):
            st.button(
                case.title,
                key=f"open_{case.id}",
                type="tertiary",
                on_click=lesson.show_case,
                args=(case,),
            )


def _show_case(case: Case) -> None:
    st.button(
        "All cases",
        type="tertiary",
        icon=":material/arrow_back:",
        key="all_cases",
        on_click=lesson.show_case,
        args=(None,),
    )
    show("case.html", heading=TITLE, case=case)
    prediction = session.current().lesson.prediction
    if prediction is None:
        _show_prediction(case)
    else:
        _show_comparison(case, prediction)
    sharing.show_link(
        "this case and the answers in it", lambda address: link_to_case(address, case)
    )


def _show_prediction(case: Case) -> None:
    show("predict.html")
    options = default_rule_book().options
    with st.container(key="answers"):
        for option in options:
            st.checkbox(
                f"{option.medical_name}: {option.name}",
                key=_key(case, option.id),
                on_change="ignore",
            )

    def reveal() -> None:
        ticked = (option.id for option in options if st.session_state.get(_key(case, option.id)))
        lesson.reveal(frozenset(ticked))

    st.button("Reveal", type="primary", key="reveal", on_click=reveal)


def _show_comparison(case: Case, prediction: frozenset[str]) -> None:
    outcome = explore(case.answers)
    listed = {item.option.id: item for item in outcome.options}
    rows = [
        (option, option.id in prediction, listed.get(option.id))
        for option in default_rule_book().options
    ]
    right = sum(expected == (found is not None) for _, expected, found in rows)
    session.queue_announcement(
        "comparison", f"Revealed. You were right about {right} of {len(rows)} options."
    )
    show("comparison.html", rows=rows, right=right, case=case, outcome=outcome)
    st.button(
        "Step through the rules",
        type="primary",
        key="step_through",
        on_click=_step_through,
        args=(case,),
    )


def _step_through(case: Case) -> None:
    lesson.show_answers(case.answers, step=1)
    switch_page(lesson.PATHWAYS)


def _key(case: Case, option: str) -> str:
    return f"predict_{case.id}_{option}"
