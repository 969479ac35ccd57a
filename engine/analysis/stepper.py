"""The trace step by step: working memory, the agenda, the rule that fires."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import InferenceError
from engine.inference.facts import initial_facts, path_of
from engine.outcome.brief import BriefPath
from engine.outcome.wording import fact_in_words, firing_in_words
from engine.rule_book.records import Id, Record, RuleKind

if TYPE_CHECKING:
    from engine.outcome.records import Firing, Outcome
    from engine.rule_book.records import RuleBook


class MemoryFact(Record):
    """A fact in working memory, and the step whose firing put it there (0: the answers)."""

    path: BriefPath
    words: str
    since: int


class Activation(Record):
    """A rule that waits on the agenda, and the fact that it matches."""

    rule: Id
    kind: RuleKind
    salience: int
    fact: BriefPath


class TraceStep(Record):
    """One step: what is known before it, which activations wait, and what the first one does.

    `memory` and `agenda` are as they are before the rule fires. `activation` is the first one of
    the agenda, `derived` the fact that its rule adds, if any, and `words` what the rule says.
    """

    step: int
    memory: tuple[MemoryFact, ...]
    agenda: tuple[Activation, ...]
    activation: Activation
    concludes: tuple[Id, ...]
    derived: MemoryFact | None
    words: str


def trace_steps(outcome: Outcome, book: RuleBook) -> tuple[TraceStep, ...]:
    """Retell the trace of an outcome step by step.

    An activation waits on the agenda from the moment its fact is in working memory until it fires;
    the agenda stands in the order of salience.

    Args:
        outcome: An outcome.
        book: The rule book that it was computed with.

    Returns:
        One step for each firing, in order.

    Raises:
        InferenceError: The trace does not hold together: a rule fired on a fact that was not yet
            known, or before one of higher salience.
    """
    answers = outcome.answers
    memory = [
        MemoryFact(path=path, words=fact_in_words(path, answers, book), since=0)
        for path in map(path_of, initial_facts(answers, book))
    ]
    steps: list[TraceStep] = []
    for place, firing in enumerate(outcome.trace):
        known = {fact.path for fact in memory}
        waiting = [later for later in outcome.trace[place:] if later.fact in known]
        agenda = tuple(map(_activation, sorted(waiting, key=lambda f: f.salience)))
        activation = _activation(firing)
        if not agenda or agenda[0] != activation:
            raise InferenceError(
                f"step {firing.step}: the rule {firing.rule!r} fired on {str(firing.fact)!r}, "
                "which is not the first activation of the agenda"
            )
        derived = None
        if firing.kind is RuleKind.IMPLICATION:
            path = firing.fact.extended(firing.rule)
            words = fact_in_words(path, answers, book)
            derived = MemoryFact(path=path, words=words, since=firing.step)
        steps.append(
            TraceStep(
                step=firing.step,
                memory=tuple(memory),
                agenda=agenda,
                activation=activation,
                concludes=firing.concludes,
                derived=derived,
                words=firing_in_words(firing, book),
            )
        )
        if derived:
            memory.append(derived)
    return tuple(steps)


def _activation(firing: Firing) -> Activation:
    return Activation(
        rule=firing.rule, kind=firing.kind, salience=firing.salience, fact=firing.fact
    )
