"""`pain-options new`: a rule book that holds together from its first minute."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import pytest

from engine.checking.check import check
from engine.checking.records import FindingKind
from engine.exchange.json_schema import TABLES
from engine.rule_book.loading import RULE_BOOK_TABLES, load_rule_book
from engine.rule_book.outline import FILE as OUTLINE
from tests.ui.command_line.other_rules import TODAY, told_by
from tests.ui.command_line.rule_folders import run

if TYPE_CHECKING:
    from pathlib import Path


def test_it_is_checked_then_explored(tmp_path: Path) -> None:
    """Each command in a process of its own, as somebody types them one after the other."""
    folder = str(tmp_path / "feet")
    status, out, err = told_by("new", folder)
    assert (status, err) == (0, "")
    assert folder in out
    status, out, err = told_by("check", "--rules", folder)
    assert (status, err) == (0, "")
    assert "0 errors" in out
    book = load_rule_book(tmp_path / "feet")
    rule = book.indications[0]
    status, out, err = told_by(
        *("explore", "--rules", folder),
        *("--location", book.locations[0].id, "--condition", str(rule.when.condition)),
    )
    assert (status, err) == (0, "")
    assert book.option_by_id[rule.then].medical_name in out
    assert out.rstrip().endswith(book.closing.says)


def test_it_warns_of_missing_files_alone(tmp_path: Path) -> None:
    """Its own words are plain, each of its rules can fire, and its citations are in its outline."""
    assert run("new", str(tmp_path / "new")) == 0
    findings = check(tmp_path / "new", TODAY).findings
    assert {one.kind for one in findings} == {FindingKind.MISSING_FILE}


def test_every_file_has_its_schema_and_comments(tmp_path: Path) -> None:
    """An editor completes the files, and each says what its fields are."""
    assert run("new", str(tmp_path)) == 0
    files = {table.file for table in RULE_BOOK_TABLES} | {OUTLINE}
    assert {path.name for path in tmp_path.glob("*.toml")} == files
    for file in files:
        first, *rest = (tmp_path / file).read_text(encoding="utf-8").splitlines()
        assert rest[0].startswith("# ")
        schema = json.loads((tmp_path / first.removeprefix("#:schema ")).read_text("utf-8"))
        held = tomllib.loads((tmp_path / file).read_text(encoding="utf-8"))
        keys = {table.key for table in TABLES if table.file == file}
        assert held.keys() <= keys == schema["properties"].keys()


@pytest.mark.parametrize("kind", ["file", "folder with a file", "name with a null"])
def test_it_writes_over_nothing(
    tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is there stays as it is; one line says why nothing was written."""
    place = str(tmp_path)
    if kind == "name with a null":
        place = f"{tmp_path}/a\0b"
    else:
        (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
        place += "/notes.txt" if kind == "file" else ""
    before = sorted(tmp_path.rglob("*"))
    assert run("new", place) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("pain-options: ")
    assert told.err.count("\n") == 1
    assert sorted(tmp_path.rglob("*")) == before
