"""Checking a folder of rule files: what ships holds together, whatever is broken is reported."""

from __future__ import annotations

import os
import socket
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from engine import Answers, Explorer, InferenceError, RuleBook, RuleBookError, load_rule_book
from engine.checking.check import check
from engine.checking.records import CheckReport, FindingKind, Severity
from engine.errors import DocumentError
from engine.rule_book.bounds import (
    LARGEST_FILE,
    LONGEST_CHAIN,
    MOST_DERIVATIONS,
    MOST_LOCATIONS,
    MOST_OPTIONS,
    MOST_RULES,
)
from engine.rule_book.document import read_document
from engine.rule_book.loading import RULES_DIRECTORY
from engine.rule_book.outline import read_parts
from tests.conftest import PROJECT
from tests.engine.broken_files import break_files, broken_files, edit
from tests.engine.child import HUNG, run_child
from tests.engine.invented import write_document

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PARTS = read_parts(RULES_DIRECTORY)

TODAY = date(2026, 12, 1)
BROKEN = [
    case
    for folder in ("broken_rules", "broken_preparation", "broken_checks")
    for case in broken_files(PROJECT / "tests" / folder)
]


def implication(name: str, condition: str, then: str) -> str:
    """An implication as a rule file writes it."""
    return (
        f'[[implication]]\nid = "{name}"\nwhen = {{ condition = "{condition}" }}\n'
        f'then = "{then}"\nbecause = "ours"\nsays = "It is."\n'
    )


def conditions(number: int) -> str:
    """Conditions as a rule file writes them."""
    return "".join(
        f'[[condition]]\nid = "extra_{n}"\nname = "Extra {n}"\nin_words = "extra {n}"\n'
        'description = "One more."\noffered_at = ["leg"]\n'
        for n in range(number)
    )


def chain(length: int) -> str:
    """Implications, each of which follows from the one before it."""
    return "".join(implication(f"i_{n}", f"extra_{n}", f"extra_{n + 1}") for n in range(length))


def all_later(number: int) -> str:
    """Implications from each of some conditions to all later ones."""
    return "".join(
        implication(f"i_{one}_{other}", f"extra_{one}", f"extra_{other}")
        for one in range(number)
        for other in range(one + 1, number)
    )


def messages(report: CheckReport) -> list[str]:
    """Each finding as one line with its severity."""
    lines = [f"{one.severity}: {one.message}" for one in report.findings]
    assert [line for line in lines if "\n" in line] == []
    return lines


def test_there_are_enough_broken_books() -> None:
    """At least 80 books are broken in one way each."""
    assert len(BROKEN) >= 80


@pytest.mark.parametrize("case", BROKEN)
def test_whatever_is_broken_is_reported(rules_copy: Path, case: dict[str, Any]) -> None:
    """A fault is an error, or the warning that is meant, in one line with the words of the case."""
    break_files(rules_copy, case)
    report = check(rules_copy, TODAY)
    severity = Severity(case.get("severity", "error"))
    meant = report.errors if severity is Severity.ERROR else report.warnings
    if severity is Severity.WARNING:
        assert report.errors == ()
    found = [one for one in meant if all(words in one.message for words in case["error"])]
    assert found, messages(report)
    assert found[0].message.startswith("rules")
    if found[0].message.startswith("rules/"):
        assert found[0].file == found[0].message.removeprefix("rules/").partition(":")[0]
    messages(report)


def test_what_ships_has_no_errors_and_no_warnings() -> None:
    """Every check passes for the rule book of this project, and every rule fires."""
    report = check(RULES_DIRECTORY, TODAY)
    assert messages(report) == []
    figures = report.figures
    assert figures
    book = load_rule_book()
    assert figures.rules == figures.rules_fired == figures.rules_fired_by_cases == len(book.rules)
    signs = sum(len(sign.locations) for sign in book.warning_signs)
    asked = sum(len(condition.offered_at) for condition in book.conditions)
    # At each location, what is not asked there is one more.
    assert figures.answers_run == asked + signs + len(book.locations)
    assert figures.answers > 10_000
    assert figures.citations_verified is figures.sentences is None


def test_a_document_is_covered_both_ways(tmp_path: Path) -> None:
    """With a copy that holds every phrase, all is verified, and each sentence has a row."""
    document = read_document(write_document(tmp_path / "document.txt"), PARTS)
    report = check(RULES_DIRECTORY, TODAY, document)
    figures = report.figures
    assert messages(report) == []
    assert figures
    assert figures.citations_verified == figures.citations
    assert figures.omissions_verified == figures.omissions
    assert figures.sentences == len(report.sentences)
    assert figures.sentences == (figures.sentences_encoded or 0) + (
        figures.sentences_with_reason or 0
    )


def test_an_item_that_the_outline_lacks_is_an_error(tmp_path: Path) -> None:
    """A copy with another list of items than the outline is named by the item, both ways."""
    path = write_document(tmp_path / "document.txt")
    text = path.read_text(encoding="utf-8").replace("- Cancer pain:", "- Pain of cancer:")
    path.write_text(text, encoding="utf-8")
    report = check(RULES_DIRECTORY, TODAY, read_document(path, PARTS))
    told = [
        one.message
        for one in report.errors
        if one.kind is FindingKind.OUTSIDE_OUTLINE and one.file == "outline.toml"
    ]
    assert told == [
        f"rules/outline.toml: section 'Conditions': item {item}; correct the outline"
        for item in (
            "'Cancer pain' stands here, and not in the document",
            "'Pain of cancer' stands in the document, and not here",
        )
    ]


def test_several_errors_are_told_together(rules_copy: Path) -> None:
    """Every record that cannot be read is told, in the order of the files."""
    for file, words in (("words", '"nerve"'), ("options", '"nerve_block"')):
        edit(rules_copy / f"{file}.toml", find=f"id = {words}\n", replace="id = 1\n")
    (rules_copy / "introduction.toml").unlink()
    report = check(rules_copy, TODAY)
    assert [one.file for one in report.errors] == [
        "introduction.toml",
        "options.toml",
        "words.toml",
    ]
    assert report.figures is None
    with pytest.raises(RuleBookError, match=r"^rules/introduction\.toml: the file is missing"):
        load_rule_book(rules_copy)


def test_several_references_are_told_together(rules_copy: Path) -> None:
    """Every id that is not known is told, each with the nearest one."""
    edit(rules_copy / "conditions.toml", find='"widespread"', replace='"widespred"')
    edit(rules_copy / "indications.toml", find='then = "nerve_block"', replace='then = "nerve_blo"')
    report = check(rules_copy, TODAY)
    told = messages(report)
    assert len(told) > 5
    assert all(
        "did you mean 'widespread'?" in line or "did you mean 'nerve_block'?" in line
        for line in told
    )


def test_a_look_again_date_is_a_warning_from_that_day_on() -> None:
    """On the day, and not the day before."""
    first = min(source.look_again_on for source in load_rule_book().sources)
    kinds = {one.kind for one in check(RULES_DIRECTORY, first).warnings}
    assert kinds == {FindingKind.LOOK_AGAIN}
    assert check(RULES_DIRECTORY, first - timedelta(days=30)).warnings == ()


def test_an_outcome_without_the_closing_advice_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever goes wrong when answers are run is told with the answers; it does not go on long."""

    def broken(_explorer: Explorer, _answers: object) -> None:
        raise InferenceError("the closing rule must fire last")

    monkeypatch.setattr(Explorer, "evaluate", broken)
    for file in ("cases", "patients"):
        monkeypatch.setattr(f"engine.checking.check.read_{file}", lambda *_: ((), []))
    report = check(RULES_DIRECTORY, TODAY)
    told = [one for one in report.errors if one.kind is FindingKind.NO_CLOSING_ADVICE]
    assert 0 < len(told) <= 10
    assert told[0].message == ("rules: the answers head, headache: the closing rule must fire last")


def test_an_outcome_that_ends_with_other_advice_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The outcome is looked at, not only that there is one."""
    evaluate = Explorer.evaluate

    def other(explorer: Explorer, answers: Any) -> Any:  # noqa: ANN401 - as evaluate
        outcome = evaluate(explorer, answers)
        consult = outcome.consult.model_copy(update={"says": "Decide alone."})
        return outcome.model_copy(update={"consult": consult})

    monkeypatch.setattr(Explorer, "evaluate", other)
    told = {one.kind for one in check(RULES_DIRECTORY, TODAY).errors}
    assert told == {FindingKind.NO_CLOSING_ADVICE}


def test_a_folder_without_the_files_beside_the_rule_book(rules_copy: Path) -> None:
    """The rule book stands without them: each is named in a warning, and nothing is an error."""
    for file in (
        *("cases", "patients", "preparation", "questions", "matters"),
        *("outline", "not_encoded", "review"),
    ):
        (rules_copy / f"{file}.toml").unlink()
    report = check(rules_copy, TODAY)
    assert report.errors == ()
    assert {one.kind for one in report.warnings} == {FindingKind.MISSING_FILE}
    assert len(report.warnings) == 6
    assert report.figures
    assert report.figures.cases is report.figures.questions is None


# --- What is no file, or more than the engine can do ---------------------------------------------


def a_folder(path: Path) -> None:
    """A folder in the place of a file."""
    path.mkdir()


def a_socket(path: Path) -> None:
    """A socket in the place of a file; its name alone may be too long for it."""
    here = path.parent
    before = os.open(".", os.O_RDONLY)
    try:
        os.chdir(here)
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
    finally:
        os.fchdir(before)
        os.close(before)


def a_loop(path: Path) -> None:
    """A link to itself in the place of a file."""
    path.symlink_to(path)


def a_large_file(path: Path) -> None:
    """A file with one byte too many."""
    path.write_bytes(b"#" * (LARGEST_FILE + 1))


SPECIAL: list[tuple[Callable[[Path], None], str]] = [
    (a_folder, "there is a folder where a file must be"),
    (os.mkfifo, "there is a pipe where a file must be"),
    (a_socket, "there is a socket where a file must be"),
    (a_loop, "cannot be read: "),
    (a_large_file, "the file has 1,000,001 bytes; it may have at most 1,000,000"),
]


@pytest.mark.parametrize(("make", "words"), SPECIAL, ids=[make.__name__ for make, _ in SPECIAL])
def test_what_is_no_file_is_one_error(
    rules_copy: Path, make: Callable[[Path], None], words: str
) -> None:
    """In the place of every rule file, it is one error that names the file, at once."""
    for path in sorted(rules_copy.glob("*.toml")):
        text = path.read_bytes()
        path.unlink()
        make(path)
        errors = check(rules_copy, TODAY).errors
        assert [one.file for one in errors] == [path.name]
        assert words in errors[0].message
        path.rmdir() if path.is_dir() else path.unlink()
        path.write_bytes(text)
    assert check(rules_copy, TODAY).errors == ()


@pytest.mark.parametrize(("make", "words"), SPECIAL, ids=[make.__name__ for make, _ in SPECIAL])
def test_a_document_that_is_no_file(
    tmp_path: Path, make: Callable[[Path], None], words: str
) -> None:
    """In the place of the copy of the document, it is an error too."""
    make(tmp_path / "document.txt")
    with pytest.raises(DocumentError, match=words):
        read_document(tmp_path / "document.txt", PARTS)


@pytest.mark.parametrize(
    ("number", "implications", "words"),
    [
        (LONGEST_CHAIN + 2, chain(LONGEST_CHAIN + 1), "51 implications follow one from the other"),
        (441, chain(440), "440 implications follow one from the other"),
        (22, all_later(22), "all answers together make 4,194,"),
        (12, all_later(12), f"the engine derives at most {MOST_DERIVATIONS:,}"),
    ],
    ids=["chain of 51", "chain of 440", "22 that imply all later ones", "12 of them"],
)
def test_implications_without_end_are_refused(
    rules_copy: Path, number: int, implications: str, words: str
) -> None:
    """A chain that nobody reads, or ways that multiply, are one error, at once."""
    edit(rules_copy / "conditions.toml", append=conditions(number))
    edit(rules_copy / "implications.toml", append=implications)
    (told,) = check(rules_copy, TODAY).errors
    assert words in told.message
    assert told.file == "implications.toml"


def test_a_chain_of_2000_implications_is_refused(rules_copy: Path) -> None:
    """More than Python can recurse: in a process of its own, since it may crash or hang."""
    edit(rules_copy / "conditions.toml", append=conditions(2001))
    edit(rules_copy / "implications.toml", append=chain(2000))
    child = run_child(f"""
from pathlib import Path
from engine import RuleBookError, load_rule_book
from engine.rule_book import validation
for most in (validation.MOST_CONDITIONS, 10_000):
    validation.MOST_CONDITIONS = validation.MOST_RULES = validation.MOST_CONSTANTS = most
    try:
        load_rule_book(Path({str(rules_copy)!r}))
    except RuleBookError as error:
        print(error)
""")
    assert child.returncode != HUNG
    assert child.returncode == 0, child.stderr
    first, second = child.stdout.splitlines()
    assert first == "rules: there are 2024 conditions; a rule book holds at most 500"
    assert "2000 implications follow one from the other" in second


def test_a_long_circle_is_refused(rules_copy: Path) -> None:
    """A circle is found however long it is."""
    edit(rules_copy / "conditions.toml", append=conditions(440))
    circle = chain(439) + implication("back", "extra_439", "extra_0")
    edit(rules_copy / "implications.toml", append=circle)
    (told,) = check(rules_copy, TODAY).errors
    assert "goes in a circle" in told.message


def test_the_longest_chain_and_the_most_derivations_are_answered(rules_copy: Path) -> None:
    """What is not refused is answered: the longest chain, told step by step."""
    edit(rules_copy / "conditions.toml", append=conditions(LONGEST_CHAIN + 1))
    last = LONGEST_CHAIN - 1
    links = chain(last) + implication("end", f"extra_{last}", "crps")
    edit(rules_copy / "implications.toml", append=links)
    explorer = Explorer(load_rule_book(rules_copy))
    every = frozenset(f"extra_{number}" for number in range(last + 1))
    outcome = explorer.evaluate(Answers(location="leg", conditions=every))
    # The answer, the implications, and the indication.
    assert (
        max(len(reason.chain) for one in outcome.options for reason in one.reasons)
        == LONGEST_CHAIN + 2
    )


@pytest.mark.parametrize(
    ("kind", "most", "make"),
    [
        (
            "locations",
            MOST_LOCATIONS,
            lambda n: f'[[location]]\nid = "l_{n}"\nname = "L {n}"\nin_words = "l {n}"\n',
        ),
        (
            "options",
            MOST_OPTIONS,
            lambda n: (
                f'[[option]]\nid = "o_{n}"\nname = "O {n}"\nmedical_name = "O {n}"\n'
                f'in_words = "o {n}"\ndescription = "O."\nexplained_by = "editorial"\n'
                'citations = [{ section = "Limits", phrase = "o" }]\n'
            ),
        ),
        (
            "rules",
            MOST_RULES,
            lambda n: (
                f'[[indication]]\nid = "r_{n}"\nwhen = {{ condition = "crps" }}\n'
                'then = "nerve_block"\ncitations = [{ section = "Limits", phrase = "o" }]\n'
            ),
        ),
    ],
    ids=["locations", "options", "rules"],
)
def test_more_than_a_book_holds(
    rules_copy: Path, kind: str, most: int, make: Callable[[int], str]
) -> None:
    """More records than a rule book holds are one error with the number and the most."""
    file = "indications" if kind == "rules" else kind
    edit(rules_copy / f"{file}.toml", append="\n".join(map(make, range(most))))
    (told,) = check(rules_copy, TODAY).errors
    assert f"{kind}; a rule book holds at most {most}" in told.message


def test_a_book_of_rules_at_their_bounds_is_a_book(book: RuleBook) -> None:
    """What ships is far from every bound."""
    assert len(book.rules) * 10 < MOST_RULES
    assert len(book.locations) * 10 <= MOST_LOCATIONS
    assert len(book.options) * 10 <= MOST_OPTIONS
    assert max(file.stat().st_size for file in RULES_DIRECTORY.glob("*.toml")) * 10 < LARGEST_FILE
