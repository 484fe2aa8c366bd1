"""Records to the files of a search index, by a program in a process of its own. The one importer of pagefind_bin.

Alone knows the program: how it is spoken to, which of its files a page needs, and how long it may take. It lives as
long as its question: it ends when we do, however that comes.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from unicodedata import unidata_version

from pagefind_bin import get_executable

from digest.content.cache import Cache, key_of, program
from digest.errors import DigestError, Problem
from digest.render.search import FILTERS, Record, Sought, filter_file

LANGUAGE = "unknown"
"""One index without stems, since words of two languages share it; `folding` does what all of them bear."""
SECONDS_AT_MOST = 60.0
_SECONDS_A_RECORD = 0.05
"""A hundred times what it takes."""
_NEEDED = ("pagefind.js", f"wasm.{LANGUAGE}.pagefind", "pagefind-entry.json")
_FRAGMENT = ".pf_fragment"
_NEEDED_KINDS = (".pf_meta", ".pf_index", _FRAGMENT)
_SIGNATURE = b"pagefind_dcd"
_END = b","
"""Of a question and of an answer."""
_LAST = "last"


class Indexer:
    """Makes an index unless what is sought has one. `stop` may be called from another thread.

    `program` is another one than the installed, `seconds` what it may take beside the time for the records.
    """

    is_owing = False

    def __init__(self, root: Path, *, program: Path | None = None, seconds: float = SECONDS_AT_MOST) -> None:
        self._cache = Cache(root, "search")
        self._program = program
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._is_stopped = False

    def index(self, sought: Sought) -> Mapping[str, bytes]:
        """The files by name. Raises DigestError when the program cannot be run or does not answer."""
        key = _key(sought)
        kept = self._cache.made(key, lambda: _packed(self._made(sought.records())))
        if self._cache.get(_LAST) != key.encode():
            self._cache.put(_LAST, key.encode())
            self._cache.keep_only((key, _LAST))
        return _unpacked(kept)

    def postpone(self) -> bool:
        return False

    def is_known(self, sought: Sought) -> bool:
        return self._cache.get(_key(sought)) is not None

    def last(self) -> Mapping[str, bytes]:
        """The index that was made or asked for last, of whatever records; without one, no file."""
        kept = self._cache.get((self._cache.get(_LAST) or b"none").decode())
        return {} if kept is None else _unpacked(kept)

    def stop(self) -> None:
        """End what is being made, and make nothing any more."""
        self._is_stopped = True
        self._kill()

    def _made(self, records: tuple[Record, ...]) -> dict[str, bytes]:
        messages = tuple(_messages(records))
        with self._running(self._seconds + _SECONDS_A_RECORD * len(records)) as process:
            answers = _asked(process, messages)
        files = {str(file["path"]): b64decode(str(file["content"])) for file in _files(answers, len(messages))}
        needed = {name: data for name, data in sorted(files.items()) if _is_needed(name)}
        return {FILTERS: filter_file(records, _ids(needed)), **needed}

    @contextmanager
    def _running(self, seconds: float) -> Iterator[subprocess.Popen[bytes]]:
        """The program, killed when its time is up or whatever happens to us."""
        clock = threading.Timer(seconds, self._kill)
        try:
            self._process = _begun(self._program or _installed())
            clock.start()
            if self._is_stopped:
                self._kill()
            yield self._process
        finally:
            clock.cancel()
            self._kill()
            if self._process is not None:
                with suppress(OSError), self._process:
                    """Its pipes are closed, and its end is waited for."""
            self._process = None

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()


class Behind:
    """For a site that must not wait: the index if it is known, else the last one, and what is owed later."""

    def __init__(self, indexer: Indexer) -> None:
        self._indexer = indexer
        self._owed: Sought | None = None
        self._is_late = False
        """Whether a site was given without asking for its index."""

    @property
    def is_owing(self) -> bool:
        return self._owed is not None

    def postpone(self) -> bool:
        self._is_late = True
        return True

    def index(self, sought: Sought) -> Mapping[str, bytes]:
        is_known = self._indexer.is_known(sought)
        self._is_late = False
        self._owed = None if is_known else sought
        return self._indexer.index(sought) if is_known else self._indexer.last()

    def catch_up(self) -> bool:
        """Make what is owed, if it is known; whether the site must be built again.

        Raises DigestError, and then owes it no more.
        """
        owed, self._owed = self._owed, None
        is_late, self._is_late = self._is_late, False
        if owed is not None and not is_late:
            self._indexer.index(owed)
        return is_late or owed is not None

    def stop(self) -> None:
        self._indexer.stop()


def _begun(program: Path) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    try:
        return subprocess.Popen([program, "--service"], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
    except OSError as error:
        raise _problem(f"the program that makes it cannot be run: {error}") from None


def _installed() -> Path:
    try:
        return Path(get_executable())
    except FileNotFoundError as error:
        raise _problem(f"the program that makes it is not installed: {error}") from None


def _asked(process: subprocess.Popen[bytes], messages: tuple[bytes, ...]) -> list[bytes]:
    """Every answer. The program answers while it is asked, and ends unheard when its input does."""
    assert process.stdin is not None
    assert process.stdout is not None
    writer = threading.Thread(target=_write, args=(process, messages), daemon=True)
    writer.start()
    pieces: list[bytes] = []
    count = 0
    try:
        while count < len(messages) and (piece := os.read(process.stdout.fileno(), 1 << 16)):
            count += piece.count(_END)
            pieces.append(piece)
    finally:
        process.kill()
        writer.join()
        with suppress(OSError):
            process.stdin.close()
    return b"".join(pieces).split(_END)[:-1]


def _write(process: subprocess.Popen[bytes], messages: tuple[bytes, ...]) -> None:
    """A program that has died meanwhile is noticed by the one who reads."""
    assert process.stdin is not None
    with suppress(OSError):
        process.stdin.writelines(messages)
        process.stdin.flush()


def _messages(records: tuple[Record, ...]) -> Iterator[bytes]:
    payloads: list[dict[str, object]] = [{"type": "NewIndex", "config": {"force_language": LANGUAGE}}]
    payloads += [_payload(record) for record in records]
    payloads.append({"type": "GetFiles", "index_id": 0})
    for number, payload in enumerate(payloads, 1):
        yield b64encode(json.dumps({"message_id": number, "payload": payload}).encode()) + _END


def _payload(record: Record) -> dict[str, object]:
    return {
        "type": "AddRecord",
        "index_id": 0,
        "url": record.address,
        "content": record.content,
        "language": LANGUAGE,
        "meta": dict(record.meta),
    }


def _files(answers: list[bytes], expected: int) -> list[dict[str, str]]:
    """Those of the last answer, if none of them is an error."""
    if len(answers) < expected:
        raise _problem(f"the program that makes it stopped after {len(answers)} of {expected} answers")
    try:
        said = [json.loads(b64decode(answer))["payload"] for answer in answers]
        errors = [answer.get("message") for answer in said if answer["type"] == "Error"]
        files: list[dict[str, str]] = [] if errors else said[-1]["files"]
    except (ValueError, LookupError, TypeError, AttributeError):
        raise _problem("the program that makes it gives answers that cannot be read") from None
    if errors:
        raise _problem(f"the program that makes it says: {errors[0]}")
    return files


def _ids(files: Mapping[str, bytes]) -> dict[str, str]:
    """What the program calls each record, by its address."""
    names = (name for name in files if name.endswith(_FRAGMENT))
    return {_fragment(files[name])["url"]: PurePosixPath(name).stem for name in names}


def _fragment(data: bytes) -> dict[str, str]:
    said: dict[str, str] = json.loads(gzip.decompress(data).removeprefix(_SIGNATURE))
    return said


def _is_needed(name: str) -> bool:
    """Not the program's own pages and their styles: ours needs none of them."""
    return name in _NEEDED or name.endswith(_NEEDED_KINDS)


def _key(sought: Sought) -> str:
    """Of all that the index hangs on: what is sought, and how its text is rendered, set and folded."""
    versions = (version(name) for name in ("babel", "markdown", "nh3", "pagefind_bin"))
    return key_of(sought.key(), unidata_version, *versions, program("text.py", "render/*.py"))


def _packed(files: Mapping[str, bytes]) -> bytes:
    """A line that lists names and lengths, then the bytes."""
    rows = [(name, len(data)) for name, data in files.items()]
    return b"\n".join((json.dumps(rows).encode(), b"".join(files.values())))


def _unpacked(data: bytes) -> dict[str, bytes]:
    head, _, body = data.partition(b"\n")
    files = {}
    start = 0
    for name, length in json.loads(head):
        files[name] = body[start : start + length]
        start += length
    return files


def _problem(what: str) -> DigestError:
    hint = "install digest again; or leave `search` out of `outputs` in digest.yaml"
    return DigestError(Problem(path="", code="OUT004", what=f"the index of the search: {what}", hint=hint))
