"""An outcome as a graph: what was answered, what it amounts to, what the document lists.

Every edge is one firing of the trace, and every firing is one edge.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

from engine.outcome.brief import BriefAnswers, BriefPath
from engine.outcome.wording import firing_in_words, origin_in_words
from engine.rule_book.records import Id, Implication, Record, RuleKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.outcome.records import Firing, Outcome
    from engine.rule_book.records import RuleBook, WarningSign


class NodeKind(StrEnum):
    """What a node stands for. The first three are answers; the others are conclusions."""

    SIGN = "sign"
    LOCATION = "location"
    CONDITION = "condition"
    IMPLIED = "implied"
    OPTION = "option"
    NOTICE = "notice"
    ALSO_NAMED = "also_named"
    LIMITS = "limits"
    CLOSING = "closing"


class EdgeBasis(StrEnum):
    """How a firing follows from the answers. Only implications and indications have a basis."""

    LISTED = "listed"
    IMPLIED = "implied"
    EDITORIAL = "editorial"


class Node(Record):
    """An answer, a condition that it amounts to, or a conclusion; `detail` is the finer print."""

    id: str
    kind: NodeKind
    name: str
    detail: str = ""


class Edge(Record):
    """One firing: from the node of its fact to the node of its conclusion.

    `label` is short, for a drawing; `says` is what the rule says, in whole sentences.
    """

    step: int
    rule: Id
    kind: RuleKind
    fact: BriefPath
    source: str
    target: str
    basis: EdgeBasis | None
    label: str
    says: str


class TraceGraph(Record):
    """The graph of one outcome: nodes in the order to show them, edges in the order of firing."""

    answers: BriefAnswers
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def trace_graph(outcome: Outcome, book: RuleBook) -> TraceGraph:
    """The graph of an outcome.

    Args:
        outcome: An outcome.
        book: The rule book that it was computed with.

    Returns:
        The graph. Its edges are the firings of the trace, one each, in order.
    """
    fired = Counter(firing.rule for firing in outcome.trace)
    edges = tuple(
        _edge(firing, outcome, book, several=fired[firing.rule] > 1) for firing in outcome.trace
    )
    return TraceGraph(answers=outcome.answers, nodes=tuple(_nodes(outcome, book)), edges=edges)


def _nodes(outcome: Outcome, book: RuleBook) -> Iterator[Node]:
    answers = outcome.answers
    for notice in outcome.urgent:
        yield Node(id=f"sign:{notice.sign.id}", kind=NodeKind.SIGN, name=notice.sign.name)
    location = book.location_by_id[answers.location]
    yield Node(id=f"location:{location.id}", kind=NodeKind.LOCATION, name=location.name)
    derived = [
        conclusion
        for firing in outcome.trace
        if firing.kind is RuleKind.IMPLICATION
        for conclusion in firing.concludes
    ]
    for kind, conditions in (
        (NodeKind.CONDITION, [c for c in book.condition_by_id if c in answers.conditions]),
        (NodeKind.IMPLIED, list(dict.fromkeys(derived))),
    ):
        for condition in map(book.condition_by_id.__getitem__, conditions):
            yield Node(
                id=f"{kind}:{condition.id}",
                kind=kind,
                name=condition.name,
                detail=condition.medical_name or "",
            )
    for listed in outcome.options:
        option = listed.option
        yield Node(
            id=f"option:{option.id}",
            kind=NodeKind.OPTION,
            name=option.name,
            detail=option.medical_name,
        )
    yield from _conclusions(outcome, book)


def _conclusions(outcome: Outcome, book: RuleBook) -> Iterator[Node]:
    for notice in outcome.urgent:
        yield Node(id=f"notice:{notice.sign.id}", kind=NodeKind.NOTICE, name=notice.sign.action)
    apart = {option.id: option.medical_name for option in outcome.also_named}
    for also in book.also_named:
        names = [apart[option] for option in also.then if option in apart]
        yield Node(
            id=f"also_named:{also.id}",
            kind=NodeKind.ALSO_NAMED,
            name="Also named",
            detail=", ".join(names) or "None beside those listed",
        )
    yield Node(
        id=f"limits:{book.limits.id}",
        kind=NodeKind.LIMITS,
        name="What may suit better",
        detail=", ".join(other.name for other in outcome.alternatives),
    )
    yield Node(id=f"closing:{book.closing.id}", kind=NodeKind.CLOSING, name=outcome.consult.name)


def _edge(firing: Firing, outcome: Outcome, book: RuleBook, *, several: bool) -> Edge:
    says = firing_in_words(firing, book)
    label = says
    if firing.kind is RuleKind.WARNING_SIGN:
        sign: WarningSign = book.warning_sign_by_id[firing.rule]
        label = sign.why
    elif firing.kind is RuleKind.INDICATION:
        label = _indication_label(firing, outcome, book, several=several)
    return Edge(
        step=firing.step,
        rule=firing.rule,
        kind=firing.kind,
        fact=firing.fact,
        source=_source(firing, outcome, book),
        target=_target(firing),
        basis=_basis(firing, book),
        label=label,
        says=says,
    )


def _indication_label(firing: Firing, outcome: Outcome, book: RuleBook, *, several: bool) -> str:
    condition = next(
        book.condition_by_id[str(rule.when.condition)]
        for rule in book.indications
        if rule.id == firing.rule
    )
    label = f"listed for {condition.in_words}"
    if several and firing.fact.is_derived:
        label += f", by way of {origin_in_words(firing.fact, outcome.answers, book)}"
    return label


def _source(firing: Firing, outcome: Outcome, book: RuleBook) -> str:
    path = firing.fact
    if path.last_rule is not None:
        return f"implied:{book.rules[path.last_rule].conclusions[0]}"
    if firing.kind is RuleKind.WARNING_SIGN:
        return f"sign:{path.answer}"
    return (
        f"location:{outcome.answers.location}" if path.is_location else f"condition:{path.answer}"
    )


def _target(firing: Firing) -> str:
    match firing.kind:
        case RuleKind.WARNING_SIGN:
            return f"notice:{firing.rule}"
        case RuleKind.IMPLICATION:
            return f"implied:{firing.concludes[0]}"
        case RuleKind.INDICATION:
            return f"option:{firing.concludes[0]}"
        case RuleKind.ALSO_NAMED | RuleKind.LIMITS | RuleKind.CLOSING:
            return f"{firing.kind}:{firing.rule}"


def _basis(firing: Firing, book: RuleBook) -> EdgeBasis | None:
    if firing.kind not in {RuleKind.IMPLICATION, RuleKind.INDICATION}:
        return None
    implications = [
        rule
        for rule in map(book.rules.__getitem__, (*firing.fact.rules, firing.rule))
        if isinstance(rule, Implication)
    ]
    if any(rule.editorial for rule in implications):
        return EdgeBasis.EDITORIAL
    return EdgeBasis.IMPLIED if implications else EdgeBasis.LISTED
