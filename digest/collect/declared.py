"""A page's HTML to what it declares of itself, by the way of declaring it, unjudged. Pure.

The only module that knows extruct and lxml. JSON-LD and microdata come out alike, as objects of schema.org.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import field
from typing import Any

import lxml.html
from extruct.jsonld import JsonLdExtractor
from extruct.w3cmicrodata import MicrodataExtractor

from digest.values import dataclass

Node = Mapping[str, Any]
"""An object of schema.org: `@type`, and values that are text, objects or lists of them."""

# The cost of microdata grows with the product; beyond this a page is no account of one article.
_MOST_SCOPES, _MOST_PROPERTIES = 100, 1000
# What surrounds an article: of these a page may have hundreds, and they say nothing of it.
_ASIDES = " or ".join(
    f"contains(@itemtype, '{kind}')" for kind in ("Comment", "Rating", "Breadcrumb", "Navigation", "Offer")
)
_MOST_NODES = 500
_DEEPEST = 6
_HOLDERS = ("@graph", "mainEntity", "itemListElement", "hasPart")
# Of a stranger's data: text that is no JSON, nesting that is too deep, shapes that the extractor did not expect.
_BROKEN = (ValueError, TypeError, KeyError, AttributeError, RecursionError, lxml.etree.LxmlError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    metas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Contents by property or name in lower case, Open Graph among them."""
    linked: tuple[Node, ...] = ()
    """JSON-LD, what stands within graphs and pages included."""
    microdata: tuple[Node, ...] = ()
    titles: tuple[str, ...] = ()
    """The title element first, then the headings of the first rank."""
    language: str = ""
    times: tuple[str, ...] = ()


def parse_declared(html: str) -> Declared:
    """Whatever is no page declares nothing."""
    tree = _tree(html)
    if tree is None:
        return Declared()
    root = next(iter(tree.xpath("/html")), tree)
    return Declared(
        metas=_metas(tree),
        linked=tuple(_flat(_linked(tree)))[:_MOST_NODES],
        microdata=tuple(_flat(_microdata(tree)))[:_MOST_NODES],
        titles=tuple(element.text_content() for element in (*tree.xpath("//title")[:1], *tree.xpath("//h1")[:10])),
        language=str(root.get("lang") or root.get("xml:lang") or ""),
        times=tuple(str(text) for text in tree.xpath("//time/@datetime")[:100]),
    )


def _tree(html: str) -> Any:
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_pis=True, remove_comments=True)
    data = html.replace("\0", "").encode("utf-8", "replace")
    try:
        tree = lxml.html.document_fromstring(data, parser=parser)
    except _BROKEN:
        return None
    for element in tree.xpath("//svg | //template"):
        # A picture has titles of its own.
        element.drop_tree()
    return tree


def _metas(tree: Any) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for meta in tree.xpath("//meta[@content][@property or @name or @http-equiv]")[:1000]:
        name = str(meta.get("property") or meta.get("name") or meta.get("http-equiv")).strip().lower()
        if text := str(meta.get("content")).strip():
            found[name] = (*found.get(name, ())[:20], text)
    return found


def _linked(tree: Any) -> Iterator[Any]:
    """Script by script: a broken one must not take the others with it."""
    extractor = JsonLdExtractor()
    for script in tree.xpath("//script[contains(translate(@type, 'LDJSON', 'ldjson'), 'ld+json')]")[:50]:
        script.set("type", "application/ld+json")
        with suppress(*_BROKEN):
            yield from extractor.extract_items(script)


def _microdata(tree: Any) -> Iterator[Any]:
    # A reference lets one property stand in a hundred objects.
    for element in tree.xpath("//*[@itemref]"):
        del element.attrib["itemref"]
    for element in tree.xpath(f"//*[{_ASIDES}]/descendant-or-self::*[@itemprop or @itemscope]"):
        for name in {"itemprop", "itemscope"} & set(element.attrib):
            del element.attrib[name]
    if tree.xpath("count(//*[@itemscope])") > _MOST_SCOPES or tree.xpath("count(//*[@itemprop])") > _MOST_PROPERTIES:
        return
    with suppress(*_BROKEN):
        yield from (_as_linked(item, 0) for item in MicrodataExtractor().extract_items(tree, base_url=None))


def _as_linked(value: Any, depth: int) -> Any:
    """Microdata in the shape of JSON-LD: types without the address of their vocabulary."""
    if isinstance(value, list):
        return [_as_linked(one, depth) for one in value[:100]]
    if not isinstance(value, Mapping):
        return value
    if depth > _DEEPEST:
        return {}
    kinds = value.get("type", ())
    names = [str(kind).rstrip("/").rpartition("/")[2] for kind in ([kinds] if isinstance(kinds, str) else kinds)]
    properties = {key: _as_linked(one, depth + 1) for key, one in value.get("properties", {}).items()}
    return {"@type": names, **({"name": value["value"]} if "value" in value else {}), **properties}


def _flat(values: Iterable[Any], depth: int = 0) -> Iterator[Node]:
    """The objects, and those that they hold in lists and graphs."""
    for value in values:
        if isinstance(value, list) and depth < _DEEPEST:
            yield from _flat(value, depth + 1)
        elif isinstance(value, Mapping):
            yield value
            if depth < _DEEPEST:
                yield from _flat((value[key] for key in _HOLDERS if key in value), depth + 1)
