"""The command that prints or writes the JSON Schemas."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from engine.exchange.json_schema import SUFFIX, schema_text, schemas
from ui.command_line import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_it_writes_one_file_for_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The folder is made if need be, and holds every schema."""
    folder = tmp_path / "a" / "schema"
    assert main(["schema", "-o", str(folder)]) == 0
    assert {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()} == {
        f"{name}{SUFFIX}": schema_text(schema) for name, schema in schemas().items()
    }
    assert capsys.readouterr().out == f"{folder}: {len(schemas())} schemas\n"


def test_it_prints_all_of_them_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a name: an object of them, by the names of their files."""
    assert main(["schema"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == {f"{name}{SUFFIX}": schema for name, schema in schemas().items()}


def test_it_prints_or_writes_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With a name: that one alone, as its file is."""
    assert main(["schema", "outcome"]) == 0
    assert capsys.readouterr().out == schema_text(schemas()["outcome"])
    assert main(["schema", "outcome", "-o", str(tmp_path)]) == 0
    assert [file.name for file in tmp_path.iterdir()] == [f"outcome{SUFFIX}"]


def test_a_name_that_there_is_not_is_told_with_those_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One line on standard error, and exit status 2."""
    assert main(["schema", "locatoins"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("pain-options: there is no schema 'locatoins'; known: book, ")
    assert "locations" in printed.err
    assert printed.err.count("\n") == 1


def test_a_folder_that_cannot_be_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where a file stands in the way, no traceback."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["schema", "-o", str(tmp_path / "file")]) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith(f"pain-options: {tmp_path / 'file'}: cannot write: ")
    assert printed.err.count("\n") == 1
