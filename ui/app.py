"""The app's entry: which page is shown, and what stands around every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import session
from ui.journey import Step
from ui.rendering import STYLE, show
from ui.views import check, condition, location, result

if TYPE_CHECKING:
    from collections.abc import Callable

_VIEWS: dict[Step, tuple[str, Callable[[], None]]] = {
    Step.LOCATION: (location.QUESTION, location.view),
    Step.CONDITION: (condition.QUESTION, condition.view),
    Step.CHECK: (check.TITLE, check.view),
    Step.RESULT: (result.TITLE, result.view),
}
_NAME = "Pain Options Explorer"
_ANSWERS_GONE = (
    "Your answers are kept only while this page stays open. They are gone now. Please start again."
)


def main() -> None:
    """Show the page that the visitor is on."""
    pages = {
        step: st.Page(
            view,
            title=f"{'Error: ' if session.problem_at(step) else ''}{title} - {_NAME}",
            url_path=step.value,
            default=step is Step.LOCATION,
        )
        for step, (title, view) in _VIEWS.items()
    }
    page = st.navigation(list(pages.values()), position="hidden")
    st.html(STYLE)
    target = session.take_target()
    if target is not None:
        st.switch_page(pages[target])
    step = next(step for step in Step if pages[step] == page)
    if not session.journey().may_see(step):
        session.tell(_ANSWERS_GONE)
        st.switch_page(pages[session.journey().next_step])
    session.leave_other_steps(step)
    show("header.html", name=_NAME)
    notice = session.take_notice()
    if notice:
        show("notice.html", text=notice)
    page.run()
    show("footer.html")


main()
