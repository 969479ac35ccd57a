"""The stepper retells a trace as the engine ran it: memory, agenda, the rule that fires."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from engine import Answers, InferenceError, Outcome, explore
from engine.analysis.stepper import TraceStep, trace_steps
from engine.rule_book.loading import default_rule_book
from engine.rule_book.records import RuleKind, WarningSign

if TYPE_CHECKING:
    from engine.inference.facts import FactPath

BOOK = default_rule_book()


def everything_at(location: str) -> Answers:
    """All conditions and all warning signs that are asked for at a location."""
    return Answers(
        location=location,
        conditions=frozenset(
            c.id for c in BOOK.conditions_offered_at(location) if not c.stands_alone
        ),
        warning_signs=frozenset(s.id for s in BOOK.warning_signs_asked_at(location)),
    )


def outcomes_at(location: str) -> list[Outcome]:
    """The outcome of each condition on its own, and of everything at once."""
    singles = [
        Answers(location=location, conditions=frozenset({condition}))
        for condition in BOOK.condition_by_id
    ]
    return [explore(answers) for answers in (*singles, everything_at(location))]


def condition_of(path: FactPath) -> str | None:
    """The condition that a fact holds, told from its path."""
    *_, last = str(path).split("/")
    if last in BOOK.condition_by_id:
        return last
    return next((rule.then for rule in BOOK.implications if rule.id == last), None)


def activations(paths: list[FactPath], location: str) -> set[tuple[str, FactPath]]:
    """Every rule that matches a fact, worked out from the rule book alone."""
    region = BOOK.location_by_id[location].region
    found = set()
    for path in paths:
        for rule in BOOK.rules.values():
            if isinstance(rule, WarningSign):
                matches = str(path) == rule.id
            else:
                when = rule.when
                matches = (
                    (str(path) == "location" if when.condition is None else True)
                    and when.condition in {None, condition_of(path)}
                    and when.location in {None, location}
                    and when.region in {None, region}
                )
            if matches:
                found.add((rule.id, path))
    return found


@pytest.mark.parametrize("location", BOOK.location_by_id)
def test_the_agenda_is_what_matches_and_has_not_fired(location: str) -> None:
    """At each step the agenda is every match of the facts so far, less what has fired."""
    for outcome in outcomes_at(location):
        fired: set[tuple[str, FactPath]] = set()
        steps = trace_steps(outcome, BOOK)
        for step in steps:
            facts = [fact.path for fact in step.memory]
            matching = activations(facts, outcome.answers.location)
            assert {(a.rule, a.fact) for a in step.agenda} == matching - fired
            fired.add((step.activation.rule, step.activation.fact))
        assert len(steps[-1].agenda) == 1, "nothing is left on the agenda after the last firing"


@pytest.mark.parametrize("location", BOOK.location_by_id)
def test_the_first_of_the_agenda_fires(location: str) -> None:
    """The steps are the trace, in order; each fires the activation of the highest salience."""
    for outcome in outcomes_at(location):
        steps = trace_steps(outcome, BOOK)
        assert [(s.step, s.activation.rule, s.activation.fact, s.concludes) for s in steps] == [
            (f.step, f.rule, f.fact, f.concludes) for f in outcome.trace
        ]
        for step in steps:
            assert step.agenda[0] == step.activation
            places = [BOOK.salience[activation.rule] for activation in step.agenda]
            assert places == sorted(places)
            assert step.words
        assert steps[-1].activation.kind is RuleKind.CLOSING


@pytest.mark.parametrize("location", BOOK.location_by_id)
def test_memory_grows_by_what_is_derived(location: str) -> None:
    """Memory starts with the answers and gains one fact with each implication, and no other."""
    for outcome in outcomes_at(location):
        steps = trace_steps(outcome, BOOK)
        answers = outcome.answers
        start = {"location", *answers.conditions, *answers.warning_signs}
        assert {str(fact.path) for fact in steps[0].memory} == start
        assert {fact.since for fact in steps[0].memory} == {0}
        for step, following in pairwise(steps):
            assert (step.derived is not None) == (step.activation.kind is RuleKind.IMPLICATION)
            added = (step.derived,) if step.derived else ()
            assert following.memory == (*step.memory, *added)
            for fact in added:
                assert fact.since == step.step
                assert condition_of(fact.path) == step.concludes[0]


def step_of(steps: tuple[TraceStep, ...], rule: str) -> TraceStep:
    """The step at which a rule fires."""
    return next(step for step in steps if step.activation.rule == rule)


def test_the_words_of_facts_and_rules() -> None:
    """Facts and rules are told in the rule book's own words, and derived facts from where."""
    answers = Answers(
        location="neck",
        conditions=frozenset({"facet_joint_arthritis"}),
        warning_signs=frozenset({"chest_pain"}),
    )
    steps = trace_steps(explore(answers), BOOK)
    sign = BOOK.warning_sign_by_id["chest_pain"]
    place = BOOK.location_by_id["neck"].in_words
    named = BOOK.condition_by_id["facet_joint_arthritis"].in_words
    implied = BOOK.condition_by_id["back_neck_pain"].in_words
    assert [fact.words for fact in steps[0].memory] == [sign.name, place, named]
    derives = step_of(steps, "arthritis_causes_back_neck_pain")
    assert derives.derived is not None
    assert derives.derived.words == f"{implied}, from {named}"
    assert steps[0].words == f"{sign.action} {sign.why}"
    listing = step_of(steps, "radiofrequency_ablation_for_facet_joint_arthritis")
    assert listing.words == f"The document lists radiofrequency ablation for {named}."


def test_a_trace_that_does_not_hold_together_is_refused() -> None:
    """A rule that fires before its fact is known, or out of turn, is an error that names it."""
    outcome = explore(Answers(location="neck", conditions=frozenset({"arthritis"})))
    turned = outcome.model_copy(update={"trace": outcome.trace[::-1]})
    with pytest.raises(InferenceError, match="'consult_a_specialist' fired on 'location'"):
        trace_steps(turned, BOOK)
    derived = next(f for f in outcome.trace if "/" in str(f.fact))
    early = outcome.model_copy(update={"trace": (derived,)})
    with pytest.raises(InferenceError, match=r"not the first activation"):
        trace_steps(early, BOOK)
