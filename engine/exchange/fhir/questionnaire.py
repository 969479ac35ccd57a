"""The questions as a Questionnaire of FHIR, in which the location decides what is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.exchange.fhir.resources import EXTENSION, HL7, QUESTIONNAIRE, coding, concept
from engine.rule_book.records import LOCATION_ANSWER

if TYPE_CHECKING:
    from engine.exchange.fhir.resources import Json, Metadata
    from engine.rule_book.records import RuleBook

NONE_OF_THESE = "none-of-these"
"""The answer that no warning sign is there. No id has a hyphen, so no sign can have this one."""
WARNING_SIGNS = "warning_signs"
CONDITIONS = "conditions"


class QuestionTexts(NamedTuple):
    """The words of the three questions, and of the answer that no sign is there."""

    location: str
    warning_signs: str
    conditions: str
    none_of_these: str


def questionnaire(metadata: Metadata, texts: QuestionTexts) -> Json:
    """The questionnaire: the location, then for each location a group of what is asked there."""
    book = metadata.book
    return {
        **metadata.head(
            "Questionnaire",
            QUESTIONNAIRE,
            f"Where the {book.edition.complaint} is, and what a clinician has named",
            f"The questions of the {book.edition.title}. What is asked after the first one "
            "depends on the location. No answer decides on anybody's care.",
            f"{HL7}/uv/sdc/StructureDefinition/sdc-questionnaire",
        ),
        "subjectType": ["Patient"],
        **metadata.reviewed(),
        "item": [
            {
                "linkId": LOCATION_ANSWER,
                "text": texts.location,
                "type": "choice",
                "required": True,
                "answerOption": [
                    {"valueCoding": coding("location", one.id, one.name)} for one in book.locations
                ],
            },
            *(_items_at(book, location.id, texts) for location in book.locations),
            # The closing advice is part of every outcome, so of every way to fill this in.
            {
                "linkId": book.closing.id,
                "text": f"{book.closing.name}. {book.closing.says}",
                "type": "display",
            },
        ],
    }


def _items_at(book: RuleBook, location: str, texts: QuestionTexts) -> Json:
    """What is asked at one location, in the order in which the app asks it."""
    where = book.location_by_id[location]
    group = f"{LOCATION_ANSWER}.{location}"
    question = f"{group}.{WARNING_SIGNS}"
    signs = book.warning_signs_asked_at(location)
    items: list[Json] = []
    if signs:
        options = [_option("warning_sign", one.id, one.name) for one in signs]
        none = _option("warning_sign", NONE_OF_THESE, texts.none_of_these, stands_alone=True)
        items.append(_tick_all(question, texts.warning_signs, [*options, none]))
    items += [
        {
            "linkId": f"{question}.{sign.id}",
            "text": f"{sign.name}. {sign.action} {sign.why}",
            "type": "display",
            "enableWhen": [_equals(question, coding("warning_sign", sign.id, sign.name))],
        }
        for sign in signs
    ]
    if where.note is not None:
        items.append({"linkId": f"{group}.note", "text": where.note, "type": "display"})
    offered = sorted(book.conditions_offered_at(location), key=lambda one: one.stands_alone)
    conditions = [
        _option("condition", one.id, one.name, stands_alone=one.stands_alone) for one in offered
    ]
    items.append(_tick_all(f"{group}.{CONDITIONS}", texts.conditions, conditions))
    return {
        "linkId": group,
        "text": where.name,
        "type": "group",
        "enableWhen": [_equals(LOCATION_ANSWER, coding("location", location, where.name))],
        "item": items,
    }


def _option(system: str, code: str, display: str, *, stands_alone: bool = False) -> Json:
    option: Json = {"valueCoding": coding(system, code, display)}
    if stands_alone:
        url = f"{EXTENSION}/questionnaire-optionExclusive"
        option = {"extension": [{"url": url, "valueBoolean": True}], **option}
    return option


def _tick_all(link: str, text: str, options: list[Json]) -> Json:
    """A question of which several answers may be ticked, and one must be."""
    return {
        "extension": [
            {
                "url": f"{EXTENSION}/questionnaire-itemControl",
                "valueCodeableConcept": concept(f"{HL7}/questionnaire-item-control", "check-box"),
            }
        ],
        "linkId": link,
        "text": text,
        "type": "choice",
        "required": True,
        "repeats": True,
        "answerOption": options,
    }


def _equals(question: str, answer: Json) -> Json:
    return {"question": question, "operator": "=", "answerCoding": answer}
