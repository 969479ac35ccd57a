"""Folders of rule files for the command line: copies to change, in a repository of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from engine.rule_book.loading import RULES_DIRECTORY
from ui.command_line import main

if TYPE_CHECKING:
    from pathlib import Path

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="no git on this machine")


def run(*words: str) -> int:
    """The exit status of a command, whether it returns or exits."""
    try:
        return main(words)
    except SystemExit as stop:
        return int(stop.code or 0)


def copy_of_the_rules(folder: Path) -> Path:
    """A copy of the rule files in a new folder."""
    folder.mkdir(parents=True)
    for file in RULES_DIRECTORY.glob("*.toml"):
        shutil.copy(file, folder)
    return folder


def replace(file: Path, old: str, new: str) -> None:
    """Change words that a file holds."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def git(folder: Path, *arguments: str) -> None:
    """Run git in a folder, as somebody."""
    somebody = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org")
    program = str(shutil.which("git"))
    command = [program, *somebody, "-c", "commit.gpgsign=false", *arguments]
    somewhere = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    subprocess.run(command, cwd=folder, check=True, capture_output=True, env=somewhere)


def commit(folder: Path) -> None:
    """Commit all that is in a folder, in a repository made for it if there is none."""
    if not (folder / ".git").exists():
        git(folder, "init")
    git(folder, "add", "--all")
    git(folder, "commit", "--message", "Rules")
