"""An outcome as readable text, for the command line."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from engine.outcome.records import Basis
from engine.outcome.wording import about_lists, also_named_in_words
from engine.rule_book.loading import default_rule_book
from ui.words import (
    LEVELS,
    LISTED,
    citation_words,
    implied_heading,
    source_words,
    summary,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.outcome.records import ListedOption, Outcome

_WIDTH = 88


def report(outcome: Outcome) -> str:
    """The outcome as text: the summary, each option with its reasons, the closing advice last."""
    return "\n".join(_lines(outcome))


def _lines(outcome: Outcome) -> Iterator[str]:
    book = default_rule_book()
    for notice in outcome.urgent:
        yield f"{LEVELS[notice.level]}: {notice.sign.name}"
        yield from _indented(f"{notice.sign.action} {notice.sign.why}")
        for source, says in notice.supporting:
            yield from _indented(f"{source_words(source)}: {says}")
        yield ""
    yield textwrap.fill(summary(outcome), _WIDTH)
    direct = any(listed.basis is Basis.LISTED for listed in outcome.options)
    for basis, heading in (
        (Basis.LISTED, LISTED),
        (Basis.IMPLIED, implied_heading(alone=not direct)),
    ):
        on_this_basis = [listed for listed in outcome.options if listed.basis is basis]
        if on_this_basis:
            yield from ("", heading)
        for listed in on_this_basis:
            yield from _option_lines(listed)
    for found in outcome.if_found:
        if found is outcome.if_found[0]:
            yield from ("", "If the specialist finds ...")
        names = ", ".join(listed.option.medical_name for listed in found.options)
        yield from _indented(f"{found.condition.in_words}: {names or 'nothing is listed'}")
    yield from ("", *textwrap.wrap(about_lists(book), _WIDTH))
    for says, options in also_named_in_words(outcome, book):
        yield from ("", says)
        yield from (f"  {option.medical_name}" for option in options)
    yield from ("", book.limits.says)
    yield from (f"  {other.name}: {other.description}" for other in outcome.alternatives)
    yield from ("", outcome.consult.name, *_indented(outcome.consult.says))


def _indented(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="  ")


def _option_lines(listed: ListedOption) -> Iterator[str]:
    yield f"  {listed.option.medical_name}: {listed.option.name}"
    for reason in listed.reasons:
        words = " ".join(step.says for step in reason.chain)
        yield textwrap.fill(words, _WIDTH, initial_indent="    - ", subsequent_indent="      ")
        for citation in reason.citations:
            yield f"      {citation_words(citation)}"
