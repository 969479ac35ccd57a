"""What one browser tab's session holds, and nothing else: it ends when the tab closes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from ui.questionnaire.journey import AnswerError, Journey, Step

if TYPE_CHECKING:
    from collections.abc import Callable

_JOURNEY, _PROBLEM, _TARGET, _NOTICE = "journey", "problem", "target", "notice"
_LAST_STEP, _ASIDE, _SAID = "last_step", "aside", "said"


@dataclass(frozen=True)
class Problem:
    """An answer that could not be taken, the step it belongs to, and the how-many-eth it is."""

    step: Step
    message: str
    number: int


def journey() -> Journey:
    """The answers so far."""
    found: Journey = st.session_state.setdefault(_JOURNEY, Journey())
    return found


def submit(step: Step, take: Callable[[Journey], Journey]) -> None:
    """Take an answer and go on to the next open step, or stay and say what is wrong."""
    try:
        st.session_state[_JOURNEY] = take(journey())
    except AnswerError as problem:
        before = problem_at(step)
        number = before.number + 1 if before else 1
        st.session_state[_PROBLEM] = Problem(step, str(problem), number)
    else:
        st.session_state[_PROBLEM] = None
        go_to(journey().next_step)


def keep(take: Callable[[Journey], Journey]) -> None:
    """Keep an answer that is not submitted yet, if it can be taken; otherwise leave it out."""
    try:
        st.session_state[_JOURNEY] = take(journey())
    except AnswerError:
        return


def go_to(step: Step) -> None:
    """Show a step at the next run."""
    st.session_state[_TARGET] = step


def go_aside(path: str) -> None:
    """Show a page beside the questions at the next run, by its address."""
    st.session_state[_ASIDE] = path


def take_aside() -> str | None:
    """The page beside the questions to show now, if one was asked for; asked for once."""
    path: str | None = st.session_state.pop(_ASIDE, None)
    return path


def say(words: str) -> None:
    """Have a screen reader told what changed on the page, while the focus stays where it is."""
    st.session_state[_SAID] = words


def take_said() -> str:
    """What was said in this run."""
    words: str = st.session_state.pop(_SAID, "")
    return words


def take_target() -> Step | None:
    """The step to show now, if one was asked for; asked for once."""
    target: Step | None = st.session_state.pop(_TARGET, None)
    return target


def remember_step(step: Step) -> None:
    """Keep where the visitor is, for the way back from a page beside the questions."""
    st.session_state[_LAST_STEP] = step


def last_step() -> Step:
    """The step shown last, or the first one."""
    step: Step = st.session_state.get(_LAST_STEP, Step.LOCATION)
    return step


def problem_at(step: Step) -> Problem | None:
    """What is wrong with the answer at this step, if anything."""
    problem: Problem | None = st.session_state.get(_PROBLEM)
    return problem if problem is not None and problem.step is step else None


def leave_other_steps(step: Step | None) -> None:
    """Forget what was wrong at any other step than the one shown."""
    st.session_state[_PROBLEM] = problem_at(step) if step else None


def start_again() -> None:
    """Forget everything and go to the first question."""
    st.session_state.clear()
    go_to(Step.LOCATION)


def tell(notice: str) -> None:
    """Tell the visitor something on the next page."""
    st.session_state[_NOTICE] = notice


def take_notice() -> str | None:
    """What is to be told, once."""
    notice: str | None = st.session_state.pop(_NOTICE, None)
    return notice
