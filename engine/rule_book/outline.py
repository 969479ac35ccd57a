"""The outline of the source document, as data: the places that a citation can name."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.errors import RuleBookError, did_you_mean
from engine.rule_book.document import Part, citations, place_of_owner
from engine.rule_book.loading import Table, read_tables
from engine.rule_book.records import Record, Section, Text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from engine.rule_book.document import Place
    from engine.rule_book.records import RuleBook
    from engine.rule_book.sentences import NotEncoded

FILE = "outline.toml"


class OutlineSection(Record):
    """A section of the document, with the items of its list if it has one.

    Attributes:
        name: What it is called there.
        items: The items of its list, in their order; a citation of such a section names one.
    """

    name: Section
    items: tuple[Text, ...] = ()


TABLES = (
    Table(FILE, "section", OutlineSection, "sections"),
    Table(FILE, "part", Part, "parts", needed=False),
)


class Outline(NamedTuple):
    """What `outline.toml` holds.

    Attributes:
        sections: The sections of the document.
        parts: In which order a copy that names no sections holds them; none if that is not said.
    """

    sections: tuple[OutlineSection, ...]
    parts: tuple[Part, ...]


def read_outline(directory: Path) -> tuple[Outline, list[RuleBookError]]:
    """Read `outline.toml`, with every error that there is.

    Args:
        directory: The folder that holds it.

    Returns:
        What could be read, and the errors.
    """
    found, errors = read_tables(directory, TABLES)
    sections, parts = (tuple(filter(None, found.get(key, ()))) for key in ("sections", "parts"))
    return Outline(sections, parts), errors


def read_parts(directory: Path) -> tuple[Part, ...]:
    """Read the parts of `outline.toml` alone.

    Args:
        directory: The folder that holds it.

    Returns:
        The parts; none where the outline does not say, or cannot be read.
    """
    outline, errors = read_outline(directory)
    return () if errors else outline.parts


def outside(
    outline: Outline, book: RuleBook, not_encoded: Sequence[NotEncoded]
) -> list[RuleBookError]:
    """What cites a place that the outline does not have, or holds a part of no section of it.

    Args:
        outline: The outline.
        book: The rule book.
        not_encoded: The sentences that nothing stands for; they name places too.
    """
    errors = [
        f"{place_of_owner(owner, book)}: section: {one.section!r} is a list; a citation of it "
        f"names an item: {', '.join(section.items)}"
        for owner, one in citations(book)
        for section in outline.sections
        if section.name == one.section and section.items and one.item is None
    ]
    items = {section.name: section.items for section in outline.sections}
    errors += [
        f"rules/{FILE}: part: section: {part.section!r} is not a section;"
        f"{did_you_mean(part.section, items)} there are: {', '.join(items)}"
        for part in outline.parts
        if part.section not in items
    ]
    cited: list[tuple[str, Section, str | None]] = [
        *((place_of_owner(owner, book), one.section, one.item) for owner, one in citations(book)),
        *((f"rules/not_encoded.toml: {one}", one.section, one.item) for one in not_encoded),
    ]
    for owner, section, item in cited:
        if section not in items:
            errors.append(
                f"{owner}: section: {section!r} is not in the outline; rules/{FILE} has: "
                f"{', '.join(items)}"
            )
        elif item is not None and item not in items[section]:
            errors.append(
                f"{owner}: item: {item!r} is not in the outline of {section!r};"
                f"{did_you_mean(item, items[section])} rules/{FILE} has: "
                f"{', '.join(items[section]) or 'no items there'}"
            )
    return [RuleBookError(error) for error in dict.fromkeys(errors)]


def unlike(outline: Outline, document: Collection[Place]) -> list[RuleBookError]:
    """Where the outline and a copy of the document differ.

    Args:
        outline: The outline.
        document: The places of the copy, as `read_document` returns them.
    """
    listed = {(section.name, item) for section in outline.sections for item in section.items}
    found = {(section, item) for section, item in document if item is not None}
    return [
        RuleBookError(
            f"rules/{FILE}: section {section!r}: item {item!r} stands {place}; correct the outline"
        )
        for places, place in (
            (listed - found, "here, and not in the document"),
            (found - listed, "in the document, and not here"),
        )
        for section, item in sorted(places, key=str)
    ]
