"""Sheets for tests: a made-up preparation, plans small and large, the answers of every outcome."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from engine import Answers, explore
from engine.appointment.plan import MAX_OWN_QUESTIONS, MAX_TEXT, OwnQuestion, Plan
from engine.appointment.records import (
    Matter,
    Mention,
    PreparationBook,
    PreparationItem,
    Question,
    Topic,
)
from engine.appointment.sheet import Sheet, build_sheet
from engine.rule_book.loading import default_rule_book
from engine.rule_book.records import Source

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


def _item(name: str) -> PreparationItem:
    return PreparationItem(
        id=name.lower().replace(" ", "_").replace(",", ""),
        name=name,
        says=f"{name}: say it to the nurse.",
        why="They plan with it.",
        sources=(Mention(source="a_clinic", says="Say it."),),
    )


PREPARATION = PreparationBook(
    tell=tuple(
        _item(name)
        for name in (
            "Medicines that thin your blood",
            "Diabetes, and what you take for it",
            "All other medicines and herbs",
            "Allergies",
            "An infection or a fever",
            "A pregnancy, or the chance of one",
            "A pacemaker or another implant",
        )
    ),
    bring=tuple(
        _item(name)
        for name in (
            "A list of all your medicines",
            "Pictures and reports of your pain",
            "Letters from other doctors",
            "Somebody who can listen with you",
            "This sheet",
        )
    ),
    sources=(
        Source(
            id="a_clinic",
            publisher="A clinic",
            title="Before you come",
            address="https://clinic.example/before",
            read_on=date(2026, 11, 1),
            look_again_on=date(2027, 11, 1),
            read_as="page",
        ),
    ),
    questions=tuple(
        Question(
            id=f"question_{number}",
            asks=f"{asks} And how would I know that it is time to come back to you about it?",
            open=number % 3 == 0,
        )
        for number, asks in enumerate(
            (
                "What do you think causes my pain?",
                "Which treatments do you offer here?",
                "What can it do for me, and for how long?",
                "What can go wrong, and how often does that happen?",
                "What happens if I do nothing for now?",
                "How many times can it be done?",
                "What will I feel on the day itself?",
                "How long until I can drive, work and lift things?",
                "Which of my medicines matter for this?",
                "What does it cost, and who pays for it?",
                "What else could help me besides this?",
                "Who do I call when I have a question?",
                "What would you look at to find the cause?",
                "How many people have you treated with it?",
            ),
            start=1,
        )
    ),
    matters=tuple(
        Matter(id=f"matter_{number}", name=name)
        for number, name in enumerate(
            (
                "To sleep through the night",
                "To walk and stand for longer",
                "To need fewer medicines",
                "To go back to work",
                "To avoid an operation",
                "To know what comes next",
                "To play with my grandchildren, also on the floor",
            )
        )
    ),
    topics=tuple(
        Topic(id=f"topic_{number}", name=name)
        for number, name in enumerate(
            ("Physical therapy", "My mood, my worries", "Money", "Work", "Medicines")
        )
    ),
)

LARGEST_PLAN = Plan(
    matters=frozenset(one.id for one in PREPARATION.matters),
    topics=frozenset(one.id for one in PREPARATION.topics),
    how_long="Since the winter before last, " * 40,
    tried="W" * MAX_TEXT,
    goals="walk to the shop\n" * 60,
    important=("question_1", "question_2", "question_3"),
    own_questions=tuple(
        OwnQuestion(asks=f"{number} " + "MWMW WMWM " * 60) for number in range(MAX_OWN_QUESTIONS)
    ),
)
SOME_PLAN = Plan(
    matters=frozenset({"matter_0", "matter_1"}),
    topics=frozenset({"topic_0"}),
    how_long="Four years",
    tried="Tablets, heat, and six weeks of physical therapy.",
    goals="Work in my garden for an hour",
    important=("question_3",),
    own_questions=(
        OwnQuestion(asks="Can I still fly in May?", important=True),
        OwnQuestion(asks="Do you know my sister's doctor?"),
    ),
)


def sheet_of(outcome: Outcome, plan: Plan = NO_PLAN) -> Sheet:
    """A sheet with the made-up preparation."""
    return build_sheet(outcome, plan, PREPARATION, BOOK, DAY, questions=PREPARATION.questions)


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
