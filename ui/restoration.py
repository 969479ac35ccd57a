"""Bringing a session back from what its tab has kept, which is input like any other."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, StringConstraints, ValidationError

from engine.appointment.loading import default_preparation_book
from engine.appointment.plan import MAX_IMPORTANT, MAX_OWN_QUESTIONS, OwnQuestion, Plan
from engine.rule_book.loading import default_rule_book
from engine.rule_book.records import Id, Record
from ui.questionnaire.journey import AnswerError, Journey, QuestionnairePage

if TYPE_CHECKING:
    from engine.rule_book.records import RuleBook

DROPPED = (
    "Some of your earlier answers no longer fit, so we left them out. Please check your answers."
)
UNREADABLE = "We could not read the answers that this tab kept. Please start again."
SIGN, CONDITION = "sign_", "condition_"
"""What the keys of the boxes begin with; the id follows."""
PLAN_TEXT = "plan_"
"""What the keys of the fields for one's own words begin with; the name in the plan follows."""
OWN_QUESTION = "own_question_"
"""What the keys of the fields for one's own questions begin with; the number follows."""
_MOST_CHARACTERS = 50_000
_MOST_IDS = 200

_Ids = Annotated[tuple[Id, ...], Field(max_length=_MOST_IDS)]
_Key = Annotated[str, StringConstraints(max_length=120)]


class _Answers(Record):
    """What is kept of a session, in the form in which it is kept."""

    version: Literal[1]
    location: Id | None
    warning_signs: _Ids | None = None
    earlier_warning_signs: _Ids = ()
    emergency_acknowledged: bool = False
    conditions: _Ids = ()
    plan: Plan = Plan()
    compared: _Ids = ()


class _Draft(Record):
    """What stood on a page without having been sent."""

    page: str
    ticked: Annotated[tuple[_Key, ...], Field(max_length=_MOST_IDS)]
    texts: dict[_Key, str]


@dataclass(frozen=True)
class Restored:
    """What a session goes on with.

    Attributes:
        journey: The answers that still hold.
        plan: What the visitor wants to bring up.
        compared: The treatments that the visitor compares.
        notice: What the visitor is to be told, if anything was left out.
    """

    journey: Journey = field(default_factory=Journey)
    plan: Plan = field(default_factory=Plan)
    compared: tuple[str, ...] = ()
    notice: str | None = None


def answers_to_keep(journey: Journey, plan: Plan, compared: tuple[str, ...]) -> str:
    """What the tab is to keep, as text; the same answers are the same text.

    It is sent with every page, so what was not answered is left out.
    """
    signs = journey.warning_signs
    kept = _Answers(
        version=1,
        location=journey.location,
        warning_signs=None if signs is None else tuple(sorted(signs)),
        earlier_warning_signs=tuple(sorted(journey.earlier_warning_signs)),
        emergency_acknowledged=journey.emergency_acknowledged,
        conditions=tuple(sorted(journey.conditions)),
        plan=plan,
        compared=compared,
    ).model_dump(mode="json", exclude_defaults=True)
    for ticks in {"matters", "topics"}.intersection(kept.get("plan", ())):
        kept["plan"][ticks].sort()
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def restore(answers: object, draft: object) -> Restored:
    """What a session goes on with, from what its tab has kept.

    Every answer is held against the rule book as it is now. One that no longer holds is left out,
    and the visitor is told.

    Args:
        answers: What `answers_to_keep` gave, or anything else.
        draft: What stood on the page without having been sent, or anything else. One that cannot
            be read is left out without a word.
    """
    if not answers:
        return Restored()
    if not isinstance(answers, str) or len(answers) > _MOST_CHARACTERS:
        return Restored(notice=UNREADABLE)
    try:
        kept = _Answers.model_validate_json(answers)
    except ValidationError:
        return Restored(notice=UNREADABLE)
    book = default_rule_book()
    journey, complete = _journey(kept, book)
    restored = Restored(
        journey,
        plan=_plan(kept.plan),
        compared=tuple(dict.fromkeys(kept.compared)) if complete else (),
        notice=None if complete else DROPPED,
    )
    return _with_draft(restored, draft, book)


def _journey(kept: _Answers, book: RuleBook) -> tuple[Journey, bool]:
    """The answers that still hold, and whether all of them do."""
    journey = Journey()
    if kept.location not in book.location_by_id:
        return journey, kept.location is None
    journey = journey.with_location(kept.location)
    asked = {sign.id for sign in book.warning_signs_asked_at(kept.location)}
    offered = {condition.id for condition in book.conditions_offered_at(kept.location)}
    complete = offered.issuperset(kept.conditions)
    conditions = offered.intersection(kept.conditions)
    if conditions:
        try:
            journey = journey.with_conditions(conditions)
        except AnswerError:
            complete = False
    signs = kept.warning_signs
    if signs is not None and asked.issuperset(signs):
        journey = journey.with_warning_signs(signs, none_of_these=not signs)
        return replace(journey, emergency_acknowledged=kept.emergency_acknowledged), complete
    # They are asked again, with those ticked that are still asked about.
    earlier = asked.intersection(kept.earlier_warning_signs if signs is None else signs)
    journey = replace(journey, earlier_warning_signs=frozenset(earlier))
    return journey, complete and signs is None


def _plan(plan: Plan) -> Plan:
    """The plan without what can no longer be ticked."""
    preparation = default_preparation_book()
    questions = {question.id for question in preparation.questions}
    important = [one for one in dict.fromkeys(plan.important) if one in questions]
    own = sum(question.important for question in plan.own_questions)
    return plan.model_copy(
        update={
            "matters": plan.matters.intersection(one.id for one in preparation.matters),
            "topics": plan.topics.intersection(one.id for one in preparation.topics),
            "important": tuple(important[: max(0, MAX_IMPORTANT - own)]),
        }
    )


def _with_draft(restored: Restored, draft: object, book: RuleBook) -> Restored:
    if not isinstance(draft, str) or len(draft) > _MOST_CHARACTERS:
        return restored
    try:
        kept = _Draft.model_validate_json(draft)
    except ValidationError:
        return restored
    journey = _with_ticks(restored.journey, kept, book)
    plan = restored.plan
    texts = {name: kept.texts.get(f"{PLAN_TEXT}{name}", getattr(plan, name)) for name in Plan.TEXTS}
    own = {slot: kept.texts.get(f"{OWN_QUESTION}{slot}", "") for slot in range(MAX_OWN_QUESTIONS)}
    slots = [*plan.own_questions, *(OwnQuestion(),) * MAX_OWN_QUESTIONS][:MAX_OWN_QUESTIONS]
    slots = [
        OwnQuestion(asks=own[slot] or question.asks, important=question.important)
        for slot, question in enumerate(slots)
    ]
    while slots and slots[-1] == OwnQuestion():
        slots.pop()
    plan = Plan.model_validate(dict(plan) | texts | {"own_questions": tuple(slots)})
    return replace(restored, journey=journey, plan=plan)


def _with_ticks(journey: Journey, draft: _Draft, book: RuleBook) -> Journey:
    """The journey with the boxes ticked as they were, as if the visitor had gone back from them."""
    location = journey.location
    if location is None:
        return journey
    if draft.page == QuestionnairePage.WARNING_SIGNS and journey.warning_signs is None:
        asked = {f"{SIGN}{sign.id}": sign.id for sign in book.warning_signs_asked_at(location)}
        ticked = frozenset(asked[key] for key in draft.ticked if key in asked)
        return replace(journey, earlier_warning_signs=ticked)
    if draft.page == QuestionnairePage.CONDITION:
        offered = {f"{CONDITION}{c.id}": c.id for c in book.conditions_offered_at(location)}
        if not draft.ticked:
            return replace(journey, conditions=frozenset())
        try:
            return journey.with_conditions(offered[key] for key in draft.ticked if key in offered)
        except AnswerError:
            return journey
    return journey
