"""Turning templates into page content. Every value is escaped; the words stand in the templates."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from engine.outcome.wording import joined, lower_first
from ui.words import citation_words, source_words

PACKAGE = Path(__file__).resolve().parent
"""The folder of the app, from which its files are read."""
STYLE = PACKAGE / "assets" / "style.css"


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(PACKAGE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "citation_words": citation_words,
        "joined": joined,
        "lower_first": lower_first,
        "source_words": source_words,
    }
    return environment


def rendered(template: str, **values: object) -> str:
    """A template with its values, as HTML.

    Args:
        template: The file's name in `ui/templates/`.
        values: What the template names; a name it uses and is not given is an error.
    """
    return _templates().get_template(template).render(values)


def show(template: str, **values: object) -> None:
    """Show a template on the page; see `rendered`."""
    st.html(rendered(template, **values))
