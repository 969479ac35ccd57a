"""What goes into the engine: the answers of one visitor, as a frozen model."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from engine.rule_book.records import Record


class Answers(Record):
    """What a visitor answered: one location, one or more conditions, and any warning signs.

    Ids are held against the rule book when the answers are explored. With a warning sign the
    conditions may still be open: an emergency does not wait for them.
    """

    location: str
    conditions: frozenset[str] = frozenset()
    warning_signs: frozenset[str] = frozenset()

    @model_validator(mode="after")
    def _something_is_answered(self) -> Self:
        if not self.conditions and not self.warning_signs:
            raise ValueError(
                "`conditions` is empty; name at least one, such as not_sure (only answers with a "
                "warning sign may leave the conditions open)"
            )
        return self
