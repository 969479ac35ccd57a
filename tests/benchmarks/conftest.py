"""What benchmarks of the started app share: a page to hold it against."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def blank(tmp_path: Path) -> Iterator[str]:
    """The address of a blank Streamlit page, served as `streamlit run` serves it."""
    script = tmp_path / "blank.py"
    script.write_text('import streamlit as st\n\nst.write("ready")\n', encoding="utf-8")
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    settings = ["--server.address=127.0.0.1", "--server.port=0", "--browser.gatherUsageStats=false"]
    with subprocess.Popen(
        [*command, *settings, "--server.headless=true"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
    ) as process:
        try:
            assert process.stdout is not None
            told = next(line for line in process.stdout if "http://" in line)
            yield re.search(r"http://[\d.]+:\d+", told).group()  # type: ignore[union-attr]
        finally:
            # Asked to stop, it says so; with nobody left to read that, it would never end.
            process.kill()
