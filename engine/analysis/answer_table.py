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
    rows = AnswerRows(explorer.book)
    return HEADER + "".join(map(rows.add, single_answers(explorer)))


class AnswerRows:
    """The rows of the table as text, answer after answer, with the identity that comes of them.

    What asks for the answers anyhow need not run them again to know which rule book it asked.
    """

    def __init__(self, book: RuleBook) -> None:
        """Begin with the header."""
        self._book = book
        self._hash = sha256(HEADER.encode())
        self._named = {option.id: _named_row(option.id, book) for option in book.options}

    @property
    def identity(self) -> Identity:
        """Which rule book it is, once each of the single answers was added."""
        version = self._book.edition.version
        return Identity(version=version, fingerprint=self._hash.hexdigest())

    def add(self, answer: SingleAnswer) -> str:
        """Add one answer, in the order of `single_answers`, and return its rows."""
        where = (answer.location, answer.condition or "", answer.sign or "", _yes(answer.asked))
        text = _csv((kind, *where, *cells) for kind, *cells in self._rows(answer))
        self._hash.update(text.encode())
        return text

    def _rows(self, answer: SingleAnswer) -> Iterator[tuple[str, ...]]:
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
            yield self._named[option.id]
        for other in outcome.alternatives:
            cited = _citations(other.citations)
            yield "alternative", other.id, "", "", self._book.limits.id, cited
        consult = outcome.consult
        yield "closing", consult.rule, "", "", consult.rule, _citations(consult.citations)


def fingerprint_of(table: str) -> str:
    """The SHA-256 of an answer table, as `sha256sum` gives it for the file."""
    return sha256(table.encode()).hexdigest()


def identity(explorer: Explorer) -> Identity:
    """Which rule book it is: its version, and the fingerprint of all its answers.

    Raises:
        InferenceError: The inference went wrong.
    """
    rows = AnswerRows(explorer.book)
    for answer in single_answers(explorer):
        rows.add(answer)
    return rows.identity


@cache
def default_identity() -> Identity:
    """Which rule book this project's own is, computed when first asked for.

    Raises:
        RuleBookError: as `load_rule_book`.
    """
    return identity(default_explorer())


def _alarmed(location: str, sign: str) -> Answers:
    return Answers(location=location, warning_signs=frozenset({sign}))


def _csv(rows: Iterable[tuple[str, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


HEADER = _csv([COLUMNS])


def _named_row(option: str, book: RuleBook) -> tuple[str, ...]:
    rules = [rule for rule in book.also_named if option in rule.then]
    cited = _citations(citation for rule in rules for citation in rule.citations)
    return "also_named", option, "", "", "; ".join(rule.id for rule in rules), cited


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
