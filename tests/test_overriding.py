"""A publication lays its own files over the theme's: what the documentation shows works, and what is wrong is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from digest.compose.views import SiteInfo
from digest.content.theme import read_theme
from digest.render.filters import filters
from digest.render.style import STYLE_SHEET
from tests.builders import SETTINGS, entry_file, write
from tests.commands import REPOSITORY, digest
from tests.example_site import INFO

GUIDE = (REPOSITORY / "docs/theming.md").read_text("utf-8")
EXAMPLES = dict(re.findall(r"(?:[Ii]n|[Ii]nto) `([\w/]+\.\w+)`:\n\n```\w+\n(.*?)```", GUIDE, re.DOTALL))
FILES = {
    "content/issues/2026-W46.md": "---\ntitle: Beans\nstatus: published\nnumber: 1\ndate: 2026-11-16\n---\n\nRain.\n",
    "content/entries/2026-W46/sora.md": entry_file(section="tools"),
}


def built(root: Path, **own: str) -> Path:
    """The site of a publication with these files of its own."""
    write(root, FILES | own)
    ran = digest(root, "build")
    assert ran.status == 0, ran.err
    return root / "build"


def refused(root: Path, **own: str) -> str:
    write(root, FILES | own)
    ran = digest(root, "build")
    assert ran.status == 1
    assert not (root / "build/index.html").exists()
    return ran.err


def text_of(path: Path) -> str:
    return path.read_text("utf-8")


def test_the_guide_shows_every_kind_of_override():
    kinds = {Path(name).parent.name or name for name in EXAMPLES}
    assert kinds == {"digest.yaml", "macros", "pages", "partials", "assets"}


def test_tokens_of_the_guide_change_colour_font_and_measure_and_no_rule(tmp_path):
    plain = text_of(built(tmp_path / "plain") / STYLE_SHEET)
    css = text_of(built(tmp_path / "own", **{"digest.yaml": SETTINGS + EXAMPLES["digest.yaml"]}) / STYLE_SHEET)
    assert css.removeprefix(plain) == (
        ":root{--accent:light-dark(#7a1f1f, #f2b5a0);--serif:Charter, Georgia, serif;--measure:35rem}\n"
    )


def test_a_macro_of_the_guide_counts_sections_in_other_words(tmp_path):
    name = "templates/macros/reel.html"
    site = built(tmp_path, **{name: EXAMPLES[name]})
    issue = text_of(site / "issues/2026-W46/index.html")
    assert '<p class="reel">Part 1</p>' in issue
    assert "Reel" not in issue


def test_a_template_of_the_guide_replaces_one_page_alone(tmp_path):
    name = "templates/pages/404.html"
    plain, site = built(tmp_path / "plain"), built(tmp_path / "own", **{name: EXAMPLES[name]})
    lost = text_of(site / "404.html")
    assert "Nothing grows here" in lost
    assert 'href="/weekly/issues/2026-W46/">Beans</a>' in lost
    assert text_of(site / "issues/index.html") == text_of(plain / "issues/index.html")


def test_a_sheet_of_the_guide_is_named_in_every_head_and_served(tmp_path):
    own = {name: EXAMPLES[name] for name in ("templates/partials/head.html", "templates/assets/own.css")}
    site = built(tmp_path, **own)
    assert '<link rel="stylesheet" href="/weekly/assets/own.css">' in text_of(site / "issues/index.html")
    assert text_of(site / "assets/own.css") == EXAMPLES["templates/assets/own.css"]


def test_a_style_sheet_of_the_publication_takes_the_place_of_the_theme_s_and_declares_its_tokens(tmp_path):
    own = {
        "templates/assets/style.css": "/*! Mine */\n:root { --soil: #432 }\nbody {\n  background: var(--soil);\n}\n",
        "digest.yaml": SETTINGS + 'theme: {soil: "#654"}\n',
    }
    css = text_of(built(tmp_path, **own) / STYLE_SHEET)
    assert css == "/*! Mine */ :root{--soil:#432}body{background:var(--soil)}\n:root{--soil:#654}\n"


MACRO = '{% macro reel(number) %}\n<p class="reel">{{ TEXT }}</p>\n{% endmacro %}\n'
PAGE = '{% extends "layouts/base.html" %}\n{% block main %}\n{{ TEXT }}\n{% endblock %}\n'


@pytest.mark.parametrize(
    ("name", "text", "line", "what"),
    [
        ("pages/404.html", PAGE.replace("TEXT", "recnet"), 3, "unknown name 'recnet'"),
        ("pages/404.html", PAGE.replace("TEXT", "recent[0].titel"), 3, "IssueLine has no 'titel'"),
        ("pages/404.html", PAGE.replace("TEXT", "site.titel"), 3, "SiteInfo has no 'titel'"),
        ("pages/404.html", PAGE.replace("TEXT", "site.title|uper"), 3, "No filter named 'uper'"),
        (
            "pages/404.html",
            PAGE.replace("{{ TEXT }}", "{% for line in recent %}\n{{ lien.title }}\n{% endfor %}"),
            4,
            "unknown name 'lien'",
        ),
        (
            "pages/404.html",
            PAGE.replace("{{ TEXT }}", "{% for line in recent %}\n{{ line.issue.id }}\n{% endfor %}"),
            4,
            "IssueLine has no 'issue'",
        ),
        ("macros/reel.html", MACRO.replace("TEXT", "nubmer"), 2, "unknown name 'nubmer'"),
        ("macros/reel.html", MACRO.replace("TEXT", "issue"), 2, "unknown name 'issue'"),
        ("macros/reel.html", MACRO.replace("TEXT", "site.numbre"), 2, "SiteInfo has no 'numbre'"),
        ("partials/head.html", "\n\n{{ pgae.path }}\n", 3, "unknown name 'pgae'"),
        ("partials/head.html", "\n{{ page.pth }}\n", 2, "Page has no 'pth'"),
        ("partials/colophon.html", "{% if false %}\n{{ nowhere }}\n{% endif %}\n", 2, "unknown name 'nowhere'"),
    ],
)
def test_what_is_unknown_is_named_with_its_file_and_line(tmp_path, name, text, line, what):
    assert f"templates/{name}:{line}: TPL00" in (told := refused(tmp_path, **{f"templates/{name}": text}))
    assert what in told


@pytest.mark.parametrize(
    ("name", "text", "where"),
    [
        ("pages/issue.html", "\n{{ issue.titel }}", "pages/issue.html:2: TPL002: IssueView has no 'titel'"),
        ("macros/reel.html", "{% macro reel(n) %}\n{{ n // 0 }}{% endmacro %}", "macros/reel.html:2: TPL008: "),
        ("feeds/entry.html", "\n{{ entry.titel }}", "feeds/entry.html:2: TPL002: EntryView has no 'titel'"),
    ],
)
def test_check_tells_what_would_fail_only_while_a_page_is_rendered(tmp_path, name, text, where):
    write(tmp_path, FILES | {f"templates/{name}": text})
    ran = digest(tmp_path, "check")
    assert ran.status == 1
    assert f"templates/{where}" in ran.out + ran.err


def test_a_macro_that_its_file_does_not_have_is_named_where_it_is_imported(tmp_path):
    text = '{% extends "layouts/base.html" %}\n{% from "macros/reel.html" import real %}\n'
    told = refused(tmp_path, **{"templates/pages/404.html": text})
    assert "templates/pages/404.html:2: TPL002: macros/reel.html has no 'real'" in told
    assert "did you mean 'reel'?" in told


def test_the_guide_explains_every_filter_and_no_other():
    explained = set(
        re.findall(r"\|(\w+)", "".join(re.findall(r"^\| (`.*?) \| ", GUIDE, re.MULTILINE)).replace("\\|", "|"))
    )
    assert explained == {*filters(INFO, absolute=False), "structured"}


def test_every_template_of_the_theme_is_in_the_reference_with_all_names_that_it_sees():
    reference = (REPOSITORY / "docs/reference/theme.md").read_text("utf-8")
    for name in read_theme(None).templates:
        assert f"`{name}`" in reference or name.startswith(("layouts/", "feeds/")), name
    assert all(f"| `{field}` |" in reference for field in SiteInfo.__slots__)


def test_every_token_of_the_style_sheet_says_what_it_is_for():
    css = read_theme(None).assets[STYLE_SHEET].decode()
    tokens = re.findall(r"--([a-z]+): [^;]*;( /\* .+ \*/)?\n", css.partition("@layer base {")[0])
    assert len(tokens) > 10
    assert [name for name, about in tokens if not about] == []
