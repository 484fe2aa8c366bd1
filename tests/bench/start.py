"""How long the command takes to begin, beside a Python that does nothing: `python tests/bench/start.py --help`.

Every figure is a whole process, told as the median of some runs and as how many times `python -c pass` it is. The same
interpreter runs all of them, once before the clock runs, then in turns; who goes first changes from run to run.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DIGEST = str(Path(sys.executable).with_name("digest"))
NOTHING = "python -c pass"
ENTRIES = 20
WEEK = "2026-W47"
SETTINGS = """\
id: tag:bench.example,2026-11-22:digest
title: Bench
base_url: https://bench.example/
sections: [{id: news, title: News}]
"""
ENTRY = """\
---
title: Entry {0}
link: https://news.example/{0}
status: keep
section: news
source: news.example
---

A sentence about it.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures how long digest takes to begin.")
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory(prefix="bench-start-") as folder:
        commands = _commands(_publication(Path(folder)))
        for command in commands.values():
            _seconds(command)
        rounds = [_round(commands, number) for number in range(runs)]
    _tell(rounds)


def _commands(root: Path) -> dict[str, list[str]]:
    return {
        NOTHING: [sys.executable, "-c", "pass"],
        "digest --help": [DIGEST, "--help"],
        "digest --version": [DIGEST, "--version"],
        "digest status": [DIGEST, "-C", str(root), "status"],
    }


def _publication(root: Path) -> Path:
    files = {"digest.yaml": SETTINGS, f"content/issues/{WEEK}.md": "---\nstatus: draft\n---\n"}
    files |= {f"content/entries/{WEEK}/e{number}.md": ENTRY.format(number) for number in range(ENTRIES)}
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def _round(commands: dict[str, list[str]], number: int) -> dict[str, float]:
    first = number % len(commands)
    names = [*commands][first:] + [*commands][:first]
    return {name: _seconds(commands[name]) for name in names}


def _seconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


def _tell(rounds: list[dict[str, float]]) -> None:
    medians = {name: statistics.median(row[name] for row in rounds) for name in rounds[0]}
    say(f"Python {platform.python_version()}, click {importlib.metadata.version('click')}; {os.cpu_count()} cores")
    say(f"median of {len(rounds)} runs; status on {ENTRIES} entries\n")
    for name in sorted(medians, key=lambda name: medians[name]):
        fastest = min(row[name] for row in rounds)
        times = medians[name] / medians[NOTHING]
        say(f"  {name:<18}{medians[name] * 1000:7.1f} ms{times:7.2f} times   (fastest {fastest * 1000:.1f} ms)")
    say(f"\nhelp: {medians['digest --help'] / medians[NOTHING]:.2f} times {NOTHING} (wanted: 6 at most)")


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 (a program: what it prints is what it is for)


if __name__ == "__main__":
    main()
