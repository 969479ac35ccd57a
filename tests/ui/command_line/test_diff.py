"""`pain-options diff` tells a clinician which answers change, and a script by its exit status."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.ui.command_line.rule_folders import (
    commit,
    copy_of_the_rules,
    git,
    needs_git,
    replace,
    run,
)
from ui.command_line import rule_folder
from ui.command_line.rule_folder import earlier_texts

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]
NERVE_BLOCK_FOR_CRPS = 'when = { condition = "crps" }\nthen = "nerve_block"'


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A copy of the rule files."""
    return copy_of_the_rules(tmp_path / "rules")


def crps_has_another_option(rules: Path) -> None:
    """Let CRPS lead to another option than nerve blocks."""
    other = NERVE_BLOCK_FOR_CRPS.replace("nerve_block", "facet_joint_injection")
    replace(rules / "indications.toml", NERVE_BLOCK_FOR_CRPS, other)


def flat(text: str) -> str:
    """The text in one line."""
    return " ".join(text.split())


def test_the_same_rules(capsys: Capture, rules: Path) -> None:
    """Status 0, and it says so; a folder is compared with the rules of this project."""
    assert run("diff", str(rules)) == 0
    told = capsys.readouterr()
    assert "No answer changes." in told.out
    assert told.err == ""
    assert told.out.count("\n") == 2


def test_a_clinician_reads_what_changes_for_whom(capsys: Capture, rules: Path) -> None:
    """One sentence for all locations, with what did it and an example to run."""
    old = copy_of_the_rules(rules.parent / "old")
    crps_has_another_option(rules)
    assert run("diff", str(old), str(rules)) == 1
    text = flat(capsys.readouterr().out)
    asked, _, not_asked = text.partition("does not offer together")
    for verb, option in (("no longer", "Nerve block"), ("now", "Facet joint injection")):
        assert (
            f"{option} is {verb} listed for CRPS, burning pain in an arm or leg at these 2 "
            "locations: Arm or hand and Leg or foot."
        ) in asked
        assert f"{option} is {verb} listed for CRPS" in not_asked
    assert "because of indication.nerve_block_for_crps (changed)" in asked
    assert "for example: pain-options explore --location arm --condition crps" in asked
    assert 'indication.nerve_block_for_crps: then before: "nerve_block"' in not_asked


def test_every_kind_of_change_is_a_sentence(capsys: Capture, rules: Path) -> None:
    """Notices, what may be found, alternatives, the closing advice, words, citations, order."""
    closing = (rules / "closing.toml").read_text(encoding="utf-8")
    first = closing.index("[[limits.alternative]]")
    second = closing.index("[[limits.alternative]]", first + 1)
    (rules / "closing.toml").write_text(closing[:first] + closing[second:], encoding="utf-8")
    replace(rules / "matters.toml", 'alternative = "physical_therapy"\n', "")
    replace(rules / "closing.toml", 'says = "Talk with', 'says = "Do not talk with')
    replace(rules / "closing.toml", 'phrase = "consult', 'phrase = "do not consult')
    signs = (rules / "warning_signs.toml").read_text(encoding="utf-8")
    (rules / "warning_signs.toml").write_text(
        signs.replace('level = "emergency"', 'level = "urgent"', 1), encoding="utf-8"
    )
    assert run("diff", str(rules)) == 1
    text = flat(capsys.readouterr().out)
    assert "changes its level from urgent to emergency" in text
    assert "Physical therapy is now named among what may suit better, in every answer." in text
    assert 'The closing advice was: "Consult a pain specialist: Do not talk with a' in text
    assert 'It is now: "Consult a pain specialist: Talk with a' in text
    citations = text.partition("Citations and sources")[2]
    assert 'citations.0.phrase before: "do not consult with a pain specialist"' in citations


def test_json_is_the_comparison(capsys: Capture, rules: Path) -> None:
    """For a program: each group of changes with its locations, conditions and causes."""
    crps_has_another_option(rules)
    assert run("diff", str(rules), "--json") == 1
    printed = json.loads(capsys.readouterr().out)
    assert list(printed) == [
        "old",
        "new",
        "changes",
        "answers_changed",
        "sets",
        "other_reasons",
        "presences",
        "fields",
    ]
    assert printed["old"]["fingerprint"] != printed["new"]["fingerprint"]
    (lost,) = [
        one
        for one in printed["changes"]
        if one["id"] == "facet_joint_injection" and one["asked"] and one["kind"] == "option"
    ]
    assert (lost["before"], lost["after"]) == ("listed", None)
    assert (lost["locations"], lost["conditions"]) == (["arm", "leg"], ["crps"])
    assert lost["causes"] == [{"record": "indication.nerve_block_for_crps", "how": "changed"}]


def test_markdown_can_be_pasted_into_a_review(capsys: Capture, rules: Path) -> None:
    """Headings and lists; what a rule file says cannot become markup."""
    replace(rules / "options.toml", 'name = "', 'name = "<b>*A* [link](x) ')
    crps_has_another_option(rules)
    assert run("diff", str(rules), "--markdown") == 1
    text = capsys.readouterr().out
    assert text.startswith("## Which answers change\n")
    assert "\n### Words\n\n- option.nerve_block: name\n" in text
    assert r'  - before: "\<b\>\*A\* \[link\](x) ' in text
    lines = [line for line in text.splitlines() if line]
    starts = ("#", "- ", "  - ", "Before: ", "Of ")
    assert all(line.startswith(starts) or line[0].isdigit() for line in lines)


def test_trouble_is_one_line_and_status_2(capsys: Capture, tmp_path: Path, rules: Path) -> None:
    """Neither a folder nor a revision, a file, a folder without rules, a broken rule book."""
    empty = tmp_path / "empty"
    empty.mkdir()
    broken = copy_of_the_rules(tmp_path / "broken")
    replace(broken / "indications.toml", 'then = "nerve_block"', 'then = "nerve_blok"')
    for place, words in (
        ("no-such-revision", "neither a folder nor a revision"),
        ("--", "the following arguments are required: OLD"),
        (str(rules / "book.toml"), "is a file"),
        (str(empty), "rules/book.toml: the file is missing"),
        (str(broken), f"{broken}: rules/indications.toml: indication"),
        ("a" * 5000, "neither a folder nor a revision"),
    ):
        assert run("diff", place) == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert told.err.count("\n") == 1
        assert told.err.startswith("pain-options")
        assert words in told.err


@needs_git
def test_a_revision_of_git(capsys: Capture, rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules of any revision, also from before rule books had a version."""
    monkeypatch.setattr(rule_folder, "RULES_DIRECTORY", rules)
    monkeypatch.setenv("GIT_DIR", str(rules / "no-such-repository"))  # as a hook may have it
    root = rules.parent
    book = (rules / "book.toml").read_text(encoding="utf-8")
    (rules / "book.toml").unlink()
    commit(root)
    (rules / "book.toml").write_text(book, encoding="utf-8")
    crps_has_another_option(rules)
    commit(root)
    assert run("diff", "HEAD", str(rules)) == 0
    assert run("diff", "HEAD~1", "HEAD") == 1
    assert "Facet joint injection is now listed for CRPS" in flat(capsys.readouterr().out)
    git(root, "rm", "-r", "rules")
    git(root, "commit", "--message", "No rules")
    rules.mkdir(exist_ok=True)
    assert run("diff", "HEAD") == 2
    assert "this revision has no rule files" in capsys.readouterr().err


@needs_git
def test_earlier_texts_of_a_file(rules: Path) -> None:
    """The latest first; none where git keeps none."""
    file = rules / "words.toml"
    assert list(earlier_texts(file)) == []
    commit(rules.parent)
    first = file.read_text(encoding="utf-8")
    file.write_text("other = 1\n", encoding="utf-8")
    commit(rules.parent)
    assert list(earlier_texts(file)) == ["other = 1\n", first]
    assert list(earlier_texts(file, most=1)) == ["other = 1\n"]


def test_without_git(capsys: Capture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A revision is then not known, and no earlier text is found."""
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert run("diff", "HEAD") == 2
    assert "neither a folder nor a revision" in capsys.readouterr().err
    assert list(earlier_texts(tmp_path / "words.toml")) == []
