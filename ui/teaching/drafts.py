"""How much visitors can have the server try: one change at a time, and not without a pause."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from engine.checking.draft import RuleFolder
from engine.explorer import default_explorer
from engine.rule_book.loading import rules_directory

if TYPE_CHECKING:
    from engine.checking.draft import Draft
    from engine.rule_book.records import Rule

_PATIENCE = 3.0
# A pause of three times the work leaves three quarters of a processor to everybody else.
_PAUSE = 3


class BusyError(Exception):
    """Somebody else's change is being tried."""


class Gate:
    """Lets one piece of work through at a time; each is followed by a pause."""

    def __init__(self, patience: float = _PATIENCE, pause: float = _PAUSE) -> None:
        """Open the gate.

        Args:
            patience: How many seconds somebody waits before they are asked to come back.
            pause: How long the pause is, as a multiple of the work before it.
        """
        self._patience = patience
        self._pause = pause
        self._lock = Lock()
        self._free_at = 0.0

    def __enter__(self) -> None:
        """Wait for one's turn.

        Raises:
            BusyError: It did not come in time.
        """
        give_up_at = time.monotonic() + self._patience
        if not self._lock.acquire(timeout=self._patience):
            raise BusyError
        wait = self._free_at - time.monotonic()
        if self._free_at > give_up_at:
            self._lock.release()
            raise BusyError
        if wait > 0:
            time.sleep(wait)
        self._began_at = time.monotonic()

    def __exit__(self, *_: object) -> None:
        """Let the next one through, after the pause."""
        now = time.monotonic()
        self._free_at = now + self._pause * (now - self._began_at)
        self._lock.release()


_gate = Gate()


@cache
def rule_folder() -> RuleFolder:
    """The folder of the rules in use, with all answers."""
    return RuleFolder(rules_directory(), default_explorer())


def try_change(rule: Rule, text: str) -> Draft:
    """Try a change of a rule, when it is one's turn.

    Args:
        rule: The rule.
        text: The text to stand in its place.

    Raises:
        BusyError: It is not.
    """
    with _gate:
        return rule_folder().change(rule, text, datetime.now(UTC).date())
