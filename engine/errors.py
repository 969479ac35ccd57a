"""The errors that the engine raises, each of which says what would be right."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class EngineError(Exception):
    """The root of every error that the engine raises on purpose."""


class RuleBookError(EngineError):
    """The rule book cannot be used. The message names the file, the rule and the id."""


class AnswersError(EngineError, ValueError):
    """The answers cannot be explored: one is missing, or two contradict each other."""


class UnknownIdError(AnswersError):
    """An answer names an id that the rule book does not hold."""

    def __init__(self, kind: str, unknown: str, known: Iterable[str]) -> None:
        """Name the unknown id, what kind of id was expected, and the known ones."""
        self.kind = kind
        self.unknown = unknown
        self.known = tuple(known)
        super().__init__(f"unknown {kind} {unknown!r}; known: {', '.join(self.known)}")


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
