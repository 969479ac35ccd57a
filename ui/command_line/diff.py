"""`pain-options diff`: which answers change from one rule book to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import Explorer, RuleBookError, load_rule_book
from engine.analysis.book_answers import answers_of_book
from engine.analysis.compare_books import compare_books
from engine.appointment.loading import load_preparation_book
from engine.rule_book.loading import RULES_DIRECTORY
from ui.command_line.diff_report import markdown_report, text_report
from ui.command_line.rule_folder import rule_folder

if TYPE_CHECKING:
    import argparse

    from engine.analysis.book_answers import AnswersOfBook
    from engine.appointment.records import PreparationBook
    from ui.command_line.parser import Parser

SOME_CHANGE = 1


def add_command(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command and its arguments."""
    command = commands.add_parser(
        "diff",
        help="print which answers change from one rule book to another",
        description="Run every answer with two rule books and print which of them change, for "
        "whom, and by which rule. Exit status 0: no answer changes; 1: some do; 2: trouble.",
    )
    what = "a folder of rule files, or a git revision such as HEAD~1"
    command.add_argument("old", metavar="OLD", help=what)
    command.add_argument(
        "new", metavar="NEW", nargs="?", help=f"{what}; if not given, the rule book of this project"
    )
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the comparison as JSON")
    form.add_argument(
        "--markdown", action="store_true", help="print Markdown, to paste into a review"
    )
    command.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Print what changes.

    Raises:
        EngineError: A rule book cannot be found or read, or its inference goes wrong.
    """
    old, old_preparation = _read(parsed.old)
    new, new_preparation = _read(parsed.new or str(parsed.rules or RULES_DIRECTORY))
    comparison = compare_books(old, new, (old_preparation, new_preparation))
    if parsed.json:
        print(comparison.model_dump_json(indent=2))
    else:
        report = markdown_report if parsed.markdown else text_report
        print(report(comparison, old.book, new.book))
    return SOME_CHANGE if comparison.changes else 0


def _read(place: str) -> tuple[AnswersOfBook, PreparationBook]:
    with rule_folder(place) as folder:
        try:
            book = load_rule_book(folder)
            preparation = load_preparation_book(book, folder)
        except RuleBookError as error:
            raise RuleBookError(f"{place}: {error}") from None
    return answers_of_book(Explorer(book)), preparation
