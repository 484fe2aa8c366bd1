"""Collecting beside others, on this machine: `make bench-collect`, or `python tests/bench/collect.py --help`.

Cold: a new publication fetches every feed, and so does the library `reader` into a new database. Warm: nothing has
changed, beside requests with the same client and nothing else. Every figure is a whole process, from its start to its
end, told as the median of some runs; who goes first changes from run to run.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
DIGEST = (str(Path(sys.executable).with_name("digest")),)
NOW = "2026-11-22T09:00:00+00:00"
SETTINGS = """\
id: tag:bench.example,2026-11-22:digest
title: Bench
base_url: https://bench.example/
language: en
timezone: UTC
sections: [{id: news, title: News}]
"""
READER = """
import sys
from reader import make_reader
address, feeds, database, workers = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
reader = make_reader(database)
for number in range(feeds):
    reader.add_feed(f"{address}/{number}.xml")
reader.update_feeds(workers=workers)
print(reader.get_entry_counts().total)
"""
BARE = """
import asyncio, sys
import aiohttp
address, feeds, at_once = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])

async def ask(session, room, number):
    async with room, session.get(f"{address}/{number}.xml", headers={"If-None-Match": f'"feed-{number}"'}) as reply:
        await reply.read()
        return reply.status == 304

async def main():
    room = asyncio.Semaphore(at_once)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=at_once)) as session:
        print(sum(await asyncio.gather(*(ask(session, room, number) for number in range(feeds)))))

asyncio.run(main())
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A process that has ended."""

    seconds: float
    output: str
    peak_main: int = 0
    """Most memory that it held at one time, in bytes."""
    peak_children: int = 0
    """The same for each of its children, added up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    feeds: int
    items: int
    size: int
    reader_python: str
    """A Python that can import `reader`; empty to leave that comparison out."""


def main() -> None:
    options = _options()
    size = options.items * options.bytes
    plan = Plan(feeds=options.feeds, items=options.items, size=size, reader_python=options.reader)
    with tempfile.TemporaryDirectory(prefix="bench-collect-", dir=options.folder) as folder, _server(plan) as address:
        rounds = [_round(plan, address, Path(folder, str(number)), number) for number in range(options.runs)]
    _tell(plan, rounds)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measures digest fetch beside reader and beside bare requests.")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--feeds", type=int, default=300)
    parser.add_argument("--items", type=int, default=30, help="in each feed")
    parser.add_argument("--bytes", type=int, default=54_000, help="of each item")
    parser.add_argument("--reader", default="", metavar="PYTHON", help="one that has `reader`; without it, left out")
    parser.add_argument("--folder", default=None, help="where the publications lie while it runs")
    return parser.parse_args()


@contextmanager
def _server(plan: Plan) -> Iterator[str]:
    command = [sys.executable, str(HERE / "feedserver.py"), *map(str, (plan.feeds, plan.items, plan.size))]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdin is not None
    assert server.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(server.stdout.readline())}"
    finally:
        server.stdin.close()
        server.wait()
        server.stdout.close()


def _round(plan: Plan, address: str, folder: Path, number: int) -> dict[str, Done]:
    """One run of everything, in an order of its own.

    Nothing is removed before the end: for minutes after many files were deleted ext4 makes new ones ten times slower.
    """
    folder.mkdir()
    cold = [lambda: _digest(plan, address, folder), lambda: _reader(plan, address, folder)]
    done: dict[str, Done] = {}
    for job in cold[:: -1 if number % 2 else 1]:
        done |= job()
        os.sync()
    return done


def _digest(plan: Plan, address: str, folder: Path) -> dict[str, Done]:
    """Cold, warm and bare; three times warm and bare by turns, since they are short."""
    root = _publication(folder / "publication", plan, address)
    fetch = [*DIGEST, "-C", str(root), "--now", NOW, "fetch", "--since", "365d", "--json"]
    cold = _run(fetch)
    _expect(plan.feeds * plan.items, len(list(root.glob("content/entries/*/*.md"))), "entries of digest")
    warm, bare, single = [], [], []
    for _ in range(3):
        warm.append(_run(fetch))
        _expect(plan.feeds, json.loads(warm[-1].output)["not_modified"], "feeds unchanged")
        bare.append(_bare(plan, address, 16))
        single.append(_bare(plan, address, 1))
    return {"digest": cold, "digest again": _middle(warm), "bare, 16": _middle(bare), "bare, 1": _middle(single)}


def _reader(plan: Plan, address: str, folder: Path) -> dict[str, Done]:
    done = {}
    for workers in (1, 20) if plan.reader_python else ():
        database = folder / f"reader-{workers}.sqlite"
        program = [plan.reader_python, "-c", READER, address, str(plan.feeds), str(database), str(workers)]
        done[f"reader, {workers}"] = _run(program)
        _expect(plan.feeds * plan.items, int(done[f"reader, {workers}"].output), "entries of reader")
    return done


def _bare(plan: Plan, address: str, at_once: int) -> Done:
    done = _run([sys.executable, "-c", BARE, address, str(plan.feeds), str(at_once)])
    _expect(plan.feeds, int(done.output), "bare answers")
    return done


def _publication(root: Path, plan: Plan, address: str) -> Path:
    (root / "content").mkdir(parents=True)
    (root / "digest.yaml").write_text(SETTINGS, encoding="utf-8")
    rows = (
        f"- {{slug: feed-{number}, title: Feed {number}, feed: '{address}/{number}.xml', private: true, interval: 0}}\n"
        for number in range(plan.feeds)
    )
    (root / "content" / "feeds.yaml").write_text("".join(rows), encoding="utf-8")
    return root


def _run(command: list[str]) -> Done:
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    peaks: dict[int, int] = {}
    watch = threading.Thread(target=_watch, args=(process, peaks))
    watch.start()
    output, errors = process.communicate()
    seconds = time.perf_counter() - began
    watch.join()
    if process.returncode:
        sys.exit(f"{' '.join(command[:4])} ended with {process.returncode}:\n{errors}")
    main = peaks.pop(process.pid, 0)
    return Done(seconds=seconds, output=output, peak_main=main, peak_children=sum(peaks.values()))


def _watch(process: subprocess.Popen[str], peaks: dict[int, int]) -> None:
    """Notes the greatest size that the system remembers of the process and its children; Linux alone tells."""
    while process.poll() is None:
        for number in _family(process.pid):
            try:
                status = Path(f"/proc/{number}/status").read_text(encoding="utf-8")
            except OSError:
                continue
            peak = next((line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")), "0")
            peaks[number] = max(peaks.get(number, 0), int(peak) * 1024)
        time.sleep(0.05)


def _family(parent: int) -> Iterator[int]:
    yield parent
    for tasks in Path(f"/proc/{parent}/task").glob("*/children"):
        try:
            for child in tasks.read_text(encoding="utf-8").split():
                yield from _family(int(child))
        except OSError:
            continue


def _middle(runs: Iterable[Done]) -> Done:
    return sorted(runs, key=lambda done: done.seconds)[1]


def _expect(wanted: int, found: int, what: str) -> None:
    if wanted != found:
        sys.exit(f"{what}: {found:,} instead of {wanted:,}; the figures would mean nothing")


def _tell(plan: Plan, rounds: list[dict[str, Done]]) -> None:
    seconds = {name: statistics.median(row[name].seconds for row in rounds) for name in rounds[0]}
    say(f"{plan.feeds} feeds of {plan.items} items of {plan.size // plan.items:,} bytes; median of {len(rounds)} runs")
    say(f"{_machine(plan)}\n")
    for name, value in seconds.items():
        main = max(row[name].peak_main for row in rounds) / 1e6
        children = max(row[name].peak_children for row in rounds) / 1e6
        spread = " ".join(f"{row[name].seconds:.2f}" for row in rounds)
        say(f"  {name:<14}{value:8.2f} s   memory {main:5.0f} MB + {children:4.0f} MB in children   ({spread})")
    readers = [value for name, value in seconds.items() if name.startswith("reader")]
    if readers:
        say(f"\ncold: {seconds['digest'] / readers[0]:.3f} of reader as it comes", end="")
        say(f", {seconds['digest'] / min(readers):.3f} of reader at its fastest (wanted: 0.1 at most)")
    bare = min(seconds["bare, 16"], seconds["bare, 1"])
    say(f"warm: {seconds['digest again'] / bare:.2f} of bare requests at their fastest (wanted: 2 at most)")


def _machine(plan: Plan) -> str:
    versions = [f"Python {platform.python_version()}", f"aiohttp {_version(sys.executable, 'aiohttp')}"]
    versions.append(f"feedparser {_version(sys.executable, 'feedparser')}")
    if plan.reader_python:
        versions.append(f"reader {_version(plan.reader_python, 'reader')}")
    return f"{', '.join(versions)}; {os.cpu_count()} cores"


def _version(python: str, name: str) -> str:
    program = f"import importlib.metadata as m; print(m.version({name!r}))"
    return subprocess.run([python, "-c", program], capture_output=True, text=True, check=True).stdout.strip()


def say(text: str, end: str = "\n") -> None:
    print(text, end=end, flush=True)  # noqa: T201 (a program: what it prints is what it is for)


if __name__ == "__main__":
    main()
