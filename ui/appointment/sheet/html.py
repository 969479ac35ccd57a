"""The sheet as a part of a page, to read or to print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.rendering import rendered

if TYPE_CHECKING:
    from engine.appointment.sheet import Sheet


def sheet_html(sheet: Sheet) -> str:
    """The sheet as HTML, under a heading of the second level; every word of it is escaped.

    Args:
        sheet: The sheet.
    """
    return rendered("sheet.html", sheet=sheet)
