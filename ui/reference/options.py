"""All options, each with what the document lists it for."""

from __future__ import annotations

from engine.outcome.wording import LISTS_ARE_EXAMPLES, place_in_words
from engine.rule_book.loading import default_rule_book
from ui.rendering import show
from ui.words import DOCUMENT

TITLE = "All treatment options"


def view() -> None:
    """Show the page, for somebody whose doctor has just named an option."""
    book = default_rule_book()
    show(
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
        examples=LISTS_ARE_EXAMPLES,
        closing=book.closing,
        document=DOCUMENT,
    )
