"""A rule changed in memory: the errors of the loader, the changes that `diff` tells, or nothing.

    FUZZ_EXAMPLES=2000 uv run pytest -n0 tests/engine/checking/test_draft.py -k whatever

tries 2,000 texts; without it there are fewer, so that the tests stay quick.
"""

from __future__ import annotations

import gc
import io
import os
import zipfile
from datetime import date, timedelta
from typing import TYPE_CHECKING

import durable_rules_engine
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.analysis.answer_table import default_identity, identity
from engine.analysis.book_answers import answers_of_book
from engine.analysis.compare_books import compare_books
from engine.analysis.matrix import matrix
from engine.checking.check import check
from engine.checking.draft import MOST_LETTERS, NOTE, Draft, RuleFolder
from engine.checking.records import FindingKind
from engine.explorer import Explorer, default_explorer
from engine.inference import forward_chaining
from engine.rule_book.loading import RULES_DIRECTORY, default_rule_book, load_rule_book

if TYPE_CHECKING:
    from pathlib import Path

    from engine.rule_book.records import Rule

BOOK = default_rule_book()
FOLDER = RuleFolder(RULES_DIRECTORY, default_explorer())
TODAY = date(2026, 11, 26)
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "40"))
RULE = BOOK.rules["facet_joint_injection_for_arthritis"]
PLACE = "rules/indications.toml: indication 'facet_joint_injection_for_arthritis'"


def text_of(rule: Rule) -> str:
    """The rule as it stands in its file."""
    found = FOLDER.text_of(rule)
    assert found is not None
    return found.text


def changed(old: str, new: str, rule: Rule = RULE) -> Draft:
    """What comes of other words in a rule."""
    text = text_of(rule)
    assert old in text
    return FOLDER.change(rule, text.replace(old, new), TODAY)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("arthritis", "artritis", [PLACE[:22], "'artritis'", "did you mean 'arthritis'?"]),
        ('region = "spine"', 'region = "spin"', ["when.region", "did you mean 'spine'?"]),
        ("then = ", "than = ", ["unknown field", "did you mean 'then'?"]),
        ('"facet_joint_injection"\n', "7\n", [PLACE, "then", "string"]),
        ("then = ", "then ", [PLACE, "not valid TOML", "at line 4"]),
        ("[[indication]]", "[indication]", [PLACE, "begin with [[indication]]"]),
        ("[[indication]]", "[[implication]]", [PLACE, "nothing else"]),
        ("[[indication]]\n", "", [PLACE, "nothing else"]),
        ("[[indication]]\n", "[[indication]]\n[[indication]]\n", [PLACE, "once"]),
        ("[[indication]]\n", "[[option]]\n[[indication]]\n", [PLACE, "nothing else"]),
        (
            "facet_joint_injection_for_arthritis",
            "nerve_block_for_headache",
            ["nerve_block_for_headache", "stands twice"],
        ),
        ("arthritis", "spinal_stenosis", ["says the same as"]),
        ("then", "a." * 200 + "then", ["more than 100 dots"]),
        ("then = ", "then = " + "[" * 600, [PLACE, "not valid TOML"]),
        ("then = ", "# " + "x" * MOST_LETTERS + "\nthen = ", [PLACE, f"at most {MOST_LETTERS:,}"]),
    ],
)
def test_a_wrong_rule_is_told_as_the_loader_tells_it(old: str, new: str, words: list[str]) -> None:
    """Each problem names the file and what would be right; nothing else is shown then."""
    if new == "spinal_stenosis":
        old, new = 'condition = "arthritis", region = "spine"', 'condition = "spinal_stenosis"'
    draft = changed(old, new)
    told = "\n".join(draft.problems)
    assert [word for word in words if word not in told] == []
    assert draft == Draft(RULE.id, draft.text, problems=draft.problems)


def test_a_citation_outside_of_the_outline_is_told_with_what_changes() -> None:
    """Each answer can still be run, so what it changes is shown beside the error."""
    draft = changed('item = "Facet Joint Injections", ', "")
    assert draft.problems == ()
    assert draft.comparison is not None
    (found,) = draft.findings
    assert found.kind is FindingKind.OUTSIDE_OUTLINE
    assert PLACE in found.message
    assert "names an item" in found.message


def test_a_circle_is_refused() -> None:
    """What holds between rules is checked as well."""
    rule = BOOK.rules["herniated_disc_causes_back_neck_pain"]
    draft = changed('condition = "herniated_disc"', 'condition = "back_neck_pain"', rule)
    assert "goes in a circle" in draft.problems[0]


@pytest.mark.parametrize("rule", list(BOOK.rules.values())[::6], ids=list(BOOK.rules)[::6])
def test_the_rule_as_it_stands_changes_nothing(rule: Rule) -> None:
    """No answer, no record, no cell of the matrix, and nothing new to find."""
    draft = FOLDER.change(rule, text_of(rule), TODAY)
    assert (draft.problems, draft.findings) == ((), ())
    assert draft.comparison is not None
    assert draft.comparison.old == draft.comparison.new
    assert (draft.comparison.changes, draft.comparison.fields) == ((), ())
    assert draft.matrix is not None
    assert draft.matrix.before == {}


CHANGES = [
    (RULE, 'condition = "arthritis"', 'condition = "crps"'),
    (RULE, ', region = "spine"', ""),
    (RULE, "[[indication]]", None),
    (BOOK.rules["peripheral_neuropathy_is_neuropathic_pain"], '"ours"', '"definition"'),
    (BOOK.rules["chest_pain"], 'level = "emergency"', 'level = "urgent"'),
    (BOOK.closing, "Talk with", "Speak with"),
    (BOOK.also_named[0], '"trigger_point_injection", ', ""),
]


@pytest.mark.parametrize(("rule", "old", "new"), CHANGES)
def test_a_change_is_told_as_the_commands_tell_it(
    rule: Rule, old: str, new: str | None, tmp_path: Path
) -> None:
    """Comparison, findings and matrix are those of the same files on a disk."""
    text = "" if new is None else text_of(rule).replace(old, new)
    if "level = " in old:
        text = text.replace("level_is_ours", "# level_is_ours")
    if '"ours"' in old:
        phrase = '[{ section = "Conditions", item = "Neuropathic pain", phrase = "nerve damage" }]'
        text += f"\ncitations = {phrase}"
    draft = FOLDER.change(rule, text, TODAY)
    assert draft.problems == ()
    assert draft.comparison is not None
    assert draft.matrix is not None
    unpack(FOLDER.archive(rule, draft), tmp_path)
    explorer = Explorer(load_rule_book(tmp_path / "rules"))
    assert draft.comparison == compare_books(
        answers_of_book(default_explorer()), answers_of_book(explorer)
    )
    assert draft.comparison.changes
    usual = check(RULES_DIRECTORY, TODAY).findings
    found = check(tmp_path / "rules", TODAY).findings
    assert list(draft.findings) == [one for one in found if one not in usual]
    after, before = matrix(explorer), matrix(default_explorer())
    assert (draft.matrix.table.rows, draft.matrix.table.totals) == (after.rows, after.totals)
    assert draft.matrix.before == {
        (cell.condition, cell.option): cell
        for row, other in zip(before.rows, after.rows, strict=True)
        for cell, now in zip(row, other, strict=True)
        if cell != now
    }


def unpack(archive: bytes, folder: Path) -> None:
    """Unpack a zip file."""
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        packed.extractall(folder)


def test_the_archive_holds_every_rule_file_with_one_change(tmp_path: Path) -> None:
    """The files are those of the folder but for the rule; the same change is the same file."""
    text = text_of(RULE).replace("arthritis", "crps", 1)
    draft = FOLDER.change(RULE, text, TODAY)
    archive = FOLDER.archive(RULE, draft)
    assert archive == FOLDER.archive(RULE, draft)
    unpack(archive, tmp_path)
    names = {path.name for path in (tmp_path / "rules").iterdir()}
    assert names == {path.name for path in RULES_DIRECTORY.glob("*.toml")}
    for name in names:
        here, there = (folder / name for folder in (tmp_path / "rules", RULES_DIRECTORY))
        same = here.read_text(encoding="utf-8") == there.read_text(encoding="utf-8")
        assert same == (name != "indications.toml"), name
    note = (tmp_path / NOTE).read_text(encoding="utf-8")
    assert f"rules/indications.toml: indication.{RULE.id}" in note
    assert "Nobody has signed the change." in note
    now = identity(Explorer(load_rule_book(tmp_path / "rules")))
    assert now.fingerprint != default_identity().fingerprint
    for one in (default_identity(), now):
        assert f"version {one.version}, SHA-256 of all answers {one.fingerprint}" in note


def test_a_rule_without_a_block_of_its_own_is_left_to_its_file(tmp_path: Path) -> None:
    """The problem says where it can be changed."""
    unpack(FOLDER.archive(RULE, FOLDER.change(RULE, text_of(RULE), TODAY)), tmp_path)
    file = tmp_path / "rules" / "indications.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("[[indication]]", "[['indication']]"), encoding="utf-8")
    folder = RuleFolder(tmp_path / "rules", Explorer(load_rule_book(tmp_path / "rules")))
    (problem,) = folder.change(RULE, text_of(RULE), TODAY).problems
    assert problem.startswith(f"{PLACE}: ")
    assert "can only be changed in the file" in problem


def test_rulesets_of_drafts_are_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """At any time the library holds one ruleset of a draft at most, with no garbage collection."""
    freed: list[int] = []
    free = durable_rules_engine.delete_ruleset

    def freeing(handle: int) -> None:
        freed.append(handle)
        free(handle)

    monkeypatch.setattr(durable_rules_engine, "delete_ruleset", freeing)
    made = 60
    gc.collect()
    gc.disable()
    try:
        for number in range(made):
            assert changed("arthritis and says", f"arthritis and says {number}").comparison
            assert len(forward_chaining._dropped_rulesets) == 1  # noqa: SLF001 - no public way
    finally:
        gc.enable()
    assert len(freed) >= made - 1


# Words that mean something in these files.
WORDS = st.sampled_from(
    [
        *BOOK.option_by_id,
        *BOOK.condition_by_id,
        *BOOK.location_by_id,
        "spine",
        "stated",
        "ours",
        "editorial",
        "emergency",
        "urgent",
        "when",
        "then",
        "citations",
        "because",
        "Limits",
        "Treatments",
    ]
)
NOISE = st.text(
    st.sampled_from("[]{}=\"'\\#.,\n\r\t _-az09:+\0\x1b\x7fé\u2028\ufeff🦶"), max_size=12
) | st.sampled_from(["[" * 500, "{a=" * 400, "9" * 5000, '"""', "[[indication]]\n", "id = 1\n"])


@st.composite
def drafts(draw: st.DrawFn) -> tuple[Rule, str]:
    """A rule with its text changed: words for words, noise put in, lines gone, or any text."""
    rule = draw(st.sampled_from(list(BOOK.rules.values())))
    text = text_of(rule)
    for _ in range(draw(st.integers(0, 3))):
        match draw(st.integers(0, 3)):
            case 0:
                known = [word for word in text.replace('"', " ").split() if "_" in word]
                old = draw(st.sampled_from(known or [text]))
                text = text.replace(old, draw(WORDS), draw(st.sampled_from([1, -1])))
            case 1:
                at = draw(st.integers(0, len(text)))
                text = text[:at] + draw(NOISE) + text[at:]
            case 2:
                lines = text.split("\n")
                at = draw(st.integers(0, len(lines) - 1))
                text = "\n".join([*lines[:at], *lines[at + 1 :]])
            case _:
                text = draw(st.text(max_size=200) | NOISE)
    return rule, text


@settings(
    max_examples=EXAMPLES,
    # Far longer than any takes: what hangs, or nearly, is a fault.
    deadline=timedelta(seconds=20),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(drafts())
def test_whatever_is_written_ends_with_problems_or_with_changes(draft: tuple[Rule, str]) -> None:
    """No error, no hang; each problem is one line that names a file."""
    rule, text = draft
    tried = FOLDER.change(rule, text, TODAY)
    assert (tried.rule, tried.text) == (rule.id, text)
    assert bool(tried.problems) != (tried.comparison is not None)
    for problem in tried.problems:
        assert problem.startswith("rules")
        assert len(problem.splitlines()) == 1
    if tried.comparison:
        assert FOLDER.archive(rule, tried)
