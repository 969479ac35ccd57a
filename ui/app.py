"""The app's entry: which page is shown, and what stands around every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from engine import Answers
from ui.components.announcer import announce
from ui.questionnaire import (
    check,
    condition,
    emergency,
    location,
    question,
    result,
    session,
    warning_signs,
)
from ui.questionnaire.journey import Step
from ui.reference import about, glossary, options
from ui.rendering import STYLE, show
from ui.teaching import cases, lesson, matrix, pathways
from ui.teaching.links import PARAMETERS, LinkError, opened

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from streamlit.navigation.page import Page

_NAME = "Pain Options Explorer"
_STEPS: dict[Step, Callable[[], None]] = {
    Step.LOCATION: location.view,
    Step.WARNING_SIGNS: warning_signs.view,
    Step.CONDITION: condition.view,
    Step.CHECK: check.view,
    Step.RESULT: result.view,
}
_READING: dict[str, ModuleType] = {"options": options, "words": glossary, "about": about}
_TEACHING: dict[str, ModuleType] = {"cases": cases, "pathways": pathways, "matrix": matrix}
_ANSWERS_GONE = (
    "Your answers are kept only while this page stays open. They are gone now. Please start again."
)


def main() -> None:
    """Show the page that the visitor is on."""
    steps = _step_pages()
    beside = {
        path: st.Page(view.view, title=_titled(view.TITLE), url_path=path)
        for path, view in (_READING | _TEACHING).items()
    }
    page = st.navigation([*steps.values(), *beside.values()], position="hidden")
    st.html(STYLE)
    _go_where_asked(steps, beside)
    step = next((step for step in Step if steps[step] == page), None)
    if step is not None:
        _hold_back(step, steps)
    session.leave_other_steps(step)
    show("header.html", name=_NAME)
    notice = session.take_notice()
    if notice:
        show("notice.html", text=notice)
    if step is None:
        _ways_from(page, steps, beside)
    page.run()
    _announce(step, str(page.title).removesuffix(_titled("")))
    # An emergency leaves nothing else to read.
    if step is not Step.WARNING_SIGNS or not session.journey().must_act_first:
        _footer(page, beside)


def _step_pages() -> dict[Step, Page]:
    titles = {
        Step.LOCATION: location.QUESTION,
        Step.WARNING_SIGNS: warning_signs.title(),
        Step.CONDITION: condition.QUESTION,
        Step.CHECK: check.TITLE,
        Step.RESULT: result.TITLE,
    }
    return {
        step: st.Page(
            view,
            title=_titled(f"{'Error: ' if session.problem_at(step) else ''}{titles[step]}"),
            url_path=step.value,
            default=step is Step.LOCATION,
        )
        for step, view in _STEPS.items()
    }


def _titled(title: str) -> str:
    return f"{title} - {_NAME}"


def _go_where_asked(steps: dict[Step, Page], beside: dict[str, Page]) -> None:
    """Leave for the page that a button or a link for teaching has asked for, if any."""
    linked = _opened_by_link()
    target = session.take_target()
    if target is not None:
        st.switch_page(steps[target])
    aside = session.take_aside() or linked
    if aside is not None:
        st.switch_page(beside[aside])


def _opened_by_link() -> str | None:
    """The page that a link for teaching opens. The link is taken out of the address."""
    parameters = {name: st.query_params.get_all(name) for name in PARAMETERS}
    if not any(parameters.values()):
        return None
    st.query_params.clear()
    try:
        found = opened(parameters)
    except LinkError as error:
        session.tell(f"{error} You can start with the first question.")
        session.go_to(Step.LOCATION)
        return None
    if isinstance(found, Answers):
        lesson.show_answers(found)
        return "pathways"
    lesson.open_case(found)
    return "cases"


def _hold_back(step: Step, steps: dict[Step, Page]) -> None:
    """Show the first open question instead of a step that the answers do not suffice for."""
    journey = session.journey()
    if not journey.may_see(step):
        if journey.location is None:
            session.tell(_ANSWERS_GONE)
        st.switch_page(steps[journey.next_step])
    session.remember_step(step)


def _ways_from(page: Page, steps: dict[Step, Page], beside: dict[str, Page]) -> None:
    """Links above a page beside the questions: back to them, and between the teaching pages."""
    st.page_link(steps[session.last_step()], label="Back", icon=":material/arrow_back:")
    if page in [beside[path] for path in _TEACHING]:
        with st.container(key="teaching_links", horizontal=True):
            for path, view in _TEACHING.items():
                if beside[path] != page:
                    st.page_link(beside[path], label=view.TITLE)


def _footer(page: Page, beside: dict[str, Page]) -> None:
    with st.container(key="footer"):
        show("footer.html")
        for path, view in (_READING | {"cases": cases}).items():
            if beside[path] != page:
                st.page_link(beside[path], label=view.TITLE)


def _announce(step: Step | None, title: str) -> None:
    problem = session.problem_at(step) if step else None
    if problem is not None:
        message, selector, text = f"Error: {problem.message}", ".po-error", problem.message
    else:
        message, selector, text = title, "h1.po-h1", title
        if step in question.QUESTIONS and title != emergency.TITLE:
            message = f"Question {question.number(step)} of {len(question.QUESTIONS)}: {title}"
    announce(
        message,
        selector=selector,
        text=text,
        state=(step, title, problem),
        aside=session.take_said(),
    )


main()
