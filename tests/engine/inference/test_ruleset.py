"""Compiling the rule book: plain dictionaries in which no rule goes astray."""

import json

from engine import RuleBook
from engine.inference.ruleset import compile_ruleset


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
