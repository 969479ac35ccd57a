"""Rule books that differ in one thing from that of this project, made of its records."""

from __future__ import annotations

from typing import Any

from engine import RuleBook


def with_fields(book: RuleBook, **fields: Any) -> RuleBook:  # noqa: ANN401 - records of any kind
    """The book with other records, whether or not they are allowed; lookups are made anew."""
    held = {name: getattr(book, name) for name in RuleBook.model_fields}
    return RuleBook.model_construct(**(held | fields))


def without(book: RuleBook, field: str, record: str) -> RuleBook:
    """The book without one record."""
    kept = tuple(one for one in getattr(book, field) if one.id != record)
    assert len(kept) == len(getattr(book, field)) - 1
    return with_fields(book, **{field: kept})


def changed(book: RuleBook, field: str, record: str, **values: object) -> RuleBook:
    """The book with other values in one record."""
    records = getattr(book, field)
    assert record in {one.id for one in records}
    return with_fields(
        book,
        **{
            field: tuple(
                one.model_copy(update=values) if one.id == record else one for one in records
            )
        },
    )
