"""Checking a folder of rule files: everything that is wrong with it, in one report."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from engine.analysis.answer_table import identity
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
from engine.checking.running import number_of_answers, places, run_all, subsumed_rules
from engine.errors import InferenceError, RuleBookError
from engine.examples.cases import FILE as CASES
from engine.examples.cases import coverage, guidance_to_read_again, read_cases
from engine.examples.patients import FILE as PATIENTS
from engine.examples.patients import read_patients, signs_that_alarm_nobody
from engine.explorer import Explorer
from engine.rule_book.document import (
    broken_omissions,
    citations,
    misquotations,
    place_of_owner,
    place_of_rule,
    sources_to_read_again,
)
from engine.rule_book.loading import exists, read_records, read_rule_book
from engine.rule_book.outline import FILE as OUTLINE
from engine.rule_book.outline import outside, read_outline, unlike
from engine.rule_book.records import Implication, Indication
from engine.rule_book.reviews import FILE as REVIEWS
from engine.rule_book.reviews import Review
from engine.rule_book.scorecard import FILE as SCORECARD
from engine.rule_book.scorecard import load_scorecard
from engine.rule_book.sentences import FILE as NOT_ENCODED
from engine.rule_book.sentences import NotEncoded, encodings, idle_reasons

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from engine.appointment.records import PreparationBook
    from engine.examples.cases import Case
    from engine.examples.patients import Patient
    from engine.rule_book.document import Place
    from engine.rule_book.outline import Outline
    from engine.rule_book.records import Rule, RuleBook
    from engine.rule_book.scorecard import Scorecard
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
    not_encoded: tuple[NotEncoded, ...] = ()
    outline: Outline | None = None
    scorecard: Scorecard | None = None


def check(directory: Path, today: date, document: Mapping[Place, str] | None = None) -> CheckReport:
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
    files, more = read_beside(directory, explorer)
    report = check_files(files, explorer, today, document, (*found, *more))
    # An answer that cannot be computed is among the errors; then there is no table of them all.
    with suppress(InferenceError):
        report = report.model_copy(update={"rule_book": identity(explorer)})
    return report


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
            f"{place_of_rule(book.rules[rule])}: no case fires this rule; add one to rules/{CASES}",
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


def read_beside(directory: Path, explorer: Explorer) -> tuple[RuleFiles, list[Finding]]:
    """Read the files beside a rule book, with what is wrong with them.

    Args:
        directory: The folder that holds them.
        explorer: The rule book, compiled.

    Returns:
        What they hold, and the findings.
    """
    book = explorer.book
    found: list[Finding] = []
    missing: set[str] = set()
    for files, lost in _BESIDE:
        gone = [file for file in files if not exists(directory / file)]
        if len(gone) == len(files):
            missing.update(gone)
            verb = "are" if len(files) > 1 else "is"
            found.append(
                _warning(
                    FindingKind.MISSING_FILE,
                    f"rules/{files[0]}: {', '.join(files)} {verb} not there: {lost}",
                )
            )
    cases = patients = preparation = outline = None
    not_encoded: tuple[NotEncoded, ...] = ()
    wrong: list[tuple[FindingKind, list[RuleBookError]]] = []
    if CASES not in missing:
        cases, errors = read_cases(explorer, directory)
        wrong.append((FindingKind.CASE, errors))
        # What does not hold is not counted.
        cases = None if errors else cases
    if PATIENTS not in missing:
        patients, errors = read_patients(explorer, directory)
        wrong.append((FindingKind.PATIENT, errors))
        patients = None if errors else patients
    if PREPARATION not in missing:
        preparation, errors = read_preparation_book(book, directory)
        wrong.append((FindingKind.CANNOT_BE_READ, errors))
        preparation = None if errors else preparation
    if NOT_ENCODED not in missing:
        not_encoded, errors = read_records(directory, NOT_ENCODED, "not_encoded", NotEncoded)
        wrong.append((FindingKind.CANNOT_BE_READ, errors))
    if REVIEWS not in missing:
        _, errors = read_records(directory, REVIEWS, "review", Review)
        wrong.append((FindingKind.CANNOT_BE_READ, errors))
    scorecard, errors = _read_scorecard(directory)
    wrong.append((FindingKind.CANNOT_BE_READ, errors))
    if OUTLINE not in missing:
        found_outline, errors = read_outline(directory)
        wrong.append((FindingKind.CANNOT_BE_READ, errors))
        if not errors:
            outline = found_outline
            wrong.append((FindingKind.OUTSIDE_OUTLINE, outside(outline, book, not_encoded)))
    found += [_error(kind, str(error)) for kind, errors in wrong for error in errors]
    return RuleFiles(book, cases, patients, preparation, not_encoded, outline, scorecard), found


def _read_scorecard(directory: Path) -> tuple[Scorecard | None, list[RuleBookError]]:
    """The scorecard, which a rule book of others has no need of."""
    if not exists(directory / SCORECARD):
        return None, []
    try:
        return load_scorecard(directory), []
    except RuleBookError as error:
        return None, [error]


def _of_the_rules(
    book: RuleBook, fired: frozenset[str], reached: frozenset[str]
) -> Iterator[Finding]:
    """Errors of rules, options and locations that no answer of the questionnaire leads to."""
    for rule in book.rules.values():
        if rule.id not in fired:
            yield _error(
                FindingKind.NEVER_FIRES,
                f"{place_of_rule(rule)}: can never fire: {_why_never(rule, book)}",
            )
    for option in book.options:
        if option.id not in reached:
            yield _error(
                FindingKind.OPTION_NOT_REACHED,
                f"rules/options.toml: option {option.id!r}: no answers lead to it; add an "
                "indication, or name it in an [[also_named]]",
            )
    for location in book.locations:
        if all(one.stands_alone for one in book.conditions_offered_at(location.id)):
            yield _error(
                FindingKind.LOCATION_WITHOUT_CONDITION,
                f"rules/locations.toml: location {location.id!r}: no condition is offered there; "
                "name it in `offered_at` of one",
            )
    for one, other in subsumed_rules(book):
        yield _warning(
            FindingKind.SUBSUMED,
            f"{place_of_rule(one)}: adds nothing: {other.id!r} fires whenever it does, and "
            "concludes the same",
        )


def _why_never(rule: Rule, book: RuleBook) -> str:
    if isinstance(rule, Implication | Indication):
        if not places(rule, book):
            return "no location is what `when` asks for; take `location` or `region` away"
        if rule.when.condition is not None:
            return (
                f"nothing makes {rule.when.condition!r} hold where `when` asks for it; offer it "
                "there in conditions.toml, or correct `when`"
            )
    return "no answers of the questionnaire lead to it"


def _to_look_at(files: RuleFiles, today: date) -> Iterator[Finding]:
    """Warnings of texts, of dates, and of signs that no patient needs."""
    for hard in hard_texts(files.book, files.preparation):
        yield _warning(
            FindingKind.HARD_TO_READ,
            f"rules/{hard.file}: {hard.kind} {hard.id!r}: reads at grade {hard.grade:.1f}, above "
            f"{HARDEST}; use shorter words or sentences: {hard.text!r}",
        )
    for file, of_file in (
        ("warning_signs.toml", files.book.sources),
        (PREPARATION, files.preparation.sources if files.preparation is not None else ()),
        (SCORECARD, files.scorecard.sources if files.scorecard is not None else ()),
    ):
        for source in sources_to_read_again(of_file, today):
            yield _warning(
                FindingKind.LOOK_AGAIN,
                f"rules/{file}: source {source.id!r}: its date to look again, "
                f"{source.look_again_on}, has come; read {source.address} again",
            )
    for case, guidance in guidance_to_read_again(files.cases or (), today):
        yield _warning(
            FindingKind.LOOK_AGAIN,
            f"rules/{CASES}: case {case.id!r}: guidance {guidance.id!r}: its date to look again, "
            f"{guidance.look_again_on}, has come; read {guidance.address} again",
        )
    if files.patients is not None:
        for sign in signs_that_alarm_nobody(files.patients, files.book):
            yield _warning(
                FindingKind.NO_PATIENT,
                f"rules/warning_signs.toml: warning_sign {sign!r}: alarms nobody at its level; "
                f"add a patient to rules/{PATIENTS}",
            )


def _figures_beside(files: RuleFiles, fired_by_cases: int) -> dict[str, int]:
    """The figures of the files beside the rule book that are there."""
    figures: dict[str, int] = {}
    if files.cases is not None:
        figures |= {"cases": len(files.cases), "rules_fired_by_cases": fired_by_cases}
    if files.patients is not None:
        alarmed = sum(patient.must_be_alarmed for patient in files.patients)
        figures |= {
            "patients_alarmed": alarmed,
            "patients_calm": len(files.patients) - alarmed,
        }
    if files.preparation is not None:
        preparation = files.preparation
        figures |= {
            "preparation_items": len(preparation.tell) + len(preparation.bring),
            "questions": len(preparation.questions),
        }
    return figures


def _held_against(
    document: Mapping[Place, str], files: RuleFiles, rows: list[Encoding]
) -> tuple[list[Finding], dict[str, int]]:
    """What a copy of the document does not bear out, and figures of what it does."""
    book = files.book
    found = [
        _error(FindingKind.OUTSIDE_OUTLINE, str(error))
        for error in (unlike(files.outline, document) if files.outline is not None else ())
    ]
    wrong = misquotations(book, document)
    found += [
        _error(
            FindingKind.MISQUOTATION,
            f"{place_of_owner(one.owner, book)}: {one.citation.place}: "
            f"{one.citation.phrase!r}: {one.problem}",
        )
        for one in wrong
    ]
    broken = broken_omissions(book, document)
    found += [
        _error(
            FindingKind.OMISSION,
            f"rules/options.toml: omission {omission.id!r}: the document says {words!r}; read it "
            "again, then correct `unsaid` or remove the omission",
        )
        for omission, words in broken
    ]
    found += [
        _error(
            FindingKind.IDLE_REASON,
            f"rules/{NOT_ENCODED}: {entry}: {problem}; correct or remove it",
        )
        for entry, problem in idle_reasons(files.not_encoded, rows)
    ]
    found += [
        _warning(
            FindingKind.NOT_ENCODED,
            f"{_row(row).place}, sentence {row.sentence.number}: no citation stands in it; cite "
            f"it, or list it in rules/{NOT_ENCODED} with the reason why not",
        )
        for row in rows
        if row.missing
    ]
    encoded = sum(bool(row.owners) for row in rows)
    return found, {
        "citations_verified": len(list(citations(book))) - len(wrong),
        "omissions_verified": len(book.omissions) - len({one.id for one, _ in broken}),
        "sentences": len(rows),
        "sentences_encoded": encoded,
        "sentences_with_reason": len(rows) - encoded - sum(row.missing for row in rows),
    }


def _row(row: Encoding) -> SentenceRow:
    section, item = row.sentence.place
    words = row.sentence.text.split()
    return SentenceRow(
        section=section,
        item=item,
        number=row.sentence.number,
        begin=" ".join(words[:_FIRST_WORDS]) + (" ..." if len(words) > _FIRST_WORDS else ""),
        owners=row.owners,
        reason=row.reasons[0].reason if row.reasons else None,
    )
