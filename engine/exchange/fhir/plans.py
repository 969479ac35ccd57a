"""The rules as plan definitions of FHIR: a strategy of recommendations, one for each rule.

A plan definition has no working memory, so implications are applied beforehand. The expression of
each rule names every answer that leads to it, whatever implications lie between, and the rule
depends on those implications, each of which is a plan definition too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.exchange.fhir.expressions import expression, in_words, ticked
from engine.exchange.fhir.resources import CPG, QUESTIONNAIRE, concept, of_ours, resource_id
from engine.exchange.ways import WaysOfRules
from engine.outcome.wording import place_in_words
from engine.rule_book.records import (
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

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.exchange.fhir.resources import Json, Metadata
    from engine.rule_book.records import Citation, Rule

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


class Plans:
    """The rules of one book as plan definitions."""

    def __init__(self, metadata: Metadata) -> None:
        """Work out which answers lead to each rule."""
        self._metadata = metadata
        self._book = metadata.book
        self._ways = WaysOfRules(metadata.book)

    def strategy(self) -> Json:
        """The whole, with every rule in the order of salience."""
        book = self._book
        plan = self._metadata.plan(
            QUESTIONNAIRE,
            f"What one document lists: {book.edition.document}",
            f"All rules of the {book.edition.title}, in the order in which they fire. Warning "
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
                self._depends_on("Questionnaire", QUESTIONNAIRE),
            ],
            "action": [
                {
                    "id": resource_id(rule.id),
                    "title": self._title(rule),
                    "description": self._description(rule),
                    "code": [
                        concept(f"{CPG}/CodeSystem/cpg-common-process-cs", _PROCESSES[rule.kind])
                    ],
                    "definitionCanonical": self._metadata.canonical("PlanDefinition", rule.id),
                }
                for rule in book.rules.values()
            ],
        }

    def recommendation(self, rule: Rule) -> Json:
        """One rule."""
        plan = self._metadata.plan(
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
        words = [place_in_words(when, book)]
        if when.condition is not None:
            words.insert(0, book.condition_by_id[when.condition].in_words)
        return ", ".join(filter(None, words))

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
        yield self._depends_on("Questionnaire", QUESTIONNAIRE)

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
        return {"type": "depends-on", "resource": self._metadata.canonical(kind, name)}

    def _action(self, rule: Rule) -> Json:
        book = self._book
        action: Json = {"title": self._title(rule), "description": self._description(rule)}
        match rule:
            case WarningSign():
                action |= {
                    "priority": _PRIORITIES[rule.level],
                    "code": [of_ours("warning_sign", rule.id, rule.name)],
                    "documentation": list(self._guidance(rule)),
                    **self._applies(f"The sign is there: {rule.name}", ticked(rule.id)),
                }
            case Indication():
                option = book.option_by_id[rule.then]
                action["code"] = [of_ours("option", option.id, option.name)]
                action |= self._applies_after(rule)
            case Implication():
                condition = book.condition_by_id[rule.then]
                action["code"] = [of_ours("condition", condition.id, condition.name)]
                action |= self._applies_after(rule)
            case AlsoNamed():
                action["action"] = [self._also_named(option) for option in rule.then]
            case Limits():
                action["action"] = [
                    {
                        "title": other.name,
                        "description": other.description,
                        "code": [of_ours("alternative", other.id, other.name)],
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
            "code": [of_ours("option", option.id, option.name)],
        }
        if ways:
            listed = expression(ways, self._book)
            action |= self._applies("It is not listed for the answers", f"({listed}).not()")
        return action

    def _applies_after(self, rule: Indication | Implication) -> Json:
        ways = self._ways[rule.id]
        return self._applies(in_words(ways, self._book), expression(ways, self._book))

    @staticmethod
    def _applies(description: str, fhirpath: str) -> Json:
        return {
            "condition": [
                {
                    "kind": "applicability",
                    "expression": {
                        "description": description,
                        "language": "text/fhirpath",
                        "expression": fhirpath,
                    },
                }
            ],
            "input": [{"type": "QuestionnaireResponse"}],
        }
