"""Forward chaining: nothing is lost, nothing is silent, nothing is left behind."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import engine.inference.forward_chaining
from engine import Answers, Explorer, InferenceError, Outcome, RuleBook
from engine.inference.facts import derived_fact, initial_facts
from engine.inference.forward_chaining import Inference, RuleFiring
from engine.inference.ruleset import compile_ruleset
from engine.rule_book.loading import default_rule_book
from engine.rule_book.records import RuleKind
from tests.engine import oracle
from tests.engine.account import COMBINABLE, EVERY_PAIR, EVERY_SINGLE
from tests.engine.child import run_child

a_visitor = st.builds(
    Answers,
    location=st.sampled_from(oracle.LOCATIONS),
    conditions=st.frozensets(st.sampled_from(COMBINABLE), min_size=1),
    warning_signs=st.frozensets(st.sampled_from(tuple(default_rule_book().warning_sign_by_id))),
)


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


def firings(inference: Inference, facts: list[dict[str, str]]) -> list[tuple[str, str]]:
    """What fires on some facts: each rule, with the path of its fact."""
    return [(firing.rule.id, firing.fact["path"]) for firing in inference.run(facts)]


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
    traces = [firings(inference, facts) for inference in inferences * 2]
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


def test_a_ruleset_is_freed_when_its_inference_is_dropped() -> None:
    """Compiling 120 rule books, one after the other, takes no more memory than a few."""
    child = run_child("""
import gc, os
from pathlib import Path
from engine import Answers, Explorer, load_rule_book
from engine.inference import forward_chaining
def memory():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
book = load_rule_book()
answers = Answers(location="neck", conditions=frozenset({"arthritis"}))
gc.freeze()  # the collector need not look at what was there before
def compile_some(number):
    for _ in range(number):
        explorer = Explorer(book)
        assert len(explorer.evaluate(answers).options) == 2
        del explorer
        gc.collect()
compile_some(20)
before = memory()
compile_some(120)
assert len(forward_chaining._dropped_rulesets) <= 1
print(memory() - before, flush=True)
""")
    assert child.returncode == 0, child.stderr
    # Without freeing, a ruleset of this size keeps 0.5 MB and its state as much: 120 MB in all.
    assert int(child.stdout) < 5_000_000


def test_an_inference_outlives_others(book: RuleBook) -> None:
    """Freeing the rulesets of those that were dropped leaves the others as they are."""
    facts = initial_facts(EVERY_SINGLE[0], book)
    first = Inference(book)
    expected = firings(first, facts)
    for _ in range(20):
        assert firings(Inference(book), facts) == expected
    assert firings(first, facts) == expected


def test_rule_books_can_be_compiled_by_several_threads(book: RuleBook) -> None:
    """Compiling, evaluating and freeing at the same time do not stand in each other's way."""
    facts = initial_facts(EVERY_SINGLE[0], book)
    expected = firings(Inference(book), facts)

    def compile_and_run(_: int) -> bool:
        return all(firings(Inference(book), facts) == expected for _ in range(5))

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(compile_and_run, range(8)))


# --- One working memory, for one visitor after the other -----------------------------------------


@given(visitors=st.lists(a_visitor, min_size=2, max_size=4))
def test_nothing_of_one_visitor_reaches_the_next(
    explorer: Explorer, visitors: list[Answers]
) -> None:
    """What fires, on which facts and in which order, is as in an inference that is new."""
    book = explorer.book
    inference = Inference(book)
    for answers in visitors:
        facts = initial_facts(answers, book)
        assert inference.run(facts) == Inference(book).run(facts)


def test_facts_are_taken_out_in_the_order_in_which_they_were_asserted(book: RuleBook) -> None:
    """Each once, those that rules derived last: in another order the library reads astray."""
    inference = Inference(book)
    ruleset = inference._ruleset  # noqa: SLF001 - no public way
    asserted: list[dict[str, str]] = []
    retracted: list[dict[str, str]] = []
    asserts, retracts = ruleset.assert_fact, ruleset.retract_facts

    def assert_fact(fact: dict[str, str]) -> Any:  # noqa: ANN401
        asserted.append(fact)
        return asserts(fact)

    def retract_facts(facts: list[dict[str, str]]) -> None:
        retracted.extend(facts)
        retracts(facts)

    ruleset.assert_fact, ruleset.retract_facts = assert_fact, retract_facts
    for answers in EVERY_PAIR[::7]:
        inference.run(initial_facts(answers, book))
    assert any("/" in fact["path"] for fact in asserted)
    assert asserted == retracted


def test_facts_that_are_left_are_an_error(book: RuleBook) -> None:
    """Were a fact left behind, the library would be found out, and no visitor would meet it."""
    inference = Inference(book)
    ruleset = inference._ruleset  # noqa: SLF001 - no public way
    facts = [initial_facts(answers, book) for answers in EVERY_SINGLE[:2]]
    expected = [firings(Inference(book), some) for some in facts]
    retracts = ruleset.retract_facts
    ruleset.retract_facts = lambda facts: retracts(facts if len(facts) == 1 else facts[1:])
    with pytest.raises(InferenceError, match="keeps facts"):
        inference.run(facts[0])
    ruleset.retract_facts = retracts
    assert [firings(inference, some) for some in facts] == expected


@pytest.mark.parametrize(
    "interrupted",
    [
        "location",
        "facet_joint_arthritis",
        "facet_joint_arthritis/facet_joint_arthritis_is_arthritis",
    ],
)
def test_an_interrupted_evaluation_leaves_nothing(book: RuleBook, interrupted: str) -> None:
    """Whichever fact an evaluation ends at, an answer or a derived one, the next is as if alone."""
    inference = Inference(book)
    facts = initial_facts(Answers(location="neck", conditions={"facet_joint_arthritis"}), book)
    expected = firings(inference, facts)
    ruleset = inference._ruleset  # noqa: SLF001 - no public way
    asserts = ruleset.assert_fact

    def interrupt(fact: dict[str, str]) -> Any:  # noqa: ANN401
        if fact["path"] == interrupted:
            raise KeyboardInterrupt
        return asserts(fact)

    ruleset.assert_fact = interrupt
    # The library swallows what an action raises, and tells of it.
    with pytest.raises((KeyboardInterrupt, InferenceError)):
        inference.run(facts)
    ruleset.assert_fact = asserts
    assert firings(inference, facts) == expected


@pytest.mark.parametrize("refused", [0, 1])
def test_a_refused_fact_leaves_no_state_behind(refused: int) -> None:
    """An error while asserting, with the first fact or a later one, does not fill the ruleset."""
    child = run_child(f"""
from engine import InferenceError, load_rule_book
from engine.inference.forward_chaining import Inference
inference = Inference(load_rule_book())
facts = [
    {{"path": "location", "answer": "location", "location": "leg"}},
    {{"path": "sciatica", "condition": "sciatica", "location": "leg"}},
]
def fired():
    return [(firing.rule.id, firing.fact["path"]) for firing in inference.run(facts)]
expected = fired()
right = inference._ruleset.assert_fact
def refuse(fact):
    if fact["path"] == facts[{refused}]["path"]:
        raise RuntimeError("refused")
    return right(fact)
for _ in range(1_200):
    inference._ruleset.assert_fact = refuse
    try:
        inference.run(facts)
    except InferenceError as error:
        assert "refuses the fact" in str(error) and "refused" in str(error), error
    else:
        raise AssertionError("the error was lost")
inference._ruleset.assert_fact = right
assert fired() == expected
print("alive", flush=True)
""")
    assert child.returncode == 0, child.stderr
    assert child.stdout == "alive\n"


def test_facts_on_which_no_rule_fires_leave_no_state_behind() -> None:
    """Nor do facts from which nothing follows, however often they are run."""
    child = run_child("""
from engine import InferenceError, load_rule_book
from engine.inference.forward_chaining import Inference
inference = Inference(load_rule_book())
for _ in range(1_200):
    try:
        inference.run([{"path": "nothing", "condition": "nothing"}])
    except InferenceError as error:
        assert "no rule fires" in str(error), error
location = {"path": "location", "answer": "location", "location": "arm"}
assert len(inference.run([location])) == 3
print("alive", flush=True)
""")
    assert child.returncode == 0, child.stderr
    assert child.stdout == "alive\n"
