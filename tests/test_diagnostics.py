"""Every code is explained once, and nothing is explained that does not exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from digest.diagnostics import DIAGNOSTICS, audible, reference
from digest.errors import Problem
from digest.publish.checks import RULES

REPOSITORY = Path(__file__).resolve().parent.parent
REGISTRY = {REPOSITORY / "digest" / "diagnostics.py", REPOSITORY / "digest" / "ailments.py"}


def codes_of_the_program() -> set[str]:
    texts = (path.read_text(encoding="utf-8") for path in (REPOSITORY / "digest").rglob("*.py") if path not in REGISTRY)
    return {code for text in texts for code in re.findall(r'"([A-Z]{2,7}\d{3})"', text)}


def test_every_code_that_the_program_uses_is_explained_and_no_other():
    assert codes_of_the_program() == set(DIAGNOSTICS)


def test_the_page_of_diagnostics_is_the_reference():
    """To write it anew: python -c 'from digest.diagnostics import reference; print(reference(), end="")'."""
    assert (REPOSITORY / "docs" / "diagnostics.md").read_text(encoding="utf-8") == reference()


@pytest.mark.parametrize("code", DIAGNOSTICS)
def test_the_reference_has_a_row_for_every_code(code):
    assert reference().count(f"| `{code}` |") == 1


def test_every_rule_has_a_code_of_its_own_and_a_name_that_says_what_it_finds():
    codes = [rule.code for rule in RULES]
    names = [rule.find.__name__ for rule in RULES]
    assert len(set(codes)) == len(set(names)) == len(RULES)
    assert set(codes) <= set(DIAGNOSTICS)
    assert "<lambda>" not in names


def test_a_silenced_code_is_dropped_but_a_file_that_cannot_be_read_is_always_told():
    problems = [Problem(path="a.md", code=code, what="?") for code in ("NOTE001", "YAML001", "FILE004", "LINK001")]
    heard = audible(problems, {"NOTE001", "YAML001", "FILE004"})
    assert [problem.code for problem in heard] == ["YAML001", "FILE004", "LINK001"]
