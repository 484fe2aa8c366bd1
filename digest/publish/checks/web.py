"""Rules on what the network says of links: gone, walled off, moved, or better protected. Pure.

They find nothing when the network was not asked; see digest.publish.checks.online.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from digest.publish.checks.answers import Answer
from digest.publish.checks.outgoing import Outgoing, outgoing_links
from digest.publish.checks.rules import Finding, Rule, Subject
from digest.text import host_of


def links_to_ask(subject: Subject, paths: Iterable[str]) -> tuple[str, ...]:
    """Those that stand in these files, and for http also the same with https; each once, in the order of the files."""
    wanted = frozenset(paths)
    links = [outgoing.link for outgoing in outgoing_links(subject) if outgoing.path in wanted]
    return tuple(dict.fromkeys(asked for link in links for asked in (link, protected(link)) if asked))


def link_that_is_gone(subject: Subject) -> Iterator[Finding]:
    for outgoing, answer in _answered(subject):
        if answer.state == "gone":
            hint = "link to another account, or to an archived copy; digest skip takes an entry out"
            yield outgoing.finding(f"{outgoing.link}: {answer.reason}", hint)


def link_nobody_can_tell_of(subject: Subject) -> Iterator[Finding]:
    for outgoing, answer in _answered(subject):
        if answer.state == "unclear":
            hint = "open it in a browser: it may be there, behind a wall against programs"
            yield outgoing.finding(f"{outgoing.link}: {answer.reason}", hint)


def link_that_has_moved(subject: Subject) -> Iterator[Finding]:
    for outgoing, answer in _answered(subject):
        if answer.state != "there" or not answer.is_moved or _is_same_place(outgoing.link, answer.leads_to):
            continue
        if is_front_page(answer.leads_to) and not is_front_page(outgoing.link):
            what = f"{outgoing.link} leads to the front page now; the page itself is probably gone"
            yield outgoing.finding(what, "look for it there, or link to an archived copy")
        else:
            yield outgoing.finding(f"{outgoing.link} has moved for good", f"write: {answer.leads_to}")


def link_that_could_be_protected(subject: Subject) -> Iterator[Finding]:
    for outgoing in outgoing_links(subject):
        better = protected(outgoing.link)
        if better and _works_protected(subject, outgoing, better):
            yield outgoing.finding(f"{outgoing.link} works with https too", f"write: {better}", fix=better)


def protected(link: str) -> str:
    """The same address with https; empty when it has it already, a port of its own, or cannot be read."""
    try:
        parts = urlsplit(link)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() != "http" or port not in (None, 80):
        return ""
    rest = link[len("http://") :]
    return f"https://{rest.replace(':80', '', 1) if port else rest}"


def is_front_page(link: str) -> bool:
    parts = urlsplit(link)
    return parts.path in ("", "/") and not parts.query


def _works_protected(subject: Subject, outgoing: Outgoing, better: str) -> bool:
    """Asked with https it is there, and stays at its path."""
    answer = subject.answers.get(better)
    return answer is not None and answer.state == "there" and _is_same_place(outgoing.link, answer.leads_to)


def _answered(subject: Subject) -> Iterator[tuple[Outgoing, Answer]]:
    for outgoing in outgoing_links(subject):
        answer = subject.answers.get(outgoing.link)
        if answer is not None:
            yield outgoing, answer


def _is_same_place(link: str, other: str) -> bool:
    """Whether two addresses differ only in their scheme, `www.`, a last slash or a fragment."""
    return not other or _place(link) == _place(other)


def _place(link: str) -> tuple[str, str, str]:
    parts = urlsplit(link)
    return host_of(link), parts.path.rstrip("/"), parts.query


RULES = (
    Rule(code="WEB001", find=link_that_is_gone),
    Rule(code="WEB002", find=link_nobody_can_tell_of),
    Rule(code="WEB003", find=link_that_has_moved),
    Rule(code="WEB004", find=link_that_could_be_protected),
)
