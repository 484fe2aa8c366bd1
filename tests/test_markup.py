"""Markdown to HTML: what editors may write, what a hostile text may not do, and how long it may take."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.compose.views import Prose
from digest.render.markup import _LITTLE, BEARABLE_WORK, _work, anchored, is_bearable, plain, render


def html(text, *, base="", prefix="", language="en", heading=3):
    return render(Prose(text=text, language=language, prefix=prefix), base=base, heading=heading)


def tags(markup):
    """The tags of the markup, one after the other, with the values of their attributes left out."""
    return " ".join(re.findall(r"<[a-z][^>]*>", re.sub(r'"[^"<>]*"', '""', markup)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One *two* **three**", "<p>One <em>two</em> <strong>three</strong></p>"),
        ("[there](https://e.org/?a=1&b=2)", '<p><a href="https://e.org/?a=1&amp;b=2">there</a></p>'),
        ("[write](mailto:a@e.org)", '<p><a href="mailto:a@e.org">write</a></p>'),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. c\n4. d", '<ol start="3">\n<li>c</li>\n<li>d</li>\n</ol>'),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("`x < y`", "<p><code>x &lt; y</code></p>"),
        ("AT&T, 2 < 3", "<p>AT&amp;T, 2 &lt; 3</p>"),
        ("{{7*7}} ]]> 🎬", "<p>{{7*7}} ]]&gt; 🎬</p>"),
        ("« Sora » : prêt ?", "<p>« Sora » : prêt ?</p>"),
        ("<b>bold</b><br>", "<p><b>bold</b><br></p>"),
        ("", ""),
    ],
)
def test_what_editors_write_becomes_html(text, expected):
    assert html(text) == expected


def test_fenced_code_keeps_its_language_as_a_class():
    assert html("```python\nprint('[x]')\n```") == (
        '<pre tabindex="0"><code class="language-python">print(\'[x]\')\n</code></pre>'
    )


def test_what_scrolls_by_itself_is_within_reach_of_keys():
    assert html("|a|b|\n|-|-|\n|1|2|").startswith('<table tabindex="0">')
    assert html('<pre tabindex="5">a</pre>') == '<pre tabindex="0">a</pre>'
    assert html('<p tabindex="0">b</p>') == "<p>b</p>"


def test_cells_are_aligned_by_class_and_never_by_style():
    table = html("|a|b|c|\n|:-|:-:|-:|\n|1|2|3|")
    assert re.findall(r"<td[^>]*>", table) == [
        '<td class="align-left">',
        '<td class="align-center">',
        '<td class="align-right">',
    ]
    assert "style" not in table
    assert "align=" not in table


@pytest.mark.parametrize("value", ["btn", "align-left evil", "language-<x>", "footnote x"])
def test_a_class_that_is_not_on_the_list_is_dropped(value):
    assert html(f'<span class="{value}">x</span>') == "<p><span>x</span></p>"


def test_the_highest_heading_becomes_the_third_level_and_the_others_follow_without_gaps():
    body = "# A\n\n#### B\n\n##### C\n\n## D\n"
    assert re.findall(r"<h(\d)", html(body)) == ["3", "5", "6", "4"]
    assert re.findall(r"<h(\d)", html("###### only")) == ["3"]
    assert re.findall(r"<h(\d)", html("<h1>raw</h1>\n\n## md", heading=2)) == ["2", "3"]
    assert re.findall(r"<h(\d)", html("# a\n\n## b\n\n### c\n\n#### d\n\n##### e")) == list("34566")


def test_headings_have_ids_of_their_own_text_behind_the_prefix():
    body = html("# How *it* is `made`\n\n# How it is made\n\n# 電影\n", prefix="sora")
    assert re.findall(r'id="([^"]*)"', body) == [
        "sora:how-it-is-made",
        "sora:how-it-is-made-2",
        "sora:part",
    ]


def test_a_link_to_a_heading_of_the_same_body_gets_the_prefix_and_others_stay():
    body = html("# Rules\n\n[own](#rules) [other](#elsewhere)", prefix="x")
    assert re.findall(r'href="([^"]*)"', body) == ["#x:rules", "#elsewhere"]


NOTED = "One[^a] and two[^my label] and again[^a].\n\n[^a]: First *note*.\n[^my label]: Second."


def test_footnotes_of_two_bodies_share_a_page_without_sharing_an_id():
    page = html(NOTED, prefix="first") + html(NOTED, prefix="second")
    ids = re.findall(r'id="([^"]*)"', page)
    links = re.findall(r'href="#([^"]*)"', page)
    assert len(ids) == len(set(ids)) == 10
    assert set(links) <= set(ids)
    assert all(re.fullmatch(r"(first|second):fn(ref\d*)?:\d", name) for name in ids)


def test_a_footnote_of_one_text_is_unknown_to_the_next():
    html(NOTED + "\n\n[ref]: https://e.org/leak")
    assert html("Nothing here[^a] and [ref].") == "<p>Nothing here[^a] and [ref].</p>"


def test_the_way_back_from_a_footnote_speaks_the_language_of_the_text():
    assert 'title="Back to the mark of note 1"' in html(NOTED)
    assert 'title="Retour à l’appel de note 2"' in html(NOTED, language="fr-CA")


@pytest.mark.parametrize("base", ["", "/repo", "https://host.example/repo", "https://host.example/repo/"])
def test_addresses_of_ours_get_the_base_and_no_other_address_does(base):
    body = html("[a](/about/) ![b](/images/b.png) [c](#c) [d](https://e.org/)", base=base)
    root = base.rstrip("/")
    assert re.findall(r'(?:href|src)="([^"]*)"', body) == [
        f"{root}/about/",
        f"{root}/images/b.png",
        "#c",
        "https://e.org/",
    ]


def test_addresses_of_ours_in_raw_html_get_the_base_as_well():
    assert html('<a href="/x">y</a>', base="/repo") == '<p><a href="/repo/x">y</a></p>'


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#115;cript:alert(1)",
        "java&Tab;script:alert(1)",
        "java\tscript:alert(1)",
        "&#1;javascript:alert(1)",
        " javascript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "//evil.example/",
        "/\\evil.example/",
        "/&#9;/evil.example/",
        "\\\\evil.example/",
        "https:evil.example",
        "https:/evil.example",
        "relative/page",
        "../up",
        "?query",
    ],
)
def test_an_address_of_another_kind_loses_its_link(address):
    assert "href" not in html(f'<a href="{address}">x</a>')
    assert not re.search("(?:href|src)=", html(f"[x](<{address}>) ![y](<{address}>)"))


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<ScRiPt src=//e.org></script>",
        "<img src=x onerror=alert(1)>",
        '<a href="/x" onclick="alert(1)" style="position:fixed" target="_blank">x</a>',
        "<svg><a href='javascript:1'><script>1</script></a></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=1></style></mglyph></table></mtext></math>",
        "<style>*{display:none}</style>",
        "<iframe src='https://e.org'></iframe><object data=x></object><embed src=x>",
        "<form action=/x><input autofocus onfocus=alert(1)><button>x</button></form>",
        "<base href='//e.org/'><meta http-equiv=refresh content='0;url=//e.org'><link rel=stylesheet href=//e.org>",
        "<!-- a --><![CDATA[ <script>1</script> ]]><?php x ?>",
        '<p title="</p><script>1</script>">x',
        "<scr<script>ipt>alert(1)</script>",
        "```x onclick=1\n<script>1</script>\n```",
        '[x](/a "onmouseover=\'x\' \\"><script>1</script>")',
    ],
)
def test_a_hostile_body_keeps_nothing_that_acts(attack):
    left = tags(html(f"{attack}\n\ntext\n\n{attack}"))
    assert not re.search(r"<(?:script|svg|math|style|iframe|object|embed|form|input|base|meta|link)", left)
    assert not re.search(r" (?:on[a-z]+|style|target|action)=", left)


def test_a_picture_from_elsewhere_leaves_its_description():
    assert html("Look: ![a *cat* & co](https://tracker.example/pixel.gif)") == "<p>Look: a *cat* &amp; co</p>"
    assert html('<img src="//e.org/x.png" alt="<b>">') == "<p>&lt;b&gt;</p>"


def test_a_picture_of_ours_always_has_an_alternative_text():
    assert html('<img src="/images/a.png" width="10">') == ('<p><img src="/images/a.png" width="10" alt=""></p>')


def test_an_id_in_raw_html_counts_only_behind_the_prefix():
    assert html('<span id="main">x</span>', prefix="slug") == "<p><span>x</span></p>"
    assert html('<span id="slug:x">x</span>', prefix="slug") == '<p><span id="slug:x">x</span></p>'


def test_control_characters_are_gone_however_they_are_written():
    assert html("a\x00\x08\x0bb\x1b &#1;&#x8;c\x85 \ufffe\uffff") == "<p>ab c </p>"
    assert html('[x](/a\x00b "c\x00d")') == '<p><a href="/ab" title="cd">x</a></p>'
    assert html("\x02klzzwxh:0000\x03 <i>x</i>") == "<p>klzzwxh:0000 <i>x</i></p>"


def test_what_turns_the_direction_of_text_is_gone_and_marks_can_be_seen():
    assert html("a \u202e&#x202E;\u2066b\u2069 `\u202dc`") == "<p>a b <code>c</code></p>"
    assert html("C++\u200e \u200f! &#x61c;") == "<p>C++&lrm; &rlm;! &#x61C;</p>"
    assert html('<bdi lang="ar" dir="rtl">هوليوود</bdi>') == '<p><bdi lang="ar" dir="rtl">هوليوود</bdi></p>'


def test_language_of_a_run_of_words_may_be_said_and_nothing_else_in_its_place():
    assert html('<i lang="fr-CA">mise en scène</i>') == '<p><i lang="fr-CA">mise en scène</i></p>'
    assert html('<i lang="x y">a</i>') == "<p><i>a</i></p>"


def test_plain_text_has_no_markup_and_no_footnotes():
    body = "# Head\n\nOne *two* [three](/x)[^a].\nFour&nbsp;five &lt;b> ![pic](/images/p.png)\n\n[^a]: Note."
    assert plain(Prose(text=body, language="en")) == "Head One two three. Four\u00a0five <b>"
    assert plain(Prose(text="Sora\u202f!\n\n|a|b|\n|-|-|\n|c|d|", language="fr")) == "Sora\u202f! a b c d"


def test_links_to_anchors_are_completed_and_words_that_look_like_one_are_not():
    body = html('[a](#b) `<a href="#c">` [d](/e)')
    assert anchored(body, "https://h.example/i/") == (
        '<p><a href="https://h.example/i/#b">a</a> <code>&lt;a href="#c"&gt;</code> <a href="/e">d</a></p>'
    )


HOSTILE = (
    "*[a",
    "[^a",
    "[",
    "![",
    "[a](",
    "[a](<",
    "[a\\]",
    "<a ",
    "<![CDATA[",
    "<!--",
    '<a ">',
    "``a",
    "- ",
    "> ",
    "1. > ",
    "> - ",
    "# a\n",
    "x\n- [a\n",
    "- [a\n",
    "- a\n1. [a\n",
    "a|b\n-|-\n[a|b\n",
    "<http://a",
    "&#1;",
    "[^1]: [^1]\n",
    "<b>",
    "<div>\n\n",
    "\x02",
)


@pytest.mark.parametrize("seed", HOSTILE)
@pytest.mark.parametrize("size", [65_536, 4_096])
def test_a_hostile_text_of_any_size_is_rendered_or_shown_as_typed(seed, size):
    """Without the bound several of these take minutes: the whole suite would stand still here."""
    assert isinstance(html((seed * size)[:size]), str)


def test_a_text_that_would_take_too_long_is_shown_as_it_was_typed_with_nothing_lost():
    text = "<b>[a" * 9000 + "\n\n" + "*end*"
    assert not is_bearable(text)
    shown = html(text)
    assert shown.startswith("<p>&lt;b&gt;[a")
    assert shown.endswith("<p>*end*</p>")
    assert plain(Prose(text=text, language="en")) == "<b>[a" * 9000 + " *end*"


@pytest.mark.parametrize("seed", [*HOSTILE, "[^", "<", "*", "\n", "*\n", "<[^", "[[^"])
def test_no_little_text_is_too_much_work(seed):
    assert _work((seed * _LITTLE)[:_LITTLE]) <= BEARABLE_WORK


def test_forty_lists_in_one_another_are_shown_as_typed():
    assert not is_bearable("- " * 40 + "x")
    assert html("- " * 39 + "x").count("<ul>") == 39


def test_a_long_text_as_people_write_them_is_rendered():
    paragraph = "Some *words* and [a link](https://e.org/x) with `code` in it, as in [another](/about/). " * 12
    links = "- [Some words here](https://e.org/some/path/to) and a remark\n" * 500
    notes = "".join(f"Word[^{n}].\n\n[^{n}]: Note.\n\n" for n in range(100))
    code = "```html\n" + '<p class="x">It’s</p>\n' * 300 + "```\n"
    assert is_bearable(f"{paragraph}\n\n" * 40 + links + "\n" + notes + code)


SEEDS = [
    *"*_`[]()<>!#|-:^&\"'\\/ \n\t=~{}ax1é𝄞\x02\x03\x01",
    *("\n\n", "    ", "[^1]", "[^1]: ", "<b>", "</p>", "<script>", "javascript:", "![", "](/x)", "```\n", "|-|-|"),
    *("&#1;", "<img src=", ' onerror="', "<!--", "- ", "1. ", "> ", "# ", "<div>", "<table>", "<svg>"),
]
MARKDOWN = st.lists(st.sampled_from(SEEDS), max_size=40).map("".join)


@given(MARKDOWN)
def test_whatever_is_typed_comes_out_clean_and_cleaning_it_again_changes_nothing(text):
    from digest.render.markup import _mend, _sanitise

    shown = html(text, prefix="p")
    assert not re.search(r"<(?:script|svg|style|!--)", shown)
    assert not re.search(r" (?:on\w+|style)=", tags(shown))
    assert not re.search("[\0-\x08\x0b\x0c\x0e-\x1f]", shown)
    assert _mend(_sanitise(shown, "p:"), 3) == shown
    assert html(text, prefix="p") == render.__wrapped__(Prose(text=text, language="en", prefix="p"), base="", heading=3)
