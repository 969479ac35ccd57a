"""The parser that every command uses: its errors, its answers, its vocabulary."""

from __future__ import annotations

import argparse
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from engine import Answers, AnswersError
from engine.rule_book.loading import default_rule_book, use_rules

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


class UseRules(argparse.Action):
    """An argument that has the command read another rule book.

    It does so at once, so that a help that follows lists the ids of that book.
    """

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        """Take the folder.

        Raises:
            RuleBookError: There is no such folder.
        """
        del parser, option_string
        folder = Path(str(values))
        use_rules(folder)
        setattr(namespace, self.dest, folder)


RULES_HELP = "the folder of rule files; if not given, that of this project"


def add_rules(command: argparse.ArgumentParser) -> None:
    """Add the argument that names the rule book, for a command that reads the one in use."""
    # It may also stand before the name of the command, so what is not given here says nothing.
    command.add_argument(
        "--rules", action=UseRules, default=argparse.SUPPRESS, metavar="DIR", help=RULES_HELP
    )


def add_answers(command: Parser) -> None:
    """Add the arguments that give the answers."""
    command.tell_vocabulary = True
    add_rules(command)
    command.add_argument(
        "--location", required=True, metavar="ID", help="a location of the rule book"
    )
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
        raise AnswersError("the argument --condition is missing; name at least one condition")
    return Answers(
        location=parsed.location,
        conditions=frozenset(parsed.condition),
        warning_signs=frozenset(parsed.warning_sign),
    )


def _example(book: RuleBook) -> str:
    """Answers to which some option is listed, as arguments."""
    rule = next((one for one in book.indications if one.when.location is None), None)
    condition = book.condition_by_id.get(rule.when.condition or "") if rule else None
    condition = condition or book.conditions[0]
    return f"--location {condition.offered_at[0]} --condition {condition.id}"


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
        f"  pain-options explore {_example(book)}",
    ]
    return "\n".join(lines)
