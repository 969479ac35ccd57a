"""Words explained, from A to Z."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from engine.outcome.wording import joined, lower_first
from engine.rule_book.loading import default_rule_book
from ui.rendering import rendered

TITLE = "Words explained"


class Entry(NamedTuple):
    """A word, what else it is called, what it means, whose explanation that is."""

    name: str
    also: str | None
    description: str
    explained_by: str = "editorial"


def view() -> None:
    """Show the page."""
    st.html(page())


def page() -> str:
    """The page as HTML."""
    return rendered("glossary.html", heading=TITLE, entries=entries())


def entries() -> list[Entry]:
    """Every word that the rule book explains, in the order of the alphabet.

    A medical name is an entry of its own, since it is what a letter from a clinic says.
    """
    book = default_rule_book()
    found = [Entry(word.name, None, word.description) for word in book.terms]
    for condition in book.conditions:
        if not condition.stands_alone:
            name = condition.medical_name or condition.name
            also = [condition.name] if condition.medical_name else []
            if condition.other_names:
                also.append(f"also called {joined(condition.other_names)}")
            if condition.document_name:
                also.append(f"the document calls it {condition.document_name}")
            words = "; ".join(also)
            found.append(
                Entry(
                    f"{name[0].upper()}{name[1:]}",
                    f"{words[0].upper()}{words[1:]}" if words else None,
                    condition.description,
                    condition.explained_by,
                )
            )
            found += [
                Entry(f"{other[0].upper()}{other[1:]}", None, f"See {lower_first(name)}.")
                for other in condition.other_names
            ]
    found += [
        Entry(option.medical_name, option.name, option.description, option.explained_by)
        for option in book.options
    ]
    return sorted(found, key=lambda entry: entry.name.casefold())
