"""A body map of two figures, on which one place is chosen by touch or with arrow keys.

The map holds no answer of its own. A choice on it is made in the list of radio buttons beside it,
in the browser; what is chosen there shows on the map. Nothing is sent before the list is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.components.mounting import address, component, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence


def body_map(
    *,
    locations: Sequence[tuple[str, str]],
    selected: str | None,
    label: str,
    key: str,
    list_key: str,
) -> None:
    """Show the map.

    Args:
        locations: Ids and names. An id that the drawing has parts for is chosen on the figures, any
            other with a button below them.
        selected: What the list shows as chosen when the page opens.
        label: The question, for screen readers.
        key: The key of the component.
        list_key: The key of the list, whose labels are the names of the locations.
    """
    component("body_map")(
        key=key,
        data=wrapped(
            content(locations, label, list_key=list_key)
            | {"selected": selected}
            | {"markup": address("body_map", ".html"), "style": address("body_map", ".css")}
        ),
    )


def content(
    locations: Sequence[tuple[str, str]], label: str, *, list_key: str
) -> dict[str, object]:
    """What the map's script gets for a map on which nothing is chosen; see `body_map`."""
    return {
        "label": label,
        "locations": [{"id": location, "name": name} for location, name in locations],
        "selected": None,
        "list": list_key,
        "labels": {
            "front": "Front",
            "back": "Back",
            "chosen": "Chosen: {name}",
            "nothing": "Nothing chosen yet",
        },
    }
