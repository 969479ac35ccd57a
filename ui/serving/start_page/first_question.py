"""The first question as it stands in the page itself, to be answered before the app is there.

A slow phone takes seconds to get Streamlit's scripts ready. Meanwhile the page shows the question,
made from the same templates and the same body map. The app takes the answer over when it comes.
"""

from __future__ import annotations

from pathlib import Path

from ui.components.body_map import content
from ui.components.mounting import asset
from ui.questionnaire import location, question
from ui.questionnaire.journey import QuestionnairePage
from ui.rendering import STYLE, rendered
from ui.serving.start_page.page import TITLE, Ahead

COMPONENTS = ("body_map", "announcer")  # those that the first question needs
_HERE = Path(__file__).parent


def first_question() -> Ahead:
    """The question, its styles, and the script that hands its answer over to the app.

    Raises:
        RuleBookError: The rule book, which has the locations, cannot be read.
    """
    places = location.places()
    html = rendered(
        "first_question.html",
        name=TITLE,
        number=question.number(QuestionnairePage.LOCATION),
        count=len(question.QUESTIONS),
        question=location.QUESTION,
        why=location.WHY,
        problem=None,
        style="".join(
            path.read_text(encoding="utf-8") for path in (_HERE / "first_question.css", STYLE)
        ),
        places=places,
        or_list=location.OR_LIST,
        submit=question.CONTINUE,
        map_content=content(places, location.QUESTION, list_key="ahead_list"),
        map_markup=asset("body_map.html"),
        map_style=asset("body_map.css"),
    )
    # Not as modules: those wait for Streamlit's.
    scripts = asset("body_map.js"), (_HERE / "first_question.js").read_text(encoding="utf-8")
    script = "{\n" + "".join(scripts).replace("export default function", "function") + "}\n"
    return Ahead(f"{location.QUESTION} - {TITLE}", html, script)
