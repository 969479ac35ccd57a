"""Holding citations against a copy of the document, here one made up for the test."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from engine.errors import DocumentError
from engine.rule_book.document import broken_omissions, citations, misquotations, read_document
from engine.rule_book.loading import RULES_DIRECTORY, default_rule_book
from engine.rule_book.outline import read_parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


PARTS = read_parts(RULES_DIRECTORY)


class Cited(NamedTuple):
    """A citation as a rule file writes it, with the record that makes it."""

    owner: str
    section: str
    item: str | None
    phrase: str


def cited() -> list[Cited]:
    """Every citation, read from the files themselves: in any table, however deep."""
    return [
        found
        for file in sorted(RULES_DIRECTORY.glob("*.toml"))
        if file.name != "not_encoded.toml"  # what nothing cites
        for found in cited_in(tomllib.loads(file.read_text(encoding="utf-8")), "", "")
    ]


def cited_in(value: Any, key: str, owner: str) -> Iterator[Cited]:  # noqa: ANN401 - TOML may hold anything
    """The citations within a value of a file."""
    if isinstance(value, list):
        for entry in value:
            yield from cited_in(entry, key, owner)
    elif isinstance(value, dict):
        if "phrase" in value:
            yield Cited(owner, value["section"], value.get("item"), value["phrase"])
        if "id" in value:
            kind = key if key in {"condition", "option", "alternative", "statement"} else "rule"
            owner = f"{kind} {value['id']!r}"
        for inner, entry in value.items():
            yield from cited_in(entry, inner, owner)


CITED = cited()


def invented_document(path: Path, *, without: Cited | None = None) -> Path:
    """A document with the outline that citations refer to and every cited phrase but one."""
    texts: dict[tuple[str, str | None], list[str]] = {}
    for found in CITED:
        phrases = texts.setdefault((found.section, found.item), ["words"])
        if without is None or found[1:] != without[1:]:
            phrases.append(found.phrase)

    def text(section: str, item: str | None = None) -> str:
        return "; ".join(texts.get((section, item), ["nothing"]))

    def items(section: str) -> list[str]:
        return [
            f"- {item}: {'; '.join(phrases)}"
            for (at, item), phrases in texts.items()
            if at == section and item not in {None, "Other treatments"}
        ]

    lines = [
        text("Introduction"),
        *items("Treatments"),
        text("Treatments", "Other treatments"),
        "Conditions are:",
        *items("Conditions"),
        text("Limits"),
        text("Conclusion"),
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_every_citation_stands_in_a_document_that_holds_it(tmp_path: Path) -> None:
    """Nothing is reported where every phrase stands at its place."""
    document = read_document(invented_document(tmp_path / "document.txt"), PARTS)
    assert misquotations(default_rule_book(), document) == []


def test_every_citation_of_the_files_is_held_against_the_document() -> None:
    """No record's citations are left out, and none is made up."""
    held = [(owner, c.section, c.item, c.phrase) for owner, c in citations(default_rule_book())]
    assert len(CITED) > 50
    assert sorted(map(str, CITED)) == sorted(str(Cited(*found)) for found in held)


_NAMED = """# Causes
It comes from walking all day.

# What helps
Two things help.
- Water: a warm bath for tired feet
- Pads: soft pads

# Last words
Then ask a nurse.
"""


def test_a_copy_may_name_its_sections(tmp_path: Path) -> None:
    """The places are those of the names, whatever a document calls its parts."""
    path = tmp_path / "document.txt"
    path.write_text(_NAMED, encoding="utf-8")
    assert read_document(path, PARTS) == {
        ("Causes", None): "It comes from walking all day.",
        ("What helps", None): "Two things help.",
        ("What helps", "Water"): "a warm bath for tired feet",
        ("What helps", "Pads"): "soft pads",
        ("Last words", None): "Then ask a nurse.",
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"Something.\n{_NAMED}", "text before the first section"),
        (f"{_NAMED}\n# Causes\n", "'Causes' stands twice"),
    ],
)
def test_a_copy_with_sections_that_cannot_be_told(tmp_path: Path, text: str, words: str) -> None:
    """The error names the file and what would be right."""
    path = tmp_path / "document.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError, match=words) as caught:
        read_document(path, PARTS)
    assert str(path) in str(caught.value)


def test_each_citation_that_is_not_there_is_reported_with_its_rule(tmp_path: Path) -> None:
    """Take any one phrase away: the rules that cite it, and only those, are named."""
    book = default_rule_book()
    reported = 0
    for removed in CITED:
        path = invented_document(tmp_path / "document.txt", without=removed)
        document = read_document(path, PARTS)
        text = document[removed.section, removed.item]
        if removed.phrase in text:
            continue  # it still stands inside a longer phrase at the same place
        wrong = misquotations(book, document)
        same = {found.owner for found in CITED if found[1:] == removed[1:]}
        assert {misquotation.owner for misquotation in wrong} == same
        for misquotation in wrong:
            c = misquotation.citation
            assert (c.section, c.item, c.phrase) == removed[1:]
            place = ", ".join(part for part in (removed.section, removed.item) if part)
            assert str(misquotation) == (
                f"{misquotation.owner}: {place}: {removed.phrase!r}: "
                "the phrase does not stand there"
            )
        reported += 1
    assert reported > len(CITED) * 0.8


def test_a_phrase_counts_as_whole_words_only(tmp_path: Path) -> None:
    """Part of a longer word is not the phrase."""
    path = invented_document(tmp_path / "document.txt")
    path.write_text(path.read_text().replace("physical therapy", "metaphysical therapy"))
    wrong = misquotations(default_rule_book(), read_document(path, PARTS))
    assert [misquotation.owner for misquotation in wrong] == ["alternative 'physical_therapy'"]


def test_an_omission_is_broken_by_each_of_its_words(tmp_path: Path) -> None:
    """A document that holds no such word leaves all out; one word, in any letters, is found."""
    book = default_rule_book()
    path = invented_document(tmp_path / "document.txt")
    text = path.read_text(encoding="utf-8")
    assert broken_omissions(book, read_document(path, PARTS)) == []
    for omission in book.omissions:
        for words in omission.unsaid:
            path.write_text(f"{text}\nOf {words.upper()}, much", encoding="utf-8")
            assert (omission, words) in broken_omissions(book, read_document(path, PARTS))
            path.write_text(f"{text}\nOf x{words}x, much", encoding="utf-8")
            assert broken_omissions(book, read_document(path, PARTS)) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "one paragraph",
        "- A: list\nonly",
        "a\n- A: b\nc\n- D: e\nf\ng",
        "a\n- A: b\nc\nd\n- D: e\nf",
    ],
)
def test_another_outline_is_refused(tmp_path: Path, text: str) -> None:
    """A text without the outline is refused with the outline in the message."""
    path = tmp_path / "document.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError, match=r"a list .* of 'Treatments'"):
        read_document(path, PARTS)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are refused with the file's name."""
    path = tmp_path / "document.txt"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DocumentError, match=r"document\.txt: cannot be read as text"):
        read_document(path, PARTS)
