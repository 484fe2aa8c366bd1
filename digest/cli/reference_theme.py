"""The theme as its files and the views have it, to the page of docs/ that names every token, template, macro and field.

Alone knows how the theme says what a thing is for: the comment after a token, the one before a macro, the one that a
template begins with, the words below a field.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator

from digest.compose import views
from digest.content.theme import Theme, read_theme
from digest.render.style import STYLE_SHEET

_INTRO = (
    "What a publication can change, by name; [theming.md](../theming.md) tells how. A file of the same name in the "
    "publication's own `templates/` takes the place of the theme's."
)
_TOKEN = re.compile(r"--([a-z][a-z0-9-]*): (.*?); /\* (.*?) \*/")
_MACRO = re.compile(r"(?:\{#(?P<about>(?:(?!#\}).)*)#\}\s*)?\{%-? macro (?P<call>\w+\(.*?\))", re.DOTALL)
_FIRST = re.compile(r"\s*\{#(?P<about>.*?)#\}", re.DOTALL)
_CONTEXTS = {kind.__name__: kind.template for kind in views.CONTEXTS}
_Row = tuple[str, str, str]


def theme_page(made: str) -> str:
    """The whole page; `made` says below its title where it comes from."""
    theme = read_theme(None)
    blocks = ["# The theme", made, _INTRO, *_tokens(theme), *_pages(), *_macros(theme), *_views()]
    return "\n\n".join(blocks) + "\n"


def _tokens(theme: Theme) -> Iterator[str]:
    yield "## Tokens"
    yield "Of `assets/style.css`; `theme:` in digest.yaml sets them, without the dashes."
    css = theme.assets[STYLE_SHEET].decode("utf-8")
    yield _table(
        ("token", "is", "of"), [(f"`{name}`", f"`{value}`", about) for name, value, about in _TOKEN.findall(css)]
    )


def _pages() -> Iterator[str]:
    yield "## Pages, and what each sees"
    yield (
        "A page and its partials see these names, `page` (a [Page](#page)) and `site` (a [SiteInfo](#siteinfo)). The "
        "layout `layouts/base.html` sees the last two."
    )
    for name, about, rows in _classes():
        if name in _CONTEXTS:
            yield f"### `{_CONTEXTS[name]}`"
            yield from filter(None, (about, _table(("name", "is", ""), rows) if rows else ""))


def _macros(theme: Theme) -> Iterator[str]:
    yield "## Partials"
    rows = [(f"`{name}`", _about(_FIRST.match(text))) for name, text in theme.templates.items() if "partials/" in name]
    yield _table(("file", "shows"), rows)
    yield "## Macros"
    yield "A macro sees its arguments and `site`. `/patterns/` shows each of them when drafts are shown."
    for name, text in theme.templates.items():
        if name.startswith("macros/"):
            yield f"### `{name}`"
            yield _table(("macro", "shows"), [(f"`{found['call']}`", _about(found)) for found in _MACRO.finditer(text)])


def _views() -> Iterator[str]:
    yield "## What these names hold"
    for name, about, rows in _classes():
        if name not in _CONTEXTS and rows:
            yield f"### {name}"
            yield from filter(None, (about, _table(("field", "is", ""), rows)))


def _classes() -> Iterator[tuple[str, str, list[_Row]]]:
    """Name, what is said of it, and its fields."""
    for node in ast.parse(inspect.getsource(views)).body:
        if isinstance(node, ast.ClassDef):
            yield node.name, _words(ast.get_docstring(node) or ""), list(_fields(node))


def _fields(node: ast.ClassDef) -> Iterator[_Row]:
    for field, after in zip(node.body, [*node.body[1:], None], strict=True):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and field.target.id != "template":
            says = after.value if isinstance(after, ast.Expr) else None
            about = says.value if isinstance(says, ast.Constant) and isinstance(says.value, str) else ""
            yield f"`{field.target.id}`", f"`{_words(_type(field.annotation))}`", _words(about)
        elif isinstance(field, ast.FunctionDef) and field.decorator_list and field.returns:
            yield f"`{field.name}`", f"`{_words(_type(field.returns))}`", _words(ast.get_docstring(field) or "")


def _type(annotation: ast.expr) -> str:
    """As a template sees it, where every entry is a view."""
    return re.sub(r"\bE\b", "EntryView", ast.unparse(annotation).replace("[E]", ""))


def _about(found: re.Match[str] | None) -> str:
    return _words(found["about"] or "") if found else ""


def _words(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _table(head: tuple[str, ...], rows: list[_Row] | list[tuple[str, str]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
