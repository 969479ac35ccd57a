"""Which rule or record stands for each sentence of the source document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from engine.rule_book.document import citations
from engine.rule_book.loading import RULES_DIRECTORY, load_records
from engine.rule_book.records import Record, Section, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from engine.rule_book.document import Place
    from engine.rule_book.records import RuleBook

FILE = "not_encoded.toml"
_END = re.compile(r"(?<=[.!?:])\s+(?=[A-Z])")


class NotEncoded(Record):
    """A sentence of the document that no rule and no record stands for, and why.

    Attributes:
        section: Where the sentence stands.
        item: The item in the section's list; left out for what stands outside of the items.
        phrase: A few words of the sentence.
        reason: Why nothing stands for it.
    """

    section: Section
    item: Text | None = None
    phrase: Text
    reason: Text

    def __str__(self) -> str:
        """Name the place and the phrase."""
        place = " / ".join(part for part in (self.section, self.item) if part)
        return f"{place}: {self.phrase!r}"


class Sentence(NamedTuple):
    """A sentence of the document: its place, its number there, counted from 1, and its text."""

    place: Place
    number: int
    text: str


class Encoding(NamedTuple):
    """A sentence with what stands for it, or with the reasons why nothing does."""

    sentence: Sentence
    owners: tuple[str, ...]
    reasons: tuple[NotEncoded, ...]

    @property
    def missing(self) -> bool:
        """Whether the sentence is neither encoded nor listed with a reason."""
        return not self.owners and not self.reasons


def load_not_encoded(directory: Path = RULES_DIRECTORY) -> tuple[NotEncoded, ...]:
    """Read `not_encoded.toml`.

    Args:
        directory: The folder that holds it.

    Returns:
        Its records, in its order.

    Raises:
        RuleBookError: The file is missing or is not TOML, or a record has a wrong, missing or
            unknown field.
    """
    return load_records(directory, FILE, "not_encoded", NotEncoded)


def sentences(document: Mapping[Place, str]) -> Iterator[Sentence]:
    """Every sentence of the document, in its order.

    A line ends a sentence, and so does a period or a colon before a capital letter.

    Args:
        document: The text at each place, as `read_document` returns it.
    """
    for place, text in document.items():
        parts = (part for line in text.splitlines() for part in _END.split(line.strip()) if part)
        for number, part in enumerate(parts, start=1):
            yield Sentence(place, number, part)


def encodings(
    book: RuleBook, not_encoded: Sequence[NotEncoded], document: Mapping[Place, str]
) -> list[Encoding]:
    """What stands for each sentence: a citation whose phrase stands in it, or a reason.

    Args:
        book: The rule book.
        not_encoded: The sentences that nothing stands for, as `load_not_encoded` returns them.
        document: The text at each place, as `read_document` returns it.
    """
    cited: dict[Place, list[tuple[str, str]]] = {}
    for owner, citation in citations(book):
        place = (citation.section, citation.item)
        cited.setdefault(place, []).append((owner, citation.phrase))
    return [
        Encoding(
            sentence,
            tuple(
                dict.fromkeys(
                    owner
                    for owner, phrase in cited.get(sentence.place, ())
                    if holds(sentence.text, phrase)
                )
            ),
            tuple(
                entry
                for entry in not_encoded
                if (entry.section, entry.item) == sentence.place
                and holds(sentence.text, entry.phrase)
            ),
        )
        for sentence in sentences(document)
    ]


def idle_reasons(
    not_encoded: Sequence[NotEncoded], encoded: Sequence[Encoding]
) -> list[tuple[NotEncoded, str]]:
    """The entries of `not_encoded.toml` that are wrong, each with what is wrong.

    Args:
        not_encoded: The entries.
        encoded: What `encodings` made of them.
    """
    wrong: list[tuple[NotEncoded, str]] = []
    for entry in not_encoded:
        meant = [one for one in encoded if entry in one.reasons]
        if not meant:
            wrong.append((entry, "no sentence there holds this phrase"))
        elif owners := [owner for one in meant for owner in one.owners]:
            wrong.append((entry, f"the sentence is encoded: {owners[0]} cites it"))
    return wrong


def holds(text: str, phrase: str) -> bool:
    """Whether a phrase stands in a text as whole words."""
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text) is not None
