"""The first question as it stands in the page itself, to be answered before the app is there.

A slow phone takes seconds to get Streamlit's scripts ready. Meanwhile the page shows the question,
made from the same templates and the same body map. The app takes the answer over when it comes.
"""

from __future__ import annotations

from ui.components.body_map import content
from ui.components.mounting import asset as component_asset
from ui.questionnaire import location, question
from ui.questionnaire.journey import QuestionnairePage
from ui.rendering import rendered
from ui.serving.start_page.page import Placeholder, asset
from ui.words import CLEAR, edition

# What the app's first question needs of its components, by name and suffix.
COMPONENT_FILES = (
    ("body_map", ".js"),
    ("body_map", ".html"),
    ("body_map", ".css"),
    ("announcer", ".js"),
    ("tab_storage", ".js"),
)


def first_question() -> Placeholder:
    """The question, its styles, and the script that hands its answer over to the app.

    Raises:
        RuleBookError: The rule book, which has the locations, cannot be read.
    """
    locations = location.places()
    asks, name = location.where_question(), edition().title
    html = rendered(
        "first_question.html",
        name=name,
        number=question.number(QuestionnairePage.LOCATION),
        count=len(question.QUESTIONS),
        question=asks,
        why=location.WHY,
        problem=None,
        clear=CLEAR,
        locations=locations,
        notes=location.notes(),
        or_list=location.OR_LIST,
        submit=question.CONTINUE,
        map_content=content(locations, asks, list_key="first_list"),
        map_markup=component_asset("body_map.html"),
        map_style=component_asset("body_map.css"),
    )
    # Not as modules: those wait for Streamlit's.
    scripts = component_asset("body_map.js"), asset("first_question.js")
    script = "\n{\n" + "".join(scripts).replace("export default function", "function") + "}\n"
    return Placeholder(f"{asks} - {name}", html, script, asset("first_question.css"))
