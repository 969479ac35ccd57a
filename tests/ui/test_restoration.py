"""What comes back from a tab is input: what holds is taken over, the rest is left out."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.appointment.loading import default_preparation_book
from engine.appointment.plan import OwnQuestion, Plan
from engine.rule_book.loading import default_rule_book
from ui.questionnaire.journey import Journey
from ui.restoration import DROPPED, UNREADABLE, Restored, answers_to_keep, restore

BOOK = default_rule_book()
PREPARATION = default_preparation_book()
NOTHING = Restored()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@st.composite
def journeys(draw: st.DrawFn) -> Journey:
    """A journey that a visitor can have come to, up to any page."""
    location = draw(st.sampled_from(list(BOOK.location_by_id)))
    journey = Journey().with_location(location)
    asked = [sign.id for sign in BOOK.warning_signs_asked_at(location)]
    if draw(st.booleans()):
        return replace(journey, earlier_warning_signs=draw(st.frozensets(st.sampled_from(asked))))
    signs = draw(st.frozensets(st.sampled_from(asked), max_size=3))
    journey = journey.with_warning_signs(signs, none_of_these=not signs)
    if journey.has_open_emergency and draw(st.booleans()):
        journey = journey.with_emergency_acknowledged(confirmed=True)
    offered = BOOK.conditions_offered_at(location)
    alone = [{one.id} for one in offered if one.stands_alone]
    together = st.sets(st.sampled_from([c.id for c in offered if not c.stands_alone]), min_size=1)
    chosen = draw(st.none() | st.sampled_from(alone) | together)
    return journey.with_conditions(chosen) if chosen else journey


PLANS = st.builds(
    Plan,
    matters=st.frozensets(st.sampled_from([one.id for one in PREPARATION.matters])),
    topics=st.frozensets(st.sampled_from([one.id for one in PREPARATION.topics])),
    how_long=st.text(max_size=80),
    tried=st.text(max_size=700),
    important=st.lists(
        st.sampled_from([one.id for one in PREPARATION.questions]), unique=True, max_size=2
    ).map(tuple),
    own_questions=st.tuples(st.builds(OwnQuestion, asks=st.text(), important=st.booleans())),
)


@given(journeys(), PLANS)
def test_what_was_kept_comes_back(journey: Journey, plan: Plan) -> None:
    """A new session goes on with the very same answers, and says nothing."""
    kept = answers_to_keep(journey, plan, ("nerve_block",))
    assert restore(kept, None) == Restored(journey, plan, ("nerve_block",))
    assert answers_to_keep(journey, plan, ("nerve_block",)) == kept


@given(JSON | st.text() | st.binary(), JSON | st.text())
def test_anything_else_is_no_error(answers: object, draft: object) -> None:
    """Whatever comes, there is a session, with a word if something was left out."""
    for given_answers in (answers, json.dumps(answers, default=str)):
        restored = restore(given_answers, json.dumps(draft))
        assert restored.journey == Journey()
        assert restored.notice in {None, UNREADABLE}


def kept(**changes: Any) -> str:  # noqa: ANN401 - anything may stand there
    """What a tab keeps of a visitor with pain in the leg, with changes."""
    journey = Journey().with_location("leg").with_warning_signs((), none_of_these=True)
    answers = json.loads(answers_to_keep(journey.with_conditions({"sciatica"}), Plan(), ()))
    return json.dumps(answers | changes)


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        ({"location": "tail"}, Journey()),
        ({"location": "head"}, Journey().with_location("head")),
        ({"conditions": ["no_such_condition"]}, None),
        ({"conditions": ["sciatica", "migraine"]}, None),
        ({"conditions": ["sciatica", "not_sure"]}, None),
        ({"warning_signs": ["jaw_pain_when_chewing"]}, None),
    ],
)
def test_what_no_longer_holds_is_left_out_with_a_word(
    changes: dict[str, Any], left: Journey | None
) -> None:
    """A rule book that has changed since takes what it knows."""
    restored = restore(kept(**changes), None)
    assert restored.notice == DROPPED
    if left is None:
        assert restored.journey.location == "leg"
        assert restored.journey.conditions <= {"sciatica"}
    else:
        assert restored.journey.location == left.location
        assert restored.journey.conditions == frozenset()


def test_an_emergency_is_not_acknowledged_by_other_signs() -> None:
    """Where a sign is gone the signs are asked again, and nobody has gone on in spite of them."""
    signs = ["thoughts_of_suicide", "no_such_sign"]
    restored = restore(kept(warning_signs=signs, emergency_acknowledged=True), None)
    assert restored.journey.warning_signs is None
    assert restored.journey.earlier_warning_signs == {"thoughts_of_suicide"}
    assert not restored.journey.emergency_acknowledged


def test_unknown_ticks_and_questions_of_a_plan_are_left_out() -> None:
    """What the preparation does not hold any more is neither shown nor counted."""
    plan = {"matters": ["sleep", "gone"], "topics": ["gone"], "important": ["gone", "cost"]}
    assert restore(kept(plan=plan), None).plan == Plan(
        matters=frozenset({"sleep"}), important=("cost",)
    )


def test_what_was_not_answered_is_not_kept() -> None:
    """What is kept comes with every page, so it is short; what was answered with no is there."""
    assert json.loads(answers_to_keep(Journey(), Plan(), ())) == {"version": 1, "location": None}
    journey = Journey().with_location("leg").with_warning_signs((), none_of_these=True)
    answers = answers_to_keep(journey, Plan(how_long="a year"), ())
    assert json.loads(answers) == {
        "version": 1,
        "location": "leg",
        "warning_signs": [],
        "plan": {"how_long": "a year"},
    }


def draft(page: str, *ticked: str, **texts: str) -> str:
    """What a page keeps that was not sent."""
    return json.dumps({"page": page, "ticked": ticked, "texts": texts})


def test_ticks_that_were_not_sent_come_back() -> None:
    """On the page where they were made, and nowhere else."""
    restored = restore(kept(), draft("condition", "condition_crps", "condition_cancer_pain"))
    assert restored.journey.conditions == {"crps", "cancer_pain"}
    assert restore(kept(), draft("result", "condition_crps")).journey.conditions == {"sciatica"}
    assert restore(kept(), draft("condition", "condition_x")).journey.conditions == {"sciatica"}
    assert restore(kept(), draft("condition")).journey.conditions == frozenset()
    open_signs = kept(warning_signs=None)
    restored = restore(open_signs, draft("today", "sign_thoughts_of_suicide", "sign_none_of_these"))
    assert restored.journey.earlier_warning_signs == {"thoughts_of_suicide"}
    # Signs that were sent are not changed by what was ticked later.
    assert restore(kept(), draft("today", "sign_thoughts_of_suicide")).journey.warning_signs == (
        frozenset()
    )


def test_words_that_were_not_sent_come_back() -> None:
    """Words that were being written when the connection went are there again."""
    restored = restore(kept(), draft("matters", plan_tried="Rest.", own_question_1="May I drive?"))
    assert restored.plan.tried == "Rest."
    assert restored.plan.own_questions == (OwnQuestion(), OwnQuestion(asks="May I drive?"))
    assert restore(kept(), draft("matters", plan_important="x", own_question_99="y")).plan == Plan()


def test_nothing_kept_is_nothing_restored() -> None:
    """An empty tab is no fault."""
    assert restore(None, None) == restore("", "") == NOTHING
