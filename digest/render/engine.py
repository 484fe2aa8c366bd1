"""Jinja's environment, made to do less for the same text. Pure.

Alone knows what stands in a compiled template: most of the time of a page goes into calling macros, saying the words of
the interface, and wrapping what is joined at once. What cannot be done here is left to Jinja, which has the errors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, MutableMapping
from functools import cache
from gettext import NullTranslations
from keyword import iskeyword
from typing import Any, TypeVar

from jinja2 import Environment, Template, nodes, pass_environment, pass_eval_context
from jinja2.compiler import CodeGenerator, Frame
from jinja2.filters import do_attr, sync_do_join
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, LoopContext
from jinja2.runtime import Macro as JinjaMacro
from jinja2.utils import missing
from markupsafe import Markup
from markupsafe import _escape_inner as escaped_text  # type: ignore[attr-defined]  # without wrapping the result
from markupsafe import escape as markup_of

_FIRST_LINE = "from jinja2.runtime import "
_OURS = f"; from {__name__} import Macro, escape"
"""Set behind the first line of a compiled template, so that the numbers of its lines stay."""
_OF_NO_USE = ("_loop_vars", "_block_vars")
"""Handed to each function that is called, for one that sees the whole context; we have none."""
_PLACES = re.compile(r"[^%]*+(?:%(?:%|\(\w+\)s)[^%]*+)*+")
"""A text in which values are shown, and nothing is done to them."""
_MOST_KNOWN = 1000
Value = TypeVar("Value")
_wrapped = str.__new__
"""`Markup` asks what it is given; here that is known to be HTML."""


class Latest(dict[tuple[object, ...], Value]):
    """Holds so much and no more, however often templates change while a site is served."""

    def __setitem__(self, key: tuple[object, ...], value: Value) -> None:
        super().__setitem__(key, value)
        if len(self) > _MOST_KNOWN:
            del self[next(iter(self))]


class QuickEnvironment(Environment):
    """Compiles and runs templates as its base does. All templates are known when the first is taken, and stay.

    A `straight` one takes fields as Python does, in a third of the time: where there is none of that name it raises
    AttributeError, and all is to be written again by one that is not straight, which looks for an item then.
    """

    def __init__(self, *, straight: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.straight = straight
        if straight:
            self.filters["attr"] = _attribute
        self.filters["join"] = joined
        self._taken: dict[str, Template] = {}
        self.expected: set[str] = set()
        """Names that what was generated last expects from elsewhere."""

    def speak(self, texts: NullTranslations) -> None:
        """Let `_` and `ngettext` of templates say these texts."""
        self.install_gettext_translations(texts, newstyle=True)  # type: ignore[attr-defined]
        words = Words(self.globals["gettext"], texts.gettext)
        numbered = NumberedWords(self.globals["ngettext"], texts.ngettext)
        self.globals.update({"_": words, "gettext": words, "ngettext": numbered})

    def get_template(
        self, name: str | Template, parent: str | None = None, globals: MutableMapping[str, Any] | None = None
    ) -> Template:
        if globals or not isinstance(name, str):
            return super().get_template(name, parent, globals)
        if name not in self._taken:
            self._taken[name] = super().get_template(name, parent)
        return self._taken[name]

    def getitem(self, obj: Any, argument: Any) -> Any:
        if self.straight:
            _refuse_loop(obj)
        return super().getitem(obj, argument)

    def getattr(self, obj: Any, attribute: str) -> Any:
        if self.straight:
            _refuse_loop(obj)
        return super().getattr(obj, attribute)

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        first, end, rest = super()._generate(source, name, filename, defer_init).partition("\n")
        return first + (_OURS if first.startswith(_FIRST_LINE) else "") + end + rest


def _refuse_loop(value: object) -> None:
    """To say what comes next a loop runs the template, and Jinja takes an AttributeError of it for a missing item."""
    if isinstance(value, LoopContext):
        raise AttributeError("a loop is asked for an item")


@pass_environment
def _attribute(environment: Environment, value: Any, name: str) -> Any:
    _refuse_loop(value)
    return do_attr(environment, value, name)


def escape(value: object) -> str:
    """The same characters as Jinja's; what is only joined needs no wrapping."""
    if type(value) is str:
        return escaped_text(value)
    return value if type(value) is Markup else markup_of(value)


@pass_eval_context
def joined(context: EvalContext, value: Any, d: Any = "", attribute: str | int | None = None) -> Any:
    """Texts of a tuple, the usual case, are joined by Python; what escapes something else is Jinja's."""
    if type(value) is tuple and attribute is None and type(d) is str:
        for part in value:
            if type(part) is not str:
                break
        else:
            return d.join(value)
    return sync_do_join(context, value, d, attribute)


class Macro(JinjaMacro):
    """A macro that can tell whether its arguments stand in their places."""

    def __init__(
        self,
        environment: Environment,
        func: Callable[..., str],
        name: str,
        arguments: list[str],
        catch_kwargs: bool,
        catch_varargs: bool,
        caller: bool,
        default_autoescape: bool | None = None,
    ) -> None:
        super().__init__(environment, func, name, arguments, catch_kwargs, catch_varargs, caller, default_autoescape)
        is_simple = not (catch_kwargs or catch_varargs or "caller" in arguments)
        self.written = func
        self.padding: tuple[tuple[object, ...], ...] = ()
        """What stands for the arguments that are not given, by the number of those that are."""
        if is_simple and not caller:
            self.padding = tuple((missing,) * left for left in range(len(arguments), -1, -1))
        self._names = (*arguments, *(("caller",) if caller else ())) if is_simple else None

    def places(self, args: tuple[object, ...], named: Mapping[str, object]) -> tuple[object, ...] | None:
        """All arguments in order; None where only Jinja knows what that is, or what is wrong with it."""
        if self._names is None or len(args) > self._argument_count:
            return None
        names = self._names[len(args) :]
        if not named.keys() <= set(names) or (self.caller and "caller" not in named):
            return None
        return (*args, *(named.get(name, missing) for name in names))


class Words:
    """`_`, also called `gettext`: a text without values is put together once."""

    def __init__(self, stock: Any, translated: Callable[[str], str]) -> None:
        self.stock = stock
        self._translated = translated
        self._known: dict[str, Markup] = {}

    def said(self, args: tuple[Any, ...], values: Mapping[str, object]) -> Markup | None:
        """None where only Jinja knows what that is."""
        if len(args) != 1 or type(args[0]) is not str:
            return None
        if values:
            return _filled(self._translated(args[0]), values)
        known = self._known.get(args[0])
        if known is None and (known := _filled(self._translated(args[0]), values)) is not None:
            self._known[args[0]] = known
        return known


class NumberedWords:
    """`ngettext`."""

    def __init__(self, stock: Any, translated: Callable[[str, str, int], str]) -> None:
        self.stock = stock
        self._translated = translated

    def said(self, args: tuple[Any, ...], values: Mapping[str, object]) -> Markup | None:
        if len(args) != 3 or type(args[0]) is not str or type(args[1]) is not str:
            return None
        return _filled(self._translated(*args), {"num": args[2], **values})


def _filled(text: str, values: Mapping[str, object]) -> Markup | None:
    return Markup(text % _Escaped(values)) if type(text) is str and _PLACES.fullmatch(text) else None


class _Escaped(dict[str, object]):
    """Values of which those are escaped that are asked for."""

    def __getitem__(self, name: str) -> str:
        return markup_of(super().__getitem__(name))


class _Context(Context):
    def call(self, called: Any, /, *args: Any, **named: Any) -> Any:
        kind = type(called)
        is_escaped = self.eval_ctx.autoescape
        if kind is Macro and is_escaped:
            if not named and len(args) < len(called.padding):
                return _wrapped(Markup, called.written(*args, *called.padding[len(args)]))
            places = called.places(args, named)
            if places is not None:
                return _wrapped(Markup, called.written(*places))
        elif kind is Words or kind is NumberedWords:
            said = called.said(args, named) if is_escaped else None
            return super().call(called.stock, *args, **named) if said is None else said
        return super().call(called, *args, **named)


class _Template(Template):
    def _get_default_module(self, ctx: Context | None = None) -> Any:
        """Jinja asks each time whether the caller has globals that this template has not."""
        return super()._get_default_module()


@cache
def _is_field(name: str) -> bool:
    """Whether Python reads it as Jinja does."""
    return name.isascii() and name.isidentifier() and not iskeyword(name) and not name.startswith("__")


class _Generator(CodeGenerator):
    """Tells its environment, as a side of its work, which names it met that nobody gave a value."""

    def __init__(self, environment: Any, *arguments: Any, **named: Any) -> None:
        super().__init__(environment, *arguments, **named)
        environment.expected = set()

    def enter_frame(self, frame: Frame) -> None:
        super().enter_frame(frame)
        environment: Any = self.environment
        for action, name in frame.symbols.loads.values():
            if action == "resolve" and name not in environment.globals:
                environment.expected.add(name)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 (so Jinja calls it)
        environment: Any = self.environment
        # The blocks of `self` are items.
        is_block = isinstance(node.node, nodes.Name) and node.node.name == "self"
        if is_block or not environment.straight or not _is_field(node.attr):
            super().visit_Getattr(node, frame)
            return
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")

    def signature(
        self,
        node: nodes.Call | nodes.Filter | nodes.Test,
        frame: Frame,
        extra_kwargs: Mapping[str, Any] | None = None,
    ) -> None:
        kept = {name: value for name, value in (extra_kwargs or {}).items() if name not in _OF_NO_USE}
        super().signature(node, frame, kept)


QuickEnvironment.context_class = _Context
QuickEnvironment.template_class = _Template
QuickEnvironment.code_generator_class = _Generator
