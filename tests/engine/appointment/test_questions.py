"""The questions for an outcome: those that go with it, in order, none of them twice."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from engine.appointment.loading import default_preparation_book
from engine.appointment.questions import GroupKind, QuestionGroup, questions_for
from engine.rule_book.loading import default_rule_book
from tests.engine.account import several_conditions
from tests.engine.test_warning_signs import SIGNS, with_signs

if TYPE_CHECKING:
    from engine import Answers, Explorer, Outcome

PREPARATION = default_preparation_book()
BOOK = default_rule_book()
EVERYBODY = [q for q in PREPARATION.questions if not (q.option or q.condition or q.not_sure)]


def ids(groups: tuple[QuestionGroup, ...]) -> list[str]:
    """The ids of all questions, in order."""
    return [question.id for group in groups for question in group.questions]


def assert_right(answers: Answers, outcome: Outcome) -> None:
    """The groups are those of the outcome, in the order that is promised."""
    groups = questions_for(outcome, PREPARATION, BOOK)
    options = [listed.option.id for listed in outcome.options]
    conditions = [c.id for c in BOOK.conditions if c.id in answers.conditions]
    not_sure = "not_sure" in conditions
    assert [(str(group.kind), group.id) for group in groups] == [
        ("open", None),
        *(("option", option) for option in options),
        *(("condition", condition) for condition in conditions if condition != "not_sure"),
        *([("not_sure", None)] if not_sure else []),
        ("general", None),
    ]
    expected = [
        [q.id for q in EVERYBODY if q.open],
        *([q.id for q in PREPARATION.questions if q.option == name] for name in options),
        *(
            [q.id for q in PREPARATION.questions if q.condition == name]
            for name in conditions
            if name != "not_sure"
        ),
        [q.id for q in PREPARATION.questions if q.not_sure and not_sure],
        [q.id for q in EVERYBODY if not q.open],
    ]
    assert ids(groups) == list(chain.from_iterable(expected))
    assert len(set(ids(groups))) == len(ids(groups))


def test_every_condition_at_every_location(singles: dict[Answers, Outcome]) -> None:
    """Whatever one condition at whatever location lists, its questions are there, in order."""
    for answers, outcome in singles.items():
        assert_right(answers, outcome)


@given(answers=several_conditions, signs=st.frozensets(st.sampled_from(SIGNS)))
def test_several_conditions(explorer: Explorer, answers: Answers, signs: frozenset[str]) -> None:
    """So with several conditions; warning signs neither add a question nor take one away."""
    outcome = explorer.evaluate(answers)
    assert_right(answers, outcome)
    with_them = explorer.evaluate(with_signs(answers, signs))
    assert questions_for(outcome, PREPARATION, BOOK) == questions_for(with_them, PREPARATION, BOOK)


def test_some_answer_leads_to_every_question(singles: dict[Answers, Outcome]) -> None:
    """Only questions on treatments that no answer lists are left over: they are for comparing."""
    reached = {
        name for one in singles.values() for name in ids(questions_for(one, PREPARATION, BOOK))
    }
    listed = {listed.option.id for one in singles.values() for listed in one.options}
    left = {question.option for question in PREPARATION.questions if question.id not in reached}
    assert left == set(BOOK.option_by_id) - listed


def test_a_group_is_never_empty() -> None:
    """A heading without a question under it cannot be made."""
    with pytest.raises(ValidationError, match="at least 1"):
        QuestionGroup(kind=GroupKind.OPEN, questions=())
