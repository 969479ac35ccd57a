"""Compiling the rule book to the definition of a durable_rules ruleset: plain dictionaries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.rule_book.records import LOCATION_ANSWER, WarningSign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.rule_book.records import Rule, RuleBook, When


def compile_ruleset(book: RuleBook) -> dict[str, dict[str, Any]]:
    """Compile a rule book to the definition of a durable_rules ruleset.

    Args:
        book: A rule book, as `load_rule_book` returns it.

    Returns:
        A fresh definition: rule id to pattern, salience and the name of the action, which is the
        rule id again. durable_rules changes what it is given, so it is never handed out twice.
    """
    return {
        rule.id: {
            "all": [{"m": _pattern(rule)}],
            "pri": book.salience[rule.id],
            "run": rule.id,
        }
        for rule in book.rules.values()
    }


def _pattern(rule: Rule) -> dict[str, Any]:
    if isinstance(rule, WarningSign):
        return {"warning_sign": rule.id}
    tests = list(_tests(rule.when))
    return tests[0] if len(tests) == 1 else {"$and": tests}


def _tests(when: When) -> Iterator[dict[str, str]]:
    if when.condition is None:
        # Every fact carries the location; a rule on the location alone means the answer itself.
        yield {"answer": LOCATION_ANSWER}
    else:
        yield {"condition": when.condition}
    if when.location is not None:
        yield {"location": when.location}
    if when.region is not None:
        yield {"region": when.region}
