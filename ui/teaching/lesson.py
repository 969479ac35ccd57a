"""Changing what the teaching pages show: the answers, the step, the case, the prediction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import Answers
from engine.examples.cases import default_cases
from engine.rule_book.loading import default_rule_book
from ui import session
from ui.questionnaire.journey import QuestionnairePage

if TYPE_CHECKING:
    from engine.examples.cases import Case
    from engine.rule_book.records import RuleBook

CASES, PATHWAYS = "cases", "pathways"
"""The addresses of the pages that a lesson leads to."""


def shown_answers() -> Answers:
    """The answers of the lesson, else the visitor's own, else those of the first case, or any."""
    state = session.current()
    if state.lesson.answers is not None:
        return state.lesson.answers
    complete = state.journey.next_page is QuestionnairePage.OVERVIEW
    if complete:
        return state.journey.answers
    first = next(iter(default_cases()), None)
    return first.answers if first is not None else _first_answers(default_rule_book())


def _first_answers(book: RuleBook) -> Answers:
    """Some answer that the questionnaire takes."""
    condition = book.conditions[0]
    return Answers(location=condition.offered_at[0], conditions=frozenset({condition.id}))


def show_answers(answers: Answers, step: int | None = None) -> None:
    """Show other answers.

    Args:
        answers: The answers.
        step: The step of their trace to show, or None for all of them.
    """
    lesson = session.current().lesson
    lesson.answers, lesson.step = answers, step


def show_step(step: int | None) -> None:
    """Show another step of the trace, or None for all of them."""
    lesson = session.current().lesson
    lesson.step = step
    lesson.step_presses += 1


def current_case() -> Case | None:
    """The case that is open, if any."""
    case_id = session.current().lesson.case_id
    return next((case for case in default_cases() if case.id == case_id), None)


def show_case(case: Case | None) -> None:
    """Open a case, not yet revealed; or, with None, show the list of cases."""
    lesson = session.current().lesson
    lesson.case_id = case.id if case else None
    lesson.prediction = None


def reveal(prediction: session.Prediction) -> None:
    """Show the open case's result beside what was expected of it."""
    session.current().lesson.prediction = prediction
