"""`pain-options explain`: each firing, or why an option is not listed."""

from __future__ import annotations

import argparse
import json

from engine import explore
from engine.analysis.answer_table import default_identity
from engine.analysis.stepper import trace_steps
from engine.analysis.why_not import why_not
from engine.explorer import default_explorer
from engine.rule_book.loading import default_rule_book
from ui.command_line.explanation import trace_text, why_not_text
from ui.command_line.parser import Parser, add_answers, answers_of


def add_command(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command and its arguments."""
    command = commands.add_parser(
        "explain",
        help="print how the rules came to their conclusions, or why an option is not listed",
        description="Print how the rules came to their conclusions, one firing after the other, "
        "or why one option is not listed and the nearest change that would list it.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_answers(command)
    command.add_argument("--why-not", metavar="OPTION", help="an option to explain instead")
    command.add_argument("--json", action="store_true", help="print the explanation as JSON")
    command.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Print the trace, or why one option is not listed."""
    answers, book = answers_of(parsed), default_rule_book()
    if parsed.why_not is not None:
        result = why_not(parsed.why_not, answers, default_explorer())
        if parsed.json:
            _print_json(result.model_dump(mode="json"))
        else:
            print(why_not_text(result, book))
        return 0
    steps = trace_steps(explore(answers), book)
    if parsed.json:
        _print_json({"steps": [step.model_dump(mode="json") for step in steps]})
    else:
        print(trace_text(answers, steps, book))
    return 0


def _print_json(explanation: dict[str, object]) -> None:
    """Print an explanation with the rule book that it came from."""
    rule_book = default_identity().model_dump(mode="json")
    print(json.dumps(explanation | {"rule_book": rule_book}, indent=2, ensure_ascii=False))
