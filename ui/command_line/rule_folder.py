"""A rule book for the command line: from a folder, or from a revision that git keeps."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from engine import EngineError
from engine.rule_book.loading import RULES_DIRECTORY, default_rule_book

if TYPE_CHECKING:
    from collections.abc import Iterator

# A repository may be on a slow disk; a program that hangs is worse than one that gives up.
_PATIENCE = 60


class NoRulesError(EngineError):
    """What was named is neither a folder nor a revision that git knows."""


@contextmanager
def rule_folder(place: str) -> Iterator[Path]:
    """The folder of rule files that a word names, until the end of the block.

    Args:
        place: A folder; or a git revision such as `HEAD~1`, whose `rules/` is written to a
            folder for the time of the block.

    Raises:
        NoRulesError: It is neither, or the revision has no rule files.
    """
    try:
        folder = Path(place)
        is_folder, is_file = folder.is_dir(), folder.exists()
    except (OSError, ValueError):  # such as a name that is too long to be that of a file
        is_folder = is_file = False
    if is_folder:
        yield folder
        return
    if is_file:
        raise NoRulesError(f"{place}: is a file; name a folder of rule files or a git revision")
    commit = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{place}^{{commit}}")
    if not commit:
        raise NoRulesError(
            f"{place}: neither a folder nor a revision that git knows in {RULES_DIRECTORY}"
        )
    # Run inside `rules/`, so that the archive holds that folder alone, without its path.
    archive = _git("archive", "--format=tar", commit.decode().strip())
    with tempfile.TemporaryDirectory() as temporary:
        written = Path(temporary)
        if archive:
            with tarfile.open(fileobj=io.BytesIO(archive)) as files:
                for member in files:
                    content = files.extractfile(member) if member.isfile() else None
                    if content and member.name.endswith(".toml") and "/" not in member.name:
                        (written / member.name).write_bytes(content.read())
        if not any(written.iterdir()):
            raise NoRulesError(f"{place}: this revision has no rule files in rules/")
        if not (written / "book.toml").exists():
            # Rule books had no version at first; they can be compared all the same.
            (written / "book.toml").write_text(_book_of(commit), encoding="utf-8")
        yield written


def _book_of(commit: bytes) -> str:
    day = (_git("show", "--no-patch", "--format=%cs", commit.decode().strip()) or b"").decode()
    document = default_rule_book().edition.document
    return f"[book]\nversion = {day.strip()}\ndocument = {json.dumps(document)}\n"


def earlier_texts(file: Path, most: int = 200) -> Iterator[str]:
    """What a file said in earlier revisions, the latest first; nothing where git keeps none.

    Args:
        file: A rule file.
        most: The number of revisions to look at, at most.
    """
    listed = _git("log", f"-{most}", "--format=%H", "--", file.name, folder=file.parent)
    for commit in (listed or b"").decode().split():
        text = _git("show", f"{commit}:./{file.name}", folder=file.parent)
        if text:
            yield text.decode(errors="replace")


def _git(*arguments: str, folder: Path | None = None) -> bytes | None:
    """What git prints, run in a folder of rule files; None where there is no git, or it fails."""
    program = shutil.which("git")
    if program is None:
        return None
    # Inside a hook, git names the repository of the hook; the one meant is that of the folder.
    elsewhere = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        result = subprocess.run(  # noqa: S603 - no shell, and a revision cannot be an option
            [program, *arguments],
            cwd=folder or RULES_DIRECTORY,
            env=elsewhere,
            capture_output=True,
            check=False,
            timeout=_PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return result.stdout if result.returncode == 0 else None
