"""`pain-options answers`: the table of every answer, with what anybody can check it by."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine import Explorer, load_rule_book
from engine.analysis.answer_table import Identity, answer_table, fingerprint_of
from engine.explorer import default_explorer
from ui.command_line.output import write_file

if TYPE_CHECKING:
    from ui.command_line.parser import Parser


def add_command(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command and its arguments."""
    command = commands.add_parser(
        "answers",
        help="print the table of every answer, and its fingerprint",
        description="Print every answer as CSV (UTF-8) in a settled order, and the SHA-256 of "
        "that table: the fingerprint that About, sheets and exports name.",
    )
    command.add_argument(
        "--rules",
        type=Path,
        default=argparse.SUPPRESS,
        metavar="DIR",
        help="the folder of rule files; if not given, that of this project",
    )
    form = command.add_mutually_exclusive_group()
    form.add_argument("-o", "--output", type=Path, metavar="FILE.csv", help="the file to write")
    form.add_argument(
        "--json",
        action="store_true",
        help="print only the version of the rule book and the fingerprint, as JSON",
    )
    command.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Print or write the table.

    Raises:
        EngineError: The rule book cannot be read, or its inference goes wrong.
    """
    explorer = (
        Explorer(load_rule_book(parsed.rules)) if parsed.rules is not None else default_explorer()
    )
    table = answer_table(explorer)
    identity = Identity(version=explorer.book.edition.version, fingerprint=fingerprint_of(table))
    if parsed.json:
        print(json.dumps({"rule_book": identity.model_dump(mode="json")}, indent=2))
        return 0
    # As bytes: no line end may change on the way, or the fingerprint would be another.
    content = table.encode()
    told = f"version {identity.version}, SHA-256 {identity.fingerprint}"
    if parsed.output is None:
        sys.stdout.buffer.write(content)
        print(told, file=sys.stderr)
        return 0
    return write_file(parsed.output, content, told)
