"""How records stand inside others in JSON: by id and name, and answers in a settled order."""

from __future__ import annotations

from typing import Annotated

from pydantic import PlainSerializer

from engine.answers import Answers
from engine.rule_book.records import Condition, Location, Option


def id_and_name(record: Condition | Location | Option | None) -> dict[str, str] | None:
    """A record of the rule book as JSON: its id and its name."""
    return None if record is None else {"id": record.id, "name": record.name}


def in_order(answers: Answers) -> dict[str, object]:
    """Answers as JSON, each list sorted, so that the same answers are the same text."""
    return {
        "location": answers.location,
        "conditions": sorted(answers.conditions),
        "warning_signs": sorted(answers.warning_signs),
    }


BriefAnswers = Annotated[Answers, PlainSerializer(in_order)]
BriefCondition = Annotated[Condition, PlainSerializer(id_and_name)]
BriefLocation = Annotated[Location, PlainSerializer(id_and_name)]
BriefOption = Annotated[Option, PlainSerializer(id_and_name)]
