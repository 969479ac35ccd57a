"""What one visitor, or all of them, may take of a server."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What one visitor, or all of them, may take.

    Attributes:
        connections: How many tabs may be connected at once.
        messages: How many messages a second one tab may send over time, a large one counting as
            several. More are taken later.
        first: How many it may send at once when it has just connected: fewer, or whoever connects
            again and again would have a burst each time.
        message_bytes: How large one message may be; a larger one ends the connection.
        visits: How many pages, and how many connections of tabs, may begin in a second over time.
            More wait for their turn, and are asked to come back if it is far away.
        visits_at_once: How many may begin at once after a pause, such as after a restart.
        steps_at_once: How many steps are under way at once; more wait for their turn. The
            interpreter runs one thread at a time, so many at once are all late, the last by far.
        first_steps_at_once: How many first steps of a connection are under way at once besides:
            few, so that those who come and go do not slow those who are there.
    """

    connections: int = 2_000
    messages: int = 10
    first: int = 4
    message_bytes: int = 1_000_000
    visits: int = 30
    visits_at_once: int = 1_000
    steps_at_once: int = 4
    first_steps_at_once: int = 1

    @property
    def burst(self) -> int:
        """How many messages one tab may send at once after a pause: those of 4 seconds."""
        return 4 * self.messages
