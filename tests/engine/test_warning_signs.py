"""Warning signs are rules in the same engine: first in the trace, never lost."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine import Answers, Explorer
from engine.rule_book.loading import default_rule_book
from engine.rule_book.records import Level, RuleKind, Support
from tests.engine.account import several_conditions

SIGNS = tuple(default_rule_book().warning_sign_by_id)
PLACES = tuple(default_rule_book().location_by_id)
MOST_SIGNS = 10
MOST_WORDS = 26


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


def test_no_place_asks_for_more_than_ten_signs(explorer: Explorer) -> None:
    """A list that is too long is not read: signs that call for the same action are one."""
    asked = {place: explorer.book.warning_signs_asked_at(place) for place in PLACES}
    assert {place: len(signs) for place, signs in asked.items() if len(signs) > MOST_SIGNS} == {}


def test_some_signs_are_asked_everywhere(explorer: Explorer) -> None:
    """An infection, a new rash, trouble after a treatment and despair can be at any place."""
    everywhere = {
        sign.id for sign in explorer.book.warning_signs if set(sign.locations) == set(PLACES)
    }
    assert everywhere == {
        "very_unwell_with_infection",
        "new_rash_or_infected_wound",
        "after_injection_or_implant",
        "thoughts_of_suicide",
    }


def test_an_action_says_whom_to_call(explorer: Explorer) -> None:
    """Each level has words that work anywhere; examples of numbers stand beside them."""
    opening = {
        Level.EMERGENCY: "Call your local emergency number now, such as 911, 999 or 112.",
        Level.URGENT: "See a doctor today. If you cannot, go to urgent care or an emergency",
        Level.SOON: "Call a doctor or nurse within 2 days.",
    }
    for sign in explorer.book.warning_signs:
        if sign.id == "thoughts_of_suicide":
            for line in ("988", "116 123", "your local line", "emergency number, such as 911"):
                assert line in sign.action
        else:
            assert sign.action.startswith(opening[sign.level]), sign.id


def test_a_name_is_short(explorer: Explorer) -> None:
    """What a visitor ticks has about 25 words at most."""
    assert [s.id for s in explorer.book.warning_signs if len(s.name.split()) > MOST_WORDS] == []


def test_a_notice_names_the_sources_that_support_its_level(explorer: Explorer) -> None:
    """Under an emergency only sources stand that support an emergency."""
    for sign in explorer.book.warning_signs:
        answers = Answers(location=sign.locations[0], warning_signs={sign.id})
        (notice,) = explorer.evaluate(answers).urgent
        assert [source.id for source in notice.sources] == [one.source for one in sign.sources]
        named = {source.id: says for source, says in notice.supporting}
        levels = list(Level)[: list(Level).index(sign.level) + 1]
        assert named == {s.source: s.says for s in sign.sources if s.supports in levels}
        assert named
        printed = notice.model_dump(mode="json")["sources"]
        assert [one["supports"] for one in printed] == [one.supports for one in sign.sources]


def test_a_more_pressing_source_is_enough() -> None:
    """A source supports its own level and any that is less pressing; one with no level, none."""
    enough = {
        level: [asked for asked in Level if support(level).is_enough_for(asked)] for level in Level
    }
    assert enough == {
        Level.EMERGENCY: [Level.EMERGENCY, Level.URGENT, Level.SOON],
        Level.URGENT: [Level.URGENT, Level.SOON],
        Level.SOON: [Level.SOON],
    }
    assert not support(None).is_enough_for(Level.SOON)


def support(level: Level | None) -> Support:
    """What some source says, at a level."""
    return Support(source="somebody", supports=level, says="See a doctor.")


def test_every_source_is_used(explorer: Explorer) -> None:
    """No source stands in the file that no sign rests on."""
    used = {one.source for sign in explorer.book.warning_signs for one in sign.sources}
    assert used == set(explorer.book.source_by_id)
