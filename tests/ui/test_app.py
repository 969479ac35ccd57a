"""The app through Streamlit's own AppTest: every location to its result, with no exception."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from engine import Answers, explore
from engine.rule_book.loading import shipped_rule_book

APP = Path(__file__).parent.parent.parent / "ui" / "app.py"
BOOK = shipped_rule_book()


def started() -> AppTest:
    """The app on its first question."""
    app = AppTest.from_file(str(APP), default_timeout=20).run()
    assert not app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    """Press a button and look for exceptions."""
    app.button(key=key).click().run()
    assert not app.exception
    return app


def shown(app: AppTest) -> str:
    """Everything that the templates put on the page."""
    return "\n".join(str(element.proto.body) for element in app.get("html"))


@pytest.mark.parametrize("location", list(BOOK.location_by_id))
def test_every_location_reaches_its_result(location: str) -> None:
    """Each condition offered at a location leads to a result that names what the engine lists."""
    app = started()
    app.radio(key="location_list").set_value(location)
    press(app, "continue")
    asked = [f"sign_{sign.id}" for sign in BOOK.warning_signs_asked_at(location)]
    assert [box.key for box in app.checkbox] == [*asked, "sign_none_of_these"]
    app.checkbox(key="sign_none_of_these").check()
    press(app, "continue")
    offered = [f"condition_{c.id}" for c in BOOK.conditions_offered_at(location)]
    assert [box.key for box in app.checkbox] == offered
    for condition in BOOK.conditions_offered_at(location):
        for box in app.checkbox:
            box.set_value(box.key == f"condition_{condition.id}")
        press(app, "continue")
        press(app, "continue")
        outcome = explore(Answers(location=location, conditions=frozenset({condition.id})))
        text = shown(app)
        for listed in outcome.options:
            assert f'<p class="po-medical">{listed.option.medical_name}</p>' in text
        assert text.count('<article class="po-card">') == len(outcome.options)
        assert BOOK.closing.says in text
        press(app, "back")
        press(app, "back")
