"""The parser that every command uses: its errors, its answers, its vocabulary."""

from __future__ import annotations

import argparse
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, NoReturn

from engine import Answers, AnswersError
from engine.rule_book.loading import default_rule_book

if TYPE_CHECKING:
    from engine.rule_book.records import RuleBook

BAD_INPUT = 2
CHECK_FAILED = 1
_DISTRIBUTION = "pain-options-explorer"


class VersionAction(argparse.Action):
    """An argument that prints the version of the installed project, which it looks up only then."""

    def __init__(self, option_strings: list[str], dest: str) -> None:
        """Take no value."""
        help_text = "print the version"
        super().__init__(option_strings, dest, nargs=0, default=argparse.SUPPRESS, help=help_text)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        """Print it on standard output, and end."""
        try:
            number = version(_DISTRIBUTION)
        except PackageNotFoundError:
            number = "(not installed, so of no version)"
        print(f"pain-options {number}")
        parser.exit()


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, and whose help can list the ids of the rule book."""

    tell_vocabulary = False

    def format_help(self) -> str:
        """The help, with the vocabulary where the command takes ids."""
        # Read only when asked for: a broken rule book must not take the rest of the help with it.
        ids = f"\n{vocabulary(default_rule_book())}\n" if self.tell_vocabulary else ""
        return super().format_help() + ids

    def error(self, message: str) -> NoReturn:
        """End with one line on standard error."""
        self.exit(BAD_INPUT, f"{self.prog}: {message} (see {self.prog} --help)\n")


def add_answers(command: Parser) -> None:
    """Add the arguments that give the answers."""
    command.tell_vocabulary = True
    command.add_argument("--location", required=True, metavar="ID", help="where the pain is")
    command.add_argument(
        "--condition",
        action="append",
        default=[],
        metavar="ID",
        help="a condition that a clinician has named; may be given several times",
    )
    command.add_argument(
        "--warning-sign",
        action="append",
        default=[],
        metavar="ID",
        help="a warning sign that is new or suddenly worse; may be given several times",
    )


def answers_of(parsed: argparse.Namespace) -> Answers:
    """The answers that the arguments give.

    Raises:
        AnswersError: Neither a condition nor a warning sign is given.
    """
    if not parsed.condition and not parsed.warning_sign:
        raise AnswersError(
            "the argument --condition is missing; name at least one condition, such as not_sure"
        )
    return Answers(
        location=parsed.location,
        conditions=frozenset(parsed.condition),
        warning_signs=frozenset(parsed.warning_sign),
    )


def vocabulary(book: RuleBook) -> str:
    """Every id of the rule book that an argument can name, as text."""
    lines = ["locations:"]
    lines += [f"  {location.id:<44}{location.name}" for location in book.locations]
    lines += ["", "conditions:"]
    for condition in book.conditions:
        medical = f" ({condition.medical_name})" if condition.medical_name else ""
        lines.append(f"  {condition.id:<44}{condition.name}{medical}")
    lines += ["", "options:"]
    lines += [f"  {option.id:<44}{option.medical_name}" for option in book.options]
    lines += ["", "warning signs:"]
    lines += [f"  {sign.id:<44}{sign.name} [{sign.level}]" for sign in book.warning_signs]
    lines += [
        "",
        "example:",
        "  pain-options explore --location lower_back --condition herniated_disc",
    ]
    return "\n".join(lines)
