"""The questions to ask, of which the visitor marks the most important."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from engine import explore
from engine.appointment.loading import default_preparation_book
from engine.appointment.plan import MAX_IMPORTANT, MAX_OWN_QUESTIONS, MAX_QUESTION, OwnQuestion
from engine.appointment.questions import GroupKind, questions_for
from engine.outcome.wording import lower_first
from engine.rule_book.loading import default_rule_book
from ui import session
from ui.appointment.steps import show_next
from ui.display import show
from ui.restoration import OWN_QUESTION

if TYPE_CHECKING:
    from engine.appointment.plan import Plan
    from engine.appointment.questions import QuestionGroup
    from engine.appointment.records import Question

TITLE = "Questions to ask"
_LEAD = (
    f"Tick the questions that you do not want to forget, up to {MAX_IMPORTANT}. They come first on "
    "your sheet, with room to write."
)
_OWN = "Your own questions"
_OWN_LABEL = "Write a question of your own"
_OWN_IMPORTANT = "This is one of my most important questions"
ENOUGH = (
    f"You have ticked {MAX_IMPORTANT} questions. To tick another one, please untick one of them "
    "first."
)
_HEADINGS = {
    GroupKind.OPEN: "What the document leaves open",
    GroupKind.NOT_SURE: "If nobody knows the cause yet",
    GroupKind.GENERAL: "Other things to ask",
}


def view() -> None:
    """Show the visitor's own questions, then the ready ones in their groups."""
    state = session.current()
    groups = questions_for(
        explore(state.journey.answers), default_preparation_book(), default_rule_book()
    )
    # Other answers bring other questions: what is not on the page any more does not count.
    shown = {question.id for group in groups for question in group.questions}
    session.change_plan(important=tuple(one for one in state.plan.important if one in shown))
    full = state.plan.important_count >= MAX_IMPORTANT
    show("heading.html", heading=TITLE, lead=_LEAD)
    if full:
        show("hint.html", text=ENOUGH)
        session.queue_announcement("questions", ENOUGH)
    for number, group in enumerate(groups):
        with st.container(key=f"questions_{number}"):
            show("group_heading.html", heading=heading(group))
            for question in group.questions:
                _show_question(question, state.plan, full=full)
    with st.container(key="own_questions"):
        show("group_heading.html", heading=_OWN)
        written = [slot for slot, own in enumerate(state.plan.own_questions) if own.asks]
        slots = min(MAX_OWN_QUESTIONS, (max(written) if written else -1) + 2)
        for slot in range(slots):
            _show_own_question(slot, state.plan, full=full)
    show_next("before" if default_preparation_book().tell else "sheet")


def heading(group: QuestionGroup) -> str:
    """What a group of questions is about, as a heading."""
    book = default_rule_book()
    if group.kind is GroupKind.OPTION:
        option = book.option_by_id[str(group.id)]
        return f"{option.name} ({lower_first(option.medical_name)})"
    if group.kind is GroupKind.CONDITION:
        return book.condition_by_id[str(group.id)].name
    return _HEADINGS[group.kind]


def _show_question(question: Question, plan: Plan, *, full: bool) -> None:
    important = question.id in plan.important
    st.checkbox(
        question.asks,
        value=important,
        key=f"question_{question.id}",
        disabled=full and not important,
        on_change=_save_mark,
        args=(question.id,),
    )


def _show_own_question(slot: int, plan: Plan, *, full: bool) -> None:
    own = _own(plan, slot)
    st.text_input(
        _OWN_LABEL if slot == 0 else f"{_OWN_LABEL} ({slot + 1})",
        value=own.asks,
        max_chars=MAX_QUESTION,
        key=f"{OWN_QUESTION}{slot}",
        on_change=_save_own,
        args=(slot,),
    )
    if own.asks:
        st.checkbox(
            _OWN_IMPORTANT if slot == 0 else f"{_OWN_IMPORTANT} ({slot + 1})",
            value=own.important,
            key=f"own_important_{slot}",
            disabled=full and not own.important,
            on_change=_save_own,
            args=(slot,),
        )


def _own(plan: Plan, slot: int) -> OwnQuestion:
    return plan.own_questions[slot] if slot < len(plan.own_questions) else OwnQuestion()


def _save_mark(question_id: str) -> None:
    """Mark or unmark a question; one too many, from a quick finger, is taken back."""
    plan = session.current().plan
    rest = [one for one in plan.important if one != question_id]
    if not st.session_state.get(f"question_{question_id}"):
        session.change_plan(important=tuple(rest))
    elif plan.important_count < MAX_IMPORTANT:
        order = [question.id for question in default_preparation_book().questions]
        session.change_plan(important=tuple(sorted([*rest, question_id], key=order.index)))
    else:
        st.session_state[f"question_{question_id}"] = False


def _save_own(slot: int) -> None:
    plan = session.current().plan
    others = plan.important_count - _own(plan, slot).important
    marked = bool(st.session_state.get(f"own_important_{slot}"))
    if marked and others >= MAX_IMPORTANT:
        st.session_state[f"own_important_{slot}"] = marked = False
    asks = st.session_state.get(f"{OWN_QUESTION}{slot}") or ""
    slots = [_own(plan, number) for number in range(max(slot + 1, len(plan.own_questions)))]
    slots[slot] = OwnQuestion(asks=asks, important=marked and bool(asks.strip()))
    session.change_plan(own_questions=tuple(slots))
