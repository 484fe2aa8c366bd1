"""The house rules that can be read off the code: short functions and modules, frozen types, a first line."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGE = REPOSITORY / "digest"
PYPROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
MODULES = sorted(PACKAGE.rglob("*.py"))
# All but the command line, which alone prints, and whose context of a run is filled as it goes.
MIDDLE = [path for path in MODULES if "cli" not in path.relative_to(PACKAGE).parts]
# Where a package is installed under another name than it is imported by.
DISTRIBUTIONS = {"yaml": "pyyaml", "bs4": "beautifulsoup4", "PIL": "pillow", "pagefind_bin": "pagefind-bin"}
LONGEST_FUNCTION = 50
LONGEST_MODULE = 400
# Holds nothing but types: one looks things up in it, and does not read it.
CATALOGUES = {"digest/compose/views.py"}
OURS_OR_TYPES = {"digest", "typing_extensions"}
"""The second is read by who checks types alone, and comes with it."""
NEVER_IN_THE_MIDDLE = {"print", "input", "breakpoint", "eval", "exec"}


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE.parent).as_posix()


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def outside_packages() -> set[str]:
    """The packages that the code imports and that are neither ours nor Python's own."""
    nodes = [node for path in MODULES for node in ast.walk(parse(path))]
    plain = (alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names)
    named = (node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level)
    return {name.partition(".")[0] for name in [*plain, *named]} - sys.stdlib_module_names - OURS_OR_TYPES


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, the docstring not counted."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    return lines - len((ast.get_docstring(node, clean=False) or "").splitlines())


def is_frozen(decorator: ast.expr) -> bool:
    if not isinstance(decorator, ast.Call):
        return False
    said = {word.arg for word in decorator.keywords if isinstance(word.value, ast.Constant) and word.value.value}
    return {"frozen", "slots", "kw_only"} <= said


def test_every_folder_of_modules_is_a_package():
    """Without an `__init__.py` a folder can be imported, but the contract on imports does not see into it."""
    assert [name_of(path) for path in MODULES if not (path.parent / "__init__.py").is_file()] == []


def test_every_outside_package_has_a_contract_that_says_who_may_import_it():
    contracts = PYPROJECT["tool"]["importlinter"]["contracts"]
    assert outside_packages() <= {name for contract in contracts for name in contract.get("forbidden_modules", ())}


def test_the_program_depends_on_what_it_imports_and_on_nothing_else():
    declared = {Requirement(text).name for text in PYPROJECT["project"]["dependencies"]}
    imported = {DISTRIBUTIONS.get(name, name) for name in outside_packages()}
    # Python itself reads tzdata: the time zones of the system are not the same everywhere.
    assert imported | {"tzdata"} == declared


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_says_in_its_first_line_what_it_does(path):
    first = (ast.get_docstring(parse(path)) or "").partition("\n")[0]
    assert first.endswith((".", ":", ";")), f"{name_of(path)} begins with {first!r}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_is_too_long_to_be_read_at_a_sitting(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_MODULE or name_of(path) in CATALOGUES


def test_a_catalogue_of_types_has_no_long_function():
    for path in MODULES:
        if name_of(path) in CATALOGUES:
            assert all(length(node) <= 10 for node in functions(parse(path)))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_function_fits_a_screen(path):
    long = {node.name: length(node) for node in functions(parse(path)) if length(node) > LONGEST_FUNCTION}
    assert long == {}


@pytest.mark.parametrize("path", MIDDLE, ids=name_of)
def test_every_dataclass_is_frozen_with_slots_and_keywords_only(path):
    for node in ast.walk(parse(path)):
        if not isinstance(node, ast.ClassDef):
            continue
        for decorator in node.decorator_list:
            if "dataclass" in ast.unparse(decorator):
                assert is_frozen(decorator), f"{name_of(path)}:{node.lineno}: {node.name}"


@pytest.mark.parametrize("path", MIDDLE, ids=name_of)
def test_only_the_command_line_prints_or_asks(path):
    calls = (node for node in ast.walk(parse(path)) if isinstance(node, ast.Call))
    names = {call.func.id for call in calls if isinstance(call.func, ast.Name)}
    assert names & NEVER_IN_THE_MIDDLE == set()
