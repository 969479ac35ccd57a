"""The page that every visit starts with, made at start-up to take the place of Streamlit's.

Streamlit's page is empty until two megabytes of script have run. Ours says where the visitor is,
shows what can be done meanwhile, and says so in plain words where the app does not start.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ui.rendering import STYLE, rendered
from ui.words import edition

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.serving.start_page.streamlit_page import StreamlitPage

FAVICON = "favicon.svg"
_HERE = Path(__file__).parent
# The first scripts come down while the page is read: as many as a browser fetches at a time.
_AT_A_TIME = 6


def description() -> str:
    """What the app is for, as search engines and messengers show it."""
    return (
        f"See which {edition().complaint} treatments one document lists, and talk about them with "
        "a specialist. It takes 3 questions. It gives no diagnosis."
    )


def asset(name: str) -> str:
    """The text of a file of the start page."""
    return (_HERE / name).read_text(encoding="utf-8")


@dataclass(frozen=True)
class Placeholder:
    """What stands on the page until the app is there, in an element with the id `loading`.

    Attributes:
        title: The page's title.
        html: The element.
        script: What takes it away when the app is there.
        style: What the element needs besides the app's style sheet.
    """

    title: str
    html: str
    script: str
    style: str = ""


def loading() -> Placeholder:
    """What stands on every page but the first until the app is there."""
    name = edition().title
    return Placeholder(name, rendered("loading.html", name=name), asset("loading.js"))


@dataclass(frozen=True)
class StartPage:
    """The page, with what others need to know of it.

    Attributes:
        html: The page.
        linked: The scripts and style sheets that it links, as paths below its folder.
        inline_scripts: Its inline scripts.
    """

    html: str
    linked: tuple[str, ...]
    inline_scripts: tuple[str, ...]


def start_page(
    streamlit_page: StreamlitPage, components: Sequence[str], placeholder: Placeholder
) -> StartPage:
    """Make the page.

    Args:
        streamlit_page: What Streamlit's page loads.
        components: Addresses, relative to the page, of scripts that the page needs too, and of what
            these fetch.
        placeholder: What stands on the page until the app is there.
    """
    modules = (*streamlit_page.modules, *(path for path in components if path.endswith(".js")))
    fetched = [path for path in components if not path.endswith(".js")]
    always = (asset("presses.js"), asset("trouble.js"))
    scripts = (asset("not_started.js"), placeholder.script, *always, asset("starting.js"))
    html = rendered(
        "page.html",
        title=placeholder.title,
        description=description(),
        favicon=FAVICON,
        page_style=asset("page.css"),
        app_style=placeholder.style + STYLE.read_text(encoding="utf-8"),
        placeholder=placeholder.html,
        scripts=scripts,
        streamlit=streamlit_page,
        first_modules=streamlit_page.modules[:_AT_A_TIME],
        modules=modules,
        fetched=fetched,
    )
    return StartPage(
        html=html,
        linked=(*modules, *fetched, *streamlit_page.style_sheets),
        inline_scripts=(*streamlit_page.inline_scripts, *scripts),
    )
