"""What comes out of the engine: the outcome, as frozen models."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Literal

from pydantic import Field, model_serializer

from engine.outcome.brief import (
    BriefAlternative,
    BriefAnswers,
    BriefOption,
    BriefPath,
    id_and_name,
)
from engine.rule_book.records import (
    Citation,
    Condition,
    Id,
    Level,
    Option,
    Record,
    RuleKind,
    Source,
    WarningSign,
)


class Basis(StrEnum):
    """Whether an option is listed for the very answer, or for what the answers amount to."""

    LISTED = "listed"
    IMPLIED = "implied"


class ChainStep(Record):
    """One step of a chain: an answer, or a rule that fired on the step before it.

    Attributes:
        kind: Whether it is an answer, or which kind of rule fired.
        id: The id of the answer or of the rule.
        concludes: The id that it concludes; that of the answer itself for an answer.
        says: The step in plain words.
    """

    kind: Literal["answer"] | RuleKind
    id: Id
    concludes: Id
    says: str


class Reason(Record):
    """Why an option is listed: the chain from an answer to the rule that lists the option.

    Attributes:
        rule: The id of the rule that lists the option.
        basis: Whether the option is listed for the very answer, or for what the answers amount to.
        editorial: Whether a link of ours is in the chain.
        chain: The steps, from an answer to the rule.
        citations: Where the document lists the option.
    """

    rule: Id
    basis: Basis
    editorial: bool
    chain: tuple[ChainStep, ...]
    citations: tuple[Citation, ...]


class ListedOption(Record):
    """An option that the document lists for the answers, with every reason for it.

    Attributes:
        option: The option.
        reasons: Every reason, those for the very answer first.
    """

    option: Option
    reasons: tuple[Reason, ...] = Field(min_length=1)

    @property
    def basis(self) -> Basis:
        """`listed` if any reason is; reasons stand in that order."""
        return self.reasons[0].basis

    @property
    def editorial(self) -> bool:
        """Whether the option is reached through a link of ours alone."""
        return all(reason.editorial for reason in self.reasons)

    @model_serializer
    def _flat(self) -> dict[str, Any]:
        return {**id_and_name(self.option), "reasons": self.reasons}


class IfFound(Record):
    """What the document lists if the specialist finds this condition.

    Attributes:
        condition: The condition.
        options: The options that are then listed.
    """

    condition: Condition
    options: tuple[ListedOption, ...]

    @model_serializer
    def _short(self) -> dict[str, Any]:
        return {
            **id_and_name(self.condition),
            "options": [
                {**id_and_name(listed.option), "basis": listed.basis} for listed in self.options
            ],
        }


class Notice(Record):
    """What a warning sign asks for, before anything else, and who says so.

    Attributes:
        sign: The warning sign.
        sources: The sources that it names, in its order.
    """

    sign: WarningSign
    sources: tuple[Source, ...]

    @property
    def level(self) -> Level:
        """How soon it asks for action."""
        return self.sign.level

    @property
    def supporting(self) -> tuple[tuple[Source, str], ...]:
        """The sources that support the level or a more pressing one, each with what it says."""
        pairs = zip(self.sources, self.sign.sources, strict=True)
        return tuple((one, of.says) for one, of in pairs if of.is_enough_for(self.level))

    @model_serializer
    def _flat(self) -> dict[str, Any]:
        return {
            **self.sign.model_dump(include={"id", "level", "name", "why", "action"}),
            "sources": [
                {
                    **source.model_dump(include={"id", "publisher", "title", "address"}),
                    "supports": support.supports,
                    "says": support.says,
                }
                for source, support in zip(self.sources, self.sign.sources, strict=True)
            ],
        }


class Firing(Record):
    """One firing of a rule: on which fact it fired, and what it concluded.

    Attributes:
        step: Its number in the trace, counted from 1.
        rule: The id of the rule.
        kind: The kind of the rule.
        salience: The salience of the rule: the lower number fires first.
        fact: The path of the fact: an answer, then the rules that derived it.
        concludes: The ids that it concluded.
    """

    step: int
    rule: Id
    kind: RuleKind
    salience: int
    fact: BriefPath
    concludes: tuple[Id, ...]


class Consult(Record):
    """The closing advice.

    Attributes:
        rule: The id of the closing rule.
        name: The advice, as a heading.
        says: The advice in plain words.
        citations: Where the document gives it.
    """

    rule: Id
    name: str
    says: str
    citations: tuple[Citation, ...]


class Outcome(Record):
    """What the document lists for the answers, why, and the closing advice.

    The fields stand in the order in which `--json` prints them.

    Attributes:
        answers: The answers, each list sorted.
        urgent: What the warning signs ask for, before anything else.
        options: The options that the document lists, those for the very answers first.
        also_named: The options that the document names with no condition, and that are not listed.
        alternatives: What may suit somebody more than what is listed.
        if_found: What is listed if the specialist finds each condition that is asked for there;
            only where the answer was not to be sure.
        trace: Every firing of a rule, in order.
        consult: The closing advice.
    """

    answers: BriefAnswers
    urgent: tuple[Notice, ...]
    options: tuple[ListedOption, ...]
    also_named: tuple[BriefOption, ...]
    alternatives: tuple[BriefAlternative, ...]
    if_found: tuple[IfFound, ...]
    trace: tuple[Firing, ...]
    consult: Consult

    @property
    def emergency(self) -> bool:
        """Whether a warning sign asks to act now."""
        return any(notice.level is Level.EMERGENCY for notice in self.urgent)
