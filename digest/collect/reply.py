"""What comes back when a feed is asked: an answer, or a failure that travels as a value. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from digest.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What the server gave to ask "has it changed?" with, character for character."""

    etag: str = ""
    modified: str = ""

    def __bool__(self) -> bool:
        return bool(self.etag or self.modified)


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A feed's document, or the word that it has not changed."""

    link: str
    """Where it was found, after redirects."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""
    body: bytes = b""
    is_unchanged: bool = False
    moved_to: str = ""
    """The new address, when every redirect on the way was a permanent one."""

    @property
    def validators(self) -> Validators:
        return Validators(etag=self.headers.get("etag", ""), modified=self.headers.get("last-modified", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a feed gave nothing, in words for its editor."""

    reason: str
    status: int | None = None
    """Of HTTP, when the server said one."""
    retry_after: str = ""
    """The header as it came."""
    is_gone: bool = False
    """The server says that the feed will not come back."""
    is_nameless: bool = False
    """The host's name was not found: either it is no more, or we have no network."""
    is_unknown_name: bool = False
    """The name service was reached, and says that there is no such name."""
    is_untold: bool = False
    """Nothing was sent: the domain had asked for quiet earlier in the run."""
    domain: str = ""
    """Whose wish `retry_after` is: that of the last hop, when it asked for quiet."""


class RefusedError(Exception):
    """Ends a request early, with the failure that it will be."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.reason)
        self.failure = failure
