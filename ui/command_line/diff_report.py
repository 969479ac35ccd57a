"""What changes from one rule book to another as text, or as Markdown for a review."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from ui.book_changes import how_many, sections, which_books

if TYPE_CHECKING:
    from engine.analysis.compare_books import BookComparison
    from engine.rule_book.records import RuleBook

_WIDTH = 88


def text_report(comparison: BookComparison, old: RuleBook, new: RuleBook) -> str:
    """The comparison as text for a terminal."""
    lines = [which_books(comparison), *how_many(comparison)]
    for section in sections(comparison, old, new):
        lines += ["", section.heading]
        for sentence, details in section.items:
            lines += textwrap.wrap(sentence, _WIDTH, initial_indent="- ", subsequent_indent="  ")
            for detail in details:
                lines += textwrap.wrap(
                    detail, _WIDTH, initial_indent="  ", subsequent_indent="    "
                )
    return "\n".join(lines)


def markdown_report(comparison: BookComparison, old: RuleBook, new: RuleBook) -> str:
    """The comparison as Markdown, to paste into a review."""
    lines = ["## Which answers change", "", which_books(comparison), *how_many(comparison)]
    for section in sections(comparison, old, new):
        lines += ["", f"### {section.heading}", ""]
        for sentence, details in section.items:
            lines.append(f"- {_escaped(sentence)}")
            lines += [f"  - {_escaped(detail)}" for detail in details]
    return "\n".join(lines)


def _escaped(text: str) -> str:
    """Text that Markdown shows as it stands, on one line; an underscore inside an id is safe."""
    line = " ".join(text.split())
    return "".join(f"\\{letter}" if letter in "\\`*[]<>#|" else letter for letter in line)
