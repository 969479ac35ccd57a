"""`pain-options diagram`: the reasoning as a drawing."""

from __future__ import annotations

import argparse
from pathlib import Path

from engine import explore
from engine.analysis.trace_graph import trace_graph
from engine.rule_book.loading import default_rule_book
from ui.command_line.output import write_file
from ui.command_line.parser import Parser, add_answers, answers_of
from ui.teaching.diagram.drawing import draw


def add_command(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command and its arguments."""
    command = commands.add_parser(
        "diagram",
        help="draw how the rules came to their conclusions, as SVG",
        description="Draw a diagram with one arrow for each firing of a rule, as an SVG file.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_answers(command)
    command.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FILE.svg", help="the file to write"
    )
    command.add_argument("--step", type=int, metavar="N", help="show the reasoning up to step N")
    command.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Write the drawing."""
    outcome = explore(answers_of(parsed))
    graph = trace_graph(outcome, default_rule_book())
    picture = draw(graph, highlight_step=parsed.step, standalone=True)
    return write_file(parsed.output, picture, f"{len(graph.edges)} firings drawn")
