"""The questionnaire without its pages: the answers so far, and which step comes next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from engine import Answers, explore
from engine.rule_book.loading import shipped_rule_book
from ui.words import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable


class Step(StrEnum):
    """The steps of the questionnaire, in order; each is a page, and the value is its address."""

    LOCATION = "location"
    WARNING_SIGNS = "today"
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
        warning_signs: The warning signs that are there today; None while that is not answered.
        went_on: Whether the visitor chose to go on in spite of an emergency sign.
        conditions: The chosen conditions.
        dropped: Conditions that a changed location no longer offers, to be told to the visitor.
    """

    location: str | None = None
    warning_signs: frozenset[str] | None = None
    went_on: bool = False
    conditions: frozenset[str] = frozenset()
    dropped: tuple[str, ...] = ()

    def with_location(self, location: str | None) -> Journey:
        """Take the answer to "Where is your pain?".

        Conditions that are not offered at the new location are dropped, and only those. Other
        locations ask about other warning signs, so those are asked again.

        Raises:
            AnswerError: Nothing is chosen.
        """
        if location is None:
            raise AnswerError("Choose where your pain is.")
        if location == self.location:
            return replace(self, dropped=())
        offered = [c.id for c in shipped_rule_book().conditions_offered_at(location)]
        return replace(
            self,
            location=location,
            warning_signs=None,
            went_on=False,
            conditions=self.conditions.intersection(offered),
            dropped=tuple(sorted(self.conditions.difference(offered))),
        )

    def with_warning_signs(self, signs: Iterable[str], *, none_of_these: bool) -> Journey:
        """Take the answer to "Is any of this new, or suddenly worse?".

        Raises:
            AnswerError: Nothing is chosen, or "None of these" beside a sign.
        """
        chosen = frozenset(signs)
        if chosen and none_of_these:
            raise AnswerError(
                f"Choose {quoted('None of these')} by itself, or take it away. "
                "If you are not sure, leave the sign ticked."
            )
        if not chosen and not none_of_these:
            raise AnswerError(f"Tick what is new or suddenly worse, or {quoted('None of these')}.")
        return replace(
            self, warning_signs=chosen, went_on=self.went_on and chosen == self.warning_signs
        )

    def going_on(self, *, deliberately: bool) -> Journey:
        """Go on in spite of an emergency sign.

        Raises:
            AnswerError: The visitor did not say so.
        """
        if not deliberately:
            raise AnswerError("Tick the box if you want to go on.")
        return replace(self, went_on=True)

    def with_conditions(self, conditions: Iterable[str]) -> Journey:
        """Take the answer to "What has a clinician named?".

        Raises:
            AnswerError: Nothing is chosen, or an answer that stands alone beside another.
        """
        chosen = frozenset(conditions)
        if not chosen:
            raise AnswerError(
                f"Choose at least one answer. You can choose {quoted('I am not sure')}."
            )
        book = shipped_rule_book()
        alone = [c for c in book.conditions if c.stands_alone and c.id in chosen]
        if alone and len(chosen) > 1:
            raise AnswerError(f"Choose {quoted(alone[0].name)} by itself. Or take it away.")
        return replace(self, conditions=chosen, dropped=())

    @property
    def next_step(self) -> Step:
        """The first question that has no answer, or the check page when all have one."""
        if self.location is None:
            return Step.LOCATION
        if self.warning_signs is None or self.must_act_first:
            return Step.WARNING_SIGNS
        if not self.conditions:
            return Step.CONDITION
        return Step.CHECK

    def may_see(self, step: Step) -> bool:
        """Whether the answers so far suffice to show a step."""
        order = list(Step)
        return self.next_step is Step.CHECK or order.index(step) <= order.index(self.next_step)

    @property
    def must_act_first(self) -> bool:
        """Whether an emergency sign is there, and the visitor has not chosen to go on."""
        return bool(self.warning_signs) and not self.went_on and explore(self.answers).emergency

    @property
    def answers(self) -> Answers:
        """The answers, for the engine; conditions may be open while there is a warning sign."""
        return Answers(
            location=self.location or "",
            conditions=self.conditions,
            warning_signs=self.warning_signs or frozenset(),
        )
