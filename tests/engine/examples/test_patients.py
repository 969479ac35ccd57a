"""Made-up patients: the warning signs alarm the right people, nobody else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from engine import RuleBookError
from engine.examples.patients import (
    Patient,
    conditions_that_are_never_calm,
    default_patients,
    load_patients,
    signs_that_alarm_nobody,
)
from engine.explorer import default_explorer
from engine.rule_book.loading import RULES_DIRECTORY

if TYPE_CHECKING:
    from pathlib import Path

EXPLORER = default_explorer()
BOOK = EXPLORER.book
PATIENTS = default_patients()
GOOD = """
[[patient]]
id = "made_up"
who = "A 45-year-old nurse has sciatica. Since today her foot drags."
location = "leg"
conditions = ["sciatica"]
ticks = ["leg_or_foot_newly_weak"]
near = [{ sign = "both_legs_weak_or_numb", because = "It is one leg." }]
why = "It is new."
expected = "urgent"
"""
# What is replaced in the good patient, by what, and the words that the error must have.
BROKEN = {
    "unknown location": ('"leg"', '"knee"', ["location: unknown id 'knee'; known: head"]),
    "condition of another place": (
        '"sciatica"]',
        '"migraine"]',
        ["conditions: 'migraine' is not asked for at 'leg'; asked for there: herniated_disc"],
    ),
    "sign of another place": (
        '["leg_or_foot_newly_weak"]',
        '["head_injury"]',
        ["ticks: 'head_injury' is not asked for at 'leg'; asked for there: numb_genitals"],
    ),
    "near sign of another place": (
        '"both_legs_weak_or_numb"',
        '"loss_of_vision"',
        ["near: 'loss_of_vision' is not asked for at 'leg'"],
    ),
    "near sign that is ticked": (
        '"both_legs_weak_or_numb"',
        '"leg_or_foot_newly_weak"',
        ["near: 'leg_or_foot_newly_weak' is ticked as well"],
    ),
    "other level": (
        '"urgent"',
        '"emergency"',
        ["expected: the signs that are ticked ask for 'urgent'; the patient says 'emergency'"],
    ),
    "alarmed without a sign": (
        '["leg_or_foot_newly_weak"]',
        "[]",
        ["expected: the signs that are ticked ask for 'none'; the patient says 'urgent'"],
    ),
    "calm with a sign": (
        '"urgent"',
        '"none"',
        ["expected: the signs that are ticked ask for 'urgent'; the patient says 'none'"],
    ),
    "no level": ('"urgent"', '"mild"', ["expected"]),
    "no condition": ('["sciatica"]', "[]", ["conditions", "at least 1"]),
    "stand-alone answer": (
        '["sciatica"]',
        '["sciatica", "not_sure"]',
        ["'not_sure' stands alone"],
    ),
    "unknown field": ("why =", "reason =", ["why"]),
    "wrong id": ('"made_up"', '"Made up"', ["'Made up' is not an id"]),
}


def write(folder: Path, text: str) -> Path:
    """A folder whose patients are these."""
    (folder / "patients.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("patient", PATIENTS, ids=lambda patient: patient.id)
def test_each_patient_is_alarmed_as_expected(patient: Patient) -> None:
    """The signs that a careful reader ticks ask for the level that is expected, or for nothing."""
    urgent = EXPLORER.explore(patient.answers).urgent
    assert {notice.sign.id for notice in urgent} == set(patient.ticks)
    assert (urgent[0].level if urgent else "none") == patient.expected


@pytest.mark.parametrize("patient", PATIENTS, ids=lambda patient: patient.id)
def test_each_patient_is_short_and_plain(patient: Patient) -> None:
    """A story has one or two sentences and begins with an age."""
    assert re.match(r"An? \d+-year-old ", patient.who)
    assert 1 <= len(re.findall(r"[.!?](?:\s|$)", patient.who)) <= 2
    assert patient.why.endswith(".")
    assert all(near.because.endswith(".") for near in patient.near)


def test_both_sides_are_held() -> None:
    """At least 20 patients must be alarmed, and at least 20 must not."""
    alarmed = [patient for patient in PATIENTS if patient.must_be_alarmed]
    assert len(alarmed) >= 20
    assert len(PATIENTS) - len(alarmed) >= 20


def test_every_sign_alarms_somebody_at_its_level() -> None:
    """Each sign is ticked by somebody for whom it sets the level."""
    assert signs_that_alarm_nobody(PATIENTS, BOOK) == ()


def test_every_listed_condition_has_somebody_who_is_not_alarmed() -> None:
    """Each condition has somebody with its ordinary form, who ticks nothing."""
    assert conditions_that_are_never_calm(PATIENTS, BOOK) == ()


def test_coverage_names_what_is_missing() -> None:
    """Without patients every sign and every condition that names one is missing."""
    assert signs_that_alarm_nobody([], BOOK) == tuple(BOOK.warning_sign_by_id)
    never = conditions_that_are_never_calm([], BOOK)
    assert set(BOOK.condition_by_id) - set(never) == {"not_sure", "something_else"}
    calm = [patient for patient in PATIENTS if not patient.must_be_alarmed]
    assert signs_that_alarm_nobody(calm, BOOK) == tuple(BOOK.warning_sign_by_id)
    alarmed = [patient for patient in PATIENTS if patient.must_be_alarmed]
    assert conditions_that_are_never_calm(alarmed, BOOK) == never


def test_the_patients_are_read_once_and_from_the_file() -> None:
    """The shipped patients are those of rules/patients.toml, in its order."""
    assert default_patients() is PATIENTS
    text = (RULES_DIRECTORY / "patients.toml").read_text(encoding="utf-8")
    assert re.findall(r'^id = "(\w+)"$', text, flags=re.MULTILINE) == [one.id for one in PATIENTS]


@pytest.mark.parametrize(("find", "replace", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_patient_is_named(
    tmp_path: Path, find: str, replace: str, words: list[str]
) -> None:
    """The error names the file, the patient and what would be right, in one line."""
    assert GOOD.count(find) == 1
    with pytest.raises(RuleBookError) as caught:
        load_patients(EXPLORER, write(tmp_path, GOOD.replace(find, replace)))
    message = str(caught.value)
    name = "'Made up'" if "Made up" in replace else "'made_up'"
    assert message.startswith(f"rules/patients.toml: patient {name}: ")
    assert words == [word for word in words if word in message], message
    assert "\n" not in message


def test_a_calm_patient_says_which_sign_is_near(tmp_path: Path) -> None:
    """Somebody who ticks nothing is worth having only with a sign that might be ticked."""
    text = re.sub(r"near = .*\n", "", GOOD.replace('["leg_or_foot_newly_weak"]', "[]"))
    with pytest.raises(RuleBookError, match=r"patient 'made_up': `near` is empty; name a sign"):
        load_patients(EXPLORER, write(tmp_path, text.replace('"urgent"', '"none"')))


def test_a_patient_stands_once(tmp_path: Path) -> None:
    """Two patients with one id are refused."""
    with pytest.raises(RuleBookError, match="the patient id 'made_up' stands twice"):
        load_patients(EXPLORER, write(tmp_path, GOOD + GOOD))
