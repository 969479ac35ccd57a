"""Checking a folder of rule files: everything that is wrong with it, in one report."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.appointment.loading import MATTERS, PREPARATION, QUESTIONS, read_preparation_book
from engine.checking.readability import HARDEST, hard_texts
from engine.checking.records import (
    CheckReport,
    Figures,
    Finding,
    FindingKind,
    SentenceRow,
    Severity,
)
from engine.checking.running import number_of_answers, run_all, subsumed_rules
from engine.errors import InferenceError, collected
from engine.examples.cases import FILE as CASES
from engine.examples.cases import coverage, guidance_to_read_again, read_cases
from engine.examples.patients import FILE as PATIENTS
from engine.examples.patients import read_patients
from engine.explorer import Explorer
from engine.rule_book.document import (
    broken_omissions,
    citations,
    misquotations,
    sources_to_read_again,
)
from engine.rule_book.loading import read_records, read_rule_book
from engine.rule_book.outline import FILE as OUTLINE
from engine.rule_book.outline import outside, read_outline, unlike
from engine.rule_book.records import Implication, Indication
from engine.rule_book.reviews import FILE as REVIEWS
from engine.rule_book.reviews import Review
from engine.rule_book.sentences import FILE as NOT_ENCODED
from engine.rule_book.sentences import NotEncoded, encodings, idle_reasons

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from engine.appointment.records import PreparationBook
    from engine.examples.cases import Case
    from engine.examples.patients import Patient
    from engine.rule_book.document import Place
    from engine.rule_book.records import Rule, RuleBook
    from engine.rule_book.sentences import Encoding

_FIRST_WORDS = 6
# A rule book stands without these; what they would be held against is then not checked.
_BESIDE: tuple[tuple[tuple[str, ...], str], ...] = (
    ((OUTLINE,), "no citation is held against the outline of the document"),
    ((CASES,), "no rule is held against a teaching case"),
    ((PATIENTS,), "no warning sign is held against a made-up patient"),
    ((PREPARATION, QUESTIONS, MATTERS), "there is nothing on getting ready for an appointment"),
    ((NOT_ENCODED,), "no sentence of the document has a reason why nothing stands for it"),
    ((REVIEWS,), "nobody is named who has read the rules"),
)


class RuleFiles(NamedTuple):
    """What a folder of rule files holds; None for a file beside the rule book that is not there."""

    book: RuleBook
    cases: tuple[Case, ...] | None
    patients: tuple[Patient, ...] | None
    preparation: PreparationBook | None
    not_encoded: tuple[NotEncoded, ...]


def check(
    directory: Path, today: date, document: Mapping[Place, str] | None = None
) -> CheckReport:
    """Check a folder of rule files.

    The rule book itself must be there. The files beside it may be left out, with a warning: the
    outline, cases, patients, the preparation book (all its files or none), the sentences that
    nothing stands for, the reviews.

    Args:
        directory: The folder.
        today: The day to hold dates against; the engine itself has no clock.
        document: The text at each place of a copy of the document, as `read_document` returns it.

    Returns:
        Every error that can be told, every warning, and figures. A rule book that cannot be read
        has errors alone.
    """
    book, errors = read_rule_book(directory)
    found = [_error(FindingKind.CANNOT_BE_READ, str(error)) for error in errors]
    if book is None or errors:
        return CheckReport(findings=tuple(found))
    try:
        explorer = Explorer(book)
    except InferenceError as error:
        return CheckReport(findings=(_error(FindingKind.CANNOT_BE_READ, f"rules: {error}"),))
    files, more = _read_beside(directory, explorer)
    return check_files(files, explorer, today, document, (*found, *more))


def check_files(
    files: RuleFiles,
    explorer: Explorer,
    today: date,
    document: Mapping[Place, str] | None = None,
    found: Iterable[Finding] = (),
) -> CheckReport:
    """Check rule files that have been read.

    Args:
        files: What they hold.
        explorer: Their rule book, compiled.
        today: The day to hold dates against.
        document: The text at each place of a copy of the document, if there is one.
        found: What was found while they were read.

    Returns:
        As `check`.
    """
    book = files.book
    ran = run_all(explorer)
    found = [*found]
    found += [_error(FindingKind.NO_CLOSING_ADVICE, message) for message in ran.without_advice]
    found += _of_the_rules(book, ran.fired, ran.reached)
    found += _to_look_at(files, today)
    silent = coverage(files.cases, explorer) if files.cases is not None else ()
    found += [
        _warning(
            FindingKind.NO_CASE_FIRES,
            f"{_place(book.rules[rule])}: no case fires this rule; add one to rules/{CASES}",
        )
        for rule in silent
    ]
    figures = Figures(
        locations=len(book.locations),
        conditions=len(book.conditions),
        options=len(book.options),
        rules=len(book.rules),
        answers=number_of_answers(book),
        answers_run=ran.answers,
        rules_fired=len(ran.fired),
        citations=len(list(citations(book))),
        omissions=len(book.omissions),
    ).model_copy(update=_figures_beside(files, len(book.rules) - len(silent)))
    rows: list[Encoding] = []
    if document is not None:
        rows = encodings(book, files.not_encoded, document)
        held, verified = _held_against(document, files, rows)
        found += held
        figures = figures.model_copy(update=verified)
    return CheckReport(
        findings=tuple(sorted(found, key=lambda one: one.severity is Severity.WARNING)),
        figures=figures,
        sentences=tuple(map(_row, rows)),
    )


def _error(kind: FindingKind, message: str) -> Finding:
    return Finding.at(Severity.ERROR, kind, message)


def _warning(kind: FindingKind, message: str) -> Finding:
    return Finding.at(Severity.WARNING, kind, message)


def _read_beside(directory: Path, explorer: Explorer) -> tuple[RuleFiles, list[Finding]]:
    """Read the files beside a rule book, with what is wrong with them."""
    book = explorer.book
    found: list[Finding] = []
    missing: set[str] = set()
    for files, lost in _BESIDE:
        gone = [file for file in files if not _is_there(directory / file)]
        if len(gone) == len(files):
            missing.update(gone)
            verb = "are" if len(files) > 1 else "is"
            found.append(
                _warning(
                    FindingKind.MISSING_FILE,
                    f"rules/{files[0]}: {', '.join(files)} {verb} not there: {lost}",
                )
            )
    cases = patients = preparation = None
    not_encoded: tuple[NotEncoded, ...] = ()
    wrong: list[tuple[FindingKind, list[RuleBookError]]] = []
    if CASES not in missing:
        cases, errors = read_cases(explorer, directory)
        wrong.append((FindingKind.CASE, errors))
    if PATIENTS not in missing:
        patients, errors = read_patients(explorer, directory)
        wrong.append((FindingKind.PATIENT, errors))
    if PREPARATION not in missing:
        preparation, errors = read_preparation_book(book, directory)
        wrong.append((FindingKind.CANNOT_BE_READ, errors))
    if NOT_ENCODED not in missing:
        not_encoded, errors = read_records(directory, NOT_ENCODED, "not_encoded", NotEncoded)
        wrong.append((FindingKind.CANNOT_BE_READ, errors))
    if REVIEWS not in missing:
        _, errors = read_records(directory, REVIEWS, "review", Review)
        wrong.append((FindingKind.CANNOT_BE_READ, errors))
    if OUTLINE not in missing:
        outline, errors = read_outline(directory)
        wrong.append((FindingKind.CANNOT_BE_READ, errors))
        if not errors:
            wrong.append((FindingKind.OUTSIDE_OUTLINE, outside(outline, book, not_encoded)))
    found += [_error(kind, str(error)) for kind, errors in wrong for error in errors]
    return RuleFiles(book, cases, patients, preparation, not_encoded), found
