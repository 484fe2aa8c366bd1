"""A publication whose every foreign field holds a word from right to left, amid unbalanced marks of direction.

The word of a field is its name in Hebrew letters, so that a test that fails can say which it was.
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.builders import write
from tests.photographs import graphic

TURNED = "\u202e\u2067{}\u202b! (12\u2066"
"""What a title may hold at its worst: an override and isolates that nobody ends, a bracket that nobody closes."""
OURS = r'"Ours\u202e \x07\u2066\u200f"'
"""Words of the publication that hold what no page may, as YAML writes them."""
LED = frozenset({"followed"})
"""Fields whose text begins from left to right, so that no `dir` tells what follows."""
FIELDS = tuple(
    "headline original author second host duration tag storyline alias credit licence now was quoted coverage "
    "sender mailer followed unread editor wrong why plainly".split()
)
FOLDER = "content/entries/2026-W47"


def word(field: str) -> str:
    """`headline` in Hebrew letters."""
    return "".join(chr(ord("א") + ord(letter) - ord("a")) for letter in field)


def turned(field: str) -> str:
    """The word in its marks, as YAML and JSON write it."""
    return json.dumps(("AI " if field in LED else "") + TURNED.format(word(field)))


def host(field: str) -> str:
    """A host as people write it."""
    return f"{word(field)}.example"


SETTINGS = f"""\
id: tag:example.org,2026:digest
title: {OURS}
tagline: {OURS}
licence: {OURS}
base_url: https://example.org/weekly/
sections: [{{id: tools, title: {OURS}, about: {OURS}}}]
timezone: Europe/Paris
quotation: always
subscribe: https://{host("mailer")}/list
editors: [{turned("editor")}, Ada]
tags: {{voices: {turned("tag")}}}
"""
FILES: dict[str, str | bytes] = {
    "content/feeds.yaml": f"""\
- {{slug: variety, title: {turned("followed")}, feed: 'https://variety.example/feed', site: 'https://{host("host")}/'}}
- {{slug: echo, title: {turned("unread")}, feed: 'https://echo.example/feed', was: [old-echo]}}
""",
    "content/storylines.yaml": f"""\
- id: sora
  title: {turned("storyline")}
  kind: model
  aliases: [{turned("alias")}, Strawberry]
  links: ['https://{host("host")}/sora']
""",
    "content/issues/2026-W47.md": f"""\
---
title: {OURS}
status: published
number: 1
lead: third
date: 2026-11-23
corrections: [{{date: 2026-11-24, now: {turned("now")}, was: {turned("wrong")}}}]
---

A \u202eletter\x07 \u2066with\x85 marks.\u200f
""",
    f"{FOLDER}/first.md": f"""\
---
link: https://{host("host")}/\u200fa
title: {turned("original")}
headline: {turned("headline")}
source: variety
section: tools
published: 2026-11-18
language: he
authors: [{turned("author")}, {turned("second")}]
medium: video
duration: {turned("duration")}
tags: [voices]
storylines: [sora]
archived: https://archive.example/1
image: {{file: a.png, alt: {turned("plainly")}, credit: {turned("credit")}, licence: {turned("licence")}}}
also:
  - {{source: echo, title: {turned("coverage")}, link: 'https://echo.example/1', language: he}}
  - {{source: {host("sender")}, link: 'https://{host("host")}/2'}}
corrections: [{{date: 2026-11-24, now: {turned("now")}, was: {turned("was")}}}]
---

> {TURNED.format(word("quoted"))}

A note.
""",
    f"{FOLDER}/second.md": f"""\
---
link: https://echo.example/second
title: {turned("headline")}
source: echo
language: he
medium: audio
duration: {turned("duration")}
---

> {TURNED.format(word("quoted"))}
""",
    f"{FOLDER}/third.md": f"""\
---
link: https://{host("sender")}/third
title: {turned("headline")}
source: variety
published: 2026-11-18
---

A note.
""",
    f"{FOLDER}/gone.md": f"""\
---
link: https://echo.example/gone
title: Gone
status: withdrawn
why: {turned("why")}
corrections: [{{date: 2026-11-24, now: {turned("why")}}}]
---
""",
    "content/pages/about.md": f"---\ntitle: {OURS}\n---\n\nA \u202epage.\x0c\n",
    "content/images/a.png": graphic(24, 12),
}


def foreign_publication(root: Path, settings: str = "") -> Path:
    """With more settings in digest.yaml, if wanted."""
    return write(root, FILES | {"digest.yaml": SETTINGS + settings})
