"""The command line: start the app, explore without it, check the rule book."""

from __future__ import annotations

import argparse
import json
import os
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from engine import Answers, AnswersError, EngineError, RuleBookError, explore
from engine.cases import coverage, shipped_cases
from engine.checks import citations, misquotations, read_document, sources_to_read_again
from engine.diagram import draw
from engine.explorer import shipped_explorer
from engine.loading import shipped_rule_book
from engine.pathway import pathway
from engine.patients import shipped_patients
from engine.reviews import shipped_reviews
from engine.stepper import trace_steps
from engine.why_not import why_not
from ui.text_explanation import trace_text, why_not_text
from ui.text_report import report

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from engine.rule_book import RuleBook

BAD_INPUT = 2
CHECK_FAILED = 1
_LARGEST_PORT = 65535


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, and whose help can list the ids of the rule book."""

    tell_vocabulary = False

    def format_help(self) -> str:
        # Read only when asked for: a broken rule book must not take the rest of the help with it.
        vocabulary = f"\n{_vocabulary(shipped_rule_book())}\n" if self.tell_vocabulary else ""
        return super().format_help() + vocabulary

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: {message} (see {self.prog} --help)\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: The words after the program's name; those of the process if not given.

    Returns:
        The exit status: 0 when all went well, 1 when a check failed, 2 for bad input. Bad input
        is told in one line on standard error.
    """
    try:
        parsed = _parser().parse_args(arguments)
        run: int = parsed.run(parsed)
        sys.stdout.flush()
    except EngineError as error:
        print(f"pain-options: {error}", file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:
        # Whoever was reading has read enough, as `head` does; nothing is left to flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return run


def _parser() -> _Parser:
    parser = _Parser(
        prog="pain-options",
        description="Explore which interventional pain treatments one document lists, and why.",
        epilog="With no command, pain-options starts the app and says its address. "
        "It gives no diagnosis and no advice for one person: it ends with 'consult a specialist'.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument(
        "--port",
        type=_port,
        default=8501,
        help="port to listen on (%(default)s); 0 takes any free one",
    )
    parser.set_defaults(run=_serve)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=_Parser)
    _add_explore(commands)
    _add_explain(commands)
    _add_diagram(commands)
    _add_check(commands)
    return parser


def _add_explore(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = commands.add_parser(
        "explore",
        help="print what the document lists for a location and conditions",
        description="Print what the document lists for a location and one or more conditions.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_answers(command)
    command.add_argument("--json", action="store_true", help="print the outcome as JSON")
    command.set_defaults(run=_explore)


def _add_explain(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = commands.add_parser(
        "explain",
        help="print how the rules came to their conclusions, or why an option is not listed",
        description="Print how the rules came to their conclusions, one firing after the other, "
        "or why one option is not listed and the nearest change that would list it.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_answers(command)
    command.add_argument("--why-not", metavar="OPTION", help="an option to explain instead")
    command.add_argument("--json", action="store_true", help="print the explanation as JSON")
    command.set_defaults(run=_explain)


def _add_diagram(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = commands.add_parser(
        "diagram",
        help="draw how the rules came to their conclusions, as SVG",
        description="Draw a diagram with one arrow for each firing of a rule, as an SVG file.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_answers(command)
    command.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FILE.svg", help="the file to write"
    )
    command.add_argument("--step", type=int, metavar="N", help="show the reasoning up to step N")
    command.set_defaults(run=_diagram)


def _add_answers(command: _Parser) -> None:
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


def _add_check(commands: argparse._SubParsersAction[_Parser]) -> None:
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
    command.set_defaults(run=_check)


def _vocabulary(book: RuleBook) -> str:
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


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > _LARGEST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: a number from 0 to 65535")
    return int(text)


def _answers(parsed: argparse.Namespace) -> Answers:
    if not parsed.condition and not parsed.warning_sign:
        raise AnswersError(
            "the argument --condition is missing; name at least one condition, such as not_sure"
        )
    return Answers(
        location=parsed.location,
        conditions=frozenset(parsed.condition),
        warning_signs=frozenset(parsed.warning_sign),
    )


def _explore(parsed: argparse.Namespace) -> int:
    outcome = explore(_answers(parsed))
    print(outcome.model_dump_json(indent=2) if parsed.json else report(outcome))
    return 0


def _explain(parsed: argparse.Namespace) -> int:
    answers, book = _answers(parsed), shipped_rule_book()
    if parsed.why_not is not None:
        result = why_not(parsed.why_not, answers, shipped_explorer())
        print(result.model_dump_json(indent=2) if parsed.json else why_not_text(result, book))
        return 0
    steps = trace_steps(explore(answers), book)
    if parsed.json:
        print(json.dumps([step.model_dump(mode="json") for step in steps], indent=2))
    else:
        print(trace_text(answers, steps, book))
    return 0


def _diagram(parsed: argparse.Namespace) -> int:
    outcome = explore(_answers(parsed))
    graph = pathway(outcome, shipped_rule_book())
    picture = draw(graph, highlight_step=parsed.step, standalone=True)
    try:
        parsed.output.write_text(picture, encoding="utf-8")
    except OSError as error:
        print(f"pain-options: {parsed.output}: cannot write: {error.strerror}", file=sys.stderr)
        return BAD_INPUT
    print(f"{parsed.output}: {len(graph.edges)} firings drawn")
    return 0


def _check(parsed: argparse.Namespace) -> int:
    try:
        book, cases = shipped_rule_book(), shipped_cases()
        patients, _ = shipped_patients(), shipped_reviews()
    except RuleBookError as error:
        print(f"pain-options: {error}", file=sys.stderr)
        return CHECK_FAILED
    print(f"rule book: {len(book.rules)} rules, {len(book.options)} options: it holds together")
    silent = coverage(cases, shipped_explorer())
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


def _serve(parsed: argparse.Namespace) -> int:
    with socket.socket(socket.AF_INET6 if ":" in parsed.host else socket.AF_INET) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((parsed.host, parsed.port))
            listener.listen()  # from here on, whoever is told the address is answered
        except OSError as error:
            print(
                f"pain-options: cannot listen on {parsed.host} port {parsed.port}: "
                f"{error.strerror}; choose another with --host or --port",
                file=sys.stderr,
            )
            return BAD_INPUT
        # Imported here: the other commands do not need the app, and it takes a while.
        from ui.server import serve  # noqa: PLC0415

        shown = f"[{parsed.host}]" if ":" in parsed.host else parsed.host
        port = listener.getsockname()[1]
        print(f"Pain Options Explorer: http://{shown}:{port}  (stop with Ctrl+C)", flush=True)
        serve(listener)
    return 0
