"""The matrix: every cell is what the engine says, every total what the document has."""

from __future__ import annotations

import csv
import io

import pytest

from engine import Answers, UnknownIdError
from engine.analysis.matrix import Cell, matrix, to_csv
from engine.explorer import default_explorer
from engine.outcome.records import Basis

EXPLORER = default_explorer()
BOOK = EXPLORER.book

# Counted by hand in the document: for how many conditions it lists each option, anywhere.
LISTED_IN_THE_DOCUMENT = {
    "nerve_block": 6,
    "epidural_steroid_injection": 3,
    "facet_joint_injection": 3,
    "radiofrequency_ablation": 3,
    "spinal_cord_stimulation": 7,
    "intrathecal_drug_delivery": 5,
    "trigger_point_injection": 1,
    "nerve_hydrodissection": 0,
    "percutaneous_discectomy": 0,
}
# Counted by hand at the head: 4 listed (headaches, cancer, nerve and post-surgical pain), 6 implied
# (3 causes of headaches, 2 of nerve pain, and not sure), and so on.
AT_THE_HEAD = {
    "nerve_block": (4, 6),
    "spinal_cord_stimulation": (3, 2),
    "intrathecal_drug_delivery": (3, 2),
    "trigger_point_injection": (1, 4),
}


def cell(location: str | None, condition: str, option: str) -> Cell:
    """One cell of the matrix."""
    table = matrix(EXPLORER, location)
    return next(
        found
        for row in table.rows
        for found in row
        if (found.condition, found.option) == (condition, option)
    )


@pytest.mark.parametrize("location", BOOK.location_by_id)
def test_every_cell_at_a_location_is_the_engines(location: str) -> None:
    """Basis, link of ours, rules, sections and citations are those of the outcome."""
    table = matrix(EXPLORER, location)
    assert table.conditions == BOOK.conditions_offered_at(location)
    assert table.options == BOOK.options
    for condition, row in zip(table.conditions, table.rows, strict=True):
        answers = Answers(location=location, conditions=frozenset({condition.id}))
        outcome = EXPLORER.explore(answers)
        found = {listed.option.id: listed for listed in outcome.options}
        for option, one in zip(table.options, row, strict=True):
            assert (one.condition, one.option) == (condition.id, option.id)
            listed = found.get(option.id)
            if listed is None:
                assert one == Cell(condition=condition.id, option=option.id)
                continue
            reasons = [r for r in listed.reasons if r.basis is listed.basis]
            assert (one.basis, one.editorial) == (listed.basis, listed.editorial)
            assert one.at == (location,)
            assert set(one.rules) == {reason.rule for reason in reasons}
            assert set(one.citations) == {c for reason in reasons for c in reason.citations}
            assert set(one.sections) == {
                citation.section
                for rule in BOOK.indications
                if rule.id in one.rules
                for citation in rule.citations
            }
            by_location = all(reason.chain[0].id == location for reason in reasons)
            assert one.by_location is by_location


def test_the_matrix_of_all_locations_takes_the_most_direct_basis() -> None:
    """A cell is listed if it is at any location, and says at which."""
    table = matrix(EXPLORER)
    assert table.location is None
    assert table.conditions == BOOK.conditions
    at = {place: matrix(EXPLORER, place) for place in BOOK.location_by_id}
    single = {(c.condition, c.option, p): c for p, t in at.items() for row in t.rows for c in row}
    for one in (one for row in table.rows for one in row):
        cells = [
            c for (cond, opt, _), c in single.items() if (cond, opt) == (one.condition, one.option)
        ]
        bases = [c.basis for c in cells]
        if Basis.LISTED in bases:
            assert one.basis is Basis.LISTED
        else:
            assert one.basis == (Basis.IMPLIED if Basis.IMPLIED in bases else None)
        assert one.at == tuple(c.at[0] for c in cells if c.basis and c.basis is one.basis)


def test_the_totals_are_those_of_the_document() -> None:
    """Listed counts stand as counted by hand; every indication is a listed cell, once."""
    totals = {total.option: total for total in matrix(EXPLORER).totals}
    assert {option: total.listed for option, total in totals.items()} == LISTED_IN_THE_DOCUMENT
    assert sum(LISTED_IN_THE_DOCUMENT.values()) == len(BOOK.indications)
    head = {t.option: (t.listed, t.implied) for t in matrix(EXPLORER, "head").totals}
    assert {option: counts for option, counts in head.items() if any(counts)} == AT_THE_HEAD


def test_sections_and_citations_of_some_cells() -> None:
    """Treatments section, conditions section or both, as the document has them."""
    both = cell("arm", "crps", "nerve_block")
    assert (both.basis, both.sections) == (Basis.LISTED, ("Treatments", "Conditions"))
    assert [c.phrase for c in both.citations] == ["chronic regional pain syndrome", "nerve blocks"]
    assert cell("leg", "sciatica", "epidural_steroid_injection").sections == ("Treatments",)
    assert cell("head", "cancer_pain", "nerve_block").sections == ("Conditions",)
    ours = cell("leg", "peripheral_neuropathy", "nerve_block")
    assert (ours.basis, ours.editorial) == (Basis.IMPLIED, True)
    place = cell("neck", "cancer_pain", "nerve_block")
    assert (place.basis, place.by_location) == (Basis.LISTED, False)
    assert cell("lower_back", "sciatica", "nerve_block").by_location is True
    assert cell("leg", "arthritis", "facet_joint_injection").basis is None


@pytest.mark.parametrize("location", [None, *BOOK.location_by_id])
def test_csv_holds_the_matrix(location: str | None) -> None:
    """Read back, the CSV has a row for each condition, a column for each option, and the totals."""
    table = matrix(EXPLORER, location)
    text = to_csv(table, BOOK, "Rules of a day.")
    header, *rows, total, made_with = csv.reader(io.StringIO(text))
    assert made_with == ["rules", "Rules of a day."]
    assert header == ["id", "condition", *(option.medical_name for option in BOOK.options)]
    assert [row[0] for row in rows] == [condition.id for condition in table.conditions]
    for row, cells in zip(rows, table.rows, strict=True):
        for words, one in zip(row[2:], cells, strict=True):
            assert words.startswith(one.basis or "")
            assert bool(words) == (one.basis is not None)
            for citation in one.citations:
                assert f'"{citation.phrase}"' in words
            for section in one.sections:
                assert section in words.split(":")[0]
            assert ("a link of ours" in words) == one.editorial
            assert ("by the location alone" in words) == one.by_location
    assert total[:2] == ["total", "Total"]
    assert total[2:] == [f"listed {t.listed}, implied {t.implied}" for t in table.totals]


def test_csv_names_the_locations_where_it_is_not_all() -> None:
    """Over all locations, a cell that holds at some of them alone names those."""
    text = to_csv(matrix(EXPLORER), BOOK, "Rules of a day.")
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(text))}
    arthritis = rows["arthritis"]["Facet joint injection"]
    assert arthritis.endswith("[only at: Neck; Upper back; Lower back]")
    assert "only at" not in rows["spinal_stenosis"]["Facet joint injection"]


def test_an_unknown_location_is_named() -> None:
    """An unknown location is an error that names it and the known ones."""
    with pytest.raises(UnknownIdError, match="unknown location 'knee'; known: head"):
        matrix(EXPLORER, "knee")
