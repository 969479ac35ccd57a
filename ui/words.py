"""Sentences that the pages share with the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.analysis.answer_table import default_identity
from engine.outcome.wording import (
    answers_in_words,
    listed_in_words,
    relevant_benefits,
    you_said,
)
from engine.rule_book.loading import default_rule_book
from engine.rule_book.records import Level

if TYPE_CHECKING:
    from engine.outcome.records import ListedOption, Outcome
    from engine.rule_book.records import Benefit, Citation, Edition, Source

CLEAR = "Clear my answers"
LISTED = "Listed for what you chose"
GUIDANCE = (
    "Guidance where you live may not support every treatment on this page. Ask why a treatment is "
    "offered to you, or why it is not."
)

LEVELS = {
    Level.EMERGENCY: "Emergency",
    Level.URGENT: "Urgent",
    Level.SOON: "Tell a doctor or nurse first",
}


def edition() -> Edition:
    """What the rule book in use says of itself and its document."""
    return default_rule_book().edition


def location_label() -> str:
    """What a list of locations is called on the pages for teachers."""
    return f"Where the {edition().complaint} is"


def implied_heading(*, alone: bool) -> str:
    """The heading above the options that are listed for what an answer amounts to.

    Args:
        alone: Whether no option is listed for an answer itself.
    """
    begin = "Listed" if alone else "Also listed,"
    return f"{begin} because of where your {edition().complaint} is or what causes it"


def summary(outcome: Outcome) -> str:
    """Two or three sentences that sum an outcome up: what was answered, how much is listed."""
    answered = you_said(answers_in_words(outcome.answers, default_rule_book()))
    return f"{answered} {listed_in_words(outcome)}"


def benefits(listed: ListedOption) -> tuple[Benefit, ...]:
    """What the document says that a listed option can do; see `relevant_benefits`."""
    return relevant_benefits(listed, default_rule_book())


def citation_words(citation: Citation) -> str:
    """Where in the document, with the few words that stand there."""
    return f"{citation.place}: {quoted(citation.phrase)}"


def source_words(source: Source) -> str:
    """Who published a source, and its title."""
    return f"{source.publisher}, {source.title}"


def quoted(words: str) -> str:
    """Words in quotation marks."""
    return f"\N{LEFT DOUBLE QUOTATION MARK}{words}\N{RIGHT DOUBLE QUOTATION MARK}"


def rules_in_words() -> str:
    """Which rules an export was made with: their version, and the beginning of the fingerprint."""
    identity = default_identity()
    return f"Rules of {identity.version}, check code {identity.short}."
