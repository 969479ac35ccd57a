"""The visitor marks up to three questions, ready ones or their own."""

from __future__ import annotations

import pytest

from engine import Answers, explore
from engine.appointment.loading import default_preparation_book
from engine.appointment.plan import MAX_IMPORTANT, MAX_OWN_QUESTIONS, OwnQuestion, Plan
from engine.appointment.questions import questions_for
from engine.rule_book.loading import default_rule_book
from tests.ui.appointment.preparing import preparing
from ui.appointment import questions

BOOK = default_rule_book()


@pytest.mark.parametrize("location", list(BOOK.location_by_id))
def test_every_question_of_an_outcome_can_be_marked(location: str) -> None:
    """For each condition, the boxes are the questions of its groups, in their order."""
    for condition in BOOK.conditions_offered_at(location):
        app = preparing("questions", location, condition.id)
        assert not app.exception
        outcome = explore(Answers(location=location, conditions=frozenset({condition.id})))
        groups = questions_for(outcome, default_preparation_book(), BOOK)
        asked = [question.asks for group in groups for question in group.questions]
        assert [box.label for box in app.checkbox] == asked


def test_a_fourth_question_is_not_taken() -> None:
    """With three marked the others are closed, with the reason; one too many is taken back."""
    app = preparing("questions", "leg", "sciatica")
    for box in app.checkbox[: MAX_IMPORTANT + 1]:
        box.check()
    app.run()
    session = app.session_state["session"]
    assert session.plan.important_count == MAX_IMPORTANT
    assert [box.value for box in app.checkbox].count(True) == MAX_IMPORTANT
    assert all(box.disabled != box.value for box in app.checkbox)
    assert questions.ENOUGH in str([html.proto.body for html in app.get("html")])
    app.checkbox[0].uncheck().run()
    assert session.plan.important_count == MAX_IMPORTANT - 1
    assert not any(box.disabled for box in app.checkbox)


def test_questions_of_ones_own_have_a_place_each() -> None:
    """After each one there is room for another, up to the most; each can be marked."""
    app = preparing("questions", "leg", "sciatica")
    session = app.session_state["session"]
    for slot in range(MAX_OWN_QUESTIONS):
        assert len(app.text_input) == slot + 1
        app.text_input[slot].set_value(f"Question {slot}\n?").run()
    assert len(app.text_input) == MAX_OWN_QUESTIONS
    assert [own.asks for own in session.plan.own_questions] == [
        f"Question {slot} ?" for slot in range(MAX_OWN_QUESTIONS)
    ]
    app.checkbox(key="own_important_2").check().run()
    assert [own.important for own in session.plan.own_questions] == [False, False, True] + [
        False
    ] * (MAX_OWN_QUESTIONS - 3)
    # One that is emptied keeps its place, so that no other moves into it, and is no longer marked.
    app.text_input[2].set_value("").run()
    assert session.plan.own_questions[2] == OwnQuestion()
    assert session.plan.own_questions[3].asks == "Question 3 ?"


def test_marks_of_questions_that_are_gone_do_not_count() -> None:
    """Other answers bring other questions; what is not on the page takes no place."""
    plan = Plan(important=("cost", "spinal_cord_stimulation_first", "no_such_question"))
    app = preparing("questions", "arm", "something_else", plan=plan)
    assert app.session_state["session"].plan.important == ("cost",)
    assert not any(box.disabled for box in app.checkbox)
