"""What goes into the engine: the answers of one visitor, as a frozen model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from pydantic import ValidationError, model_validator

from engine.errors import AnswersError
from engine.rule_book.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterable


class Answers(Record):
    """What a visitor answered: one location, one or more conditions, and any warning signs.

    Ids are held against the rule book when the answers are explored. With a warning sign the
    conditions may still be open: an emergency does not wait for them.

    Attributes:
        location: The id of the location of the pain.
        conditions: The ids of the conditions that a clinician has named.
        warning_signs: The ids of the warning signs that are new or suddenly worse.
    """

    location: str
    conditions: frozenset[str] = frozenset()
    warning_signs: frozenset[str] = frozenset()

    @classmethod
    def from_ids(
        cls, location: str, conditions: Iterable[str] = (), warning_signs: Iterable[str] = ()
    ) -> Self:
        """The answers that some ids name, where they come from outside.

        Raises:
            AnswersError: Neither a condition nor a warning sign is named.
        """
        try:
            return cls(
                location=location,
                conditions=frozenset(conditions),
                warning_signs=frozenset(warning_signs),
            )
        except ValidationError as error:
            message = error.errors()[0]["msg"].removeprefix("Value error, ")
            raise AnswersError(message) from None

    @model_validator(mode="after")
    def _something_is_answered(self) -> Self:
        if not self.conditions and not self.warning_signs:
            raise ValueError(
                "`conditions` is empty; name at least one (only answers with a "
                "warning sign may leave the conditions open)"
            )
        return self
