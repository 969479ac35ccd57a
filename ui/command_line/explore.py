"""`pain-options explore`: what the document lists for some answers."""

from __future__ import annotations

import argparse

from engine import explore
from engine.analysis.answer_table import default_identity
from engine.exchange.outcome_form import ExportedOutcome
from ui.command_line.parser import Parser, add_answers, answers_of
from ui.command_line.report import report


def add_command(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command and its arguments."""
    command = commands.add_parser(
        "explore",
        help="print what the document lists for a location and conditions",
        description="Print what the document lists for a location and one or more conditions.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_answers(command)
    command.add_argument("--json", action="store_true", help="print the outcome as JSON")
    command.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Print the outcome."""
    outcome = explore(answers_of(parsed))
    if parsed.json:
        print(ExportedOutcome.of(outcome, default_identity()).model_dump_json(indent=2))
    else:
        print(report(outcome))
    return 0
