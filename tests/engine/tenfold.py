"""A rule book ten times as large as the one that ships: each of its records ten times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.rule_book.loading import RULES_DIRECTORY, load_rule_book
from engine.rule_book.records import RuleBook

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

TIMES = 10
_FIELDS_OF_IDS = {"id", "region", "location", "condition", "option", "then", "offered_at"}
_MANY = (
    "regions",
    "locations",
    "conditions",
    "options",
    "implications",
    "indications",
    "warning_signs",
)


def tenfold_book(book: RuleBook) -> RuleBook:
    """The rule book with every location, condition, option, sign and rule on them ten times.

    Each of the ten is a whole by itself: its rules lead from its answers to its options.

    Args:
        book: The rule book to repeat.
    """
    data = book.model_dump()
    for field in _MANY:
        data[field] = [
            record
            for number in range(TIMES)
            for record in (_renamed(one, number) for one in data[field])
        ]
    # A rule book has one answer of those who are not sure; the other nine stand alone like it.
    for condition in data["conditions"]:
        condition["not_sure"] = condition["not_sure"] and condition["id"].endswith("_0")
    # What is named besides is named in every outcome: still one rule, which names all of them.
    for rule in data["also_named"]:
        rule["then"] = [f"{one}_{number}" for number in range(TIMES) for one in rule["then"]]
    return RuleBook.model_validate(data)


def write_tenfold_book(directory: Path) -> Path:
    """Write its files, without those beside the rule book.

    Args:
        directory: The folder, which is made.
    """
    directory.mkdir()
    data = tenfold_book(load_rule_book()).model_dump(mode="json")
    for file, tables in (
        ("locations", {"region": "regions", "location": "locations"}),
        ("conditions", {"condition": "conditions"}),
        ("options", {"option": "options", "omission": "omissions"}),
        ("warning_signs", {"source": "sources", "warning_sign": "warning_signs"}),
        ("implications", {"implication": "implications"}),
        ("indications", {"indication": "indications"}),
    ):
        text = "".join(_table(key, data[field]) for key, field in tables.items())
        (directory / f"{file}.toml").write_text(text, encoding="utf-8")
    closing = "".join(
        _table(key, [data[key]]).replace(f"[[{key}]]", f"[{key}]") for key in ("limits", "closing")
    )
    closing = _table("also_named", data["also_named"]) + closing
    (directory / "closing.toml").write_text(closing, encoding="utf-8")
    for file in ("book", "words", "introduction", "outline"):
        text = (RULES_DIRECTORY / f"{file}.toml").read_text(encoding="utf-8")
        (directory / f"{file}.toml").write_text(text, encoding="utf-8")
    return directory


def _renamed(record: dict[str, Any], number: int) -> dict[str, Any]:
    """A record whose ids, and name, are those of one of the ten."""
    renamed = {key: _value(key, value, number) for key, value in record.items()}
    if "name" in renamed:
        renamed["name"] = f"{renamed['name']} {number}"
    return renamed


def _value(key: str, value: Any, number: int) -> Any:  # noqa: ANN401 - a record holds anything
    if key == "locations" or key in _FIELDS_OF_IDS:
        if isinstance(value, str):
            return f"{value}_{number}"
        return [f"{one}_{number}" for one in value] if value is not None else None
    if key == "when":
        return {inner: _value(inner, one, number) for inner, one in value.items()}
    if key == "benefit":
        return [
            {**one, "condition": _value("condition", one["condition"], number)} for one in value
        ]
    return value


def _table(key: str, records: Iterable[dict[str, Any]]) -> str:
    lines = []
    for record in records:
        lines.append(f"[[{key}]]")
        lines += [
            f"{field} = {_in_line(value, field)}"
            for field, value in record.items()
            if value is not None
        ]
    return "\n".join(lines) + "\n"


def _in_line(value: Any, field: str = "") -> str:  # noqa: ANN401 - a record holds anything
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        pairs = (f"{key} = {_in_line(one, key)}" for key, one in value.items() if one is not None)
        return f"{{ {', '.join(pairs)} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_in_line, value))}]"
    if field in {"read_on", "look_again_on"}:
        return str(value)
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
