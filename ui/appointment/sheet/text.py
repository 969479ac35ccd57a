"""The sheet as plain text, to paste or to mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.appointment.sheet import Item, Section, Sheet


def sheet_text(sheet: Sheet) -> str:
    """The sheet as text in which each paragraph is one line: a phone and a mail wrap it themselves.

    Args:
        sheet: The sheet.

    Returns:
        The text. Nothing is cut; the closing advice is its end.
    """
    parts = [sheet.title.upper(), f"{sheet.made}\n{sheet.lead}"]
    parts += ["\n".join(_lines(section)) for section in sheet.sections]
    return "\n\n".join(parts) + "\n"


def _lines(section: Section) -> Iterator[str]:
    yield section.heading.upper()
    yield from section.paragraphs
    for number, item in enumerate(section.items, start=1):
        text = _words(item)
        if section.to_answer:
            yield _indented(text, f"{number}. ")
            if section.id == "important":
                yield "   Answer:"
        elif item.points:
            yield text
        else:
            yield _indented(text, "- ")
        yield from (_indented(point, "- ") for point in item.points)
    yield from section.notes


def _words(item: Item) -> str:
    medical = f" ({item.medical})" if item.medical else ""
    if item.points:
        return f"{item.text}{medical}" + ("" if item.text.endswith(".") else ":")
    return f"{item.text}{medical}: {item.says}" if item.says else f"{item.text}{medical}"


def _indented(text: str, marker: str) -> str:
    """A text after a marker; its further lines stand below its first."""
    return marker + text.replace("\n", "\n" + " " * len(marker))
