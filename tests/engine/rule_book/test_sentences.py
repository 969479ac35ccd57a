"""What stands for each sentence of a document, here of documents made up for the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.errors import RuleBookError
from engine.rule_book.document import citations, read_document
from engine.rule_book.loading import RULES_DIRECTORY, default_rule_book
from engine.rule_book.outline import read_parts
from engine.rule_book.sentences import (
    NotEncoded,
    Sentence,
    encodings,
    idle_reasons,
    load_not_encoded,
    sentences,
)
from tests.engine.invented import write_document

if TYPE_CHECKING:
    from pathlib import Path

    from engine.rule_book.document import Place

PARTS = read_parts(RULES_DIRECTORY)

TITLE = NotEncoded(section="Introduction", phrase="the title", reason="It is the title.")


def test_a_sentence_ends_with_its_line_or_before_a_capital() -> None:
    """A line, a period and a colon end a sentence; a period before a small letter does not."""
    document: dict[Place, str] = {
        ("Introduction", None): "A title\nPain, e.g. of the back. It lasts: Some say so.",
        ("Treatments", "Rest"): "Lie down.",
    }
    assert list(sentences(document)) == [
        Sentence(("Introduction", None), 1, "A title"),
        Sentence(("Introduction", None), 2, "Pain, e.g. of the back."),
        Sentence(("Introduction", None), 3, "It lasts:"),
        Sentence(("Introduction", None), 4, "Some say so."),
        Sentence(("Treatments", "Rest"), 1, "Lie down."),
    ]


def test_every_paragraph_of_a_copy_is_read(tmp_path: Path) -> None:
    """No line of a copy is left out: also not those between the lists and after the conclusion."""
    lines = ["a", "b", "- C: d", "e", "f", "g", "- H: i", "j", "k", "l"]
    path = tmp_path / "document.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    found = [sentence.text for sentence in sentences(read_document(path, PARTS))]
    assert found == ["a", "b", "d", "e", "f", "g", "i", "j", "k", "l"]


def test_a_sentence_is_encoded_by_a_phrase_that_stands_in_it() -> None:
    """The phrase must stand in that very sentence, at that very place, as whole words."""
    document: dict[Place, str] = {
        ("Limits", None): "There is physical therapy. There is nothing else.",
        ("Conclusion", None): "There is physical therapy too.",
        ("Introduction", None): "This is the title.",
    }
    found = encodings(default_rule_book(), [TITLE], document)
    assert [one.owners for one in found] == [("alternative 'physical_therapy'",), (), (), ()]
    assert [one.reasons for one in found] == [(), (), (), (TITLE,)]
    assert [one.missing for one in found] == [False, True, True, False]


def test_a_reason_that_is_of_no_use_is_named() -> None:
    """A reason whose sentence is not there, or is encoded by now, is reported."""
    gone = NotEncoded(section="Limits", phrase="more prose", reason="It is prose.")
    cited = NotEncoded(section="Limits", phrase="There is physical", reason="It is prose.")
    reasons = [TITLE, gone, cited]
    document: dict[Place, str] = {
        ("Limits", None): "There is physical therapy.",
        ("Introduction", None): "This is the title.",
    }
    found = idle_reasons(reasons, encodings(default_rule_book(), reasons, document))
    assert found == [
        (gone, "no sentence there holds this phrase"),
        (cited, "the sentence is encoded: alternative 'physical_therapy' cites it"),
    ]


def test_each_citation_and_each_reason_counts(tmp_path: Path) -> None:
    """Where every phrase stands in a sentence, none is left out and no reason is idle."""
    document = read_document(write_document(tmp_path / "document.txt"), PARTS)
    book, reasons = default_rule_book(), load_not_encoded()
    found = encodings(book, reasons, document)
    assert not [one for one in found if one.missing]
    assert idle_reasons(reasons, found) == []
    assert {owner for one in found for owner in one.owners} == {o for o, _ in citations(book)}


def test_phrases_of_reasons_are_few_words() -> None:
    """An entry names its sentence by a few words, and does not repeat it."""
    assert all(len(entry.phrase.split()) <= 6 for entry in load_not_encoded())


def test_an_entry_without_reason_is_refused(rules_copy: Path) -> None:
    """The reason is what the list is for; the error names the file and the field."""
    path = rules_copy / "not_encoded.toml"
    path.write_text('[[not_encoded]]\nsection = "Limits"\nphrase = "x"\n', encoding="utf-8")
    with pytest.raises(RuleBookError, match=r"rules/not_encoded\.toml: .*reason: Field required"):
        load_not_encoded(rules_copy)
