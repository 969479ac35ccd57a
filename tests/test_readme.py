"""What the README shows can be done as it stands there."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from engine.outcome.wording import lower_first
from engine.rule_book.scorecard import default_scorecard
from ui.reference.scorecard import result_in_words
from ui.words import source_words

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
COMMAND = "uv run pain-options"
INDENTED = re.findall(rf"^    ({COMMAND} .+)$", README, re.MULTILINE)
IN_A_SENTENCE = [
    command
    for command in re.findall(rf"`({COMMAND} [^`]+)`", README)
    if "FILE" not in command  # stands for the document, which is not part of the project
]


def python_examples() -> list[str]:
    """The indented blocks that are Python."""
    blocks = re.findall(r"(?:^(?: {4}.*)?\n)+", README, re.MULTILINE)
    return [
        dedent(block).strip() for block in blocks if re.search(r"^ {4}from ", block, re.MULTILINE)
    ]


def test_the_readme_has_examples() -> None:
    """There is something to try, of each kind."""
    assert len(INDENTED) >= 5
    assert IN_A_SENTENCE
    assert python_examples()


BEGINNINGS = {".svg": b"<svg", ".pdf": b"%PDF-", ".csv": b"kind,"}


@pytest.mark.parametrize("command", [*INDENTED, *IN_A_SENTENCE])
def test_a_command_runs_and_prints_or_writes_something(command: str, tmp_path: Path) -> None:
    """Each command ends well, says nothing on standard error, and leaves what it promises."""
    arguments = shlex.split(command.removeprefix(COMMAND))
    done = subprocess.run(
        [Path(sys.executable).with_name("pain-options"), *arguments],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    if "-o" in arguments:
        written = tmp_path / arguments[arguments.index("-o") + 1]
        assert written.read_bytes().startswith(BEGINNINGS[written.suffix])
    else:
        assert done.stdout.strip()


@pytest.mark.parametrize("example", python_examples())
def test_python_gives_what_the_comment_below_it_says(example: str) -> None:
    """The last line's value is the one in the comment after it."""
    code, _, promised = example.rpartition("\n# ")
    *before, last = ast.parse(code).body
    assert isinstance(last, ast.Expr)
    names: dict[str, Any] = {}
    exec(compile(ast.Module(before, []), "README.md", "exec"), names)  # noqa: S102 - our own words
    value = eval(compile(ast.Expression(last.value), "README.md", "eval"), names)  # noqa: S307
    assert value == ast.literal_eval(promised)


def test_the_scorecard_is_the_one_of_the_rules() -> None:
    """The section holds every item, with the counts as they are; on failure, what to put there."""
    section = README.partition("\n## Scorecard\n")[2].partition("\n## ")[0]
    expected = scorecard_tables()
    assert section.endswith(expected), expected


def scorecard_tables() -> str:
    """A heading, the result and a table for each part of each checklist."""
    scorecard = default_scorecard()
    lines = []
    for instrument in scorecard.instruments:
        for part in scorecard.parts_of(instrument):
            lines += ["", f"### {instrument.name}: {lower_first(part.name)}", ""]
            lines += [result_in_words(scorecard, part), ""]
            lines += ["| item | what it asks, in our words | verdict | why |", "|" + " --- |" * 4]
            lines += [
                f"| {item.number} | {item.asks} | {item.verdict} | {item.because} |"
                for item in scorecard.items_of(part)
            ]
        lines += ["", f"Sources of {instrument.name}:", ""]
        lines += [
            f"- {source_words(source)}: {source.address}. Read on {source.read_on} as a "
            f"{source.read_as}. {source.note}"
            for source in scorecard.sources_of(instrument)
        ]
    return "\n".join(lines) + "\n"
