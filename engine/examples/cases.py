"""Teaching cases as data, each held against the engine when it is loaded."""

from __future__ import annotations

from enum import StrEnum
from functools import cache, partial
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from engine.errors import AnswersError, RuleBookError, collected, did_you_mean, unknown_id
from engine.explorer import default_explorer
from engine.outcome.brief import BriefAnswers
from engine.rule_book.loading import (
    RULES_DIRECTORY,
    is_missing,
    read_records,
    rules_directory,
)
from engine.rule_book.records import Id, Record, Source, Text, UnconditionalRule
from engine.rule_book.validation import repeated_ids

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from engine.explorer import Explorer

FILE = "cases.toml"


class Difficulty(StrEnum):
    """How much a teaching case asks of a class, the least first."""

    INTRODUCTORY = "introductory"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"


class Guidance(Source):
    """Public guidance that differs from the document or goes beyond it, with what it says.

    Attributes:
        says: What it says, in our own words.
    """

    says: Text


class Case(Record):
    """A teaching case: a made-up person, what was answered, a question, and what is expected.

    Attributes:
        id: Never changes: links name it.
        title: A few words.
        level: How much it asks of a class.
        group: The heading that it stands under.
        objective: What somebody can do after it, in one sentence that begins with a verb.
        vignette: Two to four short sentences about the person, by age and work, without a name.
        answers: What that person answers; only what is asked for at that location.
        question: What to ask the class before the result is shown.
        answer: The answer to the question.
        expected: The options that are listed, in the order of the result.
        rule_point: What to take home about rules.
        clinical_point: What to take home about pain: general knowledge, which the document does not
            hold.
        leader_notes: For whoever leads the class: what to ask, what tends to go wrong.
        about: The rules that it is about, where those are not all that fire on something that was
            answered.
        guidance: Where public guidance differs from the document or goes beyond it.
    """

    id: Id
    title: Text
    level: Difficulty
    group: Text
    objective: Text
    vignette: Text
    answers: BriefAnswers
    question: Text
    answer: Text
    expected: tuple[Id, ...]
    rule_point: Text
    clinical_point: Text
    leader_notes: Text
    about: tuple[Id, ...] = ()
    guidance: tuple[Guidance, ...] = ()


class CaseRules(Record):
    """The rules that fire in a case, each once, in the order of firing.

    Attributes:
        about: Those that the case is about.
        others: All others.
    """

    about: tuple[Id, ...]
    others: tuple[Id, ...]


def load_cases(explorer: Explorer, directory: Path = RULES_DIRECTORY) -> tuple[Case, ...]:
    """Read the teaching cases, each held against the engine.

    Args:
        explorer: The rule book that the cases are about, compiled.
        directory: The folder that holds `cases.toml`.

    Returns:
        The cases, in the order of the file.

    Raises:
        RuleBookError: The file is missing or is not TOML, a case has a wrong, missing or unknown
            field, an id is unknown or stands twice, the cases of a group are scattered or not in
            the order of their difficulty, the questionnaire does not ask for an answer at that
            location, the engine does not list what a case expects, or a rule that it is about
            does not fire. The message names the file, the case and what would be right.
    """
    cases, errors = read_cases(explorer, directory)
    if errors:
        raise errors[0]
    return cases


def read_cases(explorer: Explorer, directory: Path) -> tuple[tuple[Case, ...], list[RuleBookError]]:
    """Read the teaching cases as `load_cases` does, with every error that can be told in one go.

    Returns:
        The cases that could be read; and the errors, one for each case that does not hold.
    """
    cases, errors = read_records(directory, FILE, "case", Case)
    return cases, errors or case_errors(cases, explorer)


def case_errors(cases: tuple[Case, ...], explorer: Explorer) -> list[RuleBookError]:
    """What does not hold of teaching cases, one error for each case at most.

    Args:
        cases: The cases.
        explorer: The rule book that they are about, compiled.
    """
    errors = [
        RuleBookError(problem)
        for problem in repeated_ids(f"rules/{FILE}", "case", (one.id for one in cases))
    ]
    errors += collected(lambda: _check_order(cases))
    for case in cases:
        errors += collected(partial(_check, case, explorer))
    return errors


@cache
def default_cases() -> tuple[Case, ...]:
    """The teaching cases of the rule book in use, read once; none where it has no file of them.

    Raises:
        RuleBookError: as `load_cases`.
    """
    return () if is_missing(FILE) else load_cases(default_explorer(), rules_directory())


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


def groups(cases: Iterable[Case]) -> dict[str, tuple[Case, ...]]:
    """Teaching cases by their group, in the order of the file."""
    return {group: tuple(found) for group, found in groupby(cases, key=lambda case: case.group)}


def rules_of(case: Case, explorer: Explorer) -> CaseRules:
    """The rules that fire in a case, and which of them it is about.

    Args:
        case: A teaching case.
        explorer: The rule book that it is about, compiled.

    Returns:
        The rules that the case names, or else those that fire on something that was answered;
        then all others that fire.
    """
    rules = explorer.book.rules
    fired = tuple(dict.fromkeys(firing.rule for firing in explorer.explore(case.answers).trace))
    about = case.about or tuple(
        rule for rule in fired if not isinstance(rules[rule], UnconditionalRule)
    )
    return CaseRules(
        about=tuple(rule for rule in fired if rule in about),
        others=tuple(rule for rule in fired if rule not in about),
    )


def guidance_to_read_again(cases: Iterable[Case], today: date) -> list[tuple[Case, Guidance]]:
    """The guidance of teaching cases whose date to look again has come, each with its case.

    Args:
        cases: Teaching cases.
        today: The day to hold the dates against; the engine itself has no clock.
    """
    return [(case, one) for case in cases for one in case.guidance if one.look_again_on <= today]


def _check_order(cases: tuple[Case, ...]) -> None:
    levels = list(Difficulty)
    closed: set[str] = set()
    for before, case in pairwise(cases):
        place = f"rules/{FILE}: case {case.id!r}"
        if case.group == before.group:
            if levels.index(case.level) < levels.index(before.level):
                raise RuleBookError(
                    f"{place}: level: {case.level.value!r} stands after {before.level.value!r}; in "
                    "a group the easier cases come first"
                )
            continue
        closed.add(before.group)
        if case.group in closed:
            raise RuleBookError(
                f"{place}: group: {case.group!r} has cases further up; the cases of a group stand "
                "together"
            )


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
                f"{answers.location!r};{did_you_mean(unasked[0], known)} asked for there: "
                f"{', '.join(known)}"
            )
    unknown = [option for option in case.expected if option not in book.option_by_id]
    if unknown:
        raise RuleBookError(f"{place}: expected: {unknown_id(unknown[0], book.option_by_id)}")
    listed = tuple(option.option.id for option in outcome.options)
    if case.expected != listed:
        raise RuleBookError(
            f"{place}: expected: the rules list {_ids_in_words(listed)}; the case says "
            f"{_ids_in_words(case.expected)}"
        )
    fired = [firing.rule for firing in outcome.trace]
    silent = [rule for rule in case.about if rule not in fired]
    if silent and silent[0] not in book.rules:
        meant = did_you_mean(silent[0], book.rules)
        raise RuleBookError(
            f"{place}: about: unknown rule {silent[0]!r};{meant} see the rule files"
        )
    if silent:
        raise RuleBookError(
            f"{place}: about: {silent[0]!r} does not fire; these do: "
            f"{', '.join(dict.fromkeys(fired))}"
        )


def _ids_in_words(options: tuple[str, ...]) -> str:
    return ", ".join(options) or "nothing"
