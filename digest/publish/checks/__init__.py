"""The preflight: everything that is wrong with a publication, from a bad date to a broken link, as one list.

A rule is a named function in the list of its family; its code is explained in digest.diagnostics.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from digest.compose.site import compose_site
from digest.compose.views import Site
from digest.content.publication import Reading, walk
from digest.diagnostics import DIAGNOSTICS, audible, can_be_silenced
from digest.errors import DigestError, Problem
from digest.model import Publication, PublishedIssue
from digest.places import ENTRIES_FOLDER, IMAGES_FOLDER, ISSUES_FOLDER, PUBLISHED_FOLDER, SETTINGS_FILE
from digest.publish.checks import (
    addresses,
    balance,
    built,
    characters,
    dates,
    headings,
    issues,
    languages,
    links,
    linktexts,
    news,
    pictures,
    placeholders,
    record,
    sections,
    trackers,
    web,
    words,
)
from digest.publish.checks.answers import Answer
from digest.publish.checks.known import is_known, known_paths
from digest.publish.checks.rules import Finding, Rule, Subject
from digest.publish.checks.tree import read_tree
from digest.publish.checks.web import links_to_ask
from digest.render.pictures import survey
from digest.render.soundness import hard_to_read, rehearse, theme_problems
from digest.settings import UNREAD
from digest.values import dataclass
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
    *trackers.RULES,
    *web.RULES,
    *words.RULES,
    *placeholders.RULES,
    *characters.RULES,
    *linktexts.RULES,
    *headings.RULES,
    *pictures.RULES,
    *languages.RULES,
    *balance.RULES,
    *issues.RULES,
    *record.RULES,
    *news.RULES,
    *addresses.RULES,
    *built.RULES,
)
_MENDING = (*trackers.RULES, *web.RULES)
"""The rules that know a better link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Both ordered by file and line, and without what digest.yaml silences."""

    problems: tuple[Problem, ...]
    known: tuple[Problem, ...]
    """Of what went out before: nobody is stopped by them."""


def run_checks(
    reading: Reading,
    records: tuple[PublishedIssue, ...],
    *,
    today: date,
    issue: str | None = None,
    build: Path | None = None,
    root: Path | None = None,
) -> tuple[Problem, ...]:
    """The problems that count; see `judge`."""
    return judge(reading, records, today=today, issue=issue, build=build, root=root).problems


def judge(
    reading: Reading,
    records: tuple[PublishedIssue, ...],
    *,
    today: date,
    issue: str | None = None,
    is_site_alone: bool = False,
    build: Path | None = None,
    root: Path | None = None,
    answers: Mapping[str, Answer] = MappingProxyType({}),
) -> Verdict:
    """All problems, those that count and those that are known.

    With `issue`, what is wrong with other issues and their entries is left out; with `is_site_alone`, what is wrong
    with those that did not come out yet. `build` is the folder of the built
    site, which is looked at when a build of ours is there; `root` that of the publication, for its templates and
    pictures. `today` is the day where the publication is. `answers` are what the network said of links.
    """
    publication = reading.publication
    found = list(reading.problems)
    below = f"issues/{issue}/" if issue else ""
    subject = Subject(
        publication=publication,
        records=records,
        today=today,
        site=_plan(publication, found) if publication.settings is not UNREAD else None,
        tree=read_tree(build, publication.settings.base_url, below=below) if build else None,
        unread=tuple({problem.path for problem in reading.errors}),
        pictures=_pictures(root) if root else {},
        gallery=survey(root, []) if root else {},
        answers=answers,
    )
    found += [problem for rule in RULES for problem in rule.problems(subject)]
    if root:
        found += (*theme_problems(root, publication.settings), *hard_to_read(root, publication.settings))
        found += rehearse(root, subject.site, subject.gallery) if subject.site else ()
    wanted = subject.published if is_site_alone else None
    wanted = frozenset((issue,)) if issue is not None else wanted
    concerned = found if wanted is None else _about(wanted, found, publication)
    heard = audible(dict.fromkeys(concerned), publication.settings.silence)
    ordered = sorted(heard, key=lambda problem: problem.sort_key)
    paths = known_paths(publication, records)
    return Verdict(
        problems=tuple(problem for problem in ordered if not is_known(problem, paths)),
        known=tuple(problem for problem in ordered if is_known(problem, paths)),
    )


def mendable(
    reading: Reading,
    records: tuple[PublishedIssue, ...],
    *,
    today: date,
    answers: Mapping[str, Answer],
    everything: bool = False,
) -> tuple[Problem, ...]:
    """The problems that `fixed` can mend; in files that went out before only with `everything`."""
    publication = reading.publication
    subject = Subject(publication=publication, records=records, today=today, answers=answers)
    found = [problem for rule in _MENDING for problem in rule.problems(subject) if problem.fix]
    paths = frozenset() if everything else known_paths(publication, records)
    counted = (problem for problem in found if not is_known(problem, paths))
    heard = audible((*(problem for problem in reading.problems if problem.fix), *counted), publication.settings.silence)
    return tuple(sorted(heard, key=lambda problem: problem.sort_key))


def links_in(
    reading: Reading, records: tuple[PublishedIssue, ...], *, today: date, issue: str | None, everything: bool
) -> tuple[str, ...]:
    """The links that are worth asking for: of what did not go out yet and of pages, or of everything."""
    publication = reading.publication
    paths = frozenset() if everything else known_paths(publication, records)
    homes = _homes(publication)
    files = [path for path in (*homes, *(page.path for page in publication.pages)) if path not in paths]
    wanted = (path for path in files if issue is None or homes.get(path) in (None, issue))
    return links_to_ask(Subject(publication=publication, today=today), wanted)


def _plan(publication: Publication, problems: list[Problem]) -> Site | None:
    """Of what could be read: one file that cannot must not hide what is wrong with the others."""
    try:
        return compose_site(publication, base_url=publication.settings.base_url, drafts=True, style_version="")
    except DigestError as error:
        problems += error.problems
        return None


def _pictures(root: Path) -> dict[str, int]:
    found = walk(root, IMAGES_FOLDER, "", [])
    return {path.removeprefix(f"{IMAGES_FOLDER}/"): (root / path).stat().st_size for path in found}


def _homes(publication: Publication) -> dict[str, str]:
    homes = {entry.path: entry.issue for entry in publication.entries}
    return homes | {header.path: header.id for header in publication.issues}


def _about(wanted: frozenset[str], problems: Iterable[Problem], publication: Publication) -> Iterator[Problem]:
    """What concerns these issues, and what belongs to no issue."""
    homes = _homes(publication)
    for problem in problems:
        home = homes.get(problem.path) or _home_by_name(problem.path)
        if home is None or home in wanted:
            yield problem


def _home_by_name(path: str) -> str | None:
    """Of a file that could not be read, or of a record, the issue that its place speaks of."""
    if path.startswith(f"{ENTRIES_FOLDER}/"):
        folder = PurePosixPath(path).parent.name
        return folder if is_week(folder) else None
    return PurePosixPath(path).stem if path.startswith((f"{ISSUES_FOLDER}/", f"{PUBLISHED_FOLDER}/")) else None
