"""Words that explanations share: joining words, and what each rule says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.inference.facts import PATH_SEPARATOR
from engine.outcome.reasons import rule_in_words
from engine.rule_book.records import LOCATION_PATH, Implication, WarningSign

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.answers import Answers
    from engine.outcome.records import Firing
    from engine.rule_book.records import RuleBook

EXAMPLES = (
    "The lists in the document are examples. A treatment that is not listed here may still help "
    "you. Ask about it."
)


def joined(parts: Sequence[str], word: str = "and") -> str:
    """Words joined as a sentence joins them: a, b and c."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def said(answers: Answers, book: RuleBook) -> str:
    """What was answered, as part of a sentence: the location, then the conditions."""
    return joined(
        [
            book.location_by_id[answers.location].in_words,
            *(c.in_words for c in book.conditions if c.id in answers.conditions),
        ]
    )


def firing_words(firing: Firing, book: RuleBook) -> str:
    """What the rule of a firing says, in whole sentences; a warning sign says why as well."""
    rule = book.rules[firing.rule]
    words = rule_in_words(rule, book)
    return f"{words} {rule.why}" if isinstance(rule, WarningSign) else words


def fact_words(path: str, answers: Answers, book: RuleBook) -> str:
    """A fact of working memory as part of a sentence.

    Args:
        path: Where the fact came from, as a firing names it.
        answers: What was answered.
        book: The rule book.

    Returns:
        Such as "a slipped disc", or "back or neck pain, from a slipped disc".
    """
    start = origin_words(path, answers, book)
    *_, last = path.split(PATH_SEPARATOR)
    rule = book.rules.get(last)
    if PATH_SEPARATOR in path and isinstance(rule, Implication):
        return f"{book.condition_by_id[rule.then].in_words}, from {start}"
    return start


def origin_words(path: str, answers: Answers, book: RuleBook) -> str:
    """The answer from which a fact came, as part of a sentence."""
    answer = path.split(PATH_SEPARATOR, maxsplit=1)[0]
    if answer == LOCATION_PATH:
        return book.location_by_id[answers.location].in_words
    if answer in book.condition_by_id:
        return book.condition_by_id[answer].in_words
    return book.warning_sign_by_id[answer].name
