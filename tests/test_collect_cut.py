"""Long texts of a feed, cut where the document stays what it is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.collect.cut import cut_texts
from digest.collect.parse import parse_feed
from digest.model import ParsedFeed

LINK = "https://x.example/feed"
LONG = "word &amp; word " * 8000
FEEDS = {
    "a section": "<item><link>https://x.example/1</link><description><![CDATA[{}]]></description></item>",
    "entities": "<item><link>https://x.example/1</link><description>&lt;p&gt;{}</description></item>",
    "two sections": "<item><link>https://x.example/1</link><description><![CDATA[{}]]><![CDATA[{}]]></description></item>",
    "a comment that opens a section": "<!-- <![CDATA[ --><item><description>{}</description></item>"
    "<item><title>2</title><description><![CDATA[two]]></description></item>",
    "a section that opens a comment": "<item><description><![CDATA[<!--{}]]></description></item><item><title>2</title>"
    "</item><!-- -->",
    "an instruction that opens a comment": "<?show <!-- ?><item><description><![CDATA[<p>{}]]></description></item>"
    "<!-- --><item><title>2</title><description><![CDATA[two]]></description></item>",
    "an instruction that opens a section": "<?show <![CDATA[ ?><item><title>1</title><!-- <p>{} --></item>"
    "<item><title>2</title><description><![CDATA[two]]></description></item><!-- --><item><title>3</title></item>",
    "every letter a number": "<item><title>1</title><description>" + "&#1089;" * 7500 + "</description></item>",
    "an attribute with markup": "<item><guid>1</guid><enclosure url='https://x.example/1.mp3' title='a > {}'/></item>",
    "an open section": "<item><title>1</title></item><item><description><![CDATA[{}</description></item>",
}


def cyrillic(text):
    return "".join(f"&#{ord(letter)};" for letter in text)


@pytest.mark.parametrize("form", ["<![CDATA[{}]]>", "{}"])
def test_letters_that_are_written_as_numbers_are_as_many_as_others(form):
    text = form.format(cyrillic("слово ") * 1500)
    data = f"<rss version='2.0'><channel><item><title>1</title><description>{text}</description></item></channel></rss>"
    read = parse_feed(data.encode(), link=LINK)
    assert isinstance(read, ParsedFeed)
    (item,) = read.items
    assert len(item.summary) >= 4000


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_says_the_same_with_its_long_texts_cut(name, monkeypatch):
    body = FEEDS[name].replace("{}", LONG)
    data = f"<rss version='2.0'><channel><title>T</title>{body}</channel></rss>".encode()
    read = parse_feed(data, link=LINK)
    monkeypatch.setattr("digest.collect.parse.cut_texts", lambda xml, limit: xml)
    assert read == parse_feed(data, link=LINK)


def test_a_long_text_is_cut_and_a_short_one_is_not():
    assert cut_texts(f"<a><![CDATA[{'x' * 500}]]></a>", 100) == f"<a><![CDATA[{'x' * 100}]]></a>"
    assert cut_texts(f"<a>{'x' * 5000}</a>", 100) == f"<a>{'x' * 400}</a>"
    assert cut_texts(f"<a>{'x' * 397}&amp;{'x' * 500}</a>", 100) == f"<a>{'x' * 397}</a>"
    assert cut_texts(f"<a>{'x' * 90}</a><b>{'x' * 90}</b>", 100) == f"<a>{'x' * 90}</a><b>{'x' * 90}</b>"


def test_tags_and_styles_do_not_count():
    long = f"<p style='{'s' * 300}'>"
    style = f"<style>{'p {} ' * 100}</style><script>if (a < b) {{ {'x' * 300} }}</script>"
    assert (
        cut_texts(f"<a><![CDATA[{style}{long}{'x' * 500}]]></a>", 100) == f"<a><![CDATA[{style}{long}{'x' * 100}]]></a>"
    )
    written = long.replace("<", "&lt;").replace(">", "&gt;")
    assert cut_texts(f"<a>{written}{'x' * 1000}</a>", 100) == f"<a>{written}{'x' * 400}</a>"


@pytest.mark.parametrize(
    "row", ["<script>", "<script a<b", "<style><", "<", "&lt;", "&lt;&amp;", "<![CDATA[", "<!--", "</s", ">", "x"]
)
def test_a_text_that_is_made_to_take_long_does_not(row):
    began = time.process_time()
    cut_texts(f"<a><![CDATA[{row * 30_000}]]>{row * 30_000}</a>", 5000)
    assert time.process_time() - began < 2


@given(st.text("<>&;x ]-!", max_size=60))
def test_what_is_no_longer_than_the_limit_stays_whole(text):
    assert cut_texts(f"<a>{text}</a>" * 40, 2400) == f"<a>{text}</a>" * 40
