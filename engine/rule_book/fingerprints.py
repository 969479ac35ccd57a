"""The fingerprint of a record: what tells whether it still reads as it did."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.rule_book.loading import Table
    from engine.rule_book.records import Record

_DIGITS = 16


def fields_of(record: Record) -> dict[str, Any]:
    """The fields of a record as JSON, without those that a file need not write.

    A field that a record leaves at its default is left out, so that a kind of record can get one
    more field without a change to what was read of those that do not use it.
    """
    return record.model_dump(mode="json", exclude_defaults=True)


def fingerprint(record: Record) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of the fields as canonical JSON.

    Canonical: keys sorted, no blanks, UTF-8. Only what the record says counts, not how a file
    writes it.
    """
    fields = fields_of(record)
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:_DIGITS]


def records_by_key(
    holder: Record, tables: Iterable[Table], renamed: Mapping[str, str] | None = None
) -> dict[str, Record]:
    """Every record with an id that a book holds.

    Args:
        holder: The rule book, or the preparation book.
        tables: The kinds of record that it holds.
        renamed: Another name for a kind, where two books have a kind of one name.

    Returns:
        The records by kind and id, such as `option.nerve_block`, in the order of the files.
    """
    found: dict[str, Record] = {}
    for table in tables:
        kind = (renamed or {}).get(table.key, table.key)
        held = getattr(holder, table.field)
        for record in held if table.many else (held,):
            if "id" in type(record).model_fields:
                found[f"{kind}.{record.id}"] = record
    return found
