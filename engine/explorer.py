"""The engine's front door: answers go in, an outcome comes out."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from engine.answers import Answers
from engine.errors import AnswersError, UnknownIdError
from engine.inference.facts import initial_facts
from engine.inference.forward_chaining import Inference
from engine.outcome.reasons import OutcomeBuilder
from engine.outcome.records import IfFound, Outcome
from engine.rule_book.loading import default_rule_book

if TYPE_CHECKING:
    from engine.rule_book.records import RuleBook

# Far more than the answers people give; a bound, so that memory stays flat whatever is asked.
_CACHED_OUTCOMES = 4096


class Explorer:
    """A rule book, compiled once, with the outcomes that were computed with it.

    An outcome depends on the answers and the rules alone, so it is computed once and shared. It
    holds nothing about who asked. What the inference library holds for the rule book is freed once
    the explorer was dropped.
    """

    def __init__(self, book: RuleBook) -> None:
        """Compile a rule book.

        Raises:
            InferenceError: durable_rules refuses the compiled rules.
        """
        self.book = book
        self._inference = Inference(book)
        self._builder = OutcomeBuilder(book)
        self.explore = lru_cache(maxsize=_CACHED_OUTCOMES)(self.evaluate)

    def close(self) -> None:
        """Give up what was computed; nothing can be explored from then on.

        The outcomes hold the explorer and the explorer holds them, so otherwise all of it would
        wait for the garbage collector.
        """
        del self.explore

    def evaluate(self, answers: Answers) -> Outcome:
        """Run the rules on the answers, whether or not they were seen before.

        Args:
            answers: One known location and known conditions, offered there or not, and any
                known warning signs.

        Returns:
            The outcome. It always ends with the closing advice.

        Raises:
            UnknownIdError: The location, a condition or a warning sign is not in the rule book.
            AnswersError: An answer that stands alone was given together with another.
            InferenceError: The inference went wrong.
        """
        self._check(answers)
        firings = self._inference.run(initial_facts(answers, self.book))
        return self._builder.build(answers, firings, self._if_found(answers))

    def _check(self, answers: Answers) -> None:
        book = self.book
        for kind, ids, known in (
            ("location", {answers.location}, book.location_by_id.keys()),
            ("condition", answers.conditions, book.condition_by_id.keys()),
            ("warning sign", answers.warning_signs, book.warning_sign_by_id.keys()),
        ):
            unknown = sorted(ids - known)
            if unknown:
                raise UnknownIdError(kind, unknown[0], known)
        if len(answers.conditions) > 1:
            for condition in sorted(answers.conditions):
                if book.condition_by_id[condition].stands_alone:
                    raise AnswersError(
                        f"the condition {condition!r} stands alone; it cannot be combined with "
                        + ", ".join(sorted(answers.conditions - {condition}))
                    )

    def _if_found(self, answers: Answers) -> tuple[IfFound, ...]:
        if self.book.not_sure not in answers.conditions:
            return ()
        return tuple(
            IfFound(
                condition=condition,
                options=self.explore(
                    Answers(location=answers.location, conditions=frozenset({condition.id}))
                ).options,
            )
            for condition in self.book.conditions_offered_at(answers.location)
            if not condition.stands_alone
        )


@cache
def default_explorer() -> Explorer:
    """The explorer over the rule book in use, made once.

    Raises:
        RuleBookError: as `load_rule_book`.
    """
    return Explorer(default_rule_book())


def explore(answers: Answers) -> Outcome:
    """What the rule book in use lists for the answers.

    Args:
        answers: One known location and known conditions, offered there or not, and any known
            warning signs.

    Returns:
        The outcome, computed once for each set of answers and then looked up.

    Raises:
        UnknownIdError: The location, a condition or a warning sign is not in the rule book; the
            message lists the known ones.
        AnswersError: An answer that stands alone was given together with another.
        InferenceError: The inference went wrong.
    """
    return default_explorer().explore(answers)
