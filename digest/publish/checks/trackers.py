"""Rules on what a link carries or hides: parameters that tell where a reader came from, and shorteners. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

from digest.publish.checks.outgoing import outgoing_links
from digest.publish.checks.rules import Finding, Rule, Subject
from digest.text import host_of, is_tracking

_SHORTENERS = frozenset(
    "bit.ly bitly.com j.mp t.co tinyurl.com tiny.cc ow.ly ht.ly buff.ly goo.gl is.gd v.gd dlvr.it lnkd.in fb.me "
    "amzn.to trib.al ift.tt shorturl.at rb.gy cutt.ly t.ly wp.me bl.ink s.id spr.ly hubs.ly hubs.li nyti.ms wapo.st "
    "bbc.in reut.rs econ.st cnn.it huff.to on.ft.com on.wsj.com apple.co g.co lc.cx urlz.fr swll.to eepurl.com "
    "tinyurl.fr short.io rebrand.ly snip.ly soo.gd clck.ru ln.run vist.ly lat.ms thr.cm "
    "feedproxy.google.com".split()
)
"""Also those of newspapers and of aggregators: the words of all of them say nothing, and they die before the page."""
_READERS = frozenset({"news.google.com"})
"""Of these only the addresses of articles hide another."""


def tracking_parameter(subject: Subject) -> Iterator[Finding]:
    for outgoing in outgoing_links(subject):
        better = without_tracking(outgoing.link) if outgoing.key != "archived" else outgoing.link
        if better != outgoing.link:
            what = f"the link tells where readers came from: {outgoing.link}"
            yield outgoing.finding(what, f"write: {better}", fix=better)


def shortened_link(subject: Subject) -> Iterator[Finding]:
    for outgoing in outgoing_links(subject):
        if outgoing.key != "archived" and is_shortened(outgoing.link):
            what = f"a shortened link hides where it leads: {outgoing.link}"
            answer = subject.answers.get(outgoing.link)
            goal = answer.leads_to if answer else ""
            yield outgoing.finding(what, f"write: {goal}" if goal else "open it, and write the address it leads to")


def without_tracking(link: str) -> str:
    """The link without listed parameters, also in a fragment of nothing else; every other character as it was."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return link
    query = _without(parts.query)
    fragment = _without(parts.fragment) if "=" in parts.fragment else parts.fragment
    if (query, fragment) == (parts.query, parts.fragment):
        return link
    return link[: len(link) - len(_tail(parts.query, parts.fragment))] + _tail(query, fragment)


def is_shortened(link: str) -> bool:
    host = host_of(link)
    if host in _READERS:
        return "/articles/" in link
    return host in _SHORTENERS and urlunsplit(urlsplit(link)._replace(scheme="", netloc="")).strip("/") != ""


def _without(query: str) -> str:
    """Pairs may be parted by `&amp;`, as in HTML."""
    kept = [pair for pair in re.split(r"(?=&)", query) if not is_tracking(_name(pair))]
    return re.sub(r"^&(?:amp;)?", "", "".join(kept)) if len(kept) != len(re.split(r"(?=&)", query)) else query


def _name(pair: str) -> str:
    return re.sub(r"^&(?:amp;)?", "", pair).partition("=")[0]


def _tail(query: str, fragment: str) -> str:
    return (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")


RULES = (
    Rule(code="LINK005", find=tracking_parameter),
    Rule(code="LINK006", find=shortened_link),
)
