"""`pain-options answers` gives the table and its SHA-256, letter for letter."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

from engine.analysis.answer_table import answer_table, default_identity
from engine.explorer import default_explorer
from tests.ui.command_line.rule_folders import copy_of_the_rules, replace, run

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_table_goes_to_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """As it is, so that the sum of what was piped is the fingerprint; the sum goes elsewhere."""
    assert run("answers") == 0
    told = capfdbinary.readouterr()
    fingerprint = sha256(told.out).hexdigest()
    assert told.out.decode() == answer_table(default_explorer())
    version = default_identity().version
    assert told.err.decode() == f"version {version}, SHA-256 {fingerprint}\n"
    assert fingerprint == default_identity().fingerprint


def test_the_table_goes_to_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The sum of the file is the fingerprint that is printed."""
    file = tmp_path / "answers.csv"
    assert run("answers", "-o", str(file)) == 0
    told = capsys.readouterr()
    assert told.out.endswith(f"SHA-256 {sha256(file.read_bytes()).hexdigest()}\n")
    assert told.err == ""


def test_a_file_that_cannot_be_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """One line, status 2."""
    assert run("answers", "-o", str(tmp_path / "no" / "answers.csv")) == 2
    told = capsys.readouterr()
    assert "cannot write" in told.err
    assert (told.out, told.err.count("\n")) == ("", 1)


def test_json_is_the_version_and_the_fingerprint(capsys: pytest.CaptureFixture[str]) -> None:
    """What names the rule book, for a program."""
    assert run("answers", "--json") == 0
    identity = default_identity()
    assert json.loads(capsys.readouterr().out) == {
        "rule_book": {
            "version": identity.version.isoformat(),
            "fingerprint": identity.fingerprint,
        }
    }


def told(capsys: pytest.CaptureFixture[str], rules: Path) -> dict[str, str]:
    """What the command says of the rule book in a folder."""
    assert run("answers", "--json", "--rules", str(rules)) == 0
    of: dict[str, str] = json.loads(capsys.readouterr().out)["rule_book"]
    return of


def test_another_rule_book(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A copy has the same fingerprint until an answer of it changes; a broken one is told."""
    rules = copy_of_the_rules(tmp_path / "rules")
    replace(rules / "book.toml", "version = 20", "version = 21")
    assert told(capsys, rules)["fingerprint"] == default_identity().fingerprint
    assert told(capsys, rules)["version"].startswith("21")
    replace(rules / "conditions.toml", 'offered_at = ["arm", "leg"]', 'offered_at = ["arm"]')
    assert told(capsys, rules)["fingerprint"] != default_identity().fingerprint
    (rules / "indications.toml").unlink()
    assert run("answers", "--rules", str(rules)) == 2
    assert "indications.toml" in capsys.readouterr().err
