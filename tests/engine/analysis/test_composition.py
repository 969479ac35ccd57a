"""The outcome of a set of conditions is the union of the outcomes of its members."""

from __future__ import annotations

from hypothesis import given

from engine import Answers, Explorer, Outcome
from engine.rule_book.loading import default_rule_book
from tests.engine.account import EVERY_PAIR, several_conditions

Reasons = dict[str, set[str]]
EXPLORER = Explorer(default_rule_book())


def reasons_of(outcome: Outcome) -> Reasons:
    """Every reason of every option, as text: chain, basis, editorial, citations."""
    return {
        listed.option.id: {reason.model_dump_json() for reason in listed.reasons}
        for listed in outcome.options
    }


def is_the_union(whole: Outcome, parts: list[Outcome]) -> None:
    """All of the outcome but its trace follows from those of the members."""
    union: Reasons = {}
    for part in parts:
        for option, reasons in reasons_of(part).items():
            union.setdefault(option, set()).update(reasons)
    assert reasons_of(whole) == union
    for listed in whole.options:
        of_parts = [one for part in parts for one in part.options if one.option == listed.option]
        assert listed.basis == min(of_parts, key=lambda one: one.basis == "implied").basis
        assert listed.editorial == all(one.editorial for one in of_parts)
    named = [{option.id for option in part.also_named} for part in parts]
    assert {option.id for option in whole.also_named} == set.intersection(*named)
    for part in parts:
        assert whole.alternatives == part.alternatives
        assert whole.consult == part.consult
        assert whole.urgent == part.urgent == ()
        assert whole.if_found == part.if_found == ()


def members(answers: Answers) -> list[Answers]:
    """The answers with one of the conditions each."""
    return [
        Answers(location=answers.location, conditions=frozenset({one}))
        for one in sorted(answers.conditions)
    ]


def test_every_pair_is_the_union_of_its_members(outcomes: dict[Answers, Outcome]) -> None:
    """At every location, every pair of conditions."""
    for pair in EVERY_PAIR:
        is_the_union(outcomes[pair], [outcomes[one] for one in members(pair)])


@given(several_conditions)
def test_any_set_is_the_union_of_its_members(answers: Answers) -> None:
    """Larger sets add nothing and take nothing away."""
    parts = [EXPLORER.explore(one) for one in members(answers)]
    is_the_union(EXPLORER.evaluate(answers), parts)
