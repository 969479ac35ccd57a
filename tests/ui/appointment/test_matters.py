"""What matters to a visitor is kept as ticked or written; it changes no outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.appointment.loading import default_preparation_book
from engine.appointment.plan import MAX_TEXT, Plan
from tests.ui.appointment.preparing import preparing

if TYPE_CHECKING:
    from ui.session import Session

PREPARATION = default_preparation_book()


def test_every_box_is_kept() -> None:
    """Each matter and each topic can be ticked, and unticked again."""
    app = preparing("matters", "leg", "sciatica")
    session: Session = app.session_state["session"]
    assert len(app.checkbox) == len(PREPARATION.matters) + len(PREPARATION.topics)
    for box in app.checkbox:
        box.check()
    app.run()
    assert session.plan.matters == {matter.id for matter in PREPARATION.matters}
    assert session.plan.topics == {topic.id for topic in PREPARATION.topics}
    app.checkbox[0].uncheck().run()
    assert session.plan.matters == {matter.id for matter in PREPARATION.matters[1:]}


def test_own_words_are_kept_as_plain_text() -> None:
    """Each field is kept, without control characters, and not more of it than fits."""
    app = preparing("matters", "leg", "sciatica")
    app.text_area(key="plan_how_long").set_value("Three years.\x07 ").run()
    app.text_area(key="plan_tried").set_value("x" * MAX_TEXT).run()
    app.text_area(key="plan_goals").set_value("<b>Dance</b>").run()
    plan = app.session_state["session"].plan
    assert plan == Plan(how_long="Three years.", tried="x" * MAX_TEXT, goals="<b>Dance</b>")


def test_the_page_shows_what_was_kept() -> None:
    """Who comes back finds the ticks and the words."""
    plan = Plan(matters=frozenset({"sleep"}), topics=frozenset({"counseling"}), tried="Rest.")
    app = preparing("matters", "leg", "sciatica", plan=plan)
    assert [box.key for box in app.checkbox if box.value] == ["matters_sleep", "topics_counseling"]
    assert app.text_area(key="plan_tried").value == "Rest."
