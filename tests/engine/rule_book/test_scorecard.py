"""The scorecard: complete by the checklists' own numbers, counted, and named where it is broken."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import RuleBookError
from engine.rule_book.scorecard import FILE, Tally, default_scorecard, load_scorecard

if TYPE_CHECKING:
    from pathlib import Path

SCORECARD = default_scorecard()
NUMBERS = {
    "qualifying": ["1.1.1", "1.1.2", "1.1.3", "1.1.4", "1.1.5", "1.2.1"],
    "certifying": [
        *("2.1.1", "2.2.1", "2.2.2", "2.2.3", "2.2.4", "2.3.1"),
        *("2.4.1", "2.4.2", "2.4.3", "2.4.4"),
    ],
    "understandability": [*map(str, range(1, 13)), *map(str, range(15, 20))],
    "actionability": [*map(str, range(20, 27))],
}
# The checklists let only these be left out of the count.
MAY_NOT_APPLY = {
    *("2.4.1", "2.4.2", "2.4.3", "2.4.4"),
    *("6", "8", "9", "11", "12", "16", "17", "18", "19", "24", "25"),
}


def test_every_item_of_the_checklists_is_judged() -> None:
    """6 qualifying and 10 certifying items, 17 on understanding and 7 on acting, in their order."""
    assert {part.id for part in SCORECARD.parts} == NUMBERS.keys()
    for part in SCORECARD.parts:
        assert [item.number for item in SCORECARD.items_of(part)] == NUMBERS[part.id]
    assert [len(numbers) for numbers in NUMBERS.values()] == [6, 10, 17, 7]


def test_only_what_a_checklist_lets_not_apply_does_not_apply() -> None:
    """No failure is left out of the count."""
    left_out = {item.number for item in SCORECARD.items if item.verdict == "does not apply"}
    assert left_out <= MAY_NOT_APPLY


def test_harms_and_likelihood_are_not_met() -> None:
    """While the document gives neither, nobody can say otherwise."""
    verdicts = {item.id: item.verdict for item in SCORECARD.items}
    for name in ("bad_sides", "equal_detail", "doubt"):
        assert verdicts[name] == "not met"


def test_the_verdicts_of_a_part_add_up() -> None:
    """Each item is counted once."""
    for part in SCORECARD.parts:
        assert sum(SCORECARD.tally(part)) == len(SCORECARD.items_of(part))


@given(met=st.integers(0, 40), not_met=st.integers(0, 40), left_out=st.integers(0, 40))
def test_a_score_is_the_share_of_what_applies(met: int, not_met: int, left_out: int) -> None:
    """It lies within half a percent of the exact share, and none is made of nothing."""
    percent = Tally(met, not_met, left_out).percent
    if met + not_met == 0:
        assert percent is None
    else:
        assert percent is not None
        assert -Fraction(1, 2) < percent - Fraction(100 * met, met + not_met) <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("find", "replace", "words"),
    [
        ('verdict = "met"', 'verdict = "partly met"', "verdict: Input should be 'met', 'not met'"),
        ('number = "1.1.1"', 'number = "first"', "number"),
        ('number = "1.1.2"', 'number = "1.1.1"', "the number '1.1.1' stands twice"),
        ('id = "decision"', 'id = "health_problem"', "the item id 'health_problem' stands twice"),
        (
            'part = "qualifying"',
            'part = "quality"',
            "part: unknown id 'quality'; known: qualifying",
        ),
        (
            'instrument = "pemat"',
            'instrument = "pem"',
            "instrument: unknown id 'pem'; known: ipdasi",
        ),
        ('["pemat_guide", ', '["guide", ', "sources: unknown id 'guide'; known: ipdasi_standards"),
        ('["pemat_guide", ', "[", "source 'pemat_guide': no instrument names it"),
        ('because = "There is nothing to add up."', 'because = " "', "because"),
        ("judged_on =", "date =", "judged_on"),
        ("[scorecard]", "[[scorecard]]", r"the table \[scorecard\] is missing"),
        ("[scorecard]", "[note]\n[scorecard]", "unknown table 'note'"),
        (
            "[scorecard]",
            '[[part]]\nid = "quality"\ninstrument = "ipdasi"\nname = "More"\n[scorecard]',
            "part 'quality': no item belongs to it",
        ),
        (
            "[scorecard]",
            '[[instrument]]\nid="x"\nname="X"\nsays="Y"\nsources=["pemat_guide"]\n[scorecard]',
            "instrument 'x': no part belongs to it",
        ),
    ],
)
def test_a_broken_scorecard_is_named(rules_copy: Path, find: str, replace: str, words: str) -> None:
    """The error names the file, the record and what would be right."""
    text = (rules_copy / FILE).read_text(encoding="utf-8")
    head, found, tail = text.partition("\n[scorecard]")
    broken = head + (found + tail).replace(find, replace, 1)
    assert broken != text
    (rules_copy / FILE).write_text(broken, encoding="utf-8")
    with pytest.raises(RuleBookError, match=rf"^rules/scorecard\.toml: .*{words}"):
        load_scorecard(rules_copy)
