"""The sheet holds what is listed and what its visitor brings up; the specialist comes last."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Answers, explore
from engine.analysis.answer_table import default_identity
from engine.appointment.plan import MAX_IMPORTANT, OwnQuestion, Plan
from engine.appointment.questions import questions_for
from engine.appointment.sheet import (
    MAX_QUESTIONS,
    MORE_NOTE,
    Item,
    Section,
    Sheet,
    Stamp,
    build_sheet,
    day_in_words,
    most_fitting,
)
from engine.outcome.wording import lower_first
from tests.engine.appointment.sheets import (
    BOOK,
    DAY,
    EVERY_OUTCOME,
    LARGEST_PLAN,
    NO_PLAN,
    PREPARATION,
    SOME_PLAN,
    alarmed,
    sheet_of,
    sheets,
)

if TYPE_CHECKING:
    from engine import Outcome

DISC = Answers(location="lower_back", conditions=frozenset({"herniated_disc"}))
ORDER = (
    "answers",
    "warning_signs",
    "important",
    "listed",
    "if_found",
    "also_mentioned",
    "alternatives",
    "talk",
    "questions",
    "prepare",
    "about",
    "specialist",
)


def section(sheet: Sheet, name: str) -> Section:
    """A section by its id."""
    return next(one for one in sheet.sections if one.id == name)


def ids(sheet: Sheet) -> list[str]:
    """The sections that a sheet has."""
    return [one.id for one in sheet.sections]


@pytest.mark.parametrize("plan", [NO_PLAN, SOME_PLAN, LARGEST_PLAN], ids=["none", "some", "large"])
def test_the_sheet_of_every_outcome(plan: Plan) -> None:
    """Each holds every option that is listed, in that order; the specialist is the last words."""
    for outcome, sheet in sheets(plan):
        assert ids(sheet) == [name for name in ORDER if name in ids(sheet)]
        assert set(ORDER) - set(ids(sheet)) <= {
            "warning_signs",
            "important",
            "if_found",
            "talk",
        }
        assert sheet.sections[-1].heading == BOOK.closing.name
        assert sheet.sections[-1].paragraphs == (BOOK.closing.says,)
        assert not sheet.sections[-1].items
        listed = [(item.text, item.medical) for item in section(sheet, "listed").items]
        assert listed == [
            (one.option.name, lower_first(one.option.medical_name)) for one in outcome.options
        ]
        also = {item.text for item in section(sheet, "also_mentioned").items}
        assert also == {option.name for option in outcome.also_named}
        others = {item.text for item in section(sheet, "alternatives").items}
        assert others == {one.name for one in outcome.alternatives}
        found = [one.condition.name for one in outcome.if_found]
        shown = [one for one in sheet.sections if one.id == "if_found"]
        assert found == [item.text for one in shown for item in one.items]
        assert all(one.paragraphs or one.items for one in sheet.sections)


def test_why_an_option_is_listed_ends_with_the_rule_that_lists_it() -> None:
    """The why of each option ends with what its rule says, and begins after the answer."""
    for outcome, sheet in sheets():
        for listed, item in zip(outcome.options, section(sheet, "listed").items, strict=True):
            assert item.says.endswith(listed.reasons[0].chain[-1].says)
            assert not item.says.startswith("You said")


def test_a_step_of_ours_says_so_itself() -> None:
    """Each link of ours says that the document does not say so, as the sheet relies on."""
    ours = [rule.says for rule in BOOK.implications if rule.editorial]
    assert ours
    assert [says for says in ours if "The document does not say so." not in says] == []


def test_where_nothing_is_listed_the_sheet_says_so() -> None:
    """It says it plainly, in the words of the result."""
    nothing = [sheet for outcome, sheet in sheets() if not outcome.options]
    assert nothing
    for sheet in nothing:
        (said,) = section(sheet, "listed").paragraphs
        assert said == (
            "The document lists no treatment for this. Something else may still help you."
        )


@pytest.mark.parametrize("answers", EVERY_OUTCOME[::23], ids=str)
def test_warning_signs_come_with_what_they_ask_for(answers: Answers) -> None:
    """Each sign that was given stands below its action, the most pressing first."""
    outcome = alarmed(answers)
    assert outcome.urgent
    signs = section(sheet_of(outcome), "warning_signs")
    for notice in outcome.urgent:
        (item,) = (item for item in signs.items if item.text == notice.sign.action)
        assert notice.sign.name in item.points
    assert signs.items[0].text == outcome.urgent[0].sign.action
    assert sum(len(item.points) for item in signs.items) == len(outcome.urgent)


def test_an_emergency_without_a_condition_has_a_sheet() -> None:
    """Answers may leave the conditions open; the sheet says where the pain is."""
    sign = BOOK.warning_signs_asked_at("head")[0].id
    sheet = sheet_of(explore(Answers(location="head", warning_signs=frozenset({sign}))))
    assert [item.text for item in section(sheet, "answers").items] == ["Pain in your head or face"]
    assert ids(sheet)[1] == "warning_signs"


def test_only_what_was_given_is_brought_up() -> None:
    """Without a plan there is no such section; with one, each thing stands in its words."""
    outcome = explore(DISC)
    assert "talk" not in ids(sheet_of(outcome))
    assert "important" not in ids(sheet_of(outcome))
    assert section(sheet_of(outcome), "questions").heading == "Questions to ask"
    sheet = sheet_of(outcome, SOME_PLAN)
    said = {item.text: (item.says, item.own) for item in section(sheet, "talk").items}
    assert said["How long you have had the pain"] == (SOME_PLAN.how_long, True)
    assert said["What you have tried"] == (SOME_PLAN.tried, True)
    assert said["What you want to do again"] == (SOME_PLAN.goals, True)
    points = {item.text: item.points for item in section(sheet, "talk").items}
    assert points["What matters to you"] == tuple(
        one.name for one in PREPARATION.matters if one.id in SOME_PLAN.matters
    )
    assert points["What else you would like to talk about"] == tuple(
        one.name for one in PREPARATION.topics if one.id in SOME_PLAN.topics
    )
    only = sheet_of(outcome, Plan(goals="Sing"))
    assert [item.says for item in section(only, "talk").items] == ["Sing"]


def asked(plan: Plan, outcome: Outcome | None = None) -> tuple[list[str], list[str]]:
    """The most important questions of a sheet, and the others."""
    sheet = sheet_of(outcome or explore(DISC), plan)
    by_id = {one.id: [item.text for item in one.items] for one in sheet.sections}
    return by_id.get("important", []), by_id.get("questions", [])


def test_questions_stand_once_own_ones_first() -> None:
    """Own ones stand before ready ones; what is most important does not stand among the others."""
    important, others = asked(SOME_PLAN)
    (chosen,) = SOME_PLAN.important
    ready = {question.id: question.asks for question in PREPARATION.questions}
    assert important == ["Can I still fly in May?", ready[chosen]]
    assert others[0] == "Do you know my sister's doctor?"
    assert not set(important) & set(others)


@given(
    st.lists(st.booleans(), max_size=5),
    st.lists(st.sampled_from([q.id for q in PREPARATION.questions]), unique=True, max_size=3),
)
def test_no_chosen_question_is_lost(marks: list[bool], chosen: list[str]) -> None:
    """However many are marked: three are most important, the rest is there, no more are added."""
    own = [OwnQuestion(asks=f"Own {number}?", important=mark) for number, mark in enumerate(marks)]
    outcome = explore(DISC)
    important, others = asked(Plan(own_questions=tuple(own), important=tuple(chosen)), outcome)
    offered = {
        q.id: q.asks for group in questions_for(outcome, PREPARATION, BOOK) for q in group.questions
    }
    marked = [one.asks for one in own if one.important]
    marked += [offered[one] for one in chosen if one in offered]
    assert important == marked[:MAX_IMPORTANT]
    assert {one.asks for one in own} | set(marked) <= set(important) | set(others)
    assert len(others) <= MAX_QUESTIONS
    assert set(others) <= {one.asks for one in own} | set(offered.values())


def test_what_is_offered_nowhere_is_left_out() -> None:
    """Ids of another book, or of another outcome, and empty questions make nothing of the sheet."""
    plan = Plan(
        matters=frozenset({"gone"}),
        topics=frozenset({"gone"}),
        important=("gone",),
        own_questions=(OwnQuestion(asks=" \n "),),
    )
    assert sheet_of(explore(DISC), plan) == sheet_of(explore(DISC))


def test_questions_of_each_group_stay() -> None:
    """Where there are more questions than fit, each group has one on the sheet, and it says so."""
    many = 0
    for outcome, sheet in sheets():
        groups = questions_for(outcome, PREPARATION, BOOK)
        questions = section(sheet, "questions")
        texts = [item.text for item in questions.items]
        for group in groups:
            assert group.questions[0].asks in texts
        offered = [q.asks for group in groups for q in group.questions]
        assert texts == [text for text in offered if text in texts]
        more = len(offered) > MAX_QUESTIONS
        assert questions.notes == ((MORE_NOTE,) if more else ())
        many += more
    assert many


def test_the_lowest_ranks_stay_in_their_order() -> None:
    """Of equal rank, the first stay."""
    items = [Item(text=text, rank=rank) for text, rank in zip("abcd", (2, 0, 1, 1), strict=True)]
    assert [item.text for item in most_fitting(items, 2)] == ["b", "c"]
    assert most_fitting(items, 9) == tuple(items)


def test_what_to_get_ready_is_there_in_short() -> None:
    """Each thing to tell and to bring stands by its name."""
    tell, bring = section(sheet_of(explore(DISC)), "prepare").items
    assert tell.points == tuple(item.name for item in PREPARATION.tell)
    assert bring.points == tuple(item.name for item in PREPARATION.bring)


def test_the_sheet_names_its_day_its_rules_and_its_document() -> None:
    """The day is the one that it is given; version and document are those of the rule book."""
    sheet = build_sheet(
        explore(DISC), NO_PLAN, PREPARATION, BOOK, Stamp(date(2027, 1, 2), default_identity())
    )
    assert sheet.day == date(2027, 1, 2)
    assert sheet.made == "Made on January 2, 2027"
    version = day_in_words(BOOK.edition.version)
    (about,) = section(sheet, "about").paragraphs
    for words in (sheet.foot, about):
        assert BOOK.edition.document in words
        assert version in words
        assert "no diagnosis" in words.casefold()
    assert sheet_of(explore(DISC)).day == DAY
