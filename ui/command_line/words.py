"""`pain-options words`: every page that a patient sees, as plain text."""

from __future__ import annotations

import ast
import textwrap
from typing import TYPE_CHECKING

from engine import Answers, explore
from engine.analysis.answer_table import default_identity
from engine.analysis.what_if import single_answer_changes, what_if
from engine.analysis.why_not import why_not
from engine.appointment import comparison
from engine.appointment.comparison import FEWEST, MOST
from engine.appointment.loading import default_preparation_book
from engine.appointment.plan import MAX_IMPORTANT, Plan
from engine.appointment.sheet import Stamp, build_sheet
from engine.explorer import default_explorer
from engine.outcome.records import Basis
from engine.rule_book.loading import default_rule_book
from engine.rule_book.records import Level
from ui.command_line.parser import add_rules
from ui.plain_text import text_blocks
from ui.rendering import PACKAGE, rendered

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from engine.appointment.sheet import Sheet
    from engine.outcome.records import Outcome
    from engine.rule_book.records import RuleBook
    from ui.command_line.parser import Parser

_WIDTH = 88
# What a result can show; each shows the first that there is.
_KINDS = (
    _BOTH := "listed and also listed",
    _LISTED := "listed",
    _IMPLIED := "listed for another reason alone",
    _NOT_SURE := "not sure",
    _NOT_SURE_AND_NOTHING := "not sure, and nothing is listed",
    _NOTHING := "nothing is listed",
    _OURS := "a step of ours",
)
# Those for which it is asked why a treatment is not listed, and what other people see.
_ASKED = (_BOTH, _NOT_SURE, _NOTHING)
# The words that stand in code: labels of buttons, errors, notices, what is announced.
_CODE = (
    "app.py",
    "words.py",
    "components/body_map.py",
    "questionnaire/*.py",
    "appointment/**/*.py",
    "reference/*.py",
)


def add_command(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command and its arguments."""
    command = commands.add_parser(
        "words",
        help="print the words of every page that a patient sees",
        description="Print the words of every page that a patient sees, for an editor to read in "
        "one go: the pages from their templates and the rule book, a result for each of a few "
        "example answers, then the labels and messages. A value that is filled in shows as '...'.",
    )
    add_rules(command)
    command.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Print the pages."""
    for title, texts in pages():
        print(f"{title}\n{'=' * len(title)}\n")
        for text in texts:
            print(textwrap.fill(text, _WIDTH, subsequent_indent="  "))
        print()
    return 0


def pages() -> Iterator[tuple[str, list[str]]]:
    """Every page that a patient sees: its title and its texts, in the order of a visit.

    Raises:
        RuleBookError: The rule book cannot be read.
    """
    # Imported here: the other commands do not need the app, and it takes a while.
    from ui.appointment import before_you_go, compare  # noqa: PLC0415
    from ui.appointment.sheet.html import sheet_html  # noqa: PLC0415
    from ui.questionnaire import condition, result, warning_signs  # noqa: PLC0415
    from ui.reference import about, glossary, options  # noqa: PLC0415
    from ui.serving.start_page.first_question import first_question  # noqa: PLC0415
    from ui.serving.start_page.page import description, loading  # noqa: PLC0415

    book = default_rule_book()
    noscript = rendered("noscript.html")
    yield (
        "Before the app is there",
        [
            description(),
            *(text for html in (noscript, loading().html) for text in text_blocks(html)),
        ],
    )
    yield "The first question", text_blocks(first_question().html)
    names = [sign.name for sign in book.warning_signs]
    yield "The question on warning signs", [warning_signs.QUESTION, warning_signs.WHY, *names]
    for level in Level:
        found = [sign for sign in book.warning_signs if sign.level is level]
        if found:
            yield (
                f"Warning signs: {level}",
                [" ".join((f"{sign.name}.", sign.why, sign.action)) for sign in found],
            )
    alarms = _alarms(book)
    yield from _emergency(alarms)
    named = [one for one in book.conditions if not one.stands_alone]
    yield (
        "The question on conditions",
        [
            condition.QUESTION,
            condition.WHY,
            *(condition.label(one) for one in book.conditions),
            *(one.note for one in book.locations if one.note),
            *text_blocks(rendered("meanings.html", conditions=named)),
        ],
    )
    examples = _examples(book)
    for title, outcome in examples.items():
        yield f"A result: {title}", text_blocks(result.page(outcome))
    for outcome in [outcome for outcome in alarms if not outcome.emergency][:1]:
        yield "A result: with a warning sign", text_blocks(result.page(outcome))
    for title in _ASKED:
        if title in examples:
            yield from _asked(examples[title].answers)
    for title, outcome in examples.items():
        listed = [one.option.id for one in outcome.options][:MOST]
        if len(listed) >= FEWEST:
            html = compare.page(comparison.compare(listed, outcome, book))
            yield f"Side by side: {title}", text_blocks(html)
    preparation = default_preparation_book()
    if preparation.questions:
        yield "Questions for the appointment", [one.asks for one in preparation.questions]
        yield (
            "What may matter, and what else to talk about",
            [
                *(matter.name for matter in preparation.matters),
                *(topic.name for topic in preparation.topics),
            ],
        )
        yield "Before you go", text_blocks(before_you_go.page())
    yield "The sheet for the appointment", text_blocks(sheet_html(_example_sheet()))
    yield "All treatment options", text_blocks(options.page())
    yield "Words explained", text_blocks(glossary.page())
    yield "About", text_blocks(about.page())
    yield "Below every page", text_blocks(rendered("footer.html"))
    yield "When something goes wrong", text_blocks(rendered("apology.html"))
    yield "When an answer cannot be taken", text_blocks(rendered("problem.html", problem="..."))
    yield (
        "Places and conditions inside a sentence",
        [*(p.in_words for p in book.locations), *(c.in_words for c in book.conditions)],
    )
    yield "Labels and messages", list(dict.fromkeys(_words_in_code()))


def _alarms(book: RuleBook) -> list[Outcome]:
    """At each place with every sign that is asked about there; then with no emergency."""
    return [
        explore(Answers(location=place, warning_signs=frozenset(s.id for s in signs)))
        for place in book.location_by_id
        for asked in [book.warning_signs_asked_at(place)]
        for signs in (asked, [sign for sign in asked if sign.level is not Level.EMERGENCY])
        if signs
    ]


def _emergency(alarms: list[Outcome]) -> Iterator[tuple[str, list[str]]]:
    """The page that shows instead of a result, if there is a sign that asks for it."""
    from ui.questionnaire import emergency  # noqa: PLC0415 - as above

    notices = [notice for outcome in alarms for notice in outcome.urgent]
    emergencies = [notice for notice in notices if notice.level is Level.EMERGENCY]
    if emergencies:
        yield (
            "An emergency",
            text_blocks(
                rendered(
                    "emergency.html",
                    heading=emergency.TITLE,
                    notices=emergencies[:1],
                    consult=alarms[0].consult,
                )
            ),
        )


def _examples(book: RuleBook) -> dict[str, Outcome]:
    """Results that together show each part that one can have, the first of each kind."""
    found: dict[str, Outcome] = {}
    for location in book.locations:
        for condition in book.conditions_offered_at(location.id):
            answers = Answers(location=location.id, conditions={condition.id})
            outcome = explore(answers)
            for title in _kinds(outcome, not_sure=condition.not_sure):
                found.setdefault(title, outcome)
    return {title: found[title] for title in _KINDS if title in found}


def _kinds(outcome: Outcome, *, not_sure: bool) -> Iterator[str]:
    """What a result shows, by the names of `_KINDS`."""
    bases = {listed.basis for listed in outcome.options}
    if not_sure:
        yield _NOT_SURE if bases else _NOT_SURE_AND_NOTHING
    elif not bases:
        yield _NOTHING
    else:
        yield _LISTED if bases == {Basis.LISTED} else _BOTH if len(bases) > 1 else _IMPLIED
        if any(listed.editorial for listed in outcome.options):
            yield _OURS


def _example_sheet() -> Sheet:
    """A sheet with something in every part of it."""
    book, preparation = default_rule_book(), default_preparation_book()
    signs = [sign for sign in book.warning_signs if sign.level is not Level.EMERGENCY]
    location = signs[0].locations[0] if signs else book.locations[0].id
    offered = [one.id for one in book.conditions_offered_at(location)]
    condition = book.not_sure if book.not_sure in offered else offered[0]
    answers = Answers.from_ids(location, [str(condition)], [sign.id for sign in signs[:1]])
    plan = Plan(
        matters=frozenset(matter.id for matter in preparation.matters),
        topics=frozenset(topic.id for topic in preparation.topics),
        how_long="...",
        tried="...",
        goals="...",
        important=tuple(question.id for question in preparation.questions[:MAX_IMPORTANT]),
    )
    return build_sheet(
        explore(answers), plan, preparation, book, Stamp(book.edition.version, default_identity())
    )


def _asked(answers: Answers) -> Iterator[tuple[str, list[str]]]:
    """What opens on a result on request: each treatment not listed, each other answer."""
    from ui.questionnaire import result  # noqa: PLC0415 - as above

    book, explorer = default_rule_book(), default_explorer()
    place = book.location_by_id[answers.location].name
    for option in book.options:
        reasons = why_not(option.id, answers, explorer)
        if not reasons.listed:
            title = f"{place}. Why it is not listed: {option.medical_name}"
            yield title, text_blocks(result.why_not_page(reasons))
    for change in single_answer_changes(answers, book):
        html = result.what_if_page(change.words, what_if(answers, change.after, explorer))
        yield f"{place}. With other answers. {change.words}", text_blocks(html)


def _words_in_code() -> Iterator[str]:
    for pattern in _CODE:
        for path in sorted(PACKAGE.glob(pattern)):
            for text in strings(ast.parse(path.read_text(encoding="utf-8"))):
                words = " ".join(text.split())
                if " " in words and any(letter.isalpha() for letter in words):
                    yield words


def strings(tree: ast.AST) -> Iterator[str]:
    """The strings of a module, but no docstrings and no messages for programmers.

    What is filled into a string stands in it as "...", and strings in that follow after it.
    """
    for node in ast.iter_child_nodes(tree):
        match node:
            case (
                ast.Expr(value=ast.Constant())
                | ast.Raise(exc=ast.Call(func=ast.Name(id="ValueError")))
            ):
                continue
            case ast.Constant(value=str(text)):
                yield text
            case ast.JoinedStr(values=values):
                yield "".join(
                    str(part.value) if isinstance(part, ast.Constant) else "..." for part in values
                )
                for part in values:
                    yield from strings(part)
            case _:
                yield from strings(node)
