"""Every answer of a rule book in short: what a comparison looks at, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from engine.analysis.answer_table import AnswerRows, single_answers
from engine.outcome.records import Basis

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.analysis.answer_table import Identity
    from engine.explorer import Explorer
    from engine.outcome.records import ListedOption, Outcome, Reason
    from engine.rule_book.records import RuleBook

Standing = Literal["listed", "implied", "implied by us", "also named"]
"""How an option stands in an outcome, the most direct first; `implied by us` is implied through a
link of ours alone."""

LISTED: Standing = "listed"
IMPLIED: Standing = "implied"
OURS: Standing = "implied by us"
ALSO_NAMED: Standing = "also named"

STRENGTH: dict[Standing | None, int] = {None: 0, ALSO_NAMED: 1, OURS: 2, IMPLIED: 3, LISTED: 4}
"""How directly an option stands there; that of a set is the strongest of its members'."""


class Way(NamedTuple):
    """One reason for which an option is listed.

    Attributes:
        standing: How the option stands if this is its only reason.
        chain: The answer and the rules that lead to it, each by kind and id.
    """

    standing: Standing
    chain: tuple[str, ...]


class AnswerSummary(NamedTuple):
    """One outcome in short.

    Attributes:
        ways: Each option that is listed, in the order of the result, with every way to it.
        also_named: The options that are only named.
        if_found: The conditions that may be found by somebody who is not sure; what is listed for
            each is what is listed where it is chosen at that location.
        alternatives: The ids of the alternatives, with their names.
        closing: The closing rule, with the heading and the words of the advice.
    """

    ways: tuple[tuple[str, frozenset[Way]], ...]
    also_named: tuple[str, ...]
    if_found: tuple[str, ...]
    alternatives: tuple[tuple[str, str], ...]
    closing: tuple[str, str, str]

    @property
    def chains(self) -> dict[str, set[tuple[str, ...]]]:
        """The chains by which each option is reached."""
        return {option: {way.chain for way in ways} for option, ways in self.ways}

    @property
    def standing(self) -> dict[str, Standing]:
        """How each option stands in the outcome, those that are listed first."""
        listed = {option: strongest(ways) for option, ways in self.ways}
        return listed | dict.fromkeys(self.also_named, ALSO_NAMED)


class AnswersOfBook(NamedTuple):
    """A rule book with its answers, computed once, so that it can be compared with several.

    Attributes:
        book: The rule book.
        identity: Which it is.
        outcomes: What comes of each condition at each location; None for no condition.
        notices: The level of each warning sign, by the location where it is asked about.
        offered: The locations and conditions that the questionnaire offers together.
    """

    book: RuleBook
    identity: Identity
    outcomes: dict[tuple[str, str | None], AnswerSummary]
    notices: dict[tuple[str, str], str]
    offered: frozenset[tuple[str, str | None]]


def answers_of_book(explorer: Explorer) -> AnswersOfBook:
    """Run the engine on every answer that a comparison looks at.

    Raises:
        InferenceError: The inference went wrong.
    """
    outcomes: dict[tuple[str, str | None], AnswerSummary] = {}
    notices: dict[tuple[str, str], str] = {}
    offered: set[tuple[str, str | None]] = set()
    rows = AnswerRows(explorer.book)
    # Most answers share most of what they say; held once, a large book stays small.
    shared: dict[Any, Any] = {}
    for answer in single_answers(explorer):
        rows.add(answer)
        if answer.sign is not None:
            for notice in answer.outcome.urgent:
                notices[answer.location, notice.sign.id] = str(notice.level)
            continue
        summary = _summary(answer.outcome)
        outcomes[answer.location, answer.condition] = AnswerSummary(
            *(shared.setdefault(part, part) for part in summary)
        )
        if answer.asked:
            offered.add((answer.location, answer.condition))
    return AnswersOfBook(explorer.book, rows.identity, outcomes, notices, frozenset(offered))


def strongest(ways: Iterable[Way]) -> Standing:
    """How an option stands that is reached in all these ways."""
    return max((way.standing for way in ways), key=lambda standing: STRENGTH[standing])


def _summary(outcome: Outcome) -> AnswerSummary:
    consult = outcome.consult
    return AnswerSummary(
        ways=tuple((listed.option.id, _ways(listed)) for listed in outcome.options),
        also_named=tuple(option.id for option in outcome.also_named),
        if_found=tuple(found.condition.id for found in outcome.if_found),
        alternatives=tuple((one.id, one.name) for one in outcome.alternatives),
        closing=(consult.rule, consult.name, consult.says),
    )


def _ways(listed: ListedOption) -> frozenset[Way]:
    return frozenset(
        Way(_standing(reason), tuple(f"{step.kind}.{step.id}" for step in reason.chain))
        for reason in listed.reasons
    )


def _standing(reason: Reason) -> Standing:
    if reason.basis is Basis.LISTED:
        return LISTED
    return OURS if reason.editorial else IMPLIED
