"""Why a part of a site was made, in words. Pure."""

from __future__ import annotations

from digest.build.ledger import OWED, Key

SHOWN = "made: what it shows has changed"
STANDS = "not made: nothing that it shows has changed"
PUT_OFF = "not made yet: it is put off"


def reason(before: Key | None, now: Key | None, *, pictures_stand: bool, files_stand: bool) -> str:
    """Empty when it need not be made.

    `pictures_stand` says that its pictures are as they were, `files_stand` that its files are there as they were made.
    """
    if before == OWED:
        return "made: it was put off"
    if before is None or now is None:
        return "made: nothing is known of it"
    if before.program != now.program:
        return "made: the program, the theme's or a library's edition, or what was asked for is another"
    if before.site != now.site:
        return "made: what all pages show of the publication has changed: digest.yaml, a page's title, the style sheet"
    if before.templates != now.templates:
        return "made: its template, or one that it takes from, has changed"
    if before.shown != now.shown:
        return SHOWN
    if not pictures_stand:
        return "made: a picture that it shows has changed"
    return "" if files_stand else "made: its file is not there as it was written"
