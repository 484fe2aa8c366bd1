"""What is kept for the next build: found again whole, and never believed when it is cut off, damaged or another's."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from digest.content import kept
from digest.content.kept import Packs, Snapshot, Table, sweep

VALUE = {"a": ("b", 1, None, b"c", 2.5, True), "é": ()}


class Forgetful(dict[str, object]):
    def __setitem__(self, key: str, value: object) -> None:
        """Keeps nothing."""


@pytest.fixture(autouse=True)
def another_process_each_time(monkeypatch):
    """What this process loaded or saved itself it would not read again."""
    monkeypatch.setattr(kept, "_here", Forgetful())


def the_file(root: Path, name: str = "x") -> Path:
    return root / ".cache" / "kept" / name


def cut_everywhere(place: Path):
    """The file cut off at every length, and whole again at the end."""
    whole = place.read_bytes()
    for length in range(len(whole)):
        place.write_bytes(whole[:length])
        yield length
    place.write_bytes(whole)


def test_a_value_is_found_again(tmp_path):
    Snapshot(tmp_path, "x", b"1").save(VALUE)
    assert Snapshot(tmp_path, "x", b"1").load() == VALUE


def test_another_program_finds_nothing(tmp_path):
    Snapshot(tmp_path, "x", b"1").save(VALUE)
    assert Snapshot(tmp_path, "x", b"2").load() is None


def test_a_value_cut_off_at_any_length_is_none(tmp_path):
    Snapshot(tmp_path, "x", b"1").save(VALUE)
    for length in cut_everywhere(the_file(tmp_path)):
        assert Snapshot(tmp_path, "x", b"1").load() is None, length
    assert Snapshot(tmp_path, "x", b"1").load() == VALUE


def test_a_value_with_one_wrong_byte_is_none(tmp_path):
    Snapshot(tmp_path, "x", b"1").save(VALUE)
    place = the_file(tmp_path)
    whole = place.read_bytes()
    for at in range(len(whole)):
        place.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert Snapshot(tmp_path, "x", b"1").load() is None, at


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path):
    (tmp_path / ".cache").write_text("a file in the place of the folder")
    Snapshot(tmp_path, "x", b"1").save(VALUE)
    assert Snapshot(tmp_path, "x", b"1").load() is None


@pytest.fixture
def table(tmp_path):
    """A hundred values, one of which has changed since all were kept."""
    first = Table(tmp_path, "x", b"1")
    first.load()
    first.save({str(number): (number,) for number in range(100)})
    second = Table(tmp_path, "x", b"1")
    second.save({**second.load(), "7": ("seven",)})
    return tmp_path


def expected() -> dict[str, object]:
    return {str(number): ("seven",) if number == 7 else (number,) for number in range(100)}


def test_what_has_changed_is_kept_beside_the_whole(table):
    assert Table(table, "x", b"1").load() == expected()
    assert the_file(table, "x-changes").stat().st_size * 5 < the_file(table).stat().st_size


def test_what_has_gone_stays_away(table):
    third = Table(table, "x", b"1")
    values = third.load()
    del values["3"]
    third.save(values)
    assert Table(table, "x", b"1").load() == {name: value for name, value in expected().items() if name != "3"}


def test_changes_of_another_whole_count_for_nothing(table):
    changes = the_file(table, "x-changes").read_bytes()
    fourth = Table(table, "x", b"1")
    fourth.load()
    fourth.save({"only": (1,)})
    the_file(table, "x-changes").write_bytes(changes)
    assert Table(table, "x", b"1").load() == {"only": (1,)}


@pytest.mark.parametrize("name", ["x", "x-changes"])
def test_a_table_cut_off_at_any_length_holds_nothing_that_was_not_kept(table, name):
    possible = ({}, expected(), {**expected(), "7": (7,)})
    for length in cut_everywhere(the_file(table, name)):
        assert Table(table, "x", b"1").load() in possible, length


def key(number: int) -> bytes:
    return number.to_bytes(16, "big")


def filled(root: Path, *numbers: int) -> None:
    packs = Packs(root, "entries")
    for number in numbers:
        packs.put(key(number), b"%d" % number * 3)
    packs.close()


def held(root: Path, *numbers: int) -> list[bytes | None]:
    packs = Packs(root, "entries")
    try:
        return [packs.get(key(number)) for number in numbers]
    finally:
        packs.close()


def test_results_are_found_by_their_keys_in_whatever_pack(tmp_path):
    filled(tmp_path, 1, 2)
    filled(tmp_path, 3)
    assert held(tmp_path, 1, 2, 3, 4) == [b"111", b"222", b"333", None]


def test_a_result_is_found_before_its_pack_is_finished(tmp_path):
    packs = Packs(tmp_path, "entries")
    packs.put(key(1), b"one")
    assert packs.get(key(1)) == b"one"
    packs.close()


def test_others_find_it_when_the_pack_is_finished(tmp_path):
    here, there = Packs(tmp_path, "entries"), Packs(tmp_path, "entries")
    here.put(key(1), b"one")
    here.finish()
    assert there.get(key(1)) is None
    there.refresh()
    assert there.get(key(1)) == here.get(key(1)) == b"one"
    here.close()
    there.close()


def test_a_pack_cut_off_at_any_length_gives_what_was_kept_or_nothing(tmp_path):
    filled(tmp_path, 1, 2)
    (pack,) = (tmp_path / ".cache" / "entries").glob("*.pack")
    for length in cut_everywhere(pack):
        assert held(tmp_path, 1, 2) == [None, None], length
    assert held(tmp_path, 1, 2) == [b"111", b"222"]


def test_a_pack_with_one_wrong_byte_gives_what_was_kept_or_nothing(tmp_path):
    filled(tmp_path, 1, 2)
    (pack,) = (tmp_path / ".cache" / "entries").glob("*.pack")
    whole = pack.read_bytes()
    for at in range(len(whole)):
        pack.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        for number, found in zip((1, 2), held(tmp_path, 1, 2), strict=True):
            assert found in (None, b"%d" % number * 3), at


def test_many_packs_become_one_and_lose_nothing(tmp_path):
    for number in range(20):
        filled(tmp_path, number)
    packs = Packs(tmp_path, "entries")
    packs.tidy(1000)
    packs.close()
    assert len(list((tmp_path / ".cache" / "entries").iterdir())) == 1
    assert held(tmp_path, *range(20)) == [b"%d" % number * 3 for number in range(20)]


def test_more_than_is_wanted_is_forgotten(tmp_path):
    filled(tmp_path, *range(20))
    packs = Packs(tmp_path, "entries")
    packs.tidy(10)
    packs.close()
    assert held(tmp_path, 1, 2) == [None, None]


def test_what_a_process_that_died_left_behind_goes(tmp_path):
    filled(tmp_path, 1)
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True)
    for name in (f"{gone.stdout.strip()}.draft", f"{os.getpid()}.draft", f"files.{gone.stdout.strip()}.draft"):
        (tmp_path / ".cache" / "entries" / name).write_bytes(b"half")
    sweep(tmp_path, "entries")
    found = sorted(path.name for path in (tmp_path / ".cache" / "entries").iterdir())
    assert [name for name in found if not name.endswith(".pack")] == [f"{os.getpid()}.draft"]
    assert len(found) == 2


@pytest.mark.parametrize("size", [0, 700, 3000])
def test_a_disk_that_is_full_keeps_nothing_and_leaves_no_leftovers(tmp_path, size):
    """A limit on the size of a file stands in for a full disk; results are of this process as long as there is room."""
    program = (
        "import resource, signal, sys\nfrom pathlib import Path\nfrom digest.content.kept import Packs, Snapshot\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))\n"
        "root = Path(sys.argv[1])\nSnapshot(root, 'x', b'').save('y' * 5000)\npacks = Packs(root, 'entries')\n"
        "for number in range(4):\n    packs.put(bytes([number]) * 16, bytes([number]) * 1000)\n"
        "    assert packs.get(bytes([number]) * 16) in (None, bytes([number]) * 1000)\n"
        "packs.finish()\nprint([packs.get(bytes([number]) * 16) for number in range(4)])\npacks.close()\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[None, None, None, None]"
    assert [path for path in (tmp_path / ".cache").rglob("*") if path.is_file()] == []


def test_what_another_process_has_saved_meanwhile_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "_here", {})
    Snapshot(tmp_path, "x", b"1").save(VALUE)
    assert Snapshot(tmp_path, "x", b"1").load() is VALUE
    known = dict(vars(kept)["_here"])
    monkeypatch.setattr(kept, "_here", {})
    Snapshot(tmp_path, "x", b"1").save({"other": 1})
    monkeypatch.setattr(kept, "_here", known)
    assert Snapshot(tmp_path, "x", b"1").load() == {"other": 1}


def test_several_threads_may_keep_and_ask(tmp_path):
    """A preview makes its index while the next build goes on."""
    packs = Packs(tmp_path, "entries")

    def work(thread: int) -> int:
        right = 0
        for number in range(300):
            key = bytes([thread, number % 256]) * 8
            packs.put(key, key * 20)
            right += packs.get(key) == key * 20
            if number % 20 == 0:
                packs.finish()
                packs.refresh()
        return right

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, range(4))) == [300] * 4
    packs.close()
