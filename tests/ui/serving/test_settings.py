"""The settings of Streamlit are looked through once, and say what they said."""

from __future__ import annotations

import inspect

from streamlit import config
from streamlit.runtime import app_session

from ui.serving.settings import load_settings

SECTIONS = ("theme", "theme.light", "theme.dark", "theme.sidebar")


def test_a_section_is_looked_up_once() -> None:
    """It is the same dictionary from then on, with this project's own values."""
    assert "config.get_options_for_section(" in inspect.getsource(app_session)
    load_settings({})
    for section in SECTIONS:
        found = config.get_options_for_section(section)
        assert found is config.get_options_for_section(section)
        assert found == {name: config.get_option(f"{section}.{name}") for name in found}
    assert config.get_options_for_section("theme.light")["primaryColor"] == "#0B5CAD"


def test_other_settings_are_seen_when_they_are_loaded() -> None:
    """What the command says counts, also after the app of another test."""
    load_settings({"theme.baseFontSize": 21})
    assert config.get_options_for_section("theme")["baseFontSize"] == 21
    load_settings({})
    assert config.get_options_for_section("theme")["baseFontSize"] == 18
