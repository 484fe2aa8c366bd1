"""A document to a feed whose items hold no more of their texts than will be used. Pure.

Here everything is done that takes long or could take for ever, since this runs in a child that has a time limit: the
editor's own patterns too.
"""

from __future__ import annotations

import re
from dataclasses import replace

from digest.collect.document import Document, Wanted
from digest.collect.fragment import beginning, plain_text
from digest.collect.language import settled_language
from digest.collect.parse import parse_feed
from digest.collect.quotation import quotation
from digest.collect.reply import Failure
from digest.collect.shape import quoted_words, title_from
from digest.model import Feed, Gist, Item, ParsedFeed

_SEARCHED = 2000


def read_document(document: Document) -> ParsedFeed | Failure:
    """Raises DigestError when something of ours, and not the document, is at fault."""
    wanted = document.wanted
    parsed = parse_feed(
        document.data,
        link=document.link,
        content_type=document.content_type,
        words=quoted_words(wanted.feed, wanted.words) if wanted is not None else 0,
        whole=wanted is not None and wanted.is_whole,
    )
    if isinstance(parsed, Failure):
        return parsed
    return grasped(parsed, wanted) if wanted is not None else _without_texts(parsed)


def grasped(parsed: ParsedFeed, wanted: Wanted) -> ParsedFeed:
    items = tuple(replace(item, summary="", gist=gist_of(item, parsed.language, wanted)) for item in parsed.items)
    return replace(parsed, items=items)


def _without_texts(parsed: ParsedFeed) -> ParsedFeed:
    return replace(parsed, items=tuple(replace(item, summary="") for item in parsed.items))


def gist_of(item: Item, declared: str | None, wanted: Wanted) -> Gist:
    """`declared` is the language that the whole feed says it is in."""
    return Gist(
        beginning=beginning(item.summary),
        quotation=_quotation(item, wanted),
        language=settled(item, wanted.feed, declared),
        left_out=rule_against(wanted.feed, item),
    )


def settled(item: Item, feed: Feed, declared: str | None) -> str | None:
    """A person's word in feeds.yaml, else the item's or the whole feed's (`declared`), else the text's."""
    return feed.language or settled_language(item.language or declared, item.title, item.summary)


def rule_against(feed: Feed, item: Item) -> str:
    """Why the feed's `include` and `exclude` leave an item out, in the words of a seen line; empty when they do not."""
    if not feed.include and not feed.exclude:
        return ""
    # As far as anybody would look: how long a pattern takes may grow with more than the length of the text.
    texts = (item.title, plain_text(item.summary)[:_SEARCHED], *item.authors, *item.categories)
    for pattern in feed.exclude:
        if any(re.search(pattern, text) for text in texts):
            return f"exclude: {pattern}"
    if feed.include and not any(re.search(pattern, text) for pattern in feed.include for text in texts):
        return "no include rule speaks for it"
    return ""


def _quotation(item: Item, wanted: Wanted) -> str:
    """None when it would only say the title again."""
    moments = [moment for moment in (item.published, item.updated) if moment is not None]
    if moments and max(moments) < wanted.since:
        return ""
    first = beginning(item.summary)
    if first.rstrip(" .…") == (item.title or title_from(first)).rstrip(" .…"):
        return ""
    return quotation(item.summary, quoted_words(wanted.feed, wanted.words))
