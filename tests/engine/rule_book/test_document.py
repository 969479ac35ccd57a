"""Holding citations against a copy of the document, here one made up for the test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.errors import DocumentError
from engine.rule_book.document import citations, misquotations, read_document
from engine.rule_book.loading import shipped_rule_book

if TYPE_CHECKING:
    from pathlib import Path

    from engine.rule_book.records import Citation


def invented_document(path: Path, *, without: Citation | None = None) -> Path:
    """A document with the outline that citations refer to and every cited phrase but one."""
    texts: dict[tuple[str, str | None], list[str]] = {}
    for _, citation in citations(shipped_rule_book()):
        phrases = texts.setdefault((citation.section, citation.item), ["words"])
        if citation != without:
            phrases.append(citation.phrase)

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
    document = read_document(invented_document(tmp_path / "document.txt"))
    assert misquotations(shipped_rule_book(), document) == []


def test_each_citation_that_is_not_there_is_reported_with_its_rule(tmp_path: Path) -> None:
    """Take any one phrase away: the rules that cite it, and only those, are named."""
    book = shipped_rule_book()
    for owner, citation in citations(book):
        document = read_document(invented_document(tmp_path / "document.txt", without=citation))
        text = document[citation.section, citation.item]
        if citation.phrase in text:
            continue  # it still stands inside a longer phrase at the same place
        wrong = misquotations(book, document)
        assert owner in {misquotation.owner for misquotation in wrong}
        assert {misquotation.citation for misquotation in wrong} == {citation}


def test_a_phrase_counts_as_whole_words_only(tmp_path: Path) -> None:
    """Part of a longer word is not the phrase."""
    path = invented_document(tmp_path / "document.txt")
    path.write_text(path.read_text().replace("physical therapy", "metaphysical therapy"))
    wrong = misquotations(shipped_rule_book(), read_document(path))
    assert [misquotation.owner for misquotation in wrong] == ["alternative 'physical_therapy'"]


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
    with pytest.raises(DocumentError, match="a list of treatments"):
        read_document(path)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are refused with the file's name."""
    path = tmp_path / "document.txt"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DocumentError, match=r"document\.txt: cannot be read as text"):
        read_document(path)
