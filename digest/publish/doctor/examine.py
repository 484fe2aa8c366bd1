"""A case to findings, group by group: every rule is asked, unless what it asks about is not there. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from digest.diagnostics import can_be_silenced
from digest.places import FEEDS_FILE
from digest.publish.doctor import feeds, online, publication, repository, setup, workflows
from digest.publish.doctor.facts import Case, Finding, Rule
from digest.values import dataclass

GROUPS: tuple[tuple[str, tuple[Rule, ...]], ...] = (
    ("Set-up", setup.RULES),
    ("Repository", (repository.there_is_a_repository, *repository.RULES)),
    ("Publication", (*publication.RULES, *workflows.RULES)),
    ("Feeds", feeds.RULES),
    ("On line", online.RULES),
)
_NEED_REPOSITORY = frozenset({*repository.RULES, *workflows.RULES})
_NEED_FEEDS = frozenset(feeds.RULES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    title: str
    findings: tuple[Finding, ...]


def examine(case: Case) -> tuple[Group, ...]:
    """Groups without a finding are left out, and what `silence` in digest.yaml names."""
    silent = {code for code in case.publication.settings.silence if can_be_silenced(code)}
    found = ((title, tuple(_findings(rules, case, silent))) for title, rules in GROUPS)
    return tuple(Group(title=title, findings=findings) for title, findings in found if findings)


def _findings(rules: Iterable[Rule], case: Case, silent: set[str]) -> Iterable[Finding]:
    for rule in rules:
        if rule in _NEED_REPOSITORY and case.repository.problem:
            continue
        if rule in _NEED_FEEDS and _is_blind(case):
            continue
        yield from (finding for finding in rule(case) if finding.grade == "good" or finding.code not in silent)


def _is_blind(case: Case) -> bool:
    """Whether there may be feeds that nobody could read."""
    is_told = any(problem.path == FEEDS_FILE for problem in case.problems)
    return not case.has_settings or (is_told and not case.publication.feeds)
