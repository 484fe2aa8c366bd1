"""The house rules that can be read off the code: short functions and modules, frozen types, a first line."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "digest"
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST_FUNCTION = 50
LONGEST_MODULE = 300
# They hold nothing but types, and are looked things up in rather than read.
CATALOGUES = {"digest/model.py", "digest/compose/views.py"}
NEVER_IN_THE_MIDDLE = {"print", "input", "breakpoint", "eval", "exec"}


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE.parent).as_posix()


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


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


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_dataclass_is_frozen_with_slots_and_keywords_only(path):
    for node in ast.walk(parse(path)):
        if not isinstance(node, ast.ClassDef):
            continue
        for decorator in node.decorator_list:
            if "dataclass" in ast.unparse(decorator):
                assert is_frozen(decorator), f"{name_of(path)}:{node.lineno}: {node.name}"


@pytest.mark.parametrize("path", [path for path in MODULES if "cli" not in path.parts], ids=name_of)
def test_only_the_command_line_prints_or_asks(path):
    calls = (node for node in ast.walk(parse(path)) if isinstance(node, ast.Call))
    names = {call.func.id for call in calls if isinstance(call.func, ast.Name)}
    assert names & NEVER_IN_THE_MIDDLE == set()
