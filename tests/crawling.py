"""A site on loopback under its sub-path, as GitHub Pages serves it, and a crawler that follows every link of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPResponse
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from urllib.request import urlopen
from xml.etree import ElementTree

from bs4 import BeautifulSoup

ATTRIBUTES = ("href", "src", "action", "poster", "data")


@contextmanager
def pages(folder: Path, base_url: str) -> Iterator[str]:
    """The address at which the folder stands for `base_url`: the same path, on a port of this machine.

    A folder without its last slash is redirected, and 404.html answers for what is missing, as GitHub Pages does.
    """
    path = urlsplit(base_url).path.rstrip("/")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Pages, directory=str(folder), base_path=path))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{path}/"
    finally:
        server.shutdown()
        server.server_close()


class _Pages(SimpleHTTPRequestHandler):
    def __init__(self, *words: Any, base_path: str, **more: Any) -> None:
        self.base_path = base_path
        super().__init__(*words, **more)

    def do_GET(self) -> None:
        if not self.path.startswith(f"{self.base_path}/"):
            self.send_error(404)
            return
        super().do_GET()

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix(self.base_path))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory, "404.html")
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@dataclass(kw_only=True)
class Crawled:
    """What was met, by its address on this machine."""

    pages: dict[str, BeautifulSoup] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)


def crawl(start: str, base_url: str) -> Crawled:
    """Every page, file and anchor that can be reached; absolute addresses of the site count as links to it."""
    found = Crawled()
    wanted = [
        (start, "the start"),
        (urljoin(start, "sitemap.xml"), "the start"),
        (urljoin(start, "404.html"), "the start"),
    ]
    anchors: list[tuple[str, str]] = []
    while wanted:
        link, origin = wanted.pop()
        address, anchor = urldefrag(_here(link, start, base_url))
        if anchor:
            anchors.append((address, anchor))
        if address in found.pages or address in found.files or not address.startswith(_host(start)):
            continue
        links = _visit(address, origin, found)
        wanted += [(urljoin(address, each), address) for each in links]
    found.broken += [
        f"{address}#{anchor}"
        for address, anchor in anchors
        if address in found.pages and not found.pages[address].find(id=unquote(anchor))
    ]
    return found


def _here(link: str, start: str, base_url: str) -> str:
    return start + link.removeprefix(base_url) if link.startswith(base_url) else link


def _host(address: str) -> str:
    return "{0.scheme}://{0.netloc}/".format(urlsplit(address))


def _visit(address: str, origin: str, found: Crawled) -> list[str]:
    """Its links. What is missing is noted with the page that led there."""
    try:
        answer: HTTPResponse
        with urlopen(address) as answer:
            kind, body = answer.headers.get_content_type(), answer.read()
    except HTTPError as error:
        found.broken.append(f"{error.code} {address}, from {origin}")
        found.files.add(address)
        return []
    if kind == "text/html":
        soup = BeautifulSoup(body, "html.parser")
        found.pages[address] = soup
        return list(_links(soup))
    found.files.add(address)
    return list(_links_of_xml(body)) if kind.endswith("xml") else []


def _links(soup: BeautifulSoup) -> Iterator[str]:
    for tag in soup.find_all(True):
        yield from (str(tag[name]) for name in ATTRIBUTES if tag.get(name))
        sources = str(tag.get("srcset") or "")
        yield from (each.split()[0] for each in sources.split(",") if each.strip())
        if tag.name == "meta" and tag.get("property") in ("og:url", "og:image"):
            yield str(tag["content"])


def _links_of_xml(body: bytes) -> Iterator[str]:
    for element in ElementTree.fromstring(body).iter():
        name = element.tag.rpartition("}")[2]
        if name in ("loc", "link", "guid", "url") and (element.text or "").startswith("http"):
            yield str(element.text)
        yield from (value for key, value in element.attrib.items() if key in ("href", "url"))
