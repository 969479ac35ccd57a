"""How long the engine takes: not among the tests, since it depends on the machine.

    uv run --group benchmark pytest -n0 tests/benchmarks/bench_engine.py

Two things are timed, and each says which. A *cold evaluation* runs the rules: answers in, outcome
out, whether or not they were seen before. A *look-up* hands out an outcome that was computed once;
outcomes depend on the answers and the rules alone, so that is honest, and it is what visitors get.

zen-engine is timed on the same mapping in the same run. It is given less to do: one flat decision
table in which every chain of implications is worked out beforehand, so it infers nothing, and it
returns options without reasons or trace.
"""

import itertools
import json
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import zen
from pytest_benchmark.fixture import BenchmarkFixture

from engine import Answers, Explorer, explore, load_rule_book
from engine.inference.facts import initial_facts
from engine.inference.forward_chaining import Inference
from engine.rule_book.records import RuleBook, When

MOST_TIMES_ZEN = 1.5
MOST_SECONDS_A_LOOK_UP = 5e-6
MOST_SECONDS_TO_LOAD = 50e-3
ROUNDS = 15

BOOK = load_rule_book()
EXPLORER = Explorer(BOOK)
INFERENCE = Inference(BOOK)
EVERY_ANSWER = tuple(
    Answers(location=location.id, conditions=frozenset({condition.id}))
    for location in BOOK.locations
    for condition in BOOK.conditions
)
FACTS = tuple(initial_facts(answers, BOOK) for answers in EVERY_ANSWER)

# --- The same mapping for zen-engine -------------------------------------------------------------

Row = tuple[str | None, str | None, str | None, str, str]


def chains(book: RuleBook, condition: str) -> Iterator[tuple[When, str]]:
    """What must hold, and the option, for each option that a condition leads to."""
    for indication in book.indications:
        if indication.when.condition == condition:
            yield indication.when, indication.then
    for implication in book.implications:
        if implication.when.condition == condition:
            for when, option in chains(book, implication.then):
                yield both(implication.when, when), option


def both(first: When, second: When) -> When:
    """What two antecedents ask of the place of the pain, together."""
    return When(location=first.location or second.location, region=first.region or second.region)


def rows(book: RuleBook) -> list[Row]:
    """The whole mapping as rows: condition, region, location, the option and what it is by."""
    found: set[Row] = set()
    for condition in book.condition_by_id:
        for when, option in chains(book, condition):
            found.add((condition, when.region, when.location, option, condition))
    for implication in book.implications:
        if implication.when.condition is None:
            for when, option in chains(book, implication.then):
                place = both(implication.when, when)
                found.add((None, place.region, place.location, option, implication.then))
    # A row that another covers is no work that the engine must do.
    return sorted(
        (
            row
            for row in found
            if row[1:3] == (None, None) or (row[0], None, None, *row[3:]) not in found
        ),
        key=str,
    )


def decision_graph(book: RuleBook) -> dict[str, Any]:
    """One flat decision table that collects every row that matches, by plain equality."""

    def cell(word: str | None) -> str:
        return "" if word is None else f"'{word}'"

    table = {
        "hitPolicy": "collect",
        "inputs": [{"id": f, "name": f, "field": f} for f in ("condition", "region", "location")],
        "outputs": [{"id": f, "name": f, "field": f} for f in ("option", "by")],
        "rules": [
            {
                "_id": str(number),
                "condition": cell(condition),
                "region": cell(region),
                "location": cell(location),
                "option": cell(option),
                "by": cell(by),
            }
            for number, (condition, region, location, option, by) in enumerate(rows(book))
        ],
        "passThrough": False,
        "executionMode": "single",
    }
    nodes: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("in", "inputNode", {}),
        ("table", "decisionTableNode", table),
        ("out", "outputNode", {}),
    )
    return {
        "contentType": "application/vnd.gorules.decision",
        "nodes": [
            {
                "id": name,
                "name": name,
                "type": kind,
                "position": {"x": 0, "y": 0},
                "content": content,
            }
            for name, kind, content in nodes
        ],
        "edges": [
            {"id": f"{source}_{target}", "sourceId": source, "targetId": target, "type": "edge"}
            for source, target in itertools.pairwise(("in", "table", "out"))
        ],
    }


GRAPH = decision_graph(BOOK)
DECISION = zen.ZenEngine().create_decision(json.dumps(GRAPH))
PRELOADED = zen.ZenEngine({"loader": {"type": "static", "content": {"options": GRAPH}}})
CONTEXTS = tuple(
    {
        "location": answers.location,
        "condition": next(iter(answers.conditions)),
        **({"region": region} if (region := BOOK.location_by_id[answers.location].region) else {}),
    }
    for answers in EVERY_ANSWER
)

# --- Timing --------------------------------------------------------------------------------------


def evaluate_all() -> None:
    """Cold evaluations: from every answer to its outcome, with options, reasons and trace."""
    for answers in EVERY_ANSWER:
        EXPLORER.evaluate(answers)


def infer_all() -> None:
    """The durable_rules part of cold evaluations: from the facts of every answer to the firings."""
    for facts in FACTS:
        INFERENCE.run(facts)


def decide_all() -> None:
    """zen-engine, by a decision that was created once: every answer to its options."""
    for context in CONTEXTS:
        DECISION.evaluate(context)


def decide_all_preloaded() -> None:
    """zen-engine, by its static loader, which holds the table compiled."""
    for context in CONTEXTS:
        PRELOADED.evaluate("options", context)


def medians(*actions: Callable[[], None]) -> list[float]:
    """The median time of each for one answer, in turns, so that a noisy moment hits all alike."""
    taken: list[list[float]] = [[] for _ in actions]
    for action in actions:
        action()
    for _ in range(ROUNDS):
        for action, times in zip(actions, taken, strict=True):
            start = time.perf_counter()
            action()
            times.append((time.perf_counter() - start) / len(EVERY_ANSWER))
    return [statistics.median(times) for times in taken]


def compare(ours: Callable[[], None], theirs: Callable[[], None]) -> tuple[float, str]:
    """How many times theirs ours takes, and the figures in words."""
    mine, other = medians(ours, theirs)
    return mine / other, f"{mine * 1e6:.0f} µs against {other * 1e6:.0f}, {mine / other:.2f} times"


def test_zen_engine_has_the_same_mapping() -> None:
    """Before anything is timed: zen-engine finds the same options for every answer, both ways."""
    for answers, context in zip(EVERY_ANSWER, CONTEXTS, strict=True):
        expected = {listed.option.id for listed in EXPLORER.evaluate(answers).options}
        for response in (DECISION.evaluate(context), PRELOADED.evaluate("options", context)):
            assert expected == {row["option"] for row in response["result"]}, answers


def test_cold_inference_against_zen_engine(capsys: pytest.CaptureFixture[str]) -> None:
    """Cold, the inference alone: durable_rules takes at most 1.5 times zen-engine's decision."""
    ratio, told = compare(infer_all, decide_all)
    with capsys.disabled():
        print(f"\ncold inference by durable_rules, and zen-engine's decision: {told}")
    assert ratio <= MOST_TIMES_ZEN, told


def test_cold_evaluation_against_zen_engine(capsys: pytest.CaptureFixture[str]) -> None:
    """Cold, answers to outcome with reasons and trace: at most 1.5 times zen-engine's decision."""
    ratio, told = compare(evaluate_all, decide_all)
    with capsys.disabled():
        print(f"\ncold evaluation to an outcome, and zen-engine's decision: {told}")
    assert ratio <= MOST_TIMES_ZEN, told


def test_cold_inference_against_zen_engine_preloaded(capsys: pytest.CaptureFixture[str]) -> None:
    """Cold, for the record: with its static loader zen-engine is faster by far, and that is told.

    No limit is set: nothing that goes through durable_rules comes near it.
    """
    _, told = compare(infer_all, decide_all_preloaded)
    with capsys.disabled():
        print(f"\ncold inference by durable_rules, and zen-engine preloaded: {told}")


@pytest.mark.benchmark(group="cold, every location with every condition")
@pytest.mark.parametrize(
    "action", [infer_all, evaluate_all, decide_all, decide_all_preloaded], ids=lambda a: a.__name__
)
def test_cold_figures(benchmark: BenchmarkFixture, action: Callable[[], None]) -> None:
    """Cold: the figures of each side, for all answers of one condition together."""
    benchmark.pedantic(action, rounds=ROUNDS, warmup_rounds=1)


@pytest.mark.benchmark(group="look-up")
def test_an_answer_seen_before_is_a_look_up(benchmark: BenchmarkFixture) -> None:
    """Look-up: exploring answers that were seen before takes at most 5 µs."""
    answers = Answers(location="lower_back", conditions={"herniated_disc", "sciatica"})
    outcome = explore(answers)
    assert benchmark(explore, answers) is outcome
    assert benchmark.stats.stats.median <= MOST_SECONDS_A_LOOK_UP


@pytest.mark.benchmark(group="load")
def test_loading_and_compiling(benchmark: BenchmarkFixture) -> None:
    """Load: reading, validating and compiling the rule book takes less than 50 ms."""
    explorer = benchmark.pedantic(
        lambda: Explorer(load_rule_book()), rounds=ROUNDS, warmup_rounds=1
    )
    assert explorer.evaluate(EVERY_ANSWER[0]) == EXPLORER.evaluate(EVERY_ANSWER[0])
    assert benchmark.stats.stats.median < MOST_SECONDS_TO_LOAD
