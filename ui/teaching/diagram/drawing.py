"""Drawing a trace graph as SVG, with the standard library alone."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import NamedTuple

from engine.analysis.trace_graph import EdgeBasis, NodeKind, TraceGraph
from engine.errors import UnknownStepError
from engine.rule_book.records import RuleKind
from ui.teaching.diagram.layout import (
    ARROW,
    TEXT_SIZE,
    Box,
    Layout,
    Line,
    PlacedEdge,
    PlacedNode,
    lay_out,
)
from ui.teaching.diagram.typesetting import text_width, wrap
from ui.words import edition, rules_in_words

FONT = "system-ui, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"

# Colors of the light theme. A page sets `--po-<name>` to have others.
COLORS = {
    "ink": "#14181d",
    "soft": "#47525d",
    "page": "#fbfaf8",
    "card": "#ffffff",
    "line": "#7b8794",
    "wash": "#e9f2fb",
    "listed": "#0b5cad",
    "implied": "#5b3c99",
    "editorial": "#8a4b00",
    "sign": "#b3261e",
    "always": "#47525d",
    "waiting": "#687480",
    "highlight": "#ffe08a",
    "on-highlight": "#14181d",
    "closing": "#0b3d6e",
    "on-closing": "#ffffff",
}


class _Stroke(NamedTuple):
    """How the line of an edge is drawn. No two differ by color alone."""

    color: str
    width: float
    dashes: str = ""
    hollow: bool = False
    words: str = ""


_STROKES = {
    EdgeBasis.LISTED: _Stroke("listed", 2.4, words="listed for your very answer"),
    EdgeBasis.IMPLIED: _Stroke("implied", 2.4, "10 6", words="through what your answers amount to"),
    EdgeBasis.EDITORIAL: _Stroke("editorial", 3.2, "0.1 7", words="ours: a link of our own"),
}
_SIGN = _Stroke("sign", 5.0, words="a warning sign")
_ALWAYS = _Stroke("always", 1.4, hollow=True, words="for every answer")

_TITLE_SIZE = 20.0
_LEGEND_LINE = 52.0
_LEGEND_GAP = 34.0
_LEGEND_ROW = 28.0
_EDGE_OF_SHEET = 16.0


def footnote() -> str:
    """What stands below every drawing that is taken along."""
    return (
        "No diagnosis, no ranking, no advice for one person. "
        f"{edition().about_lists} Ask {edition().specialist} about it."
    )


def draw(graph: TraceGraph, *, highlight_step: int | None = None, standalone: bool = False) -> str:
    """Draw a trace graph as SVG.

    Args:
        graph: The graph of an outcome.
        highlight_step: A step of the trace: firings up to it are drawn as fired, its own stands
            out, later ones are drawn as waiting. Without it, all are drawn as fired.
        standalone: Whether the picture is to be looked at on its own, as a file: with a title, a
            footnote, a background and fixed light colors, instead of ones that a page may set.

    Returns:
        The SVG: one `g` with `data-step`, `data-rule` and `data-fact` for each firing, one with
        `data-id` for each node, and real text of 15 or more at a width of 1280.

    Raises:
        UnknownStepError: The trace has no such step.
    """
    steps = len(graph.edges)
    if highlight_step is not None and not 1 <= highlight_step <= steps:
        raise UnknownStepError(highlight_step, steps)
    layout = lay_out(graph)
    drawing = _Drawing(graph, layout, highlight_step, standalone=standalone)
    return drawing.svg()


class _Drawing:
    """One picture while it is drawn."""

    def __init__(
        self, graph: TraceGraph, layout: Layout, step: int | None, *, standalone: bool
    ) -> None:
        self.graph = graph
        self.layout = layout
        self.step = step
        self.standalone = standalone
        current = (edge for edge in graph.edges if edge.step == step)
        self.highlighted = {end for edge in current for end in (edge.source, edge.target)}
        self.known = {
            end
            for edge in graph.edges
            if step is None or edge.step <= step
            for end in (edge.source, edge.target)
        }
        self.known |= {node.id for node in graph.nodes if node.kind in _ANSWERS}

    def svg(self) -> str:
        root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img"})
        ET.SubElement(root, "title").text = self._title()
        ET.SubElement(root, "desc").text = self._description()
        top = self._head(root)
        body = ET.SubElement(root, "g", {"transform": f"translate(0 {top:g})"})
        for heading in self.layout.headings:
            self._text(body, heading, "soft")
        for edge in self.layout.edges:
            self._edge(body, edge)
        for node in self.layout.nodes:
            self._node(body, node)
        bottom = self._legend(root, top + self.layout.height)
        if self.standalone:
            bottom = self._foot(root, bottom)
        width, height = f"{self.layout.width:g}", f"{bottom + _EDGE_OF_SHEET:.0f}"
        root.set("viewBox", f"0 0 {width} {height}")
        root.set("width", width)
        root.set("height", height)
        root.set("font-family", FONT)
        return ET.tostring(root, encoding="unicode")

    # --- Words about the picture -----------------------------------------------------------------

    def _title(self) -> str:
        asked = _ANSWERS - {NodeKind.SIGN}
        answers = [node.name for node in self.graph.nodes if node.kind in asked]
        return f"Pathway: {'; '.join(answers)}"

    def _description(self) -> str:
        options = [node.detail for node in self.graph.nodes if node.kind is NodeKind.OPTION]
        listed = f"Options: {', '.join(options)}." if options else "No option is listed."
        closing = next(node.name for node in self.graph.nodes if node.kind is NodeKind.CLOSING)
        return (
            f"Each of the {len(self.graph.edges)} arrows is one firing of a rule, from an answer "
            f"or a condition to what it leads to. {listed} The last firing: {closing}."
        )

    # --- Parts of the picture --------------------------------------------------------------------

    def _head(self, root: ET.Element) -> float:
        if not self.standalone:
            return 0.0
        page = {"width": "100%", "height": "100%", "fill": self._color("page")}
        ET.SubElement(root, "rect", page)
        return self._paragraph(root, self._title(), 0.0, (_TITLE_SIZE, "ink", True))

    def _foot(self, root: ET.Element, top: float) -> float:
        words = f"{footnote()} {rules_in_words()}"
        return self._paragraph(root, words, top, (TEXT_SIZE, "soft", False))

    def _paragraph(
        self, root: ET.Element, words: str, top: float, style: tuple[float, str, bool]
    ) -> float:
        size, color, bold = style
        room = self.layout.width - 2 * _EDGE_OF_SHEET
        y = top + _EDGE_OF_SHEET
        for line in wrap(words, room, size, bold=bold):
            self._text(root, Line(_EDGE_OF_SHEET, y + size, line, size, bold), color)
            y += size * 1.3
        return y

    def _legend(self, root: ET.Element, top: float) -> float:
        """What the lines mean: those that are in the picture, below it."""
        drawn = {_stroke(edge): None for edge in self.layout.edges}
        group = ET.SubElement(root, "g", {"data-legend": "lines"})
        x, y = _EDGE_OF_SHEET, top + _LEGEND_ROW / 2
        for stroke in (*_STROKES.values(), _SIGN, _ALWAYS):
            if stroke not in drawn:
                continue
            width = _LEGEND_LINE + 8 + text_width(stroke.words, TEXT_SIZE)
            if x + width > self.layout.width - _EDGE_OF_SHEET:
                x, y = _EDGE_OF_SHEET, y + _LEGEND_ROW
            self._line(group, f"M {x:.1f} {y:.1f} h {_LEGEND_LINE - ARROW}", stroke)
            self._arrow(group, (x + _LEGEND_LINE, y), stroke)
            words_x = x + _LEGEND_LINE + 8
            self._text(group, Line(words_x, y + 5, stroke.words, TEXT_SIZE), "ink")
            x += width + _LEGEND_GAP
        return y + _LEGEND_ROW / 2

    def _edge(self, parent: ET.Element, placed: PlacedEdge) -> None:
        edge = placed.edge
        state = self._state(edge.step)
        group = ET.SubElement(
            parent,
            "g",
            {
                "data-step": str(edge.step),
                "data-rule": edge.rule,
                "data-fact": str(edge.fact),
                "data-kind": str(edge.kind),
                "data-basis": str(edge.basis or ""),
                "data-from": edge.source,
                "data-to": edge.target,
                "data-state": state,
            },
        )
        ET.SubElement(group, "title").text = edge.says
        stroke = _stroke(placed)
        if state == "waiting":
            stroke = stroke._replace(color="waiting", width=min(stroke.width, 1.4))
        if state == "firing":
            stroke = stroke._replace(width=stroke.width + 3)
            self._rect(
                group, _enlarged(placed.label, 5), {"fill": self._color("highlight"), "rx": "6"}
            )
        self._line(group, placed.path, stroke)
        self._arrow(group, placed.tip, stroke)
        if placed.mark:
            frame = {"fill": "none", "stroke": self._color(stroke.color), "rx": "5"}
            self._rect(group, placed.mark, frame)
        words = {"waiting": "waiting", "firing": "on-highlight"}.get(state, "ink")
        for line in placed.lines:
            self._text(group, line, words)

    def _node(self, parent: ET.Element, placed: PlacedNode) -> None:
        node = placed.node
        known = node.id in self.known
        group = ET.SubElement(
            parent,
            "g",
            {
                "data-id": node.id,
                "data-kind": str(node.kind),
                "data-state": "known" if known else "waiting",
            },
        )
        fill, line, words = ("card", "line", "ink") if known else ("page", "waiting", "waiting")
        style = {"fill": self._color(fill), "stroke": self._color(line), "stroke-width": "1.5"}
        style["rx"] = "16" if node.kind in _ANSWERS else "5"
        if node.kind is NodeKind.IMPLIED or not known:
            style["stroke-dasharray"] = "6 4"
        if known and node.kind in {NodeKind.SIGN, NodeKind.NOTICE}:
            style |= {"stroke": self._color("sign"), "stroke-width": "3"}
        if known and node.kind is NodeKind.CLOSING:
            words = "on-closing"
            style |= {"fill": self._color("closing"), "stroke": self._color("closing")}
        if node.id in self.highlighted:
            style |= {"stroke": self._color("ink"), "stroke-width": "3.5"}
        self._rect(group, placed.box, style)
        for text in placed.lines:
            self._text(group, text, words)

    def _state(self, step: int) -> str:
        if self.step is None or step < self.step:
            return "fired"
        return "firing" if step == self.step else "waiting"

    # --- Marks on the sheet ----------------------------------------------------------------------

    def _color(self, name: str) -> str:
        return COLORS[name] if self.standalone else f"var(--po-{name}, {COLORS[name]})"

    def _line(self, parent: ET.Element, path: str, stroke: _Stroke) -> None:
        style = {
            "d": path,
            "fill": "none",
            "stroke": self._color(stroke.color),
            "stroke-width": f"{stroke.width:g}",
        }
        if stroke.dashes:
            style |= {"stroke-dasharray": stroke.dashes, "stroke-linecap": "round"}
        ET.SubElement(parent, "path", style)

    def _arrow(self, parent: ET.Element, tip: tuple[float, float], stroke: _Stroke) -> None:
        x, y = tip
        half = ARROW / 2 + stroke.width / 4
        points = f"{x:.1f},{y:.1f} {x - ARROW:.1f},{y - half:.1f} {x - ARROW:.1f},{y + half:.1f}"
        color = self._color(stroke.color)
        fill = self._color("page") if stroke.hollow else color
        style = {"points": points, "fill": fill, "stroke": color, "stroke-width": "1.2"}
        ET.SubElement(parent, "polygon", style)

    def _rect(self, parent: ET.Element, box: Box, style: dict[str, str]) -> None:
        place = zip(("x", "y", "width", "height"), box, strict=True)
        ET.SubElement(parent, "rect", {name: f"{value:.1f}" for name, value in place} | style)

    def _text(self, parent: ET.Element, line: Line, color: str) -> None:
        style = {
            "x": f"{line.x:.1f}",
            "y": f"{line.y:.1f}",
            "font-size": f"{line.size:g}",
            "fill": self._color(color),
        }
        if line.bold:
            style["font-weight"] = "bold"
        ET.SubElement(parent, "text", style).text = line.text


_ANSWERS = {NodeKind.SIGN, NodeKind.LOCATION, NodeKind.CONDITION}


def _stroke(placed: PlacedEdge) -> _Stroke:
    edge = placed.edge
    if edge.basis is not None:
        return _STROKES[edge.basis]
    return _SIGN if edge.kind is RuleKind.WARNING_SIGN else _ALWAYS


def _enlarged(box: Box, by: float) -> Box:
    return Box(box.x - by, box.y - by, box.width + 2 * by, box.height + 2 * by)
