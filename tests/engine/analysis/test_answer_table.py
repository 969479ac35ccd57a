"""The answer table says every answer, always in the same letters."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from engine import Explorer, RuleBook
from engine.analysis.answer_table import (
    COLUMNS,
    answer_table,
    default_identity,
    fingerprint_of,
    identity,
)
from tests.conftest import PROJECT
from tests.engine import oracle
from tests.engine.mutants import changed, with_fields, without

if TYPE_CHECKING:
    from collections.abc import Iterator

Row = dict[str, str]


@pytest.fixture(scope="module")
def rows(explorer: Explorer) -> list[Row]:
    """The rows of the table, read as any program reads them."""
    return list(csv.DictReader(io.StringIO(answer_table(explorer))))


def cells(rows: list[Row], kind: str, *columns: str) -> Iterator[tuple[str, ...]]:
    """Some columns of the rows of one kind."""
    return (tuple(row[column] for column in columns) for row in rows if row["kind"] == kind)


def test_the_table_lists_what_the_oracle_lists(rows: list[Row]) -> None:
    """Every location with every condition, in the order of the result, with its basis."""
    columns = ("location", "condition", "id", "basis", "editorial")
    listed = [row for row in cells(rows, "option", *columns) if row[1]]
    expected = [
        (location, condition, option, of.basis[option], "yes" if option in of.editorial else "no")
        for location in oracle.LOCATIONS
        for condition in oracle.CONDITIONS
        for of in [oracle.expected(location, [condition])]
        for option in of.options
    ]
    assert listed == expected
    named = [row for row in cells(rows, "also_named", *columns[:3]) if row[1]]
    assert named == [
        (location, condition, option)
        for location in oracle.LOCATIONS
        for condition in oracle.CONDITIONS
        for option in oracle.expected(location, [condition]).also_named
    ]


def test_the_table_says_what_is_asked(rows: list[Row]) -> None:
    """Conditions offered at a location are marked, so what may be found can be told from it."""
    asked = {
        (location, condition)
        for location, condition, asked in cells(rows, "closing", "location", "condition", "asked")
        if condition and asked == "yes"
    }
    assert asked == {(at, condition) for condition, held in oracle.OFFERED.items() for at in held}


def test_every_sign_asked_has_its_notice(rows: list[Row], book: RuleBook) -> None:
    """A row for each sign at each location where it is asked about, with its level."""
    notices = set(cells(rows, "notice", "location", "warning_sign", "id", "basis"))
    assert notices == {
        (location, sign.id, sign.id, str(sign.level))
        for sign in book.warning_signs
        for location in sign.locations
    }


def test_every_answer_ends_with_the_closing_advice(rows: list[Row], book: RuleBook) -> None:
    """A row of the closing advice for each answer, with no condition as well."""
    closing = list(cells(rows, "closing", "location", "condition"))
    assert len(closing) == len(set(closing)) == len(book.locations) * (len(book.conditions) + 1)
    assert {row["citations"] for row in rows if row["kind"] == "closing"} == {
        "; ".join(f'{one.place}: "{one.phrase}"' for one in book.closing.citations)
    }
    assert tuple(rows[0]) == COLUMNS


def test_the_fingerprint_is_the_same_in_another_process() -> None:
    """No hash of a process, no clock and no order of a set gets into it."""
    code = (
        "from engine.analysis.answer_table import default_identity\n"
        "print(default_identity().fingerprint)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT,
        env={"PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == default_identity().fingerprint


def test_the_fingerprint_is_the_sha_256_of_the_table(explorer: Explorer) -> None:
    """Whoever has the table can compute it."""
    table = answer_table(explorer)
    assert fingerprint_of(table) == sha256(table.encode("utf-8")).hexdigest()
    assert identity(explorer).fingerprint == fingerprint_of(table)
    assert identity(explorer).short == fingerprint_of(table)[:16]
    assert identity(explorer).version == explorer.book.edition.version


def test_other_answers_have_another_fingerprint(book: RuleBook) -> None:
    """An indication, a level, a citation or an alternative: each changes it; words do not."""
    citation = book.indications[3].citations[0].model_copy(update={"phrase": "some words"})
    other = [
        without(book, "indications", book.indications[0].id),
        changed(book, "warning_signs", book.warning_signs[0].id, level="soon"),
        changed(book, "indications", book.indications[3].id, citations=(citation,)),
        changed(book, "conditions", "crps", offered_at=("arm",)),
        with_fields(
            book, limits=book.limits.model_copy(update={"alternative": book.limits.alternative[1:]})
        ),
    ]
    fingerprints = {identity(Explorer(one)).fingerprint for one in (book, *other)}
    assert len(fingerprints) == 1 + len(other)
    words = changed(book, "options", "nerve_block", description="Something.")
    assert identity(Explorer(words)).fingerprint in fingerprints


def test_a_book_without_warning_signs_has_a_table(book: RuleBook) -> None:
    """Nobody is then asked for no condition, so those rows are not there."""
    table = answer_table(Explorer(with_fields(book, warning_signs=(), sources=())))
    rows = list(csv.DictReader(io.StringIO(table)))
    assert {row["condition"] for row in rows} == set(oracle.CONDITIONS)
    assert "notice" not in {row["kind"] for row in rows}
