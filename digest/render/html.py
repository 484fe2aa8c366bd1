"""Pages and the bodies of feeds to HTML by the theme's templates. The one importer of jinja2. Pure.

A template sees the fields of its page's context, `page` and `site`, and the filters of render.filters. Everything
is escaped but what render itself made; a name that does not exist is an error with its file and line. French spaces are
set last, in what is written.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import partial
from types import CodeType, MappingProxyType
from typing import TypeVar, get_args

from jinja2 import BaseLoader, BytecodeCache, Environment, StrictUndefined, TemplateSyntaxError, UndefinedError, nodes
from jinja2.bccache import Bucket
from jinja2.meta import find_undeclared_variables

from digest.compose.pictures import Picture
from digest.compose.views import Context, Page, SiteInfo
from digest.content.theme import Theme
from digest.errors import DigestError, Problem, did_you_mean
from digest.render.filters import filters
from digest.render.illustrate import illustrated
from digest.render.language import texts
from digest.render.structured import structured
from digest.render.typography import typeset
from digest.text import presentable

_CONTEXTS = {kind.template: frozenset(field.name for field in fields(kind)) for kind in get_args(Context)}
"""What the template of each page sees besides `page` and `site`."""
_WAY_BACK = "mend the tag on this line; without this file the template of the default theme is used"
_OF_JINJA = frozenset({"self", "super", "caller", "varargs", "kwargs", "loop"})
_REFERENCES = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
_MOST_KNOWN = 1000
_Value = TypeVar("_Value")
_Reference = nodes.Extends | nodes.Include | nodes.Import | nodes.FromImport


class Renderer:
    """A theme bound to a publication. All templates are checked at once, before the first page."""

    def __init__(self, theme: Theme, info: SiteInfo, pictures: Mapping[str, Picture] = MappingProxyType({})) -> None:
        self._theme = theme
        self._info = info
        self._pictures = pictures
        self._language = info.language
        self._site = _environment(theme, info, absolute=False)
        self._abroad = _environment(theme, info, absolute=True)
        self._inspection = _Inspection(theme, self._site)
        problems = self._inspection.problems()
        if problems:
            raise DigestError(*problems)

    def page(self, page: Page) -> str:
        """A whole HTML document."""
        context = {field.name: getattr(page.context, field.name) for field in fields(page.context)}
        return self._render(self._site, page.context.template, {**context, "page": page})

    def fragment(self, template: str, *, absolute: bool, **context: object) -> str:
        """HTML to stand in another document; with `absolute` every address of ours is a whole one."""
        return self._render(self._abroad if absolute else self._site, template, context)

    def closure(self, template: str) -> tuple[str, ...]:
        """The template and all that it extends, includes and imports, ordered: what its output depends on."""
        return tuple(sorted(self._inspection.closure(template)))

    def _render(self, environment: Environment, name: str, context: dict[str, object]) -> str:
        if name not in self._theme.templates:
            raise DigestError(_missing(name, self._theme))
        try:
            text = presentable(environment.get_template(name).render(context))
        except UndefinedError as error:
            what, _, hint = (error.message or "unknown name").partition("\n")
            raise DigestError(_problem(*self._place(error, name), "TPL002", what, hint)) from error
        except DigestError:
            raise
        except Exception as error:
            what = f"the template failed: {type(error).__name__}: {error}"
            raise DigestError(_problem(*self._place(error, name), "TPL008", what, _WAY_BACK)) from error
        is_page = environment is self._site
        base = self._info.base_path if is_page else self._info.base_url.rstrip("/")
        shown = illustrated(text, self._pictures, base=base, is_page=is_page)
        return typeset(shown, self._language)

    def _place(self, error: Exception, name: str) -> tuple[str, int | None]:
        """File and line of the innermost template that the error passed through."""
        origins = frozenset(self._theme.origins.values())
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in origins]
        return (frames[-1].filename, frames[-1].lineno) if frames else (self._theme.origins[name], None)


class _Loader(BaseLoader):
    """Templates from memory, under the names that messages show."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        return self._theme.templates[template], self._theme.origins[template], lambda: True


class _Latest(dict[tuple[object, ...], _Value]):
    """Holds so much and no more, however often templates change while a site is served."""

    def __setitem__(self, key: tuple[object, ...], value: _Value) -> None:
        super().__setitem__(key, value)
        if len(self) > _MOST_KNOWN:
            del self[next(iter(self))]


class _Compiled(BytecodeCache):
    """What this process has compiled before: most of the time of a build while a site is served.

    For one site alone, since what filters make of constants, like addresses, stands in a compiled template.
    """

    def __init__(self, info: SiteInfo, *, absolute: bool) -> None:
        self._whose = (info, absolute)

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = _COMPILED.get((*self._whose, bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            _COMPILED[*self._whose, bucket.key, bucket.checksum] = bucket.code


class _Unknown(StrictUndefined):
    """A name that does not exist; the second line of its message is a hint."""

    @property
    def _undefined_message(self) -> str:
        owner, name = self._undefined_obj, self._undefined_name
        if self._undefined_hint:
            return self._undefined_hint
        if is_dataclass(owner):
            known = (field.name for field in fields(owner))
            return f"{type(owner).__name__} has no '{name}'\n{did_you_mean(str(name), known)}"
        if isinstance(name, str) and not isinstance(owner, str | tuple | dict):
            return f"unknown name '{name}'"
        return f"{owner!r} has no {name!r}"


def _environment(theme: Theme, info: SiteInfo, *, absolute: bool) -> Environment:
    environment = Environment(
        loader=_Loader(theme),
        undefined=_Unknown,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=_Compiled(info, absolute=absolute),
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(texts(info.language), newstyle=True)  # type: ignore[attr-defined]
    environment.globals["site"] = info
    environment.filters.update({**filters(info, absolute=absolute), "structured": partial(structured, info=info)})
    return environment


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """What there is to know of a template without rendering it."""

    references: tuple[_Reference, ...]
    free: Mapping[str, int | None]
    """Names that it expects from elsewhere, with the line of their first use."""
    made: frozenset[str]
    """Names that it sets, imports or defines."""


_COMPILED: _Latest[CodeType] = _Latest()
_READ: _Latest[_Source] = _Latest()


class _Inspection:
    """What is wrong with the templates of a theme, found without rendering any."""

    def __init__(self, theme: Theme, environment: Environment) -> None:
        self._theme = theme
        self._environment = environment
        self._sources: dict[str, _Source] = {}

    def problems(self) -> list[Problem]:
        """Of templates that do not compile, of references that lead nowhere, of unknown names.

        Names are looked for only where all templates that could define them can be read.
        """
        found = [problem for name in self._theme.templates for problem in self._compile(name)]
        found += [problem for name in self._sources for problem in self._references(name)]
        found += [problem for name in self._sources for problem in self._unknown_imports(name)]
        return [*found, *dict.fromkeys(self._unknown_names())]

    def closure(self, *names: str, imports: bool = True) -> set[str]:
        """Templates with all that they extend and include, and, if wanted, import."""
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                references = self._sources[name].references if name in self._sources else ()
                waiting += [_target(node) for node in references if imports or _sees_context(node)]
        return found

    def _compile(self, name: str) -> Iterator[Problem]:
        origin = self._theme.origins[name]
        try:
            self._sources[name] = self._source(self._theme.templates[name], name, origin)
            self._environment.get_template(name)
        except TemplateSyntaxError as error:
            what = (error.message or "does not compile").rstrip(".")
            yield _problem(origin, error.lineno, "TPL001", what, self._hint(what))
        except RecursionError:
            yield _problem(origin, None, "TPL001", "nested too deeply", "take parts of it into other templates")

    def _source(self, text: str, name: str, origin: str) -> _Source:
        """How a text is read hangs on nothing else."""
        key = (text, name, origin)
        if key not in _READ:
            _READ[key] = _source(self._environment.parse(text, name, origin))
        return _READ[key]

    def _hint(self, what: str) -> str:
        kind, _, word = what.removeprefix("No ").partition(" named ")
        known = {"filter": self._environment.filters, "test": self._environment.tests}.get(kind)
        return did_you_mean(word.strip("'"), known) if known else _WAY_BACK

    def _references(self, name: str) -> Iterator[Problem]:
        origin = self._theme.origins[name]
        for node in self._sources[name].references:
            target = _target(node)
            if not target:
                what = "a template that is chosen while rendering"
                hint = "write the name of the template between quotes, and choose with `if`"
                yield _problem(origin, node.lineno, "TPL001", what, hint)
            elif target not in self._theme.templates:
                hint = did_you_mean(target, self._theme.templates)
                yield _problem(origin, node.lineno, "TPL001", f"no template '{target}'", hint)

    def _unknown_imports(self, name: str) -> Iterator[Problem]:
        """Macros that a template takes from a file which has none of that name."""
        for node in self._sources[name].references:
            target = self._sources.get(_target(node))
            for taken in node.names if isinstance(node, nodes.FromImport) and target else ():
                word = taken if isinstance(taken, str) else taken[0]
                if target and word not in target.made:
                    hint = did_you_mean(word, target.made)
                    yield _problem(
                        self._theme.origins[name], node.lineno, "TPL002", f"{_target(node)} has no '{word}'", hint
                    )

    def _unknown_names(self) -> Iterator[Problem]:
        for page, context in _CONTEXTS.items():
            if page in self._sources:
                yield from self._unknown(self.closure(page, imports=False), context | {"page"})
        references = (node for source in self._sources.values() for node in source.references)
        for imported in {_target(node) for node in references if not _sees_context(node)}:
            yield from self._unknown(self.closure(imported, imports=False), frozenset())

    def _unknown(self, names: set[str], context: frozenset[str]) -> Iterator[Problem]:
        """Names that neither the context, nor the environment, nor any of these templates defines."""
        if not names <= self._sources.keys():
            return
        made = {word for name in names for word in self._sources[name].made}
        known = context | self._environment.globals.keys() | made | _OF_JINJA
        for name in sorted(names):
            for word, line in self._sources[name].free.items():
                if word not in known:
                    hint = did_you_mean(word, context | {"site"})
                    yield _problem(self._theme.origins[name], line, "TPL002", f"unknown name '{word}'", hint)


def _source(tree: nodes.Template) -> _Source:
    names = tuple(tree.find_all(nodes.Name))
    lines = {node.name: node.lineno for node in reversed(names)}
    imports = (name for node in tree.find_all(nodes.FromImport) for name in node.names)
    return _Source(
        references=tuple(tree.find_all(_REFERENCES)),
        free={word: lines.get(word) for word in sorted(find_undeclared_variables(tree))},
        made=frozenset(
            (
                *(node.name for node in names if node.ctx != "load"),
                *(node.name for node in tree.find_all(nodes.Macro)),
                *(node.target for node in tree.find_all(nodes.Import)),
                *(name if isinstance(name, str) else name[1] for name in imports),
            )
        ),
    )


def _target(node: _Reference) -> str:
    """The name of the template that is referred to; empty when it is not written out."""
    name = node.template.value if isinstance(node.template, nodes.Const) else ""
    return name if isinstance(name, str) else ""


def _sees_context(node: _Reference) -> bool:
    return isinstance(node, nodes.Extends) or node.with_context


def _missing(name: str, theme: Theme) -> Problem:
    hint = did_you_mean(name, theme.templates)
    return _problem(f"templates/{name}", None, "TPL001", "no such template", hint)


def _problem(path: str, line: int | None, code: str, what: str, hint: str = "") -> Problem:
    return Problem(path=path, line=line, code=code, what=what, hint=hint)
