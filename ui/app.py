"""The app, whose `main` runs at every step of a visitor."""

from __future__ import annotations

from copy import copy
from functools import cache
from typing import TYPE_CHECKING

import streamlit as st

from engine import Answers
from ui import session
from ui.appointment import before_you_go, compare, matters, questions, sheet_page
from ui.components.announcer import announce
from ui.components.tab_storage import tab_storage
from ui.display import show, show_fixed, show_style
from ui.questionnaire import (
    condition,
    emergency,
    location,
    overview,
    question,
    result,
    warning_signs,
)
from ui.questionnaire.journey import QuestionnairePage
from ui.reference import about, glossary, options
from ui.teaching import cases, lesson, matrix, pathways, rules
from ui.teaching.links import (
    OTHER_RULES,
    PARAMETERS,
    RULES,
    LinkError,
    has_other_rules,
    resolve,
)
from ui.words import CLEAR, edition

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from streamlit.delta_generator import DeltaGenerator
    from streamlit.navigation.page import Page

_QUESTIONNAIRE: dict[QuestionnairePage, Callable[[], None]] = {
    QuestionnairePage.LOCATION: location.view,
    QuestionnairePage.WARNING_SIGNS: warning_signs.view,
    QuestionnairePage.CONDITION: condition.view,
    QuestionnairePage.OVERVIEW: overview.view,
    QuestionnairePage.RESULT: result.view,
}
# By address.
_REFERENCE: dict[str, ModuleType] = {"options": options, "words": glossary, "about": about}
_APPOINTMENT: dict[str, ModuleType] = {
    "compare": compare,
    "matters": matters,
    "questions": questions,
    "before": before_you_go,
    sheet_page.ADDRESS: sheet_page,
}
# These are about the result.
_NEEDS_RESULT = _APPOINTMENT.keys() - {"before"}
_TEACHING: dict[str, ModuleType] = {
    lesson.CASES: cases,
    lesson.PATHWAYS: pathways,
    "matrix": matrix,
    "rules": rules,
}
_OTHERS = _REFERENCE | _APPOINTMENT | _TEACHING
_FOR_TEACHERS = "For teachers"
_NO_ANSWERS = "There are no answers in this tab. Please start with the first question."


def main() -> None:
    """Show the page that the visitor is on, with what stands around every page."""
    pages = _pages()
    shown = st.navigation(list(pages.values()), position="hidden")
    show_style()
    address = next(address for address, page in pages.items() if page == shown)
    _open_teaching_link(address, pages)
    page = QuestionnairePage(address) if address in _QUESTIONNAIRE else None
    needed = QuestionnairePage.RESULT if address in _NEEDS_RESULT else page
    waits = _waits_for_tab(needed)
    if needed is not None and not waits:
        _redirect_if_unanswered(needed, pages)
    show_fixed("header.html", name=edition().title)
    # Before the page: whoever reloads it at first sight loses nothing.
    _keep_answers_in_tab(waits=waits)
    if waits:
        return
    session.clear_problem_elsewhere(page)
    title = _title(page, address)
    problem = session.problem_at(page) if page else None
    st.set_page_config(page_title=f"{'Error: ' if problem else ''}{title} - {edition().title}")
    with _place(address):
        notice = session.pop_notice()
        if notice:
            show("notice.html", text=notice)
        if page is None:
            _show_links_above(address, pages)
        shown.run()
    _announce(page, title, problem)
    # An emergency leaves nothing else to read.
    if page is not QuestionnairePage.WARNING_SIGNS or not _has_open_emergency():
        _show_footer(address, pages)
    else:
        _show_clear_button()


def _pages() -> dict[str, Page]:
    """Every page by its address, for this run."""
    # Streamlit notes in a page that this run may show it, so each run needs its own.
    return {address: copy(page) for address, page in _known_pages().items()}


@cache
def _known_pages() -> dict[str, Page]:
    # Streamlit sends what all pages are called, three times a step: so here, it is next to nothing.
    questionnaire = {
        page.value: st.Page(
            view,
            title=page.value,
            url_path=page.value,
            default=page is QuestionnairePage.LOCATION,
        )
        for page, view in _QUESTIONNAIRE.items()
    }
    others = {
        address: st.Page(view.view, title=address, url_path=address)
        for address, view in _OTHERS.items()
    }
    return questionnaire | others


def _place(address: str) -> DeltaGenerator:
    """Where the page stands: not where the page before stood, which is emptied first.

    Left to itself, Streamlit takes the rest of the page before away when the run has ended. Until
    then its buttons would stand below those of the page that comes.
    """
    state = session.current()
    if state.address not in {None, address}:
        state.place = 1 - state.place
    state.address = address
    # What is written over something else in one place would come instead of it, so two are needed.
    places = [st.container(key="page") if place == state.place else st.empty() for place in (0, 1)]
    return places[state.place]


def _title(page: QuestionnairePage | None, address: str) -> str:
    """What the page that is shown is called now."""
    match page:
        case None:
            title: str = _OTHERS[address].TITLE
            return title
        case QuestionnairePage.LOCATION:
            return location.where_question()
        case QuestionnairePage.WARNING_SIGNS:
            return warning_signs.title()
        case QuestionnairePage.CONDITION:
            return condition.QUESTION
        case QuestionnairePage.OVERVIEW:
            return overview.TITLE
        case QuestionnairePage.RESULT:
            return result.TITLE


def _open_teaching_link(address: str, pages: dict[str, Page]) -> None:
    """Open what a link for teaching leads to, if the address is one; it is cleared from there."""
    if not st.query_params:
        return
    parameters = {name: st.query_params.get_all(name) for name in (*PARAMETERS, RULES)}
    if not any(parameters[name] for name in PARAMETERS):
        return
    st.query_params.clear()
    target: str
    try:
        subject = resolve(parameters)
    except LinkError as error:
        session.current().notice = f"{error} You can start with the first question."
        target = QuestionnairePage.LOCATION
    else:
        if has_other_rules(parameters):
            session.current().notice = OTHER_RULES
        if isinstance(subject, Answers):
            lesson.show_answers(subject)
            target = lesson.PATHWAYS
        else:
            lesson.show_case(subject)
            target = lesson.CASES
    if target != address:
        st.switch_page(pages[target])


def _waits_for_tab(needed: QuestionnairePage | None) -> bool:
    """Whether the page can only be shown with answers that the tab may have kept."""
    state = session.current()
    return needed is not None and state.is_new and not state.journey.allows(needed)


def _keep_answers_in_tab(*, waits: bool) -> None:
    state = session.current()
    tab_storage(
        answers=None if state.is_new else state.answers_to_keep,
        request=state.name if state.is_new else None,
        waits=waits,
        on_reply=session.take_over,
    )


def _redirect_if_unanswered(needed: QuestionnairePage, pages: dict[str, Page]) -> None:
    """Show the first open question instead of a page that the answers do not suffice for."""
    state = session.current()
    if not state.journey.allows(needed):
        if state.journey.location is None:
            state.notice = state.notice or _NO_ANSWERS
        st.switch_page(pages[state.journey.next_page])
    state.page = needed


def _has_open_emergency() -> bool:
    return session.current().journey.has_open_emergency


def _show_links_above(address: str, pages: dict[str, Page]) -> None:
    """Links above a page outside the questionnaire: back to it, to the other teaching pages."""
    st.page_link(pages[session.current().page], label="Back", icon=":material/arrow_back:")
    if address in _TEACHING:
        with st.container(key="teaching_links", horizontal=True):
            for other, view in _TEACHING.items():
                if other != address:
                    st.page_link(pages[other], label=view.TITLE)


def _show_footer(address: str, pages: dict[str, Page]) -> None:
    with st.container(key="footer"):
        show_fixed("footer.html")
        for other, view in _REFERENCE.items():
            if other != address:
                st.page_link(pages[other], label=view.TITLE)
        if address != lesson.CASES:
            st.page_link(pages[lesson.CASES], label=_FOR_TEACHERS)
        _show_clear_button()


def _show_clear_button() -> None:
    st.button(
        CLEAR,
        key="clear_answers",
        type="tertiary",
        icon=":material/delete:",
        on_click=session.start_again,
        args=(session.CLEARED,),
    )


def _announce(
    page: QuestionnairePage | None, title: str, problem: session.AnswerProblem | None
) -> None:
    if problem is not None:
        message, selector, text = f"Error: {problem.message}", ".po-error", problem.message
    else:
        # The heading takes the focus and is read out for that. This says the rest.
        message, selector, text = "", "h1.po-h1", title
        if title == emergency.TITLE:
            message = emergency.announcement()
        elif page in question.QUESTIONS:
            message = f"Question {question.number(page)} of {len(question.QUESTIONS)}"
    announce(
        message,
        selector=selector,
        text=text,
        state=(page, title, problem),
        changes=session.pop_announcements(),
    )
