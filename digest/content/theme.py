"""Folders of templates to a Theme: the default one, with the publication's own files laid over it.

Reads files, and alone knows where the default theme lies. A file of the publication replaces the one of the same
name; `templates/init/` holds what a new publication starts from, and is no part of a theme.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from hashlib import sha256
from pathlib import Path

from digest.errors import DigestError, Problem, did_you_mean
from digest.values import dataclass

PACKAGE = Path(__file__).resolve().parent.parent
FOLDER = "templates"
SHIPPED = "digest/theme"
"""What messages call the default theme; its place in a wheel."""
_TAKES = re.compile(r"""\{%[+-]?\s*(?:extends|include|import|from)\s*["']([^"']+)["']""")
WAY_BACK = "mend the tag on this line; without this file the template of the default theme is used"


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Names are relative to the theme with forward slashes: `pages/issue.html`, `assets/style.css`."""

    templates: Mapping[str, str]
    assets: Mapping[str, bytes]
    origins: Mapping[str, str]
    """Name to the path that messages show."""
    own: Mapping[str, str] = field(default_factory=dict)
    """The files of the publication among them: path from its root to SHA-256, hexadecimal."""

    @property
    def own_templates(self) -> frozenset[str]:
        return frozenset(name for name in self.templates if f"{FOLDER}/{name}" in self.own)

    @property
    def touched(self) -> frozenset[str]:
        """Those, and what takes from them of the default theme, directly or not."""
        found: frozenset[str] = frozenset()
        newest = self.own_templates
        left = {name: names_taken(self.templates[name]) for name in self.templates.keys() - newest} if newest else {}
        while newest:
            found |= newest
            newest = frozenset(
                name for name, taken in left.items() if name not in found and not newest.isdisjoint(taken)
            )
        return found


def names_taken(text: str) -> frozenset[str]:
    """What a template takes from, by name, found without parsing it: for those that are written as the default ones."""
    return frozenset(_TAKES.findall(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    origin: str
    data: bytes


def read_theme(root: Path | None) -> Theme:
    """The default theme with the overrides of the publication at `root`, if any. Raises DigestError."""
    problems: list[Problem] = []
    theme = survey_theme(root, problems)
    if problems:
        raise DigestError(*problems)
    return theme


def survey_theme(root: Path | None, problems: list[Problem]) -> Theme:
    """The same as far as it can be read; what is wrong is appended to `problems`."""
    shipped = _read(default_folder(), SHIPPED, problems)
    own = {} if root is None else _read(root / FOLDER, FOLDER, problems)
    problems += _unused_pages(own, shipped)
    files = dict(sorted((shipped | own).items()))
    templates = {name: _text(file, problems) for name, file in files.items() if _is_template(name)}
    return Theme(
        templates=templates,
        assets={name: file.data for name, file in files.items() if _is_asset(name)},
        origins={name: file.origin for name, file in files.items()},
        own={f"{FOLDER}/{name}": sha256(file.data).hexdigest() for name, file in own.items()},
    )


def own_files(digests: Mapping[str, str]) -> dict[str, str]:
    """Those of a publication's files that belong to its theme, as `Theme.own` has them."""
    names = {path: path.removeprefix(f"{FOLDER}/") for path in digests if path.startswith(f"{FOLDER}/")}
    return {path: digests[path] for path, name in names.items() if _is_of_theme(name)}


def _is_of_theme(name: str) -> bool:
    return not name.startswith("init/") and (_is_template(name) or _is_asset(name))


def default_folder() -> Path:
    """`digest/theme` in an installed package, the sibling `templates` of the package in the repository."""
    inside = PACKAGE / "theme"
    return inside if inside.is_dir() else PACKAGE.parent / FOLDER


def _read(folder: Path, origin: str, problems: list[Problem]) -> dict[str, _File]:
    """The files of a theme by name; a theme that is not there has none."""
    files = {}
    for path in _paths(folder, folder, origin, problems) if folder.exists() else ():
        name = path.relative_to(folder).as_posix()
        try:
            files[name] = _File(origin=f"{origin}/{name}", data=path.read_bytes())
        except OSError as error:
            problems.append(_unreadable(f"{origin}/{name}", error))
    return files


def _paths(path: Path, folder: Path, origin: str, problems: list[Problem]) -> Iterator[Path]:
    """Templates and assets at or below a path, in order; links and folders in a file's place are refused."""
    name = path.relative_to(folder).as_posix()
    where = origin if path == folder else f"{origin}/{name}"
    if path.is_symlink():
        problems.append(_problem(where, "TPL003", "a symbolic link", "copy what it points to into its place"))
    elif path.is_file():
        yield from (path,) if _is_template(name) or _is_asset(name) else ()
    elif _is_template(name):
        problems.append(_problem(where, "TPL004", "not a file", "only files can be templates; give it another name"))
    else:
        for child in _children(path, where, problems):
            yield from _paths(child, folder, origin, problems)


def _children(path: Path, where: str, problems: list[Problem]) -> list[Path]:
    try:
        found = sorted(path.iterdir(), key=lambda child: child.name)
    except OSError as error:
        problems.append(_unreadable(where, error))
        return []
    elsewhere = {"init"} if where in (FOLDER, SHIPPED) else set()
    return [child for child in found if not child.name.startswith(".") and child.name not in elsewhere]


def _is_asset(name: str) -> bool:
    return name.startswith("assets/")


def _is_template(name: str) -> bool:
    return name.endswith(".html") and not _is_asset(name)


def _text(file: _File, problems: list[Problem]) -> str:
    try:
        return file.data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = file.data.count(b"\n", 0, error.start) + 1
        what = f"the byte 0x{file.data[error.start]:02x} is not UTF-8"
        problems.append(_problem(file.origin, "TPL005", what, "save the template as UTF-8", line))
        return ""


def _unused_pages(own: Mapping[str, _File], shipped: Mapping[str, _File]) -> list[Problem]:
    """A page under a name that nothing renders would have no effect, and nobody would know why."""
    pages = [name for name in shipped if name.startswith("pages/")]
    unused = [name for name in own if name.startswith("pages/") and name not in shipped]
    what = "no page of the site is rendered by this template"
    return [_problem(own[name].origin, "TPL006", what, did_you_mean(name, pages)) for name in unused]


def _unreadable(where: str, error: OSError) -> Problem:
    return _problem(where, "TPL004", f"cannot be read: {error.strerror}", "make it readable, or remove it")


def _problem(path: str, code: str, what: str, hint: str, line: int | None = None) -> Problem:
    return Problem(path=path, line=line, code=code, what=what, hint=hint)
