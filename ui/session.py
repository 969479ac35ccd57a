"""The state of one browser tab, which ends when the tab closes.

Everything that the app keeps between two runs of its script is in one `Session`. Beside it,
Streamlit's session state holds only the values of the widgets on the page.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import streamlit as st

from engine.analysis.rule_search import RuleQuery
from engine.appointment.plan import Plan
from ui import restoration
from ui.navigation import switch_page
from ui.questionnaire.journey import AnswerError, Journey, QuestionnairePage

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine import Answers
    from engine.checking.draft import Draft

_KEY = "session"
CLEARED = "Your answers are cleared. Nothing is left of them in this tab."


@dataclass(frozen=True)
class AnswerProblem:
    """An answer that could not be accepted.

    Attributes:
        page: The page of the answer.
        message: What is wrong, for the visitor.
        attempt: The number of failed attempts in a row, from 1: the same message twice is news.
    """

    page: QuestionnairePage
    message: str
    attempt: int


@dataclass(frozen=True)
class Prediction:
    """What a class expects of a teaching case.

    Attributes:
        first: What comes first, as one of the choices on the page; None if nothing was chosen.
        options: The ids of the options.
    """

    first: str | None
    options: frozenset[str]


@dataclass
class Lesson:
    """What the teaching pages show. A lesson never changes the visitor's own answers.

    Attributes:
        answers: The answers shown; None for the visitor's own or, without any, an example's.
        step: The step of the trace that is shown; None for all of them.
        step_presses: How often a step was asked for. A new one is brought into sight.
        case_id: The open case; None for the list of cases.
        prediction: What was expected of the open case; None until its result is revealed.
        rule_id: The open rule; None for the list of rules.
        rule_query: Which rules the list shows.
        draft: A change of a rule that was tried last, with what came of it.
        draft_archive: The changed rules to take along, if the change holds together.
        draft_is_busy: Whether a change could not be tried, since somebody else's was.
    """

    answers: Answers | None = None
    step: int | None = None
    step_presses: int = 0
    case_id: str | None = None
    prediction: Prediction | None = None
    rule_id: str | None = None
    rule_query: RuleQuery = field(default_factory=RuleQuery)
    draft: Draft | None = None
    draft_archive: bytes | None = None
    draft_is_busy: bool = False


@dataclass
class Session:
    """Everything that one tab's session holds.

    Attributes:
        journey: The answers so far.
        plan: What the visitor wants to bring up at the appointment.
        compared: The treatments that the visitor compares.
        page: The page of the questionnaire that was shown last.
        address: The address of the page that was shown last, whichever it was.
        place: Which of the two places for a page that page took, 0 or 1.
        problem: What is wrong with the answer that was submitted last, if anything.
        notice: What the next page tells the visitor once.
        first_notice: What the page told that may be drawn again when the tab has replied.
        lesson: What the teaching pages show.
        announcements: What this run has to say to a screen reader, by what says it.
        component_memory: What a component remembers from run to run, by the component's key.
        name: Tells this session from an earlier one of the same tab.
        restored: Whether it goes on with what an earlier session of the tab had.
        knows_tab: Whether the tab has nothing more to hand over from an earlier session.
    """

    journey: Journey = field(default_factory=Journey)
    plan: Plan = field(default_factory=Plan)
    compared: tuple[str, ...] = ()
    page: QuestionnairePage = QuestionnairePage.LOCATION
    address: str | None = None
    place: int = 0
    problem: AnswerProblem | None = None
    notice: str | None = None
    first_notice: str | None = None
    lesson: Lesson = field(default_factory=Lesson)
    announcements: dict[str, str] = field(default_factory=dict)
    component_memory: dict[str, object] = field(default_factory=dict)
    name: str = field(default_factory=lambda: secrets.token_hex(8))
    restored: bool = False
    knows_tab: bool = False

    @property
    def is_new(self) -> bool:
        """Whether the tab may have kept more than this session knows."""
        return not self.knows_tab and not self.has_answers

    @property
    def has_answers(self) -> bool:
        """Whether there is anything that the tab is to keep."""
        return bool(self.compared) or self.journey != Journey() or self.plan != Plan()

    @property
    def answers_to_keep(self) -> str:
        """What the tab is to keep, as text; empty while there is nothing."""
        if not self.has_answers:
            return ""
        return restoration.answers_to_keep(self.journey, self.plan, self.compared)


def current() -> Session:
    """The session of the tab that this run is for."""
    try:
        session: Session = st.session_state[_KEY]
    except KeyError:
        session = st.session_state[_KEY] = Session()
    return session


def submit_answer(page: QuestionnairePage, add_answer: Callable[[Journey], Journey]) -> None:
    """Accept the answer of a page, then show the next open one; or stay with a problem.

    Made for the callback of a button.

    Args:
        page: The page that the answer stands on.
        add_answer: Adds what the page's widgets hold to a journey, or raises `AnswerError`.
    """
    session = current()
    try:
        session.journey = add_answer(session.journey)
    except AnswerError as error:
        previous = problem_at(page)
        attempt = previous.attempt + 1 if previous else 1
        session.problem = AnswerProblem(page, str(error), attempt)
        return
    session.problem = None
    if session.journey.next_page is not page:
        switch_page(session.journey.next_page)


def save_answer(add_answer: Callable[[Journey], Journey]) -> None:
    """Save an answer that is not submitted; one that cannot be accepted is left out.

    Args:
        add_answer: As for `submit_answer`.
    """
    session = current()
    try:
        session.journey = add_answer(session.journey)
    except AnswerError:
        return


def change_plan(**changes: object) -> None:
    """Change what the visitor wants to bring up.

    Args:
        changes: The new values, by the name of the field.

    Raises:
        pydantic.ValidationError: A value does not fit its field.
    """
    session = current()
    session.plan = Plan.model_validate(dict(session.plan) | changes)


def problem_at(page: QuestionnairePage) -> AnswerProblem | None:
    """What is wrong with the answer of this page, if anything."""
    problem = current().problem
    return problem if problem is not None and problem.page is page else None


def clear_problem_elsewhere(page: QuestionnairePage | None) -> None:
    """Clear what was wrong with the answer of any other page than this one."""
    current().problem = problem_at(page) if page else None


def queue_announcement(source: str, text: str) -> None:
    """Have a part of the page announced, if it says something new; the focus stays where it is.

    Args:
        source: The part of the page. Each has one text in a run.
        text: What the part shows now.
    """
    current().announcements[source] = text


def pop_announcements() -> dict[str, str]:
    """What the parts of the page have said in this run, by part."""
    session = current()
    announcements, session.announcements = session.announcements, {}
    return announcements


def pop_notice() -> str | None:
    """What the visitor is to be told on this page, once."""
    session = current()
    notice, session.notice = session.notice, None
    session.first_notice = notice if session.is_new else None
    return notice


def take_over(reply: object) -> None:
    """Go on with what the tab has kept, if this session has no answers yet.

    Args:
        reply: What the tab replied: its `answers`, the `draft` of the page, and which `request`
            it is the reply to. Anything else counts as a tab that keeps nothing.
    """
    session = current()
    given = reply if isinstance(reply, dict) else {}
    if not session.is_new or given.get("request") != session.name:
        return
    restored = restoration.restore(given.get("answers"), given.get("draft"))
    session.journey, session.plan = restored.journey, restored.plan
    session.compared = restored.compared
    session.notice = restored.notice or session.first_notice
    session.restored = bool(given.get("answers"))
    session.knows_tab = True


def start_again(notice: str | None = None) -> None:
    """Forget everything, in the tab as well, then show the first question.

    Args:
        notice: What the visitor is told above it.
    """
    st.session_state.clear()
    current().knows_tab = True
    current().notice = notice
    switch_page(QuestionnairePage.LOCATION)
