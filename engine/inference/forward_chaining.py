"""Forward chaining with durable_rules: the only module that knows that library.

Its traps, and what is done about each (every one has a test):

- A state has a place for each rule, whether or not it fires, and a ruleset holds 1,024 states. So
  each ruleset has one state, the working memory, which is emptied after each evaluation.
- Taking out a fact after one that was asserted later reads past the end of an array where one rule
  fired on both, so facts are taken out in the order in which they were asserted.
- A state after an error may hold anything, so it is deleted, and the next answers meet a new one.
- A state whose agenda was never run crashes the process when it is deleted, so the agenda is run
  as soon as there is a state.
- A ruleset is never freed by the library itself, so it is freed when its `Inference` is collected;
  its state, which the library would keep, is deleted before.
- An action that raises is swallowed and firing goes on, so each action records its own error, and
  the first one is raised afterwards.
- Two facts alike to the letter raise inside the action, so each fact carries its path.
- A fact that no rule matches raises, which here only means that nothing follows from it.
- The library's host starts timer threads that dispatch as well, so ours starts none.
- The library is not made for threads, so one thread at a time compiles, evaluates or frees.
"""

from __future__ import annotations

import itertools
import weakref
from collections import deque
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from durable import engine as durable

from engine.errors import InferenceError
from engine.inference.facts import Fact, FactPath, derived_fact
from engine.inference.ruleset import compile_ruleset
from engine.rule_book.records import LOCATION_ANSWER, Implication

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.rule_book.records import Rule, RuleBook


class RuleFiring(NamedTuple):
    """A rule that fired, with the fact on which it did."""

    rule: Rule
    fact: Fact


class _EvaluationLog:
    """What the actions of a ruleset record while one evaluation runs.

    Actions hold this log, not the `Inference`, which can so be collected when it is dropped.
    """

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Begin anew."""
        self.facts: list[Fact] = []  # in the order in which they were asserted
        self.firings: list[RuleFiring] = []
        self.failures: list[InferenceError] = []

    def noted(self, fact: Fact) -> Fact:
        """A fact as it is asserted, to be taken out again."""
        self.facts.append({"sid": _STATE, **fact})
        return self.facts[-1]


class Inference:
    """A rule book, compiled once, through which facts are run.

    The ruleset that durable_rules holds for it is freed some time after the `Inference` was
    dropped: when the next one is compiled.
    """

    def __init__(self, book: RuleBook) -> None:
        """Compile the rule book.

        Raises:
            InferenceError: durable_rules refuses the compiled rules.
        """
        self._log = _EvaluationLog()
        definition = compile_ruleset(book)
        for rule in book.rules.values():
            definition[rule.id]["run"] = _action(rule, self._log)
        with _library:
            _free_dropped_rulesets()
            try:
                self._ruleset = durable.Ruleset(f"rules_{next(_numbers)}", _host, definition)
            except Exception as error:
                raise InferenceError(f"durable_rules refuses the rule book: {error}") from error
            self._make_state()
        weakref.finalize(self, _dropped_rulesets.append, self._ruleset._handle)  # noqa: SLF001 - no public way

    def run(self, facts: list[Fact]) -> tuple[RuleFiring, ...]:
        """Assert the facts, fire every rule that matches, in the order of salience.

        Args:
            facts: The facts of one visitor's answers, as `initial_facts` makes them.

        Returns:
            Every firing, in order.

        Raises:
            InferenceError: An action failed, a fact was refused, or no rule fires on any of the
                facts. What had been concluded by then is not returned.
        """
        with _library:
            try:
                self._run_agenda(self._assert_all(facts))
                self._empty_state()
            except BaseException:
                self._ruleset.delete_state(_STATE)
                self._make_state()
                raise
            return tuple(self._log.firings)

    def _assert_all(self, facts: list[Fact]) -> int:
        # All facts first, then the agenda: salience then orders the rules of all of them.
        self._log.clear()
        handle = None
        for fact in facts:
            try:
                handle = self._ruleset.assert_fact(self._log.noted(fact))
            except durable.MessageNotHandledException:
                continue  # nothing follows from it
            except Exception as error:
                raise InferenceError(f"durable_rules refuses the fact {fact}: {error!r}") from error
        if handle is None:
            raise InferenceError("no rule fires on any of the facts; the closing rule always must")
        return int(handle)

    def _make_state(self) -> None:
        """Make the state, with its agenda run.

        Only a fact that some rule matches makes an agenda to run; the closing rule fires on this
        one. What fires on it is not used.
        """
        discarded = {"path": str(FactPath("discarded")), "answer": LOCATION_ANSWER}
        handle = self._assert_all([discarded])
        with suppress(InferenceError):
            self._run_agenda(handle)
        self._empty_state()

    def _empty_state(self) -> None:
        """Take out every fact, and make sure that none is left for the answers that come next."""
        self._ruleset.retract_facts(self._log.facts)
        if self._ruleset.get_facts(_STATE):
            raise InferenceError("durable_rules keeps facts of answers whose evaluation has ended")

    def _run_agenda(self, handle: int) -> None:
        """Fire what matches, and raise the first failure."""
        # The library leaves the callback in a cycle, which must not hold the `Inference`.
        log = self._log

        def finish(failure: object, state: dict[str, Any] | None) -> None:
            if failure or (state and "exception" in state):
                problem = failure or (state or {})["exception"]
                log.failures.append(InferenceError(f"durable_rules stopped: {problem}"))

        self._ruleset.do_actions(handle, finish)
        if log.failures:
            raise log.failures[0]


def _action(rule: Rule, log: _EvaluationLog) -> Callable[[durable.Closure], None]:
    """The action of a rule: record the firing, assert what an implication derives."""

    def act(closure: durable.Closure) -> None:
        try:
            _fire(rule, log, closure)
        except Exception as error:  # noqa: BLE001 - the library would swallow it
            failure = InferenceError(f"the action of rule {rule.id!r} failed: {error!r}")
            log.failures.append(failure)

    return act


def _fire(rule: Rule, log: _EvaluationLog, closure: durable.Closure) -> None:
    fact = closure.m._d  # noqa: SLF001 - no public way
    log.firings.append(RuleFiring(rule, fact))
    if isinstance(rule, Implication):
        try:
            closure.assert_fact(log.noted(derived_fact(fact, rule.id, rule.then)))
        except durable.MessageNotHandledException:
            return  # nothing follows from it


class _Host(durable.Host):  # type: ignore[misc] # the library has no types
    """One host for the process, without the library's timer threads."""

    def _run(self) -> None:
        """Start no threads: the caller dispatches."""


def _free_dropped_rulesets() -> None:
    """Free the rulesets whose `Inference` was collected. The caller holds the lock."""
    while _dropped_rulesets:
        handle = _dropped_rulesets.popleft()
        durable.durable_rules_engine.delete_state(handle, _STATE)
        durable.durable_rules_engine.delete_ruleset(handle)


_STATE = "facts"  # what the library calls the one state of each ruleset
_numbers = itertools.count(1)
_library = Lock()
_host = _Host()
# Filled by the garbage collector, which may run inside any of our own code: it must not wait for
# the lock, so it only leaves a note here.
_dropped_rulesets: deque[int] = deque()
