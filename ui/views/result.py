"""The result: what the document lists for the answers, why, and the closing advice."""

from __future__ import annotations

import streamlit as st

from engine import explore
from engine.loading import shipped_rule_book
from engine.outcome import Basis
from ui import session
from ui.journey import Step
from ui.rendering import show
from ui.views import question
from ui.words import DOCUMENT, EXAMPLES, LEVELS, summary

TITLE = "What the document lists"


def view() -> None:
    """Show the result. The specialist stands last, whatever the answers."""
    outcome = explore(session.journey().answers)
    book = shipped_rule_book()
    question.back_to(Step.CHECK)
    show("heading.html", heading=TITLE, lead=None if outcome.urgent else summary(outcome))
    if outcome.urgent:
        show("notices.html", notices=outcome.urgent, levels=LEVELS)
        show("lead.html", lead=summary(outcome))
    show(
        "result.html",
        outcome=outcome,
        listed=[option for option in outcome.options if option.basis is Basis.LISTED],
        implied=[option for option in outcome.options if option.basis is Basis.IMPLIED],
        also_says=book.also_named[0].says,
        limits_say=book.limits.says,
        examples=EXAMPLES,
        document=DOCUMENT,
    )
    st.button("Start again", key="start_again", on_click=session.start_again)
