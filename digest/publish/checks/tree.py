"""A built site to its links, anchors and files, as a crawler would find them. Reads the folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from digest.content.tree import is_ours
from digest.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    target: str
    """A file of the tree, relative to it; the link itself when it leads out of the site from its root."""
    anchor: str
    line: int
    written: str
    inside: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TreePage:
    path: str
    """Relative to the tree."""
    links: tuple[Link, ...]
    """Those to this site."""
    anchors: frozenset[str]
    size: int = 0
    """In bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    folder: str
    """What messages call it: `build`."""
    files: frozenset[str]
    pages: tuple[TreePage, ...]


def read_tree(folder: Path, base_url: str, *, below: str = "") -> Tree | None:
    """None where no build of ours is. `below` limits the pages that are read, not the files that are known.

    `base_url` is what digest.yaml says; a tree that was built for another address knows it from its home page.
    """
    if not is_ours(folder):
        return None
    files = frozenset(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    base = _base_of(folder) or base_url
    names = sorted(name for name in files if name.endswith(".html") and name.startswith(below))
    pages = (_read_page((folder / name).read_text("utf-8", "replace"), name, base, files) for name in names)
    return Tree(folder=folder.name, files=files, pages=tuple(pages))


def _base_of(folder: Path) -> str:
    try:
        home = (folder / "index.html").read_text("utf-8", "replace")
    except OSError:
        return ""
    found = re.search(r'<link rel="canonical" href="([^"]+/)"', home)
    return found[1] if found else ""


def _read_page(html: str, name: str, base: str, files: frozenset[str]) -> TreePage:
    parser = _Parser()
    parser.feed(html)
    parser.close()
    here = urljoin(base, name.removesuffix("index.html"))
    links = (link for line, written in parser.links for link in _link(written, line, here, base, files))
    size = len(html.encode("utf-8", "replace"))
    return TreePage(path=name, links=tuple(links), anchors=frozenset(parser.anchors), size=size)


def _link(written: str, line: int, here: str, base: str, files: frozenset[str]) -> Iterator[Link]:
    """Nothing for the address of another site."""
    if not written or not re.match(r"(?i)https?:|(?![a-z][a-z0-9+.-]*:)", written):
        return
    whole = urlsplit(urljoin(here, written))
    root = urlsplit(base)
    if whole.netloc != root.netloc:
        return
    if not whole.path.startswith(root.path):
        # A whole address of a neighbour on the same host is meant; one from the root is not.
        if not urlsplit(written).netloc:
            yield Link(target=written, anchor="", line=line, written=written, inside=False)
        return
    path = unquote(whole.path.removeprefix(root.path))
    target = path + "index.html" if not path or path.endswith("/") else path
    # GitHub Pages sends /about on to /about/.
    if target not in files and f"{target}/index.html" in files:
        target = f"{target}/index.html"
    yield Link(target=target, anchor=unquote(whole.fragment), line=line, written=written)


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[tuple[int, str]] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value is not None:
                self.links.append((self.getpos()[0], value))
            elif name == "id" and value:
                self.anchors.add(value)
