"""The table of every answer that the rule book gives, by which one rule book is told from another.

Each antecedent looks at one fact, so the outcome of a set of conditions is the union of those of
its members. A row for each location with each condition, with none, and with each warning sign
therefore says all that there is to say.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import StringConstraints

from engine.answers import Answers
from engine.explorer import default_explorer
from engine.rule_book.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.explorer import Explorer
    from engine.outcome.records import ListedOption, Outcome
    from engine.rule_book.records import Citation, RuleBook

_SHORT = 16
COLUMNS = (
    "kind",
    "location",
    "condition",
    "warning_sign",
    "asked",
    "id",
    "basis",
    "editorial",
    "rules",
    "citations",
)


class Identity(Record):
    """Which rule book an answer came from.

    Attributes:
        version: The day that the rule book gives as that of its last change.
        fingerprint: The SHA-256 of its answer table, which anybody can compute again.
    """

    version: date
    fingerprint: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

    @property
    def short(self) -> str:
        """The first 16 digits of the fingerprint, enough to tell one from another on paper."""
        return self.fingerprint[:_SHORT]


class SingleAnswer(NamedTuple):
    """The outcome for one location with one condition, one warning sign, or no condition at all.

    Attributes:
        location: Where the pain is.
        condition: The condition; None for the outcome of warning signs with no condition.
        sign: The warning sign, in a row on what it asks for.
        asked: Whether the questionnaire asks for these together.
        outcome: What the rules conclude.
    """

    location: str
    condition: str | None
    sign: str | None
    asked: bool
    outcome: Outcome


def single_answers(explorer: Explorer) -> Iterator[SingleAnswer]:
    """Run the engine on all answers of which the rest are unions.

    Args:
        explorer: The rule book to ask, compiled.

    Yields:
        For each location: the outcome with no condition (of signs alone, where there are any),
        with each condition, offered there or not, and with each warning sign asked there.

    Raises:
        InferenceError: The inference went wrong.
    """
    book = explorer.book
    for location in book.location_by_id:
        asked = book.warning_signs_asked_at(location)
        for sign in asked[:1] or book.warning_signs[:1]:
            outcome = explorer.explore(_alarmed(location, sign.id))
            yield SingleAnswer(location, None, None, asked=bool(asked), outcome=outcome)
        for condition in book.conditions:
            answers = Answers(location=location, conditions=frozenset({condition.id}))
            offered = location in condition.offered_at
            outcome = explorer.explore(answers)
            yield SingleAnswer(location, condition.id, None, asked=offered, outcome=outcome)
        for sign in asked:
            outcome = explorer.explore(_alarmed(location, sign.id))
            yield SingleAnswer(location, None, sign.id, asked=True, outcome=outcome)


def answer_table(explorer: Explorer) -> str:
    """Every answer as CSV, in a settled order: that of the files of the rule book.

    Args:
        explorer: The rule book to ask, compiled.

    Returns:
        The text, lines ended by a line feed alone. For each answer a row for each option, for each
        option that is only named, for each alternative and for the closing advice; for each
        warning sign asked at a location, a row for its notice, whose basis is its level. The
        column `asked` says whether the questionnaire offers the condition at the location, so
        that what may be found (`if_found`) can be told from the rows of those conditions.

    Raises:
        InferenceError: The inference went wrong.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for answer in single_answers(explorer):
        where = (answer.location, answer.condition or "", answer.sign or "", _yes(answer.asked))
        for kind, *cells in _rows(answer, explorer.book):
            writer.writerow([kind, *where, *cells])
    return text.getvalue()


def fingerprint_of(table: str) -> str:
    """The SHA-256 of an answer table, as `sha256sum` gives it for the file."""
    return sha256(table.encode()).hexdigest()


def identity(explorer: Explorer) -> Identity:
    """Which rule book it is: its version, and the fingerprint of all its answers.

    Raises:
        InferenceError: The inference went wrong.
    """
    fingerprint = fingerprint_of(answer_table(explorer))
    return Identity(version=explorer.book.edition.version, fingerprint=fingerprint)


@cache
def default_identity() -> Identity:
    """Which rule book this project's own is, computed when first asked for.

    Raises:
        RuleBookError: as `load_rule_book`.
    """
    return identity(default_explorer())


def _alarmed(location: str, sign: str) -> Answers:
    return Answers(location=location, warning_signs=frozenset({sign}))


def _rows(answer: SingleAnswer, book: RuleBook) -> Iterator[tuple[str, ...]]:
    """The rows of one answer, each the kind and then the columns from `id` on."""
    outcome = answer.outcome
    if answer.sign is not None:
        for notice in outcome.urgent:
            sources = "; ".join(source.id for source in notice.sources)
            yield "notice", notice.sign.id, notice.level, "", notice.sign.id, sources
        return
    for listed in outcome.options:
        yield _option_row(listed)
    for option in outcome.also_named:
        rules = [rule for rule in book.also_named if option.id in rule.then]
        cited = [citation for rule in rules for citation in rule.citations]
        names = "; ".join(rule.id for rule in rules)
        yield "also_named", option.id, "", "", names, _citations(cited)
    for other in outcome.alternatives:
        yield "alternative", other.id, "", "", book.limits.id, _citations(other.citations)
    consult = outcome.consult
    yield "closing", consult.rule, "", "", consult.rule, _citations(consult.citations)


def _option_row(listed: ListedOption) -> tuple[str, ...]:
    chains = (" > ".join(step.id for step in reason.chain[1:]) for reason in listed.reasons)
    cited = [citation for reason in listed.reasons for citation in reason.citations]
    return (
        "option",
        listed.option.id,
        listed.basis,
        _yes(listed.editorial),
        "; ".join(dict.fromkeys(chains)),
        _citations(cited),
    )


def _citations(citations: Iterable[Citation]) -> str:
    return "; ".join(dict.fromkeys(f'{one.place}: "{one.phrase}"' for one in citations))


def _yes(value: bool) -> str:  # noqa: FBT001 - a cell
    return "yes" if value else "no"
