"""The questionnaire without its pages: the answers so far, and which step comes next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from engine import Answers
from engine.loading import shipped_rule_book
from ui.words import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable


class Step(StrEnum):
    """The steps of the questionnaire, in order; each is a page, and the value is its address."""

    LOCATION = "location"
    CONDITION = "condition"
    CHECK = "check"
    RESULT = "result"


class AnswerError(Exception):
    """An answer cannot be taken as it is; the message tells the visitor what to do."""


@dataclass(frozen=True)
class Journey:
    """The answers so far, and what a change of the location made of them.

    Attributes:
        location: The chosen location.
        conditions: The chosen conditions.
        dropped: Conditions that a changed location no longer offers, to be told to the visitor.
    """

    location: str | None = None
    conditions: frozenset[str] = frozenset()
    dropped: tuple[str, ...] = ()

    def with_location(self, location: str | None) -> Journey:
        """Take the answer to "Where is your pain?".

        Conditions that are not offered at the new location are dropped, and only those.

        Raises:
            AnswerError: Nothing is chosen.
        """
        if location is None:
            raise AnswerError("Choose where your pain is")
        if location == self.location:
            return replace(self, dropped=())
        offered = [c.id for c in shipped_rule_book().conditions_offered_at(location)]
        return replace(
            self,
            location=location,
            conditions=self.conditions.intersection(offered),
            dropped=tuple(sorted(self.conditions.difference(offered))),
        )

    def with_conditions(self, conditions: Iterable[str]) -> Journey:
        """Take the answer to "What has a clinician named?".

        Raises:
            AnswerError: Nothing is chosen, or an answer that stands alone beside another.
        """
        chosen = frozenset(conditions)
        if not chosen:
            raise AnswerError(f"Choose at least one answer. One is {quoted('I am not sure')}")
        book = shipped_rule_book()
        alone = [c for c in book.conditions if c.stands_alone and c.id in chosen]
        if alone and len(chosen) > 1:
            raise AnswerError(f"Choose {quoted(alone[0].name)} by itself, or take it away")
        return replace(self, conditions=chosen, dropped=())

    @property
    def next_step(self) -> Step:
        """The first question that has no answer, or the check page when all have one."""
        if self.location is None:
            return Step.LOCATION
        if not self.conditions:
            return Step.CONDITION
        return Step.CHECK

    def may_see(self, step: Step) -> bool:
        """Whether the answers so far suffice to show a step."""
        order = list(Step)
        return self.next_step is Step.CHECK or order.index(step) <= order.index(self.next_step)

    @property
    def answers(self) -> Answers:
        """The answers, for the engine. Only asked for when every question has one."""
        return Answers(location=self.location or "", conditions=self.conditions)
