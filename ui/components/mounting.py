"""Making this package's components known to Streamlit, which then serves their files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from ui.components.presenter import use_read_only_presenter

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

ASSETS = Path(__file__).parent / "assets"
_PACKAGE = "ui"
_NAMES = ("announcer", "body_map", "file_download", "pathway", "sheet_actions", "tab_storage")
# What stands inside these is too much to be sent in every run; their scripts fetch it once.
_FETCHED = ("body_map",)
_mounted: dict[str, ComponentRenderer] = {}


def wrapped(data: dict[str, object]) -> list[dict[str, object]]:
    """Data for a component, as its module takes it: alone in a list.

    Streamlit looks through a dictionary for tables, and loads pandas and pyarrow to do so, which
    is twice the memory and a third of a second for the first visitor. A list it leaves alone.
    """
    return [data]


def asset(file: str) -> str:
    """The text of a file in `assets/`."""
    return (ASSETS / file).read_text(encoding="utf-8")


def address(name: str, suffix: str = ".js") -> str:
    """Where Streamlit asks for a component's file, below the base path of the app."""
    return f"_stcore/bidi-components/{_PACKAGE}.{name}/{name}{suffix}"


def component(name: str) -> ComponentRenderer:
    """A component of this package, known to the runtime that is running.

    Streamlit reads such an entry from the manifest of an installed distribution. Done here, it
    works from a checkout as well, and no script has to come from a `blob:` address.

    Args:
        name: A component in `assets/`: `NAME.js`, and `NAME.css` and `NAME.html` if it has them.

    Returns:
        What mounts the component. One that does not fetch its markup has it from here.
    """
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(f"{_PACKAGE}.{name}") is None:
        configs = [ComponentConfig(known, asset_dir="assets") for known in _NAMES]
        use_read_only_presenter()
        manager.register_from_manifest(ComponentManifest(_PACKAGE, "0", configs), ASSETS.parent)
    if name not in _mounted:
        css = f"{name}.css"
        sent = name not in _FETCHED
        _mounted[name] = st.components.v2.component(
            f"{_PACKAGE}.{name}",
            html=_text(f"{name}.html") if sent else None,
            # Sent along: as a file it would come late, and the drawing would show without it.
            css=_text(css) if sent else None,
            js=f"{name}.js",
            isolate_styles=(ASSETS / css).is_file(),
        )
    return _mounted[name]


def _text(file: str) -> str | None:
    return asset(file) if (ASSETS / file).is_file() else None
