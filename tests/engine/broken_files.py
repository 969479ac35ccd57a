"""Rule files that are broken on purpose, as data: what is edited, and what the error must say."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path


def broken_files(folder: Path) -> list[Any]:
    """Every `case.toml` of a folder, as a parameter under the name of the folder it stands in."""
    return [
        pytest.param(tomllib.loads(file.read_text(encoding="utf-8")), id=file.parent.name)
        for file in sorted(folder.glob("*/case.toml"))
    ]


def break_files(rules: Path, case: dict[str, Any]) -> None:
    """Make the edits of a case in a copy of the rule files."""
    for change in case["edit"]:
        path = rules / change["file"]
        if change.get("remove"):
            path.unlink()
        else:
            edit(path, **{what: words for what, words in change.items() if what != "file"})


def edit(
    path: Path, *, find: str = "", replace: str = "", append: str = "", write: str | None = None
) -> None:
    """Break a rule file: replace words that it holds, append to it, or write it anew."""
    text = path.read_text(encoding="utf-8") if write is None else write
    assert find in text, f"{path.name} no longer holds what this case replaces"
    if find:
        text = text.replace(find, replace)
    path.write_text(f"{text}\n{append}", encoding="utf-8")


def assert_says(message: str, case: dict[str, Any]) -> None:
    """The error is one line that holds the words of the case."""
    assert case["error"] == [words for words in case["error"] if words in message], message
    assert "\n" not in message
