"""How hard a text is to read: the grade of Flesch and Kincaid."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.appointment.records import PreparationBook
    from engine.rule_book.records import RuleBook

HARDEST = 8
"""The grade above which a text for patients is warned of."""

FEWEST_WORDS = 6
"""A shorter text is not measured: one long word would decide."""

_WORD = re.compile(r"[A-Za-z0-9]+(?:['\u2019-][A-Za-z0-9]+)*")
_SENTENCE_END = re.compile(r"[.!?:]+(?=\s|$)")
_VOWELS = re.compile(r"[aeiouy]+")
# Vowels that stand together and are said apart, as in "medium", "fluid", "create" and "going".
_SAID_APART = re.compile(
    r"(?<![ct])ia(?![ln]\b)|ium|ious|(?<![cst])io(?!n|us)|ea(?=te)|uid(?!e)|[aeiouy]ing|eo(?!ple)"
    r"|ience|ual"
)
_SILENT = re.compile(
    r"(?:(?<![aeiouyl])e|(?<=[aeiouy]l)e|(?<![tdaeiouy])ed|(?<![aeiouyscxzgh])(?<![^aeiouy]l)es"
    r"|(?<=headach)es)$"
)
_SILENT_INSIDE = re.compile(
    r"(?<=[aeiouy][bcdfghjklmnprstvz])e(?=(?:ly|ment|ful|less|maker|thing|where|times?|one|body)$)"
    r"|(?<=ever)y(?=(?:body|day|one|thing|where)$)"
)


_Texts = tuple[str, str, str, tuple[str | None, ...]]


class HardText(NamedTuple):
    """A text above the grade, and the record that it stands in."""

    file: str
    kind: str
    id: str
    text: str
    grade: float


def grade(text: str) -> float:
    """The school grade for which a text is easy, after Flesch and Kincaid.

    Args:
        text: English, with at least one word.

    Returns:
        The grade. The syllables are estimated from the spelling.
    """
    words = _WORD.findall(text)
    sentences = [part for part in _SENTENCE_END.split(text) if _WORD.search(part)]
    count = sum(map(syllables, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * count / len(words) - 15.59


def syllables(word: str) -> int:
    """How many syllables an English word has, estimated from its spelling."""
    letters = re.sub(r"['\u2019]", "", word.lower())
    if "-" in letters:
        return sum(map(syllables, filter(None, letters.split("-"))))
    if letters.isdigit():
        return 1
    spoken = _SILENT_INSIDE.sub("", _SILENT.sub("", letters))
    return max(1, len(_VOWELS.findall(spoken)) + len(_SAID_APART.findall(letters)))


def hard_texts(book: RuleBook, preparation: PreparationBook | None) -> Iterator[HardText]:
    """The texts for patients that are above the grade.

    Medical names of the rule book are left out: nothing plainer would be the same name.

    Args:
        book: The rule book.
        preparation: The preparation book, if there is one.
    """
    names = _medical_names(book)
    for file, kind, name, texts in _texts(book, preparation):
        for text in texts:
            plain = " ".join(names.sub("", text).replace("()", "").split()) if text else ""
            if len(_WORD.findall(plain)) >= FEWEST_WORDS and grade(plain) > HARDEST:
                yield HardText(file, kind, name, str(text), grade(plain))


def _medical_names(book: RuleBook) -> re.Pattern[str]:
    names = {
        name
        for one in book.conditions
        for name in (one.medical_name, one.document_name, *one.other_names)
        if name
    }
    names |= {name for one in book.options for name in (one.medical_name, one.in_words)}
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)


def _texts(book: RuleBook, preparation: PreparationBook | None) -> Iterator[_Texts]:
    """Every text for patients: the file, the kind and the id of its record, and the texts."""
    yield from _texts_of_answers(book)
    yield from _texts_of_options(book)
    yield from _texts_of_rules(book)
    for term in book.terms:
        yield "words.toml", "word", term.id, (term.description,)
    for statement in book.introduction:
        yield "introduction.toml", "statement", statement.id, (statement.name, statement.says)
    if preparation is not None:
        yield from _texts_of_preparation(preparation)


def _texts_of_answers(book: RuleBook) -> Iterator[_Texts]:
    for place in book.locations:
        yield "locations.toml", "location", place.id, (place.name, place.in_words, place.note)
    for condition in book.conditions:
        texts = (condition.name, condition.in_words, condition.description)
        yield "conditions.toml", "condition", condition.id, texts
    for sign in book.warning_signs:
        texts = (sign.name, sign.why, sign.action)
        yield "warning_signs.toml", "warning_sign", sign.id, texts


def _texts_of_options(book: RuleBook) -> Iterator[_Texts]:
    for option in book.options:
        benefits = (benefit.says for benefit in option.benefit)
        passages = (passage.says for passage in option.passages)
        own = (option.name, option.description, option.remark)
        yield "options.toml", "option", option.id, (*own, *benefits, *passages)
    for omission in book.omissions:
        yield "options.toml", "omission", omission.id, (omission.name,)


def _texts_of_rules(book: RuleBook) -> Iterator[_Texts]:
    for implication in book.implications:
        yield "implications.toml", "implication", implication.id, (implication.says,)
    for also in book.also_named:
        yield "closing.toml", "also_named", also.id, (also.says,)
    for other in book.limits.alternative:
        yield "closing.toml", "alternative", other.id, (other.name, other.description)
    yield "closing.toml", "limits", book.limits.id, (book.limits.says,)
    yield "closing.toml", "closing", book.closing.id, (book.closing.name, book.closing.says)


def _texts_of_preparation(preparation: PreparationBook) -> Iterator[_Texts]:
    for kind, items in (("tell", preparation.tell), ("bring", preparation.bring)):
        for item in items:
            yield "preparation.toml", kind, item.id, (item.name, item.says, item.why)
    for question in preparation.questions:
        yield "questions.toml", "question", question.id, (question.asks,)
    for matter in preparation.matters:
        yield "matters.toml", "matter", matter.id, (matter.name,)
    for topic in preparation.topics:
        yield "matters.toml", "topic", topic.id, (topic.name,)
