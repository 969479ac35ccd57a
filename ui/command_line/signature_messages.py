"""What `check` says of signatures: what changed since it was signed, and what never was."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine import load_rule_book
from engine.analysis.compare_books import changed_fields
from engine.analysis.signatures import (
    TABLE_OF_KIND,
    record_as_signed,
    signable_records,
    signature_report,
)
from engine.appointment.loading import load_preparation_book
from engine.rule_book.reviews import load_reviews
from ui.command_line.rule_folder import earlier_texts

if TYPE_CHECKING:
    from pathlib import Path

    from engine.analysis.signatures import Outdated, SignatureReport
    from engine.rule_book.records import Record


class SignatureMessages(NamedTuple):
    """What a reader of `check` is told: errors, warnings, how many records are signed."""

    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    records: int
    signed: int


def signature_messages(folder: Path) -> SignatureMessages:
    """What is to be said of the signatures in a folder of rule files.

    Args:
        folder: The folder; its history shows what was signed, if git has it.

    Raises:
        RuleBookError: The rule book, the preparation book or the reviews cannot be used.
    """
    book = load_rule_book(folder)
    records = signable_records(book, load_preparation_book(book, folder))
    reviews = load_reviews(folder)
    report = signature_report(reviews, records)
    as_signed = _texts_as_signed(report, folder)
    errors = tuple(
        f"{one.place}: {_what_changed(one, records, as_signed)}; read it again, then sign it: "
        f"pain-options sign --by NAME --role ROLE {'' if one.gone else one.record}".rstrip()
        for one in report.outdated
    )
    warnings = [
        f"{one.place}: no longer as {one.review.reviewer} (clinician) signed it on "
        f"{one.review.date}; it has no clinician's signature as it reads now"
        for one in report.no_longer_by_clinicians
    ]
    never = report.never_signed
    if never:
        more = f" and {len(never) - 1} more" if len(never) > 1 else ""
        warnings.append(f"rules/review.toml: nobody has signed {never[0]}{more}")
    return SignatureMessages(errors, tuple(warnings), report.records, report.signed)


def _what_changed(one: Outdated, records: dict[str, Record], signed: dict[str, Record]) -> str:
    by = f"{one.review.reviewer} signed it on {one.review.date}"
    if one.gone:
        return f"is gone since {by}"
    before = signed.get(one.record)
    if before is None:
        return f"changed since {by} (the signed text cannot be found)"
    changes = ", ".join(
        f"{field}: {old!r} is now {new!r}"
        for field, old, new in changed_fields(before, records[one.record])
    )
    return f"changed since {by}: {changes}"


def _texts_as_signed(report: SignatureReport, folder: Path) -> dict[str, Record]:
    """The records as they were signed, where git has them, by their keys."""
    found: dict[str, Record] = {}
    by_file: dict[str, list[Outdated]] = {}
    for one in report.outdated:
        table = TABLE_OF_KIND.get(one.record.partition(".")[0])
        if table and not one.gone:
            by_file.setdefault(table.file, []).append(one)
    for file, wanted in by_file.items():
        missing = wanted
        for text in earlier_texts(folder / file):
            for one in missing:
                record = record_as_signed(text, one)
                if record is not None:
                    found[one.record] = record
            missing = [one for one in missing if one.record not in found]
            if not missing:
                break
    return found
