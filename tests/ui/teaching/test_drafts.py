"""What visitors can have the server try is bounded: one at a time, with a pause, or not at all."""

from __future__ import annotations

import threading
import time

import pytest

from engine.rule_book.loading import default_rule_book
from ui.settings import DRAFTS_VARIABLE, drafts_are_allowed
from ui.teaching.drafts import BusyError, Gate, try_change


def test_one_at_a_time_and_the_next_is_asked_to_come_back() -> None:
    """While one is inside, another one waits for so long, then hears that it is busy."""
    gate = Gate(patience=0.05, pause=0)
    with gate, pytest.raises(BusyError), gate:
        pytest.fail("two are inside")
    with gate:
        pass


def test_somebody_who_waits_gets_a_turn() -> None:
    """The gate opens when the one inside has left."""
    gate = Gate(patience=10, pause=0)
    inside, leave = threading.Event(), threading.Event()

    def stay() -> None:
        with gate:
            inside.set()
            leave.wait(10)

    first = threading.Thread(target=stay)
    first.start()
    inside.wait(10)
    threading.Timer(0.05, leave.set).start()
    with gate:
        assert leave.is_set()
    first.join()


def test_work_is_followed_by_a_pause() -> None:
    """The next one comes in after the pause; if that is too long, it is busy."""
    gate = Gate(patience=10, pause=2)
    began = time.monotonic()
    with gate:
        time.sleep(0.05)
    with gate:
        assert time.monotonic() - began >= 0.15
    short = Gate(patience=0.01, pause=1000)
    with short:
        time.sleep(0.01)
    with pytest.raises(BusyError), short:
        pytest.fail("there is no pause")


def test_the_gate_opens_again_after_an_error() -> None:
    """Whatever happens inside, the next one is let in."""
    gate = Gate(patience=0.05, pause=0)
    with pytest.raises(ZeroDivisionError), gate:
        raise ZeroDivisionError
    with gate:
        pass


def test_a_change_of_this_project_s_rules() -> None:
    """A text in the place of a rule gives its problems."""
    rule = default_rule_book().indications[0]
    assert "not valid TOML" in try_change(rule, "=").problems[0]


@pytest.mark.parametrize(
    ("value", "allowed"), [(None, True), ("", True), ("on", True), ("off", False), (" OFF ", False)]
)
def test_a_variable_switches_drafts_off(
    monkeypatch: pytest.MonkeyPatch, value: str | None, *, allowed: bool
) -> None:
    """Without it they are on."""
    monkeypatch.delenv(DRAFTS_VARIABLE, raising=False)
    if value is not None:
        monkeypatch.setenv(DRAFTS_VARIABLE, value)
    assert drafts_are_allowed() is allowed
