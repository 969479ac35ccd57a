"""The page that compares treatments, for every test that looks at it."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from ui.questionnaire.journey import Journey
from ui.session import Session


def comparing(
    location: str | None = None,
    *conditions: str,
    signs: frozenset[str] = frozenset(),
    acknowledged: bool = False,
    chosen: tuple[str, ...] = (),
) -> AppTest:
    """The page by itself, for a visitor who has given these answers.

    Args:
        location: Where the pain is; without one nothing was answered.
        conditions: What was ticked.
        signs: The warning signs that were ticked.
        acknowledged: Whether the visitor goes on in spite of an emergency.
        chosen: The ids of the options that were chosen to be compared.
    """
    app = AppTest.from_string(
        "from ui.appointment import compare\ncompare.view()", default_timeout=20
    )
    app.session_state["session"] = Session(
        journey=Journey(
            location=location,
            warning_signs=None if location is None else signs,
            emergency_acknowledged=acknowledged,
            conditions=frozenset(conditions),
        ),
        compared=chosen,
    )
    return app.run()
