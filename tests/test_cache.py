"""Kept results: found again by their key, never believed when they are damaged."""

from __future__ import annotations

import pytest

from digest.content.cache import Cache, key_of, program


def test_what_was_made_once_is_not_made_again(tmp_path):
    cache = Cache(tmp_path, "pictures")
    made = []

    def make() -> bytes:
        made.append(1)
        return b"a picture"

    assert [cache.made("k", make), Cache(tmp_path, "pictures").made("k", make)] == [b"a picture"] * 2
    assert made == [1]


def test_a_result_cut_off_at_any_length_is_none(tmp_path):
    cache = Cache(tmp_path, "pictures")
    cache.put("k", b"a picture")
    whole = (cache.folder / "k").read_bytes()
    for length in range(len(whole)):
        (cache.folder / "k").write_bytes(whole[:length])
        assert cache.get("k") is None, length


@pytest.mark.parametrize("place", [0, 31, 32, 40])
def test_a_result_with_one_wrong_byte_is_none(tmp_path, place):
    cache = Cache(tmp_path, "pictures")
    cache.put("k", b"a picture")
    data = bytearray((cache.folder / "k").read_bytes())
    data[place] ^= 1
    (cache.folder / "k").write_bytes(bytes(data))
    assert cache.get("k") is None


def test_a_file_where_the_folder_should_be_costs_time_alone(tmp_path):
    (tmp_path / ".cache").write_text("")
    assert Cache(tmp_path, "pictures").made("k", lambda: b"made") == b"made"


def test_other_results_and_leftovers_are_forgotten(tmp_path):
    cache = Cache(tmp_path, "pictures")
    cache.put("old", b"1")
    cache.put("new", b"2")
    (cache.folder / "new.4711").write_bytes(b"half")
    cache.keep_only(["new"])
    assert [place.name for place in cache.folder.iterdir()] == ["new"]


def test_parts_of_a_key_do_not_run_into_each_other():
    assert len({key_of("ab", "c"), key_of("a", "bc"), key_of("abc"), key_of("abc", "")}) == 4
    assert key_of("a", b"b") == key_of(b"a", "b")


def test_a_key_knows_the_program_by_the_bytes_of_its_files(tmp_path, monkeypatch):
    monkeypatch.setattr("digest.content.cache._PACKAGE", tmp_path)
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "a.py").write_text("1")
    before = program("room/*.py")
    program.cache_clear()
    (tmp_path / "room" / "a.py").write_text("2")
    assert program("room/*.py") != before
    program.cache_clear()
