"""Rules on what only the network knows: the switch of GitHub Pages, the remote, the site. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from digest.publish.doctor.facts import Case, Finding, Rule, good, note, wrong
from digest.publish.place import settings_page

_CHOOSE = "Choose 'Source: GitHub Actions' at the address below"


def pages_are_switched_on(case: Case) -> Iterator[Finding]:
    """Nobody but the site can tell; without it the address of the switch is all there is to say."""
    github, online = case.repository.github, case.online
    if not github or (online is not None and online.site == ""):
        return
    page = settings_page(github)
    if online is not None and online.site_status == 404:
        mend = f"{_CHOOSE}, then run the workflow publish; a new site takes some minutes."
        yield wrong("NET001", "nothing is on line yet: GitHub Pages may be switched off", mend, page)
    else:
        what = "whether GitHub Pages is switched on cannot be known from here"
        yield note("NET001", what, f"{_CHOOSE}, once.", page)


def remote_can_be_reached(case: Case) -> Iterator[Finding]:
    remote = case.online.remote if case.online else None
    if remote == "":
        yield good("NET002", f"{case.repository.remote} answers")
    elif remote is not None:
        what = f"{case.repository.remote} ({case.repository.address}) cannot be reached: {remote}"
        mend = "See its address, your network, and your key or token for it:"
        yield wrong("NET002", what, mend, f"git remote -v && git ls-remote {case.repository.remote}")


def site_answers(case: Case) -> Iterator[Finding]:
    online, address = case.online, case.publication.settings.base_url
    if online is None or online.site is None:
        return
    if not online.site:
        yield good("NET003", f"{address} answers")
    elif online.site_status != 404 or not case.repository.github:
        yield wrong(
            "NET003", f"{address} does not answer: {online.site}", "Is base_url right, and is the site on line?"
        )


def site_is_up_to_date(case: Case) -> Iterator[Finding]:
    """Only a site that says of itself which issue is its last."""
    published = [issue.id for issue in case.publication.issues if issue.status == "published"]
    if case.online is None or case.online.last_issue is None or not published:
        return
    newest, shown = max(published), case.online.last_issue
    if shown == newest:
        yield good("NET004", f"the newest issue, {newest}, is on line")
    elif shown < newest:
        mend = "Push it, and see how the workflow publish ended:"
        page = f"https://github.com/{case.repository.github}/actions" if case.repository.github else ""
        what = f"the site is behind: it shows {shown or 'no issue'}, and here {newest} is published"
        yield wrong("NET004", what, mend, "git push", *filter(None, [page]))
    else:
        mend = "Somebody else has published; fetch what they did:"
        yield wrong("NET004", f"the site shows {shown}, and here {newest} is the newest", mend, "git pull")


RULES: tuple[Rule, ...] = (pages_are_switched_on, remote_can_be_reached, site_answers, site_is_up_to_date)
