"""JSON Schemas of the rule files with that of the outcome, generated from the records."""

from __future__ import annotations

import inspect
import json
import re
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from engine.appointment import loading as preparation
from engine.examples import cases, patients
from engine.examples.cases import Case
from engine.examples.patients import Patient
from engine.exchange import BASE
from engine.exchange.outcome_form import FORMS, FORMS_OF_MODELS, ExportedOutcome
from engine.rule_book import loading, outline, reviews, scorecard, sentences
from engine.rule_book.loading import Table
from engine.rule_book.reviews import Review
from engine.rule_book.sentences import NotEncoded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.json_schema import JsonSchemaMode, JsonSchemaValue

    from engine.rule_book.records import Record

TABLES = (
    *loading.RULE_BOOK_TABLES,
    *preparation.PREPARATION_TABLES,
    *scorecard.TABLES,
    Table(cases.FILE, "case", Case, "cases"),
    Table(patients.FILE, "patient", Patient, "patients"),
    *outline.TABLES,
    Table(reviews.FILE, "review", Review, "reviews"),
    Table(sentences.FILE, "not_encoded", NotEncoded, "not_encoded"),
)
"""Every kind of record that a rule file holds."""

OUTCOME = "outcome"
SUFFIX = ".schema.json"
"""How the name of a file with a schema ends."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ATTRIBUTE = re.compile(r"^ {4}(\w+): (.+(?:\n {8}.+)*)", re.MULTILINE)


def schemas() -> dict[str, JsonSchemaValue]:
    """Every schema, by its name: the rule files by theirs, then the outcome.

    Returns:
        A schema for each TOML file in `rules/`, such as `locations`, and `outcome`, which is what
        `pain-options explore --json` prints. The same records give the same schemas.
    """
    files = dict.fromkeys(table.file for table in TABLES)
    made = {file.removesuffix(".toml"): _file_schema(file) for file in files}
    return made | {OUTCOME: _outcome_schema()}


def schema_text(schema: JsonSchemaValue) -> str:
    """A schema as the text of its file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def described_fields(model: type[Record]) -> dict[str, str]:
    """What the docstrings of a record and of those that it extends say of its fields.

    Args:
        model: A kind of record.

    Returns:
        The text of each field that stands in a section `Attributes`, by the name of the field.
    """
    found: dict[str, str] = {}
    for parent in reversed(model.__mro__):
        _, _, attributes = inspect.cleandoc(parent.__doc__ or "").partition("\nAttributes:\n")
        found |= {match[1]: " ".join(match[2].split()) for match in _ATTRIBUTE.finditer(attributes)}
    return found


_Schema: TypeAlias = Any
"""A schema of pydantic's core, which has many kinds; the engine does not import that package."""


class _Generator(GenerateJsonSchema):
    """Schemas as an editor needs them: with help from the docstrings, without what TOML lacks."""

    def generate_inner(self, schema: _Schema) -> JsonSchemaValue:
        form = FORMS_OF_MODELS.get(schema.get("cls"))
        if form is not None and self.mode == "serialization":
            return super().generate_inner(form.__pydantic_core_schema__)
        return super().generate_inner(schema)

    def model_schema(self, schema: _Schema) -> JsonSchemaValue:
        made = super().model_schema(schema)
        model = schema["cls"]
        made["description"] = _summary(model)
        for name, text in described_fields(model).items():
            if name in made["properties"]:
                made["properties"][name]["description"] = text
        return made

    def ser_schema(self, schema: _Schema) -> JsonSchemaValue | None:
        form = FORMS.get(schema.get("function"))
        if form is not None:
            return self.generate_inner(form.__pydantic_core_schema__)
        return super().ser_schema(schema)

    def enum_schema(self, schema: _Schema) -> JsonSchemaValue:
        return super().enum_schema(schema) | {"description": _summary(schema["cls"])}

    def nullable_schema(self, schema: _Schema) -> JsonSchemaValue:
        # TOML has no null: what is optional is left out.
        if self.mode == "validation":
            return self.generate_inner(schema["schema"])
        return super().nullable_schema(schema)

    def default_schema(self, schema: _Schema) -> JsonSchemaValue:
        made = super().default_schema(schema)
        return {key: value for key, value in made.items() if key != "default" or value is not None}

    def str_schema(self, schema: _Schema) -> JsonSchemaValue:
        made = super().str_schema(schema)
        # Blanks are taken away before the length is looked at.
        if schema.get("strip_whitespace") and schema.get("min_length") and "pattern" not in made:
            made["pattern"] = r"\S"
        return made

    def field_is_required(
        self,
        field: _Schema,
        total: bool,  # noqa: FBT001 - pydantic's signature
    ) -> bool:
        # What has a default is printed all the same.
        return self.mode == "serialization" or super().field_is_required(field, total)

    def get_title_from_name(self, name: str) -> str:
        return name


def _file_schema(file: str) -> JsonSchemaValue:
    tables = [table for table in TABLES if table.file == file]
    properties, definitions = _references([table.model for table in tables], "validation")
    return {
        **_head(file.removesuffix(".toml")),
        "title": f"rules/{file}",
        "description": "Its tables: " + ", ".join(table.key for table in tables),
        "type": "object",
        "properties": {
            table.key: {"type": "array", "items": reference, "minItems": int(table.needed)}
            if table.many
            else reference
            for table, reference in zip(tables, properties, strict=True)
        },
        "required": [table.key for table in tables if table.needed],
        "additionalProperties": False,
        "$defs": definitions,
    }


def _outcome_schema() -> JsonSchemaValue:
    (reference,), definitions = _references([ExportedOutcome], "serialization")
    return {
        **_head(OUTCOME),
        "title": "pain-options explore --json",
        **reference,
        "$defs": definitions,
    }


def _head(name: str) -> dict[str, str]:
    return {"$schema": _DIALECT, "$id": f"{BASE}/schema/{name}{SUFFIX}"}


def _references(
    models: list[type[Record]], mode: JsonSchemaMode
) -> tuple[list[JsonSchemaValue], JsonSchemaValue]:
    """A reference to each model, and the definitions that they refer to."""
    inputs = [(model, mode) for model in models]
    made, whole = models_json_schema(inputs, schema_generator=_Generator)
    definitions: dict[str, Any] = whole["$defs"]
    for definition in definitions.values():
        for field in definition.get("properties", {}).values():
            field.pop("title", None)  # It says no more than the name of the field.
    references = [made[one] for one in inputs]
    used = set(_names_referred_to(references, definitions))
    return references, {name: one for name, one in definitions.items() if name in used}


def _names_referred_to(what: object, definitions: dict[str, Any]) -> Iterator[str]:
    """What a part of a schema refers to; models that a serializer hides are not among it."""
    if isinstance(what, list):
        for part in what:
            yield from _names_referred_to(part, definitions)
    elif isinstance(what, dict):
        for key, part in what.items():
            if key == "$ref":
                name = part.removeprefix("#/$defs/")
                yield name
                yield from _names_referred_to(definitions[name], definitions)
            else:
                yield from _names_referred_to(part, definitions)


def _summary(model: type[object]) -> str:
    """What the docstring says of the whole, in one line."""
    text, _, _ = inspect.cleandoc(model.__doc__ or "").partition("\nAttributes:\n")
    return " ".join(text.split())
