"""`pain-options schema`: the JSON Schemas of the rule files and of the outcome."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.exchange.json_schema import OUTCOME, SUFFIX, schema_text, schemas
from ui.command_line.parser import BAD_INPUT, Parser

if TYPE_CHECKING:
    import argparse


def add_command(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command and its arguments."""
    command = commands.add_parser(
        "schema",
        help="print the JSON Schemas of the rule files and of the outcome",
        description="Print the JSON Schemas of the rule files, by which an editor completes and "
        f"marks errors, and that of the outcome as 'explore --json' prints it ({OUTCOME}).",
    )
    command.add_argument(
        "name",
        nargs="?",
        metavar="NAME",
        help=f"print this one alone: a rule file such as 'locations', or '{OUTCOME}'",
    )
    command.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="DIR",
        help=f"write each into a file of this folder, such as locations{SUFFIX}",
    )
    command.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Print the schemas, or write them."""
    made = schemas()
    if parsed.name is not None:
        if parsed.name not in made:
            print(
                f"pain-options: there is no schema {parsed.name!r}; known: {', '.join(made)}",
                file=sys.stderr,
            )
            return BAD_INPUT
        made = {parsed.name: made[parsed.name]}
    if parsed.output is None:
        # One is printed as its file; all of them are one object, by the names of their files.
        all_of_them = {f"{name}{SUFFIX}": schema for name, schema in made.items()}
        print(schema_text(made.get(parsed.name, all_of_them)), end="")
        return 0
    try:
        parsed.output.mkdir(parents=True, exist_ok=True)
        for name, schema in made.items():
            (parsed.output / f"{name}{SUFFIX}").write_text(schema_text(schema), encoding="utf-8")
    except OSError as error:
        print(f"pain-options: {parsed.output}: cannot write: {error.strerror}", file=sys.stderr)
        return BAD_INPUT
    print(f"{parsed.output}: {len(made)} schemas")
    return 0
