"""What the engine's tests share: the rule book with its outcomes."""

import pytest

from engine import Answers, Explorer, Outcome, RuleBook, load_rule_book
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
