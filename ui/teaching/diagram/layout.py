"""Placing a trace graph on a sheet: layered from left to right, each label in a lane of its own.

The sheet has three bands. On top, each warning sign leads straight to what it asks for. Below, the
answers, what they amount to and the options stand in columns. At the bottom stands what follows
for every answer, reached by rails down the left side.

Between two columns there is first a channel, where curves cross, then the room for the labels of
the edges that end in the next column. An edge that goes further passes both in a lane of its own,
as a node of the column would. So no label can meet a node, another label or a foreign line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import fmean
from typing import TYPE_CHECKING, NamedTuple

from engine.analysis.trace_graph import EdgeBasis, NodeKind
from engine.rule_book.records import RuleKind
from ui.teaching.diagram.typesetting import text_width, wrap

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.analysis.trace_graph import Edge, Node, TraceGraph

WIDTH = 1280.0
NAME_SIZE = 16.0
TEXT_SIZE = 15.0
HEADING_SIZE = 17.0
ARROW = 10.0
OURS = "ours"
THROUGH_OURS = "through ours"

_MARGIN = 16.0
_RAILS = 30.0
_LINE = 1.28
_PAD = 11.0
_NODE_GAP = 18.0
_SLOT_GAP = 16.0
_LANE = 18.0
_PORT = 11.0
_UNDER = 4.0
_ABOVE = 4.0
_MARK_PAD = 6.0
_BAND_GAP = 34.0
_HEADING = 34.0
_ROUNDS = 4
_LABEL_SIDE = 8.0
_LEAST_LABEL = 130.0
_LAST_LABEL = 1.45  # the labels before the options get more room: there are most of them


class Box(NamedTuple):
    """A rectangle of the sheet."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> float:
        """Its middle, from top to bottom."""
        return self.y + self.height / 2


class Line(NamedTuple):
    """A line of text: where its baseline starts, and how it is set."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False


class PlacedNode(NamedTuple):
    """A node on the sheet."""

    node: Node
    box: Box
    lines: tuple[Line, ...]


class PlacedEdge(NamedTuple):
    """An edge on the sheet: its path (as SVG writes one), its arrowhead, and its label.

    `mark` is the box around the first words of the label where the link is ours.
    """

    edge: Edge
    path: str
    tip: tuple[float, float]
    label: Box
    lines: tuple[Line, ...]
    mark: Box | None


class Layout(NamedTuple):
    """A trace graph on its sheet."""

    width: float
    height: float
    headings: tuple[Line, ...]
    nodes: tuple[PlacedNode, ...]
    edges: tuple[PlacedEdge, ...]


def lay_out(graph: TraceGraph) -> Layout:
    """Place a trace graph on a sheet.

    Args:
        graph: The graph of an outcome.

    Returns:
        Where each node, edge and label stands. The sheet is 1280 wide (more only if implications
        make long chains) and as high as it needs to be.
    """
    sheet = _Sheet(graph)
    top = sheet.place_warning_signs(_MARGIN)
    middle = sheet.place_columns(top)
    bottom = sheet.place_unconditional(middle)
    return Layout(
        width=sheet.width,
        height=bottom + _MARGIN,
        headings=tuple(sheet.headings),
        nodes=tuple(sheet.placed[node.id] for node in graph.nodes),
        edges=tuple(sheet.edges[edge.step] for edge in graph.edges),
    )


@dataclass(frozen=True)
class _Label:
    """A label, broken into lines, before it has a place."""

    lines: tuple[str, ...]
    step: str
    mark: str
    width: float

    @property
    def height(self) -> float:
        return (len(self.lines) + bool(self.mark)) * TEXT_SIZE * _LINE


@dataclass
class _ColumnEntry:
    """What takes room in a column: a node with the edges that end in it, or a passing edge."""

    node: Node | None
    column: int
    height: float
    incoming: list[int] = field(default_factory=list)
    outgoing: list[int] = field(default_factory=list)
    top: float = 0.0
    lane_of: dict[int, float] = field(default_factory=dict)
    port_of: dict[int, float] = field(default_factory=dict)

    @property
    def middle(self) -> float:
        return self.top + self.height / 2

    @property
    def room(self) -> float:
        """The height it takes in its column, with the gap to its neighbours."""
        return self.height + (_NODE_GAP if self.node else 0.0)


@dataclass
class _Routes:
    """The entries that each edge runs through, from its source to its target, and its label."""

    entries_of: dict[int, list[_ColumnEntry]]
    label_of: dict[int, _Label]

    def previous_entry(self, entry: _ColumnEntry, step: int) -> _ColumnEntry:
        """The entry from which an edge comes into this one."""
        return self.entries_of[step][entry.column - self.entries_of[step][0].column - 1]

    def next_entry(self, entry: _ColumnEntry, step: int) -> _ColumnEntry:
        """The entry into which an edge leaves this one."""
        return self.entries_of[step][entry.column - self.entries_of[step][0].column + 1]

    def by_source(self, entry: _ColumnEntry) -> Callable[[int], tuple[float, int]]:
        """Where the edges that end in an entry come from, to order them by."""
        return lambda step: (self.previous_entry(entry, step).middle, step)

    def by_target(self, entry: _ColumnEntry) -> Callable[[int], float]:
        """Where the edges that leave an entry go, to order them by."""
        return lambda step: self.next_entry(entry, step).lane_of[step]

    def label_room(self, step: int) -> float:
        """The height that the label of an edge takes, with its line and a gap."""
        return self.label_of[step].height + _SLOT_GAP


class _Sheet:
    """The sheet while it is being filled."""

    def __init__(self, graph: TraceGraph) -> None:
        self.graph = graph
        self.nodes = {node.id: node for node in graph.nodes}
        self.headings: list[Line] = []
        self.placed: dict[str, PlacedNode] = {}
        self.edges: dict[int, PlacedEdge] = {}
        self.column_of, self.last = _column_of(graph)
        self._measure_columns()

    def _measure_columns(self) -> None:
        """Share the width among nodes, channels and labels."""
        gaps = self.last
        self.node_width = {1: 240.0, 2: 196.0}.get(gaps, 148.0)
        self.channel = {1: 150.0, 2: 84.0}.get(gaps, 56.0)
        left = _MARGIN + _RAILS
        fixed = left + _MARGIN + (gaps + 1) * self.node_width + gaps * self.channel
        shares = gaps - 1 + _LAST_LABEL
        share = max(_LEAST_LABEL, (WIDTH - fixed) / shares)
        self.width = max(WIDTH, fixed + share * shares)
        self.column_x = [left]
        self.label_x = [left]
        for column in range(1, gaps + 1):
            start = self.column_x[-1] + self.node_width + self.channel
            self.label_x.append(start)
            self.column_x.append(start + share * (_LAST_LABEL if column == gaps else 1.0))

    # --- Warning signs: each straight to what it asks for ----------------------------------------

    def place_warning_signs(self, top: float) -> float:
        """Place the warning signs.

        Returns:
            Where the next band starts.
        """
        edges = [edge for edge in self.graph.edges if edge.kind is RuleKind.WARNING_SIGN]
        if not edges:
            return top
        self._heading(self.column_x[0], top, "Warning signs come first")
        y = top + _HEADING
        wide = max(self.node_width, 300.0)
        target_x = self.width - _MARGIN - wide
        for edge in edges:
            source, target = self.nodes[edge.source], self.nodes[edge.target]
            x = self.column_x[0] + wide
            room = target_x - x - ARROW - 3 * _LABEL_SIDE
            label = _label(edge, room)
            height = max(
                _node_height(source, wide), _node_height(target, wide), 2 * label.height + _PAD
            )
            self._place_node(source, Box(self.column_x[0], y, wide, height))
            self._place_node(target, Box(target_x, y, wide, height))
            lane = y + height / 2
            path = _path("M", x, lane, "L", target_x - ARROW, lane)
            self._place_edge(edge, label, path, (x + _LABEL_SIDE, lane, target_x))
            y += height + _SLOT_GAP
        return y + _BAND_GAP - _SLOT_GAP

    # --- The columns: answers, what they amount to, options --------------------------------------

    def place_columns(self, top: float) -> float:
        """Place the answers, what they amount to, and the options.

        Returns:
            Where the next band starts.
        """
        entries, routes = self._entries()
        _order_and_place(entries, routes)
        every = [entry for column in entries for entry in column]
        shift = top + _HEADING - min(entry.top for entry in every)
        for entry in every:
            entry.top += shift
        _assign_ends(entries, routes)
        for entry in every:
            if entry.node:
                x = self.column_x[entry.column]
                self._place_node(entry.node, Box(x, entry.top, self.node_width, entry.height))
        for edge in self._inner_edges():
            self._route(edge, routes)
        self._head_columns(top)
        return max(entry.top + entry.height for entry in every) + _BAND_GAP

    def _head_columns(self, top: float) -> None:
        self._heading(self.column_x[0], top, "Your answers")
        if self.last > 1:
            self._heading(self.column_x[1], top, "What they amount to")
        options = any(node.kind is NodeKind.OPTION for node in self.graph.nodes)
        words = "Options the document lists" if options else "No option is listed"
        room = text_width(words, HEADING_SIZE, bold=True)
        self._heading(min(self.column_x[-1], self.width - _MARGIN - room), top, words)

    def _inner_edges(self) -> list[Edge]:
        inner = {RuleKind.IMPLICATION, RuleKind.INDICATION}
        return [edge for edge in self.graph.edges if edge.kind in inner]

    def _entries(self) -> tuple[list[list[_ColumnEntry]], _Routes]:
        """The entries of each column, and for each edge the entries that it runs through."""
        entries: list[list[_ColumnEntry]] = [[] for _ in range(self.last + 1)]
        of_node = {
            node: _ColumnEntry(self.nodes[node], column, 0.0)
            for node, column in self.column_of.items()
        }
        for entry in of_node.values():
            entries[entry.column].append(entry)
        routes = _Routes({}, {})
        for edge in self._inner_edges():
            source, target = of_node[edge.source], of_node[edge.target]
            passing = [
                _ColumnEntry(None, column, _LANE, incoming=[edge.step], outgoing=[edge.step])
                for column in range(source.column + 1, target.column)
            ]
            for entry in passing:
                entries[entry.column].append(entry)
            source.outgoing.append(edge.step)
            target.incoming.append(edge.step)
            routes.entries_of[edge.step] = [source, *passing, target]
            routes.label_of[edge.step] = _label(edge, self._label_room(edge))
        for node, entry in of_node.items():
            entry.height = max(
                _node_height(self.nodes[node], self.node_width),
                sum(map(routes.label_room, entry.incoming)),
                _PORT * (len(entry.outgoing) + 1),
            )
        return entries, routes

    def _label_room(self, edge: Edge) -> float:
        column = self.column_of[edge.target]
        return self.column_x[column] - self.label_x[column] - ARROW - _LABEL_SIDE

    def _route(self, edge: Edge, routes: _Routes) -> None:
        """Draw an edge: through channels as a curve, through label rooms and columns straight."""
        source, *others = routes.entries_of[edge.step]
        y = source.port_of[edge.step]
        path: list[str | float] = []
        for entry in others:
            x = self.column_x[entry.column - 1] + self.node_width
            lane = entry.lane_of[edge.step]
            bend = x + self.channel / 2
            path += ["L" if path else "M", x, y]
            path += ["C", bend, y, bend, lane, x + self.channel, lane]
            y = lane
        target_x = self.column_x[others[-1].column]
        path += ["L", target_x - ARROW, y]
        start = self.label_x[others[-1].column]
        self._place_edge(edge, routes.label_of[edge.step], _path(*path), (start, y, target_x))

    # --- For every answer: rails down the left side ----------------------------------------------

    def place_unconditional(self, top: float) -> float:
        """Place what follows for every answer.

        Returns:
            The lower edge of the band.
        """
        inner = {RuleKind.WARNING_SIGN, RuleKind.IMPLICATION, RuleKind.INDICATION}
        edges = [edge for edge in self.graph.edges if edge.kind not in inner]
        self._heading(self.column_x[0], top, "For every answer")
        y = top + _HEADING
        wide = 400.0
        target_x = self.width - _MARGIN - wide
        label_x = self.column_x[0]
        for place, edge in enumerate(edges):
            target = self.nodes[edge.target]
            label = _label(edge, target_x - label_x - ARROW - 3 * _LABEL_SIDE)
            height = max(_node_height(target, wide), 2 * label.height + _PAD)
            self._place_node(target, Box(target_x, y, wide, height))
            lane = y + height / 2
            # The rail of the last row lies outermost and starts highest, so that none cross.
            from_left = len(edges) - 1 - place
            source = self.placed[edge.source].box
            rail = source.x - _RAILS + from_left * _RAILS / (len(edges) + 1)
            port = source.y + source.height * (from_left + 1) / (len(edges) + 1)
            path = _path(
                *("M", source.x, port, "L", rail + 5, port),
                *("C", rail, port, rail, port, rail, port + 5, "L", rail, lane - 5),
                *("C", rail, lane, rail, lane, rail + 5, lane, "L", target_x - ARROW, lane),
            )
            self._place_edge(edge, label, path, (label_x + _LABEL_SIDE, lane, target_x))
            y += height + _SLOT_GAP
        return y - _SLOT_GAP

    # --- Placing one thing -----------------------------------------------------------------------

    def _heading(self, x: float, top: float, words: str) -> None:
        self.headings.append(Line(x, top + HEADING_SIZE, words, HEADING_SIZE, bold=True))

    def _place_node(self, node: Node, box: Box) -> None:
        text = _node_text(node, box.width)
        y = box.middle - sum(size for _, size, _ in text) * _LINE / 2
        lines = []
        for words, size, bold in text:
            lines.append(Line(box.x + _PAD, y + size, words, size, bold))
            y += size * _LINE
        self.placed[node.id] = PlacedNode(node, box, tuple(lines))

    def _place_edge(
        self, edge: Edge, label: _Label, path: str, lane: tuple[float, float, float]
    ) -> None:
        """Keep an edge, its label above its lane: from x, at the height y, to the node."""
        x, y, end = lane
        top = y - label.height - _ABOVE
        lines = []
        mark = None
        baseline = top + TEXT_SIZE
        if label.mark:
            indent, width = _mark_indent(label.step), _mark_width(label.mark)
            mark = Box(x + indent, baseline - TEXT_SIZE, width, TEXT_SIZE * _LINE)
            lines.append(Line(x, baseline, label.step, TEXT_SIZE))
            lines.append(Line(mark.x + _MARK_PAD, baseline, label.mark, TEXT_SIZE, bold=True))
            baseline += TEXT_SIZE * _LINE
        for place, words in enumerate(label.lines):
            lines.append(Line(x, baseline + place * TEXT_SIZE * _LINE, words, TEXT_SIZE))
        box = Box(x, top, label.width, label.height)
        self.edges[edge.step] = PlacedEdge(edge, path, (end, y), box, tuple(lines), mark)


def _column_of(graph: TraceGraph) -> tuple[dict[str, int], int]:
    """The column of each answer, implied condition and option, and the last column."""
    column = {
        node.id: int(node.kind is NodeKind.IMPLIED)
        for node in graph.nodes
        if node.kind in {NodeKind.LOCATION, NodeKind.CONDITION, NodeKind.IMPLIED}
    }
    chain = [edge for edge in graph.edges if edge.kind is RuleKind.IMPLICATION]
    for _ in chain:  # as often as the longest chain can be
        for edge in chain:
            column[edge.target] = max(column[edge.target], column[edge.source] + 1)
    last = max(column.values()) + 1
    options = [node.id for node in graph.nodes if node.kind is NodeKind.OPTION]
    return column | dict.fromkeys(options, last), last


def _order_and_place(entries: list[list[_ColumnEntry]], routes: _Routes) -> None:
    """Order the entries of the inner columns and place all, so that edges run level if they can.

    The options stay in their order and the answers in theirs. In between, and up and down, each
    entry goes where the mean of its edges is, as far as its neighbours let it.
    """
    for column in entries:
        _place_in_order(column, [0.0] * len(column))
    for _ in range(_ROUNDS):
        for column in [*entries[-2::-1], *entries[1:-1]]:
            _assign_ends(entries, routes)
            ideals = [_ideal_middle(entry, routes) for entry in column]
            if column is not entries[0]:
                order = sorted(range(len(column)), key=ideals.__getitem__)
                column[:] = [column[place] for place in order]
                ideals = [ideals[place] for place in order]
            _place_in_order(column, ideals)
    _assign_ends(entries, routes)


def _ideal_middle(entry: _ColumnEntry, routes: _Routes) -> float:
    """Where the middle of an entry would lie best."""
    ends = [routes.previous_entry(entry, step).middle for step in entry.incoming]
    ends += [routes.next_entry(entry, step).lane_of[step] for step in entry.outgoing]
    return fmean(ends) if ends else entry.middle


def _place_in_order(column: list[_ColumnEntry], ideals: list[float]) -> None:
    """Place entries one below the other, as near to their ideals as the order allows.

    This is the least-squares fit under the order (pool adjacent violators).
    """
    offset = 0.0
    pools: list[tuple[float, int]] = []
    for entry, ideal in zip(column, ideals, strict=True):
        pools.append((ideal - entry.room / 2 - offset, 1))
        offset += entry.room
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (second, second_count), (first, first_count) = pools.pop(), pools.pop()
            count = first_count + second_count
            pools.append(((first * first_count + second * second_count) / count, count))
    starts = [start for start, count in pools for _ in range(count)]
    offset = 0.0
    for entry, start in zip(column, starts, strict=True):
        entry.top = start + offset + (entry.room - entry.height) / 2
        offset += entry.room


def _assign_ends(entries: list[list[_ColumnEntry]], routes: _Routes) -> None:
    """Give each edge a lane into an entry, a port out of it, in the order of the far ends."""
    for column in entries:
        for entry in column:
            entry.incoming.sort(key=routes.by_source(entry))
            y = entry.middle - sum(map(routes.label_room, entry.incoming)) / 2
            for step in entry.incoming:
                y += routes.label_room(step)
                entry.lane_of[step] = y - _UNDER if entry.node else entry.middle
    for column in entries:
        for entry in column:
            entry.outgoing.sort(key=routes.by_target(entry))
            for place, step in enumerate(entry.outgoing, start=1):
                share = place / (len(entry.outgoing) + 1)
                entry.port_of[step] = (
                    entry.top + entry.height * share if entry.node else entry.middle
                )


def _label(edge: Edge, room: float) -> _Label:
    """Break the label of an edge into lines: its step, the mark where it is ours, its words."""
    step = f"{edge.step}."
    mark = ""
    if edge.basis is EdgeBasis.EDITORIAL:
        mark = OURS if edge.kind is RuleKind.IMPLICATION else THROUGH_OURS
    lines = wrap(edge.label if mark else f"{step} {edge.label}", room, TEXT_SIZE)
    widths = [text_width(line, TEXT_SIZE) for line in lines]
    if mark:
        widths.append(_mark_indent(step) + _mark_width(mark))
    return _Label(lines=lines, step=step, mark=mark, width=max(widths))


def _mark_indent(step: str) -> float:
    return text_width(f"{step} ", TEXT_SIZE)


def _mark_width(mark: str) -> float:
    return text_width(mark, TEXT_SIZE, bold=True) + 2 * _MARK_PAD


def _node_text(node: Node, width: float) -> list[tuple[str, float, bool]]:
    """The lines of a node: its name in bold, the finer print below."""
    room = width - 2 * _PAD
    return [
        *((line, NAME_SIZE, True) for line in wrap(node.name, room, NAME_SIZE, bold=True)),
        *((line, TEXT_SIZE, False) for line in wrap(node.detail, room, TEXT_SIZE)),
    ]


def _node_height(node: Node, width: float) -> float:
    return sum(size for _, size, _ in _node_text(node, width)) * _LINE + 2 * _PAD


def _path(*parts: str | float) -> str:
    """A path as SVG writes one: commands, and numbers with one decimal at most."""
    return " ".join(
        part if isinstance(part, str) else f"{part:.1f}".removesuffix(".0") for part in parts
    )
