"""The rule book as typed, frozen records: what the files in `rules/` may say."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,79}$")]
"""An id of the vocabulary. Only such words ever reach the inference."""

LOCATION_ANSWER = "location"
"""The id of the answer to the first question; no condition and no warning sign may have it."""

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Section = Text
"""The name of a section of the document; `outline.toml` says which there are."""


class Record(BaseModel):
    """A frozen record that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Citation(Record):
    """A place in the source document, with the few words there that name the thing.

    Attributes:
        section: The section of the document.
        item: The item in the section's list; only in a section that is one.
        phrase: The few words that name the thing, as they stand there; never a whole sentence.
    """

    section: Section
    item: Text | None = None
    phrase: Text

    @property
    def place(self) -> str:
        """The place in words: the section, then the item if there is one."""
        return f"{self.section}, {self.item}" if self.item else self.section


Citations = Annotated[tuple[Citation, ...], Field(min_length=1)]
Explainer = Literal["document", "editorial"]
"""Whose words an explanation is: the document's, retold, or ours."""

Knowledge = Literal["stated", "definition", "ours", "guidance"]
"""What a rule rests on: the document states it, it follows from what the document's words mean,
we add it, or public guidance says it."""


class Edition(Record):
    """Which rule book it is: the day of its last change, and the document that it is made of.

    Attributes:
        version: The day of the last change to what any file says.
        title: What the app is called with this rule book.
        complaint: What a visitor has somewhere, as one noun, such as "pain": "Where is your ...?"
        document: The name of the source document.
        kind: What kind of document it is, inside a sentence, such as "a guide for patients".
        authors: Who wrote it and when, as one sentence.
        for_whom: Of whom it speaks, and what others can do, in whole sentences, if that matters.
        field: What the document is about, as its introduction is headed: "What is ...?"
        specialist: Whom to ask, inside a sentence, such as "a specialist".
        about_lists: What to know of the document's lists, in whole sentences.
        leaves_open: What matters and the document does not say, in whole sentences.
    """

    version: date
    title: Text = "Options Explorer"
    complaint: Text = "problem"
    document: Text
    kind: Text = "a document"
    authors: Text = "We do not say who wrote it."
    for_whom: Text | None = None
    field: Text = "this field"
    specialist: Text = "a specialist"
    about_lists: Text = "The document may not name every treatment."
    leaves_open: Text = "Please ask about everything that the document does not tell you."


class Statement(Record):
    """What the document says of the field as a whole.

    Attributes:
        id: Never changes.
        name: What it is about, as a heading.
        says: What the document says, in one to three plain sentences.
        citations: Every place that says it.
    """

    id: Id
    name: Text
    says: Text
    citations: Citations


class Region(Record):
    """Locations that rules treat alike, such as the neck and the back.

    Attributes:
        id: Never changes: rules use it.
        in_words: The places inside a sentence: "pain in ...".
    """

    id: Id
    in_words: Text


class Location(Record):
    """Where the pain can be.

    Attributes:
        id: Never changes: links, tests and the command line use it.
        name: What the visitor reads and chooses.
        in_words: The same inside a sentence: "You said: pain ...".
        region: The region that it belongs to, if any.
        note: What to know before choosing it.
    """

    id: Id
    name: Text
    in_words: Text
    region: Id | None = None
    note: Text | None = None


class Condition(Record):
    """A condition that a clinician may have named.

    Attributes:
        id: Never changes: links, tests and the command line use it.
        name: What the visitor reads and chooses; it starts with the word that people know.
        in_words: The same inside a sentence: "You said: ...".
        description: What it is, in one or two plain sentences.
        offered_at: The locations at which the questionnaire offers it.
        medical_name: What a letter from a clinic may call it; left out where the name says it
            already.
        other_names: What else a letter may call it, where the document does not use that name.
        document_name: What the document calls it, where that differs from the accepted name.
        explained_by: Whose words the description is: "document" where it says no more than the
            document does, "editorial" where it is ours.
        citations: Where the document explains it; only with explained_by = "document".
        stands_alone: Whether it cannot be chosen together with another answer.
        not_sure: Whether it is the answer of those who do not know the cause: their outcome says
            what is listed for each cause that may be found.
    """

    id: Id
    name: Text
    in_words: Text
    description: Text
    offered_at: Annotated[tuple[Id, ...], Field(min_length=1)]
    medical_name: Text | None = None
    other_names: tuple[Text, ...] = ()
    document_name: Text | None = None
    explained_by: Explainer = "editorial"
    citations: tuple[Citation, ...] = ()
    stands_alone: bool = False
    not_sure: bool = False

    @model_validator(mode="after")
    def _not_sure_stands_alone(self) -> Self:
        if self.not_sure and not self.stands_alone:
            raise ValueError("who is not sure has no other answer; write `stands_alone = true` too")
        return self

    @model_validator(mode="after")
    def _cited_unless_ours(self) -> Self:
        if (self.explained_by == "document") != bool(self.citations):
            raise ValueError(
                "a description with explained_by = 'document' has `citations`, one of ours "
                f"(explained_by = 'editorial') has none (explained_by {self.explained_by!r}, "
                f"{len(self.citations)} citations)"
            )
        return self


class Benefit(Record):
    """What the document says that an option can do, with one condition or with any.

    Attributes:
        says: What the document says that it can do, retold.
        citations: Where the document says it.
        condition: The condition of which the document says it; left out where it says it of any.
    """

    says: Text
    citations: Citations
    condition: Id | None = None


class Passage(Record):
    """What the document says of one thing, retold.

    Attributes:
        says: What the document says, retold.
        citations: Where the document says it.
    """

    says: Text
    citations: Citations


class Option(Record):
    """A treatment option that the document names.

    Of the passages, one that is None is something that the document does not say of this option.

    Attributes:
        id: Never changes.
        name: What it is, in everyday words.
        medical_name: What a clinician calls it.
        in_words: The medical name inside a sentence.
        description: What it is, in one to three sentences.
        explained_by: Whose words the description is.
        citations: Where the document names it.
        remark: What we add on the document's words.
        benefit: What the document says that it can do.
        what_it_is: What kind of thing it is.
        what_is_done: What is done.
        what_is_used: Which medicine, device or other thing is used.
        stays_in_body: Whether something is put into the body, and stays there for good.
        meant_to: What it is meant to do, where no benefit says so.
    """

    id: Id
    name: Text
    medical_name: Text
    in_words: Text
    description: Text
    explained_by: Explainer
    citations: Citations
    remark: Text | None = None
    benefit: tuple[Benefit, ...] = ()
    what_it_is: Passage | None = None
    what_is_done: Passage | None = None
    what_is_used: Passage | None = None
    stays_in_body: Passage | None = None
    meant_to: Passage | None = None

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Every passage that there is, in the order of the fields."""
        passages = (
            self.what_it_is,
            self.what_is_done,
            self.what_is_used,
            self.stays_in_body,
            self.meant_to,
        )
        return tuple(passage for passage in passages if passage is not None)


class Omission(Record):
    """Something that the document says of none of the options.

    Attributes:
        id: Never changes.
        name: What it is, after "The document does not say".
        unsaid: Words of which one would stand in the document if it said something of this.
    """

    id: Id
    name: Text
    unsaid: Annotated[tuple[Text, ...], Field(min_length=1)]


class Alternative(Record):
    """What the document names as perhaps more fitting than what it lists.

    It only names them, so the descriptions are ours.

    Attributes:
        id: Never changes.
        name: What it is called.
        description: What it is, in one plain sentence of ours.
        citations: Where the document names it.
    """

    id: Id
    name: Text
    description: Text
    citations: Citations


class Term(Record):
    """A term that the pages explain; the explanation is ours, not the document's.

    Attributes:
        id: Never changes.
        name: The word.
        description: What it means, in one or two plain sentences.
    """

    id: Id
    name: Text
    description: Text


class RuleKind(StrEnum):
    """The kinds of rule, in the order of their salience."""

    WARNING_SIGN = "warning_sign"
    IMPLICATION = "implication"
    INDICATION = "indication"
    ALSO_NAMED = "also_named"
    LIMITS = "limits"
    CLOSING = "closing"


class Source(Record):
    """Where public guidance names a warning sign, and what of it was read.

    Attributes:
        id: Never changes: what rests on the source names it.
        publisher: Who publishes the page.
        title: The title of the page.
        address: The page's own public address.
        read_on: The day on which it was read.
        look_again_on: The day from which it is to be read again.
        read_as: What was read: the live page, an archived copy, or its words as another publication
            gives them.
        note: What exactly was read.
    """

    id: Id
    publisher: Text
    title: Text
    address: Annotated[str, StringConstraints(pattern=r"^https://\S+$")]
    read_on: date
    look_again_on: date
    read_as: Literal["page", "stored copy", "quoted copy"]
    note: Text | None = None

    @model_validator(mode="after")
    def _looked_at_again_later(self) -> Self:
        if self.look_again_on <= self.read_on:
            raise ValueError(
                f"`look_again_on` ({self.look_again_on}) must be after `read_on` ({self.read_on})"
            )
        return self


class Level(StrEnum):
    """How soon a warning sign asks for action, the most pressing first."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    SOON = "soon"


class Support(Record):
    """What a source says of a warning sign, and the level that it supports, if it gives one.

    Attributes:
        source: The id of the source.
        supports: The level that the source gives for (a part of) the sign; left out where it gives
            none.
        says: What was read there, in our own words.
    """

    source: Id
    supports: Level | None = None
    says: Text

    def is_enough_for(self, level: Level) -> bool:
        """Whether the source asks for action as soon as this level does, or sooner."""
        levels = list(Level)
        return self.supports is not None and levels.index(self.supports) <= levels.index(level)


class BaseRule(Record):
    """What every kind of rule has: its kind, an id, what it rests on, and what it concludes.

    Each kind has a field `because` that allows the knowledge it can rest on; where there is but
    one, the files need not repeat it.

    Attributes:
        id: Never changes: links, traces and the command line use it.
        justification: One sentence, for a class, on why the rule reads so.
    """

    kind: ClassVar[RuleKind]
    id: Id
    justification: Text | None = None

    @property
    def conclusions(self) -> tuple[Id, ...]:
        """The ids that the rule concludes; its own where it concludes nothing but itself."""
        return (self.id,)


class WarningSign(BaseRule):
    """A rule: a sign that asks for action before anything else.

    The source document says nothing of these; each names public guidance as its source.

    Attributes:
        because: What it rests on: always public guidance.
        level: How soon it asks for action.
        locations: Where it is asked about.
        name: The sign, as the visitor reads and ticks it.
        why: What makes it alarming.
        action: What to do.
        sources: What public guidance says of it.
        level_is_ours: Why the level is ours; only where no source supports it.
    """

    kind = RuleKind.WARNING_SIGN
    because: Literal["guidance"] = "guidance"
    level: Level
    locations: Annotated[tuple[Id, ...], Field(min_length=1)]
    name: Text
    why: Text
    action: Text
    sources: Annotated[tuple[Support, ...], Field(min_length=1)]
    level_is_ours: Text | None = None

    @model_validator(mode="after")
    def _level_is_supported(self) -> Self:
        names = [support.source for support in self.sources]
        twice = [name for name in names if names.count(name) > 1]
        if twice:
            raise ValueError(f"`sources` names {twice[0]!r} twice; each source stands once")
        supported = any(support.is_enough_for(self.level) for support in self.sources)
        if not supported and self.level_is_ours is None:
            raise ValueError(
                f"no source supports the level {self.level.value!r} or a more pressing one; "
                "correct the level or `supports`, or say in `level_is_ours` why it is so"
            )
        if supported and self.level_is_ours is not None:
            raise ValueError(
                f"`level_is_ours` is given, and a source supports {self.level.value!r}; "
                "take one of the two away"
            )
        return self


class When(Record):
    """An antecedent: all that is given must hold of one fact.

    Attributes:
        condition: A condition that was chosen, or that another rule derived.
        location: The location of the pain.
        region: The region that the location belongs to.
    """

    condition: Id | None = None
    location: Id | None = None
    region: Id | None = None


class ConditionalRule(BaseRule):
    """A rule that concludes one id from what the answers hold.

    Attributes:
        when: The antecedent: what the answers must hold.
        then: The id that the rule concludes.
    """

    when: When
    then: Id

    @property
    def conclusions(self) -> tuple[Id, ...]:
        """The one id."""
        return (self.then,)


class UnconditionalRule(BaseRule):
    """A rule that fires for every answer."""

    @property
    def when(self) -> When:
        """An antecedent that asks for nothing."""
        return When()


class Implication(ConditionalRule):
    """A rule: the answers amount to one more condition.

    Attributes:
        because: What it rests on: "stated" by the document, by "definition" of its words, or
            "ours".
        says: The rule as one plain sentence, as the visitor reads it.
        citations: Where the document names the cause; an editorial link has none.
    """

    kind = RuleKind.IMPLICATION
    because: Literal["stated", "definition", "ours"]
    says: Text
    citations: tuple[Citation, ...] = ()

    @property
    def editorial(self) -> bool:
        """Whether the link is ours, not the document's."""
        return self.because == "ours"

    @model_validator(mode="after")
    def _cited_unless_ours(self) -> Self:
        if self.when == When():
            raise ValueError("`when` names no condition, location or region")
        if self.editorial and self.citations:
            raise ValueError("an editorial link is ours: it has no citations")
        if not self.editorial and not self.citations:
            raise ValueError("`citations` is missing: only an editorial link has none")
        return self


class Indication(ConditionalRule):
    """A rule: the document lists an option for a condition.

    Attributes:
        because: What it rests on: the document states it.
        citations: Every place where the document lists the option for the condition.
    """

    kind = RuleKind.INDICATION
    because: Literal["stated"] = "stated"
    citations: Citations

    @model_validator(mode="after")
    def _for_a_condition(self) -> Self:
        if self.when.condition is None:
            raise ValueError("`when` names no condition: an indication is for one")
        return self


class AlsoNamed(UnconditionalRule):
    """A rule: the document names these options with no condition.

    Attributes:
        because: What it rests on: the document states it.
        then: The options, in the document's order.
        says: What stands above them, as the visitor reads it.
        citations: Where the document names each.
    """

    kind = RuleKind.ALSO_NAMED
    because: Literal["stated"] = "stated"
    then: Annotated[tuple[Id, ...], Field(min_length=1)]
    says: Text
    citations: Citations

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len(set(self.then)) < len(self.then):
            raise ValueError("`then` names an option twice; each is named once")
        return self

    @property
    def conclusions(self) -> tuple[Id, ...]:
        """The options."""
        return self.then


class Limits(UnconditionalRule):
    """A rule: not everybody is a candidate, so what may suit better is named.

    Attributes:
        because: What it rests on: the document states it.
        says: The rule as the visitor reads it.
        citations: Where the document says it.
        alternative: What may suit somebody more.
    """

    kind = RuleKind.LIMITS
    because: Literal["stated"] = "stated"
    says: Text
    citations: Citations
    alternative: Annotated[tuple[Alternative, ...], Field(min_length=1)]

    @property
    def conclusions(self) -> tuple[Id, ...]:
        """The alternatives."""
        return tuple(alternative.id for alternative in self.alternative)


class Closing(UnconditionalRule):
    """The closing rule: consult a specialist. It fires last.

    Attributes:
        because: What it rests on: the document states it.
        name: The advice, as a heading.
        says: The advice, as the visitor reads it.
        citations: Where the document gives it.
    """

    kind = RuleKind.CLOSING
    because: Literal["stated"] = "stated"
    name: Text
    says: Text
    citations: Citations


Rule = WarningSign | Implication | Indication | AlsoNamed | Limits | Closing


class RuleBook(Record):
    """Everything that `rules/` says, as `load_rule_book` returns it: validated."""

    edition: Edition
    locations: Annotated[tuple[Location, ...], Field(min_length=1)]
    regions: tuple[Region, ...]
    conditions: Annotated[tuple[Condition, ...], Field(min_length=1)]
    options: Annotated[tuple[Option, ...], Field(min_length=1)]
    omissions: Annotated[tuple[Omission, ...], Field(min_length=1)]
    sources: tuple[Source, ...]
    warning_signs: tuple[WarningSign, ...]
    implications: tuple[Implication, ...]
    indications: tuple[Indication, ...]
    also_named: tuple[AlsoNamed, ...]
    limits: Limits
    closing: Closing
    terms: tuple[Term, ...]
    introduction: tuple[Statement, ...]

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """Every rule by its id, in the order of salience and, within it, of the files."""
        levels = list(Level)
        ordered: tuple[Rule, ...] = (
            *sorted(self.warning_signs, key=lambda sign: levels.index(sign.level)),
            *self.implications,
            *self.indications,
            *self.also_named,
            self.limits,
            self.closing,
        )
        return {rule.id: rule for rule in ordered}

    @cached_property
    def salience(self) -> dict[str, int]:
        """The salience of every rule, by its id: the lower number fires first.

        Kinds fire one after the other and, within a kind, rules in the order of the files. No
        field of a file sets it, so the closing rule has the last place whatever the data say.
        """
        return {rule: place for place, rule in enumerate(self.rules, start=1)}

    @cached_property
    def region_by_id(self) -> dict[str, Region]:
        """Every region by its id, in the order of the file."""
        return {region.id: region for region in self.regions}

    @cached_property
    def location_by_id(self) -> dict[str, Location]:
        """Every location by its id, in the order of the file."""
        return {location.id: location for location in self.locations}

    @cached_property
    def condition_by_id(self) -> dict[str, Condition]:
        """Every condition by its id, in the order of the file."""
        return {condition.id: condition for condition in self.conditions}

    @cached_property
    def not_sure(self) -> str | None:
        """The id of the answer of those who do not know the cause; None if there is none."""
        return next((one.id for one in self.conditions if one.not_sure), None)

    @cached_property
    def option_by_id(self) -> dict[str, Option]:
        """Every option by its id, in the document's order."""
        return {option.id: option for option in self.options}

    @cached_property
    def warning_sign_by_id(self) -> dict[str, WarningSign]:
        """Every warning sign by its id, in the order of the file."""
        return {sign.id: sign for sign in self.warning_signs}

    @cached_property
    def source_by_id(self) -> dict[str, Source]:
        """Every source of warning signs by its id, in the order of the file."""
        return {source.id: source for source in self.sources}

    def warning_signs_asked_at(self, location: str) -> tuple[WarningSign, ...]:
        """The warning signs that are asked about at a location, in the order of the file."""
        return tuple(sign for sign in self.warning_signs if location in sign.locations)

    def conditions_offered_at(self, location: str) -> tuple[Condition, ...]:
        """The conditions that the questionnaire offers at a location, in the order of the file."""
        return tuple(c for c in self.conditions if location in c.offered_at)
