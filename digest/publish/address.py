"""The address of a remote repository to where GitHub Pages shows its site, and what is wrong with ours then. Pure."""

from __future__ import annotations

from urllib.parse import urlsplit

from digest.errors import Problem
from digest.publish.place import address_of, repository_of_remote


def pages_address(remote: str) -> str:
    """Where Pages shows the site of that remote without a domain of its own; empty when it is not on GitHub."""
    repository = repository_of_remote(remote)
    return address_of(repository) if repository else ""


def address_problems(base_url: str, cname: str, remote: str, *, line: int | None = None) -> tuple[Problem, ...]:
    """A warning when the site would be shown elsewhere than where its links lead; `cname` as it will be deployed."""
    shown = f"https://{cname}/" if cname else pages_address(remote)
    if not shown or _place(shown) == _place(base_url) or (not cname and _is_below_a_domain(base_url, remote)):
        return ()
    reason = f"with the domain {cname}" if cname else f"for {repository_of_remote(remote)}"
    what = f"base_url is {base_url}, but {reason} GitHub Pages shows the site at {shown}"
    hint = f"write: base_url: {shown}"
    if not cname and not (urlsplit(base_url).hostname or "").endswith(".github.io"):
        hint += f"\nor, if {urlsplit(base_url).hostname} is yours, name it: cname: {urlsplit(base_url).hostname}"
    return (Problem(path="digest.yaml", line=line, code="DEPLOY004", what=what, hint=hint, level="warning"),)


def _is_below_a_domain(base_url: str, remote: str) -> bool:
    """Whether it may be below the domain of its owner's own site, where Pages shows the owner's other sites too."""
    host, path = _place(base_url)
    return not host.endswith(".github.io") and path == f"/{repository_of_remote(remote).partition('/')[2]}"


def _place(address: str) -> tuple[str, str]:
    """What must agree: the host, and the path. Pages answers http and https alike."""
    parts = urlsplit(address)
    return (parts.hostname or "").lower(), parts.path.rstrip("/")
