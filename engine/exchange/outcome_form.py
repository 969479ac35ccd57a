"""The form that the parts of an outcome have as JSON, where a serializer gives them another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from engine.analysis.answer_table import Identity
from engine.outcome import brief
from engine.outcome.records import Basis, IfFound, ListedOption, Notice, Outcome, Reason
from engine.rule_book.records import Id, Level, Record

if TYPE_CHECKING:
    from collections.abc import Callable


class Named(Record):
    """A record of the rule book as it stands inside another.

    Attributes:
        id: The id of the record.
        name: Its name, in everyday words.
    """

    id: Id
    name: str


class SortedAnswers(Record):
    """The answers, each list sorted.

    Attributes:
        location: The id of the location of the pain.
        conditions: The ids of the conditions that a clinician has named.
        warning_signs: The ids of the warning signs that are new or suddenly worse.
    """

    location: Id
    conditions: tuple[Id, ...]
    warning_signs: tuple[Id, ...]


class NamedWithReasons(Named):
    """An option that the document lists for the answers.

    Attributes:
        reasons: Every reason, those for the very answer first.
    """

    reasons: Annotated[tuple[Reason, ...], Field(min_length=1)]


class NamedWithBasis(Named):
    """An option that the document lists for a condition that may be found.

    Attributes:
        basis: Whether it is listed for the condition, or for what that amounts to.
    """

    basis: Basis


class NamedWithOptions(Named):
    """A condition that may be found.

    Attributes:
        options: What the document lists if it is found.
    """

    options: tuple[NamedWithBasis, ...]


class SupportingSource(Record):
    """A source of a warning sign.

    Attributes:
        id: The id of the source.
        publisher: Who publishes the page.
        title: The title of the page.
        address: The page's own public address.
        supports: The level that the source gives for the sign; null where it gives none.
        says: What it says, in our own words.
    """

    id: Id
    publisher: str
    title: str
    address: str
    supports: Level | None
    says: str


class SignThatIsThere(Record):
    """A warning sign that is there, and what it asks for.

    Attributes:
        id: The id of the warning sign.
        level: How soon it asks for action.
        name: The sign, as the visitor reads and ticks it.
        why: What makes it alarming.
        action: What to do.
        sources: What public guidance says of it.
    """

    id: Id
    level: Level
    name: str
    why: str
    action: str
    sources: Annotated[tuple[SupportingSource, ...], Field(min_length=1)]


class ExportedOutcome(Outcome):
    """An outcome as it leaves the program, with the rule book that it came from.

    Attributes:
        rule_book: The version of the rule book, and the fingerprint of all its answers.
    """

    rule_book: Identity

    @classmethod
    def of(cls, outcome: Outcome, rule_book: Identity) -> ExportedOutcome:
        """An outcome with the rule book that it came from."""
        return cls(**dict(outcome), rule_book=rule_book)


FORMS: dict[Callable[..., object], type[Record]] = {
    brief.id_and_name: Named,
    brief.sorted_answers: SortedAnswers,
}
"""The form that a function gives to what it serializes."""

FORMS_OF_MODELS: dict[type[Record], type[Record]] = {
    ListedOption: NamedWithReasons,
    IfFound: NamedWithOptions,
    Notice: SignThatIsThere,
}
"""The form of the models that have a serializer of their own."""
