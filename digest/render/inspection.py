"""The templates of a theme to what is wrong with them, found without rendering any. Pure.

Alone knows how a template is read: what it takes from others, which names, blocks and macros it expects and makes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any, TypeVar

from jinja2 import Environment, TemplateSyntaxError, nodes

from digest.compose.views import CONTEXTS
from digest.content.theme import WAY_BACK, Theme
from digest.errors import Problem, did_you_mean
from digest.render.engine import Latest
from digest.values import dataclass

_PAGES = {kind.template: frozenset(field.name for field in fields(kind)) for kind in CONTEXTS}
"""What the template of each page sees besides `page` and `site`."""
_FRAGMENTS = {
    "feeds/entry.html": frozenset({"entry"}),
    "feeds/issue.html": frozenset({"issue"}),
    "feeds/welcome.html": frozenset({"title", "address", "home", "items"}),
}
_OF_JINJA = frozenset({"self", "super", "caller", "varargs", "kwargs", "loop"})
_REFERENCES = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
_ASKING: tuple[type[nodes.Expr], ...] = (nodes.Getitem, nodes.Getattr, nodes.Filter, nodes.Const)
_LOOKING = frozenset(
    {"attr", "groupby", "join", "map", "max", "min", "rejectattr", "selectattr", "sort", "sum", "unique"}
)
"""Filters that can be told a field to look at."""
_SPEAKING = frozenset({"format", "format_map"})
"""Methods of texts that can be told one in the text."""
_BETWEEN_NAMES = re.compile("[.,]")
_NAMES = re.compile(r"\w+")
Node = TypeVar("Node", bound=nodes.Node)
Press = Callable[[nodes.Template, str, str, str], frozenset[str]]
"""Compiles a tree of that name, place and text; gives the names that it expects from elsewhere."""
_Reference = nodes.Extends | nodes.Include | nodes.Import | nodes.FromImport


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """What there is to know of a template without rendering it."""

    references: tuple[_Reference, ...]
    free: Mapping[str, int | None]
    """Names that it expects from elsewhere, with the line of their first use."""
    made: frozenset[str]
    """Names that it sets, imports or defines."""
    helpers: tuple[nodes.Filter | nodes.Test, ...]
    blocks: Mapping[str, int]
    """With their lines."""
    outer: frozenset[str]
    """Blocks that stand in no other."""
    macros: Mapping[str, nodes.Macro]
    calls: Mapping[str, tuple[nodes.Call, ...]]
    words: frozenset[str]
    """Every word by which it may ask a value for a field."""
    chooses: bool
    """Whether it may make up such a word while it runs."""


_READ: Latest[_Source] = Latest()


class Inspection:
    """What is wrong with the templates of a theme, found without rendering any."""

    def __init__(self, theme: Theme, environment: Environment, press: Press) -> None:
        self._theme = theme
        self._environment = environment
        self._press = press
        self._sources: dict[str, _Source] = {}

    def problems(self, names: Iterable[str]) -> list[Problem]:
        """Of templates, and of all that they take from: what does not compile, leads nowhere, or has an unknown name.

        Names are looked for only where all templates that could define them can be read.
        """
        found = list(self._compiled(names))
        found += [problem for name in self._sources for problem in self._references(name)]
        found += [problem for name in self._sources for problem in self._unknown_imports(name)]
        found += [problem for name in self._sources for problem in self._idle_blocks(name)]
        found += [problem for name in self._sources for problem in self._wrong_calls(name)]
        # A part of many pages is told once, with the names that the first of them knows.
        unknown = {(problem.where, problem.what): problem for problem in reversed(tuple(self._unknown_names()))}
        return [*found, *reversed(unknown.values())]

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

    def may_read(self, name: str, names: frozenset[str]) -> bool:
        """Whether a template, or one that it takes from, may read a field that has one of these names."""
        sources = [self._sources[part] for part in self.closure(name) if part in self._sources]
        return any(source.chooses or source.words & names for source in sources)

    def _compiled(self, names: Iterable[str]) -> Iterator[Problem]:
        tried: set[str] = set()
        while waiting := tuple(name for name in names if name not in tried):
            for name in waiting:
                yield from self._compile(name)
            tried.update(waiting)
            # What is not there is told where it is referred to.
            names = sorted(self.closure(*waiting) & self._theme.templates.keys())

    def _compile(self, name: str) -> Iterator[Problem]:
        origin = self._theme.origins[name]
        try:
            self._sources[name] = self._source(self._theme.templates[name], name, origin)
            yield from self._helpers(name, origin)
        except TemplateSyntaxError as error:
            what = (error.message or "does not compile").rstrip(".")
            yield _problem(origin, error.lineno, "TPL001", what, self._hint(what))
        except RecursionError:
            yield _problem(origin, None, "TPL001", "nested too deeply", "take parts of it into other templates")

    def _helpers(self, name: str, origin: str) -> Iterator[Problem]:
        """Filters and tests that Jinja would miss only while it renders, since they stand in a branch."""
        for node in self._sources[name].helpers:
            kind = "filter" if isinstance(node, nodes.Filter) else "test"
            if node.name not in (self._environment.filters if kind == "filter" else self._environment.tests):
                what = f"No {kind} named {node.name!r}"
                yield _problem(origin, node.lineno, "TPL001", what, self._hint(what))

    def _source(self, text: str, name: str, origin: str) -> _Source:
        """How a text is read hangs on nothing else."""
        key = (text, name, origin)
        if key not in _READ:
            tree = self._environment.parse(text, name, origin)
            found = _Gathered(tree)
            _READ[key] = _source(found, self._press(tree, name, origin, text))
        return _READ[key]

    def _hint(self, what: str) -> str:
        kind, _, word = what.removeprefix("No ").partition(" named ")
        known = {"filter": self._environment.filters, "test": self._environment.tests}.get(kind)
        return did_you_mean(word.strip("'"), known) if known else WAY_BACK

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

    def _idle_blocks(self, name: str) -> Iterator[Problem]:
        """Blocks that no template above has: what stands in them would be shown nowhere."""
        source = self._sources[name]
        parents = self._above(name)
        above = {block for parent in parents for block in self._sources[parent].blocks}
        for block in sorted(source.outer - above) if parents else ():
            hint = did_you_mean(block, above)
            what = f"no block '{block}' in {parents[0]}"
            yield _problem(self._theme.origins[name], source.blocks[block], "TPL002", what, hint)

    def _above(self, name: str) -> tuple[str, ...]:
        """What a template extends, and what that extends; nothing when one of them cannot be read."""
        found: list[str] = []
        while parent := next((_target(node) for node in self._sources[name].references if _extends(node)), ""):
            if parent not in self._sources or parent in found:
                return ()
            found.append(name := parent)
        return tuple(found)

    def _wrong_calls(self, name: str) -> Iterator[Problem]:
        """Calls of macros of other files with more than these take; told where the macro is, which may be new."""
        source = self._sources[name]
        for node in source.references:
            target = self._sources.get(_target(node))
            for taken in node.names if isinstance(node, nodes.FromImport) and target else ():
                word, here = (taken, taken) if isinstance(taken, str) else taken
                macro = target.macros.get(word) if target else None
                surplus = next(
                    filter(None, (_surplus(call, macro) for call in source.calls.get(here, ()) if macro)), None
                )
                if macro and surplus:
                    line, what = surplus
                    where = f"{self._theme.origins[name]}:{line}"
                    hint = f"{where} calls it; docs/reference/theme.md has the arguments of every macro"
                    yield _problem(
                        self._theme.origins[_target(node)], macro.lineno, "TPL002", f"macro '{word}' {what}", hint
                    )

    def _unknown_names(self) -> Iterator[Problem]:
        for page, context in _PAGES.items():
            if page in self._sources:
                yield from self._unknown(self.closure(page, imports=False), context | {"page"})
        for fragment, context in _FRAGMENTS.items():
            if fragment in self._sources:
                yield from self._unknown(self.closure(fragment, imports=False), context)
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
                    hint = did_you_mean(word, context | {"site"} | self._sources[name].made)
                    yield _problem(self._theme.origins[name], line, "TPL002", f"unknown name '{word}'", hint)


class _Gathered:
    """The nodes of a template by their kinds, found in one walk."""

    def __init__(self, tree: nodes.Template) -> None:
        self._by_kind: dict[type[nodes.Node], list[Any]] = {}
        self.inner: set[str] = set()
        """Blocks that stand in another."""
        self._gather(tree, is_in_block=False)

    def of(self, kind: type[Node]) -> list[Node]:
        return self._by_kind.get(kind, [])

    def _gather(self, node: nodes.Node, *, is_in_block: bool) -> None:
        for child in node.iter_child_nodes():
            self._by_kind.setdefault(type(child), []).append(child)
            if isinstance(child, nodes.Block):
                self.inner |= {child.name} if is_in_block else set()
            self._gather(child, is_in_block=is_in_block or isinstance(child, nodes.Block))


def _source(found: _Gathered, expected: frozenset[str]) -> _Source:
    names = found.of(nodes.Name)
    lines = {node.name: node.lineno for node in reversed(names)}
    imports = [name for node in found.of(nodes.FromImport) for name in node.names]
    blocks, macros = found.of(nodes.Block), found.of(nodes.Macro)
    calls: dict[str, tuple[nodes.Call, ...]] = {}
    for call in found.of(nodes.Call):
        if isinstance(call.node, nodes.Name):
            calls[call.node.name] = (*calls.get(call.node.name, ()), call)
    references: list[_Reference] = [*found.of(nodes.Extends), *found.of(nodes.Include)]
    references += [*found.of(nodes.Import), *found.of(nodes.FromImport)]
    made = (name if isinstance(name, str) else name[1] for name in imports)
    return _Source(
        references=tuple(sorted(references, key=lambda node: node.lineno)),
        free={word: lines.get(word) for word in sorted(expected)},
        made=frozenset(
            (
                *(node.name for node in names if node.ctx != "load"),
                *(node.name for node in macros),
                *(node.target for node in found.of(nodes.Import)),
                *made,
            )
        ),
        helpers=tuple(sorted((*found.of(nodes.Filter), *found.of(nodes.Test)), key=lambda node: node.lineno)),
        blocks={block.name: block.lineno for block in blocks},
        outer=frozenset(block.name for block in blocks) - found.inner,
        macros={node.name: node for node in macros},
        calls=calls,
        words=frozenset(_words(found)),
        chooses=any(_chooses(node) for kind in _ASKING for node in found.of(kind)),
    )


def _words(found: _Gathered) -> Iterator[str]:
    yield from (node.attr for node in found.of(nodes.Getattr))
    for node in found.of(nodes.Const):
        yield from _named_in(node.value) if isinstance(node.value, str) else ()


def _named_in(text: str) -> list[str]:
    """Fields that a filter would look at that is given the text, or that a text which formats would."""
    return [*_BETWEEN_NAMES.split(text), *(_NAMES.findall(text) if "{" in text else ())]


def _chooses(node: nodes.Expr) -> bool:
    """Whether what it looks up, or lets others look up, is not written out."""
    if isinstance(node, nodes.Getattr):
        return node.attr.startswith("_") or node.attr in _SPEAKING
    if isinstance(node, nodes.Getitem):
        number = node.arg.node if isinstance(node.arg, nodes.Neg) else node.arg
        return not isinstance(number, nodes.Const | nodes.Slice)
    if isinstance(node, nodes.Const):
        return isinstance(node.value, str) and ("__" in node.value or node.value in _SPEAKING)
    if not isinstance(node, nodes.Filter):
        return False
    is_looking = node.name in _LOOKING
    named = [pair.value for pair in node.kwargs if is_looking or pair.key == "attribute"]
    # The first word to `join` is what stands between.
    placed = node.args[1:] if node.name == "join" else node.args
    given = [*named, *placed] if is_looking else named
    return bool(node.dyn_args or node.dyn_kwargs) or not all(isinstance(value, nodes.Const) for value in given)


def _surplus(call: nodes.Call, macro: nodes.Macro) -> tuple[int, str] | None:
    """The line of a call that gives a macro more than it takes, and what."""
    names = tuple(argument.name for argument in macro.args)
    catches = {node.name for node in macro.find_all(nodes.Name)} & {"varargs", "kwargs"}
    unknown = next((given.key for given in call.kwargs if given.key not in (*names, "caller")), None)
    if len(call.args) > len(names) and "varargs" not in catches:
        return call.lineno, f"takes {len(names)} arguments, and is given {len(call.args)}"
    if unknown and "kwargs" not in catches:
        return call.lineno, f"has no argument '{unknown}'"
    return None


def _extends(node: _Reference) -> bool:
    return isinstance(node, nodes.Extends)


def _target(node: _Reference) -> str:
    """The name of the template that is referred to; empty when it is not written out."""
    name = node.template.value if isinstance(node.template, nodes.Const) else ""
    return name if isinstance(name, str) else ""


def _sees_context(node: _Reference) -> bool:
    return isinstance(node, nodes.Extends) or node.with_context


def _problem(path: str, line: int | None, code: str, what: str, hint: str = "") -> Problem:
    return Problem(path=path, line=line, code=code, what=what, hint=hint)
