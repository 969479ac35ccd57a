"""What a visitor writes is kept as plain text, within bounds."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from engine.appointment.plan import (
    MAX_IMPORTANT,
    MAX_OWN_QUESTIONS,
    MAX_QUESTION,
    MAX_TEXT,
    OwnQuestion,
    Plan,
    clean,
)

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=MAX_TEXT * 2)


@given(ANYTHING)
def test_any_text_becomes_plain(text: str) -> None:
    """No control character is left but line breaks, no more characters than fit; once is enough."""
    kept = clean(text)
    assert len(kept) <= MAX_TEXT
    assert clean(kept) == kept
    kinds = {unicodedata.category(char) for char in kept if char not in "\n\u200d"}
    assert kinds.isdisjoint({"Cc", "Cf", "Cs", "Co", "Cn"})
    assert "\n\n\n" not in kept
    kept.encode()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  Three years. ", "Three years."),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("a\n\n\n\nb", "a\n\nb"),
        ("a\tb", "a b"),
        ("a\x00\x1b[31mb", "a[31mb"),
        ("\u202etxet\u202c", "txet"),
        ("שלום", "שלום"),
        ("👩\u200d🌾", "👩\u200d🌾"),
        ("<b>#panic()</b>", "<b>#panic()</b>"),
        ("\ud800x", "x"),
        ("x" * 700, "x" * MAX_TEXT),
    ],
)
def test_what_is_kept_of_a_text(text: str, kept: str) -> None:
    """Named cases: what goes, what stays."""
    assert clean(text) == kept


@given(ANYTHING)
def test_a_question_is_one_line(text: str) -> None:
    """A question of one's own stands on one line, and is not longer than its field allows."""
    own = OwnQuestion(asks=text)
    assert "\n" not in own.asks
    assert len(own.asks) <= MAX_QUESTION
    assert OwnQuestion(asks=own.asks) == own


def test_no_more_than_fits_is_taken() -> None:
    """More important questions, or more of one's own, are refused."""
    for fields in (
        {"important": tuple(f"q{n}" for n in range(MAX_IMPORTANT + 1))},
        {"own_questions": (OwnQuestion(asks="a"),) * (MAX_OWN_QUESTIONS + 1)},
        {"important": ("Not an id",)},
    ):
        with pytest.raises(ValidationError):
            Plan.model_validate(fields)


def test_important_questions_are_counted_together() -> None:
    """Ready questions and those of one's own share the places."""
    plan = Plan(important=("a", "b"), own_questions=(OwnQuestion(asks="c", important=True),))
    assert plan.important_count == MAX_IMPORTANT
