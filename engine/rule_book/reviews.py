"""Who has read which part of the rule book, on which day."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, StringConstraints

from engine.rule_book.loading import RULES_DIRECTORY, is_missing, load_records, rules_directory
from engine.rule_book.records import Id, Record, Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FILE = "review.toml"
NOT_REVIEWED = "No clinician has reviewed the warning signs yet."
NOT_ALL_REVIEWED = "No clinician has reviewed all of the warning signs yet."

Role = Literal["maintainers", "clinician"]
Fingerprint = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]


class Review(Record):
    """One reading: by whom, in what capacity, on which day, and what was read.

    Attributes:
        reviewer: Who: a name and, of a clinician, the profession.
        role: Whether it was the maintainers of this project, who are no clinicians, or a clinician.
        date: The day on which the reading was finished.
        what: What was read, and against what.
        signed: The fingerprint of each record that was read, by its kind and its id.
    """

    reviewer: Text
    role: Role
    date: date
    what: Text
    signed: dict[Id, dict[Id, Fingerprint]] = Field(default_factory=dict)

    @property
    def fingerprints(self) -> dict[str, str]:
        """The fingerprint of each record that was read, by its key, such as `option.nerve_block`.

        The keys are those of `records_by_key`.
        """
        return {
            f"{kind}.{name}": read
            for kind, names in self.signed.items()
            for name, read in names.items()
        }


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
    """The reviews of the rule book in use, read once; none where it has no file of them.

    Raises:
        RuleBookError: as `load_reviews`.
    """
    return () if is_missing(FILE) else load_reviews(rules_directory())


def by_clinicians(reviews: Sequence[Review]) -> tuple[Review, ...]:
    """The reviews that a clinician has made."""
    return tuple(review for review in reviews if review.role == "clinician")
