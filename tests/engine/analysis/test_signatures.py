"""Signatures: whatever is changed in a record after it was signed is noticed."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from engine.analysis.signatures import (
    TABLE_OF_KIND,
    Signer,
    as_toml,
    keys_of,
    not_reviewed,
    record_as_signed,
    sign,
    signable_records,
    signature_report,
    with_reviews,
)
from engine.appointment.loading import default_preparation_book
from engine.errors import SigningError
from engine.rule_book.fingerprints import fingerprint
from engine.rule_book.loading import RULES_DIRECTORY, default_rule_book
from engine.rule_book.records import Level
from engine.rule_book.reviews import (
    NOT_ALL_REVIEWED,
    NOT_REVIEWED,
    Review,
    default_reviews,
    load_reviews,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BOOK = default_rule_book()
RECORDS = signable_records(BOOK, default_preparation_book())
DAY = date(2026, 11, 26)
US = Signer("The maintainers", "maintainers", DAY)
CLINICIAN = Signer("A. B., nurse", "clinician", DAY)
SIGNED = {key: read for review in default_reviews() for key, read in review.fingerprints.items()}


def entries() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every record as its file holds it, with its kind."""
    for kind, table in TABLE_OF_KIND.items():
        held = tomllib.loads((RULES_DIRECTORY / table.file).read_text(encoding="utf-8"))[table.key]
        for entry in held if isinstance(held, list) else [held]:
            if "id" in entry:
                yield kind, entry


def changes(value: Any, others: list[Any]) -> Iterator[Any]:  # noqa: ANN401 - TOML
    """A value with one fault put into it, in every way that there is."""
    match value:
        case bool():
            yield not value
        case str():
            yield f"{value[:-1]}{'x' if value[-1] != 'x' else 'y'}"
            yield from [other for other in others if other != value][:1]
            if value in list(Level):
                yield from (level for level in Level if level != value)
        case date():
            yield value - timedelta(days=1)
        case dict():
            for field, inner in value.items():
                yield {name: one for name, one in value.items() if name != field}
                yield from (value | {field: changed} for changed in changes(inner, []))
        case list():
            for number, inner in enumerate(value):
                yield value[:number] + value[number + 1 :]
                rest = value[number + 1 :]
                yield from ([*value[:number], changed, *rest] for changed in changes(inner, []))


def mutants() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every record with one change in one of its fields: its key, the field, the changed record."""
    every = list(entries())
    for kind, entry in every:
        for field, value in entry.items():
            others = [other[field] for its, other in every if its == kind and field in other]
            for changed in changes(value, others):
                mutant = deepcopy(entry) | {field: changed}
                yield f"{kind}.{entry['id']}", field, mutant
            yield (
                f"{kind}.{entry['id']}",
                field,
                {name: one for name, one in entry.items() if name != field},
            )


def test_the_rule_book_reads_as_it_was_signed() -> None:
    """Each of its records was signed, and none changed, came or went since.

    After a change on purpose: read the record, then `pain-options sign`.
    """
    report = signature_report(default_reviews(), RECORDS)
    assert [one.record for one in report.outdated] == []
    assert report.never_signed == ()
    assert report.signed == report.records == len(RECORDS)


def test_every_change_of_a_record_is_noticed(capsys: pytest.CaptureFixture[str]) -> None:
    """A letter, a level, a date, a citation, another record's words: loading or signing says no."""
    noticed = refused = 0
    for key, field, mutant in mutants():
        try:
            record = TABLE_OF_KIND[key.partition(".")[0]].model.model_validate(mutant)
        except ValidationError:
            refused += 1
            continue
        if field == "id":
            assert f"{key.partition('.')[0]}.{mutant['id']}" != key
            continue  # the signed id is then gone: the next test
        if record == RECORDS[key]:
            continue  # a default that the file need not spell out
        assert fingerprint(record) != SIGNED[key], (key, field)
        noticed += 1
    with capsys.disabled():
        print(f"\n{noticed} changes noticed, {refused} refused by loading")  # noqa: T201 - the figure
    assert noticed > 3000


def test_a_dropped_record_is_noticed() -> None:
    """Each of them: it was signed and is gone."""
    for key in RECORDS:
        left = {name: one for name, one in RECORDS.items() if name != key}
        (gone,) = signature_report(default_reviews(), left).outdated
        assert (gone.record, gone.gone) == (key, True)
        assert key.partition(".")[2] in gone.place
        assert gone.place.startswith("rules/")


def changed(key: str, **values: object) -> dict[str, Any]:
    """The records with other values in one of them."""
    return RECORDS | {key: RECORDS[key].model_copy(update=values)}


def test_a_changed_record_is_read_no_longer() -> None:
    """Until somebody signs it as it reads now; a clinician's signature does not come back so."""
    reviews = sign((), RECORDS, RECORDS, CLINICIAN)
    after = changed("option.nerve_block", description="Something else.")
    report = signature_report(reviews, after)
    assert [(one.record, one.gone) for one in report.outdated] == [("option.nerve_block", False)]
    assert report.signed == len(RECORDS) - 1
    again = sign(reviews, after, ["option.nerve_block"], US)
    report = signature_report(again, after)
    assert report.outdated == ()
    assert [one.record for one in report.no_longer_by_clinicians] == ["option.nerve_block"]
    assert report.no_longer_by_clinicians[0].review.reviewer == CLINICIAN.reviewer
    by_both = sign(again, after, ["option.nerve_block"], CLINICIAN)
    assert signature_report(by_both, after).no_longer_by_clinicians == ()


def test_a_record_that_nobody_signed_is_a_figure() -> None:
    """A new record fails nothing."""
    reviews = sign((), RECORDS, [key for key in RECORDS if key != "word.nerve"], US)
    unsigned = set(RECORDS) - reviews[0].fingerprints.keys()
    report = signature_report(reviews, RECORDS)
    assert report.outdated == ()
    assert set(report.never_signed) == unsigned


def test_one_person_signs_once() -> None:
    """Signing again moves the record to the new day; an emptied review goes, one in words stays."""
    in_words = Review(reviewer=US.reviewer, role=US.role, date=DAY, what="Everything, on paper.")
    first = sign((in_words,), RECORDS, RECORDS, US)
    assert [review.what for review in first] == [
        "Everything, on paper.",
        f"{len(RECORDS)} records of the rules, each as it read then.",
    ]
    assert sign(first, RECORDS, RECORDS, US) == first
    later = US._replace(day=DAY + timedelta(days=1))
    second = sign(first, RECORDS, ["option.nerve_block"], later)
    assert [len(review.fingerprints) for review in second] == [0, len(RECORDS) - 1, 1]
    assert second[2].what == "1 record of the rules, as it read then."
    third = sign(second, RECORDS, RECORDS, later)
    assert [len(review.fingerprints) for review in third] == [0, len(RECORDS)]
    assert third[1].date == later.day
    other = sign(third, RECORDS, ["option.nerve_block"], CLINICIAN)
    assert other[:-1] == third


def test_signatures_of_what_is_gone_are_dropped() -> None:
    """Whoever signs confirms that it is gone, and nothing of it is left."""
    reviews = sign((), RECORDS, RECORDS, CLINICIAN)
    left = {key: one for key, one in RECORDS.items() if key != "option.nerve_block"}
    again = sign(reviews, left, ["option.spinal_cord_stimulation"], US)
    assert signature_report(again, left).outdated == ()
    assert all("option.nerve_block" not in review.fingerprints for review in again)


def test_a_file_holds_one_line_for_each_record(tmp_path: Path) -> None:
    """Sorted, read back as written; what stands above the first review stays."""
    signer = Signer('A "B" \\ C\u2019s, nurse', "clinician", DAY)
    reviews = sign(default_reviews(), RECORDS, RECORDS, signer)
    before = "# Who has read it.\n#\n# More words.\n\n[[review]]\n# gone\nreviewer = 1\n"
    text = with_reviews(before, reviews)
    assert text.startswith("# Who has read it.\n#\n# More words.\n\n[[review]]\n")
    (tmp_path / "review.toml").write_text(text, encoding="utf-8")
    assert load_reviews(tmp_path) == reviews
    lines = as_toml([reviews[-1]]).splitlines()
    signed = lines[lines.index("[review.signed]") + 1 :]
    assert len(signed) == len(RECORDS)
    assert [line.partition(" ")[0] for line in signed] == sorted(RECORDS)
    assert with_reviews(text, reviews) == text


def test_records_are_named_by_id_or_key() -> None:
    """An id names each record that has it; an unknown one is told with the nearest."""
    assert keys_of(["nerve_block", "option.nerve_block"], RECORDS) == ["option.nerve_block"]
    assert keys_of([], RECORDS) == list(RECORDS)
    with pytest.raises(SigningError, match=r"'nerve_blok'.*near it:.*nerve_block"):
        keys_of(["nerve_blok"], RECORDS)
    with pytest.raises(SigningError, match=r"no record is named '§§§'$"):
        keys_of(["§§§"], RECORDS)


def test_a_record_is_found_in_the_text_that_was_signed() -> None:
    """Only in that text: one that reads otherwise, is no TOML or lacks it holds nothing."""
    text = (RULES_DIRECTORY / "options.toml").read_text(encoding="utf-8")
    (outdated,) = signature_report(
        default_reviews(), changed("option.nerve_block", name="Other")
    ).outdated
    assert record_as_signed(text, outdated) == RECORDS["option.nerve_block"]
    assert record_as_signed(text.replace("nerve", "nrve"), outdated) is None
    assert record_as_signed(text.replace("option", "potion"), outdated) is None
    assert record_as_signed("not = [toml", outdated) is None
    assert record_as_signed('option = "a"', outdated) is None
    without_name = '[[option]]\nid = "nerve_block"'
    assert record_as_signed(without_name, outdated) is None


def test_about_says_how_much_clinicians_have_read() -> None:
    """Nothing is said only once each sign was signed by a clinician as it reads now."""
    signs = [f"warning_sign.{sign.id}" for sign in BOOK.warning_signs]
    assert not_reviewed(sign((), RECORDS, RECORDS, US), BOOK) == NOT_REVIEWED
    assert not_reviewed(sign((), RECORDS, signs[:-1], CLINICIAN), BOOK) == NOT_ALL_REVIEWED
    assert not_reviewed(sign((), RECORDS, ["option.nerve_block"], CLINICIAN), BOOK) == NOT_REVIEWED
    assert not_reviewed(sign((), RECORDS, signs, CLINICIAN), BOOK) is None
    outdated = changed(signs[0], action="Wait.")
    assert not_reviewed(sign((), outdated, signs, CLINICIAN), BOOK) == NOT_ALL_REVIEWED


def test_no_clinician_is_said_to_have_read_what_nobody_has() -> None:
    """As the project stands, the maintainers have signed, and About says that no clinician has."""
    assert {review.role for review in default_reviews()} == {"maintainers"}
    assert not_reviewed(default_reviews(), BOOK) == NOT_REVIEWED
