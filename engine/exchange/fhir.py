"""The rule book as FHIR R4: a questionnaire, a strategy, and each rule as a recommendation.

What is made is a Bundle of plain dictionaries, in the form in which JSON is written. The rules
follow the guideline profiles of HL7 (CPG on FHIR); the questionnaire follows Structured Data
Capture (SDC). No library of FHIR is needed, nor any server.

Chaining: a plan definition has no working memory, so implications are applied beforehand. The
expression of each rule names every answer that leads to it, whatever implications lie between, and
the rule depends on those implications, each of which is a plan definition too.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.exchange import BASE
from engine.exchange.ways import WaysOfRules
from engine.rule_book.records import (
    LOCATION_ANSWER,
    AlsoNamed,
    Closing,
    ConditionalRule,
    Implication,
    Indication,
    Level,
    Limits,
    RuleKind,
    WarningSign,
)
from engine.rule_book.reviews import NOT_REVIEWED, by_clinicians

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.exchange.ways import Ways
    from engine.rule_book.records import Citation, Rule, RuleBook
    from engine.rule_book.reviews import Review

Json = dict[str, Any]

NO_ADVICE = (
    "For teaching and for getting ready to talk with a specialist. It retells what one document "
    "lists. It is no clinical advice, no diagnosis and no clinical guideline, and must not decide "
    "on anybody's care."
)
NONE_OF_THESE = "none-of-these"
"""The answer that no warning sign is there. No id has a hyphen, so no sign can have this one."""
WARNING_SIGNS = "warning_signs"
CONDITIONS = "conditions"

HOW_TO_EVALUATE = (
    "Expressions are FHIRPath over a QuestionnaireResponse to the questionnaire of this Bundle, "
    "which is their %resource."
)

_ADDRESS = f"{BASE}/fhir/{{kind}}/{{name}}"
_HL7 = "http://hl7.org/fhir"
_CPG = f"{_HL7}/uv/cpg"
_CRMI = f"{_HL7}/uv/crmi/StructureDefinition/crmi"
_TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
_EXTENSION = f"{_HL7}/StructureDefinition"
_PUBLISHER = "The maintainers of the Pain Options Explorer"
_LONGEST_ID = 64
# How soon an action is asked for, in the four words that FHIR has: stat is sooner than asap, and
# asap sooner than urgent.
_PRIORITIES = {Level.EMERGENCY: "stat", Level.URGENT: "asap", Level.SOON: "urgent"}
# What each kind of rule is for, in the words that CPG has for the steps of care.
_PROCESSES = {
    RuleKind.WARNING_SIGN: "triage",
    RuleKind.IMPLICATION: "guideline-based-care",
    RuleKind.INDICATION: "provide-counseling",
    RuleKind.ALSO_NAMED: "provide-counseling",
    RuleKind.LIMITS: "provide-counseling",
    RuleKind.CLOSING: "provide-counseling",
}


class QuestionTexts(NamedTuple):
    """The words of the three questions, and of the answer that no sign is there."""

    location: str
    warning_signs: str
    conditions: str
    none_of_these: str


def fhir_bundle(book: RuleBook, reviews: Iterable[Review], texts: QuestionTexts) -> Json:
    """The rule book as a FHIR R4 Bundle.

    Args:
        book: The rule book.
        reviews: Who has reviewed it; the last day is told.
        texts: The words of the questions, as the app asks them.

    Returns:
        A Bundle of the type `collection`: the vocabularies as code systems, the questionnaire, the
        strategy, and each rule in the order of salience. The same book gives the same Bundle.
    """
    return _Exporter(book, tuple(reviews), texts).bundle()


def fhir_text(bundle: Json) -> str:
    """A Bundle as the text of its file: the same Bundle is the same text."""
    return json.dumps(bundle, indent=2, ensure_ascii=False) + "\n"


def resource_id(name: str) -> str:
    """An id of the rule book as FHIR allows it: with hyphens, and no longer than 64 characters."""
    text = name.replace("_", "-")
    if len(text) <= _LONGEST_ID:
        return text
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{text[: _LONGEST_ID - 9]}-{digest}"


class _Exporter:
    """One rule book on its way into one Bundle."""

    def __init__(self, book: RuleBook, reviews: tuple[Review, ...], texts: QuestionTexts) -> None:
        self._book = book
        self._reviews = reviews
        self._texts = texts
        self._ways = WaysOfRules(book)
        self._version = book.edition.version.isoformat()

    def bundle(self) -> Json:
        resources = [
            *self._code_systems(),
            self._questionnaire(),
            self._strategy(),
            *(self._recommendation(rule) for rule in self._book.rules.values()),
        ]
        return {
            "resourceType": "Bundle",
            "id": "pain-options",
            "type": "collection",
            # Of the rule book, not of this run: the same book gives the same Bundle.
            "timestamp": f"{self._version}T00:00:00Z",
            "entry": [{"fullUrl": one["url"], "resource": one} for one in resources],
        }

    # --- What every resource says of itself -------------------------------------------------------

    def _head(self, kind: str, name: str, title: str, description: str, *profiles: str) -> Json:
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
                {"url": f"{_EXTENSION}/cqf-knowledgeCapability", "valueCode": capability}
                for capability in ("shareable", "publishable")
            ],
            "url": _url(kind, name),
            "version": self._version,
            "name": "".join(part.capitalize() for part in name.split("_")),
            "title": title,
            "status": "draft",
            "experimental": True,
            "date": self._version,
            "publisher": _PUBLISHER,
            "description": description,
            "purpose": NO_ADVICE,
            "copyright": (
                "MIT License, without warranty. Of the source document, "
                f"{self._book.edition.document}, only places and phrases of a few words are "
                f"quoted. {NO_ADVICE}"
            ),
        }

    def _reviewed(self) -> Json:
        last = max((review.date for review in self._reviews), default=None)
        return {} if last is None else {"lastReviewDate": last.isoformat()}

    def _plan(self, name: str, title: str, description: str, kind: str, profile: str) -> Json:
        read = [f"Read on {one.date} by {one.reviewer}: {one.what}" for one in self._reviews]
        not_reviewed = [] if by_clinicians(self._reviews) else [NOT_REVIEWED]
        return {
            **self._head(
                "PlanDefinition", name, title, description, f"{_CPG}/StructureDefinition/{profile}"
            ),
            "type": _concept(f"{_TERMINOLOGY}/plan-definition-type", kind),
            "usage": " ".join([NO_ADVICE, HOW_TO_EVALUATE, *not_reviewed, *read]),
            **self._reviewed(),
        }

    def _canonical(self, kind: str, name: str) -> str:
        return f"{_url(kind, name)}|{self._version}"

    # --- The vocabularies -------------------------------------------------------------------------

    def _code_systems(self) -> Iterator[Json]:
        book = self._book
        yield self._code_system(
            "location",
            "Where the pain can be",
            [_entry(one.id, one.name, one.in_words) for one in book.locations],
        )
        signs = [
            _entry(one.id, one.name, f"{one.why} {one.action}")
            | {"property": [{"code": "level", "valueCode": one.level.value}]}
            for one in book.warning_signs
        ]
        none = _entry(NONE_OF_THESE, self._texts.none_of_these, "No warning sign is there.")
        yield self._code_system(
            "warning_sign", "Signs that ask for action before anything else", [*signs, none]
        ) | {
            "property": [
                {"code": "level", "description": "How soon it asks for action.", "type": "code"}
            ]
        }
        yield self._code_system(
            "condition",
            "What a clinician may have named",
            [
                _entry(one.id, one.name, one.description, one.medical_name, *one.other_names)
                for one in book.conditions
            ],
        )
        yield self._code_system(
            "option",
            "Treatment options that the document names",
            [_entry(one.id, one.name, one.description, one.medical_name) for one in book.options],
        )
        yield self._code_system(
            "alternative",
            "What the document names as perhaps more fitting",
            [_entry(one.id, one.name, one.description) for one in book.limits.alternative],
        )

    def _code_system(self, name: str, title: str, concepts: list[Json]) -> Json:
        return {
            **self._head("CodeSystem", name, title, f"{title}: the ids of the rule book."),
            "caseSensitive": True,
            "content": "complete",
            "count": len(concepts),
            "concept": concepts,
        }

    # --- The questionnaire ------------------------------------------------------------------------

    def _questionnaire(self) -> Json:
        book = self._book
        return {
            **self._head(
                "Questionnaire",
                "pain_options",
                "Where the pain is, and what a clinician has named",
                "The questions of the Pain Options Explorer. What is asked after the first one "
                "depends on the location. No answer decides on anybody's care.",
                f"{_HL7}/uv/sdc/StructureDefinition/sdc-questionnaire",
            ),
            "subjectType": ["Patient"],
            **self._reviewed(),
            "item": [
                {
                    "linkId": LOCATION_ANSWER,
                    "text": self._texts.location,
                    "type": "choice",
                    "required": True,
                    "answerOption": [
                        {"valueCoding": _coding("location", one.id, one.name)}
                        for one in book.locations
                    ],
                },
                *(self._items_at(location.id) for location in book.locations),
                # The closing advice is part of every outcome, so of every way to fill this in.
                {
                    "linkId": book.closing.id,
                    "text": f"{book.closing.name}. {book.closing.says}",
                    "type": "display",
                },
            ],
        }

    def _items_at(self, location: str) -> Json:
        """What is asked at one location, in the order in which the app asks it."""
        book = self._book
        where = book.location_by_id[location]
        group = f"{LOCATION_ANSWER}.{location}"
        question = f"{group}.{WARNING_SIGNS}"
        signs = book.warning_signs_asked_at(location)
        items: list[Json] = []
        if signs:
            options = [_option("warning_sign", one.id, one.name) for one in signs]
            none = _option(
                "warning_sign", NONE_OF_THESE, self._texts.none_of_these, stands_alone=True
            )
            items.append(_tick_all(question, self._texts.warning_signs, [*options, none]))
        items += [
            {
                "linkId": f"{group}.{sign.id}",
                "text": f"{sign.name}. {sign.action} {sign.why}",
                "type": "display",
                "enableWhen": [_equals(question, _coding("warning_sign", sign.id, sign.name))],
            }
            for sign in signs
        ]
        if where.note is not None:
            items.append({"linkId": f"{group}.note", "text": where.note, "type": "display"})
        offered = sorted(book.conditions_offered_at(location), key=lambda one: one.stands_alone)
        conditions = [
            _option("condition", one.id, one.name, stands_alone=one.stands_alone) for one in offered
        ]
        items.append(_tick_all(f"{group}.{CONDITIONS}", self._texts.conditions, conditions))
        return {
            "linkId": group,
            "text": where.name,
            "type": "group",
            "enableWhen": [_equals(LOCATION_ANSWER, _coding("location", location, where.name))],
            "item": items,
        }

    # --- The rules --------------------------------------------------------------------------------

    def _strategy(self) -> Json:
        book = self._book
        plan = self._plan(
            "pain_options",
            f"What one document lists: {book.edition.document}",
            "All rules of the Pain Options Explorer, in the order in which they fire. Warning "
            "signs come first, the advice to consult a specialist comes last and always applies. "
            "Implications are applied beforehand: the expression of each rule names every answer "
            "that leads to it. What would be listed if a specialist found another condition is "
            "not part of it: ask again with that condition.",
            "workflow-definition",
            "cpg-strategydefinition",
        )
        return plan | {
            "relatedArtifact": [
                {"type": "derived-from", "display": book.edition.document},
                self._depends_on("Questionnaire", "pain_options"),
            ],
            "action": [
                {
                    "id": resource_id(rule.id),
                    "title": self._title(rule),
                    "description": self._description(rule),
                    "code": [
                        _concept(f"{_CPG}/CodeSystem/cpg-common-process-cs", _PROCESSES[rule.kind])
                    ],
                    "definitionCanonical": self._canonical("PlanDefinition", rule.id),
                }
                for rule in book.rules.values()
            ],
        }

    def _recommendation(self, rule: Rule) -> Json:
        plan = self._plan(
            rule.id,
            self._title(rule),
            self._description(rule),
            "eca-rule",
            "cpg-recommendationdefinition",
        )
        return plan | {
            "relatedArtifact": list(self._related(rule)),
            "action": [self._action(rule)],
        }

    def _title(self, rule: Rule) -> str:
        book = self._book
        match rule:
            case Indication():
                option = book.option_by_id[rule.then]
                return f"{option.medical_name}: listed for {self._condition(rule)}"
            case Implication():
                amounts_to = book.condition_by_id[rule.then].in_words
                return f"Counted as {amounts_to}: {self._condition(rule)}"
            case AlsoNamed():
                return "Also named, with no condition given"
            case Limits():
                return "Not everybody is a candidate"
            case WarningSign() | Closing():
                return rule.name

    def _condition(self, rule: Indication | Implication) -> str:
        """What the rule looks at, in words."""
        book, when = self._book, rule.when
        words = []
        if when.condition is not None:
            words.append(book.condition_by_id[when.condition].in_words)
        if when.region is not None:
            words.append(f"pain in {book.region_by_id[when.region].in_words}")
        if when.location is not None:
            words.append(book.location_by_id[when.location].in_words)
        return ", ".join(words)

    def _description(self, rule: Rule) -> str:
        match rule:
            case Indication():
                option = self._book.option_by_id[rule.then].in_words
                says = f"The document lists {option} for {self._condition(rule)}."
            case WarningSign():
                says = f"{rule.why} {rule.action}"
            case _:
                says = rule.says
        return says if rule.justification is None else f"{says} {rule.justification}"

    def _related(self, rule: Rule) -> Iterator[Json]:
        """What the rule rests on, and the implications that may come before it."""
        if isinstance(rule, WarningSign):
            yield from self._guidance(rule)
        else:
            yield from (self._citation(one) for one in rule.citations)
        if isinstance(rule, Implication) and rule.editorial:
            yield {"type": "justification", "display": "This link is ours, not the document's."}
        if isinstance(rule, ConditionalRule):
            for implication in self._ways.implications_before(rule):
                yield self._depends_on("PlanDefinition", implication.id)
        yield self._depends_on("Questionnaire", "pain_options")

    def _citation(self, citation: Citation) -> Json:
        document = self._book.edition.document
        return {
            "type": "citation",
            "label": citation.place,
            "display": document,
            "citation": f'{document}. {citation.place}: "{citation.phrase}"',
        }

    def _guidance(self, sign: WarningSign) -> Iterator[Json]:
        for support in sign.sources:
            source = self._book.source_by_id[support.source]
            yield {
                "type": "documentation",
                "label": source.publisher,
                "display": source.title,
                "citation": (
                    f"{source.publisher}. {source.title}. Read on {source.read_on} as a "
                    f"{source.read_as}. In our own words: {support.says}"
                ),
                "url": source.address,
            }

    def _depends_on(self, kind: str, name: str) -> Json:
        return {"type": "depends-on", "resource": self._canonical(kind, name)}

    def _action(self, rule: Rule) -> Json:
        book = self._book
        action: Json = {"title": self._title(rule), "description": self._description(rule)}
        match rule:
            case WarningSign():
                action |= {
                    "priority": _PRIORITIES[rule.level],
                    "code": [_of_ours("warning_sign", rule.id, rule.name)],
                    "documentation": list(self._guidance(rule)),
                    **self._applies(f"The sign is there: {rule.name}", _ticked(rule.id)),
                }
            case Indication():
                option = book.option_by_id[rule.then]
                action["code"] = [_of_ours("option", option.id, option.name)]
                action |= self._applies_after(rule)
            case Implication():
                condition = book.condition_by_id[rule.then]
                action["code"] = [_of_ours("condition", condition.id, condition.name)]
                action |= self._applies_after(rule)
            case AlsoNamed():
                action["action"] = [self._also_named(option) for option in rule.then]
            case Limits():
                action["action"] = [
                    {
                        "title": other.name,
                        "description": other.description,
                        "code": [_of_ours("alternative", other.id, other.name)],
                    }
                    for other in rule.alternative
                ]
            case Closing():
                pass  # Always, for everybody: it has no condition.
        return action

    def _also_named(self, name: str) -> Json:
        """One option of those named with no condition; it is shown unless it is listed anyway."""
        option = self._book.option_by_id[name]
        ways = self._ways.of_option(name)
        action: Json = {
            "title": option.medical_name,
            "description": option.description,
            "code": [_of_ours("option", option.id, option.name)],
        }
        if ways:
            listed = self._expression(ways)
            action |= self._applies("It is not listed for the answers", f"({listed}).not()")
        return action

    def _applies_after(self, rule: Indication | Implication) -> Json:
        ways = self._ways[rule.id]
        return self._applies(self._in_words(ways), self._expression(ways))

    @staticmethod
    def _applies(description: str, expression: str) -> Json:
        return {
            "condition": [
                {
                    "kind": "applicability",
                    "expression": {
                        "description": description,
                        "language": "text/fhirpath",
                        "expression": expression,
                    },
                }
            ],
            "input": [{"type": "QuestionnaireResponse"}],
        }

    def _expression(self, ways: Ways) -> str:
        """The ways as FHIRPath over the response to the questionnaire."""
        everywhere = frozenset(self._book.location_by_id)
        parts = []
        for locations, answers in self._by_locations(ways):
            tests = []
            if answers != [None]:
                tests.append(_any_of(_answers_to(CONDITIONS), answers))
            if locations != everywhere:
                places = [name for name in self._book.location_by_id if name in locations]
                tests.append(_any_of(_WHERE, places))
            parts.append(" and ".join(tests) or "true")
        if len(parts) == 1:
            return parts[0]
        return " or ".join(f"({part})" for part in parts)

    def _in_words(self, ways: Ways) -> str:
        book = self._book
        everywhere = frozenset(book.location_by_id)
        parts = []
        for locations, answers in self._by_locations(ways):
            names = [book.condition_by_id[one].name for one in answers if one is not None]
            words = [f"one of these was named: {'; '.join(names)}"] if names else []
            if locations != everywhere:
                places = [one.name for one in book.locations if one.id in locations]
                words.append(f"the pain is at one of these places: {'; '.join(places)}")
            parts.append(" and ".join(words))
        return "Applies if " + ", or if ".join(parts)

    def _by_locations(self, ways: Ways) -> list[tuple[frozenset[str], list[str | None]]]:
        """The ways by their locations, conditions in the order of the book."""
        order = {name: place for place, name in enumerate([None, *self._book.condition_by_id])}
        grouped: dict[tuple[bool, frozenset[str]], list[str | None]] = {}
        for answer in sorted(ways, key=order.__getitem__):
            grouped.setdefault((answer is None, ways[answer]), []).append(answer)
        return [(locations, answers) for (_, locations), answers in grouped.items()]


def _url(kind: str, name: str) -> str:
    return _ADDRESS.format(kind=kind, name=resource_id(name))


def _coding(system: str, code: str, display: str) -> Json:
    return {"system": _url("CodeSystem", system), "code": code, "display": display}


def _concept(system: str, code: str) -> Json:
    return {"coding": [{"system": system, "code": code}]}


def _of_ours(system: str, code: str, display: str) -> Json:
    return {"coding": [_coding(system, code, display)]}


def _entry(code: str, display: str, definition: str, *other_names: str | None) -> Json:
    """A concept of a code system."""
    entry: Json = {"code": code, "display": display, "definition": definition}
    names = [{"language": "en", "value": name} for name in other_names if name is not None]
    return entry | ({"designation": names} if names else {})


def _option(system: str, code: str, display: str, *, stands_alone: bool = False) -> Json:
    option: Json = {"valueCoding": _coding(system, code, display)}
    if stands_alone:
        url = f"{_EXTENSION}/questionnaire-optionExclusive"
        option = {"extension": [{"url": url, "valueBoolean": True}], **option}
    return option


def _tick_all(link: str, text: str, options: list[Json]) -> Json:
    """A question of which several answers may be ticked, and one must be."""
    return {
        "extension": [
            {
                "url": f"{_EXTENSION}/questionnaire-itemControl",
                "valueCodeableConcept": _concept(f"{_HL7}/questionnaire-item-control", "check-box"),
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


_WHERE = f"%resource.item.where(linkId = '{LOCATION_ANSWER}').answer.value.code"


def _answers_to(question: str) -> str:
    """The codes of the answers to a question that each location asks."""
    return f"%resource.item.item.where(linkId.endsWith('.{question}')).answer.value.code"


def _any_of(codes: str, names: Iterable[str | None]) -> str:
    quoted = " | ".join(f"'{name}'" for name in names)
    return f"{codes}.where($this in ({quoted})).exists()"


def _ticked(sign: str) -> str:
    return _any_of(_answers_to(WARNING_SIGNS), [sign])
