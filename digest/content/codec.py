"""Frozen values to plain ones and back, and to a digest that equal values share, on any machine. Pure.

Plain is what `marshal` writes the same for equal values: text, bytes, numbers, None, and tuples of them; a dataclass is
a list that begins with its number, so that it can be told from a tuple.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from hashlib import blake2b
from operator import attrgetter
from typing import Any

_ATOMS = frozenset((str, bytes, int, float, bool, type(None)))
_DATE, _DATETIME, _SET, _MAP = -1, -2, -3, -4


class Codec:
    """Knows these dataclasses; the order in which they are named is part of what is written."""

    def __init__(self, kinds: Iterable[type[Any]]) -> None:
        self._kinds = tuple(kinds)
        self._names = [tuple(field.name for field in fields(kind)) for kind in self._kinds]
        self._numbers = {kind: number for number, kind in enumerate(self._kinds)}
        self._getters = [_getter(names) for names in self._names]

    def plain(self, value: Any) -> Any:
        kind = type(value)
        if kind in _ATOMS:
            return value
        if kind is tuple:
            return tuple([part if type(part) in _ATOMS else self.plain(part) for part in value])
        number = self._numbers.get(kind)
        if number is not None:
            parts = self._getters[number](value)
            return [number, *[part if type(part) in _ATOMS else self.plain(part) for part in parts]]
        return self._rare(value)

    def whole(self, value: Any) -> Any:
        """What `plain` was made from; maps come back as dicts."""
        kind = type(value)
        if kind is tuple:
            return tuple([part if type(part) in _ATOMS else self.whole(part) for part in value])
        if kind is not list:
            return value
        number, *plain = value
        parts = [part if type(part) in _ATOMS else self.whole(part) for part in plain]
        if number >= 0:
            return self._kinds[number](**dict(zip(self._names[number], parts, strict=True)))
        return _RARE[number](*parts)

    def _rare(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return [_DATETIME, value.isoformat()]
        if isinstance(value, date):
            return [_DATE, value.isoformat()]
        if isinstance(value, frozenset):
            return [_SET, tuple(sorted(value))]
        if isinstance(value, Mapping):
            return [_MAP, tuple((key, self.plain(part)) for key, part in value.items())]
        raise TypeError(f"no plain form of {type(value).__name__} is known")


_RARE: Mapping[int, Callable[..., Any]] = {
    _DATE: date.fromisoformat,
    _DATETIME: datetime.fromisoformat,
    _SET: frozenset,
    _MAP: dict,
}


class Sealer:
    """Digests of frozen values: 16 bytes, the same for equal values and for no others.

    What has a `seal` is known by that, or by what `seals` make of its kind, which is plain. Values of the `shared`
    kinds stand in many others, and are looked through once.
    """

    def __init__(
        self, shared: Iterable[type[Any]] = (), seals: Mapping[type[Any], Callable[[Any], object]] | None = None
    ) -> None:
        self._shared = frozenset(shared)
        self._seals = {kind: (kind.__qualname__, seal) for kind, seal in (seals or {}).items()}
        self._known: dict[int, tuple[object, bytes]] = {}
        """By identity; the value is held, so that no other can have it."""

    def digest(self, value: Any) -> bytes:
        return plain_digest(self._sealed(value))

    def _sealed(self, value: Any) -> Any:
        kind = type(value)
        if kind in _ATOMS:
            return value
        if kind is tuple:
            return tuple([part if type(part) in _ATOMS else self._sealed(part) for part in value])
        sealed = self._seals.get(kind)
        if sealed is not None:
            return sealed[0], sealed[1](value)
        if kind in self._shared:
            return self._once(value)
        name, parts = _SHAPES.get(kind) or _shape(kind)
        return (name, *[part if type(part) in _ATOMS else self._sealed(part) for part in parts(value)])

    def _once(self, value: Any) -> bytes:
        known = self._known.get(id(value))
        if known is None:
            name, parts = _shape(type(value))
            known = value, self.digest((name, *parts(value)))
            self._known[id(value)] = known
        return known[1]


def digest_of(value: Any) -> bytes:
    """Of one value alone."""
    return Sealer().digest(value)


def plain_digest(value: Any) -> bytes:
    """Of one that is plain already."""
    return blake2b(marshal.dumps(value, 2), digest_size=16).digest()


_Shape = tuple[str, Callable[[Any], tuple[Any, ...]]]
_SHAPES: dict[type[Any], _Shape] = {}


def _shape(kind: type[Any]) -> _Shape:
    """Its name and what gets its parts, looked up once: a site has many values of few kinds."""
    if kind not in _SHAPES:
        _SHAPES[kind] = (kind.__qualname__, _parts_of(kind))
    return _SHAPES[kind]


def _parts_of(kind: type[Any]) -> Callable[[Any], tuple[Any, ...]]:
    if hasattr(kind, "seal"):
        return lambda value: (value.seal,)
    if is_dataclass(kind):
        return _getter(tuple(field.name for field in fields(kind)))
    if issubclass(kind, date):
        return lambda value: (value.isoformat(),)
    if issubclass(kind, frozenset):
        return lambda value: tuple(sorted(value))
    if issubclass(kind, Mapping):
        return lambda value: tuple(sorted(value.items()))
    raise TypeError(f"no digest of {kind.__name__} is known")


def _getter(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)
