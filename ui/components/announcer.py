"""Telling a screen reader what is new after each run of the script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui import session
from ui.components.mounting import component, wrapped

if TYPE_CHECKING:
    from collections.abc import Mapping

_KEY = "announcer"


@dataclass(frozen=True)
class _Announced:
    """What the run before showed, and the number of announcements by then."""

    number: int
    state: object
    changes: Mapping[str, str]


def announce(
    message: str, *, selector: str, text: str, state: object, changes: Mapping[str, str]
) -> None:
    """Announce what the page shows now, if the run before did not show it.

    Called once in every run. The first page of a visit is left to the browser.

    Args:
        message: What a screen reader says of a new page, such as "Question 2 of 3: ...".
        selector: What takes the focus on a new page, in CSS.
        text: The words it must hold; until it does, the page is not there yet.
        state: What is shown. A state unlike the one before is a new page.
        changes: What the parts of the page say now, by part. On the same page those that say
            something new are announced, and the focus stays where it is.
    """
    memory = session.current().component_memory
    before = memory.get(_KEY)
    if not isinstance(before, _Announced):
        before = _Announced(0, state, changes)
    number = before.number
    data = {"message": message, "selector": selector, "text": text}
    news = [change for part, change in changes.items() if before.changes.get(part) != change]
    if before.state != state:
        number += 1
    elif news:
        number += 1
        data = {"message": " ".join(news), "selector": "", "text": ""}
    memory[_KEY] = _Announced(number, state, changes)
    component("announcer")(key=_KEY, data=wrapped({"sequence": number, **data}))
