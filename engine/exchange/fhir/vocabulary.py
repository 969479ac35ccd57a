"""The ids of the rule book as code systems of FHIR."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.exchange.fhir.questionnaire import NONE_OF_THESE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.exchange.fhir.questionnaire import QuestionTexts
    from engine.exchange.fhir.resources import Json, Metadata


def code_systems(metadata: Metadata, texts: QuestionTexts) -> Iterator[Json]:
    """One code system each for locations, warning signs, conditions, options and alternatives."""
    book = metadata.book
    yield _code_system(
        metadata,
        "location",
        f"Where the {book.edition.complaint} can be",
        [_entry(one.id, one.name, one.in_words) for one in book.locations],
    )
    signs = [
        _entry(one.id, one.name, f"{one.why} {one.action}")
        | {"property": [{"code": "level", "valueCode": one.level.value}]}
        for one in book.warning_signs
    ]
    none = _entry(NONE_OF_THESE, texts.none_of_these, "No warning sign is there.")
    yield _code_system(
        metadata, "warning_sign", "Signs that ask for action before anything else", [*signs, none]
    ) | {
        "property": [
            {"code": "level", "description": "How soon it asks for action.", "type": "code"}
        ]
    }
    yield _code_system(
        metadata,
        "condition",
        "What a clinician may have named",
        [
            _entry(one.id, one.name, one.description, one.medical_name, *one.other_names)
            for one in book.conditions
        ],
    )
    yield _code_system(
        metadata,
        "option",
        "Treatment options that the document names",
        [_entry(one.id, one.name, one.description, one.medical_name) for one in book.options],
    )
    yield _code_system(
        metadata,
        "alternative",
        "What the document names as perhaps more fitting",
        [_entry(one.id, one.name, one.description) for one in book.limits.alternative],
    )


def _code_system(metadata: Metadata, name: str, title: str, concepts: list[Json]) -> Json:
    return {
        **metadata.head("CodeSystem", name, title, f"{title}: the ids of the rule book."),
        "caseSensitive": True,
        "content": "complete",
        "count": len(concepts),
        "concept": concepts,
    }


def _entry(code: str, display: str, definition: str, *other_names: str | None) -> Json:
    """A concept of a code system."""
    entry: Json = {"code": code, "display": display, "definition": definition}
    names = [{"language": "en", "value": name} for name in other_names if name is not None]
    return entry | ({"designation": names} if names else {})
