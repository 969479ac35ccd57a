"""About: what this is, where its words come from, what happens to answers."""

from __future__ import annotations

from engine.rule_book.loading import shipped_rule_book
from ui.rendering import show
from ui.words import DOCUMENT

TITLE = "About"


def view() -> None:
    """Show the page."""
    show("about.html", heading=TITLE, document=DOCUMENT, sources=shipped_rule_book().sources)
