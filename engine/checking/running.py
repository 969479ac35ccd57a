"""Running every answer of a rule book, and what follows from it for rules and options."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.answers import Answers
from engine.errors import EngineError
from engine.rule_book.records import Implication, Indication, RuleKind, WarningSign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.explorer import Explorer
    from engine.outcome.records import Outcome
    from engine.rule_book.records import Location, Rule, RuleBook

_MOST_TOLD = 10


class Run(NamedTuple):
    """What came of running every answer.

    Attributes:
        answers: How many were run.
        fired: The rules that fire for some answer that the questionnaire takes.
        reached: The options that some such answer lists, or names besides.
        without_advice: What is wrong with outcomes that do not end with the closing advice.
    """

    answers: int
    fired: frozenset[str]
    reached: frozenset[str]
    without_advice: tuple[str, ...]


def run_all(explorer: Explorer) -> Run:
    """Run every location with every condition, offered there or not, and with each sign there.

    Every rule looks at one answer, so whatever several answers lead to, one of them leads to alone.

    Args:
        explorer: The rule book, compiled.
    """
    fired: set[str] = set()
    reached: set[str] = set()
    wrong: list[str] = []
    count = 0
    for answers, is_asked in _every_answer(explorer.book):
        count += 1
        try:
            outcome = explorer.explore(answers)
        except EngineError as error:
            _tell(wrong, answers, str(error))
            continue
        if not _ends_with_advice(outcome, explorer.book):
            _tell(wrong, answers, "the outcome does not end with the closing advice")
        if is_asked:
            fired.update(firing.rule for firing in outcome.trace)
            reached.update(listed.option.id for listed in outcome.options)
            reached.update(option.id for option in outcome.also_named)
    return Run(count, frozenset(fired), frozenset(reached), tuple(wrong))


def number_of_answers(book: RuleBook) -> int:
    """How many answers the questionnaire takes: every set of conditions at every location."""
    total = 0
    for location in book.locations:
        offered = book.conditions_offered_at(location.id)
        alone = sum(condition.stands_alone for condition in offered)
        total += 2 ** (len(offered) - alone) - 1 + alone
    return total


def subsumed_rules(book: RuleBook) -> list[tuple[Rule, Rule]]:
    """The rules that add nothing, each with one that fires whenever it does, and says the same.

    A rule on a condition and one on the location alone are two reasons, so neither adds nothing.

    Args:
        book: The rule book.
    """
    by_conclusion: dict[tuple[RuleKind, str | None, str], list[Implication | Indication]] = {}
    rules_on_answers: tuple[Implication | Indication, ...] = (
        *book.implications,
        *book.indications,
    )
    for rule in rules_on_answers:
        key = (rule.kind, rule.when.condition, rule.then)
        by_conclusion.setdefault(key, []).append(rule)
    return [
        (rule, other)
        for rules in by_conclusion.values()
        for rule in rules
        for other in rules
        if rule is not other and places(other, book) > places(rule, book)
    ]


def places(rule: Implication | Indication, book: RuleBook) -> frozenset[str]:
    """The locations at which a rule can fire."""
    when = rule.when
    return frozenset(
        location.id
        for location in book.locations
        if when.location in {None, location.id} and when.region in {None, location.region}
    )


def _every_answer(book: RuleBook) -> Iterator[tuple[Answers, bool]]:
    """Every answer that is run, with whether the questionnaire takes it."""
    for location in book.locations:
        for condition in book.conditions:
            answers = Answers(location=location.id, conditions=frozenset({condition.id}))
            yield answers, location.id in condition.offered_at
        for sign in _asked_at(location, book):
            yield Answers(location=location.id, warning_signs=frozenset({sign.id})), True


def _asked_at(location: Location, book: RuleBook) -> tuple[WarningSign, ...]:
    return book.warning_signs_asked_at(location.id)


def _ends_with_advice(outcome: Outcome, book: RuleBook) -> bool:
    closing = book.closing
    last = outcome.trace[-1] if outcome.trace else None
    return (
        last is not None
        and last.rule == closing.id
        and last.kind is RuleKind.CLOSING
        and outcome.consult.says == closing.says
    )


def _tell(wrong: list[str], answers: Answers, problem: str) -> None:
    if len(wrong) < _MOST_TOLD:
        ids = ", ".join((answers.location, *answers.conditions, *answers.warning_signs))
        wrong.append(f"rules: the answers {ids}: {problem}")
