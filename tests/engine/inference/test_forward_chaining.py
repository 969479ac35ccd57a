"""Forward chaining: nothing is lost, nothing is silent, nothing is left behind."""

import threading
from typing import Any

import pytest

import engine.inference.forward_chaining
from engine import Answers, Explorer, InferenceError, Outcome, RuleBook
from engine.inference.facts import derived_fact, initial_facts
from engine.inference.forward_chaining import Inference, RuleFiring
from engine.inference.ruleset import compile_ruleset
from engine.rule_book.records import RuleKind
from tests.engine.account import EVERY_SINGLE
from tests.engine.child import run_child


def answers_on_which(rule: str, explorer: Explorer) -> Answers:
    """Some answers on which a rule fires."""
    signs = [
        Answers(location=sign.locations[0], conditions={"not_sure"}, warning_signs={sign.id})
        for sign in explorer.book.warning_signs
        if sign.id == rule
    ]
    return next(
        answers
        for answers in (*signs, *EVERY_SINGLE)
        if rule in {firing.rule for firing in explorer.evaluate(answers).trace}
    )


def test_two_rules_that_conclude_one_option_both_count(explorer: Explorer) -> None:
    """An option that two rules list is there once, with both rules as its reasons."""
    outcome = explorer.evaluate(Answers(location="arm", conditions={"crps", "cancer_pain"}))
    rules = {o.option.id: [reason.rule for reason in o.reasons] for o in outcome.options}
    assert rules == {
        option: [f"{option}_for_crps", f"{option}_for_cancer_pain"]
        if option != "intrathecal_drug_delivery"
        else [f"{option}_for_cancer_pain", f"{option}_for_crps"]
        for option in ("nerve_block", "spinal_cord_stimulation", "intrathecal_drug_delivery")
    }


def test_two_rules_that_derive_one_condition_both_count(explorer: Explorer) -> None:
    """A condition that two answers amount to leads to its options by both ways."""
    outcome = explorer.evaluate(
        Answers(location="head", conditions={"migraine", "tension_headache"})
    )
    chains = {
        o.option.id: {tuple(step.id for step in reason.chain) for reason in o.reasons}
        for o in outcome.options
    }
    assert chains == {
        option: {
            (cause, f"{cause}_causes_headache", f"{option}_for_headache")
            for cause in ("tension_headache", "migraine")
        }
        for option in ("nerve_block", "trigger_point_injection")
    }


def test_one_rule_that_fires_on_two_facts_counts_twice(explorer: Explorer) -> None:
    """Arthritis answered and arthritis derived each fire the rules on arthritis."""
    outcome = explorer.evaluate(
        Answers(location="neck", conditions={"arthritis", "facet_joint_arthritis"})
    )
    facts = [str(f.fact) for f in outcome.trace if f.rule == "arthritis_causes_back_neck_pain"]
    assert facts == ["arthritis", "facet_joint_arthritis/facet_joint_arthritis_is_arthritis"]
    reasons = {o.option.id: len(o.reasons) for o in outcome.options}
    assert reasons == {
        "facet_joint_injection": 2,
        "radiofrequency_ablation": 1,
        "nerve_block": 3,
    }


def test_no_two_firings_are_alike(outcomes: dict[Answers, Outcome]) -> None:
    """A rule fires once on a fact, and each fact has a path of its own."""
    for answers, outcome in outcomes.items():
        firings = [(f.rule, f.fact) for f in outcome.trace]
        assert len(firings) == len(set(firings)), answers


def test_the_kinds_of_rule_fire_one_after_the_other(outcomes: dict[Answers, Outcome]) -> None:
    """Implications fire before indications, and so on in the order of the kinds."""
    order = list(RuleKind)
    for answers, outcome in outcomes.items():
        kinds = [order.index(firing.kind) for firing in outcome.trace]
        assert sorted(kinds) == kinds, answers


def test_a_fact_from_which_nothing_follows_is_no_error(explorer: Explorer) -> None:
    """Something else in the arm matches no rule on conditions; the rules for all answers fire."""
    outcome = explorer.evaluate(Answers(location="arm", conditions={"something_else"}))
    assert [firing.kind for firing in outcome.trace] == [
        RuleKind.ALSO_NAMED,
        RuleKind.LIMITS,
        RuleKind.CLOSING,
    ]


def test_a_rule_whose_action_raises_is_named(
    explorer: Explorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever rule fails, the error names that rule, and the next evaluation is right."""
    for rule in explorer.book.rules.values():
        answers = answers_on_which(rule.id, explorer)
        right = explorer.evaluate(answers)

        def fail(fired: Any, *rest: Any, failing: Any = rule) -> RuleFiring:  # noqa: ANN401
            if fired is failing:
                raise ZeroDivisionError("this rule fails")
            return RuleFiring(fired, *rest)

        with monkeypatch.context() as patch:
            patch.setattr(engine.inference.forward_chaining, "RuleFiring", fail)
            with pytest.raises(InferenceError, match="this rule fails") as caught:
                explorer.evaluate(answers)
        assert f"rule {rule.id!r} " in str(caught.value)
        assert right == explorer.evaluate(answers), rule.id


def test_an_implication_that_cannot_derive_is_named(
    explorer: Explorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An implication whose fact cannot be made is an error that names it, not a lost option."""
    for implication in explorer.book.implications:
        answers = answers_on_which(implication.id, explorer)
        right = explorer.evaluate(answers)

        def fail(fact: Any, rule: str, then: str, failing: str = implication.id) -> Any:  # noqa: ANN401
            if rule == failing:
                raise ZeroDivisionError("no fact today")
            return derived_fact(fact, rule, then)

        with monkeypatch.context() as patch:
            patch.setattr(engine.inference.forward_chaining, "derived_fact", fail)
            with pytest.raises(InferenceError, match="no fact today") as caught:
                explorer.evaluate(answers)
        assert f"rule {implication.id!r} " in str(caught.value)
        assert right == explorer.evaluate(answers), implication.id


def test_a_failed_outcome_is_not_remembered(
    explorer: Explorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an inference that failed, exploring the same answers again is right."""
    fresh = Explorer(explorer.book)
    answers = Answers(location="head", conditions={"migraine"})
    with monkeypatch.context() as patch:
        patch.setattr(engine.inference.forward_chaining, "derived_fact", None)
        with pytest.raises(InferenceError):
            fresh.explore(answers)
    assert explorer.evaluate(answers) == fresh.explore(answers)


def test_a_derived_fact_alike_to_another_is_an_error(
    explorer: Explorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were two facts alike to the letter, the engine would say so and not lose one."""

    def pathless(fact: dict[str, str], _rule: str, condition: str) -> dict[str, str]:
        return {"path": "same", "condition": condition, "location": fact["location"]}

    monkeypatch.setattr(engine.inference.forward_chaining, "derived_fact", pathless)
    with pytest.raises(InferenceError):
        explorer.evaluate(Answers(location="head", conditions={"migraine", "tension_headache"}))


def test_no_threads_are_started(book: RuleBook) -> None:
    """Compiling and evaluating leave no thread behind."""
    before = set(threading.enumerate())
    Inference(book).run(initial_facts(EVERY_SINGLE[0], book))
    assert before == set(threading.enumerate())


def test_a_rule_book_is_compiled_as_often_as_asked(book: RuleBook) -> None:
    """Two inferences over one rule book do not stand in each other's way."""
    facts = initial_facts(EVERY_SINGLE[0], book)
    inferences = [Inference(book), Inference(book)]
    traces = [
        [(fired.rule.id, fired.fact["path"]) for fired in inference.run(facts)]
        for inference in inferences * 2
    ]
    assert all(traces[0] == other for other in traces)


@pytest.mark.parametrize("facts", [[], [{"path": "nothing", "condition": "nothing"}]])
def test_facts_on_which_no_rule_fires(facts: list[dict[str, str]]) -> None:
    """Facts on which not one rule fires are an answer or an error, and never a crash."""
    child = run_child(f"""
from engine import InferenceError, load_rule_book
from engine.inference.forward_chaining import Inference
inference = Inference(load_rule_book())
try:
    assert inference.run({facts!r}) == ()
except InferenceError:
    pass
location = {{"path": "location", "answer": "location", "location": "arm"}}
assert len(inference.run([location])) == 3
print("alive", flush=True)
""")
    assert child.returncode == 0, child.stderr
    assert child.stdout == "alive\n"


def test_a_rule_book_that_durable_rules_refuses(
    book: RuleBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the library refuses while compiling is an InferenceError."""

    def compile_to_more(book: RuleBook) -> dict[str, dict[str, Any]]:
        return {
            rule: {**definition, "because": "document"}
            for rule, definition in compile_ruleset(book).items()
        }

    monkeypatch.setattr(engine.inference.forward_chaining, "compile_ruleset", compile_to_more)
    with pytest.raises(InferenceError, match="durable_rules refuses the rule book"):
        Inference(book)
