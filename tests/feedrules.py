"""What the W3C's validator of feeds complains of, errors and warnings alike, as far as it does not need a network.

Each function takes the bytes of a feed and the address at which it is served, and yields every complaint. The rules
are those of RSS 2.0 with the profile of its board, RFC 4287, JSON Feed 1.1 and OPML 2.0.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from babel import Locale
from bs4 import BeautifulSoup, Comment

ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = "{http://www.w3.org/1999/xhtml}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
MODIFIED = "{http://purl.org/dc/terms/}modified"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

RFC822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d? [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}")
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
FULL = re.compile(r"https?://[^/][0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,#]*")
"""An address as RFC 2396 has it: whole, without a letter that should be encoded."""
TAG = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?:[0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,]+")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?")
BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ufffe\uffff]")
END_TAG = re.compile(r"</(a|abbr|b|code|div|em|i|p|script|span|strong|title)>", re.IGNORECASE)
ENTITY = re.compile(r"&(#\w+|amp|lt|gt|quot|apos|nbsp|eacute|hellip);")

CHANNEL = {"title", "link", "description", "language", "copyright", "lastBuildDate", "item"}
ITEM = {"title", "link", "guid", "pubDate", "category", "source", "description", "enclosure"}
KNOWN = {f"{XHTML}div", f"{ATOM}link", CREATOR, MODIFIED, CONTENT}
FEED_OF_ATOM = set("id title subtitle updated link author rights entry".split())
ENTRY_OF_ATOM = set("id title published updated link author category summary content source".split())
FEED_OF_JSON = set("version title home_page_url feed_url description user_comment icon language authors items".split())
ITEM_OF_JSON = set(
    "id url external_url title summary content_html date_published date_modified authors tags language image".split()
)
ELEMENTS = set(
    "a abbr b bdi blockquote br caption cite code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i "
    "img ins kbd li mark ol p pre q s samp section small span strong sub summary sup table tbody td tfoot th thead "
    "time tr u ul var wbr picture source".split()
)
ATTRIBUTES = set(
    "href hreflang lang dir title class id src alt width height srcset sizes type datetime start colspan rowspan scope "
    "tabindex open cite loading decoding reversed".split()
)


def rss_complaints(data: bytes, address: str) -> Iterator[str]:
    yield from _characters(data)
    root = ElementTree.fromstring(data)
    channels = list(root)
    if root.tag != "rss" or root.get("version") != "2.0" or [child.tag for child in channels] != ["channel"]:
        yield "is not RSS 2.0 with one channel"
        return
    channel = channels[0]
    tags = [child.tag for child in channel]
    yield from _unknown(tags, CHANNEL | KNOWN, "channel")
    yield from _repeated(tags, {"item", f"{ATOM}link"}, "channel")
    yield from (f"channel without {tag}" for tag in ("title", "link", "description", "language") if tag not in tags)
    yield from _trailing(tags, "item")
    for child in channel:
        yield from _element_of_rss(child)
    yield from _self_links(channel, address, "application/rss+xml")
    items = channel.findall("item")
    yield from _repeated((item.findtext("guid") or "" for item in items), set(), "guid")
    for item in items:
        yield from _item_of_rss(item)


def _item_of_rss(item: Element) -> Iterator[str]:
    tags = [child.tag for child in item]
    yield from _unknown(tags, ITEM | KNOWN, "item")
    yield from _repeated(tags, {"category", CREATOR}, "item")
    yield from (f"item without {tag}" for tag in ("title", "link", "guid", "pubDate", "description") if tag not in tags)
    if CONTENT in tags and tags.index(CONTENT) < tags.index("description"):
        yield "content before its description"
    for child in item:
        yield from _element_of_rss(child)


def _element_of_rss(element: Element) -> Iterator[str]:
    text, tag = element.text or "", element.tag
    if tag in ("title", "category", "copyright", "source", CREATOR, "language"):
        yield from _plain(text, tag)
    if tag == "link" and not FULL.fullmatch(text):
        yield f"link is no whole address: {text}"
    if tag in ("pubDate", "lastBuildDate"):
        yield from _date_of_mail(text)
    if tag == MODIFIED and not _is_moment(text):
        yield f"no date as RFC 3339 has it: {text}"
    if tag == "language":
        yield from _language(text)
    if tag == "source" and not FULL.fullmatch(element.get("url") or ""):
        yield f"source without a whole address: {element.get('url')}"
    if tag == "guid":
        yield from _guid(text, element.get("isPermaLink"))
    if tag in ("description", CONTENT):
        yield from _html(text, tag)
    if LANG in element.attrib:
        yield from _language(element.attrib[LANG])


def _guid(text: str, permanent: str | None) -> Iterator[str]:
    if permanent != "false" or not TAG.fullmatch(text):
        yield f"guid is no tag that says it is no permalink: {text}"


def _date_of_mail(text: str) -> Iterator[str]:
    if not RFC822.fullmatch(text):
        yield f"no date as RFC 822 has it: {text}"
    elif parsedate_to_datetime(text).strftime("%a") != text[:3] or parsedate_to_datetime(text).year < 1990:
        yield f"a date that cannot be: {text}"


def atom_complaints(data: bytes, address: str) -> Iterator[str]:
    yield from _characters(data)
    root = ElementTree.fromstring(data)
    if root.tag != f"{ATOM}feed":
        yield "is no feed of Atom"
        return
    yield from _language(root.get(LANG) or "")
    tags = [child.tag.removeprefix(ATOM) for child in root]
    yield from _unknown(tags, FEED_OF_ATOM | {f"{XHTML}div"}, "feed")
    yield from _repeated(tags, {"entry", "author", "link"}, "feed")
    yield from (f"feed without {tag}" for tag in ("id", "title", "updated", "link") if tag not in tags)
    yield from _trailing(tags, "entry")
    yield from _self_links(root, address, "application/atom+xml")
    yield from _links_of_atom(root)
    yield from _texts_of_atom(root)
    entries = root.findall(f"{ATOM}entry")
    for tag in ("id", "updated"):
        yield from _repeated(
            (entry.findtext(f"{ATOM}{tag}") or "" for entry in entries), set(), f"entries with one {tag}"
        )
    for entry in entries:
        yield from _entry_of_atom(entry, "author" in tags)


def _entry_of_atom(entry: Element, has_author: bool) -> Iterator[str]:
    tags = [child.tag.removeprefix(ATOM) for child in entry]
    yield from _unknown(tags, ENTRY_OF_ATOM, "entry")
    yield from _repeated(tags, {"author", "category", "link"}, "entry")
    yield from (f"entry without {tag}" for tag in ("id", "title", "updated", "link", "content") if tag not in tags)
    if not has_author and "author" not in tags:
        yield "entry of nobody in a feed of nobody"
    moments = [text for tag in ("published", "updated") if (text := entry.findtext(f"{ATOM}{tag}"))]
    if moments != sorted(moments, key=datetime.fromisoformat):
        yield f"entry updated before it was published: {moments}"
    for category in entry.findall(f"{ATOM}category"):
        if not category.get("term"):
            yield "category without a term"
    content = entry.find(f"{ATOM}content")
    if content is not None and content.get("type") != "html":
        yield f"content of the type {content.get('type')}"
    elif content is not None:
        yield from _html(content.text or "", "content")
    yield from _links_of_atom(entry)
    yield from _texts_of_atom(entry)


def _links_of_atom(parent: Element) -> Iterator[str]:
    links = parent.findall(f"{ATOM}link")
    for link in links:
        if link.get("rel") not in ("self", "alternate", "related", "via", "enclosure") or not link.get("type"):
            yield f"link without a known relation or a type: {link.attrib}"
        if not FULL.fullmatch(link.get("href") or ""):
            yield f"link is no whole address: {link.get('href')}"
    alternates = [(link.get("type"), link.get("hreflang")) for link in links if link.get("rel") == "alternate"]
    if len(alternates) != len(set(alternates)) or not alternates:
        yield f"not one alternate of a type and language: {alternates}"


def _texts_of_atom(parent: Element) -> Iterator[str]:
    for child in parent:
        tag, text = child.tag.removeprefix(ATOM), child.text or ""
        if tag in ("title", "subtitle", "summary", "rights"):
            yield from _plain(text, tag) if child.get("type", "text") == "text" else _html(text, tag)
        if tag in ("updated", "published") and not _is_moment(text):
            yield f"{tag} is no date as RFC 3339 has it: {text}"
        if tag == "id" and not TAG.fullmatch(text):
            yield f"id is no tag: {text}"
        if tag == "author":
            yield from _plain(child.findtext(f"{ATOM}name") or "", "name")
        if LANG in child.attrib:
            yield from _language(child.attrib[LANG])


def json_complaints(data: bytes, address: str) -> Iterator[str]:
    yield from _characters(data)
    feed = json.loads(data)
    yield from _unknown(feed, FEED_OF_JSON, "feed")
    if feed.get("version") != "https://jsonfeed.org/version/1.1" or feed.get("feed_url") != address:
        yield "does not say its version and address"
    if not feed.get("title") or not isinstance(feed.get("items"), list) or not FULL.fullmatch(feed["home_page_url"]):
        yield "feed without title, home or items"
    yield from _said_of_json(feed)
    yield from _repeated((item.get("id") for item in feed["items"]), set(), "id")
    for item in feed["items"]:
        yield from _unknown(item, ITEM_OF_JSON, "item")
        yield from (
            f"item without {key}" for key in ("id", "url", "content_html", "date_published") if not item.get(key)
        )
        if not TAG.fullmatch(str(item.get("id"))) or not FULL.fullmatch(str(item.get("url"))):
            yield f"no tag, or no whole address: {item.get('id')} {item.get('url')}"
        moments = [item[key] for key in ("date_published", "date_modified") if key in item]
        if not all(map(_is_moment, moments)) or moments != sorted(moments):
            yield f"dates that cannot be: {moments}"
        yield from _said_of_json(item)
        yield from _html(item.get("content_html", ""), "content_html")


def _said_of_json(node: dict[str, Any]) -> Iterator[str]:
    if any(not author.get("name") for author in node.get("authors", [])) or node.get("authors") == []:
        yield f"authors without a name: {node['authors']}"
    if any(not isinstance(tag, str) or not tag for tag in node.get("tags", [])):
        yield f"tags that are no words: {node['tags']}"
    if "language" in node:
        yield from _language(node["language"])
    yield from (f"{key} is empty" for key, value in node.items() if value in ("", [], None) and key != "items")


def opml_complaints(data: bytes) -> Iterator[str]:
    yield from _characters(data)
    root = ElementTree.fromstring(data)
    if (root.tag, root.get("version"), [child.tag for child in root]) != ("opml", "2.0", ["head", "body"]):
        yield "is not OPML 2.0 with head and body"
    yield from _plain(root.findtext("head/title") or "", "title")
    for outline in root.iter("outline"):
        if not all(outline.get(name) for name in ("text", "title", "type")) or outline.get("type") != "rss":
            yield f"outline without text, title or type: {outline.attrib}"
        yield from (
            f"{name} is no whole address: {outline.get(name)}"
            for name in ("xmlUrl", "htmlUrl")
            if (name == "xmlUrl" or name in outline.attrib) and not FULL.fullmatch(outline.get(name) or "")
        )
        if "language" in outline.attrib:
            yield from _language(outline.attrib["language"])
    yield from _repeated((outline.get("xmlUrl") or "" for outline in root.iter("outline")), set(), "outline")


def _characters(data: bytes) -> Iterator[str]:
    text = data.decode("utf-8")
    if text.startswith("\ufeff") or not text.startswith(("<?xml", "{")):
        yield "begins with something before its head"
    if text.startswith("<?xml") and not text.startswith('<?xml version="1.0" encoding="utf-8"?>'):
        yield "does not say that it is UTF-8"
    if BAD.search(text):
        yield f"a character that may not be: {BAD.findall(text)}"


def _html(text: str, where: str) -> Iterator[str]:
    soup = BeautifulSoup(text, "html.parser")
    if not soup.get_text().strip() and soup.find("img") is None:
        yield f"{where} says nothing"
    if soup.find(string=lambda found: isinstance(found, Comment)):
        yield f"{where} holds a comment"
    for tag in soup.find_all(True):
        if tag.name not in ELEMENTS:
            yield f"{where} holds <{tag.name}>"
        yield from (f"{where}: <{tag.name} {name}>" for name in tag.attrs if name not in ATTRIBUTES)
        addresses = [str(tag[name]) for name in ("href", "src") if tag.has_attr(name)]
        addresses += [each.split()[0] for each in str(tag.get("srcset", "")).split(",") if each.strip()]
        yield from (f"{where}: relative {each}" for each in addresses if not re.match(r"(https?://[^/]|mailto:)", each))
        if tag.has_attr("lang"):
            yield from _language(str(tag["lang"]))
        if tag.has_attr("hreflang"):
            yield from _language(str(tag["hreflang"]))
    ids = Counter(str(tag["id"]) for tag in soup.find_all(id=True))
    yield from (f"{where}: id {name} twice" for name, count in ids.items() if count > 1)


def _plain(text: str, where: str) -> Iterator[str]:
    if not text.strip():
        yield f"{where} is empty"
    if text != text.strip() or "\n" in text or "\t" in text:
        yield f"{where} holds white space that is none of its words: {text!r}"
    if END_TAG.search(text) or ENTITY.search(text):
        yield f"{where} looks like HTML: {text}"


def _self_links(parent: Element, address: str, kind: str) -> Iterator[str]:
    links = [link.attrib for link in parent.findall(f"{ATOM}link") if link.get("rel") == "self"]
    if links != [{"rel": "self", "type": kind, "href": address}]:
        yield f"does not say its own address {address}: {links}"


def _language(code: str) -> Iterator[str]:
    if not LANGUAGE.fullmatch(code) or code.partition("-")[0] not in Locale("en").languages:
        yield f"no language: {code!r}"


def _is_moment(text: str) -> bool:
    return RFC3339.fullmatch(text) is not None and datetime.fromisoformat(text).year >= 1970


def _unknown(names: Iterable[str], known: set[str], where: str) -> Iterator[str]:
    yield from (f"{where} with an unknown {name}" for name in names if name not in known)


def _repeated(names: Iterable[str], allowed: set[str], where: str) -> Iterator[str]:
    yield from (f"{where}: {name!r} {n} times" for name, n in Counter(names).items() if n > 1 and name not in allowed)


def _trailing(tags: list[str], item: str) -> Iterator[str]:
    """What says something of the whole stands before the items."""
    if item in tags and set(tags[tags.index(item) :]) != {item}:
        yield f"something of the whole behind the first {item}"
