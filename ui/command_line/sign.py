"""`pain-options sign`: put on record that somebody has read records of the rule book."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from engine import load_rule_book
from engine.analysis.signatures import (
    Signer,
    keys_of,
    sign,
    signable_records,
    signature_report,
    with_reviews,
)
from engine.appointment.loading import load_preparation_book
from engine.rule_book.loading import RULES_DIRECTORY, exists
from engine.rule_book.reviews import FILE, Role, load_reviews

if TYPE_CHECKING:
    from ui.command_line.parser import Parser


def add_command(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command and its arguments."""
    command = commands.add_parser(
        "sign",
        help="put on record that somebody has read records of the rule book",
        description="Write to rules/review.toml which records were read, by whom, and the "
        "fingerprint of each, so that 'check' notices when one of them changes. Name nobody who "
        "has not read them.",
    )
    command.add_argument("--by", required=True, type=_name, metavar="NAME", help="who has read it")
    command.add_argument("--role", required=True, choices=get_args(Role), help="in what capacity")
    command.add_argument(
        "--rules",
        type=Path,
        default=argparse.SUPPRESS,
        metavar="DIR",
        help="the folder of rule files; if not given, that of this project",
    )
    command.add_argument(
        "ids",
        nargs="*",
        metavar="ID",
        help="a record that was read, such as nerve_block or option.nerve_block; all if none is "
        "given",
    )
    command.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Write who has read what.

    Raises:
        EngineError: The rule book cannot be read, or there is no such record.
    """
    folder: Path = parsed.rules or RULES_DIRECTORY
    book = load_rule_book(folder)
    records = signable_records(book, load_preparation_book(book, folder))
    file = folder / FILE
    is_new = not exists(file)
    reviews = () if is_new else load_reviews(folder)
    before = signature_report(reviews, records)
    keys = keys_of(parsed.ids, records)
    signer = Signer(parsed.by, parsed.role, datetime.now(tz=UTC).date())
    signed = sign(reviews, records, keys, signer)
    file.write_text(
        with_reviews("" if is_new else file.read_text(encoding="utf-8"), signed),
        encoding="utf-8",
        newline="\n",
    )
    count = f"{len(keys)} record{'' if len(keys) == 1 else 's'}"
    print(f"{file}: {count} signed by {parsed.by} ({parsed.role})")
    for one in before.outdated:
        if one.gone:
            print(f"{one.place}: is gone; its signature was taken out")
    return 0


def _name(text: str) -> str:
    """A name that is not blank."""
    if not text.strip():
        raise argparse.ArgumentTypeError("name somebody")
    return text.strip()
