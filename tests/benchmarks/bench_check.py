"""How long `pain-options check` takes: not among the tests, since it depends on the machine.

    uv run --group benchmark pytest -n0 tests/benchmarks/bench_check.py -s

A rule book ten times as large has every location, condition, option and rule ten times: 10 times 10
as many answers are run. It is written as files and read like any other.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from engine import Answers, Explorer, load_rule_book
from tests.engine.tenfold import TIMES, tenfold_book, write_tenfold_book

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

MOST_SECONDS = 3
MOST_SECONDS_TENFOLD = 30
MOST_TIMES_COLD = 2
ROUNDS = 15


def seconds_to_check(*arguments: str) -> float:
    """The time of the whole command, from the start of its process to its end."""
    start = time.perf_counter()
    done = subprocess.run(
        [Path(sys.executable).with_name("pain-options"), "check", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    taken = time.perf_counter() - start
    assert done.returncode == 0, done.stdout
    return taken


def cold(explorers: Sequence[tuple[Explorer, Sequence[Answers]]]) -> list[float]:
    """The median time of one evaluation by each, in turns: a noisy moment hits all alike."""
    taken: list[list[float]] = [[] for _ in explorers]
    for _ in range(ROUNDS):
        for (explorer, every), times in zip(explorers, taken, strict=True):
            start = time.perf_counter()
            for answers in every:
                explorer.evaluate(answers)
            times.append((time.perf_counter() - start) / len(every))
    return [statistics.median(times) for times in taken]


def test_check(capsys: pytest.CaptureFixture[str]) -> None:
    """The rule book that ships is checked in less than 3 seconds."""
    taken = statistics.median(seconds_to_check() for _ in range(5))
    with capsys.disabled():
        print(f"\ncheck: {taken:.2f} s")
    assert taken < MOST_SECONDS


def test_check_tenfold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A rule book ten times as large is checked in less than 30 seconds."""
    directory = write_tenfold_book(tmp_path / "rules")
    taken = seconds_to_check("--rules", str(directory))
    with capsys.disabled():
        print(f"\ncheck, {TIMES} times as large: {taken:.2f} s")
    assert taken < MOST_SECONDS_TENFOLD


def test_cold_evaluation_tenfold(capsys: pytest.CaptureFixture[str]) -> None:
    """A cold evaluation with ten times as many rules takes at most twice as long."""
    book = load_rule_book()
    offered = [
        (location.id, condition.id)
        for location in book.locations
        for condition in book.conditions_offered_at(location.id)
        # The outcome of somebody who is not sure holds that of all others at that location.
        if condition.id != "not_sure"
    ]
    small, large = (
        (
            Explorer(one),
            [
                Answers(location=location + end, conditions=frozenset({condition + end}))
                for location, condition in offered
            ],
        )
        for one, end in ((book, ""), (tenfold_book(book), f"_{TIMES - 1}"))
    )
    once, tenfold = cold([small, large])
    with capsys.disabled():
        print(
            f"\ncold evaluation: {once * 1e6:.0f} µs; {TIMES} times as large: "
            f"{tenfold * 1e6:.0f} µs, {tenfold / once:.2f} times"
        )
    assert tenfold / once <= MOST_TIMES_COLD
