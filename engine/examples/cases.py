"""Teaching cases as data, each held against the engine when it is loaded."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from engine.errors import AnswersError, RuleBookError
from engine.explorer import default_explorer
from engine.outcome.brief import BriefAnswers
from engine.rule_book.loading import RULES_DIRECTORY, load_records
from engine.rule_book.records import Id, Record, Text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from engine.explorer import Explorer

FILE = "cases.toml"


class Case(Record):
    """A teaching case: a made-up person, what was answered, a question, and what is expected."""

    id: Id
    title: Text
    vignette: Text
    answers: BriefAnswers
    question: Text
    expected: tuple[Id, ...]
    teaches: Text


def load_cases(explorer: Explorer, directory: Path = RULES_DIRECTORY) -> tuple[Case, ...]:
    """Read the teaching cases, each held against the engine.

    Args:
        explorer: The rule book that the cases are about, compiled.
        directory: The folder that holds `cases.toml`.

    Returns:
        The cases, in the order of the file.

    Raises:
        RuleBookError: The file is missing or is not TOML, a case has a wrong, missing or unknown
            field, an id is unknown or stands twice, the questionnaire does not ask for an answer
            at that location, or the engine does not list what a case expects. The message names
            the file, the case and what would be right.
    """
    cases = load_records(directory, FILE, "case", Case)
    twice = [name for name, count in Counter(case.id for case in cases).items() if count > 1]
    if twice:
        raise RuleBookError(f"rules/{FILE}: the case id {twice[0]!r} stands twice; ids are unique")
    for case in cases:
        _check(case, explorer)
    return cases


@cache
def default_cases() -> tuple[Case, ...]:
    """The teaching cases of this project, read once.

    Raises:
        RuleBookError: as `load_cases`.
    """
    return load_cases(default_explorer())


def coverage(cases: Iterable[Case], explorer: Explorer) -> tuple[str, ...]:
    """The rules that no case fires.

    Args:
        cases: Teaching cases.
        explorer: The rule book that they are about, compiled.

    Returns:
        The ids of the rules that never fire, in the order of salience; none if all do.
    """
    fired = {firing.rule for case in cases for firing in explorer.explore(case.answers).trace}
    return tuple(rule for rule in explorer.book.rules if rule not in fired)


def _check(case: Case, explorer: Explorer) -> None:
    place = f"rules/{FILE}: case {case.id!r}"
    book, answers = explorer.book, case.answers
    try:
        outcome = explorer.explore(answers)
    except AnswersError as error:
        raise RuleBookError(f"{place}: answers: {error}") from None
    for field, answered, questions in (
        ("conditions", answers.conditions, book.conditions_offered_at(answers.location)),
        ("warning_signs", answers.warning_signs, book.warning_signs_asked_at(answers.location)),
    ):
        known = [record.id for record in questions]
        unasked = sorted(answered - set(known))
        if unasked:
            raise RuleBookError(
                f"{place}: answers.{field}: {unasked[0]!r} is not asked for at "
                f"{answers.location!r}; asked for there: {', '.join(known)}"
            )
    unknown = [option for option in case.expected if option not in book.option_by_id]
    if unknown:
        raise RuleBookError(
            f"{place}: expected: unknown id {unknown[0]!r}; known: {', '.join(book.option_by_id)}"
        )
    listed = tuple(option.option.id for option in outcome.options)
    if case.expected != listed:
        raise RuleBookError(
            f"{place}: expected: the rules list {_ids_in_words(listed)}; the case says "
            f"{_ids_in_words(case.expected)}"
        )


def _ids_in_words(options: tuple[str, ...]) -> str:
    return ", ".join(options) or "nothing"
