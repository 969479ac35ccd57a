"""`pain-options sign` puts on record who has read what, and `check` notices what changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine import load_rule_book
from engine.analysis.signatures import signable_records
from engine.appointment.loading import load_preparation_book
from engine.rule_book.reviews import default_reviews, load_reviews
from tests.ui.command_line.rule_folders import (
    commit,
    copy_of_the_rules,
    needs_git,
    replace,
    run,
)
from ui.command_line import check
from ui.command_line.signature_messages import signature_messages

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A copy of the rule files."""
    return copy_of_the_rules(tmp_path / "rules")


def sign(rules: Path, *ids: str, by: str = "C. D.", role: str = "clinician") -> int:
    """Sign records of a folder."""
    return run("sign", "--by", by, "--role", role, "--rules", str(rules), *ids)


def test_signing_everything(capsys: Capture, rules: Path) -> None:
    """Each record once, below what others signed; signing again changes nothing."""
    book = load_rule_book(rules)
    records = signable_records(book, load_preparation_book(book, rules))
    before = (rules / "review.toml").read_text(encoding="utf-8")
    assert sign(rules) == 0
    assert f"{len(records)} records signed by C. D. (clinician)" in capsys.readouterr().out
    reviews = load_reviews(rules)
    assert reviews[:-1] == default_reviews()
    assert reviews[-1].fingerprints.keys() == records.keys()
    text = (rules / "review.toml").read_text(encoding="utf-8")
    assert text.startswith(before)
    assert sign(rules) == 0
    assert (rules / "review.toml").read_text(encoding="utf-8") == text


def test_signing_one_record_changes_few_lines(rules: Path) -> None:
    """So that a review of the file shows what was read."""
    before = (rules / "review.toml").read_text(encoding="utf-8").splitlines()
    assert sign(rules, "nerve_block") == 0
    after = (rules / "review.toml").read_text(encoding="utf-8").splitlines()
    assert after[: len(before)] == before
    assert [line for line in after[len(before) :] if line.startswith("option")] == after[-1:]
    assert len(after) - len(before) == 9


def test_bad_input_is_one_line(capsys: Capture, rules: Path) -> None:
    """An unknown id, role or folder, no name, a broken rule book: nothing is written."""
    before = (rules / "review.toml").read_bytes()
    assert sign(rules, "nerve_blok") == 2
    assert "no record is named 'nerve_blok'; near it: " in capsys.readouterr().err
    assert sign(rules, by=" ") == 2
    assert "name somebody" in capsys.readouterr().err
    assert sign(rules, role="expert") == 2
    assert "'expert'" in capsys.readouterr().err
    assert sign(rules / "no") == 2
    assert "the file is missing" in capsys.readouterr().err
    replace(rules / "indications.toml", 'then = "nerve_block"', 'then = "nerve_blok"')
    assert sign(rules) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert (rules / "review.toml").read_bytes() == before


def test_a_changed_record_is_named(rules: Path) -> None:
    """With how to sign it again; where git has no earlier text, that is said."""
    assert signature_messages(rules).errors == ()
    replace(rules / "closing.toml", 'says = "', 'says = "Not: ')
    errors = signature_messages(rules).errors
    assert [error.partition(": changed since The maintainers signed it on ")[0] for error in errors]
    (closing,) = [error for error in errors if "closing 'consult_a_specialist'" in error]
    assert closing.startswith("rules/closing.toml: closing 'consult_a_specialist': changed since ")
    assert "(the signed text cannot be found)" in closing
    assert closing.endswith("pain-options sign --by NAME --role ROLE closing.consult_a_specialist")
    assert sign(rules) == 0
    assert signature_messages(rules).errors == ()


@needs_git
def test_what_changed_is_shown_where_git_has_it(rules: Path) -> None:
    """The field, what was signed and what it is now, however long ago it was signed."""
    commit(rules.parent)
    file = rules / "options.toml"
    replace(file, 'medical_name = "Nerve block"', 'medical_name = "Nerve bloc"')
    commit(rules.parent)
    replace(file, 'medical_name = "Nerve bloc"', 'medical_name = "Blocked nerve"')
    (error,) = signature_messages(rules).errors
    assert "medical_name: 'Nerve block' is now 'Blocked nerve'; read it again" in error


def test_a_dropped_record_is_named_until_somebody_signs(capsys: Capture, rules: Path) -> None:
    """Its signature is then taken out, and said to be."""
    text = (rules / "words.toml").read_text(encoding="utf-8")
    begin = text.index("[[word]]")
    end = text.index("[[word]]", begin + 1)
    (rules / "words.toml").write_text(text[:begin] + text[end:], encoding="utf-8")
    (error,) = signature_messages(rules).errors
    assert error.startswith("rules/words.toml: word ")
    assert "is gone since The maintainers signed it on" in error
    assert sign(rules, "nerve_block") == 0
    assert "is gone; its signature was taken out" in capsys.readouterr().out
    assert signature_messages(rules).errors == ()


def test_warnings_name_what_nobody_and_what_no_clinician_has_signed(
    capsys: Capture, rules: Path
) -> None:
    """Neither fails a check."""
    assert sign(rules, "option.nerve_block") == 0
    replace(rules / "options.toml", 'medical_name = "Nerve block"', 'medical_name = "Blocked"')
    assert sign(rules, "nerve_block", by="The maintainers", role="maintainers") == 0
    extra = '\n[[word]]\nid = "new_word"\nname = "New"\ndescription = "A new word."\n'
    text = (rules / "words.toml").read_text(encoding="utf-8")
    (rules / "words.toml").write_text(text + extra, encoding="utf-8")
    told = signature_messages(rules)
    assert told.errors == ()
    assert told.warnings[0].startswith(
        "rules/options.toml: option 'nerve_block': no longer as C. D. (clinician) signed it on "
    )
    assert told.warnings[1:] == ("rules/review.toml: nobody has signed word.new_word",)
    assert run("check", "--rules", str(rules)) == 0
    assert f"warning: {told.warnings[0]}" in capsys.readouterr().out


def test_check_fails_on_a_changed_record(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, rules: Path
) -> None:
    """The figure says how many read as they were signed; status 1."""
    assert run("check") == 0
    count = len(default_reviews()[-1].fingerprints)
    assert f"{count} of {count} records read as they were signed" in capsys.readouterr().out
    replace(rules / "options.toml", 'medical_name = "Nerve block"', 'medical_name = "Nerve bloc"')
    monkeypatch.setattr(check, "RULES_DIRECTORY", rules)
    assert run("check") == 1
    told = capsys.readouterr()
    assert "error: rules/options.toml: option 'nerve_block': changed since" in told.out
    assert f"{count - 1} of {count} records read as they were signed" in told.out
