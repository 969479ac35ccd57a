"""The text of a rule in its file: found for every rule, whole, and put back in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.errors import RuleBookError
from engine.rule_book.loading import RULES_DIRECTORY, default_rule_book, parse_toml
from engine.rule_book.rule_text import rule_text, table_of

if TYPE_CHECKING:
    from pathlib import Path

    from engine.rule_book.records import Rule

BOOK = default_rule_book()
RULES = pytest.mark.parametrize("rule", BOOK.rules.values(), ids=BOOK.rules.keys())


@RULES
def test_the_text_is_the_rule_alone(rule: Rule) -> None:
    """Read by itself it is the rule; it begins with a header and ends with its last field."""
    found = rule_text(rule, RULES_DIRECTORY)
    assert found is not None
    read = parse_toml(found.text, "")
    assert list(read) == [table_of(rule).key]
    records = read[table_of(rule).key]
    assert table_of(rule).model.model_validate(records[0] if found.table.many else records) == rule
    first, *_, last = found.text.split("\n")
    assert first.strip("[]") == table_of(rule).key
    assert last.strip()
    assert not last.startswith("#")


@RULES
def test_the_same_text_in_its_place_is_the_same_file(rule: Rule) -> None:
    """Nothing of the file is lost beside the rule, remarks for the next one neither."""
    found = rule_text(rule, RULES_DIRECTORY)
    assert found is not None
    assert found.replaced(found.text) == found.file_text
    assert found.replaced("").count("\n") == found.file_text.count("\n") - found.text.count("\n")


def test_a_rule_without_a_block_of_its_own_has_no_text(tmp_path: Path) -> None:
    """A list of tables in one line, or a rule that reads otherwise, is not cut out."""
    rule = BOOK.indications[0]
    file = tmp_path / table_of(rule).file
    file.write_text('indication = [{ id = "nerve_block_for_back_neck_pain" }]\n', encoding="utf-8")
    assert rule_text(rule, tmp_path) is None
    file.write_text('[[indication]]\nid = "nerve_block_for_back_neck_pain"\n', encoding="utf-8")
    assert rule_text(rule, tmp_path) is None


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The error names the file."""
    with pytest.raises(RuleBookError, match=r"rules/indications\.toml"):
        rule_text(BOOK.indications[0], tmp_path)
