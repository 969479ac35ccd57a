"""Made-up patients: who must be alarmed by the warning signs, who must not.

Each says which signs a careful reader would tick, and is held against the engine when it is loaded.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, model_validator

from engine.answers import Answers
from engine.errors import AnswersError, RuleBookError, collected, did_you_mean, unknown_id
from engine.explorer import default_explorer
from engine.rule_book.loading import (
    RULES_DIRECTORY,
    is_missing,
    read_records,
    rules_directory,
)
from engine.rule_book.records import Id, Level, Record, Text
from engine.rule_book.validation import repeated_ids

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from engine.explorer import Explorer
    from engine.rule_book.records import RuleBook

FILE = "patients.toml"
NONE = "none"


class Near(Record):
    """A sign that a hasty reader might tick, and why its words do not fit.

    Attributes:
        sign: The id of the sign.
        because: Why its words do not fit.
    """

    sign: Id
    because: Text


class Patient(Record):
    """A made-up patient: the story, the answers, and how soon the signs ask for action.

    Attributes:
        id: Never changes.
        who: Age, work and story, in one or two plain sentences, without a name.
        location: Where this patient says that the pain is.
        conditions: What a doctor or nurse has said it is.
        ticks: The signs that a careful reader ticks when asked: "Is any of this new, or suddenly
            worse?"
        near: Signs that a hasty reader might tick.
        why: Why the signs that are ticked fit, or why none does.
        expected: How soon the signs ask for action.
    """

    id: Id
    who: Text
    location: Id
    conditions: Annotated[tuple[Id, ...], Field(min_length=1)]
    ticks: tuple[Id, ...]
    near: tuple[Near, ...] = ()
    why: Text
    expected: Level | Literal["none"]

    @property
    def must_be_alarmed(self) -> bool:
        """Whether any sign is to be ticked."""
        return self.expected != NONE

    @property
    def answers(self) -> Answers:
        """What a careful reader answers for this patient."""
        return Answers(
            location=self.location,
            conditions=frozenset(self.conditions),
            warning_signs=frozenset(self.ticks),
        )

    @model_validator(mode="after")
    def _near_is_not_ticked(self) -> Self:
        both = [near.sign for near in self.near if near.sign in self.ticks]
        if both:
            raise ValueError(
                f"near: {both[0]!r} is ticked as well; `near` holds signs that do not fit"
            )
        if not self.must_be_alarmed and not self.near:
            raise ValueError(
                "`near` is empty; name a sign that somebody might tick by mistake, and why it does "
                "not fit"
            )
        return self


def load_patients(explorer: Explorer, directory: Path = RULES_DIRECTORY) -> tuple[Patient, ...]:
    """Read the made-up patients and hold each against the engine.

    Args:
        explorer: The rule book whose signs they are about, compiled.
        directory: The folder that holds `patients.toml`.

    Returns:
        The patients, in the order of the file.

    Raises:
        RuleBookError: The file is missing or is not TOML, a patient has a wrong, missing or unknown
            field, an id is unknown or stands twice, the questionnaire does not ask for an answer
            at that location, or the signs ask for another level than is expected. The message
            names the file, the patient and what would be right.
    """
    patients, errors = read_patients(explorer, directory)
    if errors:
        raise errors[0]
    return patients


def read_patients(
    explorer: Explorer, directory: Path
) -> tuple[tuple[Patient, ...], list[RuleBookError]]:
    """Read the patients as `load_patients` does, with every error that can be told in one go.

    Returns:
        The patients that could be read; and the errors, one for each patient that does not hold.
    """
    patients, errors = read_records(directory, FILE, "patient", Patient)
    return patients, errors or patient_errors(patients, explorer)


def patient_errors(patients: tuple[Patient, ...], explorer: Explorer) -> list[RuleBookError]:
    """What does not hold of made-up patients, one error for each patient at most.

    Args:
        patients: The patients.
        explorer: The rule book whose signs they are about, compiled.
    """
    errors = [
        RuleBookError(problem)
        for problem in repeated_ids(f"rules/{FILE}", "patient", (one.id for one in patients))
    ]
    for patient in patients:
        errors += collected(partial(_check, patient, explorer))
    return errors


@cache
def default_patients() -> tuple[Patient, ...]:
    """The made-up patients of the rule book in use, read once; none where it has no file of them.

    Raises:
        RuleBookError: as `load_patients`.
    """
    return () if is_missing(FILE) else load_patients(default_explorer(), rules_directory())


def signs_that_alarm_nobody(patients: Iterable[Patient], book: RuleBook) -> tuple[str, ...]:
    """The signs that no patient ticks whose signs ask for that level, in the order of the file."""
    ticked = {(sign, one.expected) for one in patients for sign in one.ticks}
    return tuple(sign.id for sign in book.warning_signs if (sign.id, sign.level) not in ticked)


def conditions_that_are_never_calm(patients: Iterable[Patient], book: RuleBook) -> tuple[str, ...]:
    """The conditions with which every patient is alarmed, in the order of the file.

    Answers that stand alone, such as not being sure, name no condition and are left out.
    """
    calm = {name for one in patients if not one.must_be_alarmed for name in one.conditions}
    return tuple(c.id for c in book.conditions if not c.stands_alone and c.id not in calm)


def _check(patient: Patient, explorer: Explorer) -> None:
    place = f"rules/{FILE}: patient {patient.id!r}"
    book = explorer.book
    if patient.location not in book.location_by_id:
        raise RuleBookError(
            f"{place}: location: {unknown_id(patient.location, book.location_by_id)}"
        )
    signs = [sign.id for sign in book.warning_signs_asked_at(patient.location)]
    for field, given, asked in (
        (
            "conditions",
            patient.conditions,
            [one.id for one in book.conditions_offered_at(patient.location)],
        ),
        ("ticks", patient.ticks, signs),
        ("near", [near.sign for near in patient.near], signs),
    ):
        strange = [name for name in given if name not in asked]
        if strange:
            raise RuleBookError(
                f"{place}: {field}: {strange[0]!r} is not asked for at {patient.location!r};"
                f"{did_you_mean(strange[0], asked)} asked for there: {', '.join(asked)}"
            )
    try:
        urgent = explorer.explore(patient.answers).urgent
    except AnswersError as error:
        raise RuleBookError(f"{place}: {error}") from None
    level = urgent[0].level if urgent else NONE
    if patient.expected != level:
        raise RuleBookError(
            f"{place}: expected: the signs that are ticked ask for {str(level)!r}; the patient "
            f"says {str(patient.expected)!r}"
        )
