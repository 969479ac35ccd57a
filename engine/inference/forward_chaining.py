"""Forward chaining with durable_rules: the only module that knows that library.

Its traps, and what is done about each (every one has a test):

- A state that is never deleted fills the ruleset, so each evaluation has a state of its own,
  deleted when it ends.
- An action that raises is swallowed and firing goes on, so each action keeps its own error, and the
  first one is raised afterwards.
- A state that was never dispatched crashes the process when it is deleted, so it is not.
- Two facts alike to the letter raise inside the action, so each fact carries its path.
- A fact that no rule matches raises, which here only means that nothing follows from it.
- The library's host starts timer threads that dispatch as well, so ours starts none.
- The dispatch is not made for threads, so one evaluation runs at a time.
"""

from __future__ import annotations

import itertools
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from durable import engine as durable

from engine.errors import InferenceError
from engine.inference.facts import Fact, derived_fact
from engine.inference.ruleset import compile_ruleset
from engine.rule_book.records import Implication

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.rule_book.records import Rule, RuleBook


class Fired(NamedTuple):
    """A rule that fired, and the fact on which it did."""

    rule: Rule
    fact: Fact


class Inference:
    """A rule book, compiled once, through which facts are run."""

    def __init__(self, book: RuleBook) -> None:
        """Compile the rule book.

        Raises:
            InferenceError: durable_rules refuses the compiled rules.
        """
        self._name = f"rule_book_{next(_numbers)}"
        self._fired: list[Fired] = []
        self._failures: list[InferenceError] = []
        for rule in book.rules.values():
            _host.actions[f"{self._name}:{rule.id}"] = self._action(rule)
        definition = compile_ruleset(book)
        for compiled in definition.values():
            compiled["run"] = f"{self._name}:{compiled['run']}"
        try:
            _host.register_rulesets({self._name: definition})
        except Exception as error:
            raise InferenceError(f"durable_rules refuses the rule book: {error}") from error
        self._ruleset = _host.get_ruleset(self._name)

    def run(self, facts: list[Fact]) -> tuple[Fired, ...]:
        """Assert the facts, fire every rule that matches, in the order of salience.

        Args:
            facts: The facts of one visitor's answers, as `initial_facts` makes them.

        Returns:
            Every firing, in order.

        Raises:
            InferenceError: An action failed. What had been concluded by then is not returned.
        """
        with _one_at_a_time:
            self._fired, self._failures = [], []
            sid = str(next(_numbers))
            handle = self._assert(sid, facts)
            try:
                self._dispatch(handle)
            finally:
                self._ruleset.delete_state(sid)
            if self._failures:
                raise self._failures[0]
            return tuple(self._fired)

    def _assert(self, sid: str, facts: list[Fact]) -> int:
        # All facts first, then the agenda: salience then orders the rules of all of them.
        handle = None
        for fact in facts:
            try:
                handle = self._ruleset.assert_fact({"sid": sid, **fact})
            except durable.MessageNotHandledException:
                continue  # nothing follows from it
        if handle is None:
            raise InferenceError("no rule fires on any of the facts; the closing rule always must")
        return int(handle)

    def _dispatch(self, handle: int) -> None:
        def done(failure: object, state: dict[str, Any] | None) -> None:
            if failure or (state and "exception" in state):
                problem = failure or (state or {})["exception"]
                self._failures.append(InferenceError(f"durable_rules stopped: {problem}"))

        self._ruleset.do_actions(handle, done)

    def _action(self, rule: Rule) -> Callable[[durable.Closure], None]:
        def act(closure: durable.Closure) -> None:
            try:
                self._fire(rule, closure)
            except Exception as error:  # noqa: BLE001 - the library would swallow it
                failure = InferenceError(f"the action of rule {rule.id!r} failed: {error!r}")
                self._failures.append(failure)

        return act

    def _fire(self, rule: Rule, closure: durable.Closure) -> None:
        fact = closure.m._d  # noqa: SLF001 - no public way
        self._fired.append(Fired(rule, fact))
        if isinstance(rule, Implication):
            try:
                closure.assert_fact(
                    {"sid": closure.s.sid, **derived_fact(fact, rule.id, rule.then)}
                )
            except durable.MessageNotHandledException:
                return  # nothing follows from it


class _Host(durable.Host):  # type: ignore[misc] # the library has no types
    """One host for the process, without the library's timer threads."""

    def __init__(self) -> None:
        self.actions: dict[str, Callable[[durable.Closure], None]] = {}
        super().__init__()

    def get_action(self, action_name: str) -> Callable[[durable.Closure], None]:
        return self.actions[action_name]

    def _run(self) -> None:
        """Start no threads: the caller dispatches."""


_numbers = itertools.count(1)
_one_at_a_time = Lock()
_host = _Host()
