"""The rule book as a Bundle of FHIR R4: its questions, its rules, its vocabulary.

What is made is plain dictionaries, in the form in which JSON is written. The rules follow the
guideline profiles of HL7 (CPG on FHIR); the questionnaire follows Structured Data Capture (SDC). No
library of FHIR is needed, nor any server.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from engine.exchange import BASE
from engine.exchange.fhir.plans import Plans
from engine.exchange.fhir.questionnaire import questionnaire
from engine.exchange.fhir.resources import Metadata
from engine.exchange.fhir.vocabulary import code_systems

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.exchange.fhir.questionnaire import QuestionTexts
    from engine.exchange.fhir.resources import Json
    from engine.rule_book.records import RuleBook
    from engine.rule_book.reviews import Review


def fhir_bundle(
    book: RuleBook, fingerprint: str, reviews: Iterable[Review], texts: QuestionTexts
) -> Json:
    """The rule book as a FHIR R4 Bundle.

    Args:
        book: The rule book.
        fingerprint: The SHA-256 of its answer table.
        reviews: Who has reviewed it; the last day is told.
        texts: The words of the questions, as the app asks them.

    Returns:
        A Bundle of the type `collection`: the vocabularies as code systems, the questionnaire, the
        strategy, and each rule in the order of salience. The same book gives the same Bundle.
    """
    metadata = Metadata(book, tuple(reviews))
    plans = Plans(metadata)
    resources = [
        *code_systems(metadata, texts),
        questionnaire(metadata, texts),
        plans.strategy(),
        *(plans.recommendation(rule) for rule in book.rules.values()),
    ]
    return {
        "resourceType": "Bundle",
        "id": "pain-options",
        # Each resource names the version; this tells which answers the rules give.
        "identifier": {"system": f"{BASE}/answers-sha256", "value": fingerprint},
        "type": "collection",
        # Of the rule book, not of this run: the same book gives the same Bundle.
        "timestamp": f"{metadata.version}T00:00:00Z",
        "entry": [{"fullUrl": one["url"], "resource": one} for one in resources],
    }


def fhir_text(bundle: Json) -> str:
    """A Bundle as the text of its file: the same Bundle is the same text."""
    return json.dumps(bundle, indent=2, ensure_ascii=False) + "\n"
