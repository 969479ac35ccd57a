"""A page of the preparation by itself, for every test that looks at one."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from engine.appointment.plan import Plan
from ui.questionnaire.journey import Journey
from ui.session import Session


def preparing(  # noqa: PLR0913 - one for each kind of answer
    page: str,
    location: str,
    *conditions: str,
    signs: frozenset[str] = frozenset(),
    acknowledged: bool = False,
    chosen: tuple[str, ...] = (),
    plan: Plan | None = None,
) -> AppTest:
    """The page, for a visitor who has given these answers.

    Args:
        page: The name of its module.
        location: Where the pain is.
        conditions: What was ticked.
        signs: The warning signs that were ticked.
        acknowledged: Whether the visitor goes on in spite of an emergency.
        chosen: The ids of the options that were chosen to be compared.
        plan: What the visitor wants to bring up.
    """
    app = AppTest.from_string(
        f"from ui.appointment import {page}\n{page}.view()", default_timeout=20
    )
    app.session_state["session"] = Session(
        journey=Journey(
            location=location,
            warning_signs=signs,
            emergency_acknowledged=acknowledged,
            conditions=frozenset(conditions),
        ),
        plan=plan or Plan(),
        compared=chosen,
    )
    return app.run()
