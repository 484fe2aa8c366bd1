"""Frozen values as `dataclasses` makes them, in a third of the time: a build of one page is half importing. Pure.

The type checker sees the library's own decorator, and so refuses every change of a value. What the library writes and
compiles for each class, to compare, to hash, to tell a value and to refuse its changes, all share here or do without.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(*, frozen: bool, slots: bool, kw_only: bool) -> Callable[[type], type]:
        """Each argument as the library has it; nothing but mypy keeps a frozen value from being changed."""

        def made(kind: type) -> type:
            # Else the library writes down the arguments.
            kind.__doc__ = kind.__doc__ or kind.__name__
            quick = dataclasses.dataclass(slots=slots, kw_only=kw_only, eq=False, repr=False)(kind)
            for name, shared in _SHARED.items() if frozen else ():
                if name not in vars(kind):
                    setattr(quick, name, shared)
            return quick

        return made


_COMPARED: dict[type[Any], Callable[[Any], tuple[Any, ...]]] = {}


def _compared(kind: type[Any]) -> Callable[[Any], tuple[Any, ...]]:
    """What gets the fields that are compared, looked up once."""
    if kind not in _COMPARED:
        names = [field.name for field in dataclasses.fields(kind) if field.compare]
        several = len(names) > 1
        _COMPARED[kind] = attrgetter(*names) if several else lambda value: tuple(getattr(value, name) for name in names)
    return _COMPARED[kind]


def _is_equal(value: Any, other: object) -> Any:
    if type(value) is not type(other):
        return NotImplemented
    parts = _compared(type(value))
    return parts(value) == parts(other)


def _hash(value: Any) -> int:
    return hash(_compared(type(value))(value))


def _told(value: Any) -> str:
    shown = (field.name for field in dataclasses.fields(value) if field.repr)
    return f"{type(value).__qualname__}({', '.join(f'{name}={getattr(value, name)!r}' for name in shown)})"


_SHARED: dict[str, object] = {"__eq__": _is_equal, "__hash__": _hash, "__repr__": _told}
