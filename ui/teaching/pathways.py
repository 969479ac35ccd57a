"""Pathways: how the rules get from answers to options, step by step."""

from __future__ import annotations

import streamlit as st

from engine import Answers, AnswersError, explore
from engine.analysis.stepper import TraceStep, trace_steps
from engine.analysis.trace_graph import trace_graph
from engine.rule_book.loading import default_rule_book
from ui import session
from ui.components.diagram import diagram
from ui.display import show
from ui.teaching import lesson, sharing
from ui.teaching.diagram.drawing import draw
from ui.teaching.knowledge import knowledge_in_words
from ui.teaching.links import link_to_answers
from ui.words import location_label, summary

TITLE = "Pathways"


def view() -> None:
    """Show the page, for the answers of the lesson."""
    show(
        "wide_heading.html",
        heading=TITLE,
        lead="See how the rules get from answers to options. One arrow is one rule that fires.",
    )
    answers = _chosen_answers()
    if answers is None:
        return
    book = default_rule_book()
    outcome = explore(answers)
    steps = trace_steps(outcome, book)
    at = session.current().lesson.step
    at = None if at is None else min(at, len(steps))
    show("lead.html", lead=summary(outcome))
    session.queue_announcement("summary", summary(outcome))
    graph = trace_graph(outcome, book)
    with st.container(key="workbench"):
        with st.container(key="step_pane"):
            _show_stepper(at, steps)
            if at is not None:
                step = steps[at - 1]
                show("trace_step.html", step=step, count=len(steps), **_step_texts(step))
        with st.container(key="diagram"):
            presses = session.current().lesson.step_presses
            diagram(draw(graph, highlight_step=at), step_presses=presses, key="pathway")
    show("small_screen.html")
    show("trace_table.html", rows=[(step, _step_texts(step)) for step in steps], at=at)
    with st.container(key="take_along", horizontal=True):
        st.download_button(
            "Download the diagram (SVG)",
            # Drawn only for whoever asks for it: most steps are looked at and gone.
            lambda: draw(graph, highlight_step=at, standalone=True),
            file_name="pathway.svg",
            mime="image/svg+xml",
            on_click="ignore",
        )
    sharing.show_link("the answers shown above", lambda address: link_to_answers(address, answers))


def _chosen_answers() -> Answers | None:
    """The answers to show, as chosen on the page; None while they do not go together."""
    book = default_rule_book()
    shown = lesson.shown_answers()
    with st.expander("Change the answers"):
        location = st.selectbox(
            location_label(),
            list(book.location_by_id),
            index=list(book.location_by_id).index(shown.location),
            format_func=lambda location_id: book.location_by_id[location_id].name,
            key="pathway_location",
        )
        conditions = st.multiselect(
            "Conditions",
            list(book.condition_by_id),
            default=[found.id for found in book.conditions if found.id in shown.conditions],
            format_func=lambda condition_id: book.condition_by_id[condition_id].name,
            key="pathway_conditions",
        )
        signs = st.multiselect(
            "Warning signs",
            list(book.warning_sign_by_id),
            default=[sign.id for sign in book.warning_signs if sign.id in shown.warning_signs],
            format_func=lambda sign_id: book.warning_sign_by_id[sign_id].name,
            key="pathway_signs",
        )
    try:
        chosen = Answers.from_ids(location, conditions, signs)
        explore(chosen)
    except AnswersError:
        show(
            "notice.html",
            text="Choose at least one condition. An answer such as not sure stands alone.",
        )
        return None
    if chosen != shown:
        lesson.show_answers(chosen)
    return chosen


def _show_stepper(at: int | None, steps: tuple[TraceStep, ...]) -> None:
    last = len(steps)
    with st.container(key="stepper", horizontal=True):
        st.button(
            "Step back",
            key="step_back",
            shortcut="Left",
            disabled=at in {None, 1},
            on_click=lesson.show_step,
            args=((at or 1) - 1,),
        )
        st.button(
            "Start" if at is None else "Step on",
            key="step_on",
            shortcut="Right",
            disabled=at == last,
            on_click=lesson.show_step,
            args=((at or 0) + 1,),
        )
        st.button(
            "Show all",
            key="show_all",
            disabled=at is None,
            on_click=lesson.show_step,
            args=(None,),
        )
    if at is None:
        session.queue_announcement("step", "All steps are shown.")
    else:
        session.queue_announcement("step", f"Step {at} of {last}: {steps[at - 1].words}")


def _step_texts(step: TraceStep) -> dict[str, str]:
    """What a step fired on, concluded and rests on, in words."""
    book = default_rule_book()
    facts = {fact.path: fact.words for fact in step.memory}
    names = {
        **{option.id: option.medical_name for option in book.options},
        **{other.id: other.name for other in book.limits.alternative},
        **{sign.id: sign.action for sign in book.warning_signs},
        book.closing.id: book.closing.name,
    }
    concluded = (
        [step.derived.words] if step.derived else [names[record_id] for record_id in step.concludes]
    )
    return {
        "fires_on": facts[step.activation.fact].rstrip("."),
        "concluded": "; ".join(concluded).rstrip("."),
        "because": knowledge_in_words(book.rules[step.activation.rule]),
    }
