"""The preflight: everything that is wrong with a publication, from a bad date to a broken link, as one list.

A rule is a named function in the list of its family; its code is explained in digest.diagnostics.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

from digest.compose.site import compose_site
from digest.compose.views import Site
from digest.content.publication import ENTRIES_FOLDER, ISSUES_FOLDER, Reading
from digest.diagnostics import DIAGNOSTICS, audible, can_be_silenced
from digest.errors import DigestError, Problem
from digest.model import Publication, PublishedIssue
from digest.publish.checks import addresses, built, dates, issues, links, news, sections, words
from digest.publish.checks.rules import Finding, Rule, Subject
from digest.publish.checks.tree import read_tree
from digest.render.soundness import theme_problems
from digest.settings import SETTINGS_FILE
from digest.weeks import is_week


def unknown_silence(subject: Subject) -> Iterator[Finding]:
    for code in sorted(subject.publication.settings.silence):
        if code in DIAGNOSTICS and not can_be_silenced(code):
            what, hint = f"{code} is never silent", "remove it from `silence`"
        elif code not in DIAGNOSTICS:
            what = f"unknown code '{code}' in `silence`"
            near = get_close_matches(code.upper(), DIAGNOSTICS, n=1)
            hint = f"did you mean '{near[0]}'?" if near else "docs/diagnostics.md lists them all"
        else:
            continue
        yield Finding(path=SETTINGS_FILE, line=None, what=what, hint=hint)


RULES = (
    Rule(code="SET001", find=unknown_silence),
    *sections.RULES,
    *dates.RULES,
    *links.RULES,
    *words.RULES,
    *issues.RULES,
    *news.RULES,
    *addresses.RULES,
    *built.RULES,
)


def run_checks(
    reading: Reading,
    records: tuple[PublishedIssue, ...],
    *,
    today: date,
    issue: str | None = None,
    build: Path | None = None,
    root: Path | None = None,
) -> tuple[Problem, ...]:
    """All problems, ordered by file and line, less those that digest.yaml silences.

    With `issue`, what is wrong with other issues and their entries is left out. `build` is the folder of the built
    site, which is looked at when a build of ours is there; `root` that of the publication, for its templates. `today`
    is the day where the publication is.
    """
    publication = reading.publication
    found = list(reading.problems)
    below = f"issues/{issue}/" if issue else ""
    subject = Subject(
        publication=publication,
        records=records,
        today=today,
        site=None if reading.errors else _plan(publication, found),
        tree=read_tree(build, publication.settings.base_url, below=below) if build else None,
    )
    found += [problem for rule in RULES for problem in rule.problems(subject)]
    found += theme_problems(root, publication.settings) if root else ()
    concerned = found if issue is None else _about(issue, found, publication)
    heard = audible(dict.fromkeys(concerned), publication.settings.silence)
    return tuple(sorted(heard, key=lambda problem: problem.sort_key))


def _plan(publication: Publication, problems: list[Problem]) -> Site | None:
    try:
        return compose_site(publication, base_url=publication.settings.base_url, drafts=True, style_version="")
    except DigestError as error:
        problems += error.problems
        return None


def _about(issue: str, problems: Iterable[Problem], publication: Publication) -> Iterator[Problem]:
    """What concerns the issue, and what belongs to no issue."""
    homes = {entry.path: entry.issue for entry in publication.entries}
    homes |= {header.path: header.id for header in publication.issues}
    for problem in problems:
        home = homes.get(problem.path) or _home_by_name(problem.path)
        if home in (None, issue):
            yield problem


def _home_by_name(path: str) -> str | None:
    """Of a file that could not be read, the issue that its place speaks of."""
    if path.startswith(f"{ENTRIES_FOLDER}/"):
        folder = PurePosixPath(path).parent.name
        return folder if is_week(folder) else None
    return PurePosixPath(path).stem if path.startswith(f"{ISSUES_FOLDER}/") else None
