"""Warning signs are rules in the same engine: first in the trace, and never lost."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine import Answers, Explorer
from engine.rule_book.loading import shipped_rule_book
from engine.rule_book.records import Level, RuleKind
from tests.engine.account import several_conditions

SIGNS = tuple(shipped_rule_book().warning_sign_by_id)


def with_signs(answers: Answers, signs: Any) -> Answers:  # noqa: ANN401 - any collection of ids
    """The same answers, with warning signs."""
    return Answers(
        location=answers.location, conditions=answers.conditions, warning_signs=frozenset(signs)
    )


def test_every_sign_leads_to_its_notice_wherever_it_is_asked(explorer: Explorer) -> None:
    """Each sign, at each location where it is asked, leads to its notice, and fires first."""
    for sign in explorer.book.warning_signs:
        for location in sign.locations:
            for conditions in (frozenset(), frozenset({"not_sure"})):
                outcome = explorer.evaluate(
                    Answers(location=location, conditions=conditions, warning_signs={sign.id})
                )
                assert [sign] == [notice.sign for notice in outcome.urgent], location
                assert outcome.trace[0].rule == sign.id
                assert outcome.trace[-1].kind is RuleKind.CLOSING
                assert outcome.emergency is (sign.level is Level.EMERGENCY)


@given(answers=several_conditions, signs=st.frozensets(st.sampled_from(SIGNS)))
def test_no_sign_is_lost(explorer: Explorer, answers: Answers, signs: frozenset[str]) -> None:
    """Whatever else is answered, each sign has its notice, the most pressing level first."""
    outcome = explorer.evaluate(with_signs(answers, signs))
    assert signs == {notice.sign.id for notice in outcome.urgent}
    assert len(signs) == len(outcome.urgent)
    levels = [list(Level).index(notice.level) for notice in outcome.urgent]
    assert sorted(levels) == levels
    first = outcome.trace[: len(signs)]
    assert all(firing.kind is RuleKind.WARNING_SIGN for firing in first)
    assert signs == {firing.rule for firing in first}


@given(answers=several_conditions, signs=st.frozensets(st.sampled_from(SIGNS)))
def test_signs_leave_the_rest_as_it_is(
    explorer: Explorer, answers: Answers, signs: frozenset[str]
) -> None:
    """A warning sign neither adds an option nor takes one away."""
    without, outcome = explorer.evaluate(answers), explorer.evaluate(with_signs(answers, signs))
    assert without.options == outcome.options
    assert without.also_named == outcome.also_named
    assert without.consult == outcome.consult
