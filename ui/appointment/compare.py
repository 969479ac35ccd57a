"""Some of the listed treatments side by side, question by question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from engine import explore
from engine.appointment.comparison import FEWEST, MOST, compare
from engine.outcome.wording import joined
from engine.rule_book.loading import default_rule_book
from ui import session
from ui.appointment.steps import show_next
from ui.display import show
from ui.rendering import rendered
from ui.words import GUIDANCE, LEVELS

if TYPE_CHECKING:
    from engine import Outcome
    from engine.appointment.comparison import Comparison
    from engine.rule_book.records import Citation, Option

TITLE = "Compare treatments"
_NONE_LISTED = (
    "The document lists no treatment for what you chose. There is nothing to compare. "
    "Something else may still help you."
)
_ONE_LISTED = (
    "The document lists 1 treatment for what you chose. There is nothing to compare it with."
)
_SIDE_BY_SIDE = "Side by side"
_CHOOSE = f"Choose {FEWEST} or {MOST} treatments to see them side by side."
_CHOOSE_ONE_MORE = "Choose 1 more treatment to see both side by side."
_CHOOSE_ANOTHER = f"You have chosen {MOST}. To choose another one, untick one of them first."
_CHOOSE_A_THIRD = "You can choose 1 more."


def view() -> None:
    """Show the choice, then what was chosen side by side. The specialist stands last."""
    show("heading.html", heading=TITLE, lead=None)
    outcome = explore(session.current().journey.answers)
    _show_comparison(outcome)
    show_next("matters")
    show("consult.html", closing=default_rule_book().closing)


def page(comparison: Comparison) -> str:
    """A comparison as HTML."""
    return rendered(
        "side_by_side.html",
        heading=_SIDE_BY_SIDE,
        comparison=comparison,
        places=[
            (option, _citations(comparison, number))
            for number, option in enumerate(comparison.options)
        ],
        guidance=GUIDANCE,
        document=default_rule_book().edition.document,
    )


def label(option: Option) -> str:
    """An option as it stands in the list: its name, and what a letter may call it."""
    return f"{option.name} ({option.medical_name})"


def _show_comparison(outcome: Outcome) -> None:
    state = session.current()
    listed = [one.option for one in outcome.options]
    # Other answers list other options: what is not listed any more is not compared.
    chosen = tuple(option.id for option in listed if option.id in state.compared)[:MOST]
    if outcome.urgent:
        show("notices.html", notices=outcome.urgent, levels=LEVELS)
    if len(listed) < FEWEST:
        chosen = ()
        show("notice.html", text=_ONE_LISTED if listed else _NONE_LISTED)
    elif len(listed) == FEWEST:
        chosen = tuple(option.id for option in listed)  # there is no choice
    else:
        _show_choice(listed, chosen)
    state.compared = chosen
    if len(chosen) >= FEWEST:
        comparison = compare(chosen, outcome, default_rule_book())
        names = joined([option.name for option in comparison.options])
        session.queue_announcement("compare", f"{_SIDE_BY_SIDE}: {names}.")
        st.html(page(comparison))


def _show_choice(listed: list[Option], chosen: tuple[str, ...]) -> None:
    with st.container(key="compared"):
        show("lead.html", lead=_CHOOSE)
        for option in listed:
            st.session_state.setdefault(_key(option.id), option.id in chosen)
            st.checkbox(
                label(option),
                key=_key(option.id),
                disabled=len(chosen) == MOST and option.id not in chosen,
                on_change=_choose,
                args=(option.id, [one.id for one in listed]),
            )
    hint = {
        1: _CHOOSE_ONE_MORE,
        FEWEST: _CHOOSE_A_THIRD,
        MOST: _CHOOSE_ANOTHER if len(listed) > MOST else "",
    }.get(len(chosen), "")
    if hint:
        show("hint.html", text=hint)
        session.queue_announcement("compare_hint", hint)


def _choose(option_id: str, listed: list[str]) -> None:
    """Take what is ticked; one tick too many, from a quick finger, is taken back."""
    ticked = tuple(one for one in listed if st.session_state.get(_key(one)))
    if len(ticked) > MOST:
        st.session_state[_key(option_id)] = False
        ticked = tuple(one for one in ticked if one != option_id)
    session.current().compared = ticked


def _key(option_id: str) -> str:
    return f"compare_{option_id}"


def _citations(comparison: Comparison, number: int) -> list[Citation]:
    """Every citation of one option, once, in the order of the rows."""
    return list(
        dict.fromkeys(
            citation for row in comparison.rows for citation in row.cells[number].citations
        )
    )
