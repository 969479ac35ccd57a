"""Finding rules: by words, by what they are about, and by what they do."""

from __future__ import annotations

import pytest

from engine.analysis.rule_search import (
    RuleQuery,
    citations_of,
    find_rules,
    fires_at,
    sections_cited,
)
from engine.answers import Answers
from engine.explorer import default_explorer
from engine.outcome.wording import rule_in_words
from engine.rule_book.loading import default_rule_book
from engine.rule_book.records import RuleKind

BOOK = default_rule_book()


def ids(query: RuleQuery) -> list[str]:
    """The ids of what is found."""
    return [rule.id for rule in find_rules(query, BOOK)]


def test_without_a_query_every_rule_is_found_in_its_order() -> None:
    """All of them, as they fire."""
    assert ids(RuleQuery()) == list(BOOK.rules)
    assert ids(RuleQuery(words="  ")) == list(BOOK.rules)


def test_every_rule_is_found_by_what_it_says_and_by_each_phrase() -> None:
    """Its sentence, its id, its reason and the phrases it cites, in any letters."""
    for rule in BOOK.rules.values():
        said = [rule_in_words(rule, BOOK), rule.id, rule.justification or ""]
        said += [citation.phrase for citation in citations_of(rule)]
        for text in said:
            assert rule.id in ids(RuleQuery(words=text.upper())), text


def test_all_words_must_stand_there() -> None:
    """Two words find what has both; nonsense finds nothing, whatever it is made of."""
    both = ids(RuleQuery(words="radiofrequency stenosis"))
    assert both == ["radiofrequency_ablation_for_spinal_stenosis"]
    for nonsense in ("qwertz", "(", "\\", "*", "[[", "\0", "%s", "🦶"):
        assert ids(RuleQuery(words=f"nerve {nonsense}x")) == []


@pytest.mark.parametrize("option", BOOK.option_by_id)
def test_rules_of_an_option(option: str) -> None:
    """Those that conclude it."""
    expected = [
        rule.id
        for rule in BOOK.rules.values()
        if rule.kind in {RuleKind.INDICATION, RuleKind.ALSO_NAMED} and option in rule.conclusions
    ]
    assert ids(RuleQuery(option=option)) == expected != []


@pytest.mark.parametrize("location", BOOK.location_by_id)
def test_rules_that_can_fire_at_a_location_are_those_that_do(location: str) -> None:
    """The engine fires them for some answer there, and no others."""
    explorer = default_explorer()
    fired: set[str] = set()
    signs = [sign.id for sign in BOOK.warning_signs_asked_at(location)]
    for condition in BOOK.condition_by_id:
        answers = Answers.from_ids(location, [condition], signs)
        fired |= {firing.rule for firing in explorer.explore(answers).trace}
    assert {rule.id for rule in BOOK.rules.values() if fires_at(rule, location, BOOK)} == fired
    assert set(ids(RuleQuery(location=location))) == fired


@pytest.mark.parametrize("condition", BOOK.condition_by_id)
def test_rules_of_a_condition(condition: str) -> None:
    """Those that look at it, and those that lead to it."""
    expected = {r.id for r in BOOK.implications if condition in {r.when.condition, r.then}}
    expected |= {r.id for r in BOOK.indications if r.when.condition == condition}
    assert set(ids(RuleQuery(condition=condition))) == expected


def test_kinds_and_sections_part_the_rules() -> None:
    """Each kind apart gives all; each section is cited, and only by what is found for it."""
    by_kind = [rule for kind in RuleKind for rule in ids(RuleQuery(kind=kind))]
    assert by_kind == list(BOOK.rules)
    for section in sections_cited(BOOK):
        found = find_rules(RuleQuery(section=section), BOOK)
        assert found
        assert all(section in {one.section for one in citations_of(rule)} for rule in found)


def test_filters_join() -> None:
    """What is found for several is what is found for each."""
    query = RuleQuery(words="nerve", kind="indication", option="nerve_block", section="Conditions")
    apart = [
        set(ids(RuleQuery(words="nerve"))),
        set(ids(RuleQuery(kind="indication"))),
        set(ids(RuleQuery(option="nerve_block"))),
        set(ids(RuleQuery(section="Conditions"))),
    ]
    assert set(ids(query)) == set.intersection(*apart) != set()
