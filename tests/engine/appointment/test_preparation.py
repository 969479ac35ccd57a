"""What the preparation book says: no medicine is stopped, no option is favored, nothing is owed."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

from engine.appointment.loading import default_preparation_book
from engine.rule_book.loading import default_rule_book

BOOK = default_rule_book()
PREPARATION = default_preparation_book()
ITEMS = (*PREPARATION.tell, *PREPARATION.bring)
KEEP = "Do not stop anything yourself."
# A medicine that somebody takes. Numbing medicine and what they are allergic to is not that.
TAKEN = re.compile(
    r"blood thinners?$|what you take|how much you take|tablets|antibiotics|insulin|inhaler|"
    r"^Medicines|medicines$",
    re.IGNORECASE | re.MULTILINE,
)
STOPPED = re.compile(
    r"\b(stop|skip|paus|halt|quit|miss|hold|leave out|cut (down|back|out)|come off|go without|"
    r"without (taking|your)|instead of (taking|your)|lower|reduce|half|chang(e|ing) (the|your|a) "
    r"(dose|medicine)|do not take|don't take|avoid)\w*",
    re.IGNORECASE,
)
QUESTIONS_OF_EACH_OPTION = 2
SHORTEST, LONGEST = 9, 13


def texts() -> dict[str, str]:
    """What a visitor reads of each item, in one text."""
    return {item.id: f"{item.name}\n{item.says}\n{item.why}" for item in ITEMS}


def test_nobody_is_told_to_stop_a_medicine() -> None:
    """Words for stopping stand only in the sentence that says not to; so in the questions."""
    everything = {
        **texts(),
        **{question.id: question.asks for question in PREPARATION.questions},
        **{one.id: one.name for one in PREPARATION.matters},
        **{one.id: one.name for one in PREPARATION.topics},
    }
    rest = {name: text.replace(KEEP, "") for name, text in everything.items()}
    assert {name: text for name, text in rest.items() if STOPPED.search(text)} == {}


@pytest.mark.parametrize(
    "said",
    [
        "Stop aspirin for a week.",
        "Skip your tablets that day.",
        "Do not take a blood thinner before it.",
        "Hold your insulin.",
        "Take half of the dose.",
    ],
)
def test_telling_to_stop_would_be_found(said: str) -> None:
    """The pattern finds what leaflets say of medicines, also beside the sentence that is right."""
    assert STOPPED.search(f"{said} {KEEP}".replace(KEEP, ""))


def test_where_medicines_are_concerned_it_says_not_to_stop() -> None:
    """Each item about medicines that somebody takes ends with it, and no other item has it."""
    about = {name for name, text in texts().items() if TAKEN.search(text)}
    assert about == {
        "blood_thinners",
        "diabetes",
        "infection",
        "steroids",
        "medicine_list",
        "medicines_for_the_day",
    }
    assert about == {item.id for item in ITEMS if item.says.endswith(KEEP)}


def test_what_guidance_names_is_there() -> None:
    """What a clinic needs to know before an injection or an implant is all in the book."""
    assert {one.id for one in PREPARATION.tell} >= {
        "blood_thinners",
        "diabetes",
        "allergies",
        "pregnancy",
        "infection",
        "implants",
        "steroids",
    }
    assert {one.id for one in PREPARATION.bring} >= {
        "medicine_list",
        "letters",
        "scans",
        "ride_home",
    }
    allergies = next(one for one in PREPARATION.tell if one.id == "allergies")
    for cause in ("medicines", "numbing", "dye", "latex"):
        assert cause in allergies.says


def test_every_source_says_how_it_was_read() -> None:
    """No source is read later than it is to be looked at; a copy says which copy it was."""
    for source in PREPARATION.sources:
        assert source.read_on <= date(2026, 11, 26) < source.look_again_on, source.id
        assert source.read_as == "page" or source.note, source.id


def test_options_have_as_many_questions_each_of_about_the_same_length() -> None:
    """No treatment is asked about more, or at more length, than another."""
    asked = Counter(question.option for question in PREPARATION.questions if question.option)
    assert asked == dict.fromkeys(BOOK.option_by_id, QUESTIONS_OF_EACH_OPTION)
    words = {q.id: len(q.asks.split()) for q in PREPARATION.questions if q.option}
    assert {name: n for name, n in words.items() if not SHORTEST <= n <= LONGEST} == {}


def test_a_condition_has_one_question_in_the_order_of_the_conditions() -> None:
    """Each answer to the question on conditions is asked about once, but not being sure."""
    asked = [question.condition for question in PREPARATION.questions if question.condition]
    assert asked == [name for name in BOOK.condition_by_id if name != BOOK.not_sure]


def test_a_question_is_one_and_ends_as_one() -> None:
    """Whatever is asked ends with one question mark, and names no treatment by its medical name."""
    names = re.compile("|".join(option.medical_name for option in BOOK.options), re.IGNORECASE)
    for question in PREPARATION.questions:
        assert question.asks.count("?") == 1, question.id
        assert question.asks.endswith("?"), question.id
        assert not names.search(question.asks), question.id


def test_topics_hold_every_alternative() -> None:
    """Each alternative of the rule book is a topic, once; doing nothing for now is one as well."""
    named = [topic.alternative for topic in PREPARATION.topics if topic.alternative]
    assert named == [one.id for one in BOOK.limits.alternative]
    assert [one.id for one in PREPARATION.topics if not one.alternative] == ["nothing_for_now"]


def test_topics_stand_inside_a_sentence() -> None:
    """A topic goes on after "I would also like to talk about", a matter stands by itself."""
    assert all(topic.name[0].islower() for topic in PREPARATION.topics)
    assert all(matter.name[0].isupper() for matter in PREPARATION.matters)
