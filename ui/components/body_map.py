"""A body map of two figures, on which one place is chosen by touch or with arrow keys.

Arrow keys check and move in the browser alone; a choice is sent on click, Space, Enter, or when the
focus leaves the figures. What the browser sends is held against the known locations.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from ui import session
from ui.components.mounting import address, component, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class _Shown:
    """What the map showed in the run before.

    Attributes:
        event: The number of the last choice in the browser that was handled.
        answer: The location that was shown as chosen.
        selected: What the caller had passed as selected.
    """

    event: int | None
    answer: str | None
    selected: str | None


def body_map(
    *,
    locations: Sequence[tuple[str, str]],
    selected: str | None,
    label: str,
    key: str,
    list_key: str,
) -> str | None:
    """Show the map.

    Args:
        locations: Ids and names. An id that the drawing has parts for is chosen on the figures, any
            other with a button below them.
        selected: The answer that the caller holds; pass another, or None, to change or clear it.
        label: The question, for screen readers.
        key: The key of the component.
        list_key: What the key of the equivalent list of radio buttons begins with: the map shows
            what is chosen there.

    Returns:
        The id of the chosen location, or None. A change of the caller's own comes before a choice
        on the map that arrives in the same run.

    Raises:
        ValueError: `selected` is not one of the locations.
    """
    ids = [location for location, _ in locations]
    if selected is not None and selected not in ids:
        raise ValueError(f"unknown location {selected!r}; known: {', '.join(ids)}")
    event, answer = _reconciled(ids, selected, key)
    component("body_map")(
        key=key,
        data=wrapped(
            content(locations, label, list_key=list_key)
            | {"selected": answer, "handled": event}
            | {"markup": address("body_map", ".html"), "style": address("body_map", ".css")}
        ),
        on_chosen_change=lambda: None,
    )
    # Only now: a run that is stopped above has not handed the choice over, and the next one must.
    session.current().component_memory[key] = _Shown(event, answer, selected)
    return answer


def content(
    locations: Sequence[tuple[str, str]], label: str, *, list_key: str
) -> dict[str, object]:
    """What the map's script gets for a map on which nothing is chosen; see `body_map`."""
    return {
        "label": label,
        "locations": [{"id": location, "name": name} for location, name in locations],
        "selected": None,
        "handled": None,
        "list": list_key,
        "labels": {
            "front": "Front",
            "back": "Back",
            "chosen": "Chosen: {name}",
            "nothing": "Nothing chosen yet",
        },
    }


def chosen_location(
    *, locations: Sequence[tuple[str, str]], selected: str | None, key: str
) -> str | None:
    """What `body_map` will return in this run: for a callback, which runs before it does."""
    return _reconciled([location for location, _ in locations], selected, key)[1]


def _reconciled(ids: list[str], selected: str | None, key: str) -> tuple[int | None, str | None]:
    """The number of the last choice in the browser, and the answer: that choice if it is new.

    A selection that is neither the one last shown nor the one before is the caller's own change,
    and holds.
    """
    shown = session.current().component_memory.get(key)
    if not isinstance(shown, _Shown):
        shown = _Shown(None, selected, selected)
    match (st.session_state.get(key) or {}).get("chosen"):
        case {"location": str(location), "at": int(at)} if location in ids and at != shown.event:
            return at, location if selected in (shown.answer, shown.selected) else selected
    return shown.event, selected
