"""What 1,000 changes of a rule leave behind in memory: not among the tests, since it takes minutes.

    uv run --group benchmark pytest -n0 tests/benchmarks/bench_drafts.py -s

Every rule in turn is given another conclusion or other words, is broken, or is taken out; each
draft that holds is compared, its matrix drawn up and its files packed, as on the page.
`BENCH_DRAFTS=200` makes it shorter.
"""

from __future__ import annotations

import gc
import itertools
import os
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from engine.checking.draft import RuleFolder
from engine.explorer import Explorer
from engine.rule_book.loading import RULES_DIRECTORY, load_rule_book
from engine.rule_book.records import ConditionalRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from engine.rule_book.records import Rule

DRAFTS = int(os.environ.get("BENCH_DRAFTS", "1000"))
SETTLED = DRAFTS // 5
"""After as many, what is loaded once is loaded."""
MOST_GROWTH = 1.1


def texts(folder: RuleFolder) -> Iterator[tuple[Rule, str]]:
    """Drafts without end: each rule with another conclusion or other words, without, and broken."""
    conclusions = [
        rule.then for rule in folder.book.rules.values() if isinstance(rule, ConditionalRule)
    ]
    for number in itertools.count():
        for rule in folder.book.rules.values():
            found = folder.text_of(rule)
            assert found is not None
            if isinstance(rule, ConditionalRule):
                other = conclusions[number % len(conclusions)]
                yield rule, found.text.replace(f'then = "{rule.then}"', f'then = "{other}"')
            else:
                yield rule, found.text.replace("says = ", "# says = " if number % 2 else "says = ")
            if number % 3 == 0:
                yield rule, ""
            if number % 5 == 0:
                yield rule, found.text + "\nnonsense"


def memory() -> float:
    """The memory of this process in MB, as Linux counts it, once the garbage is collected."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def test_memory_is_flat_over_drafts(capsys: pytest.CaptureFixture[str]) -> None:
    """No draft is kept: not its rule book, not its ruleset, not its answers."""
    folder = RuleFolder(RULES_DIRECTORY, Explorer(load_rule_book()))
    held: dict[int, float] = {0: memory()}
    refused = changing = 0
    start = time.perf_counter()
    for number, (rule, text) in enumerate(itertools.islice(texts(folder), DRAFTS), start=1):
        draft = folder.change(rule, text, date(2026, 1, 1))
        if draft.problems:
            refused += 1
        else:
            folder.archive(rule, draft)
            changing += bool(draft.comparison and draft.comparison.changes)
        if number % (DRAFTS // 10) == 0:
            held[number] = memory()
            with capsys.disabled():
                print(f"\n{number:5} drafts: {held[number]:.1f} MB", end="", flush=True)
    taken = time.perf_counter() - start
    with capsys.disabled():
        print(f"\n{refused} refused, {changing} change answers; {taken / DRAFTS:.2f} s a draft")
    assert refused > DRAFTS / 10
    assert changing > DRAFTS / 10
    assert held[DRAFTS] < held[SETTLED] * MOST_GROWTH
