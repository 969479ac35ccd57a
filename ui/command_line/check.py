"""`pain-options check`: whether the rule book holds together."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from engine import RuleBookError
from engine.appointment.loading import PREPARATION, default_preparation_book
from engine.examples.cases import coverage, default_cases, guidance_to_read_again
from engine.examples.patients import default_patients
from engine.explorer import default_explorer
from engine.rule_book.document import (
    broken_omissions,
    citations,
    misquotations,
    read_document,
    sources_to_read_again,
)
from engine.rule_book.loading import RULES_DIRECTORY, default_rule_book
from engine.rule_book.reviews import default_reviews
from engine.rule_book.scorecard import FILE as SCORECARD
from engine.rule_book.scorecard import default_scorecard
from engine.rule_book.sentences import encodings, idle_reasons, load_not_encoded
from ui.command_line.parser import CHECK_FAILED, Parser
from ui.command_line.signature_messages import signature_messages

if TYPE_CHECKING:
    import argparse

    from engine.rule_book.document import Place
    from engine.rule_book.records import RuleBook
    from engine.rule_book.sentences import Encoding

_FIRST_WORDS = 6


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
        help="a copy of the source document, as plain text, to hold every citation against; "
        "prints what stands for each of its sentences",
    )
    command.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Print what holds, then what does not."""
    try:
        book, cases = default_rule_book(), default_cases()
        patients, _ = default_patients(), default_reviews()
        preparation, scorecard = default_preparation_book(), default_scorecard()
    except RuleBookError as error:
        print(f"pain-options: {error}", file=sys.stderr)
        return CHECK_FAILED
    print(f"rule book: {len(book.rules)} rules, {len(book.options)} options: it holds together")
    silent = coverage(cases, default_explorer())
    print(f"cases: {len(book.rules) - len(silent)} of {len(book.rules)} rules fire")
    alarmed = sum(patient.must_be_alarmed for patient in patients)
    print(f"patients: {alarmed} are alarmed, {len(patients) - alarmed} are not, as they must")
    print(
        f"preparation: {len(preparation.tell)} things to tell, {len(preparation.bring)} to bring, "
        f"{len(preparation.questions)} questions: it holds together"
    )
    for rule in silent:
        print(
            f"pain-options: rules/cases.toml: no case fires the rule {rule!r}; add one that does",
            file=sys.stderr,
        )
    for file, sources in (
        ("warning_signs.toml", book.sources),
        (PREPARATION, preparation.sources),
        (SCORECARD, scorecard.sources),
    ):
        for source in sources_to_read_again(sources, _today()):
            print(
                f"pain-options: warning: rules/{file}: source {source.id!r}: its date to look "
                f"again, {source.look_again_on}, has come; read {source.address} again",
                file=sys.stderr,
            )
    for case, guidance in guidance_to_read_again(cases, _today()):
        print(
            f"pain-options: warning: rules/cases.toml: case {case.id!r}: guidance {guidance.id!r}: "
            f"its date to look again, {guidance.look_again_on}, has come; read {guidance.address} "
            "again",
            file=sys.stderr,
        )
    signatures = signature_messages(RULES_DIRECTORY)
    print(signatures.figure)
    for words in signatures.lines:
        print(f"pain-options: {words}", file=sys.stderr)
    if parsed.document is None:
        return CHECK_FAILED if silent or signatures.errors else 0
    document = read_document(parsed.document)
    wrong = misquotations(book, document)
    for misquotation in wrong:
        print(f"pain-options: {misquotation}", file=sys.stderr)
    count = len(list(citations(book)))
    print(f"document: {count - len(wrong)} of {count} citations stand where they are said to")
    broken = broken_omissions(book, document)
    for omission, words in broken:
        print(
            f"pain-options: rules/options.toml: omission {omission.id!r}: the document says "
            f"{words!r}; read it again, then correct `unsaid` or remove the omission",
            file=sys.stderr,
        )
    count = len(book.omissions)
    left_out = count - len({omission.id for omission, _ in broken})
    print(f"document: {left_out} of {count} omissions are left out as they are said to be")
    complete = _sentences_are_encoded(book, document)
    failed = wrong or broken or silent or signatures.errors or not complete
    return CHECK_FAILED if failed else 0


def _sentences_are_encoded(book: RuleBook, document: dict[Place, str]) -> bool:
    """Print what stands for each sentence, and say which are left out."""
    not_encoded = load_not_encoded()
    rows = encodings(book, not_encoded, document)
    print("\nWhat stands for each sentence of the document:")
    for row in rows:
        print(_row(row))
    missing = [row.sentence for row in rows if row.missing]
    encoded = sum(bool(row.owners) for row in rows)
    reasons = len(rows) - encoded - len(missing)
    print(
        f"\nsentences: {len(rows)}: {encoded} encoded, {reasons} listed with the reason why not, "
        f"{len(missing)} left out"
    )
    for sentence in missing:
        print(
            f"pain-options: {_place(sentence.place)}, sentence {sentence.number}: no citation "
            "stands in it; cite it, or list it in rules/not_encoded.toml with the reason why not",
            file=sys.stderr,
        )
    idle = idle_reasons(not_encoded, rows)
    for entry, problem in idle:
        print(
            f"pain-options: rules/not_encoded.toml: {entry}: {problem}; correct or remove it",
            file=sys.stderr,
        )
    return not missing and not idle


def _row(row: Encoding) -> str:
    words = row.sentence.text.split()
    begin = " ".join(words[:_FIRST_WORDS]) + (" ..." if len(words) > _FIRST_WORDS else "")
    if row.owners:
        rest = len(row.owners) - 1
        what = row.owners[0] + (f" (with {rest} more)" if rest else "")
    else:
        what = f"not encoded: {row.reasons[0].reason}" if row.reasons else "LEFT OUT"
    return f"  {_place(row.sentence.place)}, {row.sentence.number}: {begin}\n      {what}"


def _place(place: Place) -> str:
    return " / ".join(part for part in place if part)


def _today() -> date:
    return datetime.now(tz=UTC).date()
