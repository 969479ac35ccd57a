"""What durable_rules does that the engine is built around: an upgrade shows here what changed.

Each of these is a fact about the library alone. That the engine loses nothing by it is tested
beside the engine, in test_forward_chaining.py and test_explorer.py.
"""

import functools
import itertools
import signal
import threading
from collections.abc import Callable
from typing import Any

import pytest
from durable import engine as durable

from tests.engine.child import HUNG, OVERWRITES_WHAT_IS_FREED, run_child

Action = Callable[[durable.Closure], None]

_numbers = itertools.count(1)

QUIET = """
from durable import engine as durable
class Quiet(durable.Host):
    def _run(self):
        pass
host = Quiet()
def rule(field, constant):
    return {"all": [{"m": {field: constant}}], "run": lambda closure: None}
"""
MEASURED = f"""{QUIET}
import os
from pathlib import Path
def memory():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
"""


class Quiet(durable.Host):  # type: ignore[misc] # the library has no types
    """A host without the library's timer threads."""

    def _run(self) -> None:
        """Start no threads."""


def rule(action: Action, *, pri: int = 1, **pattern: str) -> dict[str, Any]:
    """A rule on one fact."""
    return {"all": [{"m": pattern}], "pri": pri, "run": action}


def ruleset(**rules: dict[str, Any]) -> durable.Ruleset:
    """A ruleset of its own host."""
    host, name = Quiet(), f"rules_{next(_numbers)}"
    host.register_rulesets({name: rules})
    return host.get_ruleset(name)


def dispatch(rules: durable.Ruleset, handle: object) -> tuple[Any, dict[str, Any]]:
    """Fire what matches, and return the failure and the state that the library hands out."""
    told: list[Any] = []
    rules.do_actions(handle, lambda failure, state: told.extend((failure, state)))
    return told[0], told[1]


def test_the_rule_of_the_lower_number_fires_first() -> None:
    """`pri` is salience: the lower number fires first, whichever rule stands first."""
    fired: list[str] = []
    rules = ruleset(
        last=rule(lambda _: fired.append("last"), pri=9, x="1"),
        first=rule(lambda _: fired.append("first"), pri=1, x="1"),
    )
    dispatch(rules, rules.assert_fact({"sid": "1", "x": "1"}))
    assert fired == ["first", "last"]


def test_rules_chain() -> None:
    """A fact that an action asserts is matched in the same run."""
    fired: list[str] = []
    rules = ruleset(
        derive=rule(lambda c: c.assert_fact({"sid": c.s.sid, "x": "2"}), x="1"),
        conclude=rule(lambda _: fired.append("conclude"), x="2"),
    )
    failure, state = dispatch(rules, rules.assert_fact({"sid": "1", "x": "1"}))
    assert failure is None
    assert "exception" not in state
    assert fired == ["conclude"]


def test_a_fact_alike_to_the_letter_raises() -> None:
    """A fact that is already there is refused."""
    rules = ruleset(any=rule(lambda _: None, x="1"))
    rules.assert_fact({"sid": "1", "x": "1"})
    with pytest.raises(durable.MessageObservedException):
        rules.assert_fact({"sid": "1", "x": "1"})


def test_a_fact_alike_loses_the_rest_of_an_action() -> None:
    """Within an action such a fact ends the action, and what it would have asserted is lost."""
    fired: list[str] = []

    def derive(closure: durable.Closure) -> None:
        closure.assert_fact({"sid": closure.s.sid, "x": "1"})
        closure.assert_fact({"sid": closure.s.sid, "x": "2"})

    rules = ruleset(derive=rule(derive, x="1"), lost=rule(lambda _: fired.append("lost"), x="2"))
    failure, state = dispatch(rules, rules.assert_fact({"sid": "1", "x": "1"}))
    assert failure is None
    assert "exception" in state
    assert fired == []


def test_an_action_that_raises_is_swallowed() -> None:
    """What an action raises is told in the returned state alone, and later rules still fire."""
    fired: list[str] = []

    def fail(_: durable.Closure) -> None:
        raise ZeroDivisionError("nobody hears this")

    rules = ruleset(
        fails=rule(fail, pri=1, x="1"), later=rule(lambda _: fired.append("later"), pri=2, x="1")
    )
    failure, state = dispatch(rules, rules.assert_fact({"sid": "1", "x": "1"}))
    assert failure is None
    assert "nobody hears this" in state["exception"]
    assert fired == ["later"]


def test_a_fact_that_no_rule_matches_raises() -> None:
    """A fact from which nothing follows is an exception."""
    rules = ruleset(any=rule(lambda _: None, x="1"))
    with pytest.raises(durable.MessageNotHandledException):
        rules.assert_fact({"sid": "1", "x": "2"})


def test_a_batch_with_a_fact_that_no_rule_matches_raises() -> None:
    """In a batch it takes the facts that do match along: there is no handle to dispatch them."""
    rules = ruleset(any=rule(lambda _: None, x="1"))
    with pytest.raises(durable.MessageNotHandledException):
        rules.assert_facts([{"sid": "1", "x": "1"}, {"sid": "1", "x": "2"}])


def test_the_library_s_host_starts_threads() -> None:
    """The library's own host starts two threads, which dispatch as well."""
    before = set(threading.enumerate())
    host = durable.Host()
    started = set(threading.enumerate()) - before
    host._d_timer.cancel()  # noqa: SLF001 - there is no other way to end them
    host._t_timer.cancel()  # noqa: SLF001 - there is no other way to end them
    for thread in started:
        thread.join()
    assert len(started) == 2


def test_a_definition_loses_its_actions() -> None:
    """The library deletes `run` from what it is given, so a definition serves once."""
    definition = {"any": rule(lambda _: None, x="1")}
    ruleset(**definition)
    assert "run" not in definition["any"]
    with pytest.raises(KeyError):
        ruleset(**definition)


def test_two_rulesets_of_one_name_are_refused() -> None:
    """A name is registered once in a host."""
    host = Quiet()
    host.register_rulesets({"twice": {"any": rule(lambda _: None, x="1")}})
    with pytest.raises(Exception, match="twice already registered"):
        host.register_rulesets({"twice": {"any": rule(lambda _: None, x="1")}})


def test_an_action_must_be_a_plain_function() -> None:
    """A partial function is not taken as an action."""
    with pytest.raises(AttributeError, match="__code__"):
        ruleset(any=rule(functools.partial(print), x="1"))


def test_an_unknown_key_of_a_rule_is_refused() -> None:
    """A rule with a key that the library does not know is refused, by number only."""
    with pytest.raises(Exception, match="105"):
        ruleset(any={**rule(lambda _: None, x="1"), "because": "document"})


def test_the_1025th_state_is_one_too_many() -> None:
    """A ruleset holds 1,024 states, and the next is a MemoryError."""
    child = run_child(f"""{QUIET}
import os
host.register_rulesets({{"rules": {{"any": rule("x", "1")}}}})
for sid in range(1, 1_100):
    try:
        host.assert_fact("rules", {{"sid": str(sid), "x": "1"}})
    except MemoryError:
        print(sid, flush=True)
        os._exit(0)  # the library's memory is spoilt by now
""")
    assert child.stdout == "1025\n", child.stderr


def test_a_deleted_state_makes_room() -> None:
    """With each state deleted there is no such limit."""
    fired: list[int] = []
    rules = ruleset(any=rule(lambda _: fired.append(1), x="1"))
    for sid in map(str, range(1_100)):
        dispatch(rules, rules.assert_fact({"sid": sid, "x": "1"}))
        rules.delete_state(sid)
    assert len(fired) == 1_100


@pytest.mark.skipif(not OVERWRITES_WHAT_IS_FREED, reason="what was freed may still be there")
def test_deleting_a_state_before_it_is_dispatched_crashes() -> None:
    """A state whose agenda was never run cannot be deleted: the library reads what it has freed."""
    child = run_child(f"""{QUIET}
host.register_rulesets({{"rules": {{"any": rule("x", "1")}}}})
rules = host.get_ruleset("rules")
rules.assert_fact({{"sid": "1", "x": "1"}})
print("asserted", flush=True)
rules.delete_state("1")
print("alive", flush=True)
""")
    assert child.stdout == "asserted\n"
    assert child.returncode in {-signal.SIGSEGV, -signal.SIGABRT}


def test_a_state_without_a_match_cannot_be_deleted() -> None:
    """A fact that no rule matches leaves a state that crashes when it is deleted."""
    child = run_child(f"""{QUIET}
host.register_rulesets({{"rules": {{"any": rule("x", "1")}}}})
rules = host.get_ruleset("rules")
try:
    rules.assert_fact({{"sid": "1", "x": "2"}})
except durable.MessageNotHandledException:
    print("not handled", flush=True)
rules.delete_state("1")
print("alive", flush=True)
""")
    assert child.stdout == "not handled\n"
    assert child.returncode < 0
    assert child.returncode != HUNG


def test_a_ruleset_is_freed_only_when_asked() -> None:
    """Dropping a ruleset keeps what the library holds for it; `delete_ruleset` frees that."""
    child = run_child(f"""{MEASURED}
def compiled(number, free):
    before = memory()
    for n in range(number):
        rules = durable.Ruleset("rules", host, {{"any": rule("x", "1")}})
        if free:
            durable.durable_rules_engine.delete_ruleset(rules._handle)
    return memory() - before
compiled(20, True)
print(compiled(500, True), compiled(500, False), flush=True)
""")
    freed, kept = map(int, child.stdout.split())
    assert freed < 1_000_000 < kept, child.stderr


def test_a_freed_ruleset_keeps_its_states() -> None:
    """What a ruleset's state holds is freed with the state alone, not with the ruleset."""
    child = run_child(f"""{MEASURED}
def compiled(number, free):
    before = memory()
    for n in range(number):
        rules = durable.Ruleset("rules", host, {{"any": rule("x", "1")}})
        rules.do_actions(rules.assert_fact({{"sid": "1", "x": "1"}}), lambda failure, state: None)
        if free:
            rules.delete_state("1")
        durable.durable_rules_engine.delete_ruleset(rules._handle)
    return memory() - before
compiled(20, True)
print(compiled(200, True), compiled(200, False), flush=True)
""")
    freed, kept = map(int, child.stdout.split())
    assert freed < 1_000_000 < kept, child.stderr


def test_facts_that_are_taken_out_can_be_asserted_again() -> None:
    """Retracting all facts leaves a state as new: the same facts fire the same rules again."""
    fired: list[str] = []
    rules = ruleset(
        derive=rule(lambda c: c.assert_fact({"sid": c.s.sid, "x": "2"}), x="1"),
        conclude=rule(lambda _: fired.append("conclude"), x="2"),
    )
    for times in range(1, 1_100):
        dispatch(rules, rules.assert_fact({"sid": "1", "x": "1"}))
        assert fired == ["conclude"] * times
        facts = [{"sid": "1", "x": "1"}, {"sid": "1", "x": "2"}]
        assert sorted(rules.get_facts("1"), key=str) == facts
        rules.retract_facts([*facts, {"sid": "1", "x": "never there"}])
        assert rules.get_facts("1") == []


@pytest.mark.parametrize(
    ("conditions", "locations", "hangs"),
    [(511, 0, False), (512, 0, True), (255, 256, False), (256, 256, True)],
)
def test_512_constants_hang(conditions: int, locations: int, *, hangs: bool) -> None:
    """With 512 constants in the first tests of its rules, of all fields together, it hangs."""
    child = run_child(
        f"""{QUIET}
rules = {{f"c{{n}}": rule("condition", f"id_{{n}}") for n in range({conditions})}}
rules |= {{f"l{{n}}": rule("location", f"id_{{n}}") for n in range({locations})}}
host.register_rulesets({{"rules": rules}})
print("registered", flush=True)
host.assert_fact("rules", {{"sid": "1", "condition": "id_0"}})
print("asserted", flush=True)
""",
        seconds=1,
    )
    assert (child.returncode == HUNG) is hangs, child.stderr
    assert ("asserted" in child.stdout) is not hangs
