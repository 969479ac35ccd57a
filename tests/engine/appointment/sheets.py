"""Sheets for tests: a made-up preparation, plans small and large, the answers of every outcome."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from engine import Answers, explore
from engine.analysis.answer_table import default_identity
from engine.appointment.loading import default_preparation_book
from engine.appointment.plan import MAX_OWN_QUESTIONS, MAX_TEXT, OwnQuestion, Plan
from engine.appointment.sheet import Sheet, Stamp, build_sheet
from engine.rule_book.loading import default_rule_book

if TYPE_CHECKING:
    from engine import Outcome

BOOK = default_rule_book()
DAY = date(2026, 11, 26)
EVERY_OUTCOME = tuple(
    Answers(location=location.id, conditions=frozenset({condition.id}))
    for location in BOOK.locations
    for condition in BOOK.conditions
)
EVERYTHING_AT_ONCE = tuple(
    Answers(
        location=location.id,
        conditions=frozenset(
            one.id for one in BOOK.conditions_offered_at(location.id) if not one.stands_alone
        ),
    )
    for location in BOOK.locations
)
NO_PLAN = Plan()


PREPARATION = default_preparation_book()
FOR_EVERYBODY = sorted(
    (question for question in PREPARATION.questions if question.general or question.open),
    key=lambda question: len(question.asks),
)

LARGEST_PLAN = Plan(
    matters=frozenset(one.id for one in PREPARATION.matters),
    topics=frozenset(one.id for one in PREPARATION.topics),
    how_long="Since the winter before last, " * 40,
    tried="W" * MAX_TEXT,
    goals="walk to the shop\n" * 60,
    important=tuple(question.id for question in FOR_EVERYBODY[-3:]),
    own_questions=tuple(
        OwnQuestion(asks=f"{number} " + "MWMW WMWM " * 60) for number in range(MAX_OWN_QUESTIONS)
    ),
)
OWN_FIRST = LARGEST_PLAN.model_copy(
    update={
        "own_questions": tuple(
            OwnQuestion(asks=one.asks, important=True) for one in LARGEST_PLAN.own_questions
        )
    }
)
SOME_PLAN = Plan(
    matters=frozenset({"back_to_work", "knowing_the_risks"}),
    topics=frozenset({"physical_therapy"}),
    how_long="4 years",
    tried="Tablets, heat, and 6 weeks of physical therapy.",
    goals="Dig in my garden for 1 hour",
    important=(FOR_EVERYBODY[0].id,),
    own_questions=(
        OwnQuestion(asks="Can I still fly in May?", important=True),
        OwnQuestion(asks="Do you know my sister's doctor?"),
    ),
)


def sheet_of(outcome: Outcome, plan: Plan = NO_PLAN) -> Sheet:
    """A sheet with the made-up preparation."""
    return build_sheet(outcome, plan, PREPARATION, BOOK, Stamp(DAY, default_identity()))


@cache
def sheets(plan: Plan = NO_PLAN) -> tuple[tuple[Outcome, Sheet], ...]:
    """The outcome for each location with each condition, with its sheet."""
    outcomes = (explore(answers) for answers in EVERY_OUTCOME)
    return tuple((outcome, sheet_of(outcome, plan)) for outcome in outcomes)


@cache
def alarmed(answers: Answers) -> Outcome:
    """The outcome for answers with each warning sign that is asked about there."""
    signs = frozenset(sign.id for sign in BOOK.warning_signs_asked_at(answers.location))
    return explore(answers.model_copy(update={"warning_signs": signs}))
