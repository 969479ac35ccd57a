"""Reading a text file that may be anything but one."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from engine.rule_book.bounds import LARGEST_FILE

if TYPE_CHECKING:
    from pathlib import Path

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISCHR, "a device"),
)


class UnreadableError(Exception):
    """A file cannot be read as text. The message says why, in part of a sentence."""


def read_text(path: Path) -> str:
    """Read a text file.

    What it is is asked before it is opened: a pipe that nobody writes to would be waited for.

    Args:
        path: The file.

    Returns:
        Its text.

    Raises:
        FileNotFoundError: There is no such file.
        UnreadableError: It is no file, too large, not to be read, or not UTF-8.
    """
    try:
        found = path.stat()
        for is_kind, kind in _KINDS:
            if is_kind(found.st_mode):
                raise UnreadableError(f"there is {kind} where a file must be")
        if found.st_size > LARGEST_FILE:
            raise UnreadableError(
                f"the file has {found.st_size:,} bytes; it may have at most {LARGEST_FILE:,}"
            )
        content = path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise UnreadableError(f"cannot be read: {error.strerror}") from None
    except ValueError:  # such as a name that holds a null
        raise UnreadableError("this cannot be the name of a file") from None
    try:
        return content.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableError(f"not UTF-8: {error.reason} (at line {line})") from None
