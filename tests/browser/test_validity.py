"""Every page of every site before the Nu checker, as a server sends it: no error, no warning."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser
CHECKER = Path(__file__).parent / "node_modules/vnu-jar/build/dist/vnu.jar"
FALSE_ALARM = "Inline script violates Content Security Policy (meta tag): blocked by “script-src” directive"
"""Of JSON-LD, which no browser runs: policies are about scripts."""


def judged(*words):
    """What the checker says, without its false alarm. It takes this machine for a host that must not be asked."""
    java = shutil.which("java") or pytest.fail("no Java found; see `make test-browser`")
    command = [
        java,
        "-Dnu.validator.servlet.allow-forbidden-hosts=true",
        "-jar",
        str(CHECKER),
        "--format",
        "json",
        "--exit-zero-always",
        *words,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    return [row for row in json.loads(done.stderr)["messages"] if not is_false_alarm(row)]


def is_false_alarm(row):
    is_data = '<script type="application/ld+json">' in row.get("extract", "")
    return row["type"] == "info" and row["message"].startswith(FALSE_ALARM) and is_data


def told(rows):
    return [f"{row.get('url', '')}:{row.get('lastLine')}: {row['message']}" for row in rows]


@pytest.mark.parametrize("name", ["real", "difficult", "french", "empty"])
def test_the_nu_checker_has_nothing_to_say_of_any_page(sites, note, name):
    site = sites[name]
    files = sorted(path.relative_to(site.folder).as_posix() for path in site.folder.rglob("*.html"))
    # Most words of the difficult publication are English, also where its interface is French: the checker would wonder.
    guess = ("--no-langdetect",) if name == "french" else ()
    found = judged(*guess, *(site.address + file.removesuffix("index.html") for file in files))
    note(f"validity, errors and warnings on {len(files)} pages ({name})", len(found))
    assert told(found) == []


def test_the_nu_checker_has_nothing_to_say_of_style_sheets_and_drawings(sites, note):
    folder = sites["real"].folder
    for kind, option in (("css", "--css"), ("svg", "--svg")):
        found = judged(option, *map(str, sorted(folder.rglob(f"*.{kind}"))))
        note(f"validity, errors and warnings of {kind}", len(found))
        assert told(found) == []


@pytest.mark.parametrize(
    "fault",
    ["<p><div></div></p>", "<img src='a.png'>", '<p id="a"></p><p id="a"></p>', "<script>let a = 1</script>"],
)
def test_the_nu_checker_speaks_when_there_is_a_fault(sites, tmp_path, fault):
    page = (sites["real"].folder / "index.html").read_text("utf-8")
    (tmp_path / "index.html").write_text(page.replace("</main>", f"{fault}</main>"), encoding="utf-8")
    assert told(judged(str(tmp_path / "index.html")))
