"""Trying a change of one rule, all in memory: the same checks as `check`, then what changes."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, NamedTuple

from engine.analysis.book_answers import answers_of_book
from engine.analysis.compare_books import compare_books
from engine.analysis.matrix import matrix
from engine.checking.check import check_files, read_beside
from engine.errors import EngineError, RuleBookError
from engine.explorer import Explorer
from engine.rule_book.files import read_text
from engine.rule_book.loading import parse_toml, read_rule_book
from engine.rule_book.rule_text import rule_text, table_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from engine.analysis.book_answers import AnswersOfBook
    from engine.analysis.compare_books import BookComparison
    from engine.analysis.matrix import Cell, Matrix
    from engine.checking.records import Finding
    from engine.rule_book.records import Rule, RuleBook
    from engine.rule_book.rule_text import RuleText

MOST_LETTERS = 6_000
"""The longest text of a rule that is looked at: some three times the longest that ships."""

NOTE = "changed-rules.txt"
"""The file of an archive that says which rules it holds."""

# Counting sets of conditions ends there, after a second at most, and the rest is told all the same.
_MOST_STEPS = 300_000
# The first day that a zip file can write, so that the same rules give the same file.
_SOME_DAY = (1980, 1, 1, 0, 0, 0)


class ChangedMatrix(NamedTuple):
    """The matrix with a rule changed.

    Attributes:
        table: The matrix, at all places.
        before: The cells that are no longer as they were, as they were, by condition and option.
    """

    table: Matrix
    before: Mapping[tuple[str, str], Cell]


class Draft(NamedTuple):
    """What comes of a change of one rule.

    Attributes:
        rule: The id of the rule that was to be changed.
        text: What was to stand in its place.
        problems: Why there is no such rule book; then there is nothing else.
        findings: What `check` finds that it does not find without the change.
        comparison: What changes for whom.
        matrix: The matrix after the change.
    """

    rule: str
    text: str
    problems: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    comparison: BookComparison | None = None
    matrix: ChangedMatrix | None = None


class RuleFolder:
    """A folder of rule files in which one rule at a time can be changed, in memory alone.

    Nothing is kept of a change but what `Draft` holds: its rule book and all that was compiled and
    computed with it go when it has been compared.
    """

    def __init__(self, directory: Path, explorer: Explorer) -> None:
        """Take the folder.

        Args:
            directory: The folder.
            explorer: The rule book in it, compiled.

        Raises:
            InferenceError: The inference went wrong.
        """
        self._directory = directory
        self._explorer = explorer
        self.answers: AnswersOfBook = answers_of_book(explorer)
        self._matrix = matrix(explorer)
        self._known: tuple[date, frozenset[Finding]] | None = None

    @property
    def book(self) -> RuleBook:
        """The rule book in the folder."""
        return self._explorer.book

    def text_of(self, rule: Rule) -> RuleText | None:
        """Where a rule stands in its file; see `rule_text`.

        Raises:
            RuleBookError: The file cannot be read.
        """
        return rule_text(rule, self._directory)

    def change(self, rule: Rule, text: str, today: date) -> Draft:
        """Put a text in the place of a rule, and look at what comes of it.

        Args:
            rule: A rule of the book.
            text: The rule as it is to stand in its file; nothing at all to take the rule out.
            today: The day to hold dates against.

        Returns:
            The problems, or what changes. Whatever the text is, there is no error.
        """
        try:
            file, changed = self._changed_file(rule, text)
        except RuleBookError as error:
            return Draft(rule.id, text, problems=(str(error),))
        book, errors = read_rule_book(self._directory, {file: changed})
        if book is None or errors:
            return Draft(rule.id, text, problems=tuple(map(str, errors)))
        try:
            explorer = Explorer(book)
        except EngineError as error:
            return Draft(rule.id, text, problems=(f"rules: {error}",))
        try:
            return self._looked_at(rule, text, explorer, today)
        except EngineError as error:
            return Draft(rule.id, text, problems=(f"rules: {error}",))
        finally:
            explorer.close()

    def archive(self, rule: Rule, draft: Draft) -> bytes:
        """All rule files, one of them with a change of a rule, as a zip file.

        Beside them stands a note that says which rule book was changed, and which this one is.

        Args:
            rule: A rule of the book.
            draft: A change of it in which `change` found no problems.

        Raises:
            RuleBookError: The text is not one rule of that kind.
            UnreadableError: A file of the folder cannot be read.
        """
        name, changed = self._changed_file(rule, draft.text)
        files = {
            f"rules/{path.name}": changed if path.name == name else read_text(path)
            for path in sorted(self._directory.glob("*.toml"))
        }
        if draft.comparison is not None:
            files[NOTE] = _note(f"rules/{name}: {rule.kind}.{rule.id}", draft.comparison)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for path_in_archive, content in files.items():
                archive.writestr(
                    zipfile.ZipInfo(path_in_archive, _SOME_DAY), content, zipfile.ZIP_DEFLATED
                )
        return packed.getvalue()

    def _changed_file(self, rule: Rule, text: str) -> tuple[str, str]:
        """The name of the file that the rule stands in, and its text with the change."""
        table = table_of(rule)
        place = f"rules/{table.file}: {table.key} {rule.id!r}"
        if len(text) > MOST_LETTERS:
            raise RuleBookError(
                f"{place}: the text has {len(text):,} letters; it may have at most {MOST_LETTERS:,}"
            )
        found = self.text_of(rule)
        if found is None:
            raise RuleBookError(
                f"{place}: the file does not write it as a block of its own below "
                f"{_header(table.key, many=table.many)}, so it can only be changed in the file"
            )
        text = text.replace("\r\n", "\n").strip()
        # By itself first, so that an error counts the lines of this text.
        read = parse_toml(text, place)
        records = read.get(table.key)
        alone = records[0] if isinstance(records, list) and len(records) == 1 else None
        one = alone if table.many else records
        if read and (len(read) > 1 or not isinstance(one, dict)):
            raise RuleBookError(
                f"{place}: here stands this one rule and nothing else; begin with "
                f"{_header(table.key, many=table.many)}, once"
            )
        return table.file, found.replaced(text)

    def _looked_at(self, rule: Rule, text: str, explorer: Explorer, today: date) -> Draft:
        new = answers_of_book(explorer)
        return Draft(
            rule.id,
            text,
            findings=tuple(
                one for one in self._findings(explorer, today) if one not in self._usual(today)
            ),
            comparison=compare_books(self.answers, new, most_steps=_MOST_STEPS),
            matrix=self._changed_matrix(matrix(explorer)),
        )

    def _findings(self, explorer: Explorer, today: date) -> tuple[Finding, ...]:
        files, found = read_beside(self._directory, explorer)
        return check_files(files, explorer, today, None, found).findings

    def _usual(self, today: date) -> frozenset[Finding]:
        """What is found without any change, found once a day."""
        if self._known is None or self._known[0] != today:
            self._known = (today, frozenset(self._findings(self._explorer, today)))
        return self._known[1]

    def _changed_matrix(self, changed: Matrix) -> ChangedMatrix:
        """The matrix after a change; all that is as it was is shared with the one before."""
        pairs = [
            list(zip(before, after, strict=True))
            for before, after in zip(self._matrix.rows, changed.rows, strict=True)
        ]
        rows = tuple(tuple(b if b == a else a for b, a in row) for row in pairs)
        table = self._matrix.model_copy(update={"rows": rows, "totals": changed.totals})
        before = {(b.condition, b.option): b for row in pairs for b, a in row if b != a}
        return ChangedMatrix(table, before)


def _note(place: str, comparison: BookComparison) -> str:
    """What a folder of changed rules is, for whoever finds it later."""
    old, new = comparison.old, comparison.new
    return (
        "Rules with one change that was tried. Nobody has signed the change.\n\n"
        f"Changed: {place}\n"
        f"Before:  version {old.version}, SHA-256 of all answers {old.fingerprint}\n"
        f"Now:     version {new.version}, SHA-256 of all answers {new.fingerprint}\n\n"
        "Before these rules are used: give them a new version in rules/book.toml, and run\n"
        "pain-options check --rules rules\n"
    )


def _header(key: str, *, many: bool) -> str:
    return f"[[{key}]]" if many else f"[{key}]"
