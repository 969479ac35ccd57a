"""How the pages do by public checklists, as the maintainers judge it themselves."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from pydantic import Field

from engine.errors import RuleBookError
from engine.rule_book.loading import (
    RULES_DIRECTORY,
    Table,
    is_missing,
    load_tables,
    rules_directory,
)
from engine.rule_book.records import Id, Record, Source, Text
from engine.rule_book.validation import repeated, repeated_ids

if TYPE_CHECKING:
    from pathlib import Path

FILE = "scorecard.toml"
Verdict = Literal["met", "not met", "does not apply"]


class Judgment(Record):
    """When the maintainers last held the pages against the checklists.

    Attributes:
        judged_on: The day on which they last looked at the pages with every item in mind.
    """

    judged_on: date


class Instrument(Record):
    """A public checklist.

    Attributes:
        id: Never changes.
        name: What it is called for short.
        says: What it is for, in plain words.
        sources: Where it is published.
    """

    id: Id
    name: Text
    says: Text
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]


class Part(Record):
    """A part of a checklist that is counted by itself.

    Attributes:
        id: Never changes.
        instrument: The checklist that it belongs to.
        name: What it is about, as a heading of a few words.
        percent: Whether the checklist makes a score of it.
    """

    id: Id
    instrument: Id
    name: Text
    percent: bool = False


class Item(Record):
    """What a checklist asks of the pages, and whether they meet it.

    Attributes:
        id: Never changes.
        part: The part of a checklist that it belongs to.
        number: Its number in the checklist.
        asks: What it asks, in our own plain words.
        verdict: Whether the pages meet it.
        because: Why, in one or two plain sentences.
    """

    id: Id
    part: Id
    number: Annotated[str, Field(pattern=r"^[1-9][0-9]*(\.[1-9][0-9]*)*$")]
    asks: Text
    verdict: Verdict
    because: Text


class Tally(NamedTuple):
    """How many items have which verdict."""

    met: int
    not_met: int
    does_not_apply: int

    @property
    def applying(self) -> int:
        """How many items apply."""
        return self.met + self.not_met

    @property
    def percent(self) -> int | None:
        """How many of 100 items that apply are met, rounded, half up; None where none applies."""
        if not self.applying:
            return None
        return (200 * self.met + self.applying) // (2 * self.applying)


class Scorecard(Record):
    """Every checklist with its items, in the order of the file."""

    judgment: Judgment
    sources: tuple[Source, ...]
    instruments: tuple[Instrument, ...]
    parts: tuple[Part, ...]
    items: tuple[Item, ...]

    def sources_of(self, instrument: Instrument) -> tuple[Source, ...]:
        """Where a checklist is published, in its own order."""
        source_by_id = {source.id: source for source in self.sources}
        return tuple(source_by_id[name] for name in instrument.sources)

    def parts_of(self, instrument: Instrument) -> tuple[Part, ...]:
        """The parts of a checklist."""
        return tuple(part for part in self.parts if part.instrument == instrument.id)

    def items_of(self, part: Part) -> tuple[Item, ...]:
        """The items of a part."""
        return tuple(item for item in self.items if item.part == part.id)

    def tally(self, part: Part) -> Tally:
        """How many items of a part have which verdict."""
        counts: Counter[Verdict] = Counter(item.verdict for item in self.items_of(part))
        return Tally(counts["met"], counts["not met"], counts["does not apply"])


TABLES = (
    Table(FILE, "scorecard", Judgment, "judgment", many=False),
    Table(FILE, "source", Source, "sources", many=True),
    Table(FILE, "instrument", Instrument, "instruments", many=True),
    Table(FILE, "part", Part, "parts", many=True),
    Table(FILE, "item", Item, "items", many=True),
)


def load_scorecard(directory: Path = RULES_DIRECTORY) -> Scorecard:
    """Read the scorecard.

    Args:
        directory: The folder that holds `scorecard.toml`.

    Returns:
        The scorecard, with every reference between its records checked.

    Raises:
        RuleBookError: The file is missing or is not TOML, a record has a wrong, missing or unknown
            field, an id is unknown or stands twice, a number stands twice in a checklist, or a
            checklist, a part or a source has nothing that belongs to it. The message names the
            file, the record and what would be right.
    """
    fields: dict[str, Any] = load_tables(directory, TABLES)
    scorecard = Scorecard(**fields)
    _ids_are_unique(scorecard)
    _references_are_known(scorecard)
    _nothing_is_empty(scorecard)
    _numbers_are_unique(scorecard)
    return scorecard


@cache
def default_scorecard() -> Scorecard:
    """The scorecard beside the rule book in use, read once.

    Raises:
        RuleBookError: as `load_scorecard`.
    """
    return load_scorecard(rules_directory())


def scorecard_if_any() -> Scorecard | None:
    """The scorecard beside the rule book in use; None where there is none.

    Raises:
        RuleBookError: as `load_scorecard`, but for a missing file.
    """
    return None if is_missing(FILE) else default_scorecard()


def _ids_are_unique(scorecard: Scorecard) -> None:
    for kind, ids in (
        ("source", [one.id for one in scorecard.sources]),
        ("instrument", [one.id for one in scorecard.instruments]),
        ("part", [one.id for one in scorecard.parts]),
        ("item", [one.id for one in scorecard.items]),
    ):
        for problem in repeated_ids(f"rules/{FILE}", kind, ids):
            raise RuleBookError(problem)


def _references_are_known(scorecard: Scorecard) -> None:
    sources = [one.id for one in scorecard.sources]
    instruments = [one.id for one in scorecard.instruments]
    parts = [one.id for one in scorecard.parts]
    for place, field, name, known in (
        *(
            (f"instrument {one.id!r}", "sources", name, sources)
            for one in scorecard.instruments
            for name in one.sources
        ),
        *((f"part {p.id!r}", "instrument", p.instrument, instruments) for p in scorecard.parts),
        *((f"item {item.id!r}", "part", item.part, parts) for item in scorecard.items),
    ):
        if name not in known:
            raise RuleBookError(
                f"rules/{FILE}: {place}: {field}: unknown id {name!r}; known: {', '.join(known)}"
            )


def _nothing_is_empty(scorecard: Scorecard) -> None:
    named = {name for one in scorecard.instruments for name in one.sources}
    for source in scorecard.sources:
        if source.id not in named:
            raise RuleBookError(
                f"rules/{FILE}: source {source.id!r}: no instrument names it; "
                "name it under `sources` of an instrument, or remove it"
            )
    for instrument in scorecard.instruments:
        if not scorecard.parts_of(instrument):
            raise RuleBookError(
                f"rules/{FILE}: instrument {instrument.id!r}: no part belongs to it; add one"
            )
    for part in scorecard.parts:
        if not scorecard.items_of(part):
            raise RuleBookError(f"rules/{FILE}: part {part.id!r}: no item belongs to it; add one")


def _numbers_are_unique(scorecard: Scorecard) -> None:
    for instrument in scorecard.instruments:
        parts = scorecard.parts_of(instrument)
        numbers = [item.number for part in parts for item in scorecard.items_of(part)]
        for number in repeated(numbers):
            raise RuleBookError(
                f"rules/{FILE}: instrument {instrument.id!r}: the number {number!r} stands twice; "
                "each item has its own"
            )
