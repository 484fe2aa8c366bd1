"""Rule on the balance of sources: no issue lives on one of them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from digest.model import Entry
from digest.publish.checks.rules import Finding, Rule, Subject, at
from digest.text import host_of

FEWEST_ENTRIES = 4
"""An issue with fewer says nothing about balance."""
FEWEST_OF_ONE = 3
LARGEST_SHARE = 0.4
"""Of the entries of an issue. The six issues that were looked at have 7 to 27 % from their first source."""


def source_with_too_large_a_share(subject: Subject) -> Iterator[Finding]:
    slugs = {host_of(feed.site): feed.slug for feed in subject.publication.feeds if feed.site}
    titles = {feed.slug: feed.title for feed in subject.publication.feeds}
    for issue in subject.publication.issues:
        kept = subject.kept_in(issue.id)
        counts = Counter(_source(entry, slugs) for entry in kept)
        for source, count in sorted(counts.items()) if len(kept) >= FEWEST_ENTRIES else ():
            if count >= FEWEST_OF_ONE and count > LARGEST_SHARE * len(kept):
                share = f"{count} of {len(kept)} entries, {count * 100 // len(kept)} %"
                what = f"{titles.get(source, source)} has {share} of {issue.id}; {LARGEST_SHARE:.0%} should be the most"
                hint = f"look for other accounts: digest list --issue {issue.id} --feed {source} --status keep"
                yield at(issue, "", what.replace("%", " %").replace("  %", " %"), hint)


def _source(entry: Entry, slugs: dict[str, str]) -> str:
    """A feed and an entry by hand from its site are one source."""
    return slugs.get(entry.source, entry.source)


RULES = (Rule(code="BAL001", find=source_with_too_large_a_share),)
