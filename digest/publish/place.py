"""What a person calls the place of a site to its address; typing mistakes told with what was meant. Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from urllib.parse import SplitResult, urlsplit

from digest.settings import base_address, is_domain
from digest.values import dataclass

PAGES = "github.io"
NOBODY = "https://example.github.io/"
"""Begins an address that stands for one that nobody has chosen yet."""
_OWNER = r"[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}"
_NAME = r"[\w.-]{1,100}?"
_REMOTE = re.compile(
    r"(?:(?:https?|ssh|git)://(?:[^@/\s]+@)?|[^@/:\s]+@)?(?:www\.|ssh\.)?github\.com(?::\d+/|[/:]/?)"
    rf"(?P<owner>{_OWNER})/(?P<name>{_NAME})(?:\.git)?(?:/.*)?",
    re.IGNORECASE | re.ASCII,
)
_SHORT = re.compile(rf"(?P<owner>{_OWNER})/(?P<name>{_NAME})(?:\.git)?", re.ASCII)
_OTHERS = ("gitlab.io", "github.dev")
"""So near to ours that they would be taken for a slip."""


class NoAddress(ValueError):  # noqa: N818  named for what is wrong with the text
    """A text that no site can have as its address; `hint` says what was perhaps meant."""

    def __init__(self, what: str, better: str = "") -> None:
        super().__init__(what)
        self.hint = f"did you mean {better} ?" if better else "write https://name.github.io/repository/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    address: str
    """Of the site, with its last slash."""
    repository: str = ""
    """owner/name on GitHub; empty when the address does not tell."""


def place_of(text: str) -> Place:
    """The place that is meant by an address of a site, or by a repository of GitHub. Raises NoAddress."""
    text = text.strip()
    if repository := repository_of_remote(text) or _short_form(text):
        return Place(address=address_of(repository), repository=repository)
    if _short_form(joined := re.sub(r"\s+", "-", text)):
        raise NoAddress(f"'{text}' has a space in it", joined)
    address = checked_address(text)
    return Place(address=address, repository=repository_of(address))


def checked_address(text: str) -> str:
    """The address with its last slash. Raises NoAddress."""
    if not re.match(r"https?://[^/]", text):
        raise NoAddress(f"'{text}' does not begin with https://", _with_scheme(text))
    if re.search(r"\s", text):
        raise NoAddress(f"'{text}' has a space in it", re.sub(r"\s+", "-", text))
    try:
        address = base_address(text)
        parts = urlsplit(address)
    except ValueError as error:
        raise NoAddress(str(error), _bare(text)) from None
    for rule in _RULES:
        if found := rule(parts):
            what, better = found
            raise NoAddress(f"'{text}' {what}", better)
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path}"


def repository_of_remote(remote: str) -> str:
    """owner/name of a remote on GitHub, however it is written; empty for any other."""
    match = _REMOTE.fullmatch(remote.strip())
    return f"{match['owner']}/{match['name']}" if match else ""


def address_of(repository: str) -> str:
    """Where GitHub Pages shows it: a user's own site at https://name.github.io/, any other below it."""
    owner, _, name = repository.partition("/")
    host = f"{owner.lower()}.{PAGES}"
    return f"https://{host}/" if name.lower() == host else f"https://{host}/{name}/"


def repository_of(address: str) -> str:
    """owner/name of a site on github.io; empty for a site with its own domain."""
    parts = urlsplit(address)
    owner, _, rest = (parts.hostname or "").partition(".")
    if rest != PAGES or address.startswith(NOBODY):
        return ""
    return f"{owner}/{parts.path.strip('/') or parts.hostname}"


def settings_page(repository: str) -> str:
    """Where GitHub Pages is switched on."""
    return f"https://github.com/{repository or 'OWNER/REPOSITORY'}/settings/pages"


def own_domain(address: str) -> str:
    """The host for the CNAME file; empty on github.io, in a sub-path, and where no domain can be."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    return host if is_domain(host) and not host.endswith(f".{PAGES}") and parts.path == "/" and not parts.port else ""


def _short_form(text: str) -> str:
    match = _SHORT.fullmatch(text)
    return f"{match['owner']}/{match['name']}" if match else ""


def _with_scheme(text: str) -> str:
    """https:// before what looks like a host: the scheme may be missing or mistyped."""
    rest = re.sub(r"^(?:[A-Za-z]{2,6}:/*|h?t{1,3}p{1,2}s?[:;]?/+|:?//)", "", text)
    return f"https://{rest}" if re.fullmatch(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:/\S*)?", rest) else ""


def _bare(text: str) -> str:
    """Without a user, a query, a fragment and doubled slashes; empty when that is no address either."""
    try:
        parts = urlsplit(text)
        path = re.sub(r"[<>\"'\\]", "", re.sub(r"/{2,}", "/", parts.path))
        return base_address(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{path}")
    except ValueError:
        return ""


def _host_rule(parts: SplitResult) -> tuple[str, str] | None:
    host = parts.hostname or ""
    if host == "localhost" or ":" in host:
        return None
    if "." not in host:
        better = f"https://{host}.{PAGES}{parts.path}" if re.fullmatch(_OWNER, host) else ""
        return f"has no dot in its host '{host}'", better
    if not all(re.fullmatch(r"\w(?:[\w-]*\w)?", label) for label in host.split(".")) or "_" in host:
        labels = [re.sub(r"[^\w-]|_", "-", label).strip("-") for label in host.split(".")]
        return f"names '{host}', which is no host", f"https://{'.'.join(filter(None, labels))}{parts.path}"
    return None


def _near_miss_rule(parts: SplitResult) -> tuple[str, str] | None:
    labels = (parts.hostname or "").split(".")
    for size in (2, 1):
        end = ".".join(labels[-size:])
        is_near = end != PAGES and end not in _OTHERS and difflib.get_close_matches(end, [PAGES], cutoff=0.8)
        if is_near and (size == 2 or len(labels) < 3):
            host = ".".join([*labels[:-size], PAGES])
            return f"is not on {PAGES}, but nearly", f"https://{host}{parts.path}"
    return None


def _pages_rule(parts: SplitResult) -> tuple[str, str] | None:
    host = parts.hostname or ""
    if host != PAGES and not host.endswith(f".{PAGES}"):
        return None
    names = [name for name in parts.path.split("/") if name]
    owner = host.removesuffix(PAGES).rstrip(".").split(".")[-1]
    if not owner:
        better = _join(names) if names else ""
        return f"does not say whose: every address there is https://name.{PAGES}/", better
    if not re.fullmatch(_OWNER, owner):
        return f"names '{owner}', which nobody on GitHub can be called", ""
    wanted = _join([owner, *_repository_path(names, owner)])
    is_as_wanted = f"{parts.scheme}://{parts.netloc.lower()}{parts.path}" == wanted
    reason = "is http, and GitHub Pages is https" if parts.scheme == "http" else "is nothing that GitHub Pages shows"
    return None if is_as_wanted else (reason, wanted)


def _repository_path(names: Iterable[str], owner: str) -> list[str]:
    """The one name that may stand there; none for the user's own site."""
    first = next(iter(names), "").removesuffix(".git")
    is_page = first.lower() in ("index.html", "index.htm", f"{owner}.{PAGES}", "")
    return [] if is_page else [first]


def _join(names: list[str]) -> str:
    """https://owner.github.io/repository/ from owner and, perhaps, repository."""
    return f"https://{names[0].lower()}.{PAGES}/" + "".join(f"{name}/" for name in names[1:2])


_RULES: tuple[Callable[[SplitResult], tuple[str, str] | None], ...] = (_host_rule, _near_miss_rule, _pages_rule)
