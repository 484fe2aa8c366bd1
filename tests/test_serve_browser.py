"""What a person sees who writes with the served site beside the editor: a real server, a real browser."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.builders import entry_file, write

ISSUE = "content/issues/2026-W47.md"
ENTRY = "content/entries/2026-W47/sora.md"
PAGE = "issues/2026-W47/"
LONG = "\n\n".join(f"Paragraph {number} of a long letter." for number in range(80))


def letter(word: str) -> str:
    return f"---\ntitle: One\n---\n\nThe letter is {word}.\n\n{LONG}\n"


@contextmanager
def served(root: Path, *words: str) -> Iterator[str]:
    """The address of a publication that `digest serve` serves."""
    command = [sys.executable, "-c", "from digest.cli import main; main()", "-C", str(root), "serve", "--port", "0"]
    with subprocess.Popen([*command, *words], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = iter(process.stderr.readline, "")
        address = next(found[1] for line in said if (found := re.search(r"Look at (\S+)", line)))
        try:
            yield address
        finally:
            process.terminate()
            process.stderr.read()
    assert process.returncode == 0


@pytest.fixture
def root(tmp_path):
    return write(tmp_path, {ISSUE: letter("new"), ENTRY: entry_file(section="tools")})


@pytest.fixture
def page(browser):
    page = browser.new_page()
    page.set_default_timeout(20_000)
    expect.set_options(timeout=20_000)
    yield page
    page.close()


@pytest.mark.browser
def test_a_change_reloads_the_page_at_the_place_where_the_reader_was(root, page):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    with served(root, "--drafts") as address:
        page.goto(f"{address}{PAGE}")
        page.evaluate("scrollTo(0, 700)")
        (root / ISSUE).write_text(letter("better"))
        expect(page.get_by_text("The letter is better.")).to_be_attached()
        page.wait_for_function("scrollY === 700")
    assert complaints == []


@pytest.mark.browser
def test_a_problem_lies_over_the_page_and_goes_when_it_is_mended_and_the_page_stays_as_it_was(root, page):
    sound = (root / ENTRY).read_text()
    with served(root, "--drafts") as address:
        page.goto(f"{address}{PAGE}")
        page.evaluate("window.still = 'here'; scrollTo(0, 700)")
        (root / ENTRY).write_text(sound.replace("section: tools", "section: <tool>"))
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text(f"1 problem; this is the site as it was before{ENTRY}:4: ")
        (root / ENTRY).write_text(sound.replace("section: tools", "section: tool"))
        expect(alert).to_contain_text(f"{ENTRY}:4: REF001: unknown section 'tool'did you mean 'tools'?")
        (root / ENTRY).write_text(sound)
        expect(alert).not_to_be_attached()
        assert page.evaluate("[window.still, scrollY]") == ["here", 700]


@pytest.mark.browser
def test_a_page_that_is_not_there_yet_appears_when_it_is_made(root, page):
    with served(root) as address:
        response = page.goto(f"{address}{PAGE}")
        assert response.status == 404
        (root / ISSUE).write_text(letter("out").replace("title: One", "title: One\nstatus: published"))
        expect(page.get_by_text("The letter is out.")).to_be_attached()


@pytest.mark.browser
def test_a_publication_that_was_broken_from_the_start_says_so_and_shows_its_site_once_it_is_mended(root, page):
    sound = (root / "digest.yaml").read_text()
    (root / "digest.yaml").write_text(sound + "colour: red\n")
    with served(root) as address:
        page.goto(address)
        expect(page.get_by_role("alert")).to_contain_text("1 problem; there is no site yetdigest.yaml:8: FM001")
        (root / "digest.yaml").write_text(sound)
        expect(page.get_by_role("alert")).not_to_be_attached()
        expect(page).to_have_title(re.compile("The Weekly"))
