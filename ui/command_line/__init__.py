"""The entry of the command line, light enough to be stopped at any moment."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: The words after the program's name; those of the process if not given.

    Returns:
        The exit status; see `ui.command_line.commands.run`.
    """
    if arguments is None:
        # From here on, before all else is loaded: who stops a program wants to read no traceback.
        for number in (signal.SIGINT, signal.SIGTERM):
            # One that somebody else handles or ignores, such as under nohup, stays theirs.
            if signal.getsignal(number) in {signal.SIG_DFL, signal.default_int_handler}:
                signal.signal(number, _stop)
    from ui.command_line.commands import run  # noqa: PLC0415

    return run(arguments)


def _stop(number: int, _frame: FrameType | None) -> None:
    os._exit(128 + number)
