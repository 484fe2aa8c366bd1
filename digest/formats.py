"""Every key of every file that people write: which there are, in which order, what each holds, who writes it. Pure.

The readers take their lists of known keys from here, and docs/reference/files.md is made from the same rows, so that no
key can be read without being explained.
"""

from __future__ import annotations

from digest.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    name: str
    holds: str
    """What may stand there."""
    means: str
    by: str = ""
    """Who writes it, where it is not the editor alone."""
    is_required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A kind of table: a file, or an item of a list in one."""

    name: str
    about: str
    keys: tuple[Key, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(key.name for key in self.keys)


def _key(name: str, holds: str, means: str, by: str = "", *, is_required: bool = False) -> Key:
    return Key(name=name, holds=holds, means=means, by=by, is_required=is_required)


SETTINGS = Format(
    name="digest.yaml",
    about="Settings. Its presence marks the root of a publication.",
    keys=(
        _key(
            "id",
            "a tag URI: `tag:authority,date:name`",
            "All ids of feeds come from it; never change it.",
            is_required=True,
        ),
        _key("title", "text", "Title of the publication.", is_required=True),
        _key("tagline", "text", "One line below the title."),
        _key("base_url", "address", "Where the site stands, sub-path included.", is_required=True),
        _key("language", "`en` or `fr`", "Language of the interface, and of letters that name none. Default: `en`."),
        _key("timezone", "IANA name, like `Europe/Paris`", "Decides when a week begins and ends. Default: `UTC`."),
        _key("sections", "list of maps, see below", "The headings of an issue, in their order."),
        _key(
            "tags",
            "map of slug to title, or to a map, see below",
            "When present, the only tags that an entry may carry.",
        ),
        _key("editors", "list of names", "Who signs the letters; an issue may name its own."),
        _key(
            "licence",
            "text",
            "Of your own words only; titles and quotations belong to their sources. A licence of Creative Commons with "
            "its version, like `CC BY 4.0`, becomes a link, and so does an address.",
        ),
        _key("contact", "mail address or link", "How readers reach you, on every page. Default: `repository`."),
        _key(
            "repository",
            "address",
            "Where the files of the publication can be seen. On GitHub, GitLab, Codeberg and Forgejo every entry links "
            "to the page that edits its file. A branch other than `main`, or a folder, is given as the browser shows "
            "it: `https://github.com/jane/weekly/tree/trunk/films`.",
        ),
        _key("subscribe", "address", "Page of a mailing service."),
        _key("cname", "host name", "Your own domain; the site gets a `CNAME` file."),
        _key("quote", "number of words, or `none`", "How much of a feed's text is kept as a quotation. Default: 30."),
        _key(
            "quotation",
            "`alone`, `always` or `never`",
            "When readers see the quotation. Default: `alone`, only where you wrote nothing.",
        ),
        _key(
            "collect",
            "`pull-request` or `push`",
            "Where the workflow takes candidates: to a branch with a draft pull request, or straight to the main "
            "branch. Default: `pull-request`.",
        ),
        _key(
            "outputs",
            "list of words",
            "What is built, of `home`, `issues`, `archive`, `tags`, `storylines`, `sources`, `search`, `feeds`, "
            "`corrections`, `pages`, `sitemap`, `images`, `email`, `status`. Default: all of it.",
        ),
        _key("silence", "list of codes", "Problems that `digest check` shall not mention."),
        _key(
            "markdown",
            "`fast` or `stock`",
            "`fast` takes short ways through Markdown that lead to the same pages; `stock` takes none, to "
            "see whether one of them is to blame for a page. Default: `fast`.",
        ),
        _key("theme", "map of tokens", "Colours, fonts and measures; see theming.md."),
    ),
)
SECTION = Format(
    name="digest.yaml, an item of `sections`",
    about="A heading of an issue.",
    keys=(
        _key("id", "slug", "What entries and feeds name.", is_required=True),
        _key("title", "text", "The heading. Default: the id."),
        _key("about", "text", "What belongs there."),
        _key("limit", "whole number from 1", "How many entries an issue should hold there at most."),
        _key("retired", "`true` or `false`", "No new entries; old ones keep it."),
    ),
)
TAG = Format(
    name="digest.yaml, a tag of `tags`",
    about="Instead of the title alone, for a tag that was renamed.",
    keys=(
        _key("title", "text", "As readers see it. Default: the slug."),
        _key(
            "was",
            "list of slugs",
            "Slugs that it had before: entries that carry one count as this tag, and the old addresses of its page and "
            "feeds go on.",
        ),
    ),
)
FEED = Format(
    name="content/feeds.yaml",
    about="The feeds that are followed: a list of maps.",
    keys=(
        _key("slug", "slug", "Its name in entries and addresses; permanent.", is_required=True),
        _key("title", "text", "As readers see it. Default: the slug."),
        _key("feed", "address", "The document that is polled.", is_required=True),
        _key("site", "address", "The site to which it belongs."),
        _key("section", "id of a section", "Where its candidates are put first."),
        _key("language", "language code", "Of its items; goes before what the feed says."),
        _key("tags", "list of slugs", "Given to each of its candidates."),
        _key(
            "quote",
            "number of words, `none` or `full`",
            "Instead of the publication's `quote`. `full` only with `licence`.",
        ),
        _key("licence", "text", "Under which the feed gives its texts away."),
        _key("weight", "number", "How much you think of it. Default: 1."),
        _key("paused", "`true` or `false`", "Keeps the feed without polling it."),
        _key(
            "include",
            "list of regular expressions",
            "Takes an item when one is found in title, summary, author or category.",
        ),
        _key("exclude", "list of regular expressions", "Leaves an item out when one is found."),
        _key("private", "`true` or `false`", "Allows an address inside your network, and any port."),
        _key("interval", "number with `m`, `h` or `d`", "Time between polls, from `1h`, instead of the adaptive one."),
        _key("was", "list of slugs", "Slugs that the feed had before."),
    ),
)
STORYLINE = Format(
    name="content/storylines.yaml",
    about="What is followed over many issues: a list of maps.",
    keys=(
        _key("id", "slug", "What entries name under `storylines`; part of an address.", is_required=True),
        _key("title", "text", "As readers see it.", is_required=True),
        _key("kind", "`person`, `film`, `company`, `model`, `case` or `theme`", "What it is.", is_required=True),
        _key("aliases", "list of texts", "Other names for it."),
        _key("about", "Markdown", "Introduces its page."),
        _key("links", "list of addresses", "Where to read on."),
        _key("was", "list of slugs", "Ids that it had before; their addresses lead to the new one."),
    ),
)
ENTRY = Format(
    name="content/entries/WEEK/NAME.md",
    about=(
        "Front matter of an entry. Its body is Markdown: the first run of lines that begin with `>` is the feed's "
        "quotation, all other words are yours. A key that is not listed is kept and reaches templates as `entry.extra`."
    ),
    keys=(
        _key("link", "address", "The original.", "collector", is_required=True),
        _key("title", "text", "As the source has it. Required, unless there is a `headline`.", "collector"),
        _key("headline", "text", "What readers see instead, when you rewrite or translate the title."),
        _key(
            "status",
            "`new`, `keep`, `skip` or `withdrawn`",
            "Candidate, in its issue, left out, or taken back after publishing. Default: `keep`.",
            "collector, editor",
        ),
        _key(
            "issue",
            "week like `2026-W47`, or `none`",
            "Its issue; `none` is the shelf. Default: its folder.",
            "collector, editor",
        ),
        _key("section", "id of a section", "Under which heading.", "collector, editor"),
        _key("rank", "number", "Its place, low first. Without one: last, newest first."),
        _key("source", "slug of a feed, or a host", "Who published it. Default: the host of the link.", "collector"),
        _key("authors", "list of names", "Who wrote it.", "collector"),
        _key("published", "date, or date and time with offset", "When; absent when the feed did not say.", "collector"),
        _key("updated", "date, or date and time with offset", "When it was last changed.", "collector"),
        _key("collected", "date", "When it was first met.", "collector"),
        _key("language", "language code", "Of the original.", "collector"),
        _key("medium", "`article`, `video` or `audio`", "What it is. Default: `article`.", "collector"),
        _key("duration", "text like `12:30`", "Of a video or a recording.", "collector"),
        _key("tags", "list of slugs", "Labels."),
        _key("storylines", "list of ids", "What it belongs to, of content/storylines.yaml."),
        _key(
            "also",
            "list of maps: `source`, `title`, `link`, `language`",
            "Other coverage of the same story.",
            "editor, publishing",
        ),
        _key("image", "map: `file`, `alt`, `credit`, `licence`", "A picture in content/images; `alt` is required."),
        _key("archived", "address", "An archived copy."),
        _key("corrections", "list of maps: `date`, `now`, `was`", "What was wrong; `was` may be left out."),
        _key("why", "text", "The reason of a skip or a withdrawal."),
        _key("id", "16 hexadecimal digits", "Its identity. Default: derived from the link.", "collector"),
        _key(
            "slug", "slug", "Its anchor on the page. Default: the name of its file; fixed once published.", "publishing"
        ),
    ),
)
ISSUE = Format(
    name="content/issues/WEEK.md",
    about="Front matter of an issue. Its body is the letter, in Markdown.",
    keys=(
        _key("title", "text", "Of the issue."),
        _key("date", "date", "When it came out.", "publishing"),
        _key(
            "status", "`draft`, `frozen` or `published`", "Open, settled, or out. Default: `draft`.", "commands, editor"
        ),
        _key("number", "whole number from 1", "Counted when it is published.", "publishing"),
        _key("language", "language code", "Of the letter, where it is not the publication's."),
        _key("editors", "list of names", "Who signs, where it is not the publication's."),
        _key("lead", "slug of an entry", "Which entry opens the issue."),
        _key("image", "map: `file`, `alt`, `credit`, `licence`", "A picture in content/images; `alt` is required."),
        _key("corrections", "list of maps: `date`, `now`, `was`", "What was wrong in the letter."),
    ),
)
PAGE = Format(
    name="content/pages/NAME.md",
    about="Front matter of a page of text, like About.",
    keys=(
        _key("title", "text", "Of the page.", is_required=True),
        _key("language", "language code", "Where it is not the publication's."),
        _key("order", "number", "Its place among the pages, low first."),
        _key("was", "list of slugs", "Names that it had before; their addresses lead to the new one."),
    ),
)
FORMATS = (SETTINGS, SECTION, TAG, FEED, STORYLINE, ENTRY, ISSUE, PAGE)
