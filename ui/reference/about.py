"""About: what the app is, where its words come from, what happens to answers."""

from __future__ import annotations

from engine.rule_book.loading import default_rule_book
from engine.rule_book.reviews import NOT_REVIEWED, by_clinicians, default_reviews
from ui.rendering import show
from ui.words import DOCUMENT

TITLE = "About"


def view() -> None:
    """Show the page."""
    show(
        "about.html",
        heading=TITLE,
        document=DOCUMENT,
        sources=default_rule_book().sources,
        reviews=by_clinicians(default_reviews()),
        not_reviewed=NOT_REVIEWED,
    )
