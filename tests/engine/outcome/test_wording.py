"""The words that explanations share: they come from the rule book, whatever it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine import Answers, Explorer, load_rule_book
from engine.analysis.why_not import why_not, why_not_paragraphs, why_not_sentences
from engine.outcome.wording import (
    Paragraph,
    also_named_in_words,
    joined,
    lower_first,
    place_in_words,
)
from engine.rule_book.records import When

if TYPE_CHECKING:
    from pathlib import Path

    from engine import RuleBook

MORE_LOCATIONS = """
[[region]]
id = "limbs"
in_words = "a limb"
"""
MORE_INDICATIONS = """
[[indication]]
id = "nerve_block_for_sciatica"
when = { condition = "sciatica", region = "limbs" }
then = "nerve_block"
citations = [{ section = "Introduction", phrase = "pain" }]

[[indication]]
id = "nerve_block_for_migraine"
when = { condition = "migraine", location = "widespread" }
then = "nerve_block"
citations = [{ section = "Introduction", phrase = "pain" }]
"""
MORE_ALSO_NAMED = """
[[also_named]]
id = "more_also_named"
then = ["spinal_cord_stimulation"]
says = "The closing part names this one too."
citations = [{ section = "Introduction", phrase = "pain" }]
"""


@pytest.fixture
def other(rules_copy: Path) -> Explorer:
    """A rule book with rules on another region, on a location, and more options also named."""
    for file, more in (
        ("locations", MORE_LOCATIONS),
        ("indications", MORE_INDICATIONS),
        ("closing", MORE_ALSO_NAMED),
    ):
        path = rules_copy / f"{file}.toml"
        text = path.read_text(encoding="utf-8") + more
        for limb in ("arm", "leg"):
            text = text.replace(
                f'[[location]]\nid = "{limb}"', f'[[location]]\nregion = "limbs"\nid = "{limb}"'
            )
        path.write_text(text, encoding="utf-8")
    return Explorer(load_rule_book(rules_copy))


def test_where_a_rule_holds_is_said_in_the_words_of_the_rule_book(other: Explorer) -> None:
    """A region by its own words, a location by its own, and nothing for a rule on neither."""
    book = other.book
    assert place_in_words(When(condition="arthritis", region="spine"), book) == (
        "pain in the neck or back"
    )
    assert place_in_words(When(region="limbs"), book) == "pain in a limb"
    assert place_in_words(When(location="widespread"), book) == "pain in many places"
    assert place_in_words(When(condition="arthritis"), book) is None


def test_why_not_says_where_a_rule_holds(other: Explorer) -> None:
    """A rule that is bound elsewhere than to the spine is described as it is."""

    def words(location: str, condition: str) -> str:
        answers = Answers(location=location, conditions=frozenset({condition}))
        return " ".join(why_not_sentences(why_not("nerve_block", answers, other), other.book))

    sciatica = words("head", "sciatica")
    assert "You named sciatica. For that, it is listed only with pain in a limb." in sciatica
    assert "migraine (only with pain in many places)" in sciatica
    assert "neck or back" not in sciatica.replace("back or neck pain", "")


def test_every_rule_on_options_also_named_is_worded(other: Explorer, book: RuleBook) -> None:
    """Each such rule has its own sentence and its own options; one that adds none is left out."""
    answers = Answers(location="leg", conditions=frozenset({"sciatica"}))
    first, second = also_named_in_words(other.explore(answers), other.book)
    assert first[0] == book.also_named[0].says
    assert [option.id for option in first[1]] == list(book.also_named[0].then)
    assert second[0] == "The closing part names this one too."
    assert [option.id for option in second[1]] == ["spinal_cord_stimulation"]
    listed = Answers(location="leg", conditions=frozenset({"crps"}))
    assert [says for says, _ in also_named_in_words(other.explore(listed), other.book)] == [
        book.also_named[0].says
    ]


@pytest.mark.parametrize(
    ("words", "inside"),
    [
        ("Consult a pain specialist", "consult a pain specialist"),
        ("A sudden headache", "a sudden headache"),
        ("CRPS in the arm", "CRPS in the arm"),
        ("I am not sure", "I am not sure"),
        ("TENS", "TENS"),
        ("Head or face", "head or face"),
        ("pain", "pain"),
        ("X-ray", "x-ray"),
    ],
)
def test_a_name_inside_a_sentence(words: str, inside: str) -> None:
    """The first letter is lowered, unless the word is an abbreviation or the speaker."""
    assert lower_first(words) == inside


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a, without b", "c", "d"], "a, without b; c; and d"),
    ],
)
def test_words_are_joined(parts: list[str], sentence: str) -> None:
    """With commas; where a part holds one, with semicolons."""
    assert joined(parts) == sentence


def test_a_paragraph_stands_in_line_or_above_a_list() -> None:
    """The same words serve the page, which shows a list, and what is read out, which has none."""
    plain = Paragraph(text="Nothing is listed.")
    assert plain.sentence == plain.lead == "Nothing is listed."
    several = Paragraph(text="One change would list it:", items=("a", "b"), conjunction="or")
    assert several.sentence == "One change would list it: a or b."
    assert several.lead == "One change would list it:"
    assert Paragraph(text="It lists", items=("a",)).lead == "It lists:"


def test_what_the_page_shows_is_what_is_read_out(explorer: Explorer) -> None:
    """The sentences are the paragraphs, one for one."""
    answers = Answers(location="leg", conditions=frozenset({"arthritis"}))
    result = why_not("facet_joint_injection", answers, explorer)
    paragraphs = why_not_paragraphs(result, explorer.book)
    assert why_not_sentences(result, explorer.book) == tuple(p.sentence for p in paragraphs)
    assert [p.lead for p in paragraphs if p.items] == [
        "It is listed for people with:",
        "One change would list it:",
    ]
