"""Teaching cases, on each of which a class predicts the options before it sees the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from engine import explore
from engine.examples.cases import default_cases, groups, rules_of
from engine.explorer import default_explorer
from engine.outcome.wording import rule_in_words
from engine.rule_book.loading import default_rule_book
from engine.rule_book.records import Level, WarningSign
from ui import session
from ui.display import show
from ui.navigation import switch_page
from ui.teaching import lesson, sharing
from ui.teaching.knowledge import knowledge_in_words
from ui.teaching.links import link_to_case

if TYPE_CHECKING:
    from engine.examples.cases import Case
    from engine.outcome.records import Outcome

TITLE = "Teaching cases"
_GO_ON = "go_on"
FIRST = {
    Level.EMERGENCY: "Call for help now",
    Level.URGENT: "See a doctor today",
    Level.SOON: "Call a doctor or nurse within 2 days",
    _GO_ON: "Go on to the options",
}
"""What can come first in a case, by the level of its most pressing sign; at the end, for none."""


def view() -> None:
    """Show the list of cases, or the one that is open."""
    case = lesson.current_case()
    if case is None:
        _show_list()
    else:
        _show_case(case)


def _show_list() -> None:
    if not default_cases():
        show("heading.html", heading=TITLE, lead="These rules have no teaching cases yet.")
    else:
        _show_groups()


def _show_groups() -> None:
    show(
        "heading.html",
        heading=TITLE,
        lead="Read a case, say what comes first and which options you expect, then see what the "
        "rules list and why. The people are made up.",
    )
    for group, cases in groups(default_cases()).items():
        show("cases.html", group=group, case=None)
        for case in cases:
            with st.container(key=f"case_{case.id}"):
                st.button(
                    case.title,
                    key=f"open_{case.id}",
                    type="tertiary",
                    on_click=lesson.show_case,
                    args=(case,),
                )
                show("cases.html", group=None, case=case)


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
    with st.expander("Notes for whoever leads the class", key="leader_notes"):
        show("leader_notes.html", case=case, first=FIRST[_first(explore(case.answers))])
    prediction = session.current().lesson.prediction
    if prediction is None:
        _show_prediction(case)
    else:
        _show_comparison(case, prediction)
    sharing.show_link(
        "this case and the answers in it", lambda address: link_to_case(address, case)
    )


def _show_prediction(case: Case) -> None:
    options = default_rule_book().options
    show("predict.html", question=None, heading="What comes first?")
    st.radio(
        "What comes first?",
        list(FIRST),
        format_func=FIRST.__getitem__,
        index=None,
        key=f"first_{case.id}",
        label_visibility="collapsed",
        on_change="ignore",
    )
    show("predict.html", question=case.question, heading="Which options do you expect?")
    with st.container(key="answers"):
        for option in options:
            st.checkbox(
                f"{option.medical_name}: {option.name}",
                key=_key(case, option.id),
                on_change="ignore",
            )

    def reveal() -> None:
        ticked = (option.id for option in options if st.session_state.get(_key(case, option.id)))
        first = st.session_state.get(f"first_{case.id}")
        lesson.reveal(session.Prediction(first, frozenset(ticked)))

    st.button("Reveal", type="primary", key="reveal", on_click=reveal)


def _show_comparison(case: Case, prediction: session.Prediction) -> None:
    outcome = explore(case.answers)
    listed = {item.option.id: item for item in outcome.options}
    rows = [
        (option, option.id in prediction.options, listed.get(option.id))
        for option in default_rule_book().options
    ]
    right = sum(expected == (found is not None) for _, expected, found in rows)
    found = _first(outcome)
    first = {
        "expected": FIRST[prediction.first] if prediction.first else None,
        "found": FIRST[found],
        "right": prediction.first == found,
    }
    session.queue_announcement(
        "comparison",
        f"Revealed. First comes: {FIRST[found]}. "
        f"You were right about {right} of {len(rows)} options.",
    )
    rules = rules_of(case, default_explorer())
    show(
        "comparison.html",
        first=first,
        rows=rows,
        right=right,
        case=case,
        outcome=outcome,
        about=_rules_in_words(rules.about),
        others=_rules_in_words(rules.others),
    )
    st.button(
        "Step through the rules",
        type="primary",
        key="step_through",
        on_click=_step_through,
        args=(case,),
    )


def _first(outcome: Outcome) -> str:
    """What comes first, as a key of `FIRST`."""
    return outcome.urgent[0].level if outcome.urgent else _GO_ON


def _rules_in_words(rules: tuple[str, ...]) -> list[dict[str, str]]:
    """What the page shows of each rule; of a warning sign its question, not its action."""
    book = default_rule_book()
    return [
        {
            "id": rule.id,
            "kind": rule.kind.replace("_", " "),
            "says": f"{rule.name}." if isinstance(rule, WarningSign) else rule_in_words(rule, book),
            "because": knowledge_in_words(rule),
        }
        for rule in (book.rules[rule_id] for rule_id in rules)
    ]


def _step_through(case: Case) -> None:
    lesson.show_answers(case.answers, step=1)
    switch_page(lesson.PATHWAYS)


def _key(case: Case, option: str) -> str:
    return f"predict_{case.id}_{option}"
