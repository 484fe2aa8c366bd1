"""A server of made-up feeds, in a process of its own: `python tests/bench/feedserver.py FEEDS ITEMS BYTES`.

It prints its port, serves /0.xml, /1.xml, ... with an ETag each, and ends when its standard input does. The same
numbers give the same bytes.
"""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

NEWEST = datetime(2026, 11, 21, 18, tzinfo=UTC)
WORDS = (
    "the a of and to in for with on that by from as it was studio film camera script editor actor union court model "
    "scene frame sound voice release budget festival director producer writer animation archive licence contract "
    "strike rights studio's training picture colour light lens cut take crew stage screen audience critic première "
    "économie métrage réalisateur château naïve 2026 AI"
).split()


def feed(number: int, items: int, size: int) -> bytes:
    """RSS as a well-used blog program writes it: a short description and the whole text, `size` bytes in all."""
    choice = random.Random(number)
    rows = list(_items(number, items, size // items - 12, choice))
    head = f"<title>Feed {number}</title><link>https://feed{number}.example/</link><language>en-US</language>"
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" {space}><channel>{head}\n{"".join(rows)}'
    return (text + "</channel></rss>\n").encode()


def _items(number: int, items: int, size: int, choice: random.Random) -> Iterator[str]:
    for index in range(items):
        date = format_datetime(NEWEST - timedelta(hours=7 * index, minutes=number))
        link = f"https://feed{number}.example/2026/11/{choice.randrange(10**9)}-what-happened-on-the-set-{index}/"
        title = _words(choice, 9).capitalize()
        row = (
            f"<item><title>{title} &amp; more</title><link>{link}</link><pubDate>{date}</pubDate>"
            f"<dc:creator><![CDATA[{_words(choice, 2).title()}]]></dc:creator>"
            f"<category><![CDATA[{choice.choice(WORDS)}]]></category><category><![CDATA[News]]></category>"
            f'<guid isPermaLink="false">https://feed{number}.example/?p={index}</guid>'
            f"<description><![CDATA[<p>{_words(choice, 40)} [&#8230;]</p>\n<p>The post <a href='{link}'>{title}</a> "
            f"appeared first on <a href='https://feed{number}.example'>Feed {number}</a>.</p>]]></description>"
        )
        yield row + _content(size - len(row.encode()), link, choice)


def _content(size: int, link: str, choice: random.Random) -> str:
    """Paragraphs with a picture, links and emphasis, of that many bytes."""
    picture = f'<figure><img src="{link}a.jpg" alt="{_words(choice, 3)}" class="wide" /></figure>'
    head = f"<content:encoded><![CDATA[{picture}\n"
    foot = "]]></content:encoded></item>\n"
    paragraphs, left = [head], size - len((head + foot).encode())
    while left > 0:
        row = f'<p>{_words(choice, 18)} <a href="{link}">{_words(choice, 3)}</a> <em>{_words(choice, 12)}</em>.</p>\n'
        paragraphs.append(row if len(row.encode()) <= left else f"<p>{'x' * (left - 7)}</p>")
        left -= len(row.encode())
    return "".join((*paragraphs, foot))


def _words(choice: random.Random, count: int) -> str:
    return " ".join(choice.choice(WORDS) for _ in range(count))


class _Answering(asyncio.Protocol):
    """HTTP/1.1 for GET alone, with connections that stay."""

    def __init__(self, documents: tuple[bytes, ...]) -> None:
        self._documents = documents
        self._waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        *requests, self._waiting = (self._waiting + data).split(b"\r\n\r\n")
        for request in requests:
            self._transport.write(self._answer(request))

    def _answer(self, request: bytes) -> bytes:
        number = int(request.split(b" ", 2)[1].strip(b"/").removesuffix(b".xml"))
        tag = etag(number).encode()
        if b"if-none-match: " + tag in request.replace(b"If-None-Match", b"if-none-match"):
            return b"HTTP/1.1 304 Not Modified\r\nETag: " + tag + b"\r\n\r\n"
        body = self._documents[number]
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: {len(body)}\r\nETag: "
        return head.encode() + tag + b"\r\n\r\n" + body


def etag(number: int) -> str:
    return f'"feed-{number}"'


async def serve(documents: tuple[bytes, ...]) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Answering(documents), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201 (a program: its output is the port)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    feeds, items, size = map(int, sys.argv[1:])
    asyncio.run(serve(tuple(feed(number, items, size) for number in range(feeds))))
