"""The result: what the document lists for the answers, with the closing advice last."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from engine import explore
from engine.analysis.what_if import single_answer_changes, what_if, what_if_paragraphs
from engine.analysis.why_not import why_not, why_not_paragraphs
from engine.explorer import default_explorer
from engine.outcome.records import Basis
from engine.outcome.wording import LISTS_ARE_EXAMPLES, also_named_in_words
from engine.rule_book.loading import default_rule_book
from ui import session
from ui.questionnaire import question
from ui.questionnaire.journey import QuestionnairePage
from ui.rendering import show
from ui.words import DOCUMENT, LEVELS, summary

if TYPE_CHECKING:
    from engine import Answers, Outcome

TITLE = "What the document lists"


def view() -> None:
    """Show the result. The specialist stands last, whatever the answers."""
    outcome = explore(session.current().journey.answers)
    book = default_rule_book()
    question.show_back_button(QuestionnairePage.OVERVIEW)
    show("heading.html", heading=TITLE, lead=None if outcome.urgent else summary(outcome))
    if outcome.urgent:
        show("notices.html", notices=outcome.urgent, levels=LEVELS)
        show("lead.html", lead=summary(outcome))
    show(
        "result.html",
        outcome=outcome,
        listed=[option for option in outcome.options if option.basis is Basis.LISTED],
        implied=[option for option in outcome.options if option.basis is Basis.IMPLIED],
        also_named=also_named_in_words(outcome, book),
        limits_say=book.limits.says,
        examples=LISTS_ARE_EXAMPLES,
        document=DOCUMENT,
    )
    _show_why_not(outcome)
    _show_what_if(outcome.answers)
    show("consult.html", closing=outcome.consult)
    st.button("Start again", key="start_again", on_click=session.start_again)


def _show_why_not(outcome: Outcome) -> None:
    listed = {item.option.id for item in outcome.options}
    book = default_rule_book()
    options = book.option_by_id
    with st.expander("Why is a treatment not listed?"):
        picked = st.selectbox(
            "Choose a treatment that is not listed",
            [option for option in options if option not in listed],
            index=None,
            format_func=lambda option_id: (
                f"{options[option_id].medical_name}: {options[option_id].name}"
            ),
            placeholder="Choose one",
            key="why_not",
        )
        if picked is not None and picked not in listed:
            result = why_not(picked, outcome.answers, default_explorer())
            verdict, *paragraphs = why_not_paragraphs(result, book)
            session.queue_announcement("why_not", verdict.sentence)
            show("why_not.html", verdict=verdict, paragraphs=paragraphs)


def _show_what_if(answers: Answers) -> None:
    changes = single_answer_changes(answers, default_rule_book())
    with st.expander("What if one answer were different?"):
        picked = st.selectbox(
            "Choose a different answer",
            range(len(changes)),
            index=None,
            format_func=lambda number: changes[number].words,
            placeholder="Choose one",
            key="what_if",
        )
        if picked is not None:
            result = what_if(answers, changes[picked].after, default_explorer())
            paragraphs = what_if_paragraphs(result)
            announced = " ".join(paragraph.sentence for paragraph in paragraphs)
            session.queue_announcement("what_if", announced)
            show(
                "what_if.html",
                words=changes[picked].words,
                paragraphs=paragraphs,
                added=result.rules_added,
                removed=result.rules_removed,
            )
