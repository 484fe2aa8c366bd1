"""A file with its lines and links corrected as its problems say, every other byte as it was. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from digest.content.documents import split_document
from digest.errors import DigestError, Problem
from digest.settings import MAX_DATA_BYTES
from digest.yamledit import content_of
from digest.yamltext import parse

_BEFORE_IN_YAML, _BEFORE_IN_TEXT = rb"(?:^|[\s\"'])", rb"(?:[(<\"']\s*|\]:\s*<?|(?i:href|src)\s*=\s*)"
_BEHIND = rb"(?=$|[\s\"'<>)\]},])"


def fixed(data: bytes, path: str, problems: Iterable[Problem]) -> bytes | None:
    """None when there is nothing to correct, or when the corrected file would say anything else than it should."""
    problems = tuple(problem for problem in problems if problem.fix and problem.line is not None)
    mended = _with_lines(data, [problem for problem in problems if not problem.was])
    if mended != data and not _is_readable(mended, path):
        return None
    for problem in problems:
        if problem.was:
            mended = _with_link(mended, path, problem)
    return mended if mended != data else None


def _with_lines(data: bytes, problems: Iterable[Problem]) -> bytes:
    lines = data.split(b"\n")
    for problem in problems:
        if problem.line is not None and problem.line <= len(lines):
            lines[problem.line - 1] = _with_text(lines[problem.line - 1], problem.fix.encode("utf-8"))
    return b"\n".join(lines)


def _with_link(data: bytes, path: str, problem: Problem) -> bytes:
    """The first place from its line on where the link stands; in a text, where it stands as a link."""
    lines = data.split(b"\n")
    body = _body_line(data, path)
    start = (problem.line or 1) - 1
    is_text = start + 1 >= body
    before = _BEFORE_IN_TEXT if is_text else _BEFORE_IN_YAML
    link = re.compile(b"(" + before + b")" + re.escape(problem.was.encode("utf-8")) + _BEHIND)
    for number in range(start, len(lines) if is_text else min(body - 1, len(lines))):
        if not is_text and lines[number].lstrip().startswith(b"#"):
            continue
        better, count = link.subn(lambda found: found[1] + problem.fix.encode("utf-8"), lines[number], count=1)
        if count:
            mended = b"\n".join((*lines[:number], better, *lines[number + 1 :]))
            return mended if _says_the_same(data, mended, path, problem) else data
    return data


def _body_line(data: bytes, path: str) -> int:
    document = split_document(data, path, [])
    return document.body_line if document else 1


def _says_the_same(before: bytes, after: bytes, path: str, problem: Problem) -> bool:
    """Whether nothing in the front matter has changed but this link."""
    old, new = tuple(_values(before, path)), tuple(_values(after, path))
    pairs = zip(old, new, strict=False)
    return len(old) == len(new) and all(one == two or (one, two) == (problem.was, problem.fix) for one, two in pairs)


def _values(data: bytes, path: str) -> Iterator[str]:
    document = split_document(data, path, [])
    root = parse(document.front, path=path, max_bytes=MAX_DATA_BYTES) if document else None
    yield from _flat(content_of(root)) if root is not None else ()


def _flat(content: object) -> Iterator[str]:
    if isinstance(content, dict):
        for key, value in content.items():
            yield str(key)
            yield from _flat(value)
    elif isinstance(content, list):
        for item in content:
            yield from _flat(item)
    else:
        yield str(content)


def _with_text(line: bytes, text: bytes) -> bytes:
    """The line with other text between its indentation and its end, which may be a carriage return."""
    indentation = line[: len(line) - len(line.lstrip(b" \t"))]
    mark = b"\xef\xbb\xbf" if line.startswith(b"\xef\xbb\xbf") else b""
    return mark + indentation + text + (b"\r" if line.endswith(b"\r") else b"")


def _is_readable(data: bytes, path: str) -> bool:
    """Whether the result has no problem of quoting left in its text; other problems may well stay."""
    try:
        if path.endswith(".md"):
            document = split_document(data, path, [])
            return document is not None and _parses(document.front, path)
        return _parses(re.sub("^\ufeff", "", data.decode("utf-8")), path)
    except UnicodeDecodeError:
        return False


def _parses(text: str, path: str) -> bool:
    try:
        parse(text, path=path, max_bytes=MAX_DATA_BYTES)
    except DigestError as error:
        return all(problem.code in ("YAML002", "YAML003") for problem in error.problems)
    return True
