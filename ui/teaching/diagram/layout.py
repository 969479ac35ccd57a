"""Placing a pathway on a sheet: layered from left to right, each label in a lane of its own.

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

    from engine.analysis.trace_graph import Edge, Node, Pathway

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
    """A pathway on its sheet."""

    width: float
    height: float
    headings: tuple[Line, ...]
    nodes: tuple[PlacedNode, ...]
    edges: tuple[PlacedEdge, ...]


def lay_out(graph: Pathway) -> Layout:
    """Place a pathway on a sheet.

    Args:
        graph: The graph of an outcome.

    Returns:
        Where each node, edge and label stands. The sheet is 1280 wide (more only if implications
        make long chains) and as high as it needs to be.
    """
    sheet = _Sheet(graph)
    top = sheet.signs(_MARGIN)
    middle = sheet.columns(top)
    bottom = sheet.always(middle)
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
class _Item:
    """What takes room in a column: a node with the edges that end in it, or a passing edge."""

    node: Node | None
    column: int
    height: float
    enters: list[int] = field(default_factory=list)
    leaves: list[int] = field(default_factory=list)
    top: float = 0.0
    lanes: dict[int, float] = field(default_factory=dict)
    ports: dict[int, float] = field(default_factory=dict)

    @property
    def middle(self) -> float:
        return self.top + self.height / 2

    @property
    def room(self) -> float:
        """The height it takes in its column, with the gap to its neighbours."""
        return self.height + (_NODE_GAP if self.node else 0.0)


@dataclass
class _Runs:
    """The items that each edge runs through, from its source to its target, and its label."""

    hops: dict[int, list[_Item]]
    labels: dict[int, _Label]

    def before(self, item: _Item, step: int) -> _Item:
        """The item from which an edge comes into this one."""
        return self.hops[step][item.column - self.hops[step][0].column - 1]

    def after(self, item: _Item, step: int) -> _Item:
        """The item into which an edge leaves this one."""
        return self.hops[step][item.column - self.hops[step][0].column + 1]

    def far_source(self, item: _Item) -> Callable[[int], tuple[float, int]]:
        """Where the edges that end in an item come from, to order them by."""
        return lambda step: (self.before(item, step).middle, step)

    def far_lane(self, item: _Item) -> Callable[[int], float]:
        """Where the edges that leave an item go, to order them by."""
        return lambda step: self.after(item, step).lanes[step]

    def room(self, step: int) -> float:
        """The height that the label of an edge takes, with its line and a gap."""
        return self.labels[step].height + _SLOT_GAP


class _Sheet:
    """The sheet while it is being filled."""

    def __init__(self, graph: Pathway) -> None:
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

    def signs(self, top: float) -> float:
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
            self._place(source, Box(self.column_x[0], y, wide, height))
            self._place(target, Box(target_x, y, wide, height))
            lane = y + height / 2
            path = f"M {_n(x)} {_n(lane)} L {_n(target_x - ARROW)} {_n(lane)}"
            self._lead(edge, label, path, (x + _LABEL_SIDE, lane, target_x))
            y += height + _SLOT_GAP
        return y + _BAND_GAP - _SLOT_GAP

    # --- The columns: answers, what they amount to, options --------------------------------------

    def columns(self, top: float) -> float:
        """Place the answers, what they amount to, and the options.

        Returns:
            Where the next band starts.
        """
        items, runs = self._items()
        _arrange(items, runs)
        every = [item for column in items for item in column]
        shift = top + _HEADING - min(item.top for item in every)
        for item in every:
            item.top += shift
        _connect(items, runs)
        for item in every:
            if item.node:
                x = self.column_x[item.column]
                self._place(item.node, Box(x, item.top, self.node_width, item.height))
        for edge in self._inner_edges():
            self._route(edge, runs)
        self._head_columns(top)
        return max(item.top + item.height for item in every) + _BAND_GAP

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

    def _items(self) -> tuple[list[list[_Item]], _Runs]:
        """The items of each column, and for each edge the items that it runs through."""
        items: list[list[_Item]] = [[] for _ in range(self.last + 1)]
        of_node = {
            node: _Item(self.nodes[node], column, 0.0) for node, column in self.column_of.items()
        }
        for item in of_node.values():
            items[item.column].append(item)
        runs = _Runs({}, {})
        for edge in self._inner_edges():
            source, target = of_node[edge.source], of_node[edge.target]
            passing = [
                _Item(None, column, _LANE, enters=[edge.step], leaves=[edge.step])
                for column in range(source.column + 1, target.column)
            ]
            for item in passing:
                items[item.column].append(item)
            source.leaves.append(edge.step)
            target.enters.append(edge.step)
            runs.hops[edge.step] = [source, *passing, target]
            runs.labels[edge.step] = _label(edge, self._label_room(edge))
        for node, item in of_node.items():
            item.height = max(
                _node_height(self.nodes[node], self.node_width),
                sum(map(runs.room, item.enters)),
                _PORT * (len(item.leaves) + 1),
            )
        return items, runs

    def _label_room(self, edge: Edge) -> float:
        column = self.column_of[edge.target]
        return self.column_x[column] - self.label_x[column] - ARROW - _LABEL_SIDE

    def _route(self, edge: Edge, runs: _Runs) -> None:
        """Draw an edge: through channels as a curve, through label rooms and columns straight."""
        source, *others = runs.hops[edge.step]
        y = source.ports[edge.step]
        path = ""
        for item in others:
            x = self.column_x[item.column - 1] + self.node_width
            lane = item.lanes[edge.step]
            bend, end = _n(x + self.channel / 2), _n(x + self.channel)
            path += f"{'L' if path else 'M'} {_n(x)} {_n(y)} "
            path += f"C {bend} {_n(y)} {bend} {_n(lane)} {end} {_n(lane)} "
            y = lane
        target_x = self.column_x[others[-1].column]
        path += f"L {_n(target_x - ARROW)} {_n(y)}"
        start = self.label_x[others[-1].column]
        self._lead(edge, runs.labels[edge.step], path, (start, y, target_x))

    # --- For every answer: rails down the left side ----------------------------------------------

    def always(self, top: float) -> float:
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
            self._place(target, Box(target_x, y, wide, height))
            lane = y + height / 2
            # The rail of the last row lies outermost and starts highest, so that none cross.
            from_left = len(edges) - 1 - place
            source = self.placed[edge.source].box
            rail = source.x - _RAILS + from_left * _RAILS / (len(edges) + 1)
            port = source.y + source.height * (from_left + 1) / (len(edges) + 1)
            path = (
                f"M {_n(source.x)} {_n(port)} L {_n(rail + 5)} {_n(port)} "
                f"C {_n(rail)} {_n(port)} {_n(rail)} {_n(port)} {_n(rail)} {_n(port + 5)} "
                f"L {_n(rail)} {_n(lane - 5)} "
                f"C {_n(rail)} {_n(lane)} {_n(rail)} {_n(lane)} {_n(rail + 5)} {_n(lane)} "
                f"L {_n(target_x - ARROW)} {_n(lane)}"
            )
            self._lead(edge, label, path, (label_x + _LABEL_SIDE, lane, target_x))
            y += height + _SLOT_GAP
        return y - _SLOT_GAP

    # --- Placing one thing -----------------------------------------------------------------------

    def _heading(self, x: float, top: float, words: str) -> None:
        self.headings.append(Line(x, top + HEADING_SIZE, words, HEADING_SIZE, bold=True))

    def _place(self, node: Node, box: Box) -> None:
        text = _node_text(node, box.width)
        y = box.middle - sum(size for _, size, _ in text) * _LINE / 2
        lines = []
        for words, size, bold in text:
            lines.append(Line(box.x + _PAD, y + size, words, size, bold))
            y += size * _LINE
        self.placed[node.id] = PlacedNode(node, box, tuple(lines))

    def _lead(self, edge: Edge, label: _Label, path: str, lane: tuple[float, float, float]) -> None:
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


def _column_of(graph: Pathway) -> tuple[dict[str, int], int]:
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


def _arrange(items: list[list[_Item]], runs: _Runs) -> None:
    """Order the items of the inner columns and place all, so that edges run level where they can.

    The options stay in their order and the answers in theirs. In between, and up and down, each
    item goes where the mean of its edges is, as far as its neighbours let it.
    """
    for column in items:
        _settle(column, [0.0] * len(column))
    for _ in range(_ROUNDS):
        for column in [*items[-2::-1], *items[1:-1]]:
            _connect(items, runs)
            wishes = [_wish(item, runs) for item in column]
            if column is not items[0]:
                order = sorted(range(len(column)), key=wishes.__getitem__)
                column[:] = [column[place] for place in order]
                wishes = [wishes[place] for place in order]
            _settle(column, wishes)
    _connect(items, runs)


def _wish(item: _Item, runs: _Runs) -> float:
    """Where the middle of an item would lie best."""
    ends = [runs.before(item, step).middle for step in item.enters]
    ends += [runs.after(item, step).lanes[step] for step in item.leaves]
    return fmean(ends) if ends else item.middle


def _settle(column: list[_Item], wishes: list[float]) -> None:
    """Place items one below the other, as near to their wishes as the order allows.

    This is the least-squares fit under the order (pool adjacent violators).
    """
    offset = 0.0
    pools: list[tuple[float, int]] = []
    for item, wish in zip(column, wishes, strict=True):
        pools.append((wish - item.room / 2 - offset, 1))
        offset += item.room
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (second, more), (first, some) = pools.pop(), pools.pop()
            pools.append(((first * some + second * more) / (some + more), some + more))
    starts = [start for start, count in pools for _ in range(count)]
    offset = 0.0
    for item, start in zip(column, starts, strict=True):
        item.top = start + offset + (item.room - item.height) / 2
        offset += item.room


def _connect(items: list[list[_Item]], runs: _Runs) -> None:
    """Give each edge its lane into an item and its port out of it, in the order of the far ends."""
    for column in items:
        for item in column:
            item.enters.sort(key=runs.far_source(item))
            y = item.middle - sum(map(runs.room, item.enters)) / 2
            for step in item.enters:
                y += runs.room(step)
                item.lanes[step] = y - _UNDER if item.node else item.middle
    for column in items:
        for item in column:
            item.leaves.sort(key=runs.far_lane(item))
            for place, step in enumerate(item.leaves, start=1):
                share = place / (len(item.leaves) + 1)
                item.ports[step] = item.top + item.height * share if item.node else item.middle


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


def _n(number: float) -> str:
    """A number as SVG writes it: short."""
    return f"{number:.1f}".removesuffix(".0")
