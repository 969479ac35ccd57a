"""The command line: start the app, explore without it, check the rule book."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from engine import EngineError
from ui.command_line import check, diagram, explain, explore, serve
from ui.command_line.parser import BAD_INPUT, Parser

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: The words after the program's name; those of the process if not given.

    Returns:
        The exit status: 0 when all went well, 1 when a check failed, 2 for bad input. Bad input
        is told in one line on standard error.
    """
    try:
        parsed = _parser().parse_args(arguments)
        run: int = parsed.run(parsed)
        sys.stdout.flush()
    except EngineError as error:
        print(f"pain-options: {error}", file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:
        # Whoever was reading has read enough, as `head` does; nothing is left to flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return run


def _parser() -> Parser:
    parser = Parser(
        prog="pain-options",
        description="Explore which interventional pain treatments one document lists, and why.",
        epilog="With no command, pain-options starts the app and says its address. "
        "It gives no diagnosis and no advice for one person: it ends with 'consult a specialist'.",
    )
    serve.add_arguments(parser)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=Parser)
    for command in (explore, explain, diagram, check):
        command.add_command(commands)
    return parser
