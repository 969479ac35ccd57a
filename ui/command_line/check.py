"""`pain-options check`: whether the rule book holds together."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from engine import RuleBookError
from engine.examples.cases import coverage, default_cases
from engine.examples.patients import default_patients
from engine.explorer import default_explorer
from engine.rule_book.document import citations, misquotations, read_document, sources_to_read_again
from engine.rule_book.loading import default_rule_book
from engine.rule_book.reviews import default_reviews
from ui.command_line.parser import CHECK_FAILED, Parser

if TYPE_CHECKING:
    import argparse


def add_command(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command and its arguments."""
    command = commands.add_parser(
        "check",
        help="check the rule book",
        description="Load the rule book and check that it holds together. Exit status 1 if not.",
    )
    command.add_argument(
        "--document",
        type=Path,
        metavar="FILE",
        help="a copy of the source document, as plain text, to hold every citation against",
    )
    command.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Print what holds, then what does not."""
    try:
        book, cases = default_rule_book(), default_cases()
        patients, _ = default_patients(), default_reviews()
    except RuleBookError as error:
        print(f"pain-options: {error}", file=sys.stderr)
        return CHECK_FAILED
    print(f"rule book: {len(book.rules)} rules, {len(book.options)} options: it holds together")
    silent = coverage(cases, default_explorer())
    print(f"cases: {len(book.rules) - len(silent)} of {len(book.rules)} rules fire")
    alarmed = sum(patient.must_be_alarmed for patient in patients)
    print(f"patients: {alarmed} are alarmed, {len(patients) - alarmed} are not, as they must")
    for rule in silent:
        print(
            f"pain-options: rules/cases.toml: no case fires the rule {rule!r}; add one that does",
            file=sys.stderr,
        )
    for source in sources_to_read_again(book, _today()):
        print(
            f"pain-options: warning: rules/warning_signs.toml: source {source.id!r}: its date to "
            f"look again, {source.look_again_on}, has come; read {source.address} again",
            file=sys.stderr,
        )
    if parsed.document is None:
        return CHECK_FAILED if silent else 0
    wrong = misquotations(book, read_document(parsed.document))
    for misquotation in wrong:
        print(f"pain-options: {misquotation}", file=sys.stderr)
    count = len(list(citations(book)))
    print(f"document: {count - len(wrong)} of {count} citations stand where they are said to")
    return CHECK_FAILED if wrong or silent else 0


def _today() -> date:
    return datetime.now(tz=UTC).date()
