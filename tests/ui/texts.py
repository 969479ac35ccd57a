"""Every text that a visitor can read, from the rule book or from the pages that show it."""

from __future__ import annotations

import ast
import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, nodes
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from engine import Answers, explore
from engine.appointment.loading import default_preparation_book
from engine.appointment.plan import OwnQuestion, Plan
from engine.appointment.sheet import MORE_NOTE
from engine.outcome.wording import rule_in_words
from engine.rule_book.document import citations
from engine.rule_book.loading import default_rule_book
from engine.rule_book.scorecard import default_scorecard
from tests.engine.appointment.sheets import SOME_PLAN, alarmed, sheet_of
from tests.ui.appointment.preparing import preparing
from ui.appointment.sheet.html import sheet_html
from ui.appointment.sheet.pdf import BOX_NOTE, CUT_NOTE
from ui.command_line.words import strings
from ui.plain_text import text_blocks
from ui.rendering import rendered
from ui.restoration import DROPPED, UNREADABLE
from ui.serving.start_page.first_question import first_question
from ui.serving.start_page.page import description, loading
from ui.session import CLEARED, Session
from ui.words import citation_words, source_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from streamlit.testing.v1.element_tree import Node

    from engine.appointment.sheet import Sheet

UI = Path(__file__).parent.parent.parent / "ui"
BOOK = default_rule_book()
PREPARATION = default_preparation_book()
SCORECARD = default_scorecard()

# Shown on the pages for teaching alone, where rules go by their ids and by the words of the field.
FOR_TEACHERS = {
    "case.html",
    "cases.html",
    "change_sections.html",
    "comparison.html",
    "draft.html",
    "draft_changes.html",
    "draft_problems.html",
    "leader_notes.html",
    "link_note.html",
    "matrix.html",
    "predict.html",
    "rule.html",
    "rules.html",
    "small_screen.html",
    "trace_step.html",
    "trace_table.html",
    "wide_heading.html",
    "without_rule.html",
    "cases",
    "drafts",
    "knowledge",
    "links",
    "matrix",
    "pathways",
    "rules",
    "sharing",
}


def texts_of_html(page: str) -> list[str]:
    """The texts of some HTML, in its order."""
    return [text for text in map(plain, text_blocks(page)) if text]


def plain(text: str) -> str:
    """A text with single spaces, and without the book's references to what others wrote.

    Those are the phrases that stand in the document, and the publishers, titles, addresses and
    notes of the sources, with what each says of a warning sign: names and what others
    say, which are not ours to put into plain words. The words around them, such as "Read on", stay.
    """
    text = " ".join(text.split())
    for reference in _references():
        text = text.replace(reference, "")
    return re.sub(r"^[\s.;]+|[\s;]+$", "", text) if re.search("[A-Za-z]", text) else ""


@cache
def _references() -> list[str]:
    references = {citation_words(citation) for _, citation in citations(BOOK)}
    for source in (*BOOK.sources, *PREPARATION.sources, *SCORECARD.sources):
        references |= {source_words(source), f"{source.publisher}. {source.title}."}
        references |= {source.address, source.note or source.address}
    for sign in BOOK.warning_signs:
        for one in sign.sources:
            references.add(f"{source_words(BOOK.source_by_id[one.source])}: {one.says}")
    return sorted(references, key=len, reverse=True)


def book_texts() -> dict[str, list[str]]:
    """The texts of the rule book, by what they are the texts of."""
    options, conditions, signs = BOOK.options, BOOK.conditions, BOOK.warning_signs
    return {
        "locations": [t for one in BOOK.locations for t in (one.name, one.in_words, one.note) if t],
        "conditions": [
            t
            for one in conditions
            for t in (
                one.name,
                one.medical_name,
                *one.other_names,
                one.in_words,
                one.description,
            )
            if t
        ],
        "options": [
            t
            for one in options
            for t in (
                one.name,
                one.medical_name,
                one.in_words,
                one.description,
                one.remark,
                *(benefit.says for benefit in one.benefit),
                *(passage.says for passage in one.passages),
            )
            if t
        ],
        "omissions": [one.name for one in BOOK.omissions],
        "rules": [rule_in_words(rule, BOOK) for rule in BOOK.rules.values() if rule not in signs],
        "warning signs": [t for one in signs for t in (one.name, one.why, one.action)],
        "limits and closing": [
            *(t for one in BOOK.limits.alternative for t in (one.name, one.description)),
            BOOK.closing.name,
        ],
        "introduction": [t for one in BOOK.introduction for t in (one.name, one.says)],
        "other words": [t for one in BOOK.terms for t in (one.name, one.description)],
        "what to tell and to bring": [
            t
            for one in (*PREPARATION.tell, *PREPARATION.bring)
            for t in (one.name, one.says, one.why)
        ],
        "questions": [one.asks for one in PREPARATION.questions],
        "what matters": [
            *(matter.name for matter in PREPARATION.matters),
            *(topic.name for topic in PREPARATION.topics),
        ],
        "scorecard": [
            *(t for one in SCORECARD.instruments for t in (one.name, one.says)),
            *(part.name for part in SCORECARD.parts),
            *(t for one in SCORECARD.items for t in (one.asks, one.because)),
        ],
    }


@cache
def page_texts() -> dict[str, list[str]]:
    """The texts of the pages, by page and journey, as Streamlit is told to show them."""
    return {
        **{name: _seen(app) for name, app in _journeys()},
        **{f"compare: {name}": _seen(app) for name, app in _comparisons()},
        **{f"preparation: {name}": _seen(app) for name, app in _preparations()},
        "what the tab kept": [CLEARED, DROPPED, UNREADABLE],
        **{
            name: _seen(
                AppTest.from_string(f"from ui.reference import {name}\n{name}.view()").run()
            )
            for name in ("about", "glossary", "options")
        },
        "before_you_go": _seen(
            AppTest.from_string(
                "from ui.appointment import before_you_go\nbefore_you_go.view()"
            ).run()
        ),
        **{
            f"sheet: {name}": [
                *texts_of_html(sheet_html(sheet)),
                *map(plain, (sheet.foot, MORE_NOTE, BOX_NOTE, CUT_NOTE)),
            ]
            for name, sheet in _sheets()
        },
        "before the app": [
            *(
                text
                for placeholder in (loading(), first_question())
                for text in texts_of_html(placeholder.html)
            ),
            *(
                text
                for file in ("noscript.html", "trouble.html")
                for text in texts_of_html(rendered(file))
            ),
            description(),
        ],
        "apology": texts_of_html((UI / "templates" / "apology.html").read_text(encoding="utf-8")),
    }


def _sheets() -> Iterator[tuple[str, Sheet]]:
    """A sheet of each kind: with what is listed, with nothing, for those who are not sure."""
    yield "no plan", sheet_of(explore(Answers(location="leg", conditions={"sciatica"})))
    several = Answers(location="arm", conditions={"peripheral_neuropathy", "crps"})
    yield "several", sheet_of(explore(several), SOME_PLAN)
    yield (
        "nothing listed",
        sheet_of(explore(Answers(location="arm", conditions={"something_else"})), SOME_PLAN),
    )
    not_sure = Answers(location="lower_back", conditions={"not_sure"})
    yield "not sure, with each sign", sheet_of(alarmed(not_sure), SOME_PLAN)
    everything = Plan(
        matters=frozenset(matter.id for matter in PREPARATION.matters),
        topics=frozenset(topic.id for topic in PREPARATION.topics),
    )
    yield "all that is to tick", sheet_of(explore(not_sure), everything)


def _journeys() -> Iterator[tuple[str, AppTest]]:
    app = _app()
    yield "location", app
    yield "location, nothing chosen", _press(app, "continue")
    yield from _to_result("not sure", "lower_back", "not_sure")
    yield from _to_result("not sure, nothing listed", "arm", "not_sure")
    yield from _to_result("listed and implied", "lower_back", "herniated_disc", "arthritis")
    yield from _to_result("one option", "head", "tension_headache")
    yield from _to_result("nothing listed", "arm", "something_else")
    yield from _to_result("our step", "arm", "peripheral_neuropathy")
    yield from _to_result("our step beside others", "arm", "peripheral_neuropathy", "crps")
    yield from _to_result("urgent", "leg", "sciatica", signs=("hot_swollen_leg_or_foot_sore",))
    yield from _to_result("soon", "widespread", "cancer_pain", signs=("weight_loss_not_planned",))
    yield from _why_not_and_what_if()
    yield from _mistakes()
    yield from _emergency()
    yield from _changed_location()
    app = _located(_app(), "neck")
    app.session_state["session"] = Session(knows_tab=True)
    yield "answers gone", app.run()
    app = AppTest.from_file(str(UI / "script.py"), default_timeout=20)
    app.query_params["case"] = "nobody"
    yield "unknown link", app.run()


def _comparisons() -> Iterator[tuple[str, AppTest]]:
    """Each number of options to compare, and each number of them chosen."""
    yield "nothing listed", preparing("compare", "arm", "something_else")
    yield "1 listed", preparing("compare", "neck", "back_neck_pain")
    yield "2 listed", preparing("compare", "head", "migraine")
    for chosen in ((), ("nerve_block",), ("nerve_block", "spinal_cord_stimulation")):
        yield f"{len(chosen)} of 3", preparing("compare", "leg", "crps", chosen=chosen)
    yield "3 of 3", preparing("compare", "leg", "cancer_pain", chosen=tuple(BOOK.option_by_id))
    yield "3 of 4", preparing("compare", "neck", "spinal_stenosis", chosen=tuple(BOOK.option_by_id))
    yield (
        "our step",
        preparing("compare", "arm", "peripheral_neuropathy", chosen=tuple(BOOK.option_by_id)),
    )


def _preparations() -> Iterator[tuple[str, AppTest]]:
    """The other pages of the preparation, for each kind of outcome."""
    own = (OwnQuestion(asks="May I drive?", important=True), OwnQuestion(asks="When?"))
    plan = Plan(important=("what_can_go_wrong", "how_likely"), own_questions=own)
    for name in ("matters", "questions", "sheet_page"):
        yield f"{name}, listed", preparing(name, "leg", "sciatica", "crps")
        yield f"{name}, not sure", preparing(name, "lower_back", "not_sure", plan=plan)


def _to_result(
    name: str, location: str, *conditions: str, signs: tuple[str, ...] = ()
) -> Iterator[tuple[str, AppTest]]:
    app = _located(_app(), location)
    yield f"{name}: warning signs", app
    app = _ticked(app, *(f"sign_{sign}" for sign in signs or ("none_of_these",)))
    yield f"{name}: condition", app
    app = _ticked(app, *(f"condition_{condition}" for condition in conditions))
    yield f"{name}: check", app
    yield f"{name}: result", _press(app, "continue")


def _why_not_and_what_if() -> Iterator[tuple[str, AppTest]]:
    """Every treatment that is not listed, and every different answer."""
    for location, condition in (("leg", "arthritis"), ("lower_back", "herniated_disc")):
        name = f"{condition} at {location}"
        *_, (_, app) = _to_result(name, location, condition)
        for box in (0, 1):
            for number in range(len(app.selectbox[box].options)):
                app.selectbox[box].select_index(number).run()
                yield f"{name}: choice {number} of box {box}", app


def _mistakes() -> Iterator[tuple[str, AppTest]]:
    app = _press(_located(_app(), "neck"), "continue")
    yield "no sign ticked", app
    yield "sign and none", _ticked(app, "sign_chest_pain", "sign_none_of_these")
    app = _ticked(_located(_app(), "neck"), "sign_none_of_these")
    yield "no condition ticked", _press(app, "continue")
    yield "condition and not sure", _ticked(app, "condition_arthritis", "condition_not_sure")


def _emergency() -> Iterator[tuple[str, AppTest]]:
    app = _ticked(_located(_app(), "trunk"), "sign_chest_pain", "sign_sudden_severe_belly_pain")
    yield "emergency", app
    app = _press(app, "go_on_anyway")
    yield "emergency, box not ticked", app
    app.checkbox(key="emergency_confirmed").check()
    app = _ticked(_press(app, "go_on_anyway"), "condition_cancer_pain")
    yield "emergency: result", _press(app, "continue")


def _changed_location() -> Iterator[tuple[str, AppTest]]:
    app = _ticked(_located(_app(), "lower_back"), "sign_none_of_these")
    app = _ticked(app, "condition_sciatica", "condition_arthritis", "condition_herniated_disc")
    app = _press(app, "change_location")
    app = _ticked(_located(app, "head"), "sign_none_of_these")
    yield "location changed", app


def _app() -> AppTest:
    return AppTest.from_file(str(UI / "script.py"), default_timeout=20).run()


def _located(app: AppTest, location: str) -> AppTest:
    app.radio[0].set_value(location)
    return _press(app, "continue")


def _ticked(app: AppTest, *keys: str) -> AppTest:
    for key in keys:
        app.checkbox(key=key).check()
    return _press(app, "continue")


def _press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    return app


def _seen(app: AppTest) -> list[str]:
    assert not app.exception
    return [text for text in map(plain, _shown(app.main)) if text]


def _shown(block: Block) -> Iterator[str]:
    """What a block shows: labels, answers to choose from, HTML and the words of the body map."""
    yield from _labels(block)
    for node in block.children.values():
        if isinstance(node, Block):
            yield from _shown(node)
        else:
            yield from _labels(node)


def _labels(node: Node) -> Iterator[str]:
    shown: Any = getattr(node, "proto", None)
    if node.type == "html":
        yield from texts_of_html(shown.body)
    if node.type == "bidi_component":
        data = json.loads(shown.json)[0]
        yield from data.get("labels", {}).values()
        yield data.get("message", "")  # what the announcer says
    yield getattr(shown, "label", "")
    yield getattr(shown, "placeholder", "")
    yield from getattr(shown, "options", ())


def template_texts() -> dict[str, list[str]]:
    """The texts that stand in each template, in pieces: between tags and what is filled in."""
    environment = Environment(autoescape=True)
    return {
        path.name: [
            piece
            for data in environment.parse(path.read_text(encoding="utf-8")).find_all(
                nodes.TemplateData
            )
            for piece in _pieces(data.data)
        ]
        for path in sorted((UI / "templates").glob("*.html"))
        if path.name not in FOR_TEACHERS
    }


def _pieces(markup: str) -> Iterator[str]:
    outside_tags = re.sub(r"^[^<>]*>|<[^<>]*>?", "\n", markup)
    for piece in outside_tags.splitlines():
        yield from texts_of_html(piece)


def constants() -> dict[str, list[str]]:
    """The texts of several words in each module that shows or words something, in pieces."""
    paths = [UI / "app.py", UI / "words.py", UI / "components" / "body_map.py"]
    rooms = ("questionnaire", "appointment", "reference", "teaching")
    paths += [path for room in rooms for path in sorted((UI / room).glob("*.py"))]
    return {
        path.stem: [
            " ".join(text.split())
            for whole in strings(ast.parse(path.read_text(encoding="utf-8")))
            for text in whole.split("...")
            if len(re.findall("[A-Za-z]+", text)) > 1 and " " in text.strip()
        ]
        for path in paths
        if path.stem not in FOR_TEACHERS
    }
