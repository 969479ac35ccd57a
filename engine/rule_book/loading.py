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
    Implication,
    Indication,
    Limits,
    Location,
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


class _Table(NamedTuple):
    """One kind of record in the rule book: where it stands, and what it must look like."""

    file: str
    key: str
    model: type[Record]
    field: str
    many: bool = True


_TABLES = (
    _Table("locations.toml", "location", Location, "locations"),
    _Table("locations.toml", "region", Region, "regions"),
    _Table("conditions.toml", "condition", Condition, "conditions"),
    _Table("options.toml", "option", Option, "options"),
    _Table("warning_signs.toml", "source", Source, "sources"),
    _Table("warning_signs.toml", "warning_sign", WarningSign, "warning_signs"),
    _Table("implications.toml", "implication", Implication, "implications"),
    _Table("indications.toml", "indication", Indication, "indications"),
    _Table("closing.toml", "also_named", AlsoNamed, "also_named"),
    _Table("closing.toml", "limits", Limits, "limits", many=False),
    _Table("closing.toml", "closing", Closing, "closing", many=False),
    _Table("words.toml", "word", Term, "terms"),
    _Table("introduction.toml", "statement", Statement, "introduction"),
)


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
    contents = {file: _read(directory / file) for file in dict.fromkeys(t.file for t in _TABLES)}
    fields: dict[str, Any] = {}
    for table in _TABLES:
        found = contents[table.file].pop(table.key, [] if table.many else None)
        fields[table.field] = _records(table, found)
    for file, left in contents.items():
        if left:
            keys = ", ".join(t.key for t in _TABLES if t.file == file)
            raise RuleBookError(
                f"rules/{file}: unknown table {next(iter(left))!r}; this file holds: {keys}"
            )
    book = _validated(RuleBook, fields, "rules")
    validate(book)
    return book


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
        RuleBookError: The file is missing or is not TOML, a record has a wrong, missing or unknown
            field, or an id stands twice. The message names the file, the record and what would be
            right.
    """
    contents = _read(directory / file)
    entries = contents.pop(key, [])
    found: tuple[_Model, ...] = _records(_Table(file, key, model, key), entries)
    if contents:
        raise RuleBookError(
            f"rules/{file}: unknown table {next(iter(contents))!r}; this file holds: {key}"
        )
    check_ids_once(f"rules/{file}", key, (entry["id"] for entry in entries if "id" in entry))
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


def _records(table: _Table, found: Any) -> Any:  # noqa: ANN401 - TOML may hold anything
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


def _place(table: _Table, entry: Mapping[str, Any], number: int) -> str:
    name = repr(entry["id"]) if "id" in entry else f"number {number} (it has no id)"
    return f"rules/{table.file}: {table.key} {name}"


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
