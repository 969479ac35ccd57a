"""Running commands on other rules than those of this project, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

from tests.conftest import PROJECT

OTHER_BOOK = PROJECT / "tests" / "other_book"
TODAY = date(2026, 12, 1)


def told_by(*words: str) -> tuple[int, str, str]:
    """The exit status of a command, what it prints, and what it says of errors."""
    ended = subprocess.run(
        [sys.executable, "-m", "ui", *words],
        capture_output=True,
        text=True,
        cwd=PROJECT,
        timeout=120,
        check=False,
    )
    return ended.returncode, ended.stdout, ended.stderr
