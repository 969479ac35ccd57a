"""The facts of working memory: the answers, nothing more, each with a path that can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import RuleBook
from engine.inference.facts import FactPath, derived_fact, initial_facts, path_of
from tests.engine.account import EVERY_PAIR, EVERY_SINGLE

IDS = st.from_regex(r"[a-z][a-z0-9_]{0,79}", fullmatch=True)


@given(IDS, st.lists(IDS, max_size=4))
def test_a_path_can_be_read_again(answer: str, rules: list[str]) -> None:
    """The text of a path is its ids with slashes between them, and gives the path back."""
    path = FactPath(answer)
    for rule in rules:
        path = path.extended(rule)
    assert str(path) == "/".join([answer, *rules])
    assert FactPath.parse(str(path)) == path == FactPath(answer, tuple(rules))
    assert path.is_derived is bool(rules)
    assert path.last_rule == (rules[-1] if rules else None)
    assert path.is_location is (answer == "location")


@pytest.mark.parametrize("text", ["", "/", "migraine/", "/migraine", "a//b"])
def test_a_text_without_ids_is_no_path(text: str) -> None:
    """A text whose ids are missing is an error that names it."""
    with pytest.raises(ValueError, match=f"'{text}' is not the path of a fact"):
        FactPath.parse(text)


def test_the_path_of_an_answer_is_its_id(book: RuleBook) -> None:
    """The location is known by that word, a condition by its id; no rule derived either."""
    for answers in EVERY_SINGLE:
        location, condition = map(path_of, initial_facts(answers, book))
        assert location == FactPath("location")
        assert {condition.answer} == answers.conditions
        assert not condition.is_derived


def test_facts_hold_no_blanks(book: RuleBook) -> None:
    """A key without a value is left out: None would satisfy a test for its presence."""
    for answers in EVERY_SINGLE:
        for fact in initial_facts(answers, book):
            assert all(isinstance(value, str) and value for value in fact.values()), answers


def test_facts_are_the_answers(book: RuleBook) -> None:
    """The location is one fact and each condition another, in the order of the rule book."""
    for answers in (*EVERY_SINGLE, *EVERY_PAIR):
        location, *conditions = initial_facts(answers, book)
        assert location["answer"] == "location"
        assert "condition" not in location
        assert [c.id for c in book.conditions if c.id in answers.conditions] == [
            fact["condition"] for fact in conditions
        ]
        region = book.location_by_id[answers.location].region
        for fact in (location, *conditions):
            assert fact["location"] == answers.location
            assert fact.get("region") == region


def test_every_fact_is_unlike_every_other(book: RuleBook) -> None:
    """No two facts of one visitor have the same path."""
    for answers in EVERY_PAIR:
        paths = [fact["path"] for fact in initial_facts(answers, book)]
        assert len(paths) == len(set(paths)), answers


def test_a_derived_fact_says_where_it_came_from() -> None:
    """A derived fact is at the same place, and its path grows by the rule that derived it."""
    fact = {"path": "migraine", "condition": "migraine", "location": "neck", "region": "spine"}
    derived = derived_fact(fact, "migraine_causes_headache", "headache")
    assert derived == {
        "path": "migraine/migraine_causes_headache",
        "condition": "headache",
        "location": "neck",
        "region": "spine",
    }
    del fact["region"]
    assert "region" not in derived_fact(fact, "migraine_causes_headache", "headache")
