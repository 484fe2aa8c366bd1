"""Markdown to HTML that may stand on our pages; on all but bare paragraphs nh3 has the last word. Pure.

Alone knows which tags, attributes and addresses a body may hold, and how much work a body may cause.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from threading import local

import nh3

from digest.compose.views import Prose
from digest.model import MarkdownWay
from digest.render.paragraphs import paragraphs
from digest.text import UNFIT, unmistakable, without_controls

HEADING = 3
"""The highest heading of a body: above it stand the title of the page and of the section."""
BEARABLE_WORK = 10_000_000
"""About a second at worst. A page of 64 KB that people write comes to a tenth of it."""
_LITTLE = 1_000
"""Characters that cannot come to so much, whichever they are: notes, the dearest, are five times their square."""

_TAGS = set(
    "a abbr b bdi blockquote br caption cite code dd del div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins "
    "kbd li mark ol p pre q s small span strong sub sup table tbody td th thead tr ul".split()
)
_ATTRIBUTES = {
    "*": {"class", "dir", "id", "lang"},
    "a": {"href", "hreflang", "title"},
    "abbr": {"title"},
    "img": {"alt", "height", "src", "title", "width"},
    "ol": {"start"},
    "pre": {"tabindex"},
    "table": {"tabindex"},
}
_INLINE = set("a abbr b bdi cite code del em i ins kbd mark q s small span strong sub sup".split())
_VALUES = {
    "class": re.compile(r"align-(?:left|center|right)|footnote(?:-ref|-backref)?|language-[a-z0-9+#-]{1,20}"),
    "dir": re.compile(r"ltr|rtl|auto"),
    "height": re.compile(r"[0-9]{1,4}"),
    "hreflang": re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"),
    "id": re.compile(r"[A-Za-z0-9][A-Za-z0-9:._-]*"),
    "lang": re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"),
    "start": re.compile(r"[0-9]{1,6}"),
    "tabindex": re.compile("0"),
    "width": re.compile(r"[0-9]{1,4}"),
}
_PLAIN_ADDRESS = r"https?://(?:[a-z0-9]++(?:-[a-z0-9]++)*+\.)++[a-z]{2,}(?:/[A-Za-z0-9/._~-]*+)?"
"""In which nothing could be encoded, of a host that is a name."""
_is_bare = re.compile(
    rf'(?:[^<&\xa0{UNFIT}]++|&(?:amp|lt|gt);|</?(?:p|em|strong|code)>|<a href="{_PLAIN_ADDRESS}">|</a>)*+'
).fullmatch
"""Text that may stand on a page, tags that do nothing, and the plainest links: nh3 would write the same."""
_OURS = re.compile(r"/(?:[^/\\\s][^\\\s]*)?")
"""A browser takes `//host` and `/\\host` for the address of another site."""
_THEIRS = re.compile(r"(?:https?://[^/\\\s]|mailto:[^\s]).*", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")*)>')
"""A tag as nh3 writes it; nothing else in its output looks like one."""
_TO_MEND = re.compile("<(?:h[1-6]|img|pre|table)[ >]")
_MARKS = {"\u200e": "&lrm;", "\u200f": "&rlm;", "\u061c": "&#x61C;"}
"""Of direction, within a line: written so that they are seen, and told from those in text that is nobody's prose."""
_OPENERS = re.compile(r"[\[`*_]")
_OPEN_TAGS = re.compile(r"""<(?!/?[a-zA-Z][^<>"']*(?:"[^"<>]*"[^<>"']*|'[^'<>]*'[^<>"']*)*>)""")
"""Every `<` that does not begin a whole tag."""
_BULLET, _NUMBER = re.compile(r" {0,3}[-*+] "), re.compile(r" {0,3}[0-9]+\. ")
_SCROLLED = ("pre", "table")
"""Too wide for a telephone, they scroll by themselves; who has keys alone must get there."""
_DEEP = re.compile(r"^(?: {160}|\t{40}|[ \t]*(?:>[ \t]?|(?:[-*+]|[0-9]{1,9}\.)[ \t]+){40})", re.MULTILINE)
"""Lists and quotations forty levels deep: the library recurses."""


@lru_cache(maxsize=8192)
def render(prose: Prose, *, base: str, heading: int = HEADING, way: MarkdownWay = "fast") -> str:
    """The HTML of a body; `base` is set before addresses of ours: "", "/repo" or "https://host/repo".

    The highest heading of the body becomes `heading`, the next one below it, without gaps. A text that would take
    Python-Markdown seconds, which no person writes, is shown as it was typed. Either `way` gives the same.
    """
    short = _short(prose.text, way)
    # Whose tags are in pairs, since `paragraphs` wrote them.
    if short is not None and _is_bare(short):
        return _marked(short)
    text = without_controls(prose.text)
    if text != prose.text:
        short = _short(text, way)
    # A colon, since no slug holds one: `sora:rules` is no other entry's address.
    prefix = f"{prose.prefix}:" if prose.prefix else ""
    typed = short if short is not None else _typed(text, prose.language, prefix, way)
    return _marked(_safe(typed, heading, prefix, base.rstrip("/")))


def plain(prose: Prose, *, way: MarkdownWay = "fast") -> str:
    """The words of a body on one line, without markup, footnotes and pictures."""
    html = render(prose, base="", way=way).partition('<div class="footnote">')[0]
    words = re.sub(r'<sup id="[^"]*">.*?</sup>', "", html) if "<sup" in html else html
    spaced = _TAG.sub(lambda tag: "" if tag[2] in _INLINE else " ", words)
    # No-break spaces stay: French sets them on purpose.
    return re.sub(r"[ \t\n\r]+", " ", unescape(spaced)).strip(" ")


def anchored(html: str, address: str) -> str:
    """The HTML with its links to anchors completed by the address of the page that holds them: for feeds and mail."""
    if ' href="#' not in html:
        return html
    return _TAG.sub(lambda tag: tag[0].replace(' href="#', f' href="{escape(address)}#'), html)


def is_bearable(text: str) -> bool:
    """Whether the work stays in bounds, counted as marks that open something times what may be searched for their end.

    That is the run of text that they stand in, for `<` the whole text; for lines, their block; for notes, all notes.
    """
    return not _DEEP.search(text) and (len(text) <= _LITTLE or _work(text) <= BEARABLE_WORK)


def _work(text: str) -> int:
    blocks = text.split("\n\n")
    marks = sum(len(_OPENERS.findall(run)) * len(run) for block in blocks for run in _runs(block))
    lines = max(block.count("\n") * len(block) for block in blocks) // 40
    tags = len(_OPEN_TAGS.findall(text)) * len(text)
    notes = text.count("[^") ** 2 * 20
    return marks + lines + tags + notes


def _runs(block: str) -> list[str]:
    """The texts that are searched for themselves: the items of a list, else the whole block."""
    kind = next((kind for kind in (_BULLET, _NUMBER) if kind.match(block)), None)
    return re.split(rf"\n(?={kind.pattern})", block) if kind else [block]


def _as_typed(text: str) -> str:
    return "\n".join(f"<p>{escape(block)}</p>" for block in text.split("\n\n") if block.strip())


def _marked(html: str) -> str:
    """Most texts hold none: to look for each is a hundred times faster than to translate all characters."""
    for mark, reference in _MARKS.items():
        html = html.replace(mark, reference)
    return html


def _short(text: str, way: MarkdownWay) -> str | None:
    """HTML of a text of paragraphs; None of any other, and of what nobody should wait for."""
    # A little text of paragraphs is bearable: none of its lines begins as deep lists and quotations do.
    if way != "fast" or (len(text) > _LITTLE and not is_bearable(text)):
        return None
    return paragraphs(text)


def _typed(text: str, language: str, prefix: str, way: MarkdownWay) -> str:
    """HTML as the text asks for it; not yet what may stand on a page."""
    if not is_bearable(text):
        return _as_typed(text)
    # Here, since most texts need nothing of it.
    from digest.render.converter import converted

    return converted(text, language, prefix, way)


class _Tools(local):
    """Dear to make, and of one thread: each holds something of the text that it works on."""

    def __init__(self) -> None:
        self.cleaners: dict[str, tuple[nh3.Cleaner, _Filter]] = {}
        """By base."""


_tools = _Tools()


def _safe(html: str, heading: int, prefix: str, base: str) -> str:
    """Most texts hold nothing to mend: what the sanitiser wrote then stands as it is."""
    clean = _sanitise(html, prefix, base)
    if _TO_MEND.search(clean) is None and without_controls(clean) == clean:
        return clean
    return _sanitise(_mend(_sanitise(html, prefix), heading), prefix, base)


def _mend(html: str, heading: int) -> str:
    """What cannot be said tag by tag: headings in step, pictures with source and `alt`, keys for what scrolls."""
    clean = without_controls(html)
    levels = sorted({tag[2] for tag in _TAG.finditer(clean) if re.fullmatch("h[1-6]", tag[2])})
    steps = {level: f"h{min(heading + step, 6)}" for step, level in enumerate(levels)}
    return _TAG.sub(lambda tag: _mended(tag, steps), clean)


def _mended(tag: re.Match[str], steps: dict[str, str]) -> str:
    slash, name, attributes = tag.groups()
    if name in steps:
        return f"<{slash}{steps[name]}{attributes}>"
    if name in _SCROLLED and not slash and " tabindex=" not in attributes:
        return f'<{name}{attributes} tabindex="0">'
    if name != "img":
        return tag[0]
    alt = re.search(r' alt="([^"]*)"', attributes)
    if ' src="' not in attributes:
        return alt[1] if alt else ""
    return tag[0] if alt else f'<img{attributes} alt="">'


def _sanitise(html: str, prefix: str, base: str = "") -> str:
    """Only what we listed. `rel` is not written: without `target` a link hands nothing over to the other site."""
    if base not in _tools.cleaners:
        _tools.cleaners[base] = _cleaner(_Filter(base))
    cleaner, allowed = _tools.cleaners[base]
    allowed.prefix = prefix
    return cleaner.clean(html)


def _cleaner(allowed: _Filter) -> tuple[nh3.Cleaner, _Filter]:
    cleaner = nh3.Cleaner(
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=allowed,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    return cleaner, allowed


class _Filter:
    """The value of an attribute as it may stay, or None."""

    prefix = ""
    """Of the text that is cleaned."""

    def __init__(self, base: str) -> None:
        self.base = base

    def __call__(self, tag: str, attribute: str, value: str) -> str | None:
        if attribute == "href":
            return unmistakable(value) if value.startswith("#") or _THEIRS.fullmatch(value) else _ours(value, self.base)
        if attribute == "src":
            return _ours(value, self.base)
        if attribute == "id" and not value.startswith(self.prefix):
            return None
        pattern = _VALUES.get(attribute)
        return value if pattern is None or pattern.fullmatch(value) else None


def _ours(address: str, base: str) -> str | None:
    written = address.strip().replace(" ", "%20")
    return base + written if _OURS.fullmatch(written) else None
