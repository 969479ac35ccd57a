"""Warning signs are rules: each leads to its notice, first, whatever else is answered."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine import Answers, explore
from engine.checks import sources_to_read_again
from engine.loading import shipped_rule_book
from engine.rule_book import Level, RuleKind

BOOK = shipped_rule_book()
LEVELS = list(Level)
SIGNS = st.frozensets(st.sampled_from(list(BOOK.warning_sign_by_id)), min_size=1, max_size=8)
CONDITIONS = st.one_of(
    st.frozensets(
        st.sampled_from([c.id for c in BOOK.conditions if not c.stands_alone]), max_size=5
    ),
    st.sampled_from([frozenset({c.id}) for c in BOOK.conditions if c.stands_alone]),
)


def test_every_sign_at_every_location_where_it_is_asked_leads_to_its_notice_first() -> None:
    """Alone or with any condition, the notice is there and its rule fires first."""
    for sign in BOOK.warning_signs:
        for location in sign.locations:
            for conditions in [(), *((condition,) for condition in BOOK.condition_by_id)]:
                outcome = explore(
                    Answers(
                        location=location,
                        conditions=frozenset(conditions),
                        warning_signs=frozenset({sign.id}),
                    )
                )
                assert [notice.sign for notice in outcome.urgent] == [sign]
                assert outcome.trace[0].rule == sign.id
                assert outcome.trace[-1].kind is RuleKind.CLOSING


@given(st.sampled_from(list(BOOK.location_by_id)), CONDITIONS, SIGNS)
def test_no_combination_loses_a_sign_or_changes_the_options(
    location: str, conditions: frozenset[str], signs: frozenset[str]
) -> None:
    """All signs lead to notices, the most pressing first; options are as without the signs."""
    outcome = explore(Answers(location=location, conditions=conditions, warning_signs=signs))
    assert {notice.sign.id for notice in outcome.urgent} == signs
    levels = [LEVELS.index(notice.level) for notice in outcome.urgent]
    assert levels == sorted(levels)
    assert {firing.rule for firing in outcome.trace[: len(signs)]} == signs
    assert outcome.emergency == (levels[0] == 0)
    if conditions:
        without = explore(Answers(location=location, conditions=conditions))
        assert outcome.options == without.options
        assert outcome.if_found == without.if_found
        assert outcome.consult == without.consult


def test_every_location_asks_about_signs_of_an_emergency() -> None:
    """No location is without a question about what needs care at once."""
    for location in BOOK.location_by_id:
        levels = {sign.level for sign in BOOK.warning_signs_asked_at(location)}
        assert Level.EMERGENCY in levels


def test_every_source_is_used_and_says_how_it_was_read() -> None:
    """Every source bears a sign, and a copy says what of the page was read."""
    used = {source for sign in BOOK.warning_signs for source in sign.sources}
    assert used == set(BOOK.source_by_id)
    for source in BOOK.sources:
        if source.read_as != "page":
            assert source.note


def test_a_source_is_due_from_its_date_on() -> None:
    """The day before it is not due, on the day it is."""
    for source in BOOK.sources:
        before = sources_to_read_again(BOOK, source.look_again_on - timedelta(days=1))
        assert source not in before
        assert source in sources_to_read_again(BOOK, source.look_again_on)
