"""What a check of a rule book finds, as frozen records."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Self

from engine.analysis.answer_table import Identity
from engine.rule_book.records import Record

_PLACE = re.compile(r"^rules/(?P<file>\w+\.toml)(?:: [\w ]+? '(?P<id>[a-z][a-z0-9_]*)')?")


class Severity(StrEnum):
    """How much a finding weighs: an error is to be corrected, a warning to be looked at."""

    ERROR = "error"
    WARNING = "warning"


class FindingKind(StrEnum):
    """What a finding is about."""

    CANNOT_BE_READ = "cannot_be_read"
    OUTSIDE_OUTLINE = "outside_outline"
    NEVER_FIRES = "never_fires"
    OPTION_NOT_REACHED = "option_not_reached"
    LOCATION_WITHOUT_CONDITION = "location_without_condition"
    NO_CLOSING_ADVICE = "no_closing_advice"
    CASE = "case"
    PATIENT = "patient"
    MISQUOTATION = "misquotation"
    OMISSION = "omission"
    IDLE_REASON = "idle_reason"
    SUBSUMED = "subsumed"
    NOT_ENCODED = "not_encoded"
    HARD_TO_READ = "hard_to_read"
    LOOK_AGAIN = "look_again"
    NO_CASE_FIRES = "no_case_fires"
    NO_PATIENT = "no_patient"
    MISSING_FILE = "missing_file"
    SIGNATURE = "signature"


class Finding(Record):
    """Something that is wrong with a rule book, or that may be.

    Attributes:
        severity: Whether it is an error.
        kind: What it is about.
        message: One line: the file, the record, and what would be right.
        file: The file to correct, where it is one.
        id: The id of the record, where it has one.
    """

    severity: Severity
    kind: FindingKind
    message: str
    file: str | None = None
    id: str | None = None

    @classmethod
    def at(cls, severity: Severity, kind: FindingKind, message: str) -> Self:
        """A finding whose message begins with its place, as those of errors do."""
        place = _PLACE.match(message)
        return cls(
            severity=severity,
            kind=kind,
            message=message,
            file=place["file"] if place else None,
            id=place["id"] if place else None,
        )


class Figures(Record):
    """How much a rule book holds, and how much of it was checked.

    Attributes:
        locations: Where the pain can be.
        conditions: What a clinician may have named.
        options: The treatment options.
        rules: Rules of all kinds.
        answers: What the questionnaire can be answered with: every set of conditions at every
            location, signs left out.
        answers_run: Those that were run: every location with each condition and each sign that is
            asked there, and with all that are not. Every rule looks at one answer, so the outcome
            of several answers is the union of theirs.
        rules_fired: The rules that fire for some of them.
        cases: Teaching cases.
        rules_fired_by_cases: The rules that fire in some case.
        patients_alarmed: Made-up patients who must be alarmed, and are.
        patients_calm: Those who must not be, and are not.
        preparation_items: What to tell and to bring.
        questions: Ready questions.
        citations: Citations of the document.
        citations_verified: Those that stand in the copy; none where no copy was given.
        omissions: What the document is said to leave out.
        omissions_verified: What the copy leaves out.
        sentences: Sentences of the copy.
        sentences_encoded: Those that a citation stands in.
        sentences_with_reason: Those for which nothing stands, with the reason.
        records: Records that can be signed; none where nobody looked for signatures.
        records_signed: Those that read as somebody has signed them.
    """

    locations: int
    conditions: int
    options: int
    rules: int
    answers: int
    answers_run: int
    rules_fired: int
    cases: int | None = None
    rules_fired_by_cases: int | None = None
    patients_alarmed: int | None = None
    patients_calm: int | None = None
    preparation_items: int | None = None
    questions: int | None = None
    citations: int
    citations_verified: int | None = None
    omissions: int
    omissions_verified: int | None = None
    sentences: int | None = None
    sentences_encoded: int | None = None
    sentences_with_reason: int | None = None
    records: int | None = None
    records_signed: int | None = None


class SentenceRow(Record):
    """A sentence of the document, and what stands for it.

    Attributes:
        section: Where it stands.
        item: The item of the section's list, if it stands in one.
        number: Its number there, counted from 1.
        begin: Its first words.
        owners: The rules and records that cite it.
        reason: Why nothing stands for it, where that is said.
    """

    section: str
    item: str | None
    number: int
    begin: str
    owners: tuple[str, ...]
    reason: str | None

    @property
    def place(self) -> str:
        """The section and the item."""
        return f"{self.section} / {self.item}" if self.item else self.section


class CheckReport(Record):
    """Everything that a check found.

    Attributes:
        findings: Errors first, then warnings.
        figures: None where the rule book cannot be read.
        sentences: What stands for each sentence of the copy, if one was given.
        rule_book: Which rule book it is; None where it or one of its answers cannot be had.
    """

    findings: tuple[Finding, ...]
    figures: Figures | None = None
    sentences: tuple[SentenceRow, ...] = ()
    rule_book: Identity | None = None

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What is to be corrected."""
        return tuple(one for one in self.findings if one.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What is to be looked at."""
        return tuple(one for one in self.findings if one.severity is Severity.WARNING)
