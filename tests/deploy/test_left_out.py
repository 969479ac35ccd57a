"""The app without the packages that its image leaves out."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from base64 import b64decode
from importlib.metadata import distribution, packages_distributions
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import PROJECT, started
from tests.ui.serving.loops import in_a_loop
from tests.ui.serving.tab import Outing, Tab

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import StartedApp

CONTAINERFILE = (PROJECT / "deploy" / "Containerfile").read_text(encoding="utf-8")
LEFT_OUT = set(re.findall(r"--no-install-package (\S+)", CONTAINERFILE))
PROGRAM = "pain-options-explorer"
MODULES = sorted(
    module
    for module, names in packages_distributions().items()
    if {canonicalize_name(name) for name in names} <= LEFT_OUT
)
# A button each that changes what its page shows.
BUTTONS = {"check": "change_today", "cases": "open_", "pathways": "step_on", "rules": "open_"}
COMMANDS = """\
from ui.command_line import main
for words in ("check", "answers", "diff rules", "explore --location neck --condition not_sure"):
    assert main(words.split()) == 0, words
assert main(["sheet", "--location", "neck", "--condition", "not_sure", "-o", "sheet.pdf"]) == 0
from zoneinfo import ZoneInfo
ZoneInfo("Pacific/Auckland")
"""


def required(name: str) -> set[str]:
    """What a package asks for on this machine."""
    requirements = map(Requirement, distribution(name).requires or ())
    environment = {"extra": ""}
    return {
        str(canonicalize_name(one.name))
        for one in requirements
        if one.marker is None or one.marker.evaluate(environment)
    }


def all_required(without: set[str]) -> set[str]:
    """This project, what it asks for, and so on, as if some packages did not exist."""
    found: set[str] = set()
    left = {PROGRAM}
    while left:
        name = left.pop()
        found.add(name)
        left |= required(name) - found - without
    return found


@pytest.fixture(scope="module", autouse=True)
def _packages_of_the_image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Whatever is started with `-S` has the packages of the image, and no others."""
    # By this name, for elsewhere Streamlit takes itself for a checkout under development.
    folder = tmp_path_factory.mktemp("packages") / "site-packages"
    folder.mkdir()
    for name in all_required(without=LEFT_OUT):
        package = distribution(name)
        for part in {file.parts[0] for file in package.files or ()} - {"..", "__pycache__"}:
            if not part.endswith(".pth"):
                link = folder / part
                link.symlink_to(Path(str(package.locate_file(part))))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", f"{folder}{os.pathsep}{PROJECT}")
        patch.setenv("PYTHONTZPATH", "")  # as on a system without time zones
        yield


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartedApp]:
    """The app, with what the image has."""
    command = ("-S", "-m", "ui", "--port", "0", "--metrics-port", "0")
    with started(tmp_path_factory.mktemp("app"), *command) as app:
        yield app


def test_only_streamlit_asks_for_them() -> None:
    """No other package that stays needs one; and what only they need does not stay either."""
    stay = all_required(without=LEFT_OUT)
    assert {name for name in stay if required(name) & LEFT_OUT} == {"streamlit"}
    assert all_required(without=set()) - stay - LEFT_OUT == set()


def test_each_is_one_that_there_is() -> None:
    """A name that nothing asks for would leave nothing out."""
    text = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
    assert {name for name in LEFT_OUT if f'"{name}==' not in text} == set()


def test_they_are_not_there() -> None:
    """Otherwise the tests below would hold of anything."""
    code = "import importlib.util as u, sys; print(*map(u.find_spec, sys.argv[1:]))"
    asked = ["streamlit", "pandas", "pytest", *MODULES]
    found = subprocess.run(
        [sys.executable, "-S", "-c", code, *asked], capture_output=True, text=True, check=True
    ).stdout
    assert found.startswith("ModuleSpec(name='streamlit'")
    assert found.count("ModuleSpec") == 1
    assert found.split()[-len(asked) + 1 :] == ["None"] * (len(asked) - 1)


def test_every_page_can_be_walked(app: StartedApp) -> None:
    """A visitor answers all, opens each page, and uses one thing of each kind on it."""
    log = app.written

    async def visit() -> set[str]:
        visited = set()
        async with Tab(app.address, 1) as tab:
            await tab.walk(Outing(1, 1))
            for address in tab.pages:
                await tab.visit(address)
                visited.add(address)
                # Each by its kind: of two of a kind, the last one that stands on the page.
                kinds = {one.kind: one for one in tab.find("", begins=True)}
                if "checkbox" in kinds:
                    await tab.tick(kinds["checkbox"])
                for one in kinds.keys() & {"radio", "selectbox"}:
                    await tab.choose(kinds[one], 1)
                for button in tab.find(BUTTONS.get(address, "none"), begins=True)[:1]:
                    await tab.press(button.key)
                assert "po-apology" not in tab.text(), address
                if address == "sheet":
                    (sheet,) = tab.find("sheet_actions")
                    (data,) = json.loads(sheet.proto.json or sheet.proto.mixed.json)
                    assert b64decode(data["pdf"]).startswith(b"%PDF-")
        return visited

    assert in_a_loop(visit()) >= {"", "result", "sheet", "cases", "pathways", "matrix", "rules"}
    lines = log.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith(("Pain Options", "Metrics: "))] == []


def test_commands_work(tmp_path: Path) -> None:
    """Those that whoever runs the image may want, and the sheet as a file."""
    (tmp_path / "rules").symlink_to(PROJECT / "rules")
    ended = subprocess.run(
        [sys.executable, "-S", "-c", COMMANDS],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF-")
