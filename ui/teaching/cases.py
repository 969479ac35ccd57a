"""Teaching cases: read, predict, reveal, compare with the engine, step through."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from engine import explore
from engine.examples.cases import shipped_cases
from engine.rule_book.loading import shipped_rule_book
from ui.questionnaire import session
from ui.rendering import show
from ui.teaching import lesson
from ui.teaching.links import link_to_case

if TYPE_CHECKING:
    from engine.examples.cases import Case

TITLE = "Teaching cases"


def view() -> None:
    """Show the list of cases, or the one that is open."""
    case = lesson.case()
    if case is None:
        _list()
    else:
        _case(case)


def _list() -> None:
    show(
        "heading.html",
        heading=TITLE,
        lead="Read a case, say which options you expect, then see what the rules list and why. "
        "The people are made up.",
    )
    for case in shipped_cases():
        with st.container(key=f"case_{case.id}"):
            st.button(
                case.title,
                key=f"open_{case.id}",
                type="tertiary",
                on_click=lesson.open_case,
                args=(case,),
            )


def _case(case: Case) -> None:
    st.button(
        "All cases",
        type="tertiary",
        icon=":material/arrow_back:",
        key="all_cases",
        on_click=lesson.open_case,
        args=(None,),
    )
    show("case.html", heading=TITLE, case=case)
    predicted = lesson.predicted()
    if predicted is None:
        _prediction(case)
    else:
        _comparison(case, predicted)
    with st.expander("Copy link for teaching"):
        show("link_note.html", what="this case and the answers in it")
        st.code(link_to_case(str(st.context.url), case), language=None, wrap_lines=True)


def _prediction(case: Case) -> None:
    show("predict.html")
    options = shipped_rule_book().options
    with st.container(key="answers"):
        for option in options:
            st.checkbox(
                f"{option.medical_name}: {option.name[0].lower()}{option.name[1:]}",
                key=_key(case, option.id),
                on_change="ignore",
            )

    def reveal() -> None:
        ticked = {one.id for one in options if st.session_state.get(_key(case, one.id))}
        lesson.reveal(frozenset(ticked))

    st.button("Reveal", type="primary", key="reveal", on_click=reveal)


def _comparison(case: Case, predicted: frozenset[str]) -> None:
    outcome = explore(case.answers)
    listed = {one.option.id: one for one in outcome.options}
    rows = [
        (option, option.id in predicted, listed.get(option.id))
        for option in shipped_rule_book().options
    ]
    right = sum(expected == (found is not None) for _, expected, found in rows)
    session.say(f"Revealed. You were right about {right} of {len(rows)} options.")
    show("comparison.html", rows=rows, right=right, case=case, outcome=outcome)
    st.button(
        "Step through the rules",
        type="primary",
        key="step_through",
        on_click=lesson.then(partial(lesson.show_answers, case.answers, 1), "pathways"),
    )


def _key(case: Case, option: str) -> str:
    return f"predict_{case.id}_{option}"
