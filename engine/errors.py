"""The errors that the engine raises, each of which says what would be right."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


_LONGEST_ID = 80
"""No id is longer, so nothing longer is near to one."""

_NEAR = 0.7
"""How much alike names must be: a slip of the keys, not another word."""


def unknown_id(name: str, known: Iterable[str], kind: str = "id") -> str:
    """What an error says of an id that is not known: the nearest one that is, then all of them.

    Args:
        name: The id.
        known: Those that would be right.
        kind: What kind of thing the id was to name.
    """
    ids = list(known)
    return f"unknown {kind} {name!r};{did_you_mean(name, ids)} known: {', '.join(ids)}"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The question whether the nearest known name was meant; nothing where none is near.

    Args:
        name: What is not known.
        known: Names that would be right.
    """
    near = get_close_matches(name, list(known), 1, _NEAR) if len(name) <= _LONGEST_ID else []
    return f" did you mean {near[0]!r}?" if near else ""


class EngineError(Exception):
    """The root of every error that the engine raises on purpose."""


class RuleBookError(EngineError):
    """The rule book cannot be used. The message names the file, the rule and the id."""


def collected(check: Callable[[], object]) -> list[RuleBookError]:
    """The error that a check raises, or none."""
    try:
        check()
    except RuleBookError as error:
        return [error]
    return []


class AnswersError(EngineError, ValueError):
    """The answers cannot be explored: one is missing, or two contradict each other."""


class UnknownIdError(AnswersError):
    """An answer names an id that the rule book does not hold."""

    def __init__(self, kind: str, unknown: str, known: Iterable[str]) -> None:
        """Name the unknown id, what kind of id was expected, and the known ones."""
        self.kind = kind
        self.unknown = unknown
        self.known = tuple(known)
        super().__init__(unknown_id(unknown, self.known, kind))


class ComparisonError(EngineError, ValueError):
    """The options cannot be compared: too few, too many, one twice, or one that is not listed."""


class UnknownStepError(EngineError, ValueError):
    """A step was asked for that the trace does not have."""

    def __init__(self, step: int, steps: int) -> None:
        """Name the step, and those that there are."""
        super().__init__(f"the trace has no step {step}; it has steps 1 to {steps}")


class InferenceError(EngineError):
    """The inference went wrong, so its result is not shown. It is never a visitor's fault."""


class DocumentError(EngineError):
    """A copy of the source document does not have the outline that citations refer to."""


class SigningError(EngineError):
    """A record was to be signed that there is not."""
