"""Compiling the rule book to a durable_rules ruleset: plain dictionaries, no engine yet.

A fact is a flat dictionary. The location of the pain is one fact, each condition and each warning
sign another, and each condition that a rule derives one more. Every fact carries the location and
the region, so that an antecedent looks at one fact only and the engine needs no joins. Its `path`
says where it came from (the answer, then the ids of the rules that derived it), which makes each
fact unlike every other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.rule_book import WarningSign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.outcome import Answers
    from engine.rule_book import Rule, RuleBook, When

Fact = dict[str, str]
PATH_SEPARATOR = "/"
LOCATION_PATH = "location"


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


def initial_facts(answers: Answers, book: RuleBook) -> list[Fact]:
    """The facts that the answers put into working memory, in a settled order."""
    location = book.location_by_id[answers.location]
    where: Fact = {"location": location.id}
    if location.region is not None:
        where["region"] = location.region
    return [
        *(
            {"path": sign, "warning_sign": sign, **where}
            for sign in book.warning_sign_by_id
            if sign in answers.warning_signs
        ),
        {"path": LOCATION_PATH, "answer": "location", **where},
        *(
            {"path": condition, "condition": condition, **where}
            for condition in book.condition_by_id
            if condition in answers.conditions
        ),
    ]


def derived_fact(fact: Fact, rule: str, condition: str) -> Fact:
    """The fact that a rule derives from another: a condition at the same location."""
    derived = {"path": f"{fact['path']}{PATH_SEPARATOR}{rule}", "condition": condition}
    derived |= {key: fact[key] for key in ("location", "region") if key in fact}
    return derived


def _pattern(rule: Rule) -> dict[str, Any]:
    if isinstance(rule, WarningSign):
        return {"warning_sign": rule.id}
    tests = list(_tests(rule.when))
    return tests[0] if len(tests) == 1 else {"$and": tests}


def _tests(when: When) -> Iterator[dict[str, str]]:
    if when.condition is None:
        # Every fact carries the location; a rule on the location alone means the answer itself.
        yield {"answer": "location"}
    else:
        yield {"condition": when.condition}
    if when.location is not None:
        yield {"location": when.location}
    if when.region is not None:
        yield {"region": when.region}
