"""What commands import: none waits for a library that it does not need. Asked of real processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import click
import pytest

from digest.cli import COMMANDS, cli
from tests.builders import SETTINGS, entry_file, write

PROGRAM = """
import atexit, json, sys
atexit.register(lambda: print("\\n" + json.dumps(sorted(sys.modules)), file=sys.stderr))
from digest.cli import main
main()
"""
# Not nh3, which takes a millisecond.
FETCHING = {"aiohttp", "asyncio", "feedparser", "extruct", "lxml", "py3langid"}
RENDERING = {"markdown", "jinja2", "markupsafe", "babel", "PIL", "pagefind_bin"}
HEAVY = FETCHING | RENDERING | {"rich", "watchfiles"}
READING = {"yaml", "hashlib", "zoneinfo", "digest.model", "digest.settings", "digest.content.documents"}
"""What reading a publication takes, and what nothing else should wait for."""


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return write(tmp_path_factory.mktemp("start"), {
        "digest.yaml": SETTINGS,
        "content/feeds.yaml": "- {slug: variety, title: Variety, feed: 'https://variety.example/feed'}\n",
        "content/issues/2026-W47.md": "---\nstatus: draft\n---\nA *letter*.\n",
        "content/entries/2026-W47/sora.md": entry_file(status="new"),
    })  # fmt: skip


def imported(root, *words, status=0, environment=None) -> set[str]:
    """The modules that a process had at its end."""
    command = [sys.executable, "-c", PROGRAM, *words]
    done = subprocess.run(
        command, cwd=root, env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=False
    )
    assert done.returncode == status, done.stderr
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_says_of_a_command_what_it_says_of_itself(name):
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert COMMANDS[name][1] == command.get_short_help_str(limit=1000)


@pytest.mark.parametrize("words", [(), ("--help",), ("-h",), ("--version",)], ids=" ".join)
def test_help_and_version_import_no_command_and_nothing_that_commands_need(root, words):
    modules = imported(root, *words, status=0 if words else 2)
    assert {name for name in modules if name.startswith("digest.")} == {"digest.cli"}
    assert modules & (HEAVY | READING | {"pathlib", "dataclasses", "traceback"}) == set()


def test_completing_the_name_of_a_command_imports_no_command(root):
    asked = {"_DIGEST_COMPLETE": "bash_complete", "COMP_WORDS": "digest ", "COMP_CWORD": "1"}
    modules = imported(root, environment=asked)
    assert {name for name in modules if name.startswith("digest.")} == {"digest.cli"}


@pytest.mark.parametrize("line", ["keep ", "issue publish ", "fetch --issue ", "feeds remove ", "add --section "])
def test_completing_what_stands_behind_a_command_imports_nothing_that_fetches_or_renders(root, line):
    words = f"digest {line}".split(" ")
    asked = {"_DIGEST_COMPLETE": "bash_complete", "COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
    assert imported(root, environment=asked) & HEAVY == set()


@pytest.mark.parametrize("words", [("completion", "bash"), ("completion", "--help")], ids=" ".join)
def test_the_script_of_a_shell_is_printed_without_reading_anything(root, words):
    assert imported(root, *words) & (HEAVY | READING) == set()


@pytest.mark.parametrize(
    "words",
    [
        ("status",),
        ("status", "--json"),
        ("list",),
        ("list", "--json"),
        ("keep", "sora", "--section", "tools"),
        ("skip", "sora"),
        ("why", "sora"),
        ("triage", "--print"),
        ("issue", "new", "2026-W48"),
        ("add", "https://example.org/x", "--no-fetch", "--title", "X"),
        ("feeds", "list"),
        ("fetch", "--help"),
        ("correct", "--help"),
        ("restore", "--help"),
        ("init", "--help"),
    ],
    ids=" ".join,
)
def test_what_reads_and_edits_files_imports_no_library_that_fetches_or_renders(root, words):
    assert imported(root, *words) & HEAVY == set()


def test_a_check_imports_what_renders_and_nothing_that_fetches(root):
    # It renders letters, tries templates and looks at pictures: Jinja2, Babel and Pillow it cannot spare; of Markdown
    # only letters that are more than paragraphs have need.
    assert imported(root, "check") & HEAVY == RENDERING - {"pagefind_bin", "markdown"}
