"""`pain-options check` tells what the engine finds, as text or as data, with the right status."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from engine.analysis.answer_table import default_identity
from engine.checking.check import check as check_rules
from engine.checking.records import CheckReport
from engine.rule_book.document import read_document
from engine.rule_book.loading import RULES_DIRECTORY, default_rule_book
from engine.rule_book.outline import read_parts
from engine.rule_book.sentences import load_not_encoded
from tests.engine.broken_files import edit
from tests.engine.invented import write_document
from ui.command_line import check, main

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]
TODAY = date(2026, 12, 1)


PARTS = read_parts(RULES_DIRECTORY)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dates to look again do not come while the tests are in use."""
    monkeypatch.setattr(check, "_today", lambda: TODAY)


def run(capsys: Capture, *words: object) -> tuple[int, list[str]]:
    """The status of the command and the lines that it prints; it writes no errors of its own."""
    status = main(["check", *map(str, words)])
    captured = capsys.readouterr()
    assert captured.err == ""
    return status, captured.out.splitlines()


def test_what_ships_holds_together(capsys: Capture) -> None:
    """The report says how much there is, and ends with the verdict."""
    status, lines = run(capsys)
    assert status == 0
    count = len(default_rule_book().rules)
    assert f"  rules                   {count}" in lines
    assert any(line.endswith(f"; {count} of {count} rules fire in them") for line in lines)
    assert any("not held against the document" in line for line in lines)
    assert lines[-1] == "0 errors, 0 warnings: it holds together"


def test_a_warning_is_status_1_where_it_is_asked_for(
    capsys: Capture, rules_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With `--strict`; a date that has come is nobody's fault, and stays a warning."""
    assert run(capsys, "--strict")[0] == 0
    monkeypatch.setattr(check, "_today", lambda: date(2036, 1, 1))
    status, lines = run(capsys, "--strict")
    assert status == 0
    assert " 0 warnings" not in lines[-1]
    monkeypatch.setattr(check, "_today", lambda: TODAY)
    (rules_copy / "patients.toml").unlink()
    assert run(capsys, "--rules", rules_copy)[0] == 0
    assert run(capsys, "--rules", rules_copy, "--strict")[0] == 1


def test_an_error_is_status_1(capsys: Capture, rules_copy: Path) -> None:
    """A book that does not load is its one error, with no figures."""
    edit(rules_copy / "indications.toml", append="[[indication]\n")
    status, lines = run(capsys, "--rules", rules_copy)
    assert status == 1
    assert lines[0] == f"rule book in {rules_copy}"
    assert [line for line in lines if line.startswith("error: rules/indications.toml")] == [
        line for line in lines if line.startswith(("error", "warning", "  "))
    ]
    assert lines[-1] == "1 error, 0 warnings: it does not hold together"


def test_a_warning_is_status_0(capsys: Capture, rules_copy: Path) -> None:
    """A book without teaching cases passes, with a warning."""
    (rules_copy / "cases.toml").unlink()
    status, lines = run(capsys, "--rules", rules_copy)
    assert status == 0
    assert any(line.startswith("warning: rules/cases.toml: ") for line in lines)
    assert not any("rules fire in them" in line for line in lines)
    assert lines[-1] == "0 errors, 1 warning: it holds together"


def test_a_look_again_date_warns(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    """From that day on, each source is named with its address; the check still passes."""
    sources = default_rule_book().sources
    last = max(source.look_again_on for source in sources)
    monkeypatch.setattr(check, "_today", lambda: last + timedelta(days=400))
    status, lines = run(capsys)
    assert status == 0
    for source in sources:
        assert any(
            line.startswith(f"warning: rules/warning_signs.toml: source {source.id!r}")
            and source.address in line
            for line in lines
        )


def test_very_many_findings_are_cut(capsys: Capture, rules_copy: Path) -> None:
    """A file that is another one altogether does not print thousands of lines."""
    edit(rules_copy / "words.toml", append="[[word]]\nx = 1\n" * 500)
    status, lines = run(capsys, "--rules", rules_copy)
    assert status == 1
    assert "... and 300 more" in lines
    assert lines[-1] == "500 errors, 0 warnings: it does not hold together"


@pytest.mark.parametrize("with_document", [False, True])
def test_json_is_the_report(
    capsys: Capture, tmp_path: Path, rules_copy: Path, *, with_document: bool
) -> None:
    """--json prints what the engine returns, and ends with the same status."""
    path = write_document(tmp_path / "document.txt")
    words = ["--document", str(path)] if with_document else []
    document = read_document(path, PARTS) if with_document else None
    edit(rules_copy / "indications.toml", find='region = "spine"', replace='region = "hip"')
    for directory, expected in ((RULES_DIRECTORY, 0), (rules_copy, 1)):
        status, lines = run(capsys, "--rules", directory, "--json", *words)
        printed = json.loads("\n".join(lines))
        assert status == expected
        own = default_identity().model_dump(mode="json") if directory == RULES_DIRECTORY else None
        assert printed["rule_book"] == own
        assert list(printed) == ["findings", "figures", "sentences", "rule_book"]
        # Signatures are the command's own: what was signed is looked up in the history.
        printed["findings"] = [f for f in printed["findings"] if f["kind"] != "signature"]
        for figure in ("records", "records_signed"):
            assert (printed["figures"] or {}).pop(figure, 1)
        report = check_rules(directory, TODAY, document)
        assert CheckReport.model_validate(printed) == report


def test_a_document_is_printed_sentence_by_sentence(capsys: Capture, tmp_path: Path) -> None:
    """Each sentence of a copy has a row: who cites it, or the reason why nobody does."""
    document = write_document(tmp_path / "document.txt")
    status, lines = run(capsys, "--document", document)
    assert status == 0
    count = document.read_text(encoding="utf-8").count(" here.")
    assert sum(line.startswith("  ") and "Some words on" in line for line in lines) == count
    assert lines.count("      not encoded: It is the title.") == 1
    reasons = len(load_not_encoded())
    told = f"{count}: {count - reasons} encoded, {reasons} listed with the reason why not, 0 left"
    assert any(told in line for line in lines)


def test_a_sentence_that_is_left_out_is_a_warning(capsys: Capture, tmp_path: Path) -> None:
    """A sentence that nobody cites and nobody explains is named by its place."""
    document = write_document(tmp_path / "document.txt", more="The moon is made of cheese.")
    status, lines = run(capsys, "--document", document)
    assert status == 0
    assert "      LEFT OUT" in lines
    (told,) = [line for line in lines if line.startswith("warning: ")]
    assert "Limits, sentence " in told
    assert "rules/not_encoded.toml" in told


def test_a_reason_without_sentence_is_an_error(capsys: Capture, tmp_path: Path) -> None:
    """A reason for a sentence that a copy does not have is named, and fails."""
    document = write_document(tmp_path / "document.txt", without="a variety of conditions")
    status, lines = run(capsys, "--document", document)
    assert status == 1
    (told,) = [line for line in lines if line.startswith("error: ")]
    assert told == (
        "error: rules/not_encoded.toml: Conclusion: 'a variety of conditions': no sentence "
        "there holds this phrase; correct or remove it"
    )


def test_an_omission_that_is_none_is_an_error(capsys: Capture, tmp_path: Path) -> None:
    """A document that speaks of what it is said to leave out is named with its word, and fails."""
    document = write_document(tmp_path / "document.txt")
    text = document.read_text(encoding="utf-8")
    document.write_text(text.replace("Some words on", "Some insurance words on", 1))
    status, lines = run(capsys, "--document", document)
    assert status == 1
    count = len(default_rule_book().omissions)
    assert f"  omissions               {count - 1} of {count} are left out by the document" in lines
    (told,) = [line for line in lines if line.startswith("error: ")]
    assert "rules/options.toml: omission 'cost': the document says 'insurance'" in told


def test_a_misquoted_rule_is_named(capsys: Capture, tmp_path: Path) -> None:
    """A document that does not hold a citation fails the check with the rule's file and id."""
    document = tmp_path / "document.txt"
    document.write_text(
        "About\n- Nerve Blocks: nothing here\nOther\nThese\n- Headaches: nothing\nLimits\nEnd\n",
        encoding="utf-8",
    )
    status, lines = run(capsys, "--document", document)
    assert status == 1
    assert any(
        line.startswith("error: rules/indications.toml: indication 'nerve_block_for_headache': ")
        and line.endswith("the phrase does not stand there")
        for line in lines
    )
    assert any("cancer_pain" in line and "no such place" in line for line in lines)
