"""What a program finds in a PDF: its text, its tags, its fonts, what it would do."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2

if TYPE_CHECKING:
    from collections.abc import Iterator


def pages(pdf: bytes) -> list[str]:
    """The text of each page, in the order in which it is drawn, with single spaces."""
    document = pypdfium2.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    # Where a line ends within a long word, the text has a mark that is not drawn.
    return [" ".join(text.replace("\ufffe", "").split()) for text in texts]


def opened(pdf: bytes) -> pikepdf.Pdf:
    """The PDF as its objects."""
    return pikepdf.open(BytesIO(pdf))


def tags(pdf: pikepdf.Pdf) -> Iterator[tuple[str, Any]]:
    """Each structure element: its type, with the element, in the order of reading."""
    yield from _below(pdf.Root.StructTreeRoot)


def _below(element: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - of a PDF
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield str(kid.S), kid
            yield from _below(kid)


def fonts(pdf: pikepdf.Pdf) -> dict[str, Any]:
    """Each font by its name, with its descriptor."""
    found = {}
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font":
            for descendant in thing.get("/DescendantFonts", [thing]):
                found[str(descendant.BaseFont)] = descendant.get("/FontDescriptor")
    return found


def keys(pdf: pikepdf.Pdf) -> set[str]:
    """The keys of every dictionary in the file."""
    found: set[str] = set()
    for thing in pdf.objects:
        _collect(thing, found)
    return found


def _collect(thing: Any, found: set[str]) -> None:  # noqa: ANN401 - of a PDF
    if isinstance(thing, pikepdf.Stream | pikepdf.Dictionary):
        found.update(str(key) for key in thing.keys())  # noqa: SIM118 - of a PDF
        inner = [value for _, value in thing.items()]
    elif isinstance(thing, pikepdf.Array):
        inner = list(thing)
    else:
        return
    for value in inner:
        # What stands apart is among the objects itself.
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            _collect(value, found)
