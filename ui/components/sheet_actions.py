"""The buttons that save, print, copy or share the sheet, all within the browser."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from ui.components.mounting import component, wrapped
from ui.words import edition

if TYPE_CHECKING:
    from datetime import date

_KEY = "sheet_actions"


def sheet_actions(*, pdf: bytes, text: str, day: date) -> None:
    """Show the buttons. The sheet comes with the page, so that no press asks the server for it.

    Args:
        pdf: The sheet as a PDF.
        text: The sheet as plain text.
        day: The day that the name of the file holds; the name holds nothing else.
    """
    data: dict[str, object] = {
        "pdf": b64encode(pdf).decode(),
        "text": text,
        "name": f"{edition().complaint.replace(' ', '-')}-appointment-{day.isoformat()}.pdf",
    }
    component("sheet_actions")(key=_KEY, data=wrapped(data))
