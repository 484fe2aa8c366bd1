"""digest why: what became of a link, told after a real week: two feeds, a choice, an issue that went out."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from digest.content.memory import format_seen
from digest.curate.sheet import width
from digest.text import identity
from tests.builders import entry_file, seen, write
from tests.commands import digest
from tests.servers import Answer, serving

WEEK = "2026-W47"
LATER = "2026-11-24T09:00:00+01:00"
FRIDAY = "Fri, 20 Nov 2026 09:00:00 GMT"
HEADS = "---\nstatus: draft\ntitle: The week\nlead: kept-{hash}\n---\n\nDear readers.\n"


def item(name: str, day: str = FRIDAY, host: str = "one.example", title: str = "") -> str:
    date = f"<pubDate>{day}</pubDate>" if day else ""
    return f"<item><title>{title or name.title()}</title><link>https://{host}/{name}</link><guid>{name}</guid>{date}</item>"


def rss(*items: str) -> Answer:
    return Answer(body=f"<rss version='2.0'><channel><title>T</title>{''.join(items)}</channel></rss>".encode())


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication that has seen everything once."""
    root = tmp_path_factory.mktemp("why")
    with serving() as web:
        archive = [item(f"undated-{number}", day="") for number in range(21)]
        ours = [item("kept"), item("skipped"), item("open"), item("deleted"), item("spam"), item("aged", "1 Jan 2026")]
        web["/one"] = [rss(*ours, *archive), rss(item("kept", title="Kept, they say"), item("next"))]
        web["/two"] = rss(item("kept"), item("mine", host="two.example"))
        feeds = "".join(
            f"- slug: {slug}\n  title: Feed {slug}\n  feed: {web.link('/' + slug)}\n  site: https://{slug}.example/\n"
            f"  private: true\n  interval: 0\n  exclude: ['(?i)spam']\n"
            for slug in ("one", "two")
        )
        write(
            root,
            {
                "content/feeds.yaml": feeds
                + "- {slug: three, feed: 'https://three.example/f', site: 'https://three.example/', paused: true}\n"
            },
        )
        assert digest(root, "fetch").status == 0
        assert digest(root, "fetch").status == 0
    slugs = {row["link"]: row["slug"] for row in json.loads(digest(root, "list", "--json").out)}
    assert digest(root, "keep", slugs["https://one.example/kept"], "--section", "law", "--rank", "1").status == 0
    assert digest(root, "skip", slugs["https://one.example/skipped"], "--why", "old news").status == 0
    next(root.glob("content/entries/*/deleted-*.md")).unlink()
    assert digest(root, "add", "https://hand.example/x", "--no-fetch", "--title", "By hand").status == 0
    assert digest(root, "issue", "publish", WEEK, "--yes", now=LATER).status == 0
    write(root, {"content/entries/2026-W48/w.md": entry_file("Written", "https://written.example/")})
    return root


def told(root: Path, *words: str) -> list[str]:
    ran = digest(root, "why", *words)
    assert ran.status == 0, ran.err
    return ran.out.splitlines()


def now(root: Path, link: str) -> str:
    lines = told(root, link)
    start = next(number for number, line in enumerate(lines) if line.startswith("  now"))
    return " ".join(line.strip() for line in lines[start:]).removeprefix("now").strip()


def test_the_whole_story_of_a_link_that_went_out(root):
    id = next(root.glob("content/entries/*/kept-*.md")).stem
    again = json.loads(digest(root, "why", "--json", "https://one.example/kept").out)["items"][0]
    assert told(root, "https://ONE.example/kept?utm_source=mail#top") == [
        "Kept",
        "https://one.example/kept",
        f"id {again['id']}",
        "",
        "  2026-11-22  Feed one (one) brought it, and it became a candidate",
        "  2026-11-22  Feed two (two) brought the same link: other coverage",
        "  2026-11-22  Feed one (one) changed its title to “Kept, they say”",
        "  2026-W47    published in no. 1",
        f"              https://example.org/weekly/issues/2026-W47/#{id}",
        "",
        "  now         kept in 2026-W47 (published), section law, rank 1",
        f"              content/entries/2026-W47/{id}.md",
    ]


@pytest.mark.parametrize(
    ("link", "outcome"),
    [
        ("https://one.example/skipped", "skipped: old news digest restore "),
        ("https://one.example/open", "never decided digest restore "),
        ("https://one.example/deleted", "its file was deleted; it is not offered again digest restore "),
        ("https://one.example/spam", "never offered: exclude: (?i)spam digest restore "),
        ("https://one.example/aged", "never offered, being older than `fetch --since` says (14 days by default)"),
        ("https://one.example/undated-20", "never offered: without dates, what stands below in a new feed is its"),
        ("https://hand.example/x", "kept in 2026-W47 (published) content/entries/2026-W47/by-hand-"),
        ("https://written.example/", "kept in 2026-W48 (draft) content/entries/2026-W48/w.md"),
    ],
)
def test_what_became_of_it(root, link, outcome):
    assert now(root, link).startswith(outcome)


def test_who_brought_it_is_told_of_what_was_left_out_too(root):
    assert "  2026-11-22  Feed one (one) had it, and it was left out" in told(root, "https://one.example/spam")
    assert "              exclude: (?i)spam" in told(root, "https://one.example/spam")
    assert "  2026-W47    skipped, and folded away when the issue was published" in told(
        root, "https://one.example/skipped"
    )
    assert "  2026-11-22  added by hand" in told(root, "https://hand.example/x")
    assert "              no feed brought it: somebody wrote its file" in told(root, "https://written.example/")


def test_an_id_its_beginning_a_slug_and_a_path_mean_the_same(root):
    path = next(root.glob("content/entries/*/kept-*.md"))
    whole = told(root, "https://one.example/kept")
    id = whole[2].removeprefix("id ")
    for word in (id, id[:8].upper(), path.stem, path.relative_to(root).as_posix(), str(path)):
        assert told(root, word) == whole


def test_what_has_no_file_is_found_by_the_slug_that_it_had(root):
    (item,) = json.loads(digest(root, "why", "--json", "https://one.example/skipped").out)["items"]
    assert told(root, f"skipped-{item['id'][:6]}")[1] == "https://one.example/skipped"


def test_other_coverage_in_a_file_leads_to_its_entry(root):
    also = "[{source: far, title: Far, link: 'https://far.example/x'}]"
    write(root, {"content/entries/2026-W48/near.md": entry_file("Near", "https://near.example/", also=also)})
    assert now(root, "https://far.example/x").endswith(
        "content/entries/2026-W48/near.md https://far.example/x stands under `also` there"
    )


def test_a_link_of_which_nothing_is_known_is_no_error(root):
    assert told(root, "https://two.example/none") == [
        "nothing is known of https://two.example/none",
        "  'two' is of its site, and has not brought it; to take it by hand:",
        "  digest add https://two.example/none",
    ]
    assert told(root, "https://three.example/y")[1:] == ["  'three' is of its site, and paused"]
    assert told(root, "https://nobody.example/y")[1:] == ["  no feed of its site is followed"]
    assert json.loads(digest(root, "why", "--json", "https://nobody.example/y").out) == {
        "link": "https://nobody.example/y",
        "items": [],
    }


def test_what_is_nearly_the_link_is_named(root):
    assert "  known, and alike: https://one.example/kept" in told(root, "http://m.one.example/kept/?page=2")
    assert not any("alike" in line for line in told(root, "https://elsewhere.example/kept"))


@pytest.mark.parametrize("word", ["nonsense", "abc", "ftp://x.example/a", "0000000000000000"])
def test_a_word_that_means_nothing_is_wrong_usage(root, word):
    assert digest(root, "why", word).status == 2


def test_a_near_miss_of_a_slug_is_named(root):
    stem = next(root.glob("content/entries/*/kept-*.md")).stem
    assert f"did you mean '{stem}'" in digest(root, "why", f"{stem}x").err


def test_json_says_the_same(root):
    found = json.loads(digest(root, "why", "--json", "https://one.example/kept").out)
    (item,) = found["items"]
    assert found["link"] == item["link"] == "https://one.example/kept"
    assert [row["fate"].split()[0] for row in item["met"]] == ["entry", "also", "title"]
    assert [row["source"] for row in item["met"]] == ["one", "two", "one"]
    assert (item["entry"]["status"], item["entry"]["issue"], item["entry"]["section"]) == ("keep", WEEK, "law")
    assert [row["number"] for row in item["published"]] == [1]


def test_an_entry_that_went_out_is_known_when_its_file_and_the_memory_are_gone(tmp_path):
    root = write(tmp_path, {f"content/issues/{WEEK}.md": "---\nstatus: draft\n---\n"})
    write(root, {f"content/entries/{WEEK}/a.md": entry_file("A", "https://a.example/")})
    assert digest(root, "issue", "publish", "--yes").status == 0
    (root / f"content/entries/{WEEK}/a.md").unlink()
    assert now(root, "https://a.example/") == "its file is gone"
    assert "              https://example.org/weekly/issues/2026-W47/#a" in told(root, identity("https://a.example/"))


def test_a_fold_has_the_last_word_whatever_the_day_of_its_line(tmp_path):
    ours = ("1" * 16, "https://a.example/")
    met = [seen(ours[0], link=ours[1], day=date(2026, 11, 21)), seen("2" * 16, f"also {ours[0]}", link=ours[1])]
    fold = [seen(ours[0], "undecided", link=ours[1], day=date(2026, 11, 19))]
    root = write(
        tmp_path, {"content/seen/2026-W47.tsv": format_seen(fold), "content/seen/2026-W47/r.tsv": format_seen(met)}
    )
    assert now(root, ours[1]) == f"never decided digest restore {ours[0]}"
    assert [line[2:12] for line in told(root, ours[1])[4:7]] == ["2026-11-20", "2026-11-21", "2026-W47  "]


def test_problems_elsewhere_are_told_after_the_answer(tmp_path):
    root = write(tmp_path, {"content/entries/2026-W47/a.md": "---\nlink: nonsense\ntitle: A\n---\n"})
    ran = digest(root, "why", "https://a.example/")
    assert (ran.status, ran.out.splitlines()[0]) == (1, "nothing is known of https://a.example/")
    assert "FM007" in ran.err


def test_hostile_titles_stay_on_their_line(tmp_path):
    title = '"\\e[31mred\\u202e' + "long " * 60 + '"'
    root = write(tmp_path, {"content/entries/2026-W47/a.md": entry_file(title, "https://a.example/", why="x " * 80)})
    out = digest(root, "why", "https://a.example/").out
    assert "\x1b" not in out
    assert max(width(line) for line in out.splitlines()[3:]) <= 80
