"""Setting some of the listed options side by side, question by question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import ComparisonError
from engine.outcome.wording import Paragraph, place_in_words, relevant_benefits
from engine.rule_book.records import Citation, Id, Option, Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from engine.outcome.records import ListedOption, Outcome
    from engine.rule_book.records import Benefit, Passage, RuleBook

FEWEST = 2
"""How many options there must be to compare."""
MOST = 3
"""How many options fit side by side."""
SILENT = "The document does not say. Ask."
_SILENT_ON_THIS = "For what you chose, the document does not say. Ask."
_OUR_STEP = "One step is our own. The document does not say it."


class Cell(Record):
    """What the document says of one option in answer to one question.

    Attributes:
        option: The option's id.
        paragraphs: The answer; where the document is silent, that it is to be asked.
        citations: Where the document says it; none where it is silent.
        silent: Whether the document says nothing of it.
    """

    option: Id
    paragraphs: tuple[Paragraph, ...]
    citations: tuple[Citation, ...] = ()
    silent: bool = False

    @property
    def sentences(self) -> tuple[str, ...]:
        """The answer in whole sentences, lists in line."""
        return tuple(paragraph.sentence for paragraph in self.paragraphs)


class Row(Record):
    """A patient's question, with one cell for each option, in the order of the options."""

    id: Id
    question: str
    cells: tuple[Cell, ...]


class Comparison(Record):
    """Options side by side, in the order of the outcome whatever the order of the choice."""

    options: tuple[Option, ...]
    rows: tuple[Row, ...]


def compare(option_ids: Sequence[str], outcome: Outcome, book: RuleBook) -> Comparison:
    """Set some of the options of an outcome side by side.

    Args:
        option_ids: The ids of 2 or 3 options that the outcome lists, each once, in any order.
        outcome: The outcome.
        book: The rule book that it was computed with.

    Returns:
        The comparison: the same questions in the same order for each option.

    Raises:
        ComparisonError: There are fewer options or more, one stands twice, or the outcome does not
            list one. The message names the ids and what would be right.
    """
    listed = {one.option.id: one for one in outcome.options}
    for option_id in option_ids:
        if option_id not in listed:
            raise ComparisonError(
                f"the option {option_id!r} is not listed for these answers; listed: "
                + (", ".join(listed) or "nothing")
            )
        if option_ids.count(option_id) > 1:
            raise ComparisonError(f"the option {option_id!r} stands twice; name each once")
    if not FEWEST <= len(option_ids) <= MOST:
        raise ComparisonError(
            f"{FEWEST} to {MOST} options can be compared, not {len(option_ids)}: "
            + (", ".join(option_ids) or "none")
        )
    chosen = [one for one in outcome.options if one.option.id in option_ids]
    return Comparison(
        options=tuple(one.option for one in chosen),
        rows=tuple(
            Row(id=row_id, question=question, cells=tuple(answer(one, book) for one in chosen))
            for row_id, question, answer in _QUESTIONS
        ),
    )


def _what_it_is(listed: ListedOption, _: RuleBook) -> Cell:
    return _retold(listed, listed.option.what_it_is)


def _what_is_done(listed: ListedOption, _: RuleBook) -> Cell:
    return _retold(listed, listed.option.what_is_done)


def _what_is_used(listed: ListedOption, _: RuleBook) -> Cell:
    return _retold(listed, listed.option.what_is_used)


def _stays_in_body(listed: ListedOption, _: RuleBook) -> Cell:
    return _retold(listed, listed.option.stays_in_body)


def _what_it_can_do(listed: ListedOption, book: RuleBook) -> Cell:
    option = listed.option
    found: list[Passage | Benefit] = [
        *([option.meant_to] if option.meant_to else []),
        *relevant_benefits(listed, book),
    ]
    if not found:
        # Of other conditions it may say something: that is no answer for this visitor.
        return _silent(listed, _SILENT_ON_THIS if option.benefit else SILENT)
    return Cell(
        option=option.id,
        paragraphs=tuple(Paragraph(text=one.says) for one in found),
        citations=_each_once(citation for one in found for citation in one.citations),
    )


def _what_it_is_listed_for(listed: ListedOption, book: RuleBook) -> Cell:
    rules = [rule for rule in book.indications if rule.then == listed.option.id]
    conditions = []
    for rule in rules:
        name = book.condition_by_id[str(rule.when.condition)].in_words
        place = place_in_words(rule.when, book)
        conditions.append(f"{name}, only with {place}" if place else name)
    return Cell(
        option=listed.option.id,
        paragraphs=(Paragraph(text="The document lists it for", items=tuple(conditions)),),
        citations=_each_once(citation for rule in rules for citation in rule.citations),
    )


def _why_it_is_listed(listed: ListedOption, _: RuleBook) -> Cell:
    return Cell(
        option=listed.option.id,
        paragraphs=tuple(
            Paragraph(
                text=" ".join(
                    [
                        *(step.says for step in reason.chain),
                        *([_OUR_STEP] if reason.editorial else []),
                    ]
                )
            )
            for reason in listed.reasons
        ),
        citations=_each_once(c for reason in listed.reasons for c in reason.citations),
    )


def _what_is_left_out(listed: ListedOption, book: RuleBook) -> Cell:
    names = tuple(omission.name for omission in book.omissions)
    return Cell(
        option=listed.option.id,
        paragraphs=(
            Paragraph(text="The document does not say", items=names, conjunction="or"),
            Paragraph(text="Ask."),
        ),
        silent=True,
    )


def _retold(listed: ListedOption, passage: Passage | None) -> Cell:
    if passage is None:
        return _silent(listed, SILENT)
    return Cell(
        option=listed.option.id,
        paragraphs=(Paragraph(text=passage.says),),
        citations=passage.citations,
    )


def _silent(listed: ListedOption, says: str) -> Cell:
    return Cell(option=listed.option.id, paragraphs=(Paragraph(text=says),), silent=True)


def _each_once(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(citations))


_QUESTIONS: tuple[tuple[str, str, Callable[[ListedOption, RuleBook], Cell]], ...] = (
    ("what_it_is", "What is it?", _what_it_is),
    ("what_is_done", "What is done?", _what_is_done),
    ("what_is_used", "What is used?", _what_is_used),
    ("stays_in_body", "Is something put into the body for good?", _stays_in_body),
    ("what_it_can_do", "What does the document say it can do?", _what_it_can_do),
    ("listed_for", "What does the document list it for?", _what_it_is_listed_for),
    ("why_listed", "Why is it on my list?", _why_it_is_listed),
    ("left_out", "What does the document not say?", _what_is_left_out),
)
