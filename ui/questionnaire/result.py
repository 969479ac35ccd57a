"""The result: what the document lists for the answers, with the closing advice last."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from engine import explore
from engine.analysis.what_if import (
    single_answer_changes,
    what_if,
    what_if_paragraphs,
    what_if_sentences,
)
from engine.analysis.why_not import why_not, why_not_paragraphs, why_not_sentences
from engine.explorer import default_explorer
from engine.outcome.records import Basis
from engine.outcome.wording import about_lists, also_named_in_words, rule_in_words
from engine.rule_book.loading import default_rule_book
from ui import session
from ui.appointment.steps import show_steps
from ui.questionnaire import question
from ui.questionnaire.journey import QuestionnairePage
from ui.rendering import rendered
from ui.words import (
    GUIDANCE,
    LEVELS,
    LISTED,
    implied_heading,
    summary,
)

if TYPE_CHECKING:
    from engine import Answers, Outcome
    from engine.analysis.what_if import WhatIf
    from engine.analysis.why_not import WhyNot

TITLE = "What the document lists"


def view() -> None:
    """Show the result. The specialist stands last, whatever the answers."""
    outcome = explore(session.current().journey.answers)
    question.show_back_button(QuestionnairePage.OVERVIEW)
    st.html(_opening(outcome))
    st.html(_listing(outcome))
    _show_why_not(outcome)
    _show_what_if(outcome.answers)
    show_steps(outcome)
    st.html(_end(outcome))
    st.button("Start again", key="start_again", on_click=session.start_again)


def page(outcome: Outcome) -> str:
    """The result as HTML, without what opens on request."""
    return "".join(part(outcome) for part in (_opening, _listing, _end))


def why_not_page(result: WhyNot) -> str:
    """Why a treatment is not listed, as HTML.

    It does not say which answer would list it: nobody is to be taught what to answer.
    """
    verdict, *paragraphs = why_not_paragraphs(result, default_rule_book(), with_changes=False)
    return rendered("why_not.html", verdict=verdict, paragraphs=paragraphs)


def what_if_page(words: str, result: WhatIf) -> str:
    """What is listed for people with other answers, as HTML.

    Args:
        words: Which answer is another.
        result: The comparison with the answers of the visitor.
    """
    book = default_rule_book()
    return rendered(
        "what_if.html",
        words=words,
        paragraphs=what_if_paragraphs(result),
        added=[rule_in_words(book.rules[rule], book) for rule in result.rules_added],
        removed=[rule_in_words(book.rules[rule], book) for rule in result.rules_removed],
    )


def _opening(outcome: Outcome) -> str:
    return "".join(
        (
            rendered("heading.html", heading=TITLE, lead=None),
            rendered("notices.html", notices=outcome.urgent, levels=LEVELS),
            rendered("lead.html", lead=summary(outcome)),
            rendered("on_this_page.html", outcome=outcome),
        )
    )


def _listing(outcome: Outcome) -> str:
    book = default_rule_book()
    return rendered(
        "result.html",
        outcome=outcome,
        listed=[option for option in outcome.options if option.basis is Basis.LISTED],
        implied=[option for option in outcome.options if option.basis is Basis.IMPLIED],
        also_named=also_named_in_words(outcome, book),
        headings={
            "listed": LISTED,
            "implied": implied_heading(alone=False),
            "implied_alone": implied_heading(alone=True),
        },
        elsewhere={
            option.id: [
                book.condition_by_id[str(rule.when.condition)].in_words
                for rule in book.indications
                if rule.then == option.id
            ]
            for option in outcome.also_named
        },
        limits_say=book.limits.says,
        about_lists=about_lists(book),
        guidance=GUIDANCE,
        lasting=book.edition.for_whom,
        document=book.edition.document,
    )


def _end(outcome: Outcome) -> str:
    return rendered("consult.html", closing=outcome.consult)


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
            session.queue_announcement("why_not", why_not_sentences(result, book)[0])
            st.html(why_not_page(result))


def _show_what_if(answers: Answers) -> None:
    changes = single_answer_changes(answers, default_rule_book())
    words = tuple(change.words for change in changes)  # alone, since the session keeps them
    with st.expander("What is listed for people with other answers?"):
        picked = st.selectbox(
            "Choose another answer",
            range(len(changes)),
            index=None,
            format_func=words.__getitem__,
            placeholder="Choose one",
            key="what_if",
        )
        if picked is not None:
            result = what_if(answers, changes[picked].after, default_explorer())
            session.queue_announcement("what_if", " ".join(what_if_sentences(result)))
            st.html(what_if_page(words[picked], result))
