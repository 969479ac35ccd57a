"""Teaching cases: each expects what the engine lists; together they fire every rule."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from engine import RuleBookError
from engine.examples.cases import Case, coverage, load_cases, default_cases
from engine.explorer import default_explorer
from engine.rule_book.loading import RULES_DIRECTORY

if TYPE_CHECKING:
    from pathlib import Path

EXPLORER = default_explorer()
BOOK = EXPLORER.book
CASES = default_cases()
GOOD = """
[[case]]
id = "made_up"
title = "A case"
vignette = "Somebody hurts. It is sciatica."
answers = { location = "leg", conditions = ["sciatica"], warning_signs = ["cold_pale_numb_limb"] }
question = "What is listed?"
expected = ["epidural_steroid_injection"]
teaches = "Something."
"""
# What is replaced in the good case, by what, and the words that the error must have.
BROKEN = {
    "unknown condition": ('"sciatica"]', '"gout"]', ["answers:", "unknown condition 'gout'"]),
    "unknown location": ('"leg"', '"knee"', ["answers:", "unknown location 'knee'", "head"]),
    "unknown sign": ('"cold_pale_numb_limb"', '"cough"', ["unknown warning sign 'cough'"]),
    "unknown option": (
        '"epidural_steroid_injection"',
        '"acupuncture"',
        ["expected: unknown id 'acupuncture'; known: nerve_block"],
    ),
    "other options": (
        '["epidural_steroid_injection"]',
        '["nerve_block"]',
        ["expected: the rules list epidural_steroid_injection; the case says nerve_block"],
    ),
    "no options": (
        '["epidural_steroid_injection"]',
        "[]",
        ["the rules list epidural_steroid_injection; the case says nothing"],
    ),
    "condition of another place": (
        '"sciatica"]',
        '"migraine"]',
        ["answers.conditions: 'migraine' is not asked for at 'leg'", "asked for there: herniated"],
    ),
    "sign of another place": (
        '"cold_pale_numb_limb"',
        '"head_injury"',
        ["answers.warning_signs: 'head_injury' is not asked for at 'leg'", "foot_sore"],
    ),
    "stand-alone answer": (
        '["sciatica"]',
        '["sciatica", "not_sure"]',
        ["answers:", "'not_sure' stands alone"],
    ),
    "no answers": (
        ', conditions = ["sciatica"], warning_signs = ["cold_pale_numb_limb"]',
        "",
        ["answers:", "`conditions` is empty"],
    ),
    "unknown field": ("teaches", "taches", ["teaches"]),
    "field of another kind": (
        'id = "made_up"',
        'id = "made_up"\nwhy = "x"',
        ["why: unknown field"],
    ),
    "field of the answers": (
        "conditions =",
        "condition =",
        ["answers", "condition: unknown field"],
    ),
    "blank title": ('"A case"', '"  "', ["title"]),
    "wrong id": ('"made_up"', '"Made up"', ["'Made up' is not an id"]),
}


def write(folder: Path, text: str) -> Path:
    """A folder whose cases are these."""
    (folder / "cases.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_each_case_expects_what_the_engine_lists(case: Case) -> None:
    """The options of the outcome are those of the case, in order, and it ends with the advice."""
    outcome = EXPLORER.explore(case.answers)
    assert tuple(listed.option.id for listed in outcome.options) == case.expected
    assert outcome.trace[-1].rule == BOOK.closing.id


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_each_case_is_short_and_plain(case: Case) -> None:
    """A vignette has 2 to 4 short sentences; the question asks; nothing says what one should do."""
    sentences = re.findall(r"[^.!?]+[.!?]", case.vignette)
    assert 2 <= len(sentences) <= 4
    assert max(len(sentence.split()) for sentence in sentences) <= 18
    assert "?" in case.question
    assert case.teaches.endswith(".")
    assert "should" not in f"{case.vignette} {case.question} {case.teaches}"


def test_the_cases_fire_every_rule() -> None:
    """At least 12 cases, and no rule of the rule book that none of them fires."""
    assert len(CASES) >= 12
    fired = {f.rule for case in CASES for f in EXPLORER.explore(case.answers).trace}
    assert fired == set(BOOK.rules)
    assert coverage(CASES, EXPLORER) == ()


def test_coverage_names_the_rules_that_never_fire() -> None:
    """Without cases all rules are silent; without any one case, those that it alone fires."""
    assert coverage([], EXPLORER) == tuple(BOOK.rules)
    fired = {c.id: {f.rule for f in EXPLORER.explore(c.answers).trace} for c in CASES}
    silent = 0
    for case in CASES:
        others = [other for other in CASES if other != case]
        alone = fired[case.id] - set().union(*(fired[other.id] for other in others))
        assert set(coverage(others, EXPLORER)) == alone
        silent += bool(alone)
    assert silent >= 12


def test_the_cases_are_read_once_and_from_the_file() -> None:
    """The shipped cases are those of rules/cases.toml, in its order."""
    assert default_cases() is CASES
    assert load_cases(EXPLORER) == CASES
    text = (RULES_DIRECTORY / "cases.toml").read_text(encoding="utf-8")
    assert re.findall(r'^id = "(\w+)"$', text, flags=re.MULTILINE) == [case.id for case in CASES]


def test_a_case_can_be_added_without_python(tmp_path: Path) -> None:
    """One more case in the file is one more case."""
    shutil.copy(RULES_DIRECTORY / "cases.toml", tmp_path)
    text = (tmp_path / "cases.toml").read_text(encoding="utf-8")
    cases = load_cases(EXPLORER, write(tmp_path, text + GOOD))
    assert len(cases) == len(CASES) + 1
    assert cases[-1].expected == ("epidural_steroid_injection",)


@pytest.mark.parametrize(("find", "replace", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_case_is_named(tmp_path: Path, find: str, replace: str, words: list[str]) -> None:
    """The error names the file, the case and what would be right, in one line."""
    assert GOOD.count(find) == 1
    with pytest.raises(RuleBookError) as caught:
        load_cases(EXPLORER, write(tmp_path, GOOD.replace(find, replace)))
    message = str(caught.value)
    name = "'Made up'" if "Made up" in replace else "'made_up'"
    assert message.startswith(f"rules/cases.toml: case {name}: ")
    assert words == [word for word in words if word in message], message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD + GOOD, "the case id 'made_up' stands twice"),
        ("", r"no \[\[case\]\]; there must be at least one"),
        ("[case]\n", r"must be written as \[\[case\]\]"),
        (GOOD + "[[cases]]\n", "unknown table 'cases'; this file holds: case"),
        ("[[case]\n", "not valid TOML"),
        (GOOD.replace('id = "made_up"\n', ""), r"case number 1 \(it has no id\): id"),
    ],
    ids=["twice", "none", "one table", "unknown table", "no TOML", "no id"],
)
def test_a_broken_file_is_named(tmp_path: Path, text: str, words: str) -> None:
    """A file that cannot be read as cases is refused with its name and what is wrong."""
    with pytest.raises(RuleBookError, match=rf"^rules/cases\.toml: .*{words}"):
        load_cases(EXPLORER, write(tmp_path, text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """Without the file the error says which is missing."""
    with pytest.raises(RuleBookError, match=r"rules/cases\.toml: the file is missing"):
        load_cases(EXPLORER, tmp_path)
