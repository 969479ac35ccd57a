"""The answers that make a rule fire, and the expressions that say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.exchange.fhir.expressions import expression, in_words
from engine.exchange.ways import WaysOfRules
from engine.rule_book.records import ConditionalRule
from tests.engine.exchange.responses import holds

if TYPE_CHECKING:
    from engine import RuleBook

SPINE = frozenset({"neck", "upper_back", "lower_back"})


def test_what_never_fires_is_false(book: RuleBook) -> None:
    """Where no answers lead to a rule, its expression is valid all the same."""
    assert expression({}, book) == "false"
    assert in_words({}, book) == "No answers lead here"


def test_a_location_that_is_enough_asks_for_no_condition_there(book: RuleBook) -> None:
    """Pain in the back is back pain, whatever was named; elsewhere the condition is asked for."""
    ways = WaysOfRules(book)["nerve_block_for_back_neck_pain"]
    assert ways == {None: SPINE, "back_neck_pain": frozenset(book.location_by_id)}


def test_implications_are_followed_through_each_other(book: RuleBook) -> None:
    """Before an indication for back pain stand arthritis and what is an arthritis."""
    rule = book.rules["nerve_block_for_back_neck_pain"]
    assert isinstance(rule, ConditionalRule)
    before = [one.id for one in WaysOfRules(book).implications_before(rule)]
    assert "arthritis_causes_back_neck_pain" in before
    assert "facet_joint_arthritis_is_arthritis" in before
    assert "migraine_causes_headache" not in before


def test_an_option_that_is_never_listed_has_no_ways(book: RuleBook) -> None:
    """What the document names with no condition is listed for no answers."""
    indicated = {indication.then for indication in book.indications}
    for option in book.option_by_id:
        assert bool(WaysOfRules(book).of_option(option)) == (option in indicated)


@pytest.mark.parametrize(
    "text",
    [
        "%resource.item.answer.value.code",
        "%resource.item.where($this in ('a')).exists() xor true",
        "(%resource.item.answer.value.code.where($this in ('a')).exists()",
        "%resource.item.first().where($this in ('a')).exists()",
    ],
)
def test_the_evaluator_of_the_tests_refuses_what_it_does_not_know(text: str) -> None:
    """An expression outside its part of FHIRPath is an error, not an answer."""
    with pytest.raises((AssertionError, IndexError)):
        holds(text, {"item": []})
