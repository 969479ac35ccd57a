"""All commands of the command line, each run with its errors told in one line."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from engine import EngineError
from ui.command_line import (
    answers,
    check,
    diagram,
    diff,
    explain,
    explore,
    export,
    new,
    schema,
    serve,
    sheet,
    sign,
    words,
)
from ui.command_line.parser import BAD_INPUT, Parser, VersionAction

if TYPE_CHECKING:
    from collections.abc import Sequence


def run(arguments: Sequence[str] | None) -> int:
    """Run a command.

    Args:
        arguments: The words after the program's name; those of the process if not given.

    Returns:
        The exit status: 0 when all went well, 1 when a check failed, 2 for bad input. Bad input,
        and an output that cannot be written, is told in one line on standard error.
    """
    try:
        parsed = parser().parse_args(arguments)
        status: int = parsed.run(parsed)
        sys.stdout.flush()
    except EngineError as error:
        print(f"pain-options: {error}", file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:
        # Whoever was reading has read enough, as `head` does.
        _discard_output()
        return 0
    except OSError as error:
        _discard_output()
        print(f"pain-options: {error}", file=sys.stderr)
        return BAD_INPUT
    return status


def _discard_output() -> None:
    """Let what is left to be written go nowhere, rather than fail again when the process ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def parser() -> Parser:
    """The parser of the whole command line."""
    made = Parser(
        prog="pain-options",
        description="Explore which treatments one document lists, and why.",
        epilog="With no command, pain-options starts the app and says its address. "
        "It gives no diagnosis and no advice for one person: it ends with 'consult a specialist'.",
    )
    made.add_argument("--version", action=VersionAction)
    serve.add_arguments(made)
    commands = made.add_subparsers(title="commands", metavar="COMMAND", parser_class=Parser)
    for command in (
        explore,
        explain,
        diagram,
        sheet,
        export,
        check,
        diff,
        answers,
        sign,
        new,
        schema,
        words,
    ):
        command.add_command(commands)
    return made
