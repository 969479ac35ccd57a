"""What every visitor would lose without a rule, told from the reasons of all answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.analysis.compare_books import AnswersOfBook, compare_books
from engine.outcome.records import Basis
from engine.rule_book.loading import RULE_BOOK_TABLES
from engine.rule_book.records import Closing, Limits, RuleBook, WarningSign

if TYPE_CHECKING:
    from engine.analysis.compare_books import BookComparison
    from engine.outcome.records import ListedOption, Outcome
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
    outcomes = {key: _outcome(outcome, rule, book) for key, outcome in answers.outcomes.items()}
    for (location, condition), outcome in outcomes.items():
        if outcome.if_found:
            found = tuple(
                one.model_copy(update={"options": outcomes[location, one.condition.id].options})
                for one in outcome.if_found
            )
            outcomes[location, condition] = outcome.model_copy(update={"if_found": found})
    notices = {
        (location, sign): level
        for (location, sign), level in answers.notices.items()
        if sign != rule.id
    }
    return compare_books(
        answers, AnswersOfBook(book, answers.identity, outcomes, notices, answers.offered)
    )


def _outcome(outcome: Outcome, rule: Rule, book: RuleBook) -> Outcome:
    """An outcome without what needs the rule; what may be found is not looked at."""
    options = _options(outcome, rule, book)
    listed = {one.option.id for one in options}
    named = {option for one in book.also_named for option in one.then} - listed
    urgent = outcome.urgent
    if isinstance(rule, WarningSign):
        urgent = tuple(notice for notice in urgent if notice.sign.id != rule.id)
    return outcome.model_copy(
        update={
            "urgent": urgent,
            "options": options,
            "also_named": tuple(option for option in book.options if option.id in named),
            "trace": tuple(
                firing
                for firing in outcome.trace
                if rule.id != firing.rule and rule.id not in firing.fact.rules
            ),
        }
    )


def _options(outcome: Outcome, rule: Rule, book: RuleBook) -> tuple[ListedOption, ...]:
    left: dict[str, ListedOption] = {}
    for one in outcome.options:
        reasons = tuple(
            reason
            for reason in one.reasons
            if all(step.kind == "answer" or step.id != rule.id for step in reason.chain)
        )
        if reasons:
            left[one.option.id] = one.model_copy(update={"reasons": reasons})
    ordered = [left[option] for option in book.option_by_id if option in left]
    return tuple(sorted(ordered, key=lambda one: one.basis is Basis.IMPLIED))
