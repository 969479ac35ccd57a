"""A mistake in the rules is noticed: by what `check` holds, or by the oracle of the tests."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from engine import EngineError, Explorer, RuleBook
from engine.examples.cases import case_errors, default_cases
from engine.examples.patients import default_patients, patient_errors
from engine.rule_book.document import Place, misquotations, read_document
from engine.rule_book.loading import RULES_DIRECTORY, default_rule_book
from engine.rule_book.outline import read_parts
from engine.rule_book.sentences import encodings, idle_reasons, load_not_encoded
from engine.rule_book.validation import problems
from tests.conftest import PROJECT
from tests.engine import oracle
from tests.engine.account import EVERY_SINGLE, account_of, rules_that_differ
from tests.engine.checking.mutants import Mutant, mutants
from tests.engine.invented import write_document

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


PARTS = read_parts(RULES_DIRECTORY)

COPY = PROJECT.parent / "shared" / "source" / "interventional-pain-management-faq.txt"


def noticed_by(mutant: Mutant, document: Mapping[Place, str]) -> str | None:
    """What notices a mutant, the cheapest check first; None if nothing does."""
    try:
        book = RuleBook.model_validate(mutant.data)
    except ValidationError:
        return "a record that is refused"
    if problems(book):
        return "records that do not hold together"
    by = next((name for name, notices in _CHECKS if notices(book, document)), None)
    return by or answers_come_out_otherwise(book)


def a_sentence_is_left_out(book: RuleBook, document: Mapping[Place, str]) -> bool:
    """Whether nothing stands for a sentence, or something does where a reason says why not."""
    reasons = load_not_encoded()
    rows = encodings(book, reasons, document)
    return any(row.missing for row in rows) or bool(idle_reasons(reasons, rows))


def answers_come_out_otherwise(book: RuleBook) -> str | None:
    """What of the answers is not as somebody has written it down, the cheapest to find first."""
    explorer = Explorer(book)
    # One by one, so that the first that does not hold is enough.
    if any(patient_errors((one,), explorer) for one in default_patients()):
        return "a made-up patient"
    if any(case_errors((one,), explorer) for one in default_cases()):
        return "a teaching case"
    return "the oracle, answer by answer" if oracle_differs(explorer) else None


_CHECKS: tuple[tuple[str, Callable[[RuleBook, Mapping[Place, str]], object]], ...] = (
    ("a phrase that is not in the document", misquotations),
    ("a sentence that nothing stands for", a_sentence_is_left_out),
    ("the oracle, rule by rule", lambda book, _: rules_that_differ(book)),
)


def oracle_differs(explorer: Explorer) -> bool:
    """Whether the second account of the document, written by hand, says otherwise."""
    for answers in EVERY_SINGLE:
        try:
            outcome = explorer.explore(answers)
        except EngineError:
            return True
        if account_of(outcome, explorer.book) != expected(answers.location, *answers.conditions):
            return True
    return False


@cache
def expected(location: str, condition: str) -> oracle.Expected:
    """What the oracle says; asked for by every mutant."""
    return oracle.expected(location, [condition])


def told_in_lines(told: Mapping[str, Counter[str | None]]) -> str:
    """The share that is noticed, kind by kind."""
    lines = []
    for kind, by in told.items():
        what = ", ".join(f"{count} by {name or 'NOTHING'}" for name, count in by.most_common())
        lines.append(f"{kind}: {by.total() - by[None]} of {by.total()} ({what})")
    total = sum(by.total() for by in told.values())
    noticed = total - sum(by[None] for by in told.values())
    return "\n".join([*lines, f"all: {noticed} of {total}"])


def test_what_ships_is_no_mutant(tmp_path: Path) -> None:
    """Nothing is noticed of the rule book as it is."""
    document = read_document(write_document(tmp_path / "document.txt"), PARTS)
    same = Mutant("nothing", "nothing", default_rule_book().model_dump())
    assert noticed_by(same, document) is None


@pytest.mark.parametrize("copy", ["made up", "real"])
def test_every_mutant_is_noticed(tmp_path: Path, copy: str) -> None:
    """Each rule, place and citation dropped, each swap, each other level, each letter changed.

    `uv run pytest -n0 -s tests/engine/checking/test_mutations.py` shows the share, and by what. The
    document made up for the tests has each phrase in a sentence of its own, so it notices more
    sentences that nothing stands for than the real one.
    """
    if copy == "real" and not COPY.is_file():
        pytest.skip("the document is not part of the project, and no copy lies beside it")
    path = COPY if copy == "real" else write_document(tmp_path / "document.txt")
    document = read_document(path, PARTS)
    told: dict[str, Counter[str | None]] = defaultdict(Counter)
    left = []
    for mutant in mutants():
        by = noticed_by(mutant, document)
        told[mutant.kind][by] += 1
        if by is None:
            left.append(f"{mutant.kind}: {mutant.words}")
    print(f"\n{told_in_lines(told)}")
    assert left == []
    assert len(told) == 12
    assert min(by.total() for by in told.values()) >= 1
