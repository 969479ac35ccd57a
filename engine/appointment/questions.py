"""Which ready questions go with an outcome, in groups, in the order of the sheet."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from engine.appointment.records import Question
from engine.rule_book.records import Id, Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.appointment.records import PreparationBook
    from engine.outcome.records import Outcome
    from engine.rule_book.records import RuleBook


class GroupKind(StrEnum):
    """What the questions of a group are about, in the order of the groups."""

    OPEN = "open"
    OPTION = "option"
    CONDITION = "condition"
    NOT_SURE = "not_sure"
    GENERAL = "general"


class QuestionGroup(Record):
    """Questions that stand under one heading.

    Attributes:
        kind: What they are about.
        id: The id of the option or the condition; none for the other kinds.
        questions: At least one, in the order of the file.
    """

    kind: GroupKind
    id: Id | None = None
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]


def questions_for(
    outcome: Outcome, preparation: PreparationBook, book: RuleBook
) -> tuple[QuestionGroup, ...]:
    """The ready questions for an outcome.

    Args:
        outcome: What the document lists for the answers.
        preparation: The preparation book, held against the rule book.
        book: The rule book.

    Returns:
        First the open questions, which are for everybody; then a group for each listed option, in
        the order of the outcome; for each condition that was chosen, in the order of the file; for
        those who are not sure; last the other questions for everybody. No question stands twice,
        and no group is empty.
    """
    return tuple(_groups(outcome, preparation.questions, book))


def _groups(
    outcome: Outcome, questions: tuple[Question, ...], book: RuleBook
) -> Iterator[QuestionGroup]:
    chosen = outcome.answers.conditions
    yield from _group(GroupKind.OPEN, (q for q in questions if q.open))
    for listed in outcome.options:
        option = listed.option.id
        yield from _group(GroupKind.OPTION, (q for q in questions if q.option == option), option)
    for condition in dict.fromkeys(q.condition for q in questions if q.condition in chosen):
        about = (q for q in questions if q.condition == condition)
        yield from _group(GroupKind.CONDITION, about, condition)
    if book.not_sure in chosen:
        yield from _group(GroupKind.NOT_SURE, (q for q in questions if q.not_sure))
    yield from _group(GroupKind.GENERAL, (q for q in questions if q.general))


def _group(
    kind: GroupKind, found: Iterable[Question], about: str | None = None
) -> Iterator[QuestionGroup]:
    """The group, if there is any question for it."""
    questions = tuple(found)
    if questions:
        yield QuestionGroup(kind=kind, id=about, questions=questions)
