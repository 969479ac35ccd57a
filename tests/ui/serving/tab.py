"""A tab without a browser, which keeps its answers as the real one does and outlives its server."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from streamlit.runtime.state.session_state import STREAMLIT_INTERNAL_KEY_PREFIX

from engine import Answers, explore
from engine.rule_book.loading import default_rule_book
from tests.websocket_visitor import Guise, VisitError, Visitor
from ui.restoration import CONDITION

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_STORAGE = "tab_storage"
_FIRST_PAGE, _RESULT = "location_list", "start_again"
_PAUSE = 0.1  # seconds until a lost connection is tried again
_BOOK = default_rule_book()


@dataclass(frozen=True)
class Outing:
    """What a visitor answers, as numbers into what the pages offer."""

    location: int
    condition: int

    @property
    def answers(self) -> Answers:
        """The answers that the app has at the end."""
        location = _BOOK.locations[self.location % len(_BOOK.locations)].id
        offered = _BOOK.conditions_offered_at(location)
        return Answers(
            location=location, conditions=frozenset({offered[self.condition % len(offered)].id})
        )


class Tab(Visitor):
    """A tab whose storage does what `tab_storage.js` does.

    Attributes:
        kept: What the session storage holds.
        connections: How often it has connected.
    """

    def __init__(self, address: str, number: int, patience: float = 20) -> None:
        """A tab that has not been opened.

        Args:
            address: Where the app, or a proxy before it, listens.
            number: Tells this visitor's browser from the others'.
            patience: Seconds to wait for an answer.
        """
        super().__init__(address, patience=patience, guise=Guise(f"visitor {number}"))
        self.kept = ""
        self.connections = 0

    async def __aenter__(self) -> Self:
        """Nothing yet: `walk` connects, as often as it takes."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Leave, if it has ever connected."""
        if self.connections:
            await self._connection.close()

    async def walk(
        self, outing: Outing, before_press: Callable[[Tab], Awaitable[None]] | None = None
    ) -> None:
        """Answer everything; after a lost connection go on with what the next server shows.

        Args:
            outing: What to answer.
            before_press: Is awaited before each press, with the page filled in.

        Raises:
            AssertionError: The tab is back at the first question although it had answers, or the
                result is not the outcome of the answers.
            VisitError: Nobody has answered for as long as the patience lasts.
        """
        connected = False
        lost = 0.0
        while not (connected and self.shows(_RESULT)):
            try:
                if not connected:
                    await self._come_back()
                    connected = True
                    continue
                await self._fill_in(outing)
                if before_press:
                    await before_press(self)
                await self.press("continue")
                await self._store()
                lost = 0
            except VisitError:
                connected = False
                lost += _PAUSE
                if lost > self._patience:
                    raise
                await asyncio.sleep(_PAUSE)
        self._expect_outcome(outing.answers)

    async def visit(self, address: str) -> None:
        """Follow a link to another page of the app.

        Raises:
            AssertionError: The app apologizes instead.
        """
        await self.go(address)
        assert "po-apology" not in self.text(), f"the page {address!r} cannot be shown"
        await self._store()

    async def _come_back(self) -> None:
        """Connect, ask for the page where the tab is, and go on with what it keeps."""
        await self.connect()
        self.connections += 1
        await self.open()
        await self._store()
        assert not (self.kept and self.shows(_FIRST_PAGE)), "starts again, although it had answers"

    async def _fill_in(self, outing: Outing) -> None:
        """Answer the question on the page, whichever it is."""
        lists = self.find(_FIRST_PAGE, begins=True)
        none_of_these = self.find("sign_none_of_these")
        if lists:
            await self.choose(lists[0], outing.location)
        elif none_of_these:
            await self.tick(none_of_these[0])
        else:
            (condition,) = outing.answers.conditions
            for box in self.find(f"{CONDITION}{condition}"):
                await self.tick(box)

    async def _store(self) -> None:
        """What the component does after each run."""
        while True:
            (component,) = self.find(_STORAGE)
            (data,) = json.loads(component.proto.json or component.proto.mixed.json)
            if data["answers"] is not None:
                self.kept = data["answers"]
            if data["request"] is None or not (self.kept or data["waits"]):
                return
            reply = {"request": data["request"], "answers": self.kept or None, "draft": None}
            events = json.dumps([{"event": "reply", "value": reply}])
            await self.send_trigger(
                f"{STREAMLIT_INTERNAL_KEY_PREFIX}_{component.proto.id}__events", events
            )

    def _expect_outcome(self, answers: Answers) -> None:
        """The page is the result of the answers: all options that are listed, in order."""
        text, place = self.text(), 0
        for listed in explore(answers).options:
            place = text.find(listed.option.medical_name, place)
            assert place >= 0, f"{listed.option.id} is not on the page of {answers}"
