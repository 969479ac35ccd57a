"""The answers so far, which decide the page of the questionnaire that comes next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from engine import Answers, explore
from engine.rule_book.loading import default_rule_book
from ui.words import edition, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable


class QuestionnairePage(StrEnum):
    """The pages of the questionnaire, in order; the value is the last part of the address."""

    LOCATION = "location"
    WARNING_SIGNS = "today"
    CONDITION = "condition"
    OVERVIEW = "check"
    RESULT = "result"


class AnswerError(Exception):
    """An answer cannot be accepted as it is; the message tells the visitor what to do."""


@dataclass(frozen=True)
class Journey:
    """The answers so far, and what a change of the location made of them.

    Attributes:
        location: The chosen location.
        warning_signs: The warning signs that are there today; None while that is not answered.
        earlier_warning_signs: What was ticked before the question was opened again.
        emergency_acknowledged: Whether the visitor chose to go on in spite of an emergency sign.
        conditions: The chosen conditions.
        dropped_conditions: Conditions that a changed location no longer offers; the visitor is
            told which.
    """

    location: str | None = None
    warning_signs: frozenset[str] | None = None
    earlier_warning_signs: frozenset[str] = frozenset()
    emergency_acknowledged: bool = False
    conditions: frozenset[str] = frozenset()
    dropped_conditions: tuple[str, ...] = ()

    def with_location(self, location: str | None) -> Journey:
        """Add the answer to the first question.

        Conditions that are not offered at the new location are dropped, and only those. Other
        locations ask about other warning signs, so those are asked again.

        Raises:
            AnswerError: Nothing is chosen.
        """
        if location is None:
            raise AnswerError(f"Please choose where your {edition().complaint} is.")
        if location == self.location:
            return replace(self, dropped_conditions=())
        offered = [c.id for c in default_rule_book().conditions_offered_at(location)]
        return replace(
            self,
            location=location,
            warning_signs=None,
            earlier_warning_signs=frozenset(),
            emergency_acknowledged=False,
            conditions=self.conditions.intersection(offered),
            dropped_conditions=tuple(sorted(self.conditions.difference(offered))),
        )

    def with_warning_signs(self, signs: Iterable[str], *, none_of_these: bool) -> Journey:
        """Add the answer to "Is any of this new, or suddenly worse?".

        Raises:
            AnswerError: Nothing is chosen, or "None of these" beside a sign.
        """
        chosen = frozenset(signs)
        if chosen and none_of_these:
            raise AnswerError(
                f"You ticked a sign and {quoted('None of these')} as well. Please untick one of "
                "them. If you are not sure, leave the sign ticked."
            )
        if not chosen and not none_of_these:
            raise AnswerError(
                f"Please tick what is new or suddenly worse, or {quoted('None of these')}."
            )
        return replace(
            self,
            warning_signs=chosen,
            earlier_warning_signs=frozenset(),
            emergency_acknowledged=self.emergency_acknowledged and chosen == self.warning_signs,
        )

    def with_warning_signs_reopened(self) -> Journey:
        """The journey of a visitor who wants to change which signs are ticked."""
        return replace(
            self, warning_signs=None, earlier_warning_signs=self.warning_signs or frozenset()
        )

    def with_emergency_acknowledged(self, *, confirmed: bool) -> Journey:
        """The journey of a visitor who goes on in spite of an emergency sign.

        Args:
            confirmed: Whether the visitor ticked the box that says so.

        Raises:
            AnswerError: The box is not ticked.
        """
        if not confirmed:
            raise AnswerError("Please tick the box if you want to go on.")
        return replace(self, emergency_acknowledged=True)

    def with_conditions(self, conditions: Iterable[str]) -> Journey:
        """Add the answer to "What has a clinician named?".

        Raises:
            AnswerError: Nothing is chosen, or an answer that stands alone beside another.
        """
        chosen = frozenset(conditions)
        if not chosen:
            raise AnswerError(
                f"Please choose at least one answer. You can choose {quoted('I am not sure')}."
            )
        book = default_rule_book()
        alone = [c for c in book.conditions if c.stands_alone and c.id in chosen]
        if alone and len(chosen) > 1:
            raise AnswerError(
                f"You chose {quoted(alone[0].name)} and something else as well. Please untick one "
                "of them."
            )
        return replace(self, conditions=chosen, dropped_conditions=())

    @property
    def next_page(self) -> QuestionnairePage:
        """The first question that has no answer, or the overview when all have one."""
        if self.location is None:
            return QuestionnairePage.LOCATION
        if self.warning_signs is None or self.has_open_emergency:
            return QuestionnairePage.WARNING_SIGNS
        if not self.conditions:
            return QuestionnairePage.CONDITION
        return QuestionnairePage.OVERVIEW

    def allows(self, page: QuestionnairePage) -> bool:
        """Whether the answers so far suffice to show a page."""
        order = list(QuestionnairePage)
        last = self.next_page
        return last is QuestionnairePage.OVERVIEW or order.index(page) <= order.index(last)

    @property
    def has_open_emergency(self) -> bool:
        """Whether an emergency sign is there, and the visitor has not chosen to go on."""
        return (
            bool(self.warning_signs)
            and not self.emergency_acknowledged
            and explore(self.answers).emergency
        )

    @property
    def answers(self) -> Answers:
        """The answers, for the engine; conditions may be open while there is a warning sign."""
        return Answers(
            location=self.location or "",
            conditions=self.conditions,
            warning_signs=self.warning_signs or frozenset(),
        )
