"""The app through Streamlit's own AppTest: every location to its result, with no exception."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from engine import Answers, explore
from engine.rule_book.loading import default_rule_book

APP = Path(__file__).parent.parent.parent / "ui" / "script.py"
BOOK = default_rule_book()


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
        assert text.count('<article class="po-card"') == len(outcome.options)
        assert BOOK.closing.says in text
        press(app, "back")
        press(app, "back")


def on_result(location: str, condition: str) -> AppTest:
    """The app on the result for a location and a condition, with no warning sign."""
    app = started()
    app.radio(key="location_list").set_value(location)
    press(app, "continue")
    app.checkbox(key="sign_none_of_these").check()
    press(app, "continue")
    app.checkbox(key=f"condition_{condition}").check()
    press(app, "continue")
    return press(app, "continue")


class Announced(NamedTuple):
    """What the announcer was given in the last run."""

    number: int
    message: str
    selector: str


def announced(app: AppTest) -> Announced:
    """What the announcer was given in the last run."""
    data = [json.loads(node.proto.json)[0] for node in app.get("bidi_component")]
    (given,) = [one for one in data if "sequence" in one]
    return Announced(given["sequence"], given["message"], given["selector"])


def test_each_of_two_explanations_is_announced_when_it_is_picked() -> None:
    """One that was picked before does not keep the other from being announced, nor repeat it."""
    app = on_result("leg", "arthritis")
    number = announced(app).number
    given = []
    for key, choice in (("what_if", 0), ("why_not", 2), ("what_if", 1)):
        app.selectbox(key=key).select_index(choice).run()
        given.append(announced(app))
    assert [one.number for one in given] == [number + 1, number + 2, number + 3]
    assert [one.message.startswith("Facet joint injection: ") for one in given] == [
        False,
        True,
        False,
    ]
    assert len({one.message for one in given}) == len(given)
    # The focus stays where it is.
    assert {one.selector for one in given} == {""}


def test_a_step_runs_the_script_for_the_next_page_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A press does not run the page that is left once more."""
    app = started()
    runs: list[int] = []
    navigation = streamlit.navigation

    def counted(*pages: Any, **options: Any) -> object:  # noqa: ANN401 - as it is called
        runs.append(len(runs))
        return navigation(*pages, **options)

    monkeypatch.setattr(streamlit, "navigation", counted)
    app.radio(key="location_list").set_value("neck")
    press(app, "continue")
    app.checkbox(key="sign_none_of_these").check()
    for number, key in enumerate(("continue", "back", "continue"), start=2):
        press(app, key)
        assert len(runs) == number
    assert app.checkbox(key="condition_arthritis")


def test_what_is_sent_for_a_part_of_a_page_is_small() -> None:
    """No part of a page of the questionnaire is a drawing or a style that every run would send."""
    for app in (started(), on_result("lower_back", "herniated_disc")):
        sizes = {len(node.proto.SerializeToString()) for node in app.get("bidi_component")}
        assert max(sizes) < 2_000
