"""A connection whose messages to the page come one at a time, as over a slow line."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from tests.ui.steps import SOCKET

if TYPE_CHECKING:
    from playwright.sync_api import Page, WebSocketRoute

_PAUSE = 30  # milliseconds between two messages, so that the page draws each of them
_MOST_PAUSES = 200


class HeldMessages:
    """What the app has sent to a page that has not reached it yet.

    Attributes:
        held: Whether messages wait; until this is set, each goes through at once.
    """

    def __init__(self, page: Page) -> None:
        """Stand between the app and a page that has not been opened yet."""
        self.held = False
        self._page = page
        self._waiting: deque[tuple[WebSocketRoute, str | bytes]] = deque()
        page.route_web_socket(SOCKET, self._connect)

    def let_through(self, heading: str) -> None:
        """Let messages through one by one, until a heading shows or none comes any more."""
        awaited = self._page.get_by_role("heading", name=heading, exact=True)
        for _ in range(_MOST_PAUSES):
            self._page.wait_for_timeout(_PAUSE)
            if awaited.is_visible():
                return
            if self._waiting:
                self._send_next()

    def let_all_through(self) -> None:
        """Let messages through one by one until none is left, then all at once as before."""
        while self._waiting:
            self._send_next()
            self._page.wait_for_timeout(_PAUSE)
        self.held = False

    def drop(self) -> None:
        """Forget what waits, as a page does that is left; a new connection is not held up."""
        self._waiting.clear()
        self.held = False

    def _send_next(self) -> None:
        route, message = self._waiting.popleft()
        route.send(message)

    def _connect(self, route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        server.on_message(
            lambda message: (
                self._waiting.append((route, message)) if self.held else route.send(message)
            )
        )
