"""Sentences that the pages and the command line put together from an outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.analysis.wording import EXAMPLES, joined
from engine.rule_book.loading import shipped_rule_book
from engine.rule_book.records import Level

if TYPE_CHECKING:
    from engine.outcome.records import Outcome
    from engine.rule_book.records import Citation, Source

__all__ = [
    "DOCUMENT",
    "EXAMPLES",
    "LEVELS",
    "citation_words",
    "joined",
    "quoted",
    "source_words",
    "summary",
]

DOCUMENT = "Interventional Pain Management FAQ"


LEVELS = {
    Level.EMERGENCY: "Emergency",
    Level.URGENT: "Urgent",
    Level.SOON: "Tell a doctor or nurse first",
}


def summary(outcome: Outcome) -> str:
    """One or two sentences that sum an outcome up: what was said, how many options are listed."""
    book = shipped_rule_book()
    said = joined(
        [
            book.location_by_id[outcome.answers.location].in_words,
            *(c.in_words for c in book.conditions if c.id in outcome.answers.conditions),
        ]
    )
    count = len(outcome.options)
    if not count:
        return (
            f"You said: {said}. The document lists no option for this. "
            "Something else may still help you."
        )
    options = "1 option" if count == 1 else f"{count} options"
    return f"You said: {said}. The document lists {options} to talk about with a specialist."


def citation_words(citation: Citation) -> str:
    """Where in the document, and the few words that stand there."""
    place = ", ".join(part for part in (citation.section, citation.item) if part)
    return f"{place}: {quoted(citation.phrase)}"


def source_words(source: Source) -> str:
    """Who published a source, and its title."""
    return f"{source.publisher}, {source.title}"


def quoted(words: str) -> str:
    """Words in quotation marks."""
    return f"\N{LEFT DOUBLE QUOTATION MARK}{words}\N{RIGHT DOUBLE QUOTATION MARK}"
