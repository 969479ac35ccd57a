"""The fingerprint of a record: the same for the same words, another for any other."""

from __future__ import annotations

import json
from hashlib import sha256

from engine.appointment.loading import default_preparation_book
from engine.rule_book.fingerprints import fields_of, fingerprint, records_by_key
from engine.rule_book.loading import RULE_BOOK_TABLES, default_rule_book
from engine.rule_book.records import Location, Term


def test_a_fingerprint_is_the_beginning_of_a_sha_256() -> None:
    """Of the fields as JSON, keys sorted, no blanks, UTF-8: anybody can compute it again."""
    term = Term(id="nerve", name="Nerve", description="What carries the feeling \u2014 of pain.")
    text = '{"description":"What carries the feeling \u2014 of pain.","id":"nerve","name":"Nerve"}'
    assert fingerprint(term) == sha256(text.encode()).hexdigest()[:16]
    assert json.loads(text) == fields_of(term)


def test_a_field_at_its_default_is_not_counted() -> None:
    """Whether a file writes a default or leaves it out is no change of what it says."""
    place = Location(id="head", name="Head", in_words="pain in the head")
    spelled_out = Location(id="head", name="Head", in_words="pain in the head", region=None)
    assert fingerprint(place) == fingerprint(spelled_out)
    assert fingerprint(place) != fingerprint(place.model_copy(update={"region": "spine"}))


def test_every_record_has_a_fingerprint_of_its_own() -> None:
    """No two records of the rule book read alike, and none is left out."""
    book = default_rule_book()
    records = records_by_key(book, RULE_BOOK_TABLES)
    assert len({fingerprint(record) for record in records.values()}) == len(records)
    fields = (getattr(book, table.field) for table in RULE_BOOK_TABLES if table.key != "book")
    assert len(records) == sum(len(held) if isinstance(held, tuple) else 1 for held in fields)
    assert {f"{rule.kind}.{rule.id}" for rule in book.rules.values()} <= records.keys()


def test_a_kind_can_go_by_another_name() -> None:
    """Where two books have a kind of one name, its records can still be told apart."""
    preparation = default_preparation_book()
    tables = [table for table in RULE_BOOK_TABLES if table.field == "sources"]
    records = records_by_key(preparation, tables, {"source": "other_source"})
    assert list(records) == [f"other_source.{one.id}" for one in preparation.sources]
