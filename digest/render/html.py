"""Pages and the bodies of feeds to HTML by the theme's templates. Pure.

A template sees the fields of its page's context, `page` and `site`, and the filters of render.filters. Everything
is escaped but what render itself made; a name that does not exist is an error with its file and line. French spaces are
set last, in what is written.
"""

from __future__ import annotations

import marshal
import traceback
from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, is_dataclass
from functools import cache, partial
from inspect import currentframe
from itertools import islice
from types import CodeType, MappingProxyType
from typing import Any, NamedTuple

from jinja2 import BaseLoader, BytecodeCache, Environment, StrictUndefined, Template, UndefinedError, nodes
from jinja2.bccache import Bucket

from digest.compose.pictures import Picture
from digest.compose.views import WORDS, Page, SiteInfo
from digest.content.theme import WAY_BACK, Theme
from digest.errors import DigestError, Problem, did_you_mean
from digest.render.engine import Latest, QuickEnvironment
from digest.render.filters import filters
from digest.render.illustrate import illustrated
from digest.render.language import texts
from digest.render.structured import structured
from digest.render.typesetting import typeset
from digest.text import presentable

_MOST_COUNTED = 1_000
_MOST_CHARACTERS = 20_000_000
_MOST_PIECES = 2_000_000
_PIECES_AT_ONCE = 10_000
"""Far beyond any page: an archive of 300 issues has less than 100,000 characters."""


class Renderer:
    """A theme bound to a publication. All templates are checked at once, before the first page.

    Of a theme that was found sound before, `is_sound` says so; whoever says it wrongly meets mistakes later.
    """

    def __init__(
        self,
        theme: Theme,
        info: SiteInfo,
        pictures: Mapping[str, Picture] = MappingProxyType({}),
        *,
        is_sound: bool = False,
    ) -> None:
        self._theme = theme
        self._info = info
        self._pictures = pictures
        self._language = info.language
        self._site = _Templates(theme, info, absolute=False)
        self._abroad = _Templates(theme, info, absolute=True)
        if not is_sound:
            inspect_theme(theme)

    def page(self, page: Page) -> str:
        """A whole HTML document."""
        context = {field.name: getattr(page.context, field.name) for field in fields(page.context)}
        return self._render(self._site, page.context.template, {**context, "page": page})

    def fragment(self, template: str, *, absolute: bool, **context: object) -> str:
        """HTML to stand in another document; with `absolute` every address of ours is a whole one."""
        return self._render(self._abroad if absolute else self._site, template, context)

    def _render(self, templates: _Templates, name: str, context: dict[str, object]) -> str:
        if name not in self._theme.templates:
            raise DigestError(_missing(name, self._theme))
        try:
            text = presentable(templates.written(name, context))
        except UndefinedError as error:
            what, _, hint = (error.message or "unknown name").partition("\n")
            place = error.place if isinstance(error, _UnknownError) else None
            raise DigestError(_problem(*(place or self._place(error, name)), "TPL002", what, hint)) from error
        except DigestError:
            raise
        except RecursionError as error:
            what = "it includes or calls itself without end"
            raise DigestError(_problem(*self._place(error, name), "TPL008", what, WAY_BACK)) from error
        except _TooLongError as error:
            what = f"the template has no end: {error}"
            raise DigestError(_problem(*self._place(error, name), "TPL008", what, WAY_BACK)) from error
        except Exception as error:
            what = f"the template failed: {type(error).__name__}: {error}"
            raise DigestError(_problem(*self._place(error, name), "TPL008", what, WAY_BACK)) from error
        is_page = templates is self._site
        base = self._info.base_path if is_page else self._info.base_url.rstrip("/")
        shown = illustrated(text, self._pictures, base=base, is_page=is_page)
        return typeset(shown, self._language)

    def _place(self, error: Exception, name: str) -> tuple[str, int | None]:
        """File and line of the innermost template that the error passed through."""
        origins = frozenset(self._theme.origins.values())
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in origins]
        return (frames[-1].filename, frames[-1].lineno) if frames else (self._theme.origins[name], None)


class _Templates:
    """Those of a theme, for pages or for what is read elsewhere."""

    def __init__(self, theme: Theme, info: SiteInfo, *, absolute: bool) -> None:
        self._environment = partial(_environment, theme, info, absolute=absolute)
        self._straight = self._environment(straight=True)
        self._careful: QuickEnvironment | None = None
        self._odd: set[str] = set()
        """Names of those that once asked for a field that was none."""

    def written(self, name: str, context: dict[str, object]) -> str:
        if name not in self._odd:
            try:
                return _written(self._straight.get_template(name), context)
            except AttributeError:
                self._odd.add(name)
        # Whatever it was, an item or a mistake: it is found here, or told.
        self._careful = self._careful or self._environment()
        return _written(self._careful.get_template(name), context)


class _TooLongError(Exception):
    """A template wrote or counted more than any page can hold."""


def _written(template: Template, context: dict[str, object]) -> str:
    """What a template writes; a loop without an end is stopped where it stands, so that the error knows its line."""
    stream = template.generate(context)
    parts: list[str] = []
    length = pieces = 0
    while chunk := tuple(islice(stream, _PIECES_AT_ONCE)):
        parts.append("".join(chunk))
        length += len(parts[-1])
        pieces += len(chunk)
        if length > _MOST_CHARACTERS or pieces > _MOST_PIECES:
            stream.throw(_TooLongError(f"a page of more than {length:,} characters"))  # type: ignore[attr-defined]
    return "".join(parts)


def _range(*limits: int) -> range:
    """The one loop of a template that is not over something which is there."""
    counted = range(*limits)
    if len(counted) > _MOST_COUNTED:
        raise _TooLongError(f"range counts {len(counted):,} times, and {_MOST_COUNTED:,} is the most")
    return counted


class _Loader(BaseLoader):
    """Templates from memory, under the names that messages show."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        return self._theme.templates[template], self._theme.origins[template], lambda: True


_ANY_SITE = SiteInfo(
    id="",
    title="",
    tagline="",
    base_url="https://example.org/",
    base_path="",
    language="en",
    editors=(),
    licence="",
    contact="",
    repository="",
    subscribe="",
    pages=(),
    outputs=frozenset(),
    theme=(),
    style_version="",
)
_COMPILED: Latest[CodeType | bytes] = Latest()
"""By name, place, text and who runs it: for every site, since nothing of a site stands in a compiled template."""
_Key = tuple[str, str, str, bool]


class _Compiled(BytecodeCache):
    """What was compiled before, by this process or by one before it: else most of the time of a build."""

    def __init__(self, *, straight: bool) -> None:
        self._straight = straight

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        bucket = Bucket(environment, name, "")
        key = (name, filename, source, self._straight)
        code = _COMPILED.get(key) or _press(straight=self._straight).compile(source, name, filename)
        bucket.code = _COMPILED[key] = marshal.loads(code) if isinstance(code, bytes) else code
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        """It is there when the bucket is made."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """As `get_bucket` has it."""


def compiled() -> dict[_Key, bytes]:
    """Everything that this process has compiled, in the form that `remember` takes."""
    written = ((key, code if isinstance(code, bytes) else marshal.dumps(code)) for key, code in _COMPILED.items())
    return dict(written)  # type: ignore[arg-type]


def remember(codes: Mapping[_Key, bytes]) -> None:
    """What this very program compiled before, on this Python."""
    for key, code in codes.items():
        if key not in _COMPILED:
            _COMPILED[key] = code


@cache
def _press(*, straight: bool) -> QuickEnvironment:
    """Compiles for every site: what a filter makes of constants, like addresses, is left to be made by each."""
    environment = _environment(None, _ANY_SITE, absolute=False, straight=straight)
    # There is next to nothing that could be known beforehand, and to look for it takes a tenth of the time.
    environment.optimized = False
    environment.filters.update(dict.fromkeys((*filters(_ANY_SITE, absolute=False), "structured"), _later))
    return environment


def _pressed(tree: nodes.Template, name: str, filename: str, source: str) -> frozenset[str]:
    """Compile a template that was read; the names that it expects from elsewhere."""
    press = _press(straight=True)
    _COMPILED[name, filename, source, True] = press.compile(tree, name, filename)
    return frozenset(press.expected)


def _later(*_: object, **__: object) -> object:
    raise TypeError("known when there is a site")


class _UnknownError(UndefinedError):
    """`place` is the file and line of the template that asked for the name."""

    def __init__(self, message: str | None, *, place: tuple[str, int] | None) -> None:
        super().__init__(message)
        self.place = place


class _Unknown(StrictUndefined):
    """A name that does not exist; the second line of its message is a hint.

    It may be handed to a macro of another file before it fails, so it keeps the place where it was asked for.
    """

    __slots__ = ()

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._undefined_exception = partial(_UnknownError, place=_asking())  # type: ignore[assignment]

    @property
    def _undefined_message(self) -> str:
        owner, name = self._undefined_obj, self._undefined_name
        if self._undefined_hint:
            return self._undefined_hint
        if is_dataclass(owner):
            made = (word for word, part in vars(type(owner)).items() if isinstance(part, property))
            known = (*(field.name for field in fields(owner)), *made)
            return f"{type(owner).__name__} has no '{name}'\n{did_you_mean(str(name), known)}"
        if isinstance(name, str) and not isinstance(owner, str | tuple | dict):
            return f"unknown name '{name}'"
        return f"{owner!r} has no {name!r}"


def _asking() -> tuple[str, int] | None:
    """File and line of the template that is running."""
    frame = currentframe()
    while frame and "__jinja_template__" not in frame.f_globals:
        frame = frame.f_back
    if frame is None:
        return None
    return frame.f_code.co_filename, frame.f_globals["__jinja_template__"].get_corresponding_lineno(frame.f_lineno)


class Dependence(NamedTuple):
    """What the output of a template hangs on."""

    templates: tuple[str, ...]
    """Itself and all that it takes from."""
    on_words: bool
    """Whether notes and quotations of entries may be read."""


def inspect_theme(theme: Theme, names: Collection[str] | None = None) -> dict[str, Dependence]:
    """Of these templates, or of all, what their output depends on. Raises DigestError with every mistake that they,
    or those that they take from, have.

    What is wrong with a template hangs on no publication, so that a theme need be inspected once.
    """
    # Here, since of a theme that was found sound nobody asks again.
    from digest.render.inspection import Inspection

    inspection = Inspection(theme, _environment(theme, _ANY_SITE, absolute=False), _pressed)
    names = theme.templates if names is None else names
    problems = inspection.problems(sorted(names))
    if problems:
        raise DigestError(*problems)
    return {
        name: Dependence(tuple(sorted(inspection.closure(name))), inspection.may_read(name, WORDS)) for name in names
    }


def _environment(theme: Theme | None, info: SiteInfo, *, absolute: bool, straight: bool = False) -> QuickEnvironment:
    environment = QuickEnvironment(
        straight=straight,
        loader=_Loader(theme) if theme else None,
        undefined=_Unknown,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=_Compiled(straight=straight),
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.speak(texts(info.language))
    environment.globals.update(site=info, range=_range)
    environment.filters.update({**filters(info, absolute=absolute), "structured": partial(structured, info=info)})
    return environment


def _missing(name: str, theme: Theme) -> Problem:
    hint = did_you_mean(name, theme.templates)
    return _problem(f"templates/{name}", None, "TPL001", "no such template", hint)


def _problem(path: str, line: int | None, code: str, what: str, hint: str = "") -> Problem:
    return Problem(path=path, line=line, code=code, what=what, hint=hint)
