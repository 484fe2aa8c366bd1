"""Every code that a problem may carry: its level, what it means, what cures it. Pure.

The one place where codes are explained: the rules of `digest check` take their level from here, and
docs/diagnostics.md is `reference()`.
"""

from __future__ import annotations

from collections.abc import Iterable

from digest.ailments import AILMENTS, FAMILIES
from digest.errors import Level, Problem
from digest.values import dataclass

LOUD = ("YAML", "FILE")
"""Families that cannot be silenced: what such a file says is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    code: str
    level: Level
    means: str
    cure: str

    @property
    def family(self) -> str:
        return self.code.rstrip("0123456789")


def _error(code: str, means: str, cure: str) -> Diagnostic:
    return Diagnostic(code=code, level="error", means=means, cure=cure)


def _warning(code: str, means: str, cure: str) -> Diagnostic:
    return Diagnostic(code=code, level="warning", means=means, cure=cure)


_FAMILIES = {
    "YAML": "Front matter and data files that cannot be read as YAML",
    "FILE": "Files",
    "FM": "Values of front matter and of data files",
    "REF": "Names of things that are not there",
    "ID": "Names that two things claim",
    "SEEN": "Memory",
    "SET": "Settings",
    "SEC": "Sections",
    "DATE": "Dates",
    "LINK": "Links",
    "WEB": "Links, as the network answers (`digest check --online`)",
    "NOTE": "Notes",
    "TEXT": "Words of letters, notes and pages",
    "HEAD": "Headings",
    "PIC": "Pictures and weight",
    "LANG": "Marks of language",
    "BAL": "Balance of sources",
    "ISSUE": "Issues",
    "NEWS": "What sources did since",
    "BODY": "Addresses in letters, notes and pages",
    "PUB": "What went out",
    "SITE": "The built site",
    "TPL": "Templates",
    "OUT": "What a build writes",
    "TRIAGE": "The text of a triage",
    "OPML": "Lists of feeds from other programs",
    "DEPLOY": "Putting the site on a branch",
    "GIT": "What git refuses here",
    "PUSH": "What a remote repository refuses",
    "COLLECT": "Candidates on their way from the job that collects",
    **FAMILIES,
}
"""In the order of the reference."""

_ALL = (
    _error("YAML001", "Not valid YAML.", "Look at quotes, colons and indentation on the line and the one above it."),
    _error("YAML002", "A key stands twice in one place; YAML would quietly take the last.", "Keep one of the two."),
    _error(
        "YAML003",
        "An anchor, alias or tag of YAML (`&name`, `*name`, `!name`), or a text that looks like one.",
        "Write the value out, or put it in quotes; `digest check --fix` does the latter.",
    ),
    _error(
        "YAML004",
        "Too long, or nested too deeply, to be front matter that a person wrote.",
        "Put long text below the second `---`; split a data file.",
    ),
    _error("YAML005", "A conflict marker that git left.", "Choose one of the two versions; delete the marker lines."),
    _error("YAML006", "A text that YAML takes for something else.", "Quote it; `digest check --fix` does."),
    _error("YAML007", "` #` begins a comment and cuts the text short.", "Quote the text; `digest check --fix` does."),
    _error("FILE001", "Not UTF-8.", "Save the file as UTF-8."),
    _error("FILE002", "A folder, or something stranger, where a file should be.", "Rename or remove it."),
    _error("FILE003", "A symbolic link: they are neither read nor written through.", "Put the file itself there."),
    _error("FILE004", "The system would not read or write it.", "See its rights, and the room on the disk."),
    _error("FILE005", "A file larger than 1 MB.", "Shorten it, or link to the long text."),
    _error("FILE006", "No front matter, or one without an end.", "Begin with `---`, keys, `---`; then the text."),
    _error("FILE007", "A name or path that cannot be.", "Issues are named `2026-W47.md`, pages by a slug."),
    _error("FILE008", "The file changed, or its name was taken, while a command ran.", "Run the command again."),
    _warning("FILE009", "A file whose name nearly ends in .md, or has no ending; it is passed over.", "Rename it."),
    _error("FM001", "An unknown key in settings, feeds, storylines or a page.", "Take the key that the hint names."),
    _warning("FM002", "An unknown key in front matter that is nearly a known one.", "Correct it, if that was meant."),
    _error("FM003", "A value of the wrong type or form.", "Write it as the hint shows."),
    _error("FM004", "A required key is missing or empty.", "Add it."),
    _error("FM005", "A word that is not one of the known ones, or a value out of bounds.", "Take a known one."),
    _error("FM006", "A date that cannot be read, or does not exist.", "Write 2026-11-22."),
    _error("FM007", "Not an http or https address.", "Write the whole address, beginning with https://."),
    _error("FM008", "Not a slug.", "Use a to z, 0 to 9 and single hyphens."),
    _error("REF001", "An unknown section.", "Take one of digest.yaml, or add it there."),
    _error("REF002", "An unknown tag, where digest.yaml lists tags.", "Take one of the list, or add it there."),
    _error("REF003", "An unknown storyline.", "Take one of content/storylines.yaml, or add it there."),
    _error("REF004", "The lead of an issue is no kept entry of it.", "Name the slug of a kept entry."),
    _error("REF005", "No such picture.", "Put the file into content/images, or correct the name."),
    _error("ID001", "Two files of one id.", "Delete one; a copy made by hand needs no id at all."),
    _error("ID002", "A feed, section or storyline twice.", "Keep one of the two."),
    _error("ID003", "Two entries of one slug: their addresses would be one.", "Give one another `slug`."),
    _error("ID004", "Two issues of one number.", "Correct the later one."),
    _error(
        "ID005",
        "An entry that was published is not in its issue any more, or not under its slug; links to it are broken.",
        "Put slug, issue, status or file back. To take an entry back: `digest correct SLUG --withdraw`.",
    ),
    _error("ID006", "Two files for the issue of one week.", "Move what is good in one of them into the other."),
    _error("SEEN001", "Not a line of content/seen.", "Restore the file with git."),
    _error("SEEN002", "Not a record of content/published.", "Restore the file with git."),
    _warning("SET001", "`silence` names a code that does not exist or is never silent.", "Remove it from the list."),
    _error("SEC001", "A kept entry of an issue still open is in a retired section.", "Choose another section."),
    _warning("SEC002", "A section holds more entries than its limit.", "Skip some, or put them on the shelf."),
    _warning("SEC003", "A kept entry without a section, though there are sections.", "Add `section`."),
    _warning("SEC004", "A feed puts its candidates into a retired section.", "Name another in feeds.yaml."),
    _warning(
        "SEC005", "An issue with as many entries as sections leaves one empty.", "Look for an entry, or live with it."
    ),
    _error("DATE001", "An issue with a date in the future.", "Correct it, or publish on that day."),
    _warning("DATE002", "A kept entry published in the future, as its source says.", "Correct or remove `published`."),
    _warning("DATE003", "A correction of the future.", "Correct its date."),
    _error("LINK001", "Two kept entries of one issue lead to one address.", "Skip one; put its source under `also`."),
    _error("LINK002", "A kept entry leads to what an earlier issue published already.", "Skip it."),
    _warning("LINK003", "Kept entries of two issues lead to one address.", "Skip one of them."),
    _warning("LINK004", "Other coverage leads to what stands elsewhere.", "Remove the row from `also`."),
    _warning(
        "LINK005",
        "A link with parameters that only tell where readers came from.",
        "Take them out; `digest check --fix` does.",
    ),
    _warning("LINK006", "A shortened link: it hides where it leads, and dies first.", "Write where it leads."),
    _error("WEB001", "A link is gone: 404, 410, or no such host.", "Link to another account, or an archived copy."),
    _warning(
        "WEB002",
        "Nobody can tell whether a link works: it may be there, behind a wall against programs.",
        "Open it in a browser.",
    ),
    _warning("WEB003", "A link has moved for good, or to the front page.", "Write the new address."),
    _warning(
        "WEB004",
        "A link with http, where https leads to the same place.",
        "Write https; `digest check --online --fix` does.",
    ),
    _warning("NOTE001", "A kept entry without a word of the editor.", "Say in a sentence why one should read it."),
    _warning("NOTE002", "A note that repeats the title, or nearly.", "Say what the title does not."),
    _error(
        "TEXT001",
        "A placeholder in words of the editor: TODO, FIXME, TK, TBD, XXX, ???, À COMPLÉTER, lorem ipsum.",
        "Finish it, or put a name that looks like one in quotation marks.",
    ),
    _warning("TEXT002", "A placeholder in the title that the source gave.", "Correct it, or write a `headline`."),
    _warning(
        "TEXT003",
        "A link whose words say nothing: here, read more, lire la suite, its own address.",
        "Let its words say what one finds there.",
    ),
    _warning(
        "TEXT004",
        "A character that no page can hold: a control character, or one that turns the direction of text around.",
        "Delete it; pages and feeds leave it out.",
    ),
    _warning("HEAD001", "A heading of the first level in a text; the page has its own.", "Begin with ##."),
    _warning("HEAD002", "A heading that leaves out a level.", "Take the level of the hint."),
    _warning("HEAD003", "A heading without words.", "Write them, or delete the line."),
    _warning("HEAD004", "A heading with nothing below it.", "Write it, or delete the heading."),
    _warning("PIC001", "A picture in a text without words for those who do not see it.", "Write them into `![ ]`."),
    _warning("PIC002", "A picture of a front matter without `credit`.", "Say who made it."),
    _warning("PIC003", "A picture of more than 500 KB, as readers load it.", "Save it smaller."),
    _warning(
        "PIC004",
        "The page of an issue weighs more than 200 KB of text or 1.5 MB of pictures, as far as its files tell.",
        "Make pictures smaller, or move entries to another issue.",
    ),
    _error(
        "PIC005",
        "A picture that cannot be shown: cut off, of too many pixels, too high, no picture at all, or an SVG that "
        "could run or fetch something.",
        "Open it and save it again, smaller, as JPEG, PNG or WebP.",
    ),
    _warning("PIC006", "A picture that moves; pages show its first frame alone.", "Link to where it moves."),
    _warning("LANG001", "An entry without `language`, where entries or issues are in several.", "Add `language`."),
    _warning("LANG002", "A text that is surely in another language than it is marked.", "Correct `language`."),
    _warning(
        "BAL001",
        "One source has more than 40 % of an issue, and three entries or more, of four at least.",
        "Look for other accounts of the same stories.",
    ),
    _warning("ISSUE001", "An issue without a title.", "Add `title`."),
    _warning("ISSUE002", "An issue without a letter.", "Write a few sentences below its front matter."),
    _warning("ISSUE003", "An issue that does not say which entry leads.", "Add `lead` with the slug of an entry."),
    _warning("ISSUE004", "A published issue without a number.", "Add the `number` of the hint."),
    _warning("ISSUE005", "A published issue without a date.", "Add `date`, the day it was published."),
    _warning(
        "ISSUE006",
        "A published issue without a record of what went out: later changes to it cannot be shown.",
        "Run `digest issue publish` with its id, and commit what it writes.",
    ),
    _error("ISSUE007", "Kept entries of an issue that has no file: no reader will see them.", "Make the issue."),
    _warning("ISSUE008", "Candidates that nobody decided on in a published issue.", "Keep, skip or move them."),
    _warning("ISSUE009", "A frozen or published issue without entries.", "Keep some, or set it back to draft."),
    _warning("NEWS001", "Other coverage was collected later.", "Add it to `also`; publishing does so by itself."),
    _warning("NEWS002", "The source has changed its title.", "Correct `title`, or leave it."),
    _error("BODY001", "A link of the text leads to no page of the site.", "Correct the address."),
    _error("BODY002", "An address that is left out of the page: relative, or unsafe.", "Begin it with https:// or /."),
    _error("BODY003", "A link to an anchor that the page does not have.", "Take the slug of an entry or heading."),
    _error(
        "PUB001",
        "What a published issue says has changed, and its readers are not told.",
        "`digest correct SLUG` tells them; with `--typo` it records a slip; git restores what it was.",
    ),
    _warning(
        "PUB002",
        "Where a published entry is filed has changed: tags, storylines, archived copy, unknown keys.",
        "`digest correct SLUG --typo` records it, for many entries at once.",
    ),
    _error(
        "PUB003", "A withdrawn entry without a reason.", "`digest correct SLUG --withdraw --why TEXT` gives it one."
    ),
    _warning(
        "PUB004",
        "A withdrawn entry without the day: feeds cannot tell that it was taken back.",
        "`digest correct SLUG --withdraw` adds it.",
    ),
    _error(
        "PUB005",
        "An entry that was added to its issue after that went out.",
        "Move it to an open issue, or tell readers with `digest correct SLUG`.",
    ),
    _error(
        "PUB006",
        "An issue that went out and is not published any more.",
        "Write `status: published` into its file, or restore that with git.",
    ),
    _error("PUB007", "A record that was changed by hand: its texts and digests do not fit.", "Restore it with git."),
    _warning(
        "PUB008",
        "A correction was written by hand, and the record does not have it: later changes would pass for corrected.",
        "`digest correct SLUG` renews the record.",
    ),
    _error("SITE001", "A link of the built site leads to no file.", "Mend the page or the template that makes it."),
    _error("SITE002", "A link of the built site to an anchor that the page does not have.", "Correct the anchor."),
    _error("SITE003", "A link from the root that leaves the site.", "In templates, write addresses with `href`."),
    _warning("SITE004", "A page of the built site of more than 500 KB of HTML.", "Shorten it."),
    _error("TPL001", "A template does not compile, or refers to one that is not there.", "Correct the line."),
    _error("TPL002", "A template uses a name that nobody defined.", "Take the name of the hint."),
    _error("TPL003", "A symbolic link among the templates.", "Copy what it points to into its place."),
    _error("TPL004", "A template that cannot be read, or a folder in its place.", "Make it readable, or rename it."),
    _error("TPL005", "A template that is not UTF-8.", "Save it as UTF-8."),
    _error("TPL006", "A template that no page uses.", "Name it like the page that it should replace."),
    _error("TPL007", "A token of `theme` in digest.yaml that the style sheet does not have.", "Take a known one."),
    _error("TPL008", "A template failed while it rendered a page.", "Correct the line."),
    _warning(
        "TPL009", "Tokens of `theme` in digest.yaml that make words hard to read.", "Darken or lighten one of the two."
    ),
    _error("OUT001", "Two pages have one address.", "Rename one of the two; `was` keeps an old address."),
    _error("OUT002", "A file that is not ours stands where a page goes.", "Move it away."),
    _error(
        "OUT003",
        "A file in build/ that is not ours, or not as the build left it: it would go on line unseen.",
        "Make your change in content/ or templates/ and build anew; move away what is not ours.",
    ),
    _error(
        "OUT004",
        "The index of the search could not be made.",
        "Install digest again, for a system that it is made for; or list `outputs` without `search`.",
    ),
    _error("TRIAGE001", "A line that cannot be applied; nothing of the text was.", "Mend the line, or delete it."),
    _error("OPML001", "A list of feeds that is no OPML, or cannot be read to its end.", "Export it anew."),
    _error(
        "DEPLOY001",
        "The branch holds what `digest deploy` did not put there: files of somebody, or another publication.",
        "Name another branch, or replace what it holds with --adopt; its history stays.",
    ),
    _error(
        "DEPLOY002",
        "The branch shows issues that this site does not have: they would go off line.",
        "Get the newest state of the repository first (`git pull`), or say --remove.",
    ),
    _warning(
        "DEPLOY003",
        "The site on the branch was made from a commit that is not in the history here.",
        "See with `git pull` whether a colleague has changed something that you take back.",
    ),
    _warning(
        "DEPLOY004",
        "GitHub Pages will show the site at another address than `base_url`: its links would be broken.",
        "Correct `base_url`, or name your domain in `cname`.",
    ),
    _error("GIT001", "A git command failed in the repository here.", "Do what its own words say; run it again."),
    _error("PUSH001", "The remote cannot be reached, or does not exist.", "See `git remote -v`, and the network."),
    _error("PUSH002", "No right to write to the remote.", "Use a key or a token that may write to its contents."),
    _error(
        "PUSH003",
        "The remote declined: the branch is protected or checked out there, or a hook of its own said no.",
        "Let the branch be written to in the settings of the repository, or take another branch.",
    ),
    _error("PUSH004", "Others pushed to the branch each time before we could.", "Run the command again."),
    _error("PUSH005", "Talking to the remote failed for another reason.", "See what git says below the message."),
    _error("PUSH006", "Somebody changed what publishing an issue stands on.", "Publish it again on what is there now."),
    _error("COLLECT001", "A parcel of candidates holds what no collector makes.", "Collect again; look who made it."),
    _error("COLLECT002", "An issue was settled while its candidates were collected.", "Let the next run collect them."),
    *(Diagnostic(code=code, level=level, means=means, cure=cure) for code, level, means, cure in AILMENTS),
)
DIAGNOSTICS = {diagnostic.code: diagnostic for diagnostic in _ALL}


def can_be_silenced(code: str) -> bool:
    return code in DIAGNOSTICS and DIAGNOSTICS[code].family not in LOUD


def audible(problems: Iterable[Problem], silence: Iterable[str]) -> tuple[Problem, ...]:
    """The problems whose codes `silence` does not drop."""
    dropped = {code for code in silence if can_be_silenced(code)}
    return tuple(problem for problem in problems if problem.code not in dropped)


def reference() -> str:
    """docs/diagnostics.md."""
    families = (_family_table(family, title) for family, title in _FAMILIES.items())
    return _INTRODUCTION + "\n".join(families)


def _family_table(family: str, title: str) -> str:
    rows = (f"| `{row.code}` | {row.level} | {row.means} | {row.cure} |\n" for row in _ALL if row.family == family)
    return f"## {title}\n\n| code | level | what it means | cure |\n|---|---|---|---|\n{''.join(rows)}"


_INTRODUCTION = """\
# Diagnostics

What `digest check` and the other commands complain about. Every message says where (`path:line`), its code, what is
wrong, and what to do. Codes are stable: a code is never given another meaning.

An error stops `digest issue publish` and makes `digest check` end with exit status 1; a warning does neither. To live
with a problem, list its code in digest.yaml; those of the families YAML and FILE are never silent, since nobody knows
what such a file says.

```yaml
silence: [NOTE001]
```

`digest check --fix` writes the corrected line where the hint says `write:` and the code is YAML003, YAML006 or YAML007,
and the better link where it is LINK005 or, with `--online`, WEB004; every other byte stays.

Only what is new counts. An issue is known once its record lies in `content/published`, and of its entries those that
the record names: what the rules on words, links, sections and pictures say of them is counted on the last line, shown
with `--all`, and otherwise left alone, also by `--fix` and `--online`. What keeps the site from being built, a date in
the future, and what contradicts the record always counts.

`--online` asks for the links of what is new, at most one page of a domain at a time and with a pause. What it hears is
kept in `.cache/links.json`: for a week of a page that is there, for six hours of one that is gone.

`digest check --format json` and `--format github` are for machines.

"""
