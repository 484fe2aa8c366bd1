"""What becomes of the items of a run: which are new, which are one, which are left out and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from digest.collect.candidate import Terms
from digest.collect.document import Wanted
from digest.collect.gist import grasped
from digest.collect.keys import keys_of
from digest.collect.triage import UNDATED_TAKEN, Batch, triage
from digest.model import Enclosure, Item, ParsedFeed, Seen
from digest.text import identity
from tests.builders import entry, feed, publication

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
VARIETY = feed()
TERMS = Terms(issue="2026-W47", day=date(2026, 11, 20), now=NOW, since=NOW - timedelta(days=14), words=30)
LONG = "<p>A text that is long enough to tell one item from all the others of its feed.</p>"


def item(name="one", **changes):
    given: dict[str, Any] = {
        "guid": f"guid-{name}",
        "link": f"https://variety.example/{name}",
        "title": f"Title {name}",
        "published": NOW - timedelta(hours=2),
    }
    return Item(**given | changes)


def batch(*items, feed=VARIETY, terms=TERMS, **parsed):
    read = grasped(ParsedFeed(items=items, **parsed), Wanted(feed=feed, words=terms.words, since=terms.since))
    return Batch(feed=feed, parsed=read)


def run(*items, known=None, terms=TERMS, **options):
    return triage([batch(*items, terms=terms, **options)], known or publication(), terms)


def after(intents, known=None):
    """The publication as the run left it."""
    known = known or publication()
    return publication(entries=(*known.entries, *intents.entries), seen=(*known.seen, *intents.seen))


def fates(intents):
    return [row.fate for row in intents.seen]


def is_new(first, second, **options):
    """Whether `second`, in a later run, is another item than `first`."""
    return bool(run(second, known=after(run(first)), **options).entries)


def test_new_item_becomes_an_entry_and_a_line():
    intents = run(item(summary="<p>The <em>text</em>.</p>", authors=("Ada",)), feed=feed(section="law", tags=("ai",)))
    (made,) = intents.entries
    assert (made.title, made.link, made.status, made.issue) == (
        "Title one",
        "https://variety.example/one",
        "new",
        "2026-W47",
    )
    assert (made.source, made.section, made.tags, made.authors) == ("variety", "law", ("ai",), ("Ada",))
    assert (made.body, made.collected) == ("> The *text*.", date(2026, 11, 20))
    assert made.path == f"content/entries/2026-W47/title-one-{made.id[:6]}.md"
    assert [(row.id, row.fate, row.source) for row in intents.seen] == [(made.id, "entry", "variety")]


def test_known_item_brings_nothing():
    assert run(item(), known=after(run(item()))).seen == ()


def test_item_whose_entry_was_deleted_does_not_come_back():
    first = run(item())
    assert run(item(), known=publication(seen=first.seen)).seen == ()


def test_item_whose_entry_was_moved_and_renamed_is_known_without_any_memory():
    (made,) = run(item()).entries
    moved = entry("elsewhere", id=made.id, issue="2026-W40", link=made.link, title=made.title, source="variety")
    intents = run(item(), known=publication(entries=(moved,)))
    assert intents.entries == ()
    assert [(row.id, row.fate) for row in intents.seen] == [(made.id, "entry")]


def test_run_that_was_killed_before_it_remembered_is_healed_to_the_same_bytes():
    whole = run(item("a"), item("b"))
    healed = run(item("a"), item("b"), known=publication(entries=whole.entries[:1]))
    assert healed.entries == whole.entries[1:]
    assert healed.seen == whole.seen
    tomorrow = replace(TERMS, day=TERMS.day + timedelta(days=1))
    assert run(item("a"), known=publication(entries=whole.entries), terms=tomorrow).seen == whole.seen[:1]


def test_entry_by_hand_with_the_link_of_an_item_is_that_item():
    link = "https://variety.example/one"
    by_hand = entry("sora", id=identity(link), link=link, source="variety")
    assert run(item(), known=publication(entries=(by_hand,))).entries == ()


def test_entry_by_hand_that_was_deleted_does_not_come_back_by_its_feed():
    link = "https://variety.example/one"
    row = Seen(id=identity(link), link=link, source="variety", day=TERMS.day, fate="skip")
    assert run(item(), known=publication(seen=(row,))).entries == ()


def test_another_guid_with_the_same_path_and_title_is_the_same_item():
    assert not is_new(item(), item(guid="other", link="http://www.variety.example/one", published=None))


def test_item_that_moved_and_was_renamed_later_is_the_same_item_all_along():
    first = run(item(guid="g1", link="https://old.example/sora", title="Sora arrives"))
    known = after(first)
    moved = run(item(guid="g2", link="https://new.example/sora", title="Sora arrives"), known=known)
    assert fates(moved) == [f"again {first.entries[0].id}"]
    known = after(moved, known)
    renamed = run(item(guid="g2", link="https://new.example/sora", title="Sora arrives, studios worry"), known=known)
    assert fates(renamed) == [f"title {first.entries[0].id}"]
    known = after(renamed, known)
    last = item(guid="g3", link="https://new.example/sora", title="Sora arrives, studios worry", published=None)
    assert run(last, known=known).entries == ()


def test_guid_that_is_another_at_each_poll_does_not_fill_the_memory():
    known = after(run(item()))
    for number in range(20):
        known = after(run(item(guid=str(number)), known=known), known)
    assert len(known.entries) == 1
    assert len(known.seen) < 10


def test_another_guid_link_and_title_is_another_item():
    assert is_new(item(), item("two"))


def test_same_title_is_the_same_item_only_on_one_day_or_with_one_text():
    column = item(title="The week")
    other: dict[str, Any] = {"guid": "g2", "link": "https://variety.example/week-2", "title": "The week"}
    later = NOW - timedelta(days=3)
    assert not is_new(column, Item(**other, published=column.published))
    assert is_new(column, Item(**other, published=later))
    assert not is_new(item(title="The week", summary=LONG), Item(**other, published=later, summary=LONG))
    assert is_new(item(title="The week", summary="Comments"), Item(**other, published=later, summary="Comments"))


def test_two_items_that_stand_in_one_document_with_one_title_are_two():
    intents = run(item("a", title="Untitled"), item("b", title="Untitled"))
    assert len(intents.entries) == 2


def test_items_that_all_link_to_one_page_are_told_apart_by_their_guids():
    home = "https://variety.example/show"
    assert len(run(item("a", link=home), item("b", link=home)).entries) == 2


def test_later_item_on_a_link_that_was_used_before_is_another_item():
    live = "https://variety.example/live"
    assert is_new(item("monday", link=live), item("tuesday", link=live))
    assert is_new(item("monday", link=live, published=None), item("tuesday", link=live, published=None))


def test_one_guid_for_all_items_names_none_of_them():
    intents = run(item("a", guid="same"), item("b", guid="same"), item("b", guid="same"))
    assert len(intents.entries) == 2
    assert run(item("a", guid="same"), item("b", guid="same"), known=after(intents)).seen == ()


def test_item_without_a_guid_is_its_link():
    assert not is_new(item(guid=""), item(guid="", title="Another title", published=None))
    assert not is_new(item(guid=""), item(guid="", link="https://variety.example/one?utm_source=rss", title="X"))


def test_item_without_guid_and_link_is_its_title_and_day():
    (keys,) = keys_of((Item(title="T", published=NOW),), "f")
    (again,) = keys_of((Item(title="T", published=NOW + timedelta(minutes=5), summary="More"),), "f")
    assert keys.id == again.id


def test_item_without_any_identity_is_passed_over():
    assert run(Item(summary="short")).seen == ()


def test_renamed_feed_knows_its_items():
    renamed = feed("variety-film", was=("variety",))
    assert run(item(), feed=renamed, known=after(run(item()))).entries == ()


def test_same_link_in_two_feeds_is_one_entry_and_a_line_of_the_other():
    batches = [
        batch(item()),
        batch(item(guid="w", title="From the wire"), feed=feed("wire"), language="fr"),
    ]
    intents = triage(batches, publication(), TERMS)
    (made,) = intents.entries
    assert made.source == "variety"
    assert [(row.source, row.fate, row.title, row.language) for row in intents.seen] == [
        ("variety", "entry", "Title one", None),
        ("wire", f"also {made.id}", "From the wire", "fr"),
    ]
    assert triage(batches, after(intents), TERMS).seen == ()


def test_later_coverage_of_a_deleted_entry_stays_away():
    known = publication(seen=run(item()).seen)
    assert run(item(guid="w"), feed=feed("wire"), known=known).entries == ()


def test_title_that_the_source_changed_is_told_once():
    first = run(item())
    changed = run(item(title="A better title"), known=after(first))
    assert [(row.fate, row.title) for row in changed.seen] == [(f"title {first.entries[0].id}", "A better title")]
    assert changed.entries == ()
    assert run(item(title="A better title"), known=after(changed, after(first))).seen == ()


def test_item_that_stands_twice_in_a_document_brings_no_news_of_its_title():
    first = run(item(), item(title="Corrected"))
    assert fates(first) == ["entry"]
    assert run(item(), item(title="Corrected"), known=after(first)).seen == ()


def test_old_item_is_remembered_and_not_offered():
    edge = item("edge", published=TERMS.since)
    intents = run(edge, item("old", published=TERMS.since - timedelta(seconds=1)))
    assert [made.title for made in intents.entries] == ["Title edge"]
    assert fates(intents) == ["entry", "old"]


def test_undated_items_are_an_archive_only_in_a_feed_that_is_new():
    many = tuple(item(str(number), published=None) for number in range(UNDATED_TAKEN + 2))
    first = run(*many)
    assert fates(first) == ["entry"] * UNDATED_TAKEN + ["undated"] * 2
    more = tuple(item(f"x{number}", published=None) for number in range(UNDATED_TAKEN + 2))
    assert fates(run(*more, known=after(first))) == ["entry"] * (UNDATED_TAKEN + 2)


def test_archive_stays_one_when_the_first_run_was_killed_between_entries_and_memory():
    many = tuple(item(str(number), published=None) for number in range(UNDATED_TAKEN + 5))
    whole = run(*many)
    after_the_kill = publication(entries=whole.entries[:5])
    healed = run(*many, known=after_the_kill)
    assert (healed.entries, healed.seen) == (whole.entries[5:], whole.seen)


def test_entry_by_hand_that_is_filed_under_a_feed_does_not_make_the_feed_known():
    by_hand = entry("sora", link="https://variety.example/by-hand", source="variety")
    many = tuple(item(str(number), published=None) for number in range(UNDATED_TAKEN + 5))
    intents = run(*many, known=publication(entries=(by_hand,)))
    assert (len(intents.entries), intents.strangers, intents.quarantined) == (UNDATED_TAKEN, (), {})


def test_date_from_the_future_is_none():
    (made,) = run(item(published=NOW + timedelta(hours=36))).entries
    assert made.published is None
    (made,) = run(item(published=NOW + timedelta(hours=35))).entries
    assert made.published is not None


def test_bytes_of_an_entry_do_not_depend_on_the_hour():
    tomorrow = item(published=datetime(2026, 11, 21, 18, tzinfo=UTC), updated=datetime(2026, 11, 22, 0, 1, tzinfo=UTC))
    hours = (replace(TERMS, now=datetime(2026, 11, 20, hour, 1, tzinfo=UTC)) for hour in (0, 6, 13, 23))
    assert len({run(tomorrow, terms=terms).entries for terms in hours}) == 1


def test_updated_is_written_only_when_it_differs():
    moment = NOW - timedelta(hours=2)
    assert run(item(updated=moment)).entries[0].updated is None
    assert run(item(updated=NOW)).entries[0].updated == NOW


def test_include_and_exclude_speak_of_title_text_author_and_category():
    picky = feed(include=(r"\bAI\b",), exclude=(r"(?i)podcast",))
    intents = run(
        item("title", title="AI on set"),
        item("text", summary="<p>About <b>AI</b></p>"),
        item("author", authors=("The AI desk",)),
        item("category", categories=("AI",)),
        item("none", title="MAIL"),
        item("both", title="AI", categories=("Podcast",)),
        feed=picky,
    )
    assert fates(intents) == ["entry"] * 4 + ["excluded"] * 2
    assert [row.why for row in intents.seen[4:]] == ["no include rule speaks for it", "exclude: (?i)podcast"]


def test_item_that_one_feed_excludes_may_come_by_another():
    first = run(item(), feed=feed(exclude=("Title",)))
    assert len(run(item(), feed=feed("wire"), known=after(first)).entries) == 1


def test_item_without_a_link_cannot_become_an_entry():
    intents = run(item(link=""))
    assert [(row.fate, row.why) for row in intents.seen] == [("excluded", "it has no link")]


def test_item_without_a_title_takes_its_first_words():
    (made,) = run(item(title="", summary="<p>A note as small blogs write them.</p>")).entries
    assert made.title == "A note as small blogs write them."
    (made,) = run(item(title="")).entries
    assert made.title == "variety.example/one"


def test_text_that_only_repeats_the_title_is_no_quotation():
    assert run(item(summary="<p>Title one.</p>")).entries[0].body == ""


def test_quote_policy_of_the_feed_comes_before_the_publications():
    text = "<p>one two three four</p>"
    assert run(item(summary=text), feed=feed(quote=2)).entries[0].body == "> one two…"
    assert run(item(summary=text), feed=feed(quote=0)).entries[0].body == ""
    assert run(item(summary=text), feed=feed(quote="full")).entries[0].body == "> one two three four"


def test_language_is_the_editors_then_the_items_then_the_feeds():
    assert run(item(language="fr"), feed=feed(language="de"), language="en").entries[0].language == "de"
    assert run(item(language="fr"), language="en").entries[0].language == "fr"
    assert run(item(), language="en").entries[0].language == "en"
    assert run(item()).entries[0].language is None


def test_entry_knows_its_medium_and_length():
    sound = Enclosure(link="https://cdn.example/1.mp3", media_type="audio/mpeg", seconds=3723)
    picture = Enclosure(link="https://cdn.example/1.jpg", media_type="image/jpeg")
    video = item(
        link="https://www.youtube.com/watch?v=1", enclosures=(Enclosure(link="https://y.example/v", seconds=65),)
    )
    made = [run(row).entries[0] for row in (item(enclosures=(picture, sound)), video, item(enclosures=(picture,)))]
    assert [(row.medium, row.duration) for row in made] == [("audio", "1:02:03"), ("video", "1:05"), ("article", "")]


def test_file_names_are_short_ascii_and_never_reserved():
    titles = ["CON", "../../etc/passwd", "Ça — œuvre ?", "映画", "x" * 300, "🎬"]
    names = [run(item(str(n), title=title)).entries[0].path.rpartition("/")[2] for n, title in enumerate(titles)]
    assert all(name.isascii() and len(name) <= 80 and "/" not in name for name in names)
    assert [name[:-10] for name in names[:4]] == ["con", "etc-passwd", "ca-oeuvre", "variety"]


def test_poll_that_shares_no_item_with_the_last_one_says_so():
    first = run(item("a"), item("b"))
    assert first.strangers == ()
    assert run(item("c"), known=after(first)).strangers == ("variety",)
    assert run(item("b"), item("c"), known=after(first)).strangers == ()
    assert run(known=after(first)).strangers == ()
