"""Reading the files of `rules/` into a rule book that holds together."""

from __future__ import annotations

import tomllib
from functools import cache
from inspect import isclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, get_args

from pydantic import ValidationError

from engine.errors import RuleBookError, did_you_mean
from engine.rule_book.bounds import MOST_DOTS
from engine.rule_book.files import UnreadableError, read_text
from engine.rule_book.records import (
    AlsoNamed,
    Closing,
    Condition,
    Edition,
    Implication,
    Indication,
    Limits,
    Location,
    Omission,
    Option,
    Record,
    Region,
    RuleBook,
    Source,
    Statement,
    Term,
    WarningSign,
)
from engine.rule_book.validation import problems

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


_NOTHING: Mapping[str, str] = MappingProxyType({})
RULES_DIRECTORY = Path(__file__).resolve().parents[2] / "rules"
"""The rule book of this project."""


class Table(NamedTuple):
    """One kind of record in the files: where it stands, and what it must look like.

    Attributes:
        file: The file.
        key: The name of the record there.
        model: What it must look like.
        field: The field of the whole that holds these records.
        many: Whether there can be several.
        needed: Whether there must be one.
    """

    file: str
    key: str
    model: type[Record]
    field: str
    many: bool = True
    needed: bool = True


RULE_BOOK_TABLES = (
    Table("book.toml", "book", Edition, "edition", many=False),
    Table("locations.toml", "location", Location, "locations"),
    Table("locations.toml", "region", Region, "regions", needed=False),
    Table("conditions.toml", "condition", Condition, "conditions"),
    Table("options.toml", "option", Option, "options"),
    Table("options.toml", "omission", Omission, "omissions"),
    Table("warning_signs.toml", "source", Source, "sources"),
    Table("warning_signs.toml", "warning_sign", WarningSign, "warning_signs"),
    Table("implications.toml", "implication", Implication, "implications", needed=False),
    Table("indications.toml", "indication", Indication, "indications"),
    Table("closing.toml", "also_named", AlsoNamed, "also_named", needed=False),
    Table("closing.toml", "limits", Limits, "limits", many=False),
    Table("closing.toml", "closing", Closing, "closing", many=False),
    Table("words.toml", "word", Term, "terms"),
    Table("introduction.toml", "statement", Statement, "introduction"),
)
"""Every kind of record of the rule book."""


def load_rule_book(directory: Path = RULES_DIRECTORY) -> RuleBook:
    """Read the rule book from the TOML files in a directory.

    Args:
        directory: The folder that holds `locations.toml`, `conditions.toml` and so on.

    Returns:
        The rule book, with every reference between its records checked.

    Raises:
        RuleBookError: A file is missing or is not TOML, a record has a wrong, missing or unknown
            field, an id is unknown or stands twice, two rules say the same, or implications go in
            a circle. The message names the file, the record and what would be right.
    """
    book, errors = read_rule_book(directory)
    if book is None or errors:
        raise errors[0]
    return book


def read_rule_book(
    directory: Path, instead: Mapping[str, str] = _NOTHING
) -> tuple[RuleBook | None, list[RuleBookError]]:
    """Read the rule book, with every error that can be told in one go.

    Args:
        directory: The folder that holds `locations.toml`, `conditions.toml` and so on.
        instead: Texts to read in the place of files of the folder, by the name of the file.

    Returns:
        The rule book and no errors; or its errors, in the order of the files, and the rule book if
        each of its records can be read by itself.
    """
    fields, errors = read_tables(directory, RULE_BOOK_TABLES, instead)
    if errors:
        return None, errors
    book = _validated(RuleBook, fields, "rules")
    return book, problems(book)


def load_tables(directory: Path, tables: Sequence[Table]) -> dict[str, Any]:
    """Read files that hold records of one kind or of several.

    Args:
        directory: The folder that holds the files.
        tables: The kinds of record; those of one file are all that it may hold.

    Returns:
        The records of each kind, in the order of their file, by the field that is to hold them.

    Raises:
        RuleBookError: A file is missing or is not TOML, or a record has a wrong, missing or
            unknown field. The message names the file, the record and what would be right.
    """
    fields, errors = read_tables(directory, tables)
    if errors:
        raise errors[0]
    return fields


def read_tables(
    directory: Path, tables: Sequence[Table], instead: Mapping[str, str] = _NOTHING
) -> tuple[dict[str, Any], list[RuleBookError]]:
    """Read files as `load_tables` does, with every error that there is.

    Returns:
        The records of each kind that could be read; and the errors: those of files first, then one
        for each record that cannot be read, then unknown tables.
    """
    contents: dict[str, dict[str, Any]] = {}
    fields: dict[str, Any] = {}
    errors: list[RuleBookError] = []
    for file in dict.fromkeys(t.file for t in tables):
        try:
            contents[file] = (
                parse_toml(instead[file], f"rules/{file}")
                if file in instead
                else _read(directory / file)
            )
        except RuleBookError as error:
            errors.append(error)
    for table in tables:
        if table.file in contents:
            found = contents[table.file].pop(table.key, [] if table.many else None)
            fields[table.field] = _records(table, found, errors)
    for file, left in contents.items():
        keys = [t.key for t in tables if t.file == file]
        errors += [
            RuleBookError(
                f"rules/{file}: unknown table {_quoted(key)};{did_you_mean(key, keys)} this file "
                f"holds: {', '.join(keys)}"
            )
            for key in left
        ]
    return fields, errors


def load_records(directory: Path, file: str, key: str, model: type[_Model]) -> tuple[_Model, ...]:
    """Read a file beside the rule book that holds records of one kind.

    Args:
        directory: The folder that holds the file.
        file: Its name.
        key: The name of its records, written as `[[key]]`.
        model: What each must look like.

    Returns:
        The records, in the order of the file.

    Raises:
        RuleBookError: as `load_tables`, or an id stands twice.
    """
    found, errors = read_records(directory, file, key, model)
    if errors:
        raise errors[0]
    return found


def read_records(
    directory: Path, file: str, key: str, model: type[_Model]
) -> tuple[tuple[_Model, ...], list[RuleBookError]]:
    """Read a file as `load_records` does, with every error that there is.

    Returns:
        The records that could be read, and the errors.
    """
    fields, errors = read_tables(directory, (Table(file, key, model, key),))
    return tuple(one for one in fields.get(key, ()) if one is not None), errors


class _Folder:
    """The folder that every `default_...` reads, for as long as the process runs."""

    path = RULES_DIRECTORY
    is_read = False


def use_rules(directory: Path) -> None:
    """Have every `default_...` read another folder, in this process, from its start on.

    Args:
        directory: The folder of rule files.

    Raises:
        RuleBookError: There is no such folder, or the rules of another were read already.
    """
    try:
        folder = directory.resolve()
        is_folder = folder.is_dir()
    except (OSError, ValueError, RuntimeError):  # such as a name too long, or a circle of links
        is_folder = False
    if not is_folder:
        raise RuleBookError(f"--rules {directory}: there is no such folder")
    if _Folder.is_read and folder != _Folder.path:
        raise RuleBookError(
            f"--rules {directory}: the rules in {_Folder.path} were read already; "
            "choose the folder before anything is read"
        )
    _Folder.path = folder


def rules_directory() -> Path:
    """The folder that every `default_...` reads: this project's own, or that of `use_rules`.

    From then on it stays the same.
    """
    _Folder.is_read = True
    return _Folder.path


def is_missing(file: str) -> bool:
    """Whether the rule book in use goes without a file that may be left out."""
    return not exists(rules_directory() / file)


def exists(path: Path) -> bool:
    """Whether there is anything: what cannot be read is told when it is read."""
    try:
        path.lstat()
    except (OSError, ValueError):
        return False
    return True


@cache
def default_rule_book() -> RuleBook:
    """The rule book in use, read once.

    Raises:
        RuleBookError: as `load_rule_book`.
    """
    return load_rule_book(rules_directory())


def _read(path: Path) -> dict[str, Any]:
    try:
        text = read_text(path)
    except FileNotFoundError:
        raise RuleBookError(f"rules/{path.name}: the file is missing in {path.parent}") from None
    except UnreadableError as error:
        raise RuleBookError(f"rules/{path.name}: not valid TOML: {error}") from None
    return parse_toml(text, f"rules/{path.name}")


def parse_toml(text: str, place: str) -> dict[str, Any]:
    """Parse the text of a rule file, or of a part of one.

    Args:
        text: The text.
        place: What an error begins with: where the text stands.

    Raises:
        RuleBookError: It is not TOML, or cannot be read in a short time.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > MOST_DOTS:
            raise RuleBookError(
                f"{place}: line {number} has more than {MOST_DOTS} dots; write shorter "
                "keys, or break the text into lines"
            )
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise RuleBookError(
            f"{place}: not valid TOML: lists or tables are nested too deep; no record "
            "needs more than 3 in each other"
        ) from None
    except ValueError as error:  # also what a number of thousands of digits is
        raise RuleBookError(f"{place}: not valid TOML: {_one_line(str(error))}") from None


def _records(table: Table, found: Any, errors: list[RuleBookError]) -> Any:  # noqa: ANN401 - TOML may hold anything
    if not table.many:
        if isinstance(found, dict):
            return _record(table, found, 1, errors)
        errors.append(
            RuleBookError(
                f"rules/{table.file}: the table [{table.key}] is missing; there must be one"
            )
        )
        return None
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        errors.append(
            RuleBookError(
                f"rules/{table.file}: {table.key!r} must be written as [[{table.key}]], once for "
                "each"
            )
        )
        return ()
    if not found and table.needed:
        errors.append(
            RuleBookError(f"rules/{table.file}: no [[{table.key}]]; there must be at least one")
        )
    return tuple(
        _record(table, entry, number, errors) for number, entry in enumerate(found, start=1)
    )


def _record(
    table: Table, entry: Mapping[str, Any], number: int, errors: list[RuleBookError]
) -> Record | None:
    try:
        return _validated(table.model, entry, _place(table, entry, number))
    except RuleBookError as error:
        errors.append(error)
        return None


def _place(table: Table, entry: Mapping[str, Any], number: int) -> str:
    if "id" in entry:
        return f"rules/{table.file}: {table.key} {_quoted(entry['id'])}"
    if not table.many:
        return f"rules/{table.file}: [{table.key}]"
    return f"rules/{table.file}: {table.key} number {number} (it has no id)"


_LONGEST_QUOTATION = 120


def _quoted(value: Any) -> str:  # noqa: ANN401 - TOML may hold anything
    """A value as an error quotes it: in one line, and not at any length."""
    if isinstance(value, (dict, list)):
        return f"(a {'table' if isinstance(value, dict) else 'list'})"
    text = repr(value)
    return text if len(text) <= _LONGEST_QUOTATION else f"{text[:_LONGEST_QUOTATION]}..."


def _one_line(message: str) -> str:
    return " ".join(message.split())


_Model = TypeVar("_Model", bound=Record)


def _validated(model: type[_Model], fields: Mapping[str, Any], place: str) -> _Model:
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        # A field that is misspelt is also missing; its name tells more.
        first = next((one for one in errors if one["type"] == "extra_forbidden"), errors[0])
        where = _one_line(".".join(str(part) for part in first["loc"]))
        message = _one_line(first["msg"].removeprefix("Value error, "))
        if first["type"] == "extra_forbidden":
            known = _model_at(model, first["loc"][:-1]).model_fields
            meant = did_you_mean(str(first["loc"][-1]), known)
            message = f"unknown field;{meant} known: {', '.join(known)}"
        elif first["type"] == "model_type":
            known = _model_at(model, first["loc"]).model_fields
            message = f"must be a table of the fields: {', '.join(known)}"
        elif first["type"] == "string_pattern_mismatch":
            what = (
                "an address: it begins with https://"
                if first["loc"][-1] == "address"
                else "an id: small letters, digits and underscores only"
            )
            message = f"{_quoted(first['input'])} is not {what}"
        raise RuleBookError(f"{place}: {where + ': ' if where else ''}{message}") from None


def _model_at(model: type[Record], path: Sequence[int | str]) -> type[Record]:
    """The model of the record that stands at a path inside another."""
    for field in path:
        if isinstance(field, str):
            annotation = model.model_fields[field].annotation
            models = [annotation, *get_args(annotation)]
            model = next(one for one in models if isclass(one) and issubclass(one, Record))
    return model
