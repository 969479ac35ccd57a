"""The command that exports the rule book as FHIR."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from fhir.resources.R4B.bundle import Bundle

from ui.command_line import main
from ui.questionnaire import condition, location, warning_signs

if TYPE_CHECKING:
    import pytest


def test_it_writes_a_valid_bundle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The file holds a Bundle; the command says how many resources."""
    file = tmp_path / "bundle.json"
    assert main(["export", "--fhir", str(file)]) == 0
    bundle = json.loads(file.read_text(encoding="utf-8"))
    Bundle.model_validate(bundle)
    count = len(bundle["entry"])
    assert capsys.readouterr().out == f"{file}: {count} resources of FHIR R4\n"


def test_the_questions_are_in_the_words_of_the_app(capsys: pytest.CaptureFixture[str]) -> None:
    """Each question of the Bundle reads as on the pages."""
    assert main(["export", "--fhir", "-"]) == 0
    bundle = json.loads(capsys.readouterr().out)
    (questionnaire,) = (
        entry["resource"]
        for entry in bundle["entry"]
        if entry["resource"]["resourceType"] == "Questionnaire"
    )
    first, head, *_ = questionnaire["item"]
    asked = [item for item in head["item"] if item["type"] == "choice"]
    assert first["text"] == location.where_question()
    assert [item["text"] for item in asked] == [
        f"{warning_signs.QUESTION} {warning_signs.WHY}",
        f"{condition.QUESTION} {condition.WHY}",
    ]
    last = asked[0]["answerOption"][-1]["valueCoding"]["display"]
    assert last == warning_signs.NONE_OF_THESE


def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    """No order depends on the seed of a process, nor on the day."""
    command = Path(sys.executable).with_name("pain-options")
    written = []
    for seed in ("1", "2"):
        file = tmp_path / seed
        subprocess.run(
            [command, "export", "--fhir", file],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        written.append(file.read_bytes())
    assert written[0] == written[1]


def test_a_file_that_cannot_be_written_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line that names it, and exit status 2."""
    assert main(["export", "--fhir", str(tmp_path)]) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith(f"pain-options: {tmp_path}: cannot write: ")
    assert printed.err.count("\n") == 1
