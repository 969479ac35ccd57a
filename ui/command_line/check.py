"""`pain-options check`: whether a rule book holds together."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from engine.checking.check import check
from engine.checking.records import CheckReport, Finding, FindingKind, Severity
from engine.errors import RuleBookError
from engine.rule_book.document import read_document
from engine.rule_book.loading import RULES_DIRECTORY
from engine.rule_book.outline import read_parts
from ui.command_line.parser import CHECK_FAILED, Parser
from ui.command_line.signature_messages import signature_messages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.checking.records import Figures, SentenceRow

# What has more errors than this is not the file that was meant; a book has no use for the rest.
_MOST_FINDINGS = 200


def add_command(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command and its arguments."""
    command = commands.add_parser(
        "check",
        help="check a rule book",
        description="Read a rule book, run every answer, and report errors, warnings and figures. "
        "Exit status 1 if there is an error.",
    )
    command.add_argument(
        "--rules",
        type=Path,
        default=argparse.SUPPRESS,
        metavar="DIR",
        help="the folder that holds the rule files; those of this project if not given",
    )
    command.add_argument(
        "--document",
        type=Path,
        metavar="FILE",
        help="a copy of the source document, as plain text, to hold every citation against; "
        "reports what stands for each of its sentences",
    )
    command.add_argument("--json", action="store_true", help="print the same as JSON")
    command.add_argument(
        "--strict",
        action="store_true",
        help="exit status 1 for a warning, too; but not for a date to look at a source again, "
        "which comes whether or not anything was changed",
    )
    command.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Print the report.

    Raises:
        RuleBookError: The rules are not a folder.
        DocumentError: The copy of the document cannot be read.
    """
    directory: Path = parsed.rules or RULES_DIRECTORY
    if not _is_folder(directory):
        raise RuleBookError(f"--rules {directory}: there is no such folder")
    document = (
        read_document(parsed.document, read_parts(directory))
        if parsed.document is not None
        else None
    )
    report = check(directory, _today(), document)
    if report.figures is not None:
        report = _with_signatures(report, directory)
    if parsed.json:
        print(report.model_dump_json(indent=2))
    else:
        print("\n".join(_lines(report, directory)))
    warnings = [one for one in report.warnings if one.kind is not FindingKind.LOOK_AGAIN]
    return CHECK_FAILED if report.errors or (parsed.strict and warnings) else 0


def _with_signatures(report: CheckReport, directory: Path) -> CheckReport:
    """The report with what changed since it was signed, which the history of the folder shows."""
    try:
        signatures = signature_messages(directory)
    except RuleBookError:
        return report  # a file beside the rule book is wrong or missing, which the report says
    found = [
        Finding.at(severity, FindingKind.SIGNATURE, message)
        for severity, messages in (
            (Severity.ERROR, signatures.errors),
            (Severity.WARNING, signatures.warnings),
        )
        for message in messages
    ]
    ordered = sorted((*report.findings, *found), key=lambda one: list(Severity).index(one.severity))
    figures = report.figures and report.figures.model_copy(
        update={"records": signatures.records, "records_signed": signatures.signed}
    )
    return report.model_copy(update={"findings": tuple(ordered), "figures": figures})


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _lines(report: CheckReport, directory: Path) -> Iterator[str]:
    yield f"rule book in {directory}"
    if report.sentences:
        yield from ("", "What stands for each sentence of the document:")
        yield from map(_row, report.sentences)
    if report.rule_book is not None:
        yield f"version {report.rule_book.version}, SHA-256 {report.rule_book.fingerprint}"
    if report.figures is not None:
        yield ""
        yield from (f"  {what:<24}{told}" for what, told in _figures(report.figures))
    if report.findings:
        yield ""
    for one in report.findings[:_MOST_FINDINGS]:
        yield f"{one.severity}: {one.message}"
    more = len(report.findings) - _MOST_FINDINGS
    if more > 0:
        yield f"... and {more} more"
    yield ""
    errors, warnings = len(report.errors), len(report.warnings)
    verdict = "it does not hold together" if errors else "it holds together"
    yield f"{_count(errors, 'error')}, {_count(warnings, 'warning')}: {verdict}"


def _figures(figures: Figures) -> Iterator[tuple[str, str]]:
    """What the figures say, each in a few words."""
    yield "locations", f"{figures.locations}"
    yield "conditions", f"{figures.conditions}"
    yield "options", f"{figures.options}"
    yield "rules", f"{figures.rules}"
    run = f"{figures.answers_run:,} run, of which all others are made"
    yield "answers", f"{figures.answers:,} that the questions can be given; {run}"
    yield "firing", f"{figures.rules_fired} of {figures.rules} rules fire"
    if figures.cases is not None:
        fired = f"{figures.rules_fired_by_cases} of {figures.rules} rules fire in them"
        yield "cases", f"{figures.cases}; {fired}"
    if figures.patients_alarmed is not None:
        told = f"{figures.patients_alarmed} are alarmed, {figures.patients_calm} are not"
        yield "patients", f"{told}, as they must"
    if figures.questions is not None:
        items = f"{figures.preparation_items} things to tell or to bring"
        yield "preparation", f"{items}, {figures.questions} questions"
    if figures.records is not None:
        signed = f"{figures.records_signed} of {figures.records}"
        yield "signatures", f"{signed} records read as they were signed"
    if figures.citations_verified is None:
        yield "citations", f"{figures.citations}; not held against the document (--document FILE)"
        return
    yield "citations", f"{figures.citations_verified} of {figures.citations} stand in the document"
    yield (
        "omissions",
        f"{figures.omissions_verified} of {figures.omissions} are left out by the document",
    )
    encoded, reasons = figures.sentences_encoded or 0, figures.sentences_with_reason or 0
    total = figures.sentences or 0
    listed = f"{reasons} listed with the reason why not"
    left_out = total - encoded - reasons
    yield "sentences", f"{total}: {encoded} encoded, {listed}, {left_out} left out"


def _row(row: SentenceRow) -> str:
    if row.owners:
        rest = len(row.owners) - 1
        what = row.owners[0] + (f" (with {rest} more)" if rest else "")
    else:
        what = f"not encoded: {row.reason}" if row.reason else "LEFT OUT"
    return f"  {row.place}, {row.number}: {row.begin}\n      {what}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _today() -> date:
    return datetime.now(tz=UTC).date()
