"""Compiling the rule book: plain dictionaries in which no rule, and no priority, goes astray."""

import json

from engine import RuleBook
from engine.inference.facts import derived_fact, initial_facts
from engine.inference.ruleset import compile_ruleset
from tests.engine.account import EVERY_PAIR, EVERY_SINGLE


def test_every_rule_is_compiled(book: RuleBook) -> None:
    """Each rule of the book is one rule of the ruleset, with its salience and its own action."""
    compiled = compile_ruleset(book)
    assert list(book.rules) == list(compiled)
    for rule, definition in compiled.items():
        assert set(definition) == {"all", "pri", "run"}
        assert definition["pri"] == book.salience[rule]
        assert definition["run"] == rule


def test_a_definition_is_fresh(book: RuleBook) -> None:
    """durable_rules changes what it is given, so no two compilations share anything."""
    first, second = compile_ruleset(book), compile_ruleset(book)
    assert first == second
    for definition in first.values():
        definition.clear()
    assert second == compile_ruleset(book)


def test_an_antecedent_looks_at_one_fact(book: RuleBook) -> None:
    """A pattern is one equality or several that must hold of one fact: no joins, no negation."""
    for rule, definition in compile_ruleset(book).items():
        (antecedent,) = definition["all"]
        (pattern,) = antecedent.values()
        for test in pattern.get("$and", [pattern]):
            ((field, constant),) = test.items()
            assert field in {"answer", "condition", "location", "region", "warning_sign"}, rule
            assert isinstance(constant, str), rule


def test_a_definition_is_json(book: RuleBook) -> None:
    """What is handed to the library's own parser holds plain words of the vocabulary only."""
    text = json.dumps(compile_ruleset(book))
    assert text.isascii()
    assert "\\" not in text


def test_facts_hold_no_blanks(book: RuleBook) -> None:
    """A key without a value is left out: None would satisfy a test for its presence."""
    for answers in EVERY_SINGLE:
        for fact in initial_facts(answers, book):
            assert all(isinstance(value, str) and value for value in fact.values()), answers


def test_facts_are_the_answers(book: RuleBook) -> None:
    """The location is one fact and each condition another, in the order of the rule book."""
    for answers in (*EVERY_SINGLE, *EVERY_PAIR):
        location, *conditions = initial_facts(answers, book)
        assert location["answer"] == "location"
        assert "condition" not in location
        assert [c.id for c in book.conditions if c.id in answers.conditions] == [
            fact["condition"] for fact in conditions
        ]
        region = book.location_by_id[answers.location].region
        for fact in (location, *conditions):
            assert fact["location"] == answers.location
            assert fact.get("region") == region


def test_every_fact_is_unlike_every_other(book: RuleBook) -> None:
    """No two facts of one visitor have the same path."""
    for answers in EVERY_PAIR:
        paths = [fact["path"] for fact in initial_facts(answers, book)]
        assert len(paths) == len(set(paths)), answers


def test_a_derived_fact_says_where_it_came_from() -> None:
    """A derived fact is at the same place, and its path grows by the rule that derived it."""
    fact = {"path": "migraine", "condition": "migraine", "location": "neck", "region": "spine"}
    derived = derived_fact(fact, "migraine_causes_headache", "headache")
    assert derived == {
        "path": "migraine/migraine_causes_headache",
        "condition": "headache",
        "location": "neck",
        "region": "spine",
    }
    del fact["region"]
    assert "region" not in derived_fact(fact, "migraine_causes_headache", "headache")
