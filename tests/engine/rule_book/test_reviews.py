"""Who has read the rule book: said as it is, never more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine import RuleBookError
from engine.rule_book.loading import RULES_DIRECTORY
from engine.rule_book.reviews import by_clinicians, load_reviews, default_reviews

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
[[review]]
reviewer = "A. B., pain physician"
role = "clinician"
date = 2027-01-31
what = "All warning signs."
"""


def write(folder: Path, text: str) -> Path:
    """A folder whose reviews are these."""
    (folder / "review.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_clinician_s_review_is_told_from_others(tmp_path: Path) -> None:
    """What the maintainers read is on record, but is no clinician's review."""
    shipped = (RULES_DIRECTORY / "review.toml").read_text(encoding="utf-8")
    reviews = load_reviews(write(tmp_path, shipped + GOOD))
    assert reviews[:-1] == default_reviews()
    assert by_clinicians(reviews) == (*by_clinicians(default_reviews()), reviews[-1])


@pytest.mark.parametrize(
    ("find", "replace", "words"),
    [
        ('"clinician"', '"expert"', "role: Input should be 'maintainers' or 'clinician'"),
        ("2027-01-31", '"soon"', "date"),
        ('"All warning signs."', '" "', "what"),
        ("what =", "scope =", "what"),
        ("[[review]]", "[review]", r"must be written as \[\[review\]\]"),
    ],
)
def test_a_broken_review_is_named(tmp_path: Path, find: str, replace: str, words: str) -> None:
    """The error names the file and what would be right."""
    with pytest.raises(RuleBookError, match=rf"^rules/review\.toml: .*{words}"):
        load_reviews(write(tmp_path, GOOD.replace(find, replace)))
