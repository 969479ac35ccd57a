"""`pain-options new`: a small rule book to start another one from."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.exchange.json_schema import SUFFIX, schema_text, schemas
from engine.rule_book.starting_point import starting_point
from ui.command_line.parser import BAD_INPUT

if TYPE_CHECKING:
    import argparse

    from ui.command_line.parser import Parser


def add_command(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command and its arguments."""
    command = commands.add_parser(
        "new",
        help="write a small rule book to start another one from",
        description="Write a small rule book with comments into a new folder, to be changed file "
        "by file. It passes 'check'. What it says is made up.",
    )
    command.add_argument("folder", type=Path, metavar="DIR", help="a folder that is new or empty")
    command.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Write the files, with the schemas by which an editor completes them."""
    folder: Path = parsed.folder
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            return _refuse(f"{folder}: is not an empty folder; name one that is new or empty")
        files = starting_point()
        for name, schema in schemas().items():
            if f"{name}.toml" in files:
                files[f"schema/{name}{SUFFIX}"] = schema_text(schema)
        (folder / "schema").mkdir(parents=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    except (OSError, ValueError) as error:  # such as a name that holds a null
        reason = error.strerror if isinstance(error, OSError) else "this cannot be a folder's name"
        return _refuse(f"{folder}: cannot write: {reason}")
    print(f"{folder}: {len(files)} files; see what they are worth: pain-options check --rules DIR")
    return 0


def _refuse(message: str) -> int:
    print(f"pain-options: {message}", file=sys.stderr)
    return BAD_INPUT
