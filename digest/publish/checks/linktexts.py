"""Rule on the words of links: they say where they lead, also out of their sentence. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html import unescape

from digest.publish.checks.prose import bound_texts, own_words
from digest.publish.checks.rules import Finding, Rule, Subject

_MARKDOWN = re.compile(
    r"""(?<![!\\])\[(?!\^)(?P<text>(?:[^\[\]\\]|\\.|!?\[[^\[\]]{0,200}\](?:\([^()\n]{0,2000}\))?){0,1000})\]
    (?:\([^()\n]{0,2000}(?:\([^()\n]{0,500}\)[^()\n]{0,500}){0,9}\) | \[[^\[\]\n]{0,200}\])""",
    re.VERBOSE,
)
_SHORTCUT = re.compile(r"(?<![!\\\]])\[(?!\^)(?P<text>[^\[\]\n]+)\](?![\[(:])")
_DEFINED = re.compile(r"^ {0,3}\[([^\]^][^\]\n]{0,200})\]:", re.MULTILINE)
_HTML = re.compile(r"<a\b[^>]{0,500}?\bhref\b[^>]{0,2000}>(?P<text>.{0,1000}?)</a>", re.DOTALL | re.IGNORECASE)
_BARE = re.compile(r"<(?P<text>https?://[^\s<>]+)>")
_IS_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?:[a-z0-9-]+\.)+[a-z]{2,}/\S+", re.IGNORECASE)
_TITLE = re.compile(r"(?:\*(?!\*)|_(?!_))[A-Z0-9ÀÂÇÉÈÊÎÔ].*|<(?P<tag>cite|i|em)>.*", re.DOTALL)
"""Words in italics with a capital are the name of a work: *Here* and *It* are films, *Ça* as well."""
_EMPTY_WORDS = frozenset(
    line.strip()
    for line in """
    here, click here, click, right here, over here, see here, read here, this, that, it, this link, that link, the link,
    link, links, this page, this article, this post, this site, this website, article, page, website, read, read more,
    read on, read this, read it, read it here, more, more here, learn more, find out more, see more, see, details,
    more details, more info, more information, info, continue, continue reading, full story, full article, source,
    go, go here, this one, visit website, visit site, check it out, check this out, tap here, follow this link, url,
    ici, cliquez ici, cliquer ici, clic, cliquez, par ici, voir ici, lire ici, a lire ici, c est ici, la, lien, le lien,
    ce lien, liens, l article, l article complet, article complet, ce billet, le site, voir le site, suivez ce lien,
    cette page, cet article, ce site, ceci, cela, ca, lire, a lire, lire la suite,
    la suite, suite, lire plus, lire l article, lire cet article, en savoir plus, savoir plus, plus, plus d infos,
    plus d informations, voir, voir plus, voir la suite, infos, details, en lire plus, decouvrir, decouvrez,
    continuer, continuer la lecture, poursuivre, poursuivre la lecture
    """.split(",")
)
"""Without accents and punctuation, as `_folded` makes them."""
_HINT = "let the words say what one finds there: [the union's answer](...)"


def link_that_says_nothing(subject: Subject) -> Iterator[Finding]:
    for text in bound_texts(subject.publication):
        prose = own_words(text.prose)
        for offset, words in sorted(_links(prose)):
            shown = re.sub(r"<[^>]*>|[*_`]", "", words).strip()
            if _IS_ADDRESS.fullmatch(shown):
                yield text.at(offset, f"the words of this link are its address: {shown[:80]}", _HINT)
            elif not _folded(words):
                if not _holds_a_picture(words):
                    yield text.at(offset, "a link without words", _HINT)
            elif _folded(shown) in _EMPTY_WORDS and not _TITLE.match(words):
                yield text.at(offset, f"the words of this link say nothing: '{shown}'", _HINT)


def _links(prose: str) -> Iterator[tuple[int, str]]:
    """Where each link begins, and its words."""
    for pattern in (_MARKDOWN, _HTML, _BARE):
        yield from ((match.start(), match["text"]) for match in pattern.finditer(prose))
    names = {_folded(name) for name in _DEFINED.findall(prose)}
    for match in _SHORTCUT.finditer(prose) if names else ():
        if _folded(match["text"]) in names:
            yield match.start(), match["text"]


def _holds_a_picture(words: str) -> bool:
    return "![" in words or "<img" in words.lower()


def _folded(text: str) -> str:
    """In lower case, without accents, punctuation and arrows."""
    plain = unicodedata.normalize("NFKD", unescape(text).casefold())
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(re.sub(r"[\W_]+", " ", bare).split())


RULES = (Rule(code="TEXT003", find=link_that_says_nothing),)
