"""Whatever a rule file or an argument holds, a command ends with a report, or with one line.

    FUZZ_EXAMPLES=2000 uv run pytest -n0 tests/ui/command_line/test_fuzzing.py

tries 2,000 examples of each kind; without it there are fewer, so that the tests stay quick.
"""

from __future__ import annotations

import copy
import io
import os
import tomllib
from contextlib import redirect_stderr, redirect_stdout
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.rule_book.loading import default_rule_book
from tests.engine.small_book import FILES, write_small_book
from ui.command_line import main

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "200"))
fuzzing = settings(
    max_examples=EXAMPLES,
    # Far longer than any takes: what hangs, or nearly, is a fault.
    deadline=timedelta(seconds=20),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# Characters that mean something in TOML, or that a careless reader of text stumbles over.
TEXT = st.text(
    st.sampled_from("[]{}=\"'\\#.,\n\r\t _-az09:+\0\x1b\x7fé\u2028\ufeff🦶"), max_size=12
)
PIECE = TEXT | st.sampled_from(
    [
        "[" * 500,
        "{a=" * 400,
        "a." * 300,
        "9" * 5000,
        '"""',
        "[[location]]\n",
        "[limits]\n",
        "id = 1\n",
        'id = "snow"\n',
        "inf",
        "nan",
        "0x",
        "2026-02-30",
        "\\ud800",
        "\\U00110000",
    ]
)
SCALARS = (
    st.integers()
    | st.floats()
    | st.booleans()
    | st.dates()
    | st.datetimes()
    | st.text(max_size=20)
    | st.sampled_from(["snow", "toe", "sock", "upper", "tea", "", " ", "x" * 2000, "ice/snow"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


class Ended(NamedTuple):
    """How a command ended, and what it said."""

    status: int
    out: str
    err: str


def run(*arguments: str) -> Ended:
    """Run a command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            status = main(arguments)
        except SystemExit as stop:
            status = int(stop.code or 0)
    return Ended(status, out.getvalue(), err.getvalue())


def assert_reports(ended: Ended) -> None:
    """The command reports, and its status says whether there is an error."""
    assert ended.err == ""
    lines = ended.out.splitlines()
    errors = [line for line in lines if line.startswith("error: ")]
    assert ended.status == bool(errors)
    assert all(line.startswith("error: rules") for line in errors)
    assert lines[-1].endswith("it does not hold together" if errors else "it holds together")


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, str]:
    """A rule file whose text is cut, repeated or added to at some place."""
    name = draw(st.sampled_from(sorted(FILES)))
    text = FILES[name]
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        middle = draw(st.sampled_from(["", text[start:end] * 2]) | PIECE)
        text = text[:start] + middle + text[end:]
    return name, text


@st.composite
def values(draw: st.DrawFn) -> tuple[str, str]:
    """A rule file in which some value is another one, or gone, or has another name."""
    name = draw(st.sampled_from(sorted(FILES)))
    data = copy.deepcopy(tomllib.loads(FILES[name]))
    for _ in range(draw(st.integers(1, 2))):
        holder: Any = data
        while True:
            keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if isinstance(holder[key], (dict, list)) and draw(st.integers(0, 4)):
                holder = holder[key]
                continue
            change = draw(st.sampled_from(["replace", "drop", "repeat", "rename"]))
            if change == "replace":
                holder[key] = draw(VALUES)
            elif change == "drop":
                del holder[key]
            elif change == "repeat" and isinstance(holder, list):
                holder.append(copy.deepcopy(holder[key]))
            elif change == "rename" and isinstance(holder, dict):
                holder[draw(st.text(max_size=8))] = holder.pop(key)
            break
    return name, as_toml(data)


def as_toml(data: dict[str, Any]) -> str:
    """A table as TOML: one key a line, all within it in line."""
    return "".join(f"{quoted(key)} = {in_line(value)}\n" for key, value in data.items())


def in_line(value: Any) -> str:  # noqa: ANN401 - TOML may hold anything
    """A value as TOML, in one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, date):  # and a time with it
        return value.isoformat()
    if isinstance(value, dict):
        return f"{{{', '.join(f'{quoted(key)} = {in_line(one)}' for key, one in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(in_line, value))}]"
    return str(value)


def quoted(text: str) -> str:
    """A text as a basic string of TOML."""
    return '"' + "".join(f"\\U{ord(one):08x}" for one in text) + '"'


@fuzzing
@given(changed=texts())
def test_rule_files_of_any_text(tmp_path: Path, changed: tuple[str, str]) -> None:
    """A rule file may hold any text: the check ends with a report."""
    name, text = changed
    directory = write_small_book(tmp_path / "rules")
    (directory / name).write_bytes(text.encode("utf-8", errors="surrogatepass"))
    assert_reports(run("check", "--rules", str(directory)))


@fuzzing
@given(changed=values())
def test_rule_files_of_any_values(tmp_path: Path, changed: tuple[str, str]) -> None:
    """A rule file may hold any TOML: the check ends with a report."""
    name, text = changed
    directory = write_small_book(tmp_path / "rules")
    (directory / name).write_text(text, encoding="utf-8")
    assert_reports(run("check", "--rules", str(directory)))


@fuzzing
@given(name=st.sampled_from(sorted(FILES)), content=st.binary(max_size=200))
def test_rule_files_of_any_bytes(tmp_path: Path, name: str, content: bytes) -> None:
    """A rule file may be anything: the check ends with a report."""
    directory = write_small_book(tmp_path / "rules")
    (directory / name).write_bytes(content)
    assert_reports(run("check", "--rules", str(directory)))


@fuzzing
@given(content=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_a_document_of_any_bytes(tmp_path: Path, content: bytes) -> None:
    """A copy of the document may be anything: the check ends, with one line where it is none."""
    directory = write_small_book(tmp_path / "rules")
    document = tmp_path / "document.txt"
    document.write_bytes(content)
    ended = run("check", "--rules", str(directory), "--document", str(document))
    assert ended.status == 2
    assert ended.out == ""
    assert ended.err.count("\n") == 1


_BOOK = default_rule_book()
ANY_IDS = st.sampled_from([*_BOOK.location_by_id, *_BOOK.condition_by_id, *_BOOK.rules])


@fuzzing
@given(
    command=st.sampled_from(["explore", "explain"]),
    location=st.sampled_from([*_BOOK.location_by_id]) | ANY_IDS | st.text(max_size=100),
    conditions=st.lists(
        st.sampled_from([*_BOOK.condition_by_id]) | ANY_IDS | st.text(max_size=100), max_size=4
    ),
    signs=st.lists(
        st.sampled_from([*_BOOK.warning_sign_by_id]) | ANY_IDS | st.text(max_size=100), max_size=3
    ),
    more=st.sampled_from([[], ["--json"]]),
)
def test_any_answers(
    command: str, location: str, conditions: list[str], signs: list[str], more: list[str]
) -> None:
    """Answers may be anything: the command explores them, or says in one line what is wrong."""
    ended = run(
        command,
        f"--location={location}",
        *(f"--condition={one}" for one in conditions),
        *(f"--warning-sign={one}" for one in signs),
        *more,
    )
    known = (
        location in _BOOK.location_by_id
        and set(conditions) <= set(_BOOK.condition_by_id)
        and set(signs) <= set(_BOOK.warning_sign_by_id)
    )
    alone = any(_BOOK.condition_by_id[one].stands_alone for one in conditions) if known else False
    right = known and bool(conditions or signs) and not (alone and len(set(conditions)) > 1)
    assert ended.status == (0 if right else 2)
    if right:
        assert ended.err == ""
        assert ended.out
    else:
        assert ended.out == ""
        assert ended.err.startswith("pain-options")
        assert ended.err.count("\n") == 1


def test_the_small_book_holds_together(tmp_path: Path) -> None:
    """What is broken by the fuzzing is whole before."""
    directory = write_small_book(tmp_path / "rules")
    for name, text in FILES.items():
        (directory / name).write_text(as_toml(tomllib.loads(text)), encoding="utf-8")
    ended = run("check", "--rules", str(directory))
    assert_reports(ended)
    assert ended.status == 0


@pytest.mark.parametrize("name", sorted(FILES))
def test_an_empty_file_is_reported(tmp_path: Path, name: str) -> None:
    """Each file in turn holds nothing."""
    directory = write_small_book(tmp_path / "rules")
    (directory / name).write_text("", encoding="utf-8")
    ended = run("check", "--rules", str(directory))
    assert_reports(ended)
    if name == "implications.toml":  # of which there need not be any
        assert ended.status == 0
        return
    assert ended.status == 1
    assert f"error: rules/{name}" in ended.out
