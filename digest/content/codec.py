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
            return tuple([self.plain(part) for part in value])
        number = self._numbers.get(kind)
        if number is not None:
            return [number, *[self.plain(part) for part in self._getters[number](value)]]
        return self._rare(value)

    def whole(self, value: Any) -> Any:
        """What `plain` was made from; maps come back as dicts."""
        kind = type(value)
        if kind is tuple:
            return tuple([self.whole(part) for part in value])
        if kind is not list:
            return value
        number, *parts = value
        if number >= 0:
            return self._kinds[number](**dict(zip(self._names[number], map(self.whole, parts), strict=True)))
        return _RARE[number](*(self.whole(part) for part in parts))

    def dumps(self, value: Any) -> bytes:
        return marshal.dumps(self.plain(value), 2)

    def loads(self, data: bytes) -> Any:
        return self.whole(marshal.loads(data))

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


def digest_of(value: Any) -> bytes:
    """16 bytes, the same for equal frozen values and for no others. What has a `seal` is that."""
    return blake2b(marshal.dumps(_sealed(value), 2), digest_size=16).digest()


def _sealed(value: Any) -> Any:
    kind = type(value)
    if kind in _ATOMS:
        return value
    if kind is tuple:
        return tuple([_sealed(part) for part in value])
    if (seal := getattr(value, "seal", None)) is not None:
        return (b"seal", seal)
    if is_dataclass(value):
        name, parts = _shape(kind)
        return (name, *[_sealed(part) for part in parts(value)])
    if isinstance(value, date):
        return (kind.__name__, value.isoformat())
    if isinstance(value, frozenset):
        return ("set", *sorted(value))
    if isinstance(value, Mapping):
        return ("map", *sorted((key, _sealed(part)) for key, part in value.items()))
    raise TypeError(f"no digest of {kind.__name__} is known")


_SHAPES: dict[type[Any], tuple[str, Callable[[Any], tuple[Any, ...]]]] = {}


def _shape(kind: type[Any]) -> tuple[str, Callable[[Any], tuple[Any, ...]]]:
    """Its name and what gets its fields, looked up once: a site has many values of few kinds."""
    if kind not in _SHAPES:
        names = tuple(field.name for field in fields(kind))
        _SHAPES[kind] = (kind.__qualname__, _getter(names))
    return _SHAPES[kind]


def _getter(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)
