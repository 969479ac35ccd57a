"""Turning templates into HTML. Every value is escaped; the words stand in the templates."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from engine.outcome.wording import joined, lower_first
from ui.words import benefits, citation_words, edition, quoted, source_words

PACKAGE = Path(__file__).resolve().parent
"""The folder of the app, from which its files are read."""
STYLE = PACKAGE / "assets" / "style.css"
# 3 digits and more, with a space between some of them.
_PHONE_NUMBER = re.compile(r"(?<![\w.,-])\d(?: ?\d){2,}(?![\w-])")
_FOLDERS = (PACKAGE / "templates", PACKAGE / "serving" / "start_page")


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDERS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # Each is read and compiled once, and stays as it was when the app was started.
        auto_reload=False,
        cache_size=-1,
    )
    # Called when a page is made: what it says of the document is in the rule book in use.
    environment.globals["edition"] = edition
    environment.filters |= {
        "benefits": benefits,
        "citation_words": citation_words,
        "joined": joined,
        "lower_first": lower_first,
        "phone_links": phone_links,
        "quoted": quoted,
        "source_words": source_words,
    }
    return environment


def phone_links(text: str) -> Markup:
    """A text as HTML, in which each number that can be called is a link that calls it."""
    # All but the links has been escaped, and they hold digits alone.
    return Markup(  # noqa: S704
        _PHONE_NUMBER.sub(
            lambda found: f'<a href="tel:{found[0].replace(" ", "")}">{found[0]}</a>',
            str(escape(text)),
        )
    )


def compile_templates() -> None:
    """Read and compile every template, so that no visitor waits for that.

    Raises:
        jinja2.TemplateError: A template is not well formed.
    """
    environment = _templates()
    for name in environment.list_templates(extensions=["html"]):
        environment.get_template(name)


def rendered(template: str, **values: object) -> str:
    """A template with its values, as HTML.

    Args:
        template: The file's name in `ui/templates/` or in the folder of the start page.
        values: What the template names; a name it uses and is not given is an error.
    """
    return _templates().get_template(template).render(values)
