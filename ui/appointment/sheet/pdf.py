"""The sheet as a PDF that a screen reader can read, made in memory alone."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import UTC, datetime, time
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from engine.appointment.sheet import MORE_NOTE, most_fitting

if TYPE_CHECKING:
    import typst

    from engine.appointment.sheet import Item, Section, Sheet

Paper = Literal["a4", "us-letter"]
PAPERS: dict[str, Paper] = {"a4": "a4", "letter": "us-letter"}
"""The papers, by what they are called in a choice."""
MOST_PAGES = 2

_TEMPLATE = Path(__file__).with_name("sheet.typ")
# What Source Sans Pro draws, upright, of the letters and signs that people write. A test holds it
# against the font. A PDF that is read aloud may hold no letter that its font cannot draw.
_DRAWN = (
    r"\u0020-\u007e\u00a1-\u00ac\u00ae-\u017e\u01a0\u01a1\u01af\u01b0\u0218-\u021b\u0300-\u030c"
    r"\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce\u0400-\u045f\u0490-\u0493"
    r"\u1e9e\u1ea0-\u1ef9\u2012-\u2015\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030"
    r"\u2032\u2033\u2039\u203a\u2044\u20ac\u2116\u2122\u2153\u2154\u215b-\u215e\u2190-\u2193"
    r"\u2212\u2248\u2260\u2264\u2265\u2610\u2611\u2713"
)
_NOT_DRAWN = re.compile(rf"[^{_DRAWN}]+")
BOX = "\N{BALLOT BOX}"
"""What stands for letters that the sheet cannot show."""
CUT = "\N{HORIZONTAL ELLIPSIS}"
BOX_NOTE = f"{BOX} stands for letters or signs that this sheet cannot show."
CUT_NOTE = f"There was no room for all of your own words. You see {CUT} where some are left out."


class _Fit(NamedTuple):
    """How much room a sheet gives: to write, to other questions, to own words, to letters."""

    important_lines: int
    lines: int
    questions: int
    own: int
    size: float = 10.2


# From generous to tight. The last one holds for the most that anybody can bring up.
_FITS = (
    _Fit(important_lines=3, lines=1, questions=18, own=600),
    _Fit(important_lines=3, lines=1, questions=14, own=600),
    _Fit(important_lines=2, lines=1, questions=12, own=600),
    _Fit(important_lines=2, lines=1, questions=8, own=600),
    _Fit(important_lines=2, lines=1, questions=6, own=300),
    _Fit(important_lines=2, lines=1, questions=5, own=160, size=9.8),
    _Fit(important_lines=1, lines=0, questions=5, own=120, size=9.4),
    _Fit(important_lines=1, lines=0, questions=3, own=100, size=9.1),
    # Nothing takes this today; it is for rules that have grown.
    _Fit(important_lines=1, lines=0, questions=2, own=60, size=8.8),
)
_MUCH, _LONG = 1200, 6
"""With more own words than so many characters, the search begins with that layout."""


def sheet_pdf(sheet: Sheet, paper: Paper = "a4") -> bytes:
    """The sheet as a PDF after PDF/UA-1: tagged, with a title, a language and its fonts.

    Args:
        sheet: The sheet. What it says is set as it stands: no letter of it is a command.
        paper: The paper that it is printed on.

    Returns:
        The file, of one page or two. The same sheet makes the same file. Own words that are too
        long for it are cut, and it says so.
    """
    chosen = _fitting(sheet, paper)
    pdf = chosen.compile(
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=datetime.combine(sheet.day, time(), UTC),
    )
    if not isinstance(pdf, bytes):
        raise TypeError(f"one file was expected, not {type(pdf).__name__}")
    return pdf


def _fitting(sheet: Sheet, paper: Paper) -> typst.Compiler:
    """The most generous layout of at most two pages, or the tightest."""

    def pages(fit: _Fit) -> int:
        return _pages(_compiler(sheet, fit, paper))

    # Each takes no more pages than the one before it. A try takes time: begin near what is found.
    place = _LONG if _own_characters(sheet) > _MUCH else 0
    if pages(_FITS[place]) <= MOST_PAGES:
        while place > 0 and pages(_FITS[place - 1]) <= MOST_PAGES:
            place -= 1
    else:
        place += 1
        while place < len(_FITS) - 1 and pages(_FITS[place]) > MOST_PAGES:
            place += 1
    return _compiler(sheet, _FITS[place], paper)


def _own_characters(sheet: Sheet) -> int:
    """How much there is in the visitor's own words."""
    own = (item for section in sheet.sections for item in section.items if item.own)
    return sum(len(item.says or item.text) for item in own)


def _pages(compiler: typst.Compiler) -> int:
    """How many pages a sheet takes: its layout alone, which a file is made of later at no cost."""
    return int(compiler.query("<pages>", field="value", one=True))


def _compiler(sheet: Sheet, fit: _Fit, paper: Paper) -> typst.Compiler:
    """A compiler of this one sheet: it holds what the sheet says, and is dropped with it."""
    # Imported here: who makes no sheet needs no typesetter, which is large.
    import typst  # noqa: PLC0415

    return typst.Compiler(
        _TEMPLATE,
        root=_TEMPLATE.parent,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"sheet": json.dumps(_data(sheet, fit, paper))},
    )


@cache
def _fonts() -> typst.Fonts:
    import typst  # noqa: PLC0415 - as above

    found = find_spec("font_source_sans_pro")
    if found is None or found.origin is None:
        raise FileNotFoundError("the package font-source-sans-pro is not installed")
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(Path(found.origin).parent / "files")],
    )


def _data(sheet: Sheet, fit: _Fit, paper: Paper) -> dict[str, Any]:
    """What the template is given: plain strings, each of which the font can draw."""
    sections = [_section(section, fit) for section in sheet.sections]
    notes = [CUT_NOTE] if any(section["cut"] for section in sections) else []
    shown = _drawable({**sheet.model_dump(mode="json"), "sections": sections})
    if BOX in json.dumps(shown, ensure_ascii=False):
        notes.append(BOX_NOTE)
    return {**shown, "notes": notes, "paper": paper, "size": fit.size}


def _section(section: Section, fit: _Fit) -> dict[str, Any]:
    items = section.items
    if section.id == "questions":
        items = most_fitting(items, fit.questions)
    shown = [_cut(item, fit.own) for item in items]
    lines = fit.important_lines if section.id == "important" else fit.lines
    return {
        **section.model_dump(),
        "items": [item.model_dump() for item in shown],
        "lines": lines if section.to_answer else 0,
        "cut": any(a != b for a, b in zip(shown, items, strict=True)),
        "notes": (MORE_NOTE,) if len(items) < len(section.items) else section.notes,
    }


def _cut(item: Item, most: int) -> Item:
    """An item whose own words are on one line, and not too long."""
    if not item.own:
        return item
    field = "says" if item.says else "text"
    text = getattr(item, field)
    if len(text) <= most:
        return item
    return item.model_copy(update={field: text[: most - 1].rstrip() + CUT})


def _drawable(value: Any) -> Any:  # noqa: ANN401 - of JSON
    if isinstance(value, dict):
        return {key: _drawable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_drawable(inner) for inner in value]
    return drawable(value) if isinstance(value, str) else value


def drawable(text: str) -> str:
    """A text in the letters that the font has, on one line.

    Args:
        text: Anything.

    Returns:
        The text. A box stands for each run of letters that the font cannot draw; characters that
        are not drawn at all are gone, and a line break is a slash.
    """
    composed = unicodedata.normalize("NFC", text.strip())
    lined = re.sub(r"\s*\n\s*", " / ", composed)
    plain = "".join(
        " " if char.isspace() else char
        for char in lined
        if char.isspace() or unicodedata.category(char) not in {"Cc", "Cf", "Cs"}
    )
    return re.sub(" {2,}", " ", _NOT_DRAWN.sub(BOX, plain))
