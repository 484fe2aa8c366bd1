"""What machines look for: sitemap.xml, robots.txt, the list of sources as OPML, .nojekyll and CNAME. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from digest.compose.views import Site, SourceLine, SourcesPage
from digest.model import Artifact
from digest.render.filters import address
from digest.text import clean_line, presentable

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def discovery_artifacts(site: Site) -> tuple[Artifact, ...]:
    """As far as `outputs` asks for them; robots.txt and .nojekyll always."""
    return tuple(_artifacts(site))


def _artifacts(site: Site) -> Iterator[Artifact]:
    if "sitemap" in site.info.outputs:
        yield Artifact(path="sitemap.xml", data=_sitemap(site), source="the sitemap")
    yield Artifact(path="robots.txt", data=_robots(site), source="the file for robots")
    # Without it GitHub Pages leaves out what begins with an underscore.
    yield Artifact(path=".nojekyll", data=b"", source="the mark for GitHub Pages")
    if site.cname:
        yield Artifact(path="CNAME", data=f"{site.cname}\n".encode(), source="cname in digest.yaml")
    for page in site.pages:
        if isinstance(page.context, SourcesPage) and "sources" in site.info.outputs:
            path = page.context.opml.lstrip("/")
            yield Artifact(path=path, data=_opml(site), source="the list of sources")


def _sitemap(site: Site) -> bytes:
    root = Element("urlset", {"xmlns": _SITEMAP})
    for page in sorted(site.pages, key=lambda page: page.path):
        if page.indexed:
            url = SubElement(root, "url")
            SubElement(url, "loc").text = _absolute(page.path, site)
            if page.modified:
                SubElement(url, "lastmod").text = page.modified.isoformat()
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
    for line in sorted(site.sources, key=lambda line: (line.source.title.lower(), line.source.slug)):
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
