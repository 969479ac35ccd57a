"""Reading the files of `rules/` into a rule book that holds together."""

from __future__ import annotations

import tomllib
from functools import cache
from inspect import isclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, get_args

from pydantic import ValidationError

from engine.errors import RuleBookError
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
from engine.rule_book.validation import check_ids_once, validate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


RULES_DIRECTORY = Path(__file__).resolve().parents[2] / "rules"


class Table(NamedTuple):
    """One kind of record in the files: where it stands, and what it must look like."""

    file: str
    key: str
    model: type[Record]
    field: str
    many: bool = True


RULE_BOOK_TABLES = (
    Table("book.toml", "book", Edition, "edition", many=False),
    Table("locations.toml", "location", Location, "locations"),
    Table("locations.toml", "region", Region, "regions"),
    Table("conditions.toml", "condition", Condition, "conditions"),
    Table("options.toml", "option", Option, "options"),
    Table("options.toml", "omission", Omission, "omissions"),
    Table("warning_signs.toml", "source", Source, "sources"),
    Table("warning_signs.toml", "warning_sign", WarningSign, "warning_signs"),
    Table("implications.toml", "implication", Implication, "implications"),
    Table("indications.toml", "indication", Indication, "indications"),
    Table("closing.toml", "also_named", AlsoNamed, "also_named"),
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
    fields = load_tables(directory, RULE_BOOK_TABLES)
    book = _validated(RuleBook, fields, "rules")
    validate(book)
    return book


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
    contents = {file: _read(directory / file) for file in dict.fromkeys(t.file for t in tables)}
    fields: dict[str, Any] = {}
    for table in tables:
        found = contents[table.file].pop(table.key, [] if table.many else None)
        fields[table.field] = _records(table, found)
    for file, left in contents.items():
        if left:
            keys = ", ".join(t.key for t in tables if t.file == file)
            raise RuleBookError(
                f"rules/{file}: unknown table {next(iter(left))!r}; this file holds: {keys}"
            )
    return fields


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
    table = Table(file, key, model, key)
    found: tuple[_Model, ...] = load_tables(directory, (table,))[key]
    check_ids_once(f"rules/{file}", key, (entry.id for entry in found if hasattr(entry, "id")))
    return found


@cache
def default_rule_book() -> RuleBook:
    """The rule book of this project, read once.

    Raises:
        RuleBookError: as `load_rule_book`.
    """
    return load_rule_book()


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RuleBookError(f"rules/{path.name}: the file is missing in {path.parent}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleBookError(f"rules/{path.name}: not valid TOML: {error}") from None


def _records(table: Table, found: Any) -> Any:  # noqa: ANN401 - TOML may hold anything
    if not table.many:
        if not isinstance(found, dict):
            raise RuleBookError(
                f"rules/{table.file}: the table [{table.key}] is missing; there must be one"
            )
        return _validated(table.model, found, _place(table, found, 1))
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise RuleBookError(
            f"rules/{table.file}: {table.key!r} must be written as [[{table.key}]], once for each"
        )
    if not found:
        raise RuleBookError(f"rules/{table.file}: no [[{table.key}]]; there must be at least one")
    return tuple(
        _validated(table.model, entry, _place(table, entry, number))
        for number, entry in enumerate(found, start=1)
    )


def _place(table: Table, entry: Mapping[str, Any], number: int) -> str:
    if "id" in entry:
        return f"rules/{table.file}: {table.key} {entry['id']!r}"
    if not table.many:
        return f"rules/{table.file}: [{table.key}]"
    return f"rules/{table.file}: {table.key} number {number} (it has no id)"


_Model = TypeVar("_Model", bound=Record)


def _validated(model: type[_Model], fields: Mapping[str, Any], place: str) -> _Model:
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        if first["type"] == "extra_forbidden":
            known = _model_at(model, first["loc"][:-1]).model_fields
            message = f"unknown field; known: {', '.join(known)}"
        elif first["type"] == "model_type":
            known = _model_at(model, first["loc"]).model_fields
            message = f"must be a table of the fields: {', '.join(known)}"
        elif first["type"] == "string_pattern_mismatch":
            what = (
                "an address: it begins with https://"
                if first["loc"][-1] == "address"
                else "an id: small letters, digits and underscores only"
            )
            message = f"{first['input']!r} is not {what}"
        raise RuleBookError(f"{place}: {where + ': ' if where else ''}{message}") from None


def _model_at(model: type[Record], path: Sequence[int | str]) -> type[Record]:
    """The model of the record that stands at a path inside another."""
    for field in path:
        if isinstance(field, str):
            annotation = model.model_fields[field].annotation
            models = [annotation, *get_args(annotation)]
            model = next(one for one in models if isclass(one) and issubclass(one, Record))
    return model
