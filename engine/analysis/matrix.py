"""The matrix of conditions by options, every cell computed by running the engine."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from engine.answers import Answers
from engine.errors import UnknownIdError
from engine.outcome.brief import BriefCondition, BriefLocation, BriefOption
from engine.outcome.records import Basis, ListedOption
from engine.outcome.wording import joined
from engine.rule_book.records import Citation, Condition, Id, Location, Option, Record, Section

if TYPE_CHECKING:
    from engine.explorer import Explorer
    from engine.rule_book.records import RuleBook


class Cell(Record):
    """Whether the document lists an option for a condition, on which basis, and where it says so.

    `basis` is None where it is not listed. `editorial` means: reached through a link of ours alone.
    `by_location` means: for the location alone, whatever the condition (pain at the spine is back
    or neck pain). `sections`, `rules` and `citations` are those of the indications on this basis;
    the citations of an implied cell name the implications' places first. `at` names the locations,
    among those asked, at which the option is listed on this basis.
    """

    condition: Id
    option: Id
    basis: Basis | None = None
    editorial: bool = False
    by_location: bool = False
    sections: tuple[Section, ...] = ()
    rules: tuple[Id, ...] = ()
    citations: tuple[Citation, ...] = ()
    at: tuple[Id, ...] = ()


class Total(Record):
    """How many conditions an option is listed for, and for how many more it is implied."""

    option: Id
    listed: int
    implied: int


class Matrix(Record):
    """Conditions by options, at one location or at all where each condition is offered.

    `rows` stand as `conditions` do, their cells as `options` do.
    """

    location: BriefLocation | None
    conditions: tuple[BriefCondition, ...]
    options: tuple[BriefOption, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[Total, ...]


def matrix(explorer: Explorer, location: str | None = None) -> Matrix:
    """Run the engine for every condition that the questionnaire offers, each on its own.

    Args:
        explorer: The rule book to ask, compiled.
        location: A known location; all of them if not given. A cell then takes the most direct
            basis that there is at any of them.

    Returns:
        A row for each condition offered there, a cell for each option, and totals.

    Raises:
        UnknownIdError: The location is not known.
        InferenceError: The inference went wrong.
    """
    book = explorer.book
    if location is not None and location not in book.location_by_id:
        raise UnknownIdError("location", location, book.location_by_id)
    asked = [place for place in book.locations if location in {None, place.id}]
    conditions = tuple(
        condition
        for condition in book.conditions
        if any(place.id in condition.offered_at for place in asked)
    )
    rows = tuple(_row(condition, asked, explorer) for condition in conditions)
    return Matrix(
        location=book.location_by_id[location] if location else None,
        conditions=conditions,
        options=book.options,
        rows=rows,
        totals=tuple(
            _total(option, [row[place] for row in rows])
            for place, option in enumerate(book.options)
        ),
    )


def to_csv(table: Matrix, book: RuleBook, made_with: str) -> str:
    """The matrix as CSV: a row for each condition, a column for each option, then totals.

    Args:
        table: The matrix.
        book: The rule book that it was computed with.
        made_with: Words that name that rule book, for the last row.

    Returns:
        The text. A cell tells basis, sections, citations and, where the option is not listed at
        every location asked, the locations.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["id", "condition", *(option.medical_name for option in table.options)])
    for condition, row in zip(table.conditions, table.rows, strict=True):
        words = (cell_words(cell, condition, table, book) for cell in row)
        writer.writerow([condition.id, condition.name, *words])
    totals = (f"listed {total.listed}, implied {total.implied}" for total in table.totals)
    writer.writerow(["total", "Total", *totals])
    writer.writerow(["rules", made_with])
    return text.getvalue()


def cell_words(cell: Cell, condition: Condition, table: Matrix, book: RuleBook) -> str:
    """A cell in words: basis, sections, citations, and the locations if it is not all of them."""
    if cell.basis is None:
        return ""
    ours = ", through a link of ours" if cell.editorial else ""
    location = ", by the location alone" if cell.by_location else ""
    # Straight quotation marks: a spreadsheet may not take the file for UTF-8.
    places = "; ".join(f'{citation.place}: "{citation.phrase}"' for citation in cell.citations)
    words = f"{cell.basis}{ours}{location} ({joined(cell.sections)}): {places}"
    if table.location is None and set(cell.at) != set(condition.offered_at):
        words += f" [only at: {'; '.join(book.location_by_id[at].name for at in cell.at)}]"
    return words


def _row(condition: Condition, asked: list[Location], explorer: Explorer) -> tuple[Cell, ...]:
    there = [place.id for place in asked if place.id in condition.offered_at]
    outcomes = {
        place: explorer.explore(Answers(location=place, conditions=frozenset({condition.id})))
        for place in there
    }
    cells = []
    for option in explorer.book.options:
        found = {
            place: listed
            for place, outcome in outcomes.items()
            for listed in outcome.options
            if listed.option.id == option.id
        }
        cells.append(_cell(condition, option, found, explorer.book))
    return tuple(cells)


def _cell(
    condition: Condition, option: Option, found: dict[str, ListedOption], book: RuleBook
) -> Cell:
    if not found:
        return Cell(condition=condition.id, option=option.id)
    bases = {listed.basis for listed in found.values()}
    basis = Basis.LISTED if Basis.LISTED in bases else Basis.IMPLIED
    at = {place: listed for place, listed in found.items() if listed.basis is basis}
    reasons = [r for listed in at.values() for r in listed.reasons if r.basis is basis]
    rules = tuple(dict.fromkeys(reason.rule for reason in reasons))
    cited = dict.fromkeys(citation for reason in reasons for citation in reason.citations)
    return Cell(
        condition=condition.id,
        option=option.id,
        basis=basis,
        editorial=all(reason.editorial for reason in reasons),
        by_location=all(reason.chain[0].concludes in book.location_by_id for reason in reasons),
        sections=_sections(rules, book),
        rules=rules,
        citations=tuple(cited),
        at=tuple(at),
    )


def _sections(rules: tuple[str, ...], book: RuleBook) -> tuple[Section, ...]:
    """The sections that these rules cite, in the order in which all indications first do."""
    cited: dict[Section, bool] = {}
    for rule in book.indications:
        for citation in rule.citations:
            cited[citation.section] = cited.get(citation.section, False) or rule.id in rules
    return tuple(section for section, is_cited in cited.items() if is_cited)


def _total(option: Option, cells: list[Cell]) -> Total:
    return Total(
        option=option.id,
        listed=sum(cell.basis is Basis.LISTED for cell in cells),
        implied=sum(cell.basis is Basis.IMPLIED for cell in cells),
    )
