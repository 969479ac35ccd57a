"""Reading what `rules/` says of getting ready for an appointment, held against the rule book."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from engine.appointment.records import (
    Matter,
    PreparationBook,
    PreparationItem,
    Question,
    Topic,
)
from engine.errors import RuleBookError, collected, unknown_id
from engine.rule_book.loading import (
    RULES_DIRECTORY,
    Table,
    default_rule_book,
    exists,
    read_tables,
    rules_directory,
)
from engine.rule_book.records import Source
from engine.rule_book.validation import repeated, repeated_ids

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from engine.rule_book.records import RuleBook

PREPARATION = "preparation.toml"
QUESTIONS = "questions.toml"
MATTERS = "matters.toml"
PREPARATION_TABLES = (
    Table(PREPARATION, "source", Source, "sources"),
    Table(PREPARATION, "tell", PreparationItem, "tell"),
    Table(PREPARATION, "bring", PreparationItem, "bring"),
    Table(QUESTIONS, "question", Question, "questions"),
    Table(MATTERS, "matter", Matter, "matters"),
    Table(MATTERS, "topic", Topic, "topics"),
)
"""Every kind of record of the preparation book."""


def load_preparation_book(book: RuleBook, directory: Path = RULES_DIRECTORY) -> PreparationBook:
    """Read the preparation book and hold it against the rule book.

    Args:
        book: The rule book whose options, conditions and alternatives it names.
        directory: The folder that holds `preparation.toml`, `questions.toml` and `matters.toml`.

    Returns:
        The preparation book, each kind of record in the order of its file; an empty one where
        none of the files is there.

    Raises:
        RuleBookError: A file is missing or is not TOML, a record has a wrong, missing or unknown
            field, an id is unknown or stands twice, nothing mentions a source, or an option, a
            condition, those who are not sure or everybody has no question. The message names the
            file, the record and what would be right.
    """
    preparation, errors = read_preparation_book(book, directory)
    if preparation is None or errors:
        raise errors[0]
    return preparation


def read_preparation_book(
    book: RuleBook, directory: Path
) -> tuple[PreparationBook | None, list[RuleBookError]]:
    """Read the preparation book, with every error that can be told in one go.

    Returns:
        The preparation book, if each of its records can be read by itself, an empty one where there
        are no files of it; and its errors, the first of each kind.
    """
    if not any(exists(directory / file) for file in (PREPARATION, QUESTIONS, MATTERS)):
        return PreparationBook(), []
    fields, errors = read_tables(directory, PREPARATION_TABLES)
    if errors:
        return None, errors
    preparation = PreparationBook.model_validate(fields)
    for check in (
        lambda: _ids_are_unique(preparation),
        lambda: _sources_are_mentioned(preparation),
        lambda: _references_are_known(preparation, book),
        lambda: _everybody_has_questions(preparation, book),
    ):
        errors += collected(check)
    return preparation, errors


@cache
def default_preparation_book() -> PreparationBook:
    """The preparation book beside the rule book in use, read once; an empty one if there is none.

    Raises:
        RuleBookError: as `load_preparation_book`, and as `load_rule_book`.
    """
    return load_preparation_book(default_rule_book(), rules_directory())


def _items(preparation: PreparationBook) -> tuple[tuple[str, PreparationItem], ...]:
    """Every item with the place where it stands."""
    return tuple(
        (f"rules/{PREPARATION}: {kind} {item.id!r}", item)
        for kind, items in (("tell", preparation.tell), ("bring", preparation.bring))
        for item in items
    )


def _ids_are_unique(preparation: PreparationBook) -> None:
    items = (*preparation.tell, *preparation.bring)
    for file, kind, ids in (
        (PREPARATION, "source", [one.id for one in preparation.sources]),
        (PREPARATION, "tell or bring", [one.id for one in items]),
        (QUESTIONS, "question", [one.id for one in preparation.questions]),
        (MATTERS, "matter", [one.id for one in preparation.matters]),
        (MATTERS, "topic", [one.id for one in preparation.topics]),
    ):
        for problem in repeated_ids(f"rules/{file}", kind, ids):
            raise RuleBookError(problem)
    for asks in repeated(one.asks for one in preparation.questions):
        raise RuleBookError(f"rules/{QUESTIONS}: {asks!r} is asked twice; ask each question once")


def _sources_are_mentioned(preparation: PreparationBook) -> None:
    mentioned = set()
    for place, item in _items(preparation):
        names = [mention.source for mention in item.sources]
        for name in repeated(names):
            raise RuleBookError(f"{place}: sources: names {name!r} twice; each source stands once")
        _known(place, "sources", names, [one.id for one in preparation.sources])
        mentioned.update(names)
    for source in preparation.sources:
        if source.id not in mentioned:
            raise RuleBookError(
                f"rules/{PREPARATION}: source {source.id!r}: nothing mentions it; "
                "name it under `sources` of what rests on it, or remove it"
            )


def _references_are_known(preparation: PreparationBook, book: RuleBook) -> None:
    for question in preparation.questions:
        place = f"rules/{QUESTIONS}: question {question.id!r}"
        if question.condition is not None and question.condition == book.not_sure:
            raise RuleBookError(
                f"{place}: condition: {book.not_sure!r} is no condition; write `not_sure = true`"
            )
        _known(place, "option", [question.option], book.option_by_id)
        _known(place, "condition", [question.condition], book.condition_by_id)
    alternatives = [one.id for one in book.limits.alternative]
    for topic in preparation.topics:
        place = f"rules/{MATTERS}: topic {topic.id!r}"
        _known(place, "alternative", [topic.alternative], alternatives)


def _everybody_has_questions(preparation: PreparationBook, book: RuleBook) -> None:
    questions = preparation.questions
    asked_of_options = {question.option for question in questions}
    asked_of_conditions = {question.condition for question in questions}
    missing = [
        *(f"option = {name!r}" for name in book.option_by_id if name not in asked_of_options),
        *(
            f"condition = {name!r}"
            for name in book.condition_by_id
            if name not in asked_of_conditions and name != book.not_sure
        ),
    ]
    if book.not_sure is not None and not any(question.not_sure for question in questions):
        missing.append("not_sure = true")
    if not any(question.open for question in questions):
        missing.append("open = true")
    if missing:
        raise RuleBookError(f"rules/{QUESTIONS}: no question has {missing[0]}; add one that does")


def _known(place: str, field: str, names: Iterable[str | None], ids: Iterable[str]) -> None:
    known = list(ids)
    for name in names:
        if name is not None and name not in known:
            raise RuleBookError(f"{place}: {field}: {unknown_id(name, known)}")
