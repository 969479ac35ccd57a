"""What the engine's tests share: the shipped rule book, an explorer over it, a copy to break."""

import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from engine import Explorer, RuleBook, load_rule_book
from engine.rule_book.loading import RULES_DIRECTORY

# A property is about what comes out, not about how fast this machine is today.
settings.register_profile("engine", deadline=None, database=None, print_blob=True)
settings.load_profile("engine")


@pytest.fixture(scope="session")
def book() -> RuleBook:
    """The rule book of this project."""
    return load_rule_book()


@pytest.fixture(scope="session")
def explorer(book: RuleBook) -> Explorer:
    """An explorer over the rule book of this project."""
    return Explorer(book)


@pytest.fixture
def rules_copy(tmp_path: Path) -> Path:
    """A copy of the rule files, free to be broken."""
    copy = tmp_path / "rules"
    copy.mkdir()
    for file in RULES_DIRECTORY.glob("*.toml"):
        shutil.copy(file, copy)
    return copy
