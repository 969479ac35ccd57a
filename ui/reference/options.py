"""All options, each with what the document lists it for."""

from __future__ import annotations

from engine.rule_book.loading import shipped_rule_book
from ui.rendering import show
from ui.words import DOCUMENT, EXAMPLES

TITLE = "All treatment options"


def view() -> None:
    """Show the page, for somebody whose doctor has just named an option."""
    book = shipped_rule_book()
    show(
        "options.html",
        heading=TITLE,
        options=[
            (
                option,
                [
                    (book.condition_by_id[rule.when.condition], rule)
                    for rule in book.indications
                    if rule.then == option.id and rule.when.condition
                ],
                any(option.id in rule.then for rule in book.also_named),
            )
            for option in book.options
        ],
        examples=EXAMPLES,
        closing=book.closing,
        document=DOCUMENT,
    )
