"""The address of a repository to where its files are edited and made on the web. Pure.

What this module alone knows: how GitHub, GitLab, and Forgejo with its ancestor Gitea write such addresses.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from digest.values import dataclass

DEFAULT_BRANCH = "main"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forge:
    """A folder on a branch of a repository."""

    edit: str
    """Begins the address of the page that edits a file."""
    new: str
    """Begins the address of the page that makes a file."""
    text: str
    """Name of the parameter that fills in the text of a new file."""

    def edit_page(self, path: str) -> str:
        """`path` is that of a file, from the root of the publication."""
        return self.edit + quote(path)

    def new_page(self, folder: str) -> str:
        """For a file in `folder`; its text, percent-encoded, is to follow.

        No name is filled in: whoever makes the file gives it one, so that no two people make the same.
        """
        return f"{self.new}{quote(folder)}?{self.text}="


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    hosts: re.Pattern[str]
    place: re.Pattern[str]
    """The path of a repository, perhaps with a branch and a folder, as the browser shows it."""
    edit: str
    new: str
    text: str


_OWNER_AND_NAME = r"(?P<name>[^/]+/[^/]+?)(?:\.git)?"
_KINDS = (
    _Kind(
        hosts=re.compile(r"(?:www\.)?github\.com|github\..+"),
        place=re.compile(_OWNER_AND_NAME + r"(?:/tree/(?P<branch>[^/]+)(?:/(?P<folder>.+))?)?"),
        edit="edit",
        new="new",
        text="value",
    ),
    _Kind(
        hosts=re.compile(r"gitlab\.com|gitlab\..+"),
        place=re.compile(
            r"(?P<name>[^/]+(?:/(?!-/)[^/]+)+?)(?:\.git)?(?:/-/tree/(?P<branch>[^/]+)(?:/(?P<folder>.+))?)?"
        ),
        edit="-/edit",
        new="-/new",
        text="content",
    ),
    _Kind(
        hosts=re.compile(r"codeberg\.org|gitea\.com|(?:forgejo|gitea)\..+"),
        place=re.compile(_OWNER_AND_NAME + r"(?:/src/branch/(?P<branch>[^/]+)(?:/(?P<folder>.+))?)?"),
        edit="_edit",
        new="_new",
        text="value",
    ),
)


def forge_of(repository: str) -> Forge | None:
    """None for an address that is none of a repository, and for a forge that we do not know."""
    parts = urlsplit(repository)
    for kind in _KINDS:
        place = kind.place.fullmatch(parts.path.strip("/"))
        if place and kind.hosts.fullmatch((parts.hostname or "").lower()):
            root = f"{parts.scheme}://{parts.netloc}/{place['name']}"
            folder = quote(f"{place['branch'] or DEFAULT_BRANCH}/{place['folder'] or ''}".rstrip("/"), safe="/%")
            return Forge(edit=f"{root}/{kind.edit}/{folder}/", new=f"{root}/{kind.new}/{folder}/", text=kind.text)
    return None
