"""Who has read which part of the rule book, on which day."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Literal

from engine.rule_book.loading import RULES_DIRECTORY, load_records
from engine.rule_book.records import Record, Text

if TYPE_CHECKING:
    from pathlib import Path

FILE = "review.toml"
NOT_REVIEWED = "No clinician has reviewed the warning signs yet."


class Review(Record):
    """One reading: by whom, in what capacity, on which day, and what was read.

    Attributes:
        reviewer: Who: a name and, of a clinician, the profession.
        role: Whether it was the maintainers of this project, who are no clinicians, or a clinician.
        date: The day on which the reading was finished.
        what: What was read, and against what.
    """

    reviewer: Text
    role: Literal["maintainers", "clinician"]
    date: date
    what: Text


def load_reviews(directory: Path = RULES_DIRECTORY) -> tuple[Review, ...]:
    """Read who has reviewed the rule book.

    Args:
        directory: The folder that holds `review.toml`.

    Returns:
        The reviews, in the order of the file.

    Raises:
        RuleBookError: The file is missing or is not TOML, or a review has a wrong, missing or
            unknown field. The message names the file, the review and what would be right.
    """
    return load_records(directory, FILE, "review", Review)


@cache
def default_reviews() -> tuple[Review, ...]:
    """The reviews of this project's rule book, read once.

    Raises:
        RuleBookError: as `load_reviews`.
    """
    return load_reviews()


def by_clinicians(reviews: tuple[Review, ...]) -> tuple[Review, ...]:
    """The reviews that a clinician has made."""
    return tuple(review for review in reviews if review.role == "clinician")
