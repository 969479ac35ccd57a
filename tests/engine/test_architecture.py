"""The layers, beyond what import-linter holds: rules are data, the oracle is independent."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.engine import oracle

ROOT = Path(__file__).parents[2]


def imports(file: Path) -> Iterator[str]:
    """The first part of the name of every module that a file imports, wherever it does so."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." if node.level else str(node.module).partition(".")[0]


def test_the_layers_hold() -> None:
    """The contracts of `pyproject.toml` on who may import whom are kept."""
    # In a process of its own: it turns off the loggers of the one that it runs in.
    command = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run(
        [command, "--no-cache"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert result.returncode == 0, result.stdout


def test_one_module_imports_durable_rules() -> None:
    """Forward chaining does import it, so that the contract on durable_rules is about something."""
    files = [f for f in (ROOT / "engine").rglob("*.py") if "durable" in set(imports(f))]
    assert [file.relative_to(ROOT).as_posix() for file in files] == [
        "engine/inference/forward_chaining.py"
    ]


def test_the_engine_stands_on_pydantic_and_durable_rules_alone() -> None:
    """The engine imports the standard library, these two and itself: nothing of the app."""
    imported = {name for file in (ROOT / "engine").rglob("*.py") for name in imports(file)}
    assert {"durable", "engine", "pydantic"} == imported - sys.stdlib_module_names


def test_one_module_knows_how_a_path_is_written() -> None:
    """Only `engine.inference.facts` puts the path of a fact together or takes it apart."""
    diagram = ROOT / "ui" / "teaching" / "diagram"
    modules = [*(ROOT / "engine").rglob("*.py"), *diagram.rglob("*.py")]
    slashes = {
        module.relative_to(ROOT).as_posix()
        for module in modules
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value == "/"
    }
    assert slashes == {"engine/inference/facts.py"}


def test_the_rules_are_data() -> None:
    """`rules/` holds TOML, its schemas and a text on how to read it, and no code."""
    suffixes = {file.suffix for file in (ROOT / "rules").rglob("*") if file.is_file()}
    assert suffixes <= {".toml", ".json", ".md"}
    assert ".toml" in suffixes


def test_the_oracle_is_independent() -> None:
    """The oracle imports nothing of the project, and opens no file."""
    source = Path(oracle.__file__)
    assert {"collections", "dataclasses"} == set(imports(source))
    called = {node.id for node in ast.walk(ast.parse(source.read_text())) if type(node) is ast.Name}
    assert not called & {"open", "eval", "exec", "__import__"}
