"""The trace graph has one edge for each firing, no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine import Answers, Outcome, explore
from engine.analysis.trace_graph import EdgeBasis, NodeKind, TraceGraph, trace_graph
from engine.outcome.records import Basis
from engine.rule_book.loading import default_rule_book
from engine.rule_book.records import RuleKind

if TYPE_CHECKING:
    from engine.inference.facts import FactPath

BOOK = default_rule_book()
SIGN = "new_rash_or_infected_wound"  # asked for everywhere
OUTCOMES = [
    explore(
        Answers(
            location=place, conditions=frozenset({c}), warning_signs=frozenset({SIGN} if s else ())
        )
    )
    for place in BOOK.location_by_id
    for c in BOOK.condition_by_id
    for s in (False, True)
]
EVERYTHING = [
    explore(
        Answers(
            location=place,
            conditions=frozenset(c.id for c in BOOK.conditions if not c.stands_alone),
            warning_signs=frozenset(BOOK.warning_sign_by_id),
        )
    )
    for place in BOOK.location_by_id
]
SIGNS_ALONE = [
    explore(Answers(location=place, warning_signs=frozenset({SIGN})))
    for place in BOOK.location_by_id
]
ALL = [*OUTCOMES, *EVERYTHING, *SIGNS_ALONE]


def drawn(outcome: Outcome) -> TraceGraph:
    """The pathway of an outcome."""
    return trace_graph(outcome, BOOK)


def test_one_edge_for_each_firing_and_no_other() -> None:
    """The edges are the firings of the trace, in order, with their rules and facts."""
    for outcome in ALL:
        assert [(e.step, e.rule, e.kind, e.fact) for e in drawn(outcome).edges] == [
            (f.step, f.rule, f.kind, f.fact) for f in outcome.trace
        ]


def test_edges_run_between_nodes_from_the_fact_to_the_conclusion() -> None:
    """Each edge starts where its fact stands and ends where its conclusion does."""
    for outcome in ALL:
        graph = drawn(outcome)
        kinds = {node.id: node.kind for node in graph.nodes}
        assert len(kinds) == len(graph.nodes)
        derived = {
            f"{f.fact}/{f.rule}": f.concludes[0]
            for f in outcome.trace
            if f.kind is RuleKind.IMPLICATION
        }
        for edge, firing in zip(graph.edges, outcome.trace, strict=True):
            assert {edge.source, edge.target} <= kinds.keys()
            if str(firing.fact) in derived:
                assert edge.source == f"implied:{derived[str(firing.fact)]}"
            elif str(firing.fact) == "location":
                assert edge.source == f"location:{outcome.answers.location}"
            elif firing.kind is RuleKind.WARNING_SIGN:
                assert edge.source == f"sign:{firing.fact}"
            else:
                assert edge.source == f"condition:{firing.fact}"
            assert edge.target.split(":")[1] in {firing.rule, *firing.concludes}
        ends = {edge.target for edge in graph.edges}
        answered = {NodeKind.SIGN, NodeKind.LOCATION, NodeKind.CONDITION}
        assert {node for node, kind in kinds.items() if kind not in answered} == ends


def test_the_nodes_are_the_outcome() -> None:
    """Options stand in the order of the outcome; the closing advice is the last node."""
    for outcome in ALL:
        graph = drawn(outcome)
        listed = [node.id for node in graph.nodes if node.kind is NodeKind.OPTION]
        assert listed == [f"option:{listed.option.id}" for listed in outcome.options]
        asked = [node.id for node in graph.nodes if node.kind is NodeKind.CONDITION]
        assert {node.removeprefix("condition:") for node in asked} == outcome.answers.conditions
        assert graph.nodes[-1].id == graph.edges[-1].target == f"closing:{outcome.consult.rule}"
        apart = next(node for node in graph.nodes if node.kind is NodeKind.ALSO_NAMED)
        for option in BOOK.options:
            assert (option.medical_name in apart.detail) == (option in outcome.also_named)


def test_the_basis_of_an_indication_is_that_of_its_reason() -> None:
    """Listed, implied or through a link of ours, as the outcome's reason for it says."""
    for outcome in ALL:
        reasons = [
            (reason.rule, EdgeBasis.EDITORIAL if reason.editorial else EdgeBasis(reason.basis))
            for listed in outcome.options
            for reason in listed.reasons
        ]
        edges = [(e.rule, e.basis) for e in drawn(outcome).edges if e.kind is RuleKind.INDICATION]
        assert sorted(edges) == sorted(reasons)


def test_the_basis_of_the_other_edges() -> None:
    """An implication is implied, or ours; rules of other kinds have no basis."""
    ours = {rule.id for rule in BOOK.implications if rule.editorial}
    assert len(ours) == 2
    for outcome in ALL:
        for edge in drawn(outcome).edges:
            if edge.kind is RuleKind.IMPLICATION:
                basis = EdgeBasis.EDITORIAL if edge.rule in ours else EdgeBasis.IMPLIED
                assert edge.basis is basis
            elif edge.kind is not RuleKind.INDICATION:
                assert edge.basis is None


def test_labels_are_the_rules_words() -> None:
    """A label says what the rule says; two firings of one rule are told apart by their origin."""
    for outcome in ALL:
        labels: dict[tuple[str, str, str], list[FactPath]] = {}
        for edge in drawn(outcome).edges:
            rule = BOOK.rules[edge.rule]
            if edge.kind is RuleKind.INDICATION:
                assert edge.label.startswith("listed for ")
                assert edge.says.startswith("The document lists ")
            elif edge.kind is RuleKind.WARNING_SIGN:
                assert edge.label == BOOK.warning_sign_by_id[edge.rule].why
            else:
                assert edge.label == edge.says == getattr(rule, "says", None)
            labels.setdefault((edge.source, edge.target, edge.label), []).append(edge.fact)
        assert all(len(facts) == 1 for facts in labels.values())


@pytest.mark.parametrize("basis", Basis)
def test_an_edge_is_listed_when_its_fact_is_an_answer(basis: Basis) -> None:
    """The same option for the same condition is listed if answered, implied if derived."""
    condition = {Basis.LISTED: "neuropathic_pain", Basis.IMPLIED: "shingles_pain"}[basis]
    outcome = explore(Answers(location="leg", conditions=frozenset({condition})))
    edge = next(e for e in drawn(outcome).edges if e.rule == "nerve_block_for_neuropathic_pain")
    assert edge.basis is EdgeBasis(basis)
