"""The records of a preparation: what `rules/` says of it, as typed, frozen records."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from engine.rule_book.records import Id, Record, Source, Text


class Mention(Record):
    """What a source says of something to tell or to bring, in our own words.

    Attributes:
        source: The id of the source.
        says: What was read there, in our own words.
    """

    source: Id
    says: Text


class PreparationItem(Record):
    """Something to tell the clinic before the appointment, or to bring along.

    Attributes:
        id: Never changes.
        name: What it is, as a heading of a few words.
        says: What to do, in one or two plain sentences. Never to stop a medicine.
        why: Why a clinic wants to know it, in one plain sentence.
        sources: The public guidance that it rests on.
    """

    id: Id
    name: Text
    says: Text
    why: Text
    sources: Annotated[tuple[Mention, ...], Field(min_length=1)]


class Question(Record):
    """A question that a patient may want to ask a specialist.

    Without `option`, `condition` and `not_sure` it is for everybody.

    Attributes:
        id: Never changes.
        asks: The question, as a patient would say it.
        open: Whether the document leaves the answer open: such questions come first.
        option: The treatment that it is about.
        condition: The condition that it is about.
        not_sure: Whether it is for those who do not know the cause of their pain.
    """

    id: Id
    asks: Text
    open: bool = False
    option: Id | None = None
    condition: Id | None = None
    not_sure: bool = False

    @property
    def general(self) -> bool:
        """Whether it is for everybody, and is not among the open ones that come first."""
        return not (self.open or self.option or self.condition or self.not_sure)

    @model_validator(mode="after")
    def _about_one_thing(self) -> Self:
        given = [bool(self.option), bool(self.condition), self.not_sure]
        if sum(given) > 1:
            raise ValueError("give one of `option`, `condition` and `not_sure`, or none of them")
        if self.open and any(given):
            raise ValueError(
                "an `open` question is for everybody: it has no `option`, `condition` or `not_sure`"
            )
        return self


class Matter(Record):
    """Something that may matter to a patient, to tick: it changes no rule and no order.

    Attributes:
        id: Never changes.
        name: A few everyday words that stand by themselves.
    """

    id: Id
    name: Text


class Topic(Record):
    """Something else that a patient may want to talk about, to tick.

    Attributes:
        id: Never changes.
        name: What it is, after "I would also like to talk about".
        alternative: The alternative of the rule book that it is, if it is one.
    """

    id: Id
    name: Text
    alternative: Id | None = None


class PreparationBook(Record):
    """Everything that `rules/` says of getting ready for an appointment; nothing, if empty."""

    tell: tuple[PreparationItem, ...] = ()
    bring: tuple[PreparationItem, ...] = ()
    sources: tuple[Source, ...] = ()
    questions: tuple[Question, ...] = ()
    matters: tuple[Matter, ...] = ()
    topics: tuple[Topic, ...] = ()
