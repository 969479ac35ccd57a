"""The grade of a text is that which textstat gives, or close to it, and never far from the line."""

from __future__ import annotations

from statistics import mean

import pytest
import textstat

from engine import RuleBook
from engine.appointment.loading import default_preparation_book
from engine.checking.readability import HARDEST, grade, hard_texts, syllables
from tests.ui.test_words import measured


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("pain", 1),
        ("nerve", 1),
        ("eased", 1),
        ("guide", 1),
        ("x", 1),
        ("99", 1),
        ("something", 2),
        ("people", 2),
        ("causes", 2),
        ("headaches", 2),
        ("needed", 2),
        ("little", 2),
        ("going", 2),
        ("fluid", 2),
        ("x-ray", 2),
        ("medicine", 3),
        ("injection", 3),
        ("everybody", 4),
        ("radiation", 4),
        ("degeneration", 5),
    ],
)
def test_syllables(word: str, count: int) -> None:
    """Words as they are said."""
    assert syllables(word) == syllables(word.upper()) == count


def test_grades_are_those_of_textstat() -> None:
    """Over all texts for patients: half a grade on average, with no lean to one side."""
    texts = list(measured().values())
    distances = [grade(text) - textstat.flesch_kincaid_grade(text) for text in texts]
    assert len(texts) > 500
    assert abs(mean(distances)) < 0.3
    assert mean(map(abs, distances)) < 0.5


def test_hard_sentences_are_hard_by_both() -> None:
    """What is far above the grade is above it by both counts."""
    for text in (
        "Interventional procedures alleviate persistent discomfort in patients.",
        "Progressive inflammatory degeneration of articular surfaces causes discomfort.",
        f"You can ask {'and see and ask ' * 12}",
    ):
        assert grade(text) > HARDEST
        assert textstat.flesch_kincaid_grade(text) > HARDEST


def test_no_text_that_ships_is_hard(book: RuleBook) -> None:
    """No warning for the texts of this project."""
    assert list(hard_texts(book, default_preparation_book())) == []


def test_each_kind_of_text_is_measured(book: RuleBook) -> None:
    """A hard text is found in whichever record it stands, with its file and its id."""
    hard = "Progressive inflammatory degeneration of articular surfaces causes discomfort."
    found = set()
    for kind, field in (
        ("locations", "note"),
        ("conditions", "description"),
        ("options", "remark"),
        ("warning_signs", "action"),
        ("implications", "says"),
        ("also_named", "says"),
        ("terms", "description"),
        ("introduction", "says"),
    ):
        records = getattr(book, kind)
        changed = records[0].model_copy(update={field: hard})
        other = RuleBook.model_validate(
            {
                **{name: getattr(book, name) for name in RuleBook.model_fields},
                kind: (changed, *records[1:]),
            }
        )
        (one,) = hard_texts(other, None)
        assert one.id == changed.id
        assert one.text == hard
        found.add(one.file)
    assert len(found) == 8
