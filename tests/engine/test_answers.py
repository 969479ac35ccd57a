"""Answers that come from outside: one error for whatever is wrong with them."""

import pytest

from engine import Answers, AnswersError


def test_ids_make_answers() -> None:
    """Whatever holds the ids, the answers are the same."""
    answers = Answers.from_ids(
        "leg", ["sciatica", "sciatica"], iter(["hot_swollen_leg_or_foot_sore"])
    )
    assert answers == Answers(
        location="leg",
        conditions=frozenset({"sciatica"}),
        warning_signs=frozenset({"hot_swollen_leg_or_foot_sore"}),
    )


@pytest.mark.parametrize("conditions", [[], (), frozenset()])
def test_nothing_answered_is_an_answers_error(conditions: frozenset[str]) -> None:
    """Without a condition or a sign the error is one of the engine, in one line."""
    with pytest.raises(AnswersError, match=r"^`conditions` is empty; name at least one") as caught:
        Answers.from_ids("leg", conditions)
    assert "\n" not in str(caught.value)
