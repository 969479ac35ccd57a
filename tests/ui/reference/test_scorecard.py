"""The scorecard on About: every item with its verdict and its reason, and counts that add up."""

from __future__ import annotations

import pytest

from engine.rule_book.scorecard import Item, Scorecard, default_scorecard
from ui.plain_text import text_blocks
from ui.reference import about
from ui.reference.scorecard import result_in_words

SCORECARD = default_scorecard()


def test_every_item_stands_on_the_page_with_its_verdict_and_its_reason() -> None:
    """Failures are named in the same way as the rest."""
    blocks = [" ".join(block.split()) for block in text_blocks(about.page())]
    for item in SCORECARD.items:
        place = blocks.index(f"{item.asks} ({item.number})")
        assert blocks[place + 1] == f"{item.verdict.capitalize()}. {item.because}"


def test_every_part_has_its_result_at_the_top_and_in_its_place() -> None:
    """The counts stand before what opens, and again beside the items."""
    page = about.page()
    for part in SCORECARD.parts:
        assert page.count(result_in_words(SCORECARD, part)) >= 2


@pytest.mark.parametrize(
    ("verdicts", "words", "score"),
    [
        (["met"] * 3, "3 met, 0 not met.", " The score is 100%."),
        (["met", "not met"], "1 met, 1 not met.", " The score is 50%."),
        (["met", "does not apply"], "1 met, 0 not met, 1 does not apply.", " The score is 100%."),
        (["does not apply"] * 2, "0 met, 0 not met, 2 do not apply.", ""),
    ],
)
def test_a_result_is_computed(verdicts: list[str], words: str, score: str) -> None:
    """What does not apply does not count; only a checklist that makes a score has one."""
    plain = SCORECARD.parts[0].model_copy(update={"percent": False})
    items = tuple(
        Item.model_validate(
            SCORECARD.items[0].model_dump() | {"part": plain.id, "verdict": verdict}
        )
        for verdict in verdicts
    )
    scorecard: Scorecard = SCORECARD.model_copy(update={"items": items})
    assert result_in_words(scorecard, plain) == words
    assert result_in_words(scorecard, plain.model_copy(update={"percent": True})) == words + score
