"""Writing what a command makes into the file that it was given."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ui.command_line.parser import BAD_INPUT

if TYPE_CHECKING:
    from pathlib import Path


def write_file(path: Path, content: str | bytes, what: str) -> int:
    """Write a file, then say so; or say in one line on standard error why not.

    Args:
        path: The file.
        content: What it is to hold; text is written as UTF-8.
        what: What it then holds, in a few words.

    Returns:
        The exit status.
    """
    try:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    except OSError as error:
        print(f"pain-options: {path}: cannot write: {error.strerror}", file=sys.stderr)
        return BAD_INPUT
    print(f"{path}: {what}")
    return 0
