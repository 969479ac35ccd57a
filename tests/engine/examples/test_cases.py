"""Teaching cases: each expects what the engine lists; together they fire every rule."""

from __future__ import annotations

import re
import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from engine import RuleBookError
from engine.examples.cases import (
    Case,
    Difficulty,
    coverage,
    default_cases,
    groups,
    guidance_to_read_again,
    load_cases,
    rules_of,
)
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
level = "advanced"
group = "Made-up people"
objective = "Count to 1."
vignette = "Somebody hurts. It is sciatica."
answers = { location = "leg", conditions = ["sciatica"], warning_signs = ["cold_pale_numb_limb"] }
question = "What is listed?"
answer = "An injection."
expected = ["epidural_steroid_injection"]
rule_point = "Something."
clinical_point = "Something else."
leader_notes = "Ask."
about = ["epidural_steroid_injection_for_sciatica"]
"""
SOURCE = """
[[case.guidance]]
id = "somebody"
publisher = "Somebody"
title = "Something"
address = "https://example.org/"
read_on = 2026-11-24
look_again_on = 2027-05-24
read_as = "page"
says = "Something."
"""
NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
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
        'expected = ["epidural_steroid_injection"]',
        'expected = ["nerve_block"]',
        ["expected: the rules list epidural_steroid_injection; the case says nerve_block"],
    ),
    "no options": (
        'expected = ["epidural_steroid_injection"]',
        "expected = []",
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
    "unknown field": ("rule_point", "rule_pont", ["rule_point"]),
    "unknown level": (
        '"advanced"',
        '"hard"',
        ["level: ", "'introductory', 'intermediate' or 'advanced'"],
    ),
    "no answer": ('answer = "An injection."', 'answer = ""', ["answer: "]),
    "no objective": ('objective = "Count to 1."\n', "", ["objective: "]),
    "no notes": ('leader_notes = "Ask."\n', "", ["leader_notes: "]),
    "no clinical point": ('clinical_point = "Something else."\n', "", ["clinical_point: "]),
    "about an unknown rule": (
        '"epidural_steroid_injection_for_sciatica"',
        '"epidural"',
        ["about: unknown rule 'epidural'"],
    ),
    "about a rule that does not fire": (
        '"epidural_steroid_injection_for_sciatica"',
        '"nerve_block_for_crps"',
        ["about: 'nerve_block_for_crps' does not fire; these do: cold_pale_numb_limb, epidural"],
    ),
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
    assert re.match(r"An? \d\d-year-old \w", case.vignette)
    assert "?" in case.question
    told = [case.objective, case.answer, case.rule_point, case.clinical_point, case.leader_notes]
    assert all(text.endswith((".", "?")) for text in told)
    assert len(re.findall(r"[.!?]", case.objective)) == 1
    assert "should" not in " ".join((case.vignette, case.question, *told))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_each_number_that_a_case_states_is_counted(case: Case) -> None:
    """Where a text says how many rules fire, or in how many steps, the trace has as many."""
    trace = EXPLORER.explore(case.answers).trace
    texts = (case.question, case.answer, case.rule_point, case.clinical_point, case.leader_notes)
    for text in texts:
        for number in stated(r"rules? (?:that )?fires?", text):
            unconditional = "on every answer" in text and number == len(rules_of_every_answer())
            assert unconditional or number == len({firing.rule for firing in trace}), text
        for number in stated("steps", text):
            assert number == len(trace), text


def test_the_numbers_that_the_cases_state_are_found() -> None:
    """The numbers are found, in words and in digits, and a number that is wrong is one."""
    assert stated(r"rules? (?:that )?fires?", "Two rules fire, or 4 rules that fire.") == [2, 4]
    assert stated("steps", "In nine steps. Step 3.") == [9]
    texts = " ".join(f"{case.answer} {case.rule_point}" for case in CASES)
    assert len(stated(r"rules? (?:that )?fires?", texts)) >= 12
    assert len(stated("steps", texts)) >= 3


def stated(what: str, text: str) -> list[int]:
    """The numbers that stand before some words."""
    found = re.findall(rf"\b(\d+|{'|'.join(NUMBERS)}) {what}\b", text, flags=re.IGNORECASE)
    return [int(word) if word.isdigit() else NUMBERS.index(word.lower()) for word in found]


def rules_of_every_answer() -> list[str]:
    """The rules that fire whatever is answered."""
    return [*(rule.id for rule in BOOK.also_named), BOOK.limits.id, BOOK.closing.id]


def test_the_cases_of_a_group_stand_together_the_easier_ones_first() -> None:
    """Each group is one heading; each level has cases, and the first case of all is easy."""
    levels = list(Difficulty)
    for found in groups(CASES).values():
        places = [levels.index(case.level) for case in found]
        assert places == sorted(places)
        assert len(found) >= 3
    assert sum(len(found) for found in groups(CASES).values()) == len(CASES)
    assert {case.level for case in CASES} == set(levels)
    assert CASES[0].level is Difficulty.INTRODUCTORY
    assert not CASES[0].answers.warning_signs


def test_scattered_groups_and_an_easy_case_after_a_hard_one_are_refused(tmp_path: Path) -> None:
    """The error names the case that stands in the wrong place."""
    second = GOOD.replace('"made_up"', '"second"')
    third = GOOD.replace('"made_up"', '"third"')
    scattered = GOOD + second.replace("Made-up people", "Others") + third
    with pytest.raises(RuleBookError, match="case 'third': group: 'Made-up people' has cases"):
        load_cases(EXPLORER, write(tmp_path, scattered))
    with pytest.raises(RuleBookError, match="case 'second': level: 'intermediate' stands after"):
        load_cases(EXPLORER, write(tmp_path, GOOD + second.replace("advanced", "intermediate")))


def test_each_case_shows_which_rules_it_is_about() -> None:
    """What fires is what a case is about and the others, each once; without `about`, by kind."""
    for case in CASES:
        found = rules_of(case, EXPLORER)
        fired = {firing.rule for firing in EXPLORER.explore(case.answers).trace}
        assert found.about
        assert set(case.about) <= set(found.about)
        assert sorted((*found.about, *found.others)) == sorted(fired)
        unnamed = rules_of(case.model_copy(update={"about": ()}), EXPLORER)
        assert list(unnamed.others) == rules_of_every_answer()


def test_cases_with_2_conditions_and_with_guidance_are_among_them() -> None:
    """Two cases join 2 conditions; guidance stands with its source, and is read again in time."""
    pairs = [case.answers.conditions for case in CASES if len(case.answers.conditions) > 1]
    assert {"herniated_disc", "sciatica"} in pairs
    assert {"migraine", "tension_headache"} in pairs
    guided = [(case, one) for case in CASES for one in case.guidance]
    assert guided
    first = min(one.look_again_on for _, one in guided)
    assert guidance_to_read_again(CASES, first - timedelta(days=1)) == []
    assert guidance_to_read_again(CASES, max(one.look_again_on for _, one in guided)) == guided


def test_guidance_is_held_to_what_a_source_must_have(tmp_path: Path) -> None:
    """Guidance loads with its case; without what was read, it is refused."""
    (case,) = load_cases(EXPLORER, write(tmp_path, GOOD + SOURCE))
    assert case.guidance[0].says == "Something."
    without = SOURCE.replace('read_as = "page"\n', "")
    with pytest.raises(RuleBookError, match=r"case 'made_up': guidance\.0\.read_as: "):
        load_cases(EXPLORER, write(tmp_path, GOOD + without))


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
    found = re.findall(r'^\[\[case\]\]\nid = "(\w+)"$', text, flags=re.MULTILINE)
    assert found == [case.id for case in CASES]


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
        (
            GOOD + "[[cases]]\n",
            "unknown table 'cases'; did you mean 'case'\\? this file holds: case",
        ),
        ("[[case]\n", "not valid TOML"),
        (GOOD.replace('\nid = "made_up"\n', "\n"), r"case number 1 \(it has no id\): id"),
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
