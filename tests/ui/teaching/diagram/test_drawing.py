"""The diagram: one arrow for each firing, every label in a place of its own, nothing fetched."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import pytest

from engine import Answers, explore
from engine.analysis.trace_graph import EdgeBasis, TraceGraph, trace_graph
from engine.errors import UnknownStepError
from engine.inference.facts import FactPath
from engine.rule_book.loading import default_rule_book
from engine.rule_book.records import RuleKind
from ui.teaching.diagram.drawing import COLORS, draw
from ui.teaching.diagram.layout import Box, Layout, lay_out
from ui.teaching.diagram.typesetting import text_width, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

BOOK = default_rule_book()
_PARTS = 40  # points looked at on each line or curve
SVG = "{http://www.w3.org/2000/svg}"
OURS = Answers(location="leg", conditions=frozenset({"peripheral_neuropathy", "migraine"}))


def everything_at(location: str) -> Answers:
    """The largest case of a location: all conditions and all signs that are asked for there."""
    return Answers(
        location=location,
        conditions=frozenset(
            c.id for c in BOOK.conditions_offered_at(location) if not c.stands_alone
        ),
        warning_signs=frozenset(s.id for s in BOOK.warning_signs_asked_at(location)),
    )


def all_at_once(location: str) -> Answers:
    """Larger than any questionnaire allows: all conditions and signs of the rule book."""
    return Answers(
        location=location,
        conditions=frozenset(c.id for c in BOOK.conditions if not c.stands_alone),
        warning_signs=frozenset(BOOK.warning_sign_by_id),
    )


def cases_at(location: str) -> Iterator[Answers]:
    """Each condition on its own, a sign on its own, and the largest cases."""
    for condition in BOOK.condition_by_id:
        yield Answers(location=location, conditions=frozenset({condition}))
    yield Answers(location=location, warning_signs=frozenset({"new_rash_or_infected_wound"}))
    yield everything_at(location)
    yield all_at_once(location)


def graph_of(answers: Answers) -> TraceGraph:
    """The pathway of answers."""
    return trace_graph(explore(answers), BOOK)


def parsed(picture: str) -> ET.Element:
    """The picture as a tree: it is well-formed."""
    return ET.fromstring(picture)  # noqa: S314 - our own picture


def arrows(picture: str) -> list[ET.Element]:
    """The drawn edges."""
    return [g for g in parsed(picture).iter(f"{SVG}g") if "data-rule" in g.attrib]


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share more than an edge."""
    return (
        one.x < other.right
        and other.x < one.right
        and one.y < other.bottom
        and other.y < one.bottom
    )


def points(path: str) -> Iterator[tuple[float, float]]:
    """Points along a path of lines and curves, close to one another."""
    tokens = re.findall(r"[MLC]|-?[\d.]+", path)
    here = (0.0, 0.0)
    while tokens:
        command = tokens.pop(0)
        size = {"M": 2, "L": 2, "C": 6}[command]
        numbers = [float(tokens.pop(0)) for _ in range(size)]
        ends = [here, *zip(numbers[::2], numbers[1::2], strict=True)]
        if command != "M":
            for part in range(_PARTS + 1):
                yield along(ends, part / _PARTS)
        here = ends[-1]


def along(ends: list[tuple[float, float]], share: float) -> tuple[float, float]:
    """A point of a line or a curve (de Casteljau's way)."""
    while len(ends) > 1:
        ends = [(x + (u - x) * share, y + (v - y) * share) for (x, y), (u, v) in pairwise(ends)]
    return ends[0]


def inside(point: tuple[float, float], box: Box) -> bool:
    """Whether a point lies well within a box."""
    x, y = point
    return box.x + 1 < x < box.right - 1 and box.y + 1 < y < box.bottom - 1


@pytest.mark.parametrize("location", BOOK.location_by_id)
def test_one_arrow_for_each_firing_and_no_other(location: str) -> None:
    """The picture, read back, has exactly the firings of the trace, each once."""
    for answers in cases_at(location):
        trace = explore(answers).trace
        drawn = [
            (g.get("data-step"), g.get("data-rule"), g.get("data-fact"))
            for g in arrows(draw(graph_of(answers)))
        ]
        assert drawn == [(str(f.step), f.rule, str(f.fact)) for f in trace]


@pytest.mark.parametrize("location", BOOK.location_by_id)
def test_no_label_meets_a_label_or_a_node(location: str) -> None:
    """Boxes of labels and nodes do not overlap and lie on the sheet, the largest cases too."""
    for answers in cases_at(location):
        layout = lay_out(graph_of(answers))
        boxes = [edge.label for edge in layout.edges] + [node.box for node in layout.nodes]
        for one, other in combinations(boxes, 2):
            assert not overlap(one, other)
        for box in boxes:
            assert box.x >= 0
            assert box.y >= 0
            assert box.right <= layout.width
            assert box.bottom <= layout.height


@pytest.mark.parametrize("location", BOOK.location_by_id)
def test_no_line_runs_through_a_label_or_a_foreign_node(location: str) -> None:
    """An arrow touches its own two nodes alone, and no words, not even its own."""
    for answers in (everything_at(location), OURS):
        layout = lay_out(graph_of(answers))
        words = [edge.label for edge in layout.edges] + [node.box for node in layout.nodes]
        for placed in layout.edges:
            for point in points(placed.path):
                assert not any(inside(point, box) for box in words)


@pytest.mark.parametrize("location", BOOK.location_by_id)
def test_arrows_start_and_end_at_their_nodes(location: str) -> None:
    """Each arrow leaves the edge of its source and its tip stands at the edge of its target."""
    for answers in cases_at(location):
        layout = lay_out(graph_of(answers))
        boxes = {placed.node.id: placed.box for placed in layout.nodes}
        for placed in layout.edges:
            source, target = boxes[placed.edge.source], boxes[placed.edge.target]
            x, y = next(points(placed.path))
            assert min(abs(x - source.x), abs(x - source.right)) < 0.1
            assert source.y <= y <= source.bottom
            assert placed.tip[0] == pytest.approx(target.x)
            assert target.y <= placed.tip[1] <= target.bottom


@pytest.mark.parametrize("location", BOOK.location_by_id)
def test_text_is_large_and_stays_in_its_box(location: str) -> None:
    """The sheet is 1280 wide, all text is 14 or more, and every line fits its label or node."""
    for answers in cases_at(location):
        graph = graph_of(answers)
        root = parsed(draw(graph, standalone=True))
        assert root.get("viewBox", "").split()[2] == "1280"
        assert min(float(text.get("font-size", "0")) for text in root.iter(f"{SVG}text")) >= 14
        layout = lay_out(graph)
        placed = [(edge.label, edge.lines) for edge in layout.edges]
        placed += [(node.box, node.lines) for node in layout.nodes]
        for box, lines in placed:
            assert lines
            for line in lines:
                assert box.x <= line.x
                room = text_width(line.text, line.size, bold=line.bold)
                assert line.x + room <= box.right + 0.1
                assert box.y < line.y < box.bottom


def words_of(group: ET.Element) -> str:
    """The words drawn in a group."""
    return " ".join(text.text or "" for text in group.iter(f"{SVG}text"))


def test_every_label_and_every_name_is_drawn_in_full() -> None:
    """Step and label of each edge, name and finer print of each node, stand in the picture."""
    for location in BOOK.location_by_id:
        graph = graph_of(everything_at(location))
        picture = draw(graph)
        for group, edge in zip(arrows(picture), graph.edges, strict=True):
            assert words_of(group).startswith(f"{edge.step}. ")
            assert words_of(group).endswith(edge.label)
        drawn = {g.get("data-id"): words_of(g) for g in parsed(picture).iter(f"{SVG}g")}
        for node in graph.nodes:
            assert drawn[node.id] == f"{node.name} {node.detail}".strip()


def test_the_basis_is_told_by_more_than_color() -> None:
    """Listed is solid, implied dashed, ours dotted and marked in words; the legend names each."""
    graph = graph_of(OURS)
    picture = draw(graph)
    dashes: dict[EdgeBasis, set[str | None]] = {}
    for group, edge in zip(arrows(picture), graph.edges, strict=True):
        line = group.find(f"{SVG}path")
        assert line is not None
        if edge.basis:
            dashes.setdefault(edge.basis, set()).add(line.get("stroke-dasharray"))
        assert ("ours" in words_of(group).split(edge.label)[0]) == (
            edge.basis is EdgeBasis.EDITORIAL
        )
    assert dashes[EdgeBasis.LISTED] == {None}
    assert len(set(map(frozenset, dashes.values()))) == len(dashes) == 3
    legend = next(g for g in parsed(picture).iter(f"{SVG}g") if g.get("data-legend"))
    assert "listed for your very answer" in words_of(legend)
    assert "through what your answers amount to" in words_of(legend)
    assert "ours: a link of our own" in words_of(legend)
    assert "a warning sign" not in words_of(legend), "the legend names what is drawn"


def test_the_picture_has_a_role_a_title_and_a_description() -> None:
    """A screen reader is told what the picture shows and how it ends."""
    root = parsed(draw(graph_of(OURS)))
    assert root.get("role") == "img"
    title, description = root[0], root[1]
    assert (title.tag, description.tag) == (f"{SVG}title", f"{SVG}desc")
    assert title.text == "Pathway: Leg or foot; Migraine; Nerve damage in the hands or feet"
    firings = len(explore(OURS).trace)
    assert (description.text or "").startswith(f"Each of the {firings} arrows is one firing")
    assert (description.text or "").endswith("The last firing: Consult a pain specialist.")
    empty = graph_of(Answers(location="leg", conditions=frozenset({"arthritis"})))
    assert "No option is listed." in (parsed(draw(empty))[1].text or "")


def test_a_page_can_set_the_colors_and_a_file_has_its_own() -> None:
    """In a page each color is a property with a fallback; a file has colors of its own."""
    inline, file = draw(graph_of(OURS)), draw(graph_of(OURS), standalone=True)
    used = set(re.findall(r'(?:fill|stroke)="([^"]+)"', inline)) - {"none"}
    assert used <= {f"var(--po-{name}, {color})" for name, color in COLORS.items()}
    assert len(used) > 5
    assert "var(" not in file
    assert "Ask a pain specialist about it." in " ".join(words_of(parsed(file)).split())


def test_nothing_is_fetched_and_nothing_runs() -> None:
    """The picture has no script, no style sheet, no link and no address but the namespace."""
    picture = draw(graph_of(everything_at("head")), standalone=True)
    for forbidden in ("<script", "<style", "href", "url(", "@import", "onload"):
        assert forbidden not in picture
    assert re.findall(r"https?://[^\"]+", picture) == ["http://www.w3.org/2000/svg"]


def test_words_are_escaped() -> None:
    """Whatever a name holds, it is drawn as words."""
    graph = graph_of(OURS)
    evil = '<script>&"\N{RIGHT SINGLE QUOTATION MARK}</script>'
    nodes = tuple(node.model_copy(update={"name": evil}) for node in graph.nodes)
    edges = tuple(edge.model_copy(update={"label": evil, "says": evil}) for edge in graph.edges)
    picture = draw(graph.model_copy(update={"nodes": nodes, "edges": edges}), standalone=True)
    assert "<script>" not in picture
    drawn = "".join(words_of(g) for g in parsed(picture).iter(f"{SVG}g") if g.get("data-id"))
    assert evil in drawn.replace(" ", "")


def test_a_step_is_lit() -> None:
    """Firings before the step have fired, its own fires, later ones wait, as do their nodes."""
    graph = graph_of(OURS)
    for step in range(1, len(graph.edges) + 1):
        picture = draw(graph, highlight_step=step)
        assert [g.get("data-state") for g in arrows(picture)] == [
            "fired" if edge.step < step else "firing" if edge.step == step else "waiting"
            for edge in graph.edges
        ]
        known = {e.target for e in graph.edges if e.step <= step} | {
            node.id for node in graph.nodes if node.kind in {"location", "condition", "sign"}
        }
        for group in parsed(picture).iter(f"{SVG}g"):
            if "data-id" in group.attrib:
                state = "known" if group.get("data-id") in known else "waiting"
                assert group.get("data-state") == state
        lit = f"var(--po-highlight, {COLORS['highlight']})"
        assert picture.count(lit) == 1
    assert {g.get("data-state") for g in arrows(draw(graph))} == {"fired"}


@pytest.mark.parametrize("step", [-1, 0, 99])
def test_a_step_that_is_not_there_is_refused(step: int) -> None:
    """The error names the step and those that there are."""
    graph = graph_of(OURS)
    with pytest.raises(UnknownStepError, match=f"no step {step}; it has steps 1 to "):
        draw(graph, highlight_step=step)


def test_the_same_answers_give_the_same_picture() -> None:
    """Nothing in the picture depends on chance or on the order of the answers."""
    names = ["migraine", "crps", "cancer_pain", "arthritis"]
    one = Answers(location="arm", conditions=frozenset(names))
    other = Answers(location="arm", conditions=frozenset(names[::-1]))
    assert draw(graph_of(one)) == draw(graph_of(other))


def test_wrapping_keeps_the_words_and_the_width() -> None:
    """Lines are as wide as allowed at most, words are kept, and a word too long is broken."""
    text = "The document says that a narrow spinal canal can cause back and neck pain."
    for width in range(90, 400, 10):
        lines = wrap(text, width, 15)
        assert " ".join(lines) == text
        assert max(text_width(line, 15) for line in lines) <= width
    pieces = wrap("hydrodissection", 40, 15)
    assert "".join(pieces) == "hydrodissection"
    assert len(pieces) > 2
    assert max(text_width(piece, 15) for piece in pieces) <= 40
    assert wrap("", 40, 15) == ()
    assert text_width("pain", 15, bold=True) > text_width("pain", 15)


def long_chain() -> TraceGraph:
    """A pathway whose implications make a longer chain than those of the rule book."""
    graph = graph_of(Answers(location="neck", conditions=frozenset({"facet_joint_arthritis"})))
    last = next(node for node in graph.nodes if node.id == "implied:back_neck_pain")
    edge = next(e for e in graph.edges if e.rule == "arthritis_causes_back_neck_pain")
    further = last.model_copy(update={"id": "implied:headache", "name": "Headaches"})
    leads = edge.model_copy(
        update={
            "step": 99,
            "source": last.id,
            "target": further.id,
            "fact": FactPath.parse("made/up"),
        }
    )
    return graph.model_copy(
        update={"nodes": (*graph.nodes, further), "edges": (*graph.edges, leads)}
    )


def test_a_longer_chain_gets_a_wider_sheet() -> None:
    """More columns than the rule book needs today make the sheet wider, not the text smaller."""
    layout: Layout = lay_out(long_chain())
    assert layout.width > 1280
    boxes = [edge.label for edge in layout.edges] + [node.box for node in layout.nodes]
    assert not any(overlap(one, other) for one, other in combinations(boxes, 2))
    assert max(box.right for box in boxes) <= layout.width


MEASURE = """() => [...document.querySelectorAll('svg [data-rule], svg [data-id]')].flatMap(
    (group) => [...group.querySelectorAll('text')].map((text) => {
        const box = text.getBBox();
        const weight = text.getAttribute('font-weight') || 'normal';
        return [
            box.x, box.y, box.width, box.height,
            text.textContent, Number(text.getAttribute('font-size')), weight === 'bold'
        ];
    }))"""


@pytest.mark.browser
def test_no_words_overlap_as_a_browser_sets_them(chromium: Browser) -> None:
    """Measured in Chromium, no two lines of text overlap, and none is wider than was reckoned."""
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    for location in BOOK.location_by_id:
        page.set_content(draw(graph_of(everything_at(location)), standalone=True))
        measured = page.evaluate(MEASURE)
        # The measured height of a line has room above and below its letters; leave that out.
        boxes = [Box(x, y + h * 0.2, w, h * 0.6) for x, y, w, h, *_ in measured]
        assert len(boxes) > 60
        for one, other in combinations(boxes, 2):
            assert not overlap(one, other)
        for _, _, width, _, words, size, bold in measured:
            assert width <= text_width(words, size, bold=bold)
    page.close()


def test_warning_signs_stand_above_all_else() -> None:
    """The arrows of warning signs are the first on the sheet, the closing arrow the last."""
    layout = lay_out(graph_of(everything_at("lower_back")))
    heights = {
        kind: [e.tip[1] for e in layout.edges if e.edge.kind is kind]
        for kind in {e.edge.kind for e in layout.edges}
    }
    signs, others = heights.pop(RuleKind.WARNING_SIGN), heights
    assert max(signs) < min(y for ys in others.values() for y in ys)
    closing = others.pop(RuleKind.CLOSING)
    assert min(closing) > max(y for ys in others.values() for y in ys)
