"""Holding the rule book against a copy of the source document.

The copy is not part of the project; whoever has one hands it over as plain text.
"""

from __future__ import annotations

import re
from collections import deque
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from engine.errors import DocumentError
from engine.rule_book.files import UnreadableError, read_text
from engine.rule_book.records import Record, Section, Text, WarningSign

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from engine.rule_book.records import Citation, Omission, Rule, RuleBook, Source

Place = tuple[str, str | None]
_SECTION = re.compile(r"^# (?P<name>.+)$")
_ITEM = re.compile(r"^- (?P<name>[^:]+): (?P<text>.+)$")

_FILES = {
    "condition": "conditions.toml",
    "option": "options.toml",
    "statement": "introduction.toml",
    "alternative": "closing.toml",
    "warning_sign": "warning_signs.toml",
    "implication": "implications.toml",
    "indication": "indications.toml",
}


class Misquotation(NamedTuple):
    """A citation that the document does not bear out."""

    owner: str
    citation: Citation
    problem: str

    def __str__(self) -> str:
        """Name the rule, the place, the phrase and what is wrong."""
        cited = self.citation
        return f"{self.owner}: {cited.place}: {cited.phrase!r}: {self.problem}"


class Holds(StrEnum):
    """What a part of a copy without the names of sections is made of."""

    PARAGRAPH = "paragraph"
    PARAGRAPHS = "paragraphs"
    LIST = "list"


class Part(Record):
    """A part of the document, as a copy that names no sections holds it.

    Attributes:
        section: The section that it belongs to.
        item: The item that it stands for, where a paragraph is cited like one of a list.
        holds: One paragraph, all paragraphs before the next list, or a list.
    """

    section: Section
    item: Text | None = None
    holds: Holds

    def __str__(self) -> str:
        """What the part is, as an error names it."""
        what = {Holds.PARAGRAPH: "a paragraph", Holds.LIST: "a list ('- Name: text')"}
        place = ", ".join(filter(None, (self.section, self.item)))
        return f"{what.get(self.holds, 'paragraphs')} of {place!r}"


def read_document(path: Path, parts: Sequence[Part] = ()) -> dict[Place, str]:
    """Read a copy of the source document into its sections and items.

    A copy may name its sections, each by a line such as `# Introduction`. One without such lines is
    taken apart in the order of the parts.

    Args:
        path: A plain text file, UTF-8, one paragraph or list item a line.
        parts: The parts of a copy that names no sections, from the first line to the last.

    Returns:
        The text at each place a citation can name.

    Raises:
        DocumentError: The file cannot be read or does not have that outline.
    """
    try:
        lines = [line.strip() for line in read_text(path).splitlines()]
    except FileNotFoundError:
        raise DocumentError(f"{path}: cannot be read as text: there is no such file") from None
    except UnreadableError as error:
        raise DocumentError(f"{path}: cannot be read as text: {error}") from None
    lines = [line for line in lines if line]
    if any(map(_SECTION.match, lines)):
        return _by_names(path, lines)
    return _by_order(path, lines, parts)


def _by_order(path: Path, lines: list[str], parts: Sequence[Part]) -> dict[Place, str]:
    """The text at each place of a copy whose parts stand in a known order."""
    if not parts:
        raise DocumentError(
            f"{path}: it names no sections; begin each with a line such as '# Introduction', or "
            "say in rules/outline.toml what stands in which order ([[part]])"
        )
    places: dict[Place, str] = {}
    rest = deque(lines)
    for part in parts:
        found: list[str] = []
        most = 1 if part.holds is Holds.PARAGRAPH else len(rest)
        while rest and len(found) < most and bool(_ITEM.match(rest[0])) is (part.holds == "list"):
            found.append(rest.popleft())
        if not found:
            raise DocumentError(_other_order(path, f"there is nothing for {part}", parts))
        if part.holds is Holds.LIST:
            places |= _items(part.section, found)
        else:
            places[part.section, part.item] = "\n".join(found)
    if rest:
        raise DocumentError(_other_order(path, f"{rest[0][:40]!r} is left over", parts))
    return places


def _other_order(path: Path, problem: str, parts: Sequence[Part]) -> str:
    order = "; ".join(map(str, parts))
    return f"{path}: {problem}; rules/outline.toml gives this order: {order}"


def _by_names(path: Path, lines: list[str]) -> dict[Place, str]:
    """The text at each place of a copy that names its sections."""
    places: dict[Place, list[str]] = {}
    section: str | None = None
    for line in lines:
        named, item = _SECTION.match(line), _ITEM.match(line)
        if named is not None:
            section = named["name"]
            if (section, None) in places:
                raise DocumentError(f"{path}: the section {section!r} stands twice; name each once")
            places[section, None] = []
        elif section is None:
            raise DocumentError(
                f"{path}: there is text before the first section; begin with a line such as "
                "'# Introduction'"
            )
        elif item is not None:
            places.setdefault((section, item["name"]), []).append(item["text"])
        else:
            places[section, None].append(line)
    return {place: "\n".join(texts) for place, texts in places.items()}


def misquotations(book: RuleBook, document: Mapping[Place, str]) -> list[Misquotation]:
    """Hold every citation of the rule book against the document.

    Args:
        book: The rule book.
        document: The text at each place, as `read_document` returns it.

    Returns:
        Each citation whose place does not exist, or does not hold the phrase as whole words.
    """
    found: list[Misquotation] = []
    for owner, citation in citations(book):
        text = document.get((citation.section, citation.item))
        if text is None:
            found.append(Misquotation(owner, citation, "the document has no such place"))
        elif not re.search(rf"(?<!\w){re.escape(citation.phrase)}(?!\w)", text):
            found.append(Misquotation(owner, citation, "the phrase does not stand there"))
    return found


def broken_omissions(book: RuleBook, document: Mapping[Place, str]) -> list[tuple[Omission, str]]:
    """What the rule book says that the document leaves out, and the document does not.

    Args:
        book: The rule book.
        document: The text at each place, as `read_document` returns it.

    Returns:
        Each such omission, once for each of its words that stands in the document as it is.
    """
    whole = "\n".join(document.values())
    return [
        (omission, words)
        for omission in book.omissions
        for words in omission.unsaid
        if re.search(rf"(?<!\w){re.escape(words)}(?!\w)", whole, re.IGNORECASE)
    ]


def sources_to_read_again(sources: Iterable[Source], today: date) -> list[Source]:
    """The sources whose date to look again has come, in their order.

    Args:
        sources: Those of the warning signs, or of the preparation book.
        today: The day to hold the dates against; the engine itself has no clock.
    """
    return [source for source in sources if source.look_again_on <= today]


def citations(book: RuleBook) -> Iterator[tuple[str, Citation]]:
    """Every citation of the rule book, with the id of the rule or record that makes it."""
    for rule in book.rules.values():
        if isinstance(rule, WarningSign):
            continue  # the document says nothing of these; they have sources of their own
        yield from ((f"rule {rule.id!r}", citation) for citation in rule.citations)
    for condition in book.conditions:
        yield from ((f"condition {condition.id!r}", citation) for citation in condition.citations)
    for option in book.options:
        benefits = (citation for benefit in option.benefit for citation in benefit.citations)
        passages = (citation for passage in option.passages for citation in passage.citations)
        cited = (*option.citations, *benefits, *passages)
        yield from ((f"option {option.id!r}", citation) for citation in cited)
    for statement in book.introduction:
        yield from ((f"statement {statement.id!r}", citation) for citation in statement.citations)
    for other in book.limits.alternative:
        yield from ((f"alternative {other.id!r}", citation) for citation in other.citations)


def place_of_owner(owner: str, book: RuleBook) -> str:
    """Where the rule or record stands that makes a citation, as errors begin.

    Args:
        owner: The rule or record as `citations` names it.
        book: The rule book.
    """
    kind, _, quoted = owner.partition(" ")
    if kind != "rule":
        return f"rules/{_FILES[kind]}: {owner}"
    return place_of_rule(book.rules[quoted.strip("'")])


def place_of_rule(rule: Rule) -> str:
    """Where a rule stands, as errors begin."""
    file = _FILES.get(str(rule.kind), "closing.toml")
    return f"rules/{file}: {rule.kind} {rule.id!r}"


def _items(section: str, lines: list[str]) -> Iterator[tuple[Place, str]]:
    for line in lines:
        match = _ITEM.match(line)
        if match:
            yield (section, match["name"]), match["text"]
