"""Values are compared, hashed and told as those that the library makes."""

from __future__ import annotations

import dataclasses
import pickle
from typing import Any

import pytest

from digest import values
from digest.compose import views
from digest.model import Entry
from tests.builders import entry


def made(decorator: Any, name: str) -> Any:
    """A class of some fields, one of which is neither compared nor told."""

    class Point:
        x: int
        y: tuple[str, ...] = ()
        z: int = dataclasses.field(default=0, repr=False, compare=False)
        lines: dict[str, int] = dataclasses.field(default_factory=dict, compare=False)

        def far(self) -> int:
            return self.x + 1

    Point.__qualname__ = Point.__name__ = name
    return decorator(frozen=True, slots=True, kw_only=True)(Point)


OURS, THEIRS = made(values.dataclass, "Point"), made(dataclasses.dataclass, "Point")
GIVEN: tuple[dict[str, Any], ...] = ({"x": 1}, {"x": 1, "z": 2}, {"x": 2}, {"x": 1, "y": ("a",)})


@pytest.mark.parametrize("one", GIVEN)
@pytest.mark.parametrize("other", GIVEN)
def test_values_are_equal_and_hashed_alike_where_those_of_the_library_are(one, other):
    assert (OURS(**one) == OURS(**other)) is (THEIRS(**one) == THEIRS(**other))
    assert hash(OURS(**one)) == hash(THEIRS(**one))
    assert repr(OURS(**one)) == repr(THEIRS(**one))
    assert OURS(**one) != THEIRS(**one)


def test_values_have_the_fields_and_refuse_the_arguments_of_the_library():
    assert [field.name for field in dataclasses.fields(OURS)] == [field.name for field in dataclasses.fields(THEIRS)]
    assert dataclasses.replace(OURS(x=1), x=2).far() == 3
    assert OURS(x=1).lines is not OURS(x=1).lines
    for wrong in ({}, {"x": 1, "a": 2}):
        with pytest.raises(TypeError):
            OURS(**wrong)
    with pytest.raises(TypeError):
        OURS(1)
    with pytest.raises(AttributeError):
        OURS(x=1).other = 1


def test_a_method_of_its_own_stays():
    class Named:
        name: str

        def __repr__(self) -> str:
            return self.name

    kind: Any = values.dataclass(frozen=True, slots=True, kw_only=True)(Named)
    assert repr(kind(name="Jane")) == "Jane"


def test_an_entry_goes_to_another_process_and_comes_back():
    there = pickle.loads(pickle.dumps(entry("alpha", tags=("film",))))
    assert there == entry("alpha", tags=("film",))
    assert isinstance(there, Entry)


def test_a_generic_value_is_known_by_its_class():
    assert views.Moments.__doc__
    assert views.SectionView(id="a", title="", about="", entries=()) == views.SectionView(
        id="a", title="", about="", entries=()
    )
