"""What the engine's tests share: the rule book, its outcomes, a copy of its files to break."""

import shutil
from pathlib import Path

import pytest

from engine import Answers, Explorer, Outcome, RuleBook, load_rule_book
from engine.rule_book.loading import RULES_DIRECTORY
from tests.engine.account import EVERY_PAIR, EVERY_SINGLE


@pytest.fixture(scope="session")
def book() -> RuleBook:
    """The rule book of this project."""
    return load_rule_book()


@pytest.fixture(scope="session")
def explorer(book: RuleBook) -> Explorer:
    """An explorer over the rule book of this project."""
    return Explorer(book)


@pytest.fixture(scope="session")
def singles(explorer: Explorer) -> dict[Answers, Outcome]:
    """The outcome of every condition at every location, evaluated once for all tests."""
    return {answers: explorer.evaluate(answers) for answers in EVERY_SINGLE}


@pytest.fixture(scope="session")
def outcomes(explorer: Explorer, singles: dict[Answers, Outcome]) -> dict[Answers, Outcome]:
    """Those and the outcome of every pair of conditions at every location, evaluated once."""
    return singles | {answers: explorer.evaluate(answers) for answers in EVERY_PAIR}


@pytest.fixture
def rules_copy(tmp_path: Path) -> Path:
    """A copy of the rule files, free to be broken."""
    copy = tmp_path / "rules"
    copy.mkdir()
    for file in RULES_DIRECTORY.glob("*.toml"):
        shutil.copy(file, copy)
    return copy
