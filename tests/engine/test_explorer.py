"""The explorer held against the oracle, over every answer that there is."""

import os
import random
import tomllib
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import (
    Answers,
    AnswersError,
    EngineError,
    Explorer,
    Outcome,
    RuleBook,
    UnknownIdError,
    explore,
    load_rule_book,
)
from engine.outcome.records import Basis
from engine.rule_book.records import RuleKind
from tests.engine import oracle
from tests.engine.account import EVERY_PAIR, EVERY_SINGLE, account_of, several_conditions

CASES = Path(__file__).parents[1] / "cases"
STATM = Path("/proc/self/statm")


def named_cases() -> list[Any]:
    """Every case of `tests/cases/`, under its name."""
    return [
        pytest.param(case, id=f"{file.stem}: {case['name']}")
        for file in sorted(CASES.glob("*.toml"))
        for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]
    ]


def memory() -> int:
    """The memory of this process that is in use now, in bytes."""
    return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


# --- Against the oracle --------------------------------------------------------------------------


def test_every_location_with_one_condition_or_two(
    outcomes: dict[Answers, Outcome], book: RuleBook
) -> None:
    """Whatever one or two conditions are answered, the outcome is what the document calls for."""
    assert set(outcomes) == {*EVERY_SINGLE, *EVERY_PAIR}
    for answers, outcome in outcomes.items():
        expected = oracle.expected(answers.location, answers.conditions)
        assert expected == account_of(outcome, book), answers


@given(answers=several_conditions)
def test_any_conditions_together(explorer: Explorer, book: RuleBook, answers: Answers) -> None:
    """However many conditions are answered, the outcome is what the document calls for."""
    expected = oracle.expected(answers.location, answers.conditions)
    assert expected == account_of(explorer.evaluate(answers), book)


@pytest.mark.parametrize("case", named_cases())
def test_named_case(explorer: Explorer, case: dict[str, Any]) -> None:
    """A case that a clinician can read has the options that the document lists for it."""
    outcome = explorer.evaluate(
        Answers(location=case["location"], conditions=frozenset(case["conditions"]))
    )
    actual: dict[Basis, list[str]] = {Basis.LISTED: [], Basis.IMPLIED: []}
    for listed in outcome.options:
        actual[listed.basis].append(listed.option.id)
    expected = {Basis.LISTED: case["listed"], Basis.IMPLIED: case["implied"]}
    assert expected == actual, case["because"]


def test_what_may_be_found_stands_in_the_order_of_the_questionnaire(explorer: Explorer) -> None:
    """`if_found` holds the conditions offered at the location, in the questionnaire's order."""
    for location in oracle.LOCATIONS:
        outcome = explorer.evaluate(Answers(location=location, conditions={"not_sure"}))
        expected = [
            condition
            for condition in oracle.CONDITIONS
            if location in oracle.OFFERED[condition] and condition not in oracle.STAND_ALONE
        ]
        assert expected == [found.condition.id for found in outcome.if_found], location


# --- What holds of every outcome -----------------------------------------------------------------


def test_every_outcome_ends_with_the_closing_advice(
    outcomes: dict[Answers, Outcome], book: RuleBook
) -> None:
    """The closing rule fires once, last, and its advice is in the outcome."""
    for answers, outcome in outcomes.items():
        kinds = [firing.kind for firing in outcome.trace]
        assert kinds[-1] is RuleKind.CLOSING, answers
        assert kinds.count(RuleKind.CLOSING) == 1, answers
        assert outcome.consult.rule == book.closing.id, answers
        assert outcome.consult.says == book.closing.says, answers


def test_every_outcome_names_the_alternatives(
    singles: dict[Answers, Outcome], book: RuleBook
) -> None:
    """Whatever is answered, the alternatives of the document are named."""
    for answers, outcome in singles.items():
        assert book.limits.alternative == outcome.alternatives, answers


def test_every_rule_fires_for_some_answers(
    explorer: Explorer, singles: dict[Answers, Outcome], book: RuleBook
) -> None:
    """No rule of the book is dead."""
    with_a_sign = [
        Answers(location=location, conditions={"not_sure"}, warning_signs={sign.id})
        for sign in book.warning_signs
        for location in sign.locations
    ]
    signed = [explorer.evaluate(answers) for answers in with_a_sign]
    fired = {firing.rule for outcome in (*singles.values(), *signed) for firing in outcome.trace}
    assert set(book.rules) == fired


@given(answers=several_conditions)
def test_several_conditions_hold_every_option_of_each_alone(
    explorer: Explorer, answers: Answers
) -> None:
    """One more condition never takes an option away, nor makes it less direct."""
    together = {listed.option.id: listed.basis for listed in explorer.evaluate(answers).options}
    for condition in answers.conditions:
        alone = explorer.evaluate(
            Answers(location=answers.location, conditions=frozenset({condition}))
        )
        for listed in alone.options:
            assert listed.option.id in together
            if listed.basis is Basis.LISTED:
                assert together[listed.option.id] is Basis.LISTED


@given(answers=several_conditions)
def test_several_conditions_hold_every_reason_of_each_alone(
    explorer: Explorer, answers: Answers
) -> None:
    """One more condition never takes a reason away."""
    together = reasons_of(explorer.evaluate(answers))
    for condition in answers.conditions:
        alone = Answers(location=answers.location, conditions=frozenset({condition}))
        assert reasons_of(explorer.evaluate(alone)) <= together


def reasons_of(outcome: Outcome) -> set[str]:
    """Every reason of an outcome, in a form that can be a member of a set."""
    return {reason.model_dump_json() for listed in outcome.options for reason in listed.reasons}


# --- Pure ----------------------------------------------------------------------------------------


@given(answers=several_conditions, seed=st.randoms(use_true_random=False))
def test_the_order_of_the_answers_does_not_matter(
    explorer: Explorer, answers: Answers, seed: random.Random
) -> None:
    """The same conditions in another order are the same answers, with the same outcome."""
    shuffled = sorted(answers.conditions)
    seed.shuffle(shuffled)
    again = Answers.model_validate({"location": answers.location, "conditions": shuffled})
    assert answers == again
    assert explorer.evaluate(answers) == explorer.evaluate(again)


def test_an_answer_seen_before_is_looked_up(explorer: Explorer) -> None:
    """Exploring hands out the outcome that evaluating computes, and computes it once."""
    answers = Answers(location="lower_back", conditions={"herniated_disc"})
    first = explorer.explore(answers)
    assert explorer.evaluate(answers) == first
    assert explorer.explore(answers.model_copy()) is first


def test_two_explorers_agree(singles: dict[Answers, Outcome]) -> None:
    """A rule book that is compiled once more leads to the same outcomes, traces and all."""
    other = Explorer(load_rule_book())
    for answers, outcome in singles.items():
        assert outcome == other.evaluate(answers), answers


def test_the_default_rule_book_is_what_explore_uses(singles: dict[Answers, Outcome]) -> None:
    """`explore` answers from the rule book of this project."""
    for answers, outcome in singles.items():
        assert outcome == explore(answers), answers


@settings(max_examples=12)
@given(seed=st.randoms(use_true_random=False))
def test_the_order_of_the_records_does_not_matter(book: RuleBook, seed: random.Random) -> None:
    """Shuffled rule files lead to the same options, and the closing rule still fires last."""
    shuffled = Explorer(
        RuleBook.model_validate(
            {
                field: tuple(seed.sample(records, len(records)))
                if isinstance(records := getattr(book, field), tuple)
                else records
                for field in RuleBook.model_fields
            }
        )
    )
    for answers in EVERY_SINGLE:
        outcome = shuffled.evaluate(answers)
        expected = oracle.expected(answers.location, answers.conditions)
        actual = account_of(outcome, shuffled.book)
        assert set(expected.options) == set(actual.options), answers
        assert expected.basis == actual.basis, answers
        assert expected.implied == actual.implied, answers
        assert outcome.trace[-1].kind is RuleKind.CLOSING, answers


# --- Many visitors -------------------------------------------------------------------------------


def test_the_1025th_visitor(explorer: Explorer) -> None:
    """durable_rules is full after 1,024 states, and ours never gets there."""
    answers = Answers(location="lower_back", conditions={"herniated_disc", "arthritis"})
    first = explorer.evaluate(answers)
    for visitor in range(2, 1_200):
        assert first == explorer.evaluate(answers), visitor


@pytest.mark.slow
@pytest.mark.skipif(not STATM.exists(), reason="needs /proc to see how much memory is in use")
def test_eight_threads_agree_and_memory_stays_flat(
    explorer: Explorer, outcomes: dict[Answers, Outcome]
) -> None:
    """20,000 evaluations from 8 threads at once all agree, and leave no memory behind."""
    threads, evaluations = 8, 2_500
    sample = [*EVERY_SINGLE, *EVERY_PAIR[::23]]
    start = Barrier(threads)

    def visit(seed: int, visits: int) -> list[Answers]:
        draw = random.Random(seed)  # noqa: S311 - it only picks which answers come next
        start.wait()
        return [
            answers
            for answers in draw.choices(sample, k=visits)
            if explorer.evaluate(answers) != outcomes[answers]
        ]

    with ThreadPoolExecutor(threads) as pool:
        warm_up = list(pool.map(visit, range(threads), [100] * threads))
        before = memory()
        differ = list(pool.map(visit, range(threads), [evaluations] * threads))
        growth = memory() - before

    assert [[]] * threads == warm_up
    assert [[]] * threads == differ
    assert growth < 8_000_000, f"{growth:,} bytes more after {threads * evaluations:,} evaluations"


# --- Answers that cannot be explored -------------------------------------------------------------


@pytest.mark.parametrize("ask", [explore, Explorer(load_rule_book()).evaluate])
def test_an_unknown_location_is_named(ask: Any) -> None:  # noqa: ANN401 - either way of asking
    """An unknown location is an error that names it and lists every known one."""
    with pytest.raises(UnknownIdError) as caught:
        ask(Answers(location="knee", conditions={"arthritis"}))
    expected = f"unknown location 'knee'; known: {', '.join(oracle.LOCATIONS)}"
    assert expected == str(caught.value)
    assert caught.value.known == oracle.LOCATIONS


def test_an_unknown_condition_is_named(explorer: Explorer) -> None:
    """An unknown condition is an error that names it and lists every known one."""
    with pytest.raises(UnknownIdError) as caught:
        explorer.evaluate(Answers(location="leg", conditions={"arthritis", "gout"}))
    expected = f"unknown condition 'gout'; known: {', '.join(oracle.CONDITIONS)}"
    assert expected == str(caught.value)
    assert caught.value.known == oracle.CONDITIONS


def test_an_unknown_id_is_not_remembered(explorer: Explorer) -> None:
    """A refused answer is refused again, and the next good one is answered."""
    for _ in range(2):
        with pytest.raises(UnknownIdError):
            explorer.explore(Answers(location="knee", conditions={"arthritis"}))
    outcome = explorer.explore(Answers(location="neck", conditions={"arthritis"}))
    assert [o.option.id for o in outcome.options] == ["facet_joint_injection", "nerve_block"]


def test_an_answer_that_stands_alone_stands_alone(explorer: Explorer) -> None:
    """Not being sure, or having something else, cannot be combined with a condition."""
    for location in oracle.LOCATIONS:
        for pair in combinations(oracle.CONDITIONS, 2):
            if not oracle.STAND_ALONE & set(pair):
                continue
            with pytest.raises(AnswersError, match="stands alone") as caught:
                explorer.evaluate(Answers(location=location, conditions=frozenset(pair)))
            assert all(condition in str(caught.value) for condition in pair), (location, pair)


def test_every_refusal_is_an_engine_error_and_a_value_error() -> None:
    """One `except` catches whatever is wrong with the answers."""
    assert issubclass(UnknownIdError, AnswersError)
    assert issubclass(AnswersError, EngineError)
    assert issubclass(AnswersError, ValueError)
