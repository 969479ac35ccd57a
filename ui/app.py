"""The app's entry: which page is shown, and what stands around every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import session
from ui.components.announcer import announce
from ui.journey import Step
from ui.rendering import STYLE, show
from ui.views import (
    about,
    check,
    condition,
    emergency,
    glossary,
    location,
    options,
    question,
    result,
    warning_signs,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_NAME = "Pain Options Explorer"
_STEPS: dict[Step, Callable[[], None]] = {
    Step.LOCATION: location.view,
    Step.WARNING_SIGNS: warning_signs.view,
    Step.CONDITION: condition.view,
    Step.CHECK: check.view,
    Step.RESULT: result.view,
}
_OTHERS = {"options": options, "words": glossary, "about": about}
_ANSWERS_GONE = (
    "Your answers are kept only while this page stays open. They are gone now. Please start again."
)


def main() -> None:
    """Show the page that the visitor is on."""
    titles = {
        Step.LOCATION: location.QUESTION,
        Step.WARNING_SIGNS: warning_signs.title(),
        Step.CONDITION: condition.QUESTION,
        Step.CHECK: check.TITLE,
        Step.RESULT: result.TITLE,
    }
    steps = {
        step: st.Page(
            view,
            title=f"{'Error: ' if session.problem_at(step) else ''}{titles[step]} - {_NAME}",
            url_path=step.value,
            default=step is Step.LOCATION,
        )
        for step, view in _STEPS.items()
    }
    others = [
        st.Page(view.view, title=f"{view.TITLE} - {_NAME}", url_path=path)
        for path, view in _OTHERS.items()
    ]
    page = st.navigation([*steps.values(), *others], position="hidden")
    st.html(STYLE)
    target = session.take_target()
    if target is not None:
        st.switch_page(steps[target])
    step = next((step for step in Step if steps[step] == page), None)
    journey = session.journey()
    if step is not None and not journey.may_see(step):
        if journey.location is None:
            session.tell(_ANSWERS_GONE)
        st.switch_page(steps[journey.next_step])
    session.leave_other_steps(step)
    show("header.html", name=_NAME)
    notice = session.take_notice()
    if notice:
        show("notice.html", text=notice)
    if step is None:
        st.page_link(steps[session.last_step()], label="Back", icon=":material/arrow_back:")
    else:
        session.remember_step(step)
    page.run()
    _announce(step, str(page.title).removesuffix(f" - {_NAME}"))
    if step is Step.WARNING_SIGNS and journey.must_act_first:
        return  # an emergency leaves nothing else to read
    with st.container(key="footer"):
        show("footer.html")
        for other in others:
            if other != page:
                st.page_link(other, label=str(other.title).removesuffix(f" - {_NAME}"))


def _announce(step: Step | None, title: str) -> None:
    problem = session.problem_at(step) if step else None
    if problem is not None:
        message, selector, text = f"Error: {problem.message}", ".po-error", problem.message
    else:
        message, selector, text = title, "h1.po-h1", title
        if step in question.QUESTIONS and title != emergency.TITLE:
            message = f"Question {question.number(step)} of {len(question.QUESTIONS)}: {title}"
    announce(message, selector=selector, text=text, state=(step, title, problem))


main()
