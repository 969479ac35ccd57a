"""The first question as it stands in the page itself, to be answered before the app is there.

A slow phone takes seconds to get Streamlit's scripts ready. Meanwhile the page shows the question,
made from the same templates and the same body map. The app takes the answer over when it comes.
"""

from __future__ import annotations

from pathlib import Path

from ui.components.body_map import content
from ui.components.mounting import asset
from ui.index_page import TITLE, Ahead
from ui.journey import Step
from ui.rendering import STYLE, rendered
from ui.views import location, question

COMPONENTS = ("body_map", "announcer")  # those that the first question needs
_ASSETS = Path(__file__).parent / "assets"


def first_question() -> Ahead:
    """The question, its styles, and the script that hands its answer over to the app.

    Raises:
        RuleBookError: The rule book, which has the locations, cannot be read.
    """
    places = location.places()
    html = rendered(
        "first_question.html",
        name=TITLE,
        number=question.number(Step.LOCATION),
        count=len(question.QUESTIONS),
        question=location.QUESTION,
        why=location.WHY,
        problem=None,
        style="".join(
            path.read_text(encoding="utf-8") for path in (_ASSETS / "first_question.css", STYLE)
        ),
        places=places,
        or_list=location.OR_LIST,
        submit=question.CONTINUE,
        map_content=content(places, location.QUESTION, list_key="ahead_list"),
        map_markup=asset("body_map.html"),
        map_style=asset("body_map.css"),
    )
    # Not as modules: those wait for Streamlit's.
    scripts = asset("body_map.js"), (_ASSETS / "first_question.js").read_text(encoding="utf-8")
    script = "{\n" + "".join(scripts).replace("export default function", "function") + "}\n"
    return Ahead(f"{location.QUESTION} - {TITLE}", html, script)
