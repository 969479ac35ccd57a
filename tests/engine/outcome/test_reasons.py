"""From firings to an outcome: every reason can be followed, the closing rule is last."""

import pytest

from engine import Answers, InferenceError, Outcome, RuleBook
from engine.inference.forward_chaining import RuleFiring
from engine.outcome.reasons import OutcomeBuilder
from engine.outcome.records import Basis
from engine.rule_book.records import Closing, Implication, Indication, RuleKind
from tests.engine.account import EVERY_SINGLE

Outcomes = dict[Answers, Outcome]


def test_every_chain_can_be_followed(outcomes: Outcomes, book: RuleBook) -> None:
    """Each chain leads from an answer, rule by rule, to the option: no step is missing."""
    for answers, outcome in outcomes.items():
        region = book.location_by_id[answers.location].region
        for listed in outcome.options:
            for reason in listed.reasons:
                answer, *steps = reason.chain
                assert answer.kind == "answer"
                assert answer.id in {answers.location, *answers.conditions}, answers
                holds = answer.concludes
                for step in steps:
                    rule = book.rules[step.id]
                    assert isinstance(rule, Implication | Indication)
                    assert step.kind == rule.kind
                    assert rule.when.condition in {holds, None}, answers
                    assert rule.when.condition is not None or holds == answers.location
                    assert rule.when.location in {answers.location, None}, answers
                    assert rule.when.region in {region, None}, answers
                    assert step.concludes == rule.then
                    holds = step.concludes
                assert holds == listed.option.id, answers
                assert steps[-1].id == reason.rule
                assert steps[-1].kind == "indication"


def test_a_reason_s_basis_is_what_its_chain_shows(outcomes: Outcomes, book: RuleBook) -> None:
    """A reason is implied if an implication is in its chain, and editorial if one of ours is."""
    for answers, outcome in outcomes.items():
        for listed in outcome.options:
            for reason in listed.reasons:
                rules = [book.rules[step.id] for step in reason.chain[1:-1]]
                expected = Basis.IMPLIED if rules else Basis.LISTED
                assert expected is reason.basis, answers
                ours = [rule for rule in rules if isinstance(rule, Implication) and rule.editorial]
                assert bool(ours) is reason.editorial, answers


def test_a_reason_cites_every_rule_of_its_chain(outcomes: Outcomes, book: RuleBook) -> None:
    """The citations of a reason are those of its rules, in the order of the chain."""
    cited = {rule.id: rule.citations for rule in book.implications}
    cited |= {rule.id: rule.citations for rule in book.indications}
    for answers, outcome in outcomes.items():
        for listed in outcome.options:
            for reason in listed.reasons:
                expected = [c for s in reason.chain[1:] for c in cited[s.id]]
                assert expected == list(reason.citations), answers


def test_the_most_direct_reason_stands_first(outcomes: Outcomes) -> None:
    """Listed before implied, the document's before ours, the shorter chain before the longer."""
    for answers, outcome in outcomes.items():
        for listed in outcome.options:
            directness = [(r.basis is Basis.IMPLIED, r.editorial) for r in listed.reasons]
            assert sorted(directness) == directness, answers
            assert listed.basis is listed.reasons[0].basis
            assert listed.editorial is all(reason.editorial for reason in listed.reasons)


def test_every_indication_that_fired_is_a_reason(outcomes: Outcomes) -> None:
    """Between the firings and the reasons nothing is lost and nothing is added."""
    for answers, outcome in outcomes.items():
        fired = [f.rule for f in outcome.trace if f.kind is RuleKind.INDICATION]
        reasons = [reason.rule for listed in outcome.options for reason in listed.reasons]
        assert sorted(fired) == sorted(reasons), answers


def test_the_trace_tells_of_the_rules(singles: Outcomes, book: RuleBook) -> None:
    """Each firing has its step, and the kind and the salience of its rule."""
    for outcome in singles.values():
        trace = outcome.trace
        assert [firing.step for firing in trace] == list(range(1, len(trace) + 1))
        for firing in trace:
            assert firing.kind is book.rules[firing.rule].kind
            assert firing.salience == book.salience[firing.rule]


def test_an_outcome_without_firings_is_refused(book: RuleBook) -> None:
    """Without a single firing there is no outcome to show."""
    with pytest.raises(InferenceError, match="must fire last; last was 'nothing'"):
        OutcomeBuilder(book).build(EVERY_SINGLE[0], [])


def test_an_outcome_whose_last_rule_is_another_is_refused(book: RuleBook) -> None:
    """Whichever rule fires after the closing one, or in its place, the outcome is not shown."""
    fact = {"path": "location", "location": "head"}
    closing = RuleFiring(book.closing, fact)
    for rule in book.rules.values():
        if isinstance(rule, Closing):
            continue
        for firings in ([RuleFiring(rule, fact)], [closing, RuleFiring(rule, fact)]):
            with pytest.raises(InferenceError, match=f"last; last was '{rule.id}'"):
                OutcomeBuilder(book).build(EVERY_SINGLE[0], firings)
