"""Rules on digest.yaml and the files it governs: what cannot be read, the address of the site, placeholders. Pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

from digest.places import ISSUES_FOLDER, SETTINGS_FILE
from digest.publish.doctor.facts import Case, Finding, Rule, good, note, plural, wrong
from digest.publish.place import NoAddress, address_of, checked_address, own_domain, settings_page
from digest.settings import UNREAD

_MOST_PROBLEMS = 5
_WRITE = "Write in digest.yaml:"
_RESERVED = (
    "example",
    "example.org",
    "example.com",
    "example.net",
    "example.github.io",
    "localhost",
    "test",
    "invalid",
)


def files_can_be_read(case: Case) -> Iterator[Finding]:
    for problem in case.problems[:_MOST_PROBLEMS]:
        yield wrong("HOME001", f"{problem.where}: {problem.code}: {problem.what}", problem.hint)
    rest = len(case.problems) - _MOST_PROBLEMS
    if rest > 0:
        yield wrong("HOME001", f"{plural(rest, 'more problem')} in files", "To see them all:", "digest check")
    if not case.problems:
        counts = plural(len(case.publication.entries), "file") + " of entries"
        yield good("HOME001", f"every file can be read, {counts} among them")


def address_is_one(case: Case) -> Iterator[Finding]:
    """One finding, of the first thing that is wrong with it."""
    if not case.has_settings:
        return
    address = case.publication.settings.base_url
    if _is_told(case, address):
        if case.repository.github:
            line = f"base_url: {address_of(case.repository.github)}"
            yield wrong("HOME003", "base_url cannot be read", _WRITE, line)
        return
    if is_placeholder(address):
        yield _placeholder(case, address)
        return
    try:
        checked_address(address)
    except NoAddress as error:
        yield wrong("HOME003", f"base_url: {error}", f"In digest.yaml: {error.hint}")
        return
    yield from _contradictions(case, address) or (good("HOME004", f"the site stands at {address}"),)


def _is_told(case: Case, address: str) -> bool:
    """Whether the address only stands for one that could not be read, which was told with its line."""
    codes = {problem.code for problem in case.problems if problem.path == SETTINGS_FILE}
    return address == UNREAD.base_url and not codes.isdisjoint(("FM004", "FM007"))


def _placeholder(case: Case, address: str) -> Finding:
    wanted = address_of(case.repository.github) if case.repository.github else "https://name.github.io/repository/"
    return wrong("HOME002", f"base_url is a placeholder: {address}", _WRITE, f"base_url: {wanted}")


def _contradictions(case: Case, address: str) -> list[Finding]:
    """What the address, `cname` and the remote say against each other."""
    cname, github = case.publication.settings.cname, case.repository.github
    host = urlsplit(address).hostname or ""
    if cname and address != f"https://{cname}/":
        what = f"base_url is {address}, but with cname the site stands at https://{cname}/"
        return [
            wrong("HOME004", what, "Take `cname` out of digest.yaml, or write there:", f"base_url: https://{cname}/")
        ]
    if github and host.endswith(".github.io") and address.lower() != address_of(github).lower():
        what = f"base_url is {address}, but GitHub Pages shows {github} at {address_of(github)}"
        return [wrong("HOME004", what, _WRITE, f"base_url: {address_of(github)}")]
    if address.startswith("http://"):
        line = f"base_url: https{address.removeprefix('http')}"
        return [wrong("HOME005", f"base_url is not https: {address}", _WRITE, line)]
    if github and own_domain(address) and not cname:
        mend = f"It is entered under 'Custom domain'; digest deploy needs it in digest.yaml too, as cname: {host}"
        return [note("HOME004", f"{host} is a domain of your own", mend, settings_page(github))]
    return []


def is_placeholder(address: str) -> bool:
    """A host that nobody has: reserved for examples, or of this machine."""
    host = (urlsplit(address).hostname or "").lower()
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return any(host == name or host.endswith(f".{name}") for name in _RESERVED)


def id_is_its_own(case: Case) -> Iterator[Finding]:
    id = case.publication.settings.id
    if not case.has_settings or not id:
        return
    authority = id.removeprefix("tag:").partition(",")[0].rpartition("@")[2]
    if not is_placeholder(f"https://{authority}/"):
        yield good("HOME006", f"id: {id}")
    elif any(issue.status == "published" for issue in case.publication.issues):
        mend = "Leave it: readers' programs know your issues by it, and a change would show them all again."
        yield note("HOME006", f"the id names an example: {id}", mend)
    else:
        mend = "Put a domain or the address of your site there now, before the first issue; afterwards it must stay."
        yield wrong("HOME006", f"the id names an example: {id}", mend)


def words_are_licensed(case: Case) -> Iterator[Finding]:
    licence = case.publication.settings.licence
    if licence:
        yield good("HOME007", f"licence: {licence}")
    elif case.has_settings:
        mend = "Say what others may do with your words. In digest.yaml, for instance:"
        yield wrong("HOME007", "no licence", mend, "licence: CC BY 4.0")


def editors_can_be_reached(case: Case) -> Iterator[Finding]:
    contact = case.publication.settings.contact
    place = contact if "://" in contact else f"https://{contact.rpartition('@')[2]}/"
    if contact and not is_placeholder(place):
        yield good("HOME008", f"contact: {contact}")
    elif case.has_settings:
        what = f"contact is a placeholder: {contact}" if contact else "no contact"
        mend = "Readers who find a mistake, and servers that we ask too often, want to write to you. In digest.yaml:"
        yield wrong("HOME008", what, mend, "contact: you@your.domain")


def an_issue_came_out(case: Case) -> Iterator[Finding]:
    published = [issue.id for issue in case.publication.issues if issue.status == "published"]
    if published:
        yield good("HOME009", f"{plural(len(published), 'published issue')}, the newest {max(published)}")
    elif not any(problem.path.startswith(f"{ISSUES_FOLDER}/") for problem in case.problems):
        yield note("HOME009", "no issue came out yet", "What is missing for the first:", "digest status")


RULES: tuple[Rule, ...] = (
    files_can_be_read,
    address_is_one,
    id_is_its_own,
    words_are_licensed,
    editors_can_be_reached,
    an_issue_came_out,
)
