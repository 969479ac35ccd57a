"""`--rules DIR`: every command with the made-up book of `tests/other_book`."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from engine import RuleBookError
from engine.analysis.answer_table import identity
from engine.checking.check import check
from engine.checking.records import FindingKind
from engine.explorer import Explorer
from engine.rule_book.loading import (
    RULES_DIRECTORY,
    default_rule_book,
    load_rule_book,
    use_rules,
)
from tests.ui.command_line.other_rules import OTHER_BOOK, TODAY, told_by

if TYPE_CHECKING:
    from pathlib import Path

BOOK = load_rule_book(OTHER_BOOK)
ANSWERS = ("--location", "heel", "--condition", "long_walk")
# Words of this project's own book, none of which another can have.
FOREIGN = (
    default_rule_book().edition.document,
    default_rule_book().edition.kind,
    default_rule_book().edition.specialist,
    default_rule_book().closing.says,
    "neck or back",
    "nterventional",
)


def test_the_other_book_is_another() -> None:
    """It differs in what is easily taken for granted, and says that it is made up."""
    own = default_rule_book()
    assert len(BOOK.locations) != len(own.locations)
    assert not BOOK.regions
    assert BOOK.not_sure is None
    assert own.not_sure is not None
    assert not set(BOOK.closing.says.split(". ")) & set(own.closing.says.split(". "))
    for file in OTHER_BOOK.iterdir():
        assert "Invented for the tests" in file.read_text(encoding="utf-8").splitlines()[0]


def test_it_has_no_errors() -> None:
    """All that is warned of is what the book goes without."""
    assert {one.kind for one in check(OTHER_BOOK, TODAY).findings} == {FindingKind.MISSING_FILE}


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (("explore", *ANSWERS), BOOK.closing.says),
        (("explore", *ANSWERS, "--json"), '"foot_bath"'),
        (("explain", *ANSWERS), "long_walk_tires_the_foot [implication]"),
        (("explain", *ANSWERS, "--why-not", "insole"), "Ask a foot nurse about it."),
        (("sheet", *ANSWERS), "For your appointment with a foot nurse".upper()),
        (("export", "--fhir", "-"), "Tight new shoes"),
        (("words",), "The document is a leaflet that we made up. Nobody wrote it."),
        (("answers", "--json"), identity(Explorer(BOOK)).fingerprint),
        (("check",), "0 errors"),
        (("diff", str(OTHER_BOOK)), "No answer changes"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_a_command_reads_the_other_book(command: tuple[str, ...], expected: str) -> None:
    """The folder may stand before the command; nothing of this project's own book is said."""
    status, out, err = told_by("--rules", str(OTHER_BOOK), *command)
    assert (status, err) == (0, "")
    assert expected in out
    assert [words for words in FOREIGN if words in out] == []


def test_the_folder_may_stand_after_the_command(tmp_path: Path) -> None:
    """It is then the same, and a help that follows lists the ids of that book."""
    rules = ("--rules", str(OTHER_BOOK))
    before, after = (
        told_by(*words, *ANSWERS, "--json")[1]
        for words in ((*rules, "explore"), ("explore", *rules))
    )
    assert json.loads(before) == json.loads(after)
    status, out, _ = told_by("explore", *rules, "--help")
    assert status == 0
    assert all(name in out for name in (*BOOK.location_by_id, *BOOK.option_by_id))
    assert "lower_back" not in out
    drawn = tmp_path / "drawn.svg"
    assert told_by("diagram", *rules, *ANSWERS, "-o", str(drawn))[0] == 0
    assert "foot nurse" in drawn.read_text(encoding="utf-8")


def test_the_first_signature_of_another_book(tmp_path: Path) -> None:
    """A book that nobody has signed gets its file of reviews, and then reads as it was signed."""
    folder = tmp_path / "rules"
    shutil.copytree(OTHER_BOOK, folder)
    signed = told_by("sign", "--rules", str(folder), "--by", "Somebody", "--role", "maintainers")
    assert (signed[0], signed[2]) == (0, "")
    status, out, _ = told_by("check", "--rules", str(folder))
    assert status == 0
    assert re.search(r"signatures +(\d+) of \1 records", out)


@pytest.mark.parametrize("command", ["explore", "sheet", "words", None])
def test_a_folder_that_is_not_there_is_one_line(tmp_path: Path, command: str | None) -> None:
    """The line names it; the app does not start either."""
    answers = ANSWERS if command in {"explore", "sheet"} else ()
    words = (command,) if command else ()
    place = str(tmp_path / "nowhere")
    status, out, err = told_by(*words, "--rules", place, *answers)
    assert (status, out) == (2, "")
    assert err == f"pain-options: --rules {place}: there is no such folder\n"


def test_rules_cannot_change_once_they_were_read() -> None:
    """Half of one book and half of another would be worse than an error; the same is no change."""
    default_rule_book()
    use_rules(RULES_DIRECTORY)
    with pytest.raises(RuleBookError, match="were read already"):
        use_rules(OTHER_BOOK)
