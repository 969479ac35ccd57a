"""The rule book that ships: its ids are a contract, each rule stands in its place."""

from engine import RuleBook
from engine.rule_book.records import RuleKind
from tests.engine import oracle


def test_the_ids_are_the_vocabulary(book: RuleBook) -> None:
    """Locations, conditions and options are those of the contract, in its order."""
    assert list(oracle.LOCATIONS) == list(book.location_by_id)
    assert list(oracle.CONDITIONS) == list(book.condition_by_id)
    assert list(oracle.OPTIONS) == list(book.option_by_id)


def test_the_spine_is_a_region(book: RuleBook) -> None:
    """The region spine is the neck and the back, and there is no other region."""
    for location in book.locations:
        expected = "spine" if location.id in oracle.SPINE else None
        assert expected == location.region, location.id


def test_conditions_are_offered_where_the_contract_says(book: RuleBook) -> None:
    """The questionnaire offers each condition at its locations, and at no other."""
    for condition in book.conditions:
        assert oracle.OFFERED[condition.id] == set(condition.offered_at), condition.id
        assert (condition.id in oracle.STAND_ALONE) is condition.stands_alone, condition.id
    for location in oracle.LOCATIONS:
        expected = [c for c in oracle.CONDITIONS if location in oracle.OFFERED[c]]
        assert expected == [c.id for c in book.conditions_offered_at(location)]


def test_every_pair_of_the_document_is_one_rule(book: RuleBook) -> None:
    """Each option that the document lists for a condition is one indication, and no more are."""
    expected = {
        (condition, option)
        for option, conditions in oracle.TREATMENTS_SECTION.items()
        for condition in conditions
    } | {
        (condition, option)
        for condition, options in oracle.CONDITIONS_SECTION.items()
        for option in options
    }
    pairs = [(rule.when.condition, rule.then) for rule in book.indications]
    assert expected == set(pairs)
    assert len(expected) == len(pairs)


def test_every_indication_is_cited_where_the_document_lists_it(book: RuleBook) -> None:
    """An indication cites a section if, and only if, that section lists the pair."""
    for rule in book.indications:
        expected = oracle.sections_that_list(rule.then, str(rule.when.condition), "neck")
        assert expected == {citation.section for citation in rule.citations}, rule.id


def test_only_two_links_are_ours(book: RuleBook) -> None:
    """Every implication but two is cited: what the document does not say is ours."""
    ours = [rule for rule in book.implications if rule.editorial]
    assert [(rule.when.condition, rule.when.location, rule.then) for rule in ours] == [
        ("peripheral_neuropathy", None, "neuropathic_pain"),
        ("not_sure", "head", "headache"),
    ]
    assert all(bool(rule.citations) is not rule.editorial for rule in book.implications)


def test_salience_orders_the_kinds(book: RuleBook) -> None:
    """Each rule has a salience of its own, kinds one after the other, the closing rule last."""
    saliences = list(book.salience.values())
    assert sorted(set(saliences)) == saliences
    kinds = [list(RuleKind).index(rule.kind) for rule in book.rules.values()]
    assert sorted(kinds) == kinds
    assert max(book.salience, key=book.salience.__getitem__) == book.closing.id


def test_the_name_of_the_document_s_syndrome_is_told(book: RuleBook) -> None:
    """The one condition whose accepted name differs says what the document calls it."""
    names = {c.id: c.document_name for c in book.conditions if c.document_name}
    assert names == {"crps": "chronic regional pain syndrome"}
