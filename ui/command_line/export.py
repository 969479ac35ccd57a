"""`pain-options export`: the rule book in a form that other programs read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.analysis.answer_table import default_identity
from engine.exchange.fhir.bundle import fhir_bundle, fhir_text
from engine.exchange.fhir.questionnaire import QuestionTexts
from engine.rule_book.loading import default_rule_book
from engine.rule_book.reviews import default_reviews
from ui.command_line.output import write_file
from ui.command_line.parser import Parser, add_rules

if TYPE_CHECKING:
    import argparse

_STANDARD_OUTPUT = Path("-")


def add_command(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command and its arguments."""
    command = commands.add_parser(
        "export",
        help="export the questions and the rules as FHIR R4",
        description="Export the questions and the rules as one Bundle of FHIR R4: a Questionnaire, "
        "a strategy, each rule as a PlanDefinition, and the vocabulary. It is for teaching and for "
        "research on such rules; it is no clinical advice and no clinical guideline.",
    )
    command.add_argument(
        "--fhir",
        type=Path,
        required=True,
        metavar="FILE",
        help="the file to write, as JSON; '-' prints it",
    )
    add_rules(command)
    command.set_defaults(run=run)


def question_texts() -> QuestionTexts:
    """The questions in the words in which the app asks them."""
    # Imported here: the other commands do not need the app, and it takes a while.
    from ui.questionnaire import condition, location, warning_signs  # noqa: PLC0415

    return QuestionTexts(
        location=location.where_question(),
        warning_signs=f"{warning_signs.QUESTION} {warning_signs.WHY}",
        conditions=f"{condition.QUESTION} {condition.WHY}",
        none_of_these=warning_signs.NONE_OF_THESE,
    )


def run(parsed: argparse.Namespace) -> int:
    """Write the Bundle, or print it."""
    bundle = fhir_bundle(
        default_rule_book(), default_identity().fingerprint, default_reviews(), question_texts()
    )
    text = fhir_text(bundle)
    if parsed.fhir == _STANDARD_OUTPUT:
        print(text, end="")
        return 0
    return write_file(parsed.fhir, text, f"{len(bundle['entry'])} resources of FHIR R4")
