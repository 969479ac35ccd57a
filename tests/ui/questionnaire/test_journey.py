"""The questionnaire without its pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rule_book.loading import default_rule_book
from engine.rule_book.records import Level
from ui.questionnaire.journey import AnswerError, Journey, QuestionnairePage

BOOK = default_rule_book()
LOCATIONS = st.sampled_from(list(BOOK.location_by_id))
ALONE = [condition.id for condition in BOOK.conditions if condition.stands_alone]
NAMED = [condition.id for condition in BOOK.conditions if not condition.stands_alone]


@given(LOCATIONS, LOCATIONS, st.data())
def test_a_changed_location_drops_only_what_it_does_not_offer(
    first: str, second: str, data: st.DataObject
) -> None:
    """Kept and dropped conditions make up what was chosen; kept ones are all offered."""
    offered = [c.id for c in BOOK.conditions_offered_at(first) if not c.stands_alone]
    chosen = data.draw(st.frozensets(st.sampled_from(offered), min_size=1))
    changed = Journey().with_location(first).with_conditions(chosen).with_location(second)
    now_offered = {c.id for c in BOOK.conditions_offered_at(second)}
    assert changed.conditions == chosen & now_offered
    assert set(changed.dropped_conditions) == chosen - now_offered


@given(st.sampled_from(ALONE), st.frozensets(st.sampled_from(NAMED + ALONE), min_size=2))
def test_an_answer_that_stands_alone_is_refused_beside_another(
    alone: str, more: frozenset[str]
) -> None:
    """The message names the answer and says what to do."""
    with pytest.raises(AnswerError, match=r"something else as well\. Please untick one of them"):
        Journey(location="neck").with_conditions({alone, *more})


def test_nothing_chosen_is_refused() -> None:
    """Both questions refuse an empty answer with what to do."""
    with pytest.raises(AnswerError, match="Please choose where your pain is"):
        Journey().with_location(None)
    with pytest.raises(AnswerError, match="Please choose at least one answer"):
        Journey(location="neck").with_conditions([])


def test_pages_open_one_after_the_other() -> None:
    """A page may be seen once every question before it has an answer."""
    empty = Journey()
    placed = empty.with_location("neck")
    screened = placed.with_warning_signs([], none_of_these=True)
    complete = screened.with_conditions({"not_sure"})
    pages = list(QuestionnairePage)
    for journey, allowed in ((empty, 1), (placed, 2), (screened, 3), (complete, len(pages))):
        assert [page for page in QuestionnairePage if journey.allows(page)] == pages[:allowed]


@given(LOCATIONS, st.data())
def test_an_emergency_sign_stops_the_questionnaire(location: str, data: st.DataObject) -> None:
    """With an emergency sign nothing further is open until the visitor chooses to go on."""
    asked = BOOK.warning_signs_asked_at(location)
    signs = data.draw(st.frozensets(st.sampled_from([sign.id for sign in asked]), min_size=1))
    journey = Journey().with_location(location).with_warning_signs(signs, none_of_these=False)
    levels = {sign.level for sign in asked if sign.id in signs}
    assert journey.has_open_emergency == (Level.EMERGENCY in levels)
    assert journey.allows(QuestionnairePage.CONDITION) != journey.has_open_emergency
    with pytest.raises(AnswerError, match="Please tick the box"):
        journey.with_emergency_acknowledged(confirmed=False)
    reopened = journey.with_warning_signs_reopened()
    assert reopened.next_page is QuestionnairePage.WARNING_SIGNS
    assert not reopened.has_open_emergency
    assert reopened.earlier_warning_signs == signs
    assert reopened.with_warning_signs(signs, none_of_these=False) == journey
    went_on = journey.with_emergency_acknowledged(confirmed=True)
    assert not went_on.has_open_emergency
    assert went_on.warning_signs == signs
    # The same signs again need no second choice; another emergency sign does.
    assert not went_on.with_warning_signs(signs, none_of_these=False).has_open_emergency
    emergencies = {sign.id for sign in asked if sign.level is Level.EMERGENCY} - signs
    if emergencies:
        assert went_on.with_warning_signs(
            signs | emergencies, none_of_these=False
        ).has_open_emergency


def test_none_of_these_stands_alone() -> None:
    """A sign and "None of these" contradict each other; neither is no answer."""
    journey = Journey().with_location("neck")
    with pytest.raises(AnswerError, match=r"Please untick one of them\. If you are"):
        journey.with_warning_signs({"chest_pain"}, none_of_these=True)
    with pytest.raises(AnswerError, match="Please tick what is new or suddenly worse"):
        journey.with_warning_signs([], none_of_these=False)
