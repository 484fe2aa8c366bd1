"""A publication whose every feed is hostile in every field, on its way from fetch to a built site; and its judge.

`hostile_site(root)` collects, keeps, publishes and builds with the real commands. `crimes(page)` is what an HTML parser
finds in a page that could run, ask for something or lead anywhere but to the web or to a mailbox.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from digest.collect.fetch import Fetched
from tests.commands import NOW, digest
from tests.corpus import attacks
from tests.outside import Outside, outside
from tests.servers import Answer

ISSUE = "2026-W47"
DAY = "Fri, 20 Nov 2026 09:00:00 GMT"
_FORBIDDEN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NEVER = frozenset(
    "script iframe frame frameset object embed applet form input button textarea select base style svg math portal "
    "audio video source track template noscript marquee bgsound image isindex keygen dialog".split()
)
_OF_SEARCH = (
    ("form", "search"),
    ("input", "search-words"),
    ("select", "choice-list"),
    ("button", "press"),
    ("template", "found_item"),
    ("noscript", ""),
)
"""Each by its first class, or its id."""
_ADDRESSES = frozenset(
    "href src srcset action formaction poster data background cite longdesc ping manifest xlink:href dynsrc lowsrc "
    "codebase archive usemap icon".split()
)
_SCHEME = re.compile(r"([a-z][a-z0-9+.\-]*):", re.IGNORECASE)


def rss(found: list[str]) -> bytes:
    """Every attack as HTML in every field of an item."""
    items = "".join(_rss_item(number, _xml(attack)) for number, attack in enumerate(found))
    head = escape(_xml("".join(found[:20])))
    names = "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:content='http://purl.org/rss/1.0/modules/content/'"
    return f"<rss version='2.0' {names}><channel><title>{head}</title>{items}</channel></rss>".encode()


def _rss_item(number: int, attack: str) -> str:
    raw = f"<![CDATA[<p>Before {attack.replace(']]>', ']]]]><![CDATA[>')} after</p>]]>"
    words = escape(attack)
    return (
        f"<item><title>{words}</title><link>https://x.example/{number}</link><guid isPermaLink='false'>{words}</guid>"
        f"<pubDate>{DAY}</pubDate><dc:date>{words}</dc:date><dc:creator>{words}</dc:creator><category>{words}</category>"
        f"<dc:language>{words}</dc:language><comments>{words}</comments>"
        f"<enclosure url={quoteattr(attack)} type={quoteattr(attack)} length={quoteattr(attack)}/>"
        + (
            f"<description>{escape(escape(attack))}</description>"
            if number % 3 == 0
            else f"<description>{raw}</description>"
        )
        + f"<content:encoded>{raw}</content:encoded></item>"
    )


def atom(found: list[str]) -> bytes:
    """Ten at a time, as text and as HTML, and each in the address of an item."""
    groups = [found[start : start + 10] for start in range(0, len(found), 10)]
    return (
        f"<feed xmlns='http://www.w3.org/2005/Atom'><title>A</title>{''.join(map(_atom_entry, groups))}</feed>".encode()
    )


def _atom_entry(group: list[str]) -> str:
    words = _xml(" ".join(group))
    link = "https://y.example/" + _xml(group[0])
    text = escape(words)
    return (
        f"<entry><id>{text}</id><title type='text'>{text}</title><link href={quoteattr(link)}/>"
        f"<published>2026-11-20T09:00:00Z</published><author><name>{text}</name><uri>{text}</uri></author>"
        f"<category term={quoteattr(words)} label={quoteattr(words)}/><content type='html'>{text}</content></entry>"
    )


def json_feed(found: list[str]) -> bytes:
    """Each as the address of an item; and a second report of each item of the RSS feed, under a title of its own."""
    rows = [
        {
            "id": f"{number}-{attack}",
            "url": attack if attack.startswith(("http", "//")) or number % 9 == 0 else f"https://x.example/{number}",
            "title": f"Also {attack}",
            "content_text" if number % 5 else "content_html": attack,
            "authors": [{"name": attack, "url": attack, "avatar": attack}],
            "image": attack,
            "tags": [attack],
            "language": attack,
            "date_published": "2026-11-20T09:00:00Z",
            "attachments": [{"url": attack, "mime_type": attack, "title": attack}],
        }
        for number, attack in enumerate(found)
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": found[0], "items": rows}).encode()


def _xml(attack: str) -> str:
    return _FORBIDDEN_XML.sub("", attack)


def collect(world: Outside) -> Fetched:
    found = attacks()
    world.follow(*(f"http://{name}.example/{name}" for name in ("rss", "atom", "json")), more=", section: tools")
    for name, document in (("rss", rss(found)), ("atom", atom(found)), ("json", json_feed(found))):
        world.plain[f"/{name}"] = Answer(body=document)
    return world.run()


def hostile_site(root: Path) -> Path:
    """The folder of the built site."""
    with outside(root) as world:
        fetched = collect(world)
    assert fetched.failed == ()
    # One entry a link: what several items share is for the editor to choose from, and check asks for it.
    kept = {entry.link: entry for entry in reversed(fetched.entries)}
    succeed(root, "keep", *(entry.path for entry in kept.values()))
    lead = fetched.entries[0].slug
    (root / f"content/issues/{ISSUE}.md").write_text(f"---\ntitle: Hostile\nlead: {lead}\n---\n\nA letter.\n", "utf-8")
    succeed(root, "issue", "publish", ISSUE, "--yes")
    succeed(root, "build")
    return root / "build"


def succeed(root: Path, *words: str) -> None:
    done = digest(root, *words, now="2026-11-23T08:00:00+01:00" if words[0] != "keep" else NOW)
    assert done.status == 0, done.err[-3000:]


def crimes(page: str, *, is_own: bool = True) -> list[str]:
    """`is_own`: the page's own head is ours; a fragment in a feed is a stranger's from beginning to end."""
    judge = _Judge(is_own=is_own)
    judge.feed(page)
    judge.close()
    return judge.found


def _is_ours(tag: str, attrs: list[tuple[str, str | None]]) -> bool:
    """Data for machines, which no browser runs; on the page of search, its form and its script."""
    given = dict(attrs)
    if tag == "script":
        return attrs == [("type", "application/ld+json")] or (given.get("src") or "").endswith("/assets/search.js")
    return (tag, (given.get("class") or given.get("id") or "").partition(" ")[0]) in _OF_SEARCH


class _Judge(HTMLParser):
    def __init__(self, *, is_own: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._is_own = is_own
        self._quotation = 0
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._quotation += tag == "blockquote"
        self.found += [f"<{tag} {name}={value!r}>" for name, value in attrs if _is_crime(name, value or "")]
        is_allowed = self._is_own and (tag in ("link", "meta", "img") or _is_ours(tag, attrs))
        if tag in (*_NEVER, "link", "meta", "img") and not is_allowed:
            self.found.append(f"<{tag}>")
        if tag == "img" and not _is_local(dict(attrs).get("src") or ""):
            self.found.append(f"<img> from elsewhere: {attrs}")
        if tag == "meta" and (dict(attrs).get("http-equiv") or "").lower() not in ("", "content-security-policy"):
            self.found.append(f"<meta> {attrs}")
        if self._quotation and {name for name, _ in attrs} - {"href", "cite", "lang", "dir", "class"}:
            self.found.append(f"in a quotation: <{tag}> {attrs}")

    def handle_endtag(self, tag: str) -> None:
        self._quotation -= tag == "blockquote"


def _is_crime(name: str, value: str) -> bool:
    if name.startswith("on") or name in ("style", "srcdoc"):
        return True
    return name in _ADDRESSES and not is_harmless(value)


def is_harmless(link: str) -> bool:
    """As a browser reads it: without white space at the ends, tabs or line ends."""
    bare = re.sub(r"[\t\r\n]", "", link.strip("".join(map(chr, range(33)))))
    scheme = _SCHEME.match(bare)
    return scheme is None or scheme[1].lower() in ("http", "https", "mailto")


def _is_local(link: str) -> bool:
    return not _SCHEME.match(link) and not link.startswith("//")


def pages(site: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(site.rglob("*.html")):
        yield path.relative_to(site).as_posix(), path.read_text("utf-8")


if __name__ == "__main__":
    # Of its own, for tests in a browser: playwright has an event loop in its process already, and a run needs one.
    hostile_site(Path(sys.argv[1]))
