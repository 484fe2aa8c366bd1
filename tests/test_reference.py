"""The pages of docs/ that are made from the code say what the code says."""

from __future__ import annotations

import re

import pytest

from digest.cli import COMMANDS
from digest.cli.reference import pages
from digest.formats import FORMATS
from digest.model import OUTPUTS

PAGES = pages()


@pytest.mark.parametrize("path", PAGES)
def test_making_it_again_gives_the_same_bytes(path, repository):
    assert (repository / "docs" / path).read_text(encoding="utf-8") == PAGES[path], f"run `make docs` and commit {path}"


def test_every_command_has_its_heading():
    lines = PAGES["reference/commands.md"].splitlines()
    assert [name for name in COMMANDS if f"### digest {name}" not in lines] == []


def test_every_key_of_every_file_has_its_row():
    text = PAGES["reference/files.md"]
    for form in FORMATS:
        part = text.partition(f"\n## {form.name}\n")[2].partition("\n## ")[0]
        assert [name for name in form.names if f"`{name}`" not in part] == []


def test_no_key_and_no_meaning_is_left_empty_or_said_twice_in_one_file():
    for form in FORMATS:
        assert len(set(form.names)) == len(form.names)
        assert all(key.holds and key.means.endswith(".") for key in form.keys), form.name


def test_every_output_has_its_name_in_the_reference():
    (said,) = (key.means for form in FORMATS for key in form.keys if key.name == "outputs")
    assert re.findall(r"`(\w+)`", said) == list(OUTPUTS)
