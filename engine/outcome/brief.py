"""How records stand inside others in JSON: by their id with their name, answers in one order."""

from __future__ import annotations

from typing import Annotated

from pydantic import PlainSerializer, PlainValidator

from engine.answers import Answers
from engine.inference.facts import FactPath
from engine.rule_book.records import Alternative, Condition, Location, Option


def id_and_name(record: Alternative | Condition | Location | Option) -> dict[str, str]:
    """A record of the rule book as JSON: its id and its name."""
    return {"id": record.id, "name": record.name}


def sorted_answers(answers: Answers) -> dict[str, object]:
    """Answers as JSON, each list sorted, so that the same answers are the same text."""
    return {
        "location": answers.location,
        "conditions": sorted(answers.conditions),
        "warning_signs": sorted(answers.warning_signs),
    }


def _path(value: object) -> FactPath:
    """A path as it is, or read from its text; that of a firing is not checked again."""
    return value if isinstance(value, FactPath) else FactPath.parse(str(value))


BriefAnswers = Annotated[Answers, PlainSerializer(sorted_answers)]
BriefAlternative = Annotated[Alternative, PlainSerializer(id_and_name)]
BriefCondition = Annotated[Condition, PlainSerializer(id_and_name)]
BriefLocation = Annotated[Location, PlainSerializer(id_and_name)]
BriefOption = Annotated[Option, PlainSerializer(id_and_name)]
BriefPath = Annotated[FactPath, PlainValidator(_path), PlainSerializer(str, return_type=str)]
