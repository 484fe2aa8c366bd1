"""A feed's HTML to the block quotation in an entry's body. Pure.

What this module alone knows: how to write words in Markdown so that they stay the same words and become nothing else,
and the phrases that publishers add to every item.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from digest.collect.fragment import Paragraph, Run, paragraphs

_ELLIPSIS = r"(?:…|\.{3})"
_MORE = (
    r"read (?:more|on|the (?:full|whole|rest)\b[^.!?]{0,40})|(?:continue|keep) reading|click here to (?:read|view)"
    r"|(?:view|read) (?:the )?(?:full|entire) (?:article|post|story)|full story|more"
    r"|lire (?:la suite|plus|l[’']article|l[’']intégralité|aussi)|continuer (?:la|à) lire|en savoir plus"
    r"|la suite(?: est)? (?:sur|ici|à lire)|cliquez ici pour lire"
)
_SENTENCE = r"(?:^|(?<=[.!?…»”\"’)\]])\s*)"
# A name, and with it the end of the sentence and of the text: what has more to say is prose.
_NAME = r"\s+(?:the\s+)?(?-i:[A-Z0-9À-Þ«“\"@])[^.!?,]{0,80}(?:(?:(?<=\b\w)\.|[.!?](?=\w))[^.!?,]{0,40}){0,4}[.!?…]*$"
_BOILERPLATE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bthe post\b.{0,400}?\bappeared first on\b.{0,160}$",
        rf"{_SENTENCE}(?:the post|this (?:post|article|story|entry)|the (?:article|story))\b.{{0,400}}?"
        rf"\b(?:first|originally) (?:published|posted|appeared) (?:on|in|at)\b{_NAME}",
        r"(?:\bl[’']article|\bcet article|\ble (?:post|billet)|\bl[’']actualité)\b.{0,400}?"
        r"\b(?:est (?:apparu|publié|paru)|a été publié|apparaît) en premier(?: lieu)? sur\b.{0,160}$",
        rf"(?:^|(?<=[.!?»”\"’)\]])\s+|\s*[\[(]?{_ELLIPSIS}[\])]?\s*)[\[(]?(?:{_MORE})\b"
        r"(?:\s(?:at|on|about|sur|de|of|here|ici|in|dans)\b[^.!?]{0,120}|\s*[“\"«].{0,200})?[\s.:…→»>›\])]*$",
        rf"\s*[\[(]\s*{_ELLIPSIS}\s*[\])]\s*[→»>›]*\s*$",
        r"^(?:comments?|commentaires?|article url: \S+|comments url: \S+|points: \d+|# comments: \d+)$",
    )
)
# As far as a boilerplate phrase reaches back from the end of a paragraph.
_TAIL = 700
_WORD = re.compile(r"\S+")
_WORD_LENGTH, _LONGEST_WORD = 12, 40
_SENTENCE_ENDS = tuple('.!?…»”"’)]:;')
_ESCAPED = re.compile(r"[\\`*_\[\]{}]|<|&(?=#|\w+;)")
_ENTITIES = {"<": "&lt;", "&": "&amp;"}
# What begins a heading, a quotation, a list, a definition, a table, a fence or a box, at the start of a line.
_OPENING = re.compile(r"(?P<sign>[#>+\-!=~:|?@^])|(?P<number>\d+)(?P<dot>[.)])")
_BACKSLASHED = frozenset("#>+-!")
_BEFORE_MARK = frozenset(" («“‘’'—–\u00a0\u202f")
_LINK = re.compile(r"(?:https?://|mailto:)\S{1,1000}")
_LONGEST_LINK = 500


def quotation(html: str, words: int | None) -> str:
    """Clean HTML as lines that begin with `>`, cut after `words` words (None: whole); empty when nothing is left."""
    if words == 0:
        return ""
    kept = _without_boilerplate(paragraphs(html, None if words is None else words + _TAIL // 5))
    cut = kept if words is None else _cut(kept, words)
    lines = tuple(line for line in map(_line, cut) if line)
    return "\n>\n".join(f"> {line}" for line in lines)


def _without_boilerplate(blocks: Iterable[Paragraph]) -> tuple[Paragraph, ...]:
    trimmed = (_trimmed(_folded(block)) for block in blocks)
    return tuple(block for block in trimmed if _text(block).strip())


def _trimmed(block: Paragraph) -> Paragraph:
    """Without the phrases at its end, of which there may be several."""
    for _ in range(3):
        text = _text(block)
        start = max(0, len(text) - _TAIL)
        ends = [match.start() for pattern in _BOILERPLATE if (match := pattern.search(text, start))]
        if not ends:
            break
        left = text[: min(ends)].rstrip()
        block = _first(block, len(left))
        if left and not left.endswith(_SENTENCE_ENDS):
            return (*block, Run(text="…"))
    return block


def _cut(blocks: tuple[Paragraph, ...], words: int) -> tuple[Paragraph, ...]:
    """At a word; an ellipsis says that there was more."""
    kept: list[Paragraph] = []
    left = words
    for index, block in enumerate(blocks):
        spans = list(_word_ends(_text(block)))
        if len(spans) < left or (len(spans) == left and index == len(blocks) - 1):
            kept.append(block)
            left -= len(spans)
            continue
        if left:
            text = _text(block)[: spans[left - 1]].rstrip(" ,;:–—-(«“\"'…\u00a0\u202f")
            kept.append((*_first(block, len(text)), Run(text="…" if not text.endswith((".", "!", "?")) else " …")))
        elif kept:
            kept[-1] = (*kept[-1], Run(text=" …"))
        break
    return tuple(kept)


def _word_ends(text: str) -> Iterator[int]:
    """Where words end. What is written without spaces, as Chinese is, counts as many as would stand in its place."""
    for match in _WORD.finditer(text):
        is_long = len(match[0]) > _LONGEST_WORD
        if is_long:
            yield from range(match.start() + _WORD_LENGTH, match.end(), _WORD_LENGTH)
        if is_long or any(map(str.isalnum, match[0])):
            yield match.end()


def _folded(block: Paragraph) -> Paragraph:
    """Neighbours in one style joined, white space at the ends removed, spaces at most one in a row."""
    runs: list[Run] = []
    for run in block:
        text = run.text.lstrip(" ") if not runs or runs[-1].text.endswith(" ") else run.text
        if runs and (runs[-1].style, runs[-1].link) == (run.style, run.link):
            runs[-1] = Run(text=runs[-1].text + text, style=run.style, link=run.link)
        elif text:
            runs.append(Run(text=text, style=run.style, link=run.link))
    length = len("".join(run.text for run in runs).rstrip())
    return _first(tuple(runs), length)


def _first(block: Paragraph, length: int) -> Paragraph:
    """As many characters of it."""
    kept: list[Run] = []
    for run in block:
        if length <= 0:
            break
        kept.append(run if len(run.text) <= length else Run(text=run.text[:length], style=run.style, link=run.link))
        length -= len(run.text)
    return tuple(kept)


def _text(block: Paragraph) -> str:
    return "".join(run.text for run in block)


def _line(block: Paragraph) -> str:
    """One paragraph as one line of Markdown."""
    pieces = list(_spaced(block))
    written = ""
    for index, run in enumerate(pieces):
        following = pieces[index + 1].text[0] if index + 1 < len(pieces) else " "
        is_apart = (written[-1:] or " ") in _BEFORE_MARK and not following.isalnum() and following not in "*_`\\"
        written += _marked(run) if is_apart else escaped(run.text)
    return _guarded(written.strip())


def _spaced(block: Paragraph) -> Iterator[Run]:
    """White space taken out of the styled runs, since a mark beside a space is no mark."""
    for run in block:
        bare = run.text.strip()
        if not bare or not (run.style or run.link):
            yield Run(text=run.text)
            continue
        before, _, after = run.text.partition(bare)
        yield from (Run(text=before),) if before else ()
        yield Run(text=bare, style=run.style, link=run.link)
        yield from (Run(text=after),) if after else ()


def _marked(run: Run) -> str:
    text = _styled(run)
    # A bracket that a link's text ends in would be taken for the end of another thing, backslash or not.
    text = text.replace("\\]", "&#93;") if run.link else text
    if not run.link or len(run.link) > _LONGEST_LINK or not _LINK.fullmatch(run.link):
        return text
    link = quote(run.link, safe="/:?#@!$&+,;=%~.-").replace("&", "&amp;")
    return f"[{text}]({link})"


def _styled(run: Run) -> str:
    if run.style == "code" and not re.search(r"[`\\&<\[\]]", run.text):
        return f"`{run.text}`"
    mark = {"em": "*", "strong": "**"}.get(run.style, "")
    return f"{mark}{escaped(run.text)}{mark}"


def escaped(text: str) -> str:
    """Plain text as Markdown, exact wherever it stands in a line."""
    return _ESCAPED.sub(lambda match: _ENTITIES.get(match[0]) or f"\\{match[0]}", text)


def _guarded(line: str) -> str:
    """So that the line begins nothing but a paragraph."""
    match = _OPENING.match(line)
    if match is None:
        return line
    if match["sign"] is None:
        return f"{match['number']}\\{line[match.end() - 1 :]}"
    sign = match["sign"]
    return (f"\\{sign}" if sign in _BACKSLASHED else f"&#{ord(sign)};") + line[1:]
