"""What machines look for: sitemap.xml, robots.txt, the list of sources as OPML, .nojekyll and CNAME. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from digest.compose.views import Site, SourceLine, SourcesPage
from digest.model import Artifact
from digest.render.filters import address
from digest.text import alphabetical, clean_line, presentable

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST_IN_A_SITEMAP = 50_000
"""Addresses that search engines read from one file."""
_Row = tuple[str, date | None]
"""Path, and the day of its newest content."""


def discovery_artifacts(site: Site) -> tuple[Artifact, ...]:
    """As far as `outputs` asks for them; robots.txt and .nojekyll always."""
    return tuple(_artifacts(site))


def _artifacts(site: Site) -> Iterator[Artifact]:
    if "sitemap" in site.info.outputs:
        yield from _sitemaps(site)
    yield Artifact(path="robots.txt", data=_robots(site), source="the file for robots")
    # Without it GitHub Pages leaves out what begins with an underscore.
    yield Artifact(path=".nojekyll", data=b"", source="the mark for GitHub Pages")
    if site.cname:
        yield Artifact(path="CNAME", data=f"{site.cname}\n".encode(), source="cname in digest.yaml")
    for page in site.pages:
        if isinstance(page.context, SourcesPage) and "sources" in site.info.outputs:
            path = page.context.opml.lstrip("/")
            yield Artifact(path=path, data=_opml(site), source="the list of sources")


def _sitemaps(site: Site) -> Iterator[Artifact]:
    """One; or, when one would be too long, several and a list of them under the name of the first."""
    pages = sorted((page for page in site.pages if page.indexed), key=lambda page: page.path)
    rows = [(page.path, page.modified) for page in pages]
    parts = [rows[start : start + MOST_IN_A_SITEMAP] for start in range(0, len(rows), MOST_IN_A_SITEMAP)]
    if len(parts) > 1:
        listed = [(f"/sitemap-{number}.xml", _newest(part)) for number, part in enumerate(parts, start=1)]
        for (path, _), part in zip(listed, parts, strict=True):
            yield Artifact(path=path.lstrip("/"), data=_sitemap("urlset", "url", part, site), source="the sitemap")
        data = _sitemap("sitemapindex", "sitemap", listed, site)
    else:
        data = _sitemap("urlset", "url", rows, site)
    yield Artifact(path="sitemap.xml", data=data, source="the sitemap")


def _newest(rows: Iterable[_Row]) -> date | None:
    return max((modified for _, modified in rows if modified), default=None)


def _sitemap(name: str, item: str, rows: Iterable[_Row], site: Site) -> bytes:
    root = Element(name, {"xmlns": _NAMESPACE})
    for path, modified in rows:
        element = SubElement(root, item)
        SubElement(element, "loc").text = _absolute(path, site)
        if modified:
            SubElement(element, "lastmod").text = modified.isoformat()
    return _document(root)


def _robots(site: Site) -> bytes:
    lines = ["User-agent: *", "Allow: /"]
    if "sitemap" in site.info.outputs:
        lines += ["", f"Sitemap: {_absolute('/sitemap.xml', site)}"]
    return ("\n".join(lines) + "\n").encode()


def _opml(site: Site) -> bytes:
    """Public feeds by title; a reader's program imports them all at once."""
    root = Element("opml", {"version": "2.0"})
    SubElement(SubElement(root, "head"), "title").text = clean_line(site.info.title)
    body = SubElement(root, "body")
    for line in sorted(site.sources, key=lambda line: (alphabetical(line.source.title), line.source.slug)):
        if line.feed:
            SubElement(body, "outline", _outline(line))
    return _document(root)


def _outline(line: SourceLine) -> dict[str, str]:
    title = clean_line(line.source.title)
    said = {"type": "rss", "text": title, "title": title, "xmlUrl": line.feed, "htmlUrl": line.site}
    return {key: value for key, value in {**said, "language": line.language or ""}.items() if value}


def _document(root: Element) -> bytes:
    indent(root, " ")
    text = presentable(tostring(root, encoding="unicode"))
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _absolute(path: str, site: Site) -> str:
    return address(path, base=site.info.base_url.rstrip("/"))
