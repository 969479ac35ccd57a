"""Signatures: which records of `rules/` read as they did when somebody signed them."""

from __future__ import annotations

import json
import re
import tomllib
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from pydantic import ValidationError

from engine.appointment.loading import PREPARATION_TABLES
from engine.errors import SigningError
from engine.rule_book.fingerprints import fingerprint, records_by_key
from engine.rule_book.loading import RULE_BOOK_TABLES
from engine.rule_book.records import Record
from engine.rule_book.reviews import NOT_ALL_REVIEWED, NOT_REVIEWED, Review, by_clinicians

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from engine.appointment.records import PreparationBook
    from engine.rule_book.loading import Table
    from engine.rule_book.records import RuleBook
    from engine.rule_book.reviews import Role

PREPARATION_NAMES = {"source": "preparation_source"}
"""The kinds of the preparation book whose name the rule book has as well."""

TABLE_OF_KIND: dict[str, Table] = {
    **{table.key: table for table in RULE_BOOK_TABLES},
    **{PREPARATION_NAMES.get(table.key, table.key): table for table in PREPARATION_TABLES},
}
"""Where the records of each kind stand."""


class Outdated(Record):
    """A signature that no longer fits.

    Attributes:
        record: The key of the record, such as `option.nerve_block`.
        fingerprint: What was signed.
        review: By whom, on which day.
        gone: Whether the record is no longer there; if not, it reads otherwise.
    """

    record: str
    fingerprint: str
    review: Review
    gone: bool

    @property
    def place(self) -> str:
        """The file, the kind and the id, as errors name them."""
        kind, _, name = self.record.partition(".")
        table = TABLE_OF_KIND.get(kind)
        return f"rules/{table.file if table else '?'}: {kind} {name!r}"


class SignatureReport(Record):
    """What of the rule book stands as it was signed.

    Attributes:
        records: How many records there are.
        signed: How many of them read as somebody signed them.
        outdated: The records that were signed and are gone, or that read as nobody signed them;
            each with the latest signature.
        no_longer_by_clinicians: The records that others have signed as they read now, and a
            clinician only as they read before.
        never_signed: The keys of the records that nobody has signed.
    """

    records: int
    signed: int
    outdated: tuple[Outdated, ...]
    no_longer_by_clinicians: tuple[Outdated, ...]
    never_signed: tuple[str, ...]


def signable_records(book: RuleBook, preparation: PreparationBook) -> dict[str, Record]:
    """Every record that can be signed: those with an id, by kind and id."""
    return {
        **records_by_key(book, RULE_BOOK_TABLES),
        **records_by_key(preparation, PREPARATION_TABLES, PREPARATION_NAMES),
    }


def signature_report(reviews: Iterable[Review], records: Mapping[str, Record]) -> SignatureReport:
    """Hold the signatures against the records as they read now.

    Args:
        reviews: Who has signed what.
        records: Every record, as `signable_records` returns them.
    """
    now = {key: fingerprint(record) for key, record in records.items()}
    latest: dict[str, Outdated] = {}
    latest_by_clinicians: dict[str, Outdated] = {}
    fits: set[str] = set()
    fits_a_clinician: set[str] = set()
    for review in sorted(reviews, key=lambda review: review.date):
        for key, signed in review.fingerprints.items():
            gone = key not in now
            one = Outdated(record=key, fingerprint=signed, review=review, gone=gone)
            latest[key] = one
            if review.role == "clinician":
                latest_by_clinicians[key] = one
            if now.get(key) == signed:
                fits.add(key)
                if review.role == "clinician":
                    fits_a_clinician.add(key)
    return SignatureReport(
        records=len(records),
        signed=len(fits),
        outdated=tuple(latest[key] for key in sorted(latest) if key not in fits),
        no_longer_by_clinicians=tuple(
            latest_by_clinicians[key]
            for key in sorted(latest_by_clinicians)
            if key in fits and key not in fits_a_clinician
        ),
        never_signed=tuple(key for key in records if key not in latest),
    )


def keys_of(names: Collection[str], records: Mapping[str, Record]) -> list[str]:
    """The keys of the records that some words name.

    Args:
        names: Ids, or keys such as `option.nerve_block`; none for all records.
        records: Every record.

    Raises:
        SigningError: A word names none. The message gives the nearest that do.
    """
    if not names:
        return list(records)
    found: list[str] = []
    for name in names:
        keys = [key for key in records if name in {key, key.partition(".")[2]}]
        if not keys:
            known = [word for key in records for word in (key, key.partition(".")[2])]
            near = get_close_matches(name, known, n=3)
            hint = f"; near it: {', '.join(near)}" if near else ""
            raise SigningError(f"no record is named {name!r}{hint}")
        found += keys
    return list(dict.fromkeys(found))


class Signer(NamedTuple):
    """Who signs, in what capacity, on which day."""

    reviewer: str
    role: Role
    day: date


def sign(
    reviews: Sequence[Review], records: Mapping[str, Record], keys: Iterable[str], signer: Signer
) -> tuple[Review, ...]:
    """Record that somebody has read some records as they read now.

    What the same person signed of them before gives way to it. Signatures of records that are gone
    are dropped, whoever made them: nothing is left that they speak of.

    Args:
        reviews: Who has signed what until now.
        records: Every record.
        keys: The keys of those that were read.
        signer: Who has read them.

    Returns:
        The reviews, that of this person and this day last.
    """
    reviewer, role, day = signer
    read = {key: fingerprint(records[key]) for key in keys}
    kept: list[Review] = []
    same: dict[str, str] = {}
    for review in reviews:
        theirs = (review.reviewer, review.role) == (reviewer, role)
        left = {
            key: signed
            for key, signed in review.fingerprints.items()
            if key in records and not (theirs and key in read)
        }
        if theirs and review.date == day and review.signed:
            same |= left
        elif left or not review.signed:
            kept.append(_with(review, left) if review.signed else review)
    signed = same | read
    fresh = Review(reviewer=reviewer, role=role, date=day, what=_count(signed))
    return (*kept, _with(fresh, signed))


def as_toml(reviews: Iterable[Review]) -> str:
    """The reviews as a file holds them: one line for each record signed, sorted by key."""
    blocks = []
    for review in reviews:
        block = (
            "[[review]]\n"
            f"reviewer = {_quoted(review.reviewer)}\n"
            f"role = {_quoted(review.role)}\n"
            f"date = {review.date.isoformat()}\n"
            f"what = {_quoted(review.what)}\n"
        )
        if review.signed:
            signed = sorted(review.fingerprints.items())
            lines = "".join(f"{key} = {_quoted(read)}\n" for key, read in signed)
            block += f"\n[review.signed]\n{lines}"
        blocks.append(block)
    return "\n".join(blocks)


def with_reviews(text: str, reviews: Iterable[Review]) -> str:
    """The text of the file of reviews with other reviews; what stands above the first stays."""
    head = re.split(r"^\[", text, maxsplit=1, flags=re.MULTILINE)[0].rstrip()
    return f"{head}\n\n{as_toml(reviews)}" if head else as_toml(reviews)


def record_as_signed(text: str, outdated: Outdated) -> Record | None:
    """The record as it was when it was signed, if this text of its file holds it.

    Args:
        text: An earlier text of the file.
        outdated: The signature.
    """
    kind, _, name = outdated.record.partition(".")
    table = TABLE_OF_KIND.get(kind)
    try:
        held = tomllib.loads(text).get(table.key, []) if table else []
    except tomllib.TOMLDecodeError:
        return None
    for entry in held if isinstance(held, list) else [held]:
        if table and isinstance(entry, dict) and entry.get("id") == name:
            try:
                record = table.model.model_validate(entry)
            except ValidationError:
                return None
            return record if fingerprint(record) == outdated.fingerprint else None
    return None


def not_reviewed(reviews: Sequence[Review], book: RuleBook) -> str | None:
    """What is to be said of warning signs that no clinician has read as they read now.

    Args:
        reviews: Who has signed what.
        book: The rule book.

    Returns:
        A sentence; None if clinicians have signed every sign as it reads now.
    """
    signs = {f"warning_sign.{sign.id}": sign for sign in book.warning_signs}
    read = signed_as_they_read(by_clinicians(reviews), signs)
    if len(read) == len(signs):
        return None
    return NOT_ALL_REVIEWED if read else NOT_REVIEWED


def signed_as_they_read(reviews: Iterable[Review], records: Mapping[str, Record]) -> frozenset[str]:
    """Which records were signed as they read now.

    Args:
        reviews: Who has signed what.
        records: The records, by their keys, such as `option.nerve_block`.

    Returns:
        The keys of those.
    """
    signed = {pair for review in reviews for pair in review.fingerprints.items()}
    return frozenset(key for key, one in records.items() if (key, fingerprint(one)) in signed)


def _with(review: Review, fingerprints: Mapping[str, str]) -> Review:
    signed: dict[str, dict[str, str]] = {}
    for key in sorted(fingerprints):
        kind, _, name = key.partition(".")
        signed.setdefault(kind, {})[name] = fingerprints[key]
    what = review.what if fingerprints == review.fingerprints else _count(fingerprints)
    return review.model_copy(update={"signed": signed, "what": what})


def _count(fingerprints: Collection[str]) -> str:
    count = len(fingerprints)
    return (
        "1 record of the rules, as it read then."
        if count == 1
        else (f"{count} records of the rules, each as it read then.")
    )


def _quoted(text: str) -> str:
    """A text as TOML writes it, whose escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
