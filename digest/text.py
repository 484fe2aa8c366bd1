"""Plain text: slugs, canonical links, identities, clean lines. The one importer of idna. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import quote, urlsplit, urlunsplit

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SLUG_LENGTH = 80
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l", "ð": "d", "þ": "th", "ı": "i"})
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb]"
)
UNFIT = "\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
"""What XML cannot hold, what HTML calls an error, and what turns the direction of all that follows it: the inside of a
set of characters."""
_UNFIT_ONE = re.compile(f"[{UNFIT}]")
_UNPRESENTABLE = re.compile(f"[{UNFIT}\r\u061c\u200e\u200f]")
_is_fit = re.compile(rf"[ -~]*+(?:[^{UNFIT}][ -~]*+)*+").fullmatch
"""Nearly every text: this asks twice as fast as what would take something away."""
_PRESENTABLE_BYTES = bytes((*b"\t\n", *range(ord(" "), ord("~") + 1)))
_UNMISTAKABLE = re.compile(r"[A-Za-z0-9:/?&=._~+@!,;()*'$-]*")
"""Holds nothing that is encoded, and nothing that could be: most links."""
_USUAL_HOST = re.compile(r"https?://([a-z0-9.-]+)(?=[/?#]|\Z)")
_SITE = re.compile(r"[a-z]+://[^/?#]*", re.IGNORECASE)
_ILLEGAL = re.compile(r'[ "<>\\^`{|}\[\]]|%(?![0-9A-Fa-f]{2})')
"""What may stand nowhere in a path, query or fragment; browsers forgive it, checkers and readers of feeds do not."""
_GOING = frozenset(("Cc", "Cs", "Co", "Cn"))
_CANONICAL = re.compile(
    r"https?://[a-z0-9._-]*[a-z0-9_-]/[\w/%:@!$&'()*+,;=~.-]*(?:\?([\w/%:@!$&'()*+,;=~.?[\]|-]+))?", re.ASCII
)
"""An address that is in its one form already, unless a parameter (in the group) is one that tracks."""
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_TRACKING_PREFIXES = ("utm_", "at_", "mtm_", "matomo_", "pk_", "hsa_", "guce_", "vero_", "oly_")
_TRACKING = frozenset(
    "fbclid gclid gclsrc dclid gbraid wbraid msclkid twclid ttclid li_fat_id yclid igshid igsh mc_cid mc_eid mkt_tok "
    "_hsenc _hsmi __hssc __hstc __hsfp hsctatracking xtor xtref xts xtcr cmpid cmp s_cid s_kwcid ncid wt_mc wt.mc_id "
    "guccounter __twitter_impression ref_src ref_url spm scm sr_share smid ftag _ga _gl ga_source ga_medium "
    "ga_campaign campaign_id trk trkcampaign sc_campaign sc_channel sc_content sc_medium sc_outcome srsltid epik "
    "rb_clickid wickedid ml_subscriber ml_subscriber_hash _openstat tduid icid ico ocid syclid sfnsn mibextid".split()
)


def slugify(text: str, length: int = SLUG_LENGTH) -> str:
    """ASCII letters, digits and single hyphens, cut between words where it can be; empty when nothing is left."""
    plain = text.lower()
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain.translate(_LETTERS))
        plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    slug = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’]", "-", plain)).strip("-")
    if len(slug) <= length:
        return slug
    return slug[: length + 1].rpartition("-")[0] or slug[:length]


def alphabetical(title: str) -> tuple[str | tuple[int, str], ...]:
    """Sorts as readers look: É among the E, œ as oe, 9 before 10, marks at the front left out."""
    decomposed = unicodedata.normalize("NFKD", title.casefold().translate(_LETTERS))
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    parts = re.split(r"0*([0-9]+)", re.sub(r"^\W+", "", plain))
    return tuple((len(part), part) if place % 2 else part for place, part in enumerate(parts))


def is_slug(text: str) -> bool:
    return len(text) <= SLUG_LENGTH and SLUG.fullmatch(text) is not None


def clean_line(text: str) -> str:
    """One line without control, invisible or bidirectional formatting characters, white space folded."""
    folded = " ".join((text if text.isprintable() else _INVISIBLE.sub("", text)).split())
    if folded.isprintable():
        # Most lines; nothing that is removed below is printable, and this asks a hundred times faster.
        return folded
    # Folded again: what was between two characters that go is a space of its own now.
    return " ".join("".join(char for char in folded if unicodedata.category(char) not in _GOING).split())


def unfit_characters(text: str) -> tuple[str, ...]:
    """Control characters and those that turn the direction of what follows, each once, in order."""
    return tuple(dict.fromkeys(_UNFIT_ONE.findall(text)))


def without_controls(text: str) -> str:
    """The text without its unfit characters; line ends, tabs and the marks that order a line stay."""
    return text if _is_fit(text) else _UNFIT_ONE.sub("", text)


def presentable(document: str) -> str:
    """A finished page or feed without any character that it may not hold or that acts on the direction of text.

    The marks of an editor's prose are character references by then, and stay.
    """
    # Nearly all of a page is ASCII; what is left of it is short, and in most pages nothing.
    rest = document.encode("utf-8", "surrogatepass").translate(None, _PRESENTABLE_BYTES)
    is_fit = not rest or not _UNPRESENTABLE.search(rest.decode("utf-8", "surrogatepass"))
    return document if is_fit else _UNPRESENTABLE.sub("", document)


def unmistakable(link: str) -> str:
    """An address, encoded where it holds what a page would leave out or no address may hold: it leads where it led."""
    if _UNMISTAKABLE.fullmatch(link):
        return link
    site = _SITE.match(link)
    host = site[0] if site else ""
    path, mark, fragment = link[len(host) :].partition("#")
    written = host + _ILLEGAL.sub(_encoded, path) + mark + _ILLEGAL.sub(_encoded, fragment.replace("#", "%23"))
    return _UNPRESENTABLE.sub(_encoded, written)


def _encoded(found: re.Match[str]) -> str:
    return quote(found[0], errors="replace")


def says_something(markdown: str) -> bool:
    """Whether anything is left of a text without its HTML comments."""
    return bool(_COMMENT.sub("", markdown).strip())


def identity(*parts: str) -> str:
    """The beginning of the SHA-256 of the parts, 16 hexadecimal digits."""
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def bytes_digest(data: bytes) -> str:
    """The SHA-256, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def canonical_link(link: str) -> str:
    """The one form of a web address under which it is remembered and compared.

    Scheme and host in lower case and IDNA form; no user, fragment, default port or tracking parameter; an empty path
    is `/`; characters that no address may hold are percent-encoded; everything else, order included, stays.
    Raises ValueError, with a reason for people, when it is no http or https address.
    """
    plain = _CANONICAL.fullmatch(link)
    if plain and not (plain[1] and any(is_tracking(pair.partition("=")[0]) for pair in plain[1].split("&"))):
        return link
    parts = urlsplit(link.strip())
    if parts.scheme not in ("http", "https"):
        raise ValueError("not an http or https address")
    if not parts.hostname:
        raise ValueError("an address without a host")
    host = ascii_host(parts.hostname)
    if parts.port not in (None, _DEFAULT_PORTS[parts.scheme]):
        host = f"{host}:{parts.port}"
    query = "&".join(pair for pair in parts.query.split("&") if not is_tracking(pair.partition("=")[0]))
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._") or "/"
    return urlunsplit((parts.scheme, host, path, quote(query, safe="/%:@!$&'()*+,;=~-._?[]|"), ""))


def is_tracking(parameter: str) -> bool:
    """Whether a query parameter of that name only says where a reader came from."""
    name = parameter.lower()
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)


def host_of(link: str) -> str:
    """The host of a link as a reader knows it: without `www.`; empty when it has none."""
    if usual := _USUAL_HOST.match(link):
        return usual[1].removeprefix("www.")
    try:
        return (urlsplit(link).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def ascii_host(host: str) -> str:
    """As machines write it: lower case, accents in IDNA form. Raises ValueError, with a reason for people."""
    host = host.rstrip(".").lower()
    if ":" in host:
        return f"[{host}]"
    if host.isascii():
        if not re.fullmatch(r"[a-z0-9._-]+", host):
            raise ValueError("an address with characters that no host has")
        return host
    # Here, since hardly a host has an accent.
    import idna

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise ValueError(f"a host that is no domain name ({error})") from None
