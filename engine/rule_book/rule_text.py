"""The text of one rule, as it stands in its file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from engine.errors import RuleBookError
from engine.rule_book.files import UnreadableError, read_text
from engine.rule_book.loading import RULE_BOOK_TABLES, Table, parse_toml
from engine.rule_book.records import BaseRule

if TYPE_CHECKING:
    from pathlib import Path

    from engine.rule_book.records import Rule

_HEADER = re.compile(r"^\[\[?\s*(?P<key>[a-z_.]+)\s*\]\]?\s*(?:#.*)?$", re.MULTILINE)
_TABLE_OF_KIND = {
    table.model.kind: table for table in RULE_BOOK_TABLES if issubclass(table.model, BaseRule)
}


class RuleText(NamedTuple):
    """Where a rule stands in its file.

    Attributes:
        table: The kind of record that the rule is, with its file.
        file_text: The text of the whole file.
        start: Where the text of the rule begins in it.
        end: Where it ends, before the line break.
    """

    table: Table
    file_text: str
    start: int
    end: int

    @property
    def text(self) -> str:
        """The text of the rule, from its header to its last line."""
        return self.file_text[self.start : self.end]

    def replaced(self, text: str) -> str:
        """The text of the file with another text in the place of the rule."""
        return f"{self.file_text[: self.start]}{text.rstrip()}{self.file_text[self.end :]}"


def table_of(rule: Rule) -> Table:
    """The kind of record that a rule is, with its file."""
    return _TABLE_OF_KIND[rule.kind]


def rule_text(rule: Rule, directory: Path) -> RuleText | None:
    """Find the text of a rule in its file.

    Args:
        rule: A rule of the rule book in the folder.
        directory: The folder.

    Returns:
        Where it stands; None where the file does not write it as a block of its own with a header,
        such as `[[indication]]`, above it.

    Raises:
        RuleBookError: The file cannot be read.
    """
    table = table_of(rule)
    place = f"rules/{table.file}"
    try:
        text = read_text(directory / table.file)
    except (FileNotFoundError, UnreadableError) as error:
        raise RuleBookError(f"{place}: {error}") from None
    headers = [
        found for found in _HEADER.finditer(text) if not found["key"].startswith(f"{table.key}.")
    ]
    starts = [header.start() for header in headers]
    for header, end in zip(headers, [*starts[1:], len(text)], strict=False):
        found = RuleText(table, text, header.start(), _last_line(text, header.start(), end))
        if header["key"] == table.key and _says(found, rule):
            return found
    return None


def _last_line(text: str, start: int, end: int) -> int:
    """Where a block ends: what follows it, blank lines and remarks, belongs to the next one."""
    lines = text[start:end].split("\n")
    while len(lines) > 1 and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    return start + len("\n".join(lines))


def _says(found: RuleText, rule: Rule) -> bool:
    """Whether a block, read by itself, is the rule."""
    try:
        read = parse_toml(found.text, "")
        records = read[found.table.key] if found.table.many else [read[found.table.key]]
        return [found.table.model.model_validate(one) for one in records] == [rule]
    except (RuleBookError, LookupError, TypeError, ValueError):
        return False
