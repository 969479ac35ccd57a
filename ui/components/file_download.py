"""A button that saves a file which came with the page."""

from __future__ import annotations

from base64 import b64encode

from ui.components.mounting import component, wrapped

_KEY = "file_download"


def file_download(*, label: str, content: bytes, name: str, mime: str) -> None:
    """Show the button. The file comes with the page, so that the server keeps none.

    Args:
        label: What the button says.
        content: What the file holds.
        name: What it is called.
        mime: Its media type.
    """
    data: dict[str, object] = {
        "label": label,
        "content": b64encode(content).decode(),
        "name": name,
        "mime": mime,
    }
    component("file_download")(key=_KEY, data=wrapped(data))
