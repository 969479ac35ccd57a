"""What if: two outcomes side by side, with the rules that make the difference."""

from __future__ import annotations

import re

import pytest

from engine import Answers, Outcome, UnknownIdError
from engine.analysis.what_if import single_answer_changes, what_if, what_if_sentences
from engine.explorer import default_explorer
from engine.outcome.records import Basis

EXPLORER = default_explorer()
BOOK = EXPLORER.book


def single(location: str, condition: str, *signs: str) -> Answers:
    """Answers with one condition."""
    return Answers(
        location=location, conditions=frozenset({condition}), warning_signs=frozenset(signs)
    )


def changes_of_one_answer(location: str) -> list[tuple[Answers, Answers]]:
    """Every change of the location alone, and of the condition alone."""
    conditions = list(BOOK.condition_by_id)
    elsewhere = [place for place in BOOK.location_by_id if place != location]
    pairs = [(single(location, c), single(place, c)) for c in conditions for place in elsewhere]
    return pairs + [
        (single(location, c), single(location, d)) for c in conditions for d in conditions
    ]


def options(outcome: Outcome) -> dict[str, tuple[Basis, bool]]:
    """The listed options, each with its basis and whether a link of ours alone leads to it."""
    return {o.option.id: (o.basis, o.editorial) for o in outcome.options}


@pytest.mark.parametrize("location", BOOK.location_by_id)
def test_every_change_of_one_answer_is_told_as_the_engine_has_it(location: str) -> None:
    """Options come, go and stay, and rules fire in one outcome alone, as the two outcomes say."""
    for before, after in changes_of_one_answer(location):
        old, new = EXPLORER.explore(before), EXPLORER.explore(after)
        result = what_if(before, after, EXPLORER)
        was, now = options(old), options(new)
        assert {o.option.id for o in result.options_added} == now.keys() - was.keys()
        assert {o.option.id for o in result.options_removed} == was.keys() - now.keys()
        assert {
            s.option.id: (
                (s.before, s.editorial_before),
                (s.after, s.editorial_after),
                s.basis_changes,
            )
            for s in result.options_in_both
        } == {
            option: (was[option], now[option], was[option] != now[option])
            for option in was.keys() & now.keys()
        }
        fired_old, fired_new = {f.rule for f in old.trace}, {f.rule for f in new.trace}
        assert set(result.rules_removed) == fired_old - fired_new
        assert set(result.rules_added) == fired_new - fired_old
        assert {f.rule for f in result.firings_added} >= set(result.rules_added)
        if before == after:
            assert result.firings_removed == result.firings_added == ()


def test_another_place_for_arthritis() -> None:
    """From the knee to the neck: two options come, by four rules that fire there alone."""
    result = what_if(single("leg", "arthritis"), single("neck", "arthritis"), EXPLORER)
    assert [o.option.id for o in result.options_added] == ["facet_joint_injection", "nerve_block"]
    assert (result.options_removed, result.options_in_both) == ((), ())
    assert result.rules_removed == ()
    assert result.rules_added == (
        "arthritis_causes_back_neck_pain",
        "spine_location_is_back_neck_pain",
        "nerve_block_for_back_neck_pain",
        "facet_joint_injection_for_arthritis",
    )
    assert what_if_sentences(result) == (
        "The document would also list facet joint injections and nerve blocks.",
    )


def test_an_option_that_stays_on_another_basis() -> None:
    """From nerve pain from diabetes to nerve pain: the options stay, and are listed outright."""
    result = what_if(
        single("leg", "diabetic_neuropathy"), single("leg", "neuropathic_pain"), EXPLORER
    )
    assert result.options_added == result.options_removed == ()
    assert {(s.before, s.after) for s in result.options_in_both} == {(Basis.IMPLIED, Basis.LISTED)}
    assert result.rules_removed == ("diabetic_neuropathy_causes_neuropathic_pain",)
    assert {firing.rule for firing in result.firings_added} == {
        "nerve_block_for_neuropathic_pain",
        "spinal_cord_stimulation_for_neuropathic_pain",
        "intrathecal_drug_delivery_for_neuropathic_pain",
    }, "the same rules fire on another fact"
    assert what_if_sentences(result) == (
        (
            "The document would still list nerve blocks, spinal cord stimulation and intrathecal "
            "drug delivery systems."
        ),
        "It would list nothing else.",
        (
            "For what you chose, it would then list nerve blocks, spinal cord stimulation and "
            "intrathecal drug delivery systems."
        ),
    )


def test_a_link_of_ours_is_named() -> None:
    """An option that is then reached through our own link alone is told so."""
    result = what_if(
        single("leg", "diabetic_neuropathy"), single("leg", "peripheral_neuropathy"), EXPLORER
    )
    assert (
        "Through a link of ours, it would then list nerve blocks and intrathecal drug "
        "delivery systems."
    ) in what_if_sentences(result)


def test_nothing_before_and_nothing_after() -> None:
    """Where no option is listed either way, the words say so."""
    result = what_if(single("leg", "arthritis"), single("arm", "arthritis"), EXPLORER)
    assert what_if_sentences(result) == ("The document lists no option either way.",)
    removed = what_if(single("neck", "arthritis"), single("arm", "arthritis"), EXPLORER)
    assert what_if_sentences(removed) == (
        "The document would no longer list facet joint injections and nerve blocks.",
    )


def test_notices_come_and_go() -> None:
    """A warning sign more brings its notice, and its rule makes the difference."""
    calm, alarmed = (
        single("leg", "sciatica"),
        single("leg", "sciatica", "hot_swollen_leg_or_foot_sore"),
    )
    result = what_if(calm, alarmed, EXPLORER)
    assert [notice.sign.id for notice in result.notices_added] == ["hot_swollen_leg_or_foot_sore"]
    assert result.rules_added == ("hot_swollen_leg_or_foot_sore",)
    assert result.notices_removed == ()
    back = what_if(alarmed, calm, EXPLORER)
    assert [notice.sign.id for notice in back.notices_removed] == ["hot_swollen_leg_or_foot_sore"]
    assert back.rules_removed == ("hot_swollen_leg_or_foot_sore",)
    action = result.notices_added[0].sign.action
    assert what_if_sentences(result)[0] == f"First of all: {action}"
    assert what_if_sentences(back)[0] == f"No longer said: {action}"


@pytest.mark.parametrize("location", BOOK.location_by_id)
def test_every_change_is_told_in_whole_sentences(location: str) -> None:
    """Each option that the change adds or removes is named, in sentences without a count."""
    for before, after in changes_of_one_answer(location):
        result = what_if(before, after, EXPLORER)
        sentences = what_if_sentences(result)
        assert sentences
        assert all(re.fullmatch(r"[A-Z][^.]+\.", sentence) for sentence in sentences), sentences
        also = " ".join(s for s in sentences if "would also list" in s)
        no_longer = " ".join(s for s in sentences if "would no longer list" in s)
        for option in BOOK.options:
            added = option.id in {o.option.id for o in result.options_added}
            removed = option.id in {o.option.id for o in result.options_removed}
            assert (option.in_words in also) is added
            assert (option.in_words in no_longer) is removed


def test_unknown_ids_are_named_on_either_side() -> None:
    """An unknown id before or after is an error that names it."""
    known, unknown = single("leg", "sciatica"), single("leg", "gout")
    for before, after in ((known, unknown), (unknown, known)):
        with pytest.raises(UnknownIdError, match="unknown condition 'gout'"):
            what_if(before, after, EXPLORER)


def test_single_changes_are_one_answer_each_and_all_that_the_questions_can_take() -> None:
    """Each change differs in one answer, is offered, and can be explored; none stands twice."""
    book = default_explorer().book
    for location in book.locations:
        for condition in book.conditions_offered_at(location.id):
            before = Answers(location=location.id, conditions=frozenset({condition.id}))
            changes = single_answer_changes(before, book)
            assert len({change.after for change in changes}) == len(changes)
            for change in changes:
                after = change.after
                assert after != before
                moved = after.location != before.location
                added = after.conditions - before.conditions
                assert moved + len(added) == 1
                offered = {one.id for one in book.conditions_offered_at(after.location)}
                assert after.conditions <= offered
                default_explorer().explore(after)
            named = {
                one.id for one in book.conditions_offered_at(location.id) if not one.stands_alone
            }
            assert {
                next(iter(c.after.conditions - before.conditions))
                for c in changes
                if c.after.location == location.id
            } == named - {condition.id}


def test_with_several_conditions_each_can_be_taken_away() -> None:
    """One condition less is offered while another stays."""
    before = Answers(location="neck", conditions=frozenset({"arthritis", "cancer_pain"}))
    changes = single_answer_changes(before, default_explorer().book)
    less = [c.after.conditions for c in changes if c.after.conditions < before.conditions]
    assert sorted(map(sorted, less)) == [["arthritis"], ["cancer_pain"]]
