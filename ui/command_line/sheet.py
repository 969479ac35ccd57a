"""`pain-options sheet`: the sheet that a patient takes to the appointment."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from engine import explore
from engine.analysis.answer_table import default_identity
from engine.appointment.loading import default_preparation_book
from engine.appointment.plan import Plan
from engine.appointment.sheet import Stamp, build_sheet
from engine.rule_book.loading import default_rule_book
from ui.appointment.sheet.pdf import PAPERS, sheet_pdf
from ui.appointment.sheet.text import sheet_text
from ui.command_line.output import write_file
from ui.command_line.parser import Parser, add_answers, answers_of

_STANDARD_OUTPUT = Path("-")


def add_command(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command and its arguments."""
    command = commands.add_parser(
        "sheet",
        help="make the sheet for the appointment, as PDF or as text",
        description="Make the sheet that a patient takes to the appointment: what is listed, what "
        "to ask, what to get ready. It bears the date of today.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_answers(command)
    command.add_argument(
        "--paper", choices=PAPERS, default="a4", help="the paper of a PDF (%(default)s)"
    )
    command.add_argument(
        "-o",
        "--output",
        type=_output,
        default=_STANDARD_OUTPUT,
        metavar="FILE",
        help="the file to write, .pdf or .txt; without it, the text is printed",
    )
    command.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Write the sheet, or print it."""
    sheet = build_sheet(
        explore(answers_of(parsed)),
        Plan(),
        default_preparation_book(),
        default_rule_book(),
        Stamp(datetime.now(tz=UTC).astimezone().date(), default_identity()),
    )
    if parsed.output == _STANDARD_OUTPUT:
        print(sheet_text(sheet), end="")
        return 0
    as_pdf = parsed.output.suffix == ".pdf"
    made = sheet_pdf(sheet, PAPERS[parsed.paper]) if as_pdf else sheet_text(sheet)
    return write_file(parsed.output, made, "the sheet for the appointment")


def _output(text: str) -> Path:
    path = Path(text)
    if path != _STANDARD_OUTPUT and path.suffix not in {".pdf", ".txt"}:
        raise argparse.ArgumentTypeError(f"{text!r} ends in neither .pdf nor .txt")
    return path
