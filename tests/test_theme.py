from __future__ import annotations

import os
from pathlib import Path

import pytest
from jinja2 import Environment
from jinja2.meta import find_referenced_templates

from digest.content.theme import Theme, names_taken, read_theme
from digest.errors import DigestError


def own(root: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        place = root / "templates" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return root


def problems_of(root: Path) -> list[str]:
    with pytest.raises(DigestError) as raised:
        read_theme(root)
    return [f"{problem.where}: {problem.code}" for problem in raised.value.problems]


def names(theme: Theme) -> set[str]:
    return {*theme.templates, *theme.assets}


def test_the_default_theme_has_pages_and_a_style_sheet():
    theme = read_theme(None)
    assert {"pages/home.html", "layouts/base.html", "assets/style.css"} <= names(theme)
    assert theme.origins["pages/home.html"] == "digest/theme/pages/home.html"


def test_what_a_new_publication_starts_from_is_no_part_of_the_theme():
    assert not [name for name in names(read_theme(None)) if name.startswith("init/")]


def test_a_publication_without_templates_gets_the_default_theme(tmp_path):
    assert read_theme(tmp_path) == read_theme(None)


def test_a_file_of_the_publication_replaces_the_one_of_the_same_name_only(tmp_path):
    theme = read_theme(own(tmp_path, {"pages/404.html": b"mine", "assets/style.css": b"a{}"}))
    assert theme.templates["pages/404.html"] == "mine"
    assert theme.assets["assets/style.css"] == b"a{}"
    assert theme.origins["pages/404.html"] == "templates/pages/404.html"
    assert names(theme) == names(read_theme(None))


def test_a_publication_may_add_partials_and_assets(tmp_path):
    theme = read_theme(own(tmp_path, {"partials/mine.html": b"x", "assets/logo.png": b"\x89PNG", "README.md": b"x"}))
    assert names(theme) - names(read_theme(None)) == {"partials/mine.html", "assets/logo.png"}


def test_hidden_files_are_left_alone(tmp_path):
    assert names(read_theme(own(tmp_path, {".DS_Store": b"\0", "assets/.hidden": b"\0"}))) == names(read_theme(None))


def test_a_page_that_nothing_renders_gets_a_hint(tmp_path):
    with pytest.raises(DigestError) as raised:
        read_theme(own(tmp_path, {"pages/isue.html": b"x"}))
    (problem,) = raised.value.problems
    assert (problem.where, problem.code) == ("templates/pages/isue.html", "TPL006")
    assert "did you mean 'pages/issue.html'?" in problem.hint


def test_a_template_that_is_not_utf8_is_named_with_its_line(tmp_path):
    assert problems_of(own(tmp_path, {"pages/404.html": b"one\ntwo\n\xff"})) == ["templates/pages/404.html:3: TPL005"]


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path):
    theme = read_theme(own(tmp_path, {"pages/404.html": b"\xef\xbb\xbfone\r\ntwo"}))
    assert theme.templates["pages/404.html"] == "one\ntwo"


@pytest.mark.parametrize("name", ["pages/404.html", "assets/style.css", "partials"])
def test_a_symbolic_link_is_refused(tmp_path, name):
    (tmp_path / "secret").write_text("secret")
    place = own(tmp_path, {}) / "templates" / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(tmp_path / "secret")
    assert problems_of(tmp_path) == [f"templates/{name}: TPL003"]


def test_a_folder_of_templates_that_is_a_link_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "templates").symlink_to(tmp_path / "elsewhere")
    assert problems_of(tmp_path) == ["templates: TPL003"]


def test_a_folder_in_the_place_of_a_template_is_refused(tmp_path):
    assert problems_of(own(tmp_path, {"pages/404.html/x": b""})) == ["templates/pages/404.html: TPL004"]


@pytest.mark.parametrize("name", ["pages/404.html", "assets/pipe"])
def test_a_pipe_in_the_place_of_a_file_is_named_and_never_waited_for(tmp_path, name):
    place = own(tmp_path, {}) / "templates" / name
    place.parent.mkdir(parents=True)
    os.mkfifo(place)
    assert problems_of(tmp_path) == [f"templates/{name}: TPL004"]


def test_all_problems_are_told_at_once(tmp_path):
    own(tmp_path, {"pages/404.html": b"\xff", "partials/a.html/x": b"", "pages/nothing.html": b""})
    assert problems_of(tmp_path) == [
        "templates/pages/404.html:1: TPL005",
        "templates/pages/nothing.html: TPL006",
        "templates/partials/a.html: TPL004",
    ]


def test_what_a_template_of_the_default_theme_takes_from_is_found_as_jinja_finds_it():
    parse = Environment(extensions=["jinja2.ext.i18n"]).parse
    templates = read_theme(None).templates
    found = {name: names_taken(text) for name, text in templates.items()}
    assert found == {name: frozenset(find_referenced_templates(parse(text))) for name, text in templates.items()}
    assert any(len(names) > 3 for names in found.values())


def test_a_page_of_its_own_touches_nothing_that_only_speaks_of_it(tmp_path):
    theme = read_theme(own(tmp_path, {"pages/home.html": b"x"}))
    assert "pages/home.html" in theme.templates["partials/masthead.html"]
    assert theme.touched == {"pages/home.html"}


def test_what_takes_from_a_template_of_its_own_is_touched_directly_or_not(tmp_path):
    touched = read_theme(own(tmp_path, {"partials/masthead.html": b"x"})).touched
    assert {"partials/masthead.html", "layouts/base.html", "pages/home.html", "pages/patterns.html"} <= touched
    assert not {"feeds/entry.html", "macros/line.html"} & touched
