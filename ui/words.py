"""Sentences that the pages share with the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.outcome.wording import answers_in_words, you_said
from engine.rule_book.loading import default_rule_book
from engine.rule_book.records import Level

if TYPE_CHECKING:
    from engine.outcome.records import Outcome
    from engine.rule_book.records import Citation, Source

DOCUMENT = "Interventional Pain Management FAQ"

LEVELS = {
    Level.EMERGENCY: "Emergency",
    Level.URGENT: "Urgent",
    Level.SOON: "Tell a doctor or nurse first",
}


def summary(outcome: Outcome) -> str:
    """Two or three sentences that sum an outcome up: what was answered, how much is listed."""
    answered = you_said(answers_in_words(outcome.answers, default_rule_book()))
    count = len(outcome.options)
    if not count:
        return (
            f"{answered} The document lists no option for this. Something else may still help you."
        )
    options = "1 option" if count == 1 else f"{count} options"
    return f"{answered} The document lists {options} to talk about with a specialist."


def citation_words(citation: Citation) -> str:
    """Where in the document, with the few words that stand there."""
    return f"{citation.place}: {quoted(citation.phrase)}"


def source_words(source: Source) -> str:
    """Who published a source, and its title."""
    return f"{source.publisher}, {source.title}"


def quoted(words: str) -> str:
    """Words in quotation marks."""
    return f"\N{LEFT DOUBLE QUOTATION MARK}{words}\N{RIGHT DOUBLE QUOTATION MARK}"
