"""All options, each with what the document lists it for."""

from __future__ import annotations

import streamlit as st

from engine.outcome.wording import about_lists, place_in_words
from engine.rule_book.loading import default_rule_book
from ui.rendering import rendered
from ui.words import GUIDANCE

TITLE = "All treatment options"


def view() -> None:
    """Show the page, for somebody whose doctor has just named an option."""
    st.html(page())


def page() -> str:
    """The page as HTML."""
    book = default_rule_book()
    return rendered(
        "options.html",
        heading=TITLE,
        options=[
            (
                option,
                [
                    (
                        book.condition_by_id[rule.when.condition],
                        rule,
                        place_in_words(rule.when, book),
                    )
                    for rule in book.indications
                    if rule.then == option.id and rule.when.condition
                ],
                any(option.id in rule.then for rule in book.also_named),
            )
            for option in book.options
        ],
        about_lists=about_lists(book),
        guidance=GUIDANCE,
        introduction=book.introduction,
        lasting=book.edition.for_whom,
        closing=book.closing,
        document=book.edition.document,
    )
