"""Words explained, from A to Z."""

from __future__ import annotations

from typing import NamedTuple

from engine.rule_book.loading import default_rule_book
from ui.rendering import show

TITLE = "Words explained"


class Entry(NamedTuple):
    """A word, what else it is called, and what it means."""

    name: str
    also: str | None
    description: str


def view() -> None:
    """Show the page."""
    show("glossary.html", heading=TITLE, entries=entries())


def entries() -> list[Entry]:
    """Every word that the rule book explains, in the order of the alphabet.

    A medical name is an entry of its own, since it is what a letter from a clinic says.
    """
    book = default_rule_book()
    found = [Entry(word.name, None, word.description) for word in book.terms]
    for condition in book.conditions:
        if not condition.stands_alone:
            name = condition.medical_name or condition.name
            also = condition.name if condition.medical_name else None
            if condition.document_name:
                also = f"{also}; the document calls it {condition.document_name}"
            found.append(Entry(f"{name[0].upper()}{name[1:]}", also, condition.description))
    found += [
        Entry(option.medical_name, option.name, option.description) for option in book.options
    ]
    return sorted(found, key=lambda entry: entry.name.casefold())
