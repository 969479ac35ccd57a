"""What would be lost without a rule: told from reasons, and the same as a book compiled without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.analysis.book_answers import AnswersOfBook, answers_of_book
from engine.analysis.compare_books import compare_books
from engine.analysis.without_rule import book_without, is_indispensable, without_rule
from engine.explorer import Explorer, default_explorer
from engine.rule_book.loading import RULES_DIRECTORY, default_rule_book, read_rule_book
from engine.rule_book.records import RuleKind
from engine.rule_book.rule_text import rule_text

if TYPE_CHECKING:
    from engine.rule_book.records import Rule

BOOK = default_rule_book()
REST = [rule for rule in BOOK.rules.values() if not is_indispensable(rule, BOOK)]
SAME = ("changes", "answers_changed", "sets", "other_reasons", "presences", "fields")


@pytest.fixture(scope="module")
def answers() -> AnswersOfBook:
    """The rule book of this project with all its answers."""
    return answers_of_book(default_explorer())


@pytest.mark.parametrize("rule", REST, ids=[rule.id for rule in REST])
def test_it_is_what_a_book_compiled_without_the_rule_says(
    rule: Rule, answers: AnswersOfBook
) -> None:
    """Every change, every reason and every count, for each rule that the book can be without."""
    told = without_rule(rule, answers)
    run = compare_books(answers, answers_of_book(Explorer(book_without(rule, BOOK))))
    for field in SAME:
        assert getattr(told, field) == getattr(run, field), field


def test_something_is_lost_without_each_kind_of_rule(answers: AnswersOfBook) -> None:
    """The comparison is not of nothing with nothing."""
    changing = {rule.kind for rule in REST if without_rule(rule, answers).changes}
    assert changing == {*RuleKind} - {RuleKind.LIMITS, RuleKind.CLOSING}
    moved = [
        change
        for rule in REST
        for change in without_rule(rule, answers).changes
        if change.verb == "moved"
    ]
    assert {change.kind for change in moved} >= {"option", "if_found"}


@pytest.mark.parametrize("rule", BOOK.rules.values(), ids=BOOK.rules.keys())
def test_a_rule_is_indispensable_where_the_loader_refuses_the_rest(rule: Rule) -> None:
    """What is said of a rule is what the files say once its text is gone."""
    found = rule_text(rule, RULES_DIRECTORY)
    assert found is not None
    _, errors = read_rule_book(RULES_DIRECTORY, {found.table.file: found.replaced("")})
    assert bool(errors) == is_indispensable(rule, BOOK)
