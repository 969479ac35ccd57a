"""The wheel holds all that the app needs, under names that a stranger is warned of."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling.builders.wheel import WheelBuilder

PROJECT = Path(__file__).parent.parent
PACKAGES = {"engine", "rules", "ui"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    """The wheel, built as an installer builds it, but in this environment."""
    folder = tmp_path_factory.mktemp("wheel")
    (path,) = WheelBuilder(str(PROJECT)).build(directory=str(folder), versions=["standard"])
    return ZipFile(path)


def test_what_is_at_the_top_is_said(wheel: ZipFile) -> None:
    """The packages at the top are these, and the README as well as the summary names each."""
    top = {name.partition("/")[0] for name in wheel.namelist()}
    (information,) = (name for name in top if name.endswith(".dist-info"))
    assert top - {information} == PACKAGES
    metadata = Parser().parsestr(wheel.read(f"{information}/METADATA").decode())
    installing = str(metadata.get_payload()).partition("## Installing")[2].partition("\n## ")[0]
    for package in PACKAGES:
        assert f"`{package}`" in installing
        assert re.search(rf"\b{package}\b", metadata["Summary"])


def test_a_registry_would_refuse_it(wheel: ZipFile) -> None:
    """Nobody publishes these names by mistake."""
    (metadata,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    assert "Private :: Do Not Upload" in Parser().parsestr(wheel.read(metadata).decode()).get_all(
        "Classifier", []
    )


def test_every_file_of_the_packages_is_in_it(wheel: ZipFile) -> None:
    """Nothing that lies in the packages' folders is left out, and nothing else is in them."""
    files = {
        path.relative_to(PROJECT).as_posix()
        for package in PACKAGES
        for path in (PROJECT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    held = {name for name in wheel.namelist() if name.partition("/")[0] in PACKAGES}
    assert held == files | {"ui/.streamlit/config.toml"}


def test_it_runs_from_where_it_was_unpacked(wheel: ZipFile, tmp_path: Path) -> None:
    """Away from the project's folder the command gives an outcome."""
    wheel.extractall(tmp_path)
    asked = ["explore", "--location", "lower_back", "--condition", "herniated_disc", "--json"]
    code = "import engine, ui.command_line as c; print(engine.__file__); raise SystemExit(c.main())"
    done = subprocess.run(
        [sys.executable, "-c", code, *asked],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    module, _, outcome = done.stdout.partition("\n")
    assert Path(module).is_relative_to(tmp_path)
    assert json.loads(outcome)["options"][0]["id"] == "epidural_steroid_injection"
