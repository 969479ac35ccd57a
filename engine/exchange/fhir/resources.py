"""What every resource of FHIR here says of itself, with how it is named and named by others."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from engine.exchange import BASE
from engine.rule_book.reviews import NOT_REVIEWED, by_clinicians

if TYPE_CHECKING:
    from engine.rule_book.records import RuleBook
    from engine.rule_book.reviews import Review

Json = dict[str, Any]

HL7 = "http://hl7.org/fhir"
CPG = f"{HL7}/uv/cpg"
EXTENSION = f"{HL7}/StructureDefinition"
QUESTIONNAIRE = "pain_options"
"""The name of the questionnaire, and of the strategy."""

NO_ADVICE = (
    "For teaching and for getting ready to talk with a specialist. It retells what one document "
    "lists. It is no clinical advice, no diagnosis and no clinical guideline, and must not decide "
    "on anybody's care."
)

HOW_TO_EVALUATE = (
    "Expressions are FHIRPath over a QuestionnaireResponse to the questionnaire of this Bundle, "
    "which is their %resource."
)

_ADDRESS = f"{BASE}/fhir/{{kind}}/{{name}}"
_CRMI = f"{HL7}/uv/crmi/StructureDefinition/crmi"
_PLAN_TYPES = "http://terminology.hl7.org/CodeSystem/plan-definition-type"
_LONGEST_ID = 64


class Metadata:
    """What resources made of one rule book say of themselves."""

    def __init__(self, book: RuleBook, reviews: tuple[Review, ...]) -> None:
        """Take the rule book, and who has reviewed it."""
        self.book = book
        self.version = book.edition.version.isoformat()
        self._reviews = reviews

    def head(self, kind: str, name: str, title: str, description: str, *profiles: str) -> Json:
        """The elements that CRMI asks of what is shared and published.

        `approvalDate` is left out: nobody has approved this, least of all a clinician, and
        `review.toml` says so.
        """
        lower = kind.lower()
        return {
            "resourceType": kind,
            "id": resource_id(name),
            "meta": {
                "profile": [
                    *profiles,
                    f"{_CRMI}-shareable{lower}",
                    f"{_CRMI}-publishable{lower}",
                ]
            },
            "extension": [
                {"url": f"{EXTENSION}/cqf-knowledgeCapability", "valueCode": capability}
                for capability in ("shareable", "publishable")
            ],
            "url": url_of(kind, name),
            "version": self.version,
            "name": "".join(part.capitalize() for part in name.split("_")),
            "title": title,
            "status": "draft",
            "experimental": True,
            "date": self.version,
            "publisher": f"The maintainers of the {self.book.edition.title}",
            "description": description,
            "purpose": NO_ADVICE,
            "copyright": (
                "MIT License, without warranty. Of the source document, "
                f"{self.book.edition.document}, only places and phrases of a few words are "
                f"quoted. {NO_ADVICE}"
            ),
        }

    def reviewed(self) -> Json:
        """The day of the last review; nothing where there was none."""
        last = max((review.date for review in self._reviews), default=None)
        return {} if last is None else {"lastReviewDate": last.isoformat()}

    def plan(self, name: str, title: str, description: str, kind: str, profile: str) -> Json:
        """The elements of a plan definition of a profile of CPG, without its actions."""
        read = [f"Read on {one.date} by {one.reviewer}: {one.what}" for one in self._reviews]
        not_reviewed = [] if by_clinicians(self._reviews) else [NOT_REVIEWED]
        return {
            **self.head(
                "PlanDefinition", name, title, description, f"{CPG}/StructureDefinition/{profile}"
            ),
            "type": concept(_PLAN_TYPES, kind),
            "usage": " ".join([NO_ADVICE, HOW_TO_EVALUATE, *not_reviewed, *read]),
            **self.reviewed(),
        }

    def canonical(self, kind: str, name: str) -> str:
        """The address of a resource in this version."""
        return f"{url_of(kind, name)}|{self.version}"


def resource_id(name: str) -> str:
    """An id of the rule book as FHIR allows it: with hyphens, and no longer than 64 characters."""
    text = name.replace("_", "-")
    if len(text) <= _LONGEST_ID:
        return text
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{text[: _LONGEST_ID - 9]}-{digest}"


def url_of(kind: str, name: str) -> str:
    """The address of a resource, by its type and its name."""
    return _ADDRESS.format(kind=kind, name=resource_id(name))


def coding(system: str, code: str, display: str) -> Json:
    """A code of one of our own code systems."""
    return {"system": url_of("CodeSystem", system), "code": code, "display": display}


def concept(system: str, code: str) -> Json:
    """A concept of somebody else's code system."""
    return {"coding": [{"system": system, "code": code}]}


def of_ours(system: str, code: str, display: str) -> Json:
    """A concept of one of our own code systems."""
    return {"coding": [coding(system, code, display)]}
