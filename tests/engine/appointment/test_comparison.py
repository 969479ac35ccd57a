"""Options side by side: every comparison that any single answer or pair of answers can lead to."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import TYPE_CHECKING

import pytest

from engine import Answers, Outcome, load_rule_book
from engine.appointment.comparison import FEWEST, MOST, SILENT, compare
from engine.errors import ComparisonError, EngineError
from engine.explorer import Explorer
from engine.outcome.wording import relevant_benefits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engine import RuleBook
    from engine.appointment.comparison import Cell, Comparison

Outcomes = dict[Answers, Outcome]
Comparisons = list[tuple[Outcome, "Comparison"]]

QUESTIONS = [
    "What is it?",
    "What is done?",
    "What is used?",
    "Is something put into the body for good?",
    "What does the document say it can do?",
    "What does the document list it for?",
    "Why is it on my list?",
    "What does the document not say?",
]
PASSAGES = ("what_it_is", "what_is_done", "what_is_used", "stays_in_body")
# Read in the document by hand: what it says nothing of, of each option that it lists.
NOT_SAID = {
    "nerve_block": {"stays_in_body"},
    "epidural_steroid_injection": {"stays_in_body"},
    "facet_joint_injection": {"stays_in_body"},
    "radiofrequency_ablation": {"stays_in_body"},
    "spinal_cord_stimulation": set(),
    "intrathecal_drug_delivery": set(),
    "trigger_point_injection": {"what_is_done", "what_is_used", "stays_in_body"},
}
# The options that the document says can do something, or are meant to, whatever the condition.
FOR_ANY_CONDITION = {
    "nerve_block",
    "epidural_steroid_injection",
    "facet_joint_injection",
    "radiofrequency_ablation",
    "spinal_cord_stimulation",
}


def choices(outcome: Outcome) -> Iterator[tuple[str, ...]]:
    """Every 2 and every 3 options of an outcome, in its order."""
    ids = [listed.option.id for listed in outcome.options]
    for size in (2, 3):
        yield from combinations(ids, size)


@pytest.fixture(scope="module")
def comparisons(singles: Outcomes, book: RuleBook) -> Comparisons:
    """Every comparison of every outcome of a single condition, made once for all tests here."""
    return [
        (outcome, compare(chosen, outcome, book))
        for outcome in singles.values()
        for chosen in choices(outcome)
    ]


def cells(comparison: Comparison, row_id: str) -> tuple[Cell, ...]:
    """The cells of one row."""
    (row,) = [row for row in comparison.rows if row.id == row_id]
    return row.cells


def test_every_option_answers_the_same_questions(outcomes: Outcomes, book: RuleBook) -> None:
    """Each comparison has all the questions in their order, and a cell for each chosen option."""
    count = 0
    for outcome in outcomes.values():
        for chosen in choices(outcome):
            comparison = compare(chosen, outcome, book)
            assert tuple(option.id for option in comparison.options) == chosen
            assert [row.question for row in comparison.rows] == QUESTIONS
            for row in comparison.rows:
                assert tuple(cell.option for cell in row.cells) == chosen
                for cell in row.cells:
                    assert all(sentence.endswith(".") for sentence in cell.sentences)
                    assert cell.silent == (not cell.citations)
                    assert cell.sentences[-1].endswith("Ask.") or not cell.silent
            count += 1
    assert count > 1000


def test_the_order_of_the_choice_changes_nothing(singles: Outcomes, book: RuleBook) -> None:
    """Options stand in the order of the outcome, in whatever order they were chosen."""
    for outcome in singles.values():
        for chosen in choices(outcome):
            expected = compare(chosen, outcome, book)
            for order in permutations(chosen):
                assert compare(order, outcome, book) == expected


def test_the_book_is_silent_where_the_document_is(book: RuleBook) -> None:
    """What is left out of an option's passages is what the document does not say of it."""
    for option in book.options:
        found = {name for name in PASSAGES if getattr(option, name) is None}
        # Those of the options that are only named hold nothing at all.
        assert found == NOT_SAID.get(option.id, set(PASSAGES)), option.id
    assert {o.id for o in book.options if o.explained_by == "editorial" and o.meant_to} == set()


def test_a_silent_cell_says_so(comparisons: Comparisons) -> None:
    """A cell is silent where the document is, and says that it is to be asked."""
    for _, comparison in comparisons:
        for name in PASSAGES:
            for option, cell in zip(comparison.options, cells(comparison, name), strict=True):
                passage = getattr(option, name)
                assert cell.silent == (name in NOT_SAID[option.id])
                expected = (SILENT,) if cell.silent else (passage.says,)
                assert cell.sentences == expected
                assert cell.citations == (() if cell.silent else passage.citations)


def test_what_it_can_do_is_what_counts_for_the_answers(
    comparisons: Comparisons, book: RuleBook
) -> None:
    """Every benefit that counts stands there, and of other conditions nothing."""
    silent = set()
    for outcome, comparison in comparisons:
        listed = {one.option.id: one for one in outcome.options}
        for option, cell in zip(
            comparison.options, cells(comparison, "what_it_can_do"), strict=True
        ):
            benefits = [one.says for one in relevant_benefits(listed[option.id], book)]
            aim = [option.meant_to.says] if option.meant_to else []
            if cell.silent:
                assert benefits == []
                assert cell.sentences == ("For what you chose, the document does not say. Ask.",)
                silent.add(option.id)
            else:
                assert list(cell.sentences) == [*aim, *benefits]
            assert not (cell.silent and option.id in FOR_ANY_CONDITION)
    assert silent == {"intrathecal_drug_delivery"}


def test_what_it_is_listed_for_is_every_indication(
    comparisons: Comparisons, book: RuleBook
) -> None:
    """The conditions are those of the rules, one item a rule, with the place where it counts."""
    by_option = {
        option: [rule for rule in book.indications if rule.then == option] for option in NOT_SAID
    }
    assert sum(map(len, by_option.values())) == len(book.indications)
    for _, comparison in comparisons:
        for cell in cells(comparison, "listed_for"):
            rules = by_option[cell.option]
            (paragraph,) = cell.paragraphs
            assert len(paragraph.items) == len(rules)
            for rule, item in zip(rules, paragraph.items, strict=True):
                assert item.startswith(book.condition_by_id[str(rule.when.condition)].in_words)
                assert ("only with pain in" in item) == (rule.when.region is not None)
            assert set(cell.citations) == {c for rule in rules for c in rule.citations}


def test_why_it_is_listed_is_every_reason(comparisons: Comparisons) -> None:
    """Each reason of the outcome is told from the answer on, and a step of ours is marked."""
    ours = 0
    for outcome, comparison in comparisons:
        listed = {one.option.id: one for one in outcome.options}
        for cell in cells(comparison, "why_listed"):
            reasons = listed[cell.option].reasons
            assert len(cell.sentences) == len(reasons)
            for reason, sentence in zip(reasons, cell.sentences, strict=True):
                assert sentence.startswith("You said: ")
                assert all(step.says in sentence for step in reason.chain)
                marked = sentence.endswith("One step is our own. The document does not say it.")
                assert marked == reason.editorial
                assert set(reason.citations) <= set(cell.citations)
                ours += marked
    assert ours > 0


def test_what_is_left_out_is_the_same_for_all(comparisons: Comparisons, book: RuleBook) -> None:
    """The last row names every omission, in the same words for each option."""
    names = tuple(omission.name for omission in book.omissions)
    for _, comparison in comparisons:
        row = cells(comparison, "left_out")
        assert {cell.paragraphs for cell in row} == {row[0].paragraphs}
        assert row[0].paragraphs[0].items == names
        assert row[0].sentences[-1] == "Ask."
        assert all(cell.silent for cell in row)


def test_too_few_or_too_many_are_refused(singles: Outcomes, book: RuleBook) -> None:
    """None, one and more than 3 options are an error that says how many can be compared."""
    refused = 0
    for outcome in singles.values():
        ids = [listed.option.id for listed in outcome.options]
        for size in range(len(ids) + 1):
            if FEWEST <= size <= MOST:
                continue
            for chosen in combinations(ids, size):
                with pytest.raises(ComparisonError) as caught:
                    compare(chosen, outcome, book)
                assert "2 to 3 options can be compared" in str(caught.value)
                assert f"not {size}: {', '.join(chosen) or 'none'}" in str(caught.value)
                refused += size > MOST
    assert refused > 0


def test_an_option_that_is_not_listed_is_refused(singles: Outcomes, book: RuleBook) -> None:
    """Each option that an outcome does not list is named, with those that it lists."""
    for outcome in singles.values():
        ids = [listed.option.id for listed in outcome.options]
        for other in ("no_such_option", *book.option_by_id):
            if other in ids:
                continue
            with pytest.raises(ComparisonError) as caught:
                compare([*ids[:2], other], outcome, book)
            assert f"the option {other!r} is not listed" in str(caught.value)
            assert f"listed: {', '.join(ids) or 'nothing'}" in str(caught.value)


def test_an_option_twice_is_refused(singles: Outcomes, book: RuleBook) -> None:
    """An option that stands twice is named, even where each else would be too few."""
    for outcome in singles.values():
        for listed in outcome.options:
            chosen = (listed.option.id, listed.option.id)
            with pytest.raises(ComparisonError, match=f"{listed.option.id!r} stands twice"):
                compare(chosen, outcome, book)


def test_a_comparison_error_is_the_engine_s_and_a_value_error() -> None:
    """Whoever catches either catches it."""
    assert issubclass(ComparisonError, EngineError)
    assert issubclass(ComparisonError, ValueError)


def test_an_option_of_which_the_document_says_nothing_can_be_compared(rules_copy: Path) -> None:
    """An option with no passage and no benefit is silent in each of those rows."""
    path = rules_copy / "indications.toml"
    path.write_text(
        path.read_text(encoding="utf-8")
        + """
[[indication]]
id = "nerve_hydrodissection_for_migraine"
when = { condition = "migraine" }
then = "nerve_hydrodissection"
citations = [{ section = "Introduction", phrase = "pain" }]
""",
        encoding="utf-8",
    )
    explorer = Explorer(load_rule_book(rules_copy))
    outcome = explorer.evaluate(Answers(location="head", conditions=frozenset({"migraine"})))
    comparison = compare(("nerve_block", "nerve_hydrodissection"), outcome, explorer.book)
    for name in (*PASSAGES, "what_it_can_do"):
        (cell,) = [c for c in cells(comparison, name) if c.option == "nerve_hydrodissection"]
        assert (cell.silent, cell.sentences, cell.citations) == (True, (SILENT,), ())
