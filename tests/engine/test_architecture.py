"""The layers: rules are data, only one module knows durable_rules, only the app knows Streamlit."""

import ast
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


def files_that_import(module: str) -> set[str]:
    """The files of the project's packages that import a module."""
    return {
        file.relative_to(ROOT).as_posix()
        for package in ("engine", "rules", "ui")
        for file in (ROOT / package).rglob("*.py")
        if module in imports(file)
    }


def test_one_module_imports_durable_rules() -> None:
    """Only `engine/inference.py` knows durable_rules, so that it can be replaced."""
    assert files_that_import("durable") == {"engine/inference/forward_chaining.py"}
    assert not files_that_import("durable_rules_engine")


def test_only_the_app_imports_streamlit() -> None:
    """Only `ui/` knows Streamlit."""
    assert {file.partition("/")[0] for file in files_that_import("streamlit")} == {"ui"}


def test_the_engine_stands_on_pydantic_and_durable_rules_alone() -> None:
    """The engine imports the standard library, these two and itself: nothing of the app."""
    imported = {name for file in (ROOT / "engine").rglob("*.py") for name in imports(file)}
    assert {"durable", "engine", "pydantic"} == imported - sys.stdlib_module_names


def test_the_rules_are_data() -> None:
    """`rules/` holds TOML and a text on how to read it, and no code."""
    suffixes = {file.suffix for file in (ROOT / "rules").rglob("*") if file.is_file()}
    assert suffixes <= {".toml", ".md"}
    assert ".toml" in suffixes


def test_the_oracle_is_independent() -> None:
    """The oracle imports nothing of the project, and opens no file."""
    source = Path(oracle.__file__)
    assert {"collections", "dataclasses"} == set(imports(source))
    called = {node.id for node in ast.walk(ast.parse(source.read_text())) if type(node) is ast.Name}
    assert not called & {"open", "eval", "exec", "__import__"}
