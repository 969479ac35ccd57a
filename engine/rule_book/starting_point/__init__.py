"""The files of a small rule book, made up, that another one can be started from."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent


def starting_point() -> dict[str, str]:
    """The text of each file, by its name."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob("*.toml"))}
