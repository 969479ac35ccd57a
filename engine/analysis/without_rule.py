"""What every visitor would lose without a rule, told from the reasons of all answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.analysis.book_answers import LISTED, AnswersOfBook, strongest
from engine.analysis.compare_books import compare_books
from engine.rule_book.loading import RULE_BOOK_TABLES
from engine.rule_book.records import Closing, Limits, RuleBook

if TYPE_CHECKING:
    from engine.analysis.book_answers import AnswerSummary
    from engine.analysis.compare_books import BookComparison
    from engine.rule_book.records import Rule

_FIELDS = ("warning_signs", "implications", "indications", "also_named")
_NEEDED = {table.field for table in RULE_BOOK_TABLES if table.needed}


def is_indispensable(rule: Rule, book: RuleBook) -> bool:
    """Whether a rule book is refused without the rule, as without its closing.

    Args:
        rule: A rule of the book.
        book: The rule book.
    """
    if isinstance(rule, Closing | Limits):
        return True
    return any(getattr(book, field) == (rule,) for field in _FIELDS if field in _NEEDED)


def book_without(rule: Rule, book: RuleBook) -> RuleBook:
    """The rule book without a rule that it can be without."""
    held = {field: getattr(book, field) for field in RuleBook.model_fields}
    for field in _FIELDS:
        held[field] = tuple(one for one in held[field] if one.id != rule.id)
    return RuleBook(**held)


def without_rule(rule: Rule, answers: AnswersOfBook) -> BookComparison:
    """What changes for every visitor if a rule is taken out.

    No rule is run again: each option knows every chain of rules that leads to it, so what is left
    without a rule are the chains that it is not in.

    Args:
        rule: A rule that the book can be without; see `is_indispensable`.
        answers: The rule book with all its answers.

    Returns:
        The comparison with the rule book without the rule. That one has no answers of its own, so
        it goes by the identity of the first.
    """
    book = book_without(rule, answers.book)
    outcomes = {key: _summary(one, rule, book) for key, one in answers.outcomes.items()}
    notices = {
        (location, sign): level
        for (location, sign), level in answers.notices.items()
        if sign != rule.id
    }
    return compare_books(
        answers, AnswersOfBook(book, answers.identity, outcomes, notices, answers.offered)
    )


def _summary(summary: AnswerSummary, rule: Rule, book: RuleBook) -> AnswerSummary:
    """What is left of an outcome without the rule."""
    gone = f"{rule.kind}.{rule.id}"
    left = {
        option: frozenset(way for way in ways if gone not in way.chain)
        for option, ways in summary.ways
    }
    in_document_order = [(one, left[one]) for one in book.option_by_id if left.get(one)]
    named = {option for one in book.also_named for option in one.then}
    return summary._replace(
        ways=tuple(sorted(in_document_order, key=lambda one: strongest(one[1]) != LISTED)),
        also_named=tuple(one for one in book.option_by_id if one in named and not left.get(one)),
    )
