"""The scorecard's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.rule_book.scorecard import Part, Scorecard, Tally


def result_in_words(scorecard: Scorecard, part: Part) -> str:
    """How a part does: how many items are met, not met or do not apply, then its score if any."""
    tally = scorecard.tally(part)
    words = _counts_in_words(tally)
    if part.percent and tally.percent is not None:
        words += f" The score is {tally.percent}%."
    return words


def _counts_in_words(tally: Tally) -> str:
    counts = [f"{tally.met} met", f"{tally.not_met} not met"]
    if tally.does_not_apply:
        verb = "does" if tally.does_not_apply == 1 else "do"
        counts.append(f"{tally.does_not_apply} {verb} not apply")
    return f"{', '.join(counts)}."
