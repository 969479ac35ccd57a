"""Reading the preparation book: what ships holds together, whatever is broken is named."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from engine import RuleBookError, load_rule_book
from engine.appointment.loading import default_preparation_book, load_preparation_book
from engine.rule_book.loading import RULES_DIRECTORY
from tests.engine.broken_files import assert_says, break_files, broken_files

if TYPE_CHECKING:
    from engine import RuleBook

BROKEN = Path(__file__).parents[2] / "broken_preparation"


@pytest.mark.parametrize("case", broken_files(BROKEN))
def test_a_broken_preparation_is_named(
    rules_copy: Path, book: RuleBook, case: dict[str, Any]
) -> None:
    """What is wrong in a file is an error that names the file, the record and the fault."""
    break_files(rules_copy, case)
    assert load_rule_book(rules_copy) == book, "the case breaks the rule book as well"
    with pytest.raises(RuleBookError) as caught:
        load_preparation_book(book, rules_copy)
    assert_says(str(caught.value), case)


def test_a_copy_of_the_files_is_the_same_preparation(rules_copy: Path, book: RuleBook) -> None:
    """The book is what the files say, wherever they are: so a broken copy is broken by its edit."""
    assert load_preparation_book(book) == load_preparation_book(book, rules_copy)


def test_the_default_preparation_book_is_read_once(book: RuleBook) -> None:
    """The shipped book is that of `rules/`, and is shared."""
    assert load_preparation_book(book, RULES_DIRECTORY) == default_preparation_book()
    assert default_preparation_book() is default_preparation_book()


def test_every_record_of_the_files_is_in_the_book() -> None:
    """No record is left out, and the order of the files is kept."""
    preparation = default_preparation_book()
    for file, key, records in (
        ("preparation", "source", preparation.sources),
        ("preparation", "tell", preparation.tell),
        ("preparation", "bring", preparation.bring),
        ("questions", "question", preparation.questions),
        ("matters", "matter", preparation.matters),
        ("matters", "topic", preparation.topics),
    ):
        written = tomllib.loads((RULES_DIRECTORY / f"{file}.toml").read_text(encoding="utf-8"))
        assert [entry["id"] for entry in written[key]] == [record.id for record in records]
