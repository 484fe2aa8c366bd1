"""Items of a YAML list put in and taken out: everything else keeps its bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import DigestError
from digest.listedit import append_items, append_under, remove_item
from digest.yamledit import content_of
from digest.yamlnodes import Listing
from digest.yamltext import parse

TEXT = """\
# whom we follow

# The trades.

- slug: variety   # the oldest
  title: Variety
  # inside
  feed: https://variety.example/feed
  # paused in summer

- slug: deadline
  include:
    - 'AI'   # capitals

# French.
- {slug: le-monde, feed: 'https://lemonde.example/rss'}
# the end
"""
NEW = {"slug": "new", "title": "No: 1", "feed": "https://new.example/feed", "private": True}
BLOCK = "- slug: new\n  title: 'No: 1'\n  feed: https://new.example/feed\n  private: true\n"


def add(text: str, *rows: dict[str, object]) -> str:
    return append_items(text, rows or (NEW,), path="f.yaml")  # type: ignore[arg-type]


def remove(text: str, slug: str) -> str:
    return remove_item(text, "slug", slug, path="f.yaml")


def test_a_new_item_stands_at_the_end_set_apart_as_the_others_are():
    assert add("- slug: a\n\n- slug: b\n") == "- slug: a\n\n- slug: b\n\n" + BLOCK
    assert add("- slug: a\n- slug: b\n") == "- slug: a\n- slug: b\n" + BLOCK
    assert add("- slug: a\n") == "- slug: a\n\n" + BLOCK


def test_comments_at_the_end_stay_above_the_new_item():
    assert add(TEXT) == TEXT + "\n" + BLOCK


@pytest.mark.parametrize("text", ["", "# nobody yet\n\n", "---\n"])
def test_a_file_that_says_nothing_gets_its_first_item(text):
    assert add(text).removesuffix(BLOCK).rstrip("\n") == text.rstrip("\n")
    assert add(text).endswith(BLOCK)


def test_a_list_that_is_set_in_stays_set_in():
    assert add("  - slug: a\n") == "  - slug: a\n\n" + "".join(f"  {line}\n" for line in BLOCK.splitlines())


def test_windows_line_ends_marks_and_a_missing_last_line_end_stay():
    windows = TEXT.replace("\n", "\r\n")
    assert add(windows) == add(TEXT).replace("\n", "\r\n")
    assert remove(windows, "deadline") == remove(TEXT, "deadline").replace("\n", "\r\n")
    assert add("\ufeff- slug: a") == "\ufeff- slug: a\n\n" + BLOCK.rstrip("\n")
    assert remove("\ufeff- slug: a\n- slug: b", "b") == "\ufeff- slug: a"


def test_a_list_in_brackets_stays_in_brackets():
    assert add("[]  # none\n", {"slug": "b"}) == "[{slug: b}]  # none\n"
    assert add("[{slug: a}]\n", {"slug": "b"}) == "[{slug: a}, {slug: b}]\n"
    assert remove("[{slug: a}, {slug: b}]\n", "a") == "[{slug: b}]\n"
    assert remove("[{slug: a}, {slug: b}]\n", "b") == "[{slug: a}]\n"


def test_an_item_goes_with_what_stands_inside_it_and_nothing_else():
    assert remove(TEXT, "variety") == TEXT.replace(TEXT[TEXT.index("- slug: v") : TEXT.index("- slug: d")], "")
    assert remove(TEXT, "deadline") == TEXT.replace(TEXT[TEXT.index("- slug: d") : TEXT.index("# French")], "")
    assert remove(TEXT, "le-monde") == TEXT.replace("- {slug: le-monde, feed: 'https://lemonde.example/rss'}\n", "")


def test_a_dash_on_a_line_of_its_own_goes_too():
    assert remove("-\n  # first\n  slug: a\n- # second\n  slug: b\n- slug: c\n", "b") == (
        "-\n  # first\n  slug: a\n- slug: c\n"
    )


def test_nothing_to_remove_changes_nothing():
    assert remove(TEXT, "nobody") == TEXT
    assert remove("", "nobody") == ""


@pytest.mark.parametrize("text", ["slug: a\n", "null\n", "- slug: a\n...\n# after the end\n- x: [\n"])
def test_what_is_no_list_is_told_and_left_alone(text):
    with pytest.raises(DigestError):
        add(text)


def test_an_edit_that_would_touch_another_item_is_refused():
    with pytest.raises(DigestError, match="without touching its other items"):
        add("- slug: a\n  note: |+\n    text\n")


ITEMS = st.sampled_from(
    [
        "- slug: {n}",
        "- slug: {n}\n  title: plain\n  # inside\n  feed: https://x.example/",
        "-   slug: '{n}'   # c\n    tags: [a, b]",
        "- {{slug: {n}, title: 'a'}} # c",
        "- title: |\n    a text\n\n    # no comment\n  slug: {n}",
        "- slug: {n}\n  about: >-\n    folded\n    text",
        "- slug: {n}\n  include:\n    - 'x'\n    - y # c\n  # under it",
        "-\n  slug: {n}\n  title:",
        "- slug: {n}\n  title: on\n    two lines",
    ]
)
GAPS = st.sampled_from(["", "\n", "\n\n", "# between\n", "\n# between\n\n", "  \n"])
VALUES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
ROWS = st.lists(st.dictionaries(st.sampled_from(["title", "feed", "x"]), VALUES | st.lists(VALUES), min_size=1))


@given(st.lists(st.tuples(ITEMS, GAPS), min_size=1, max_size=5), GAPS, st.booleans(), st.booleans(), ROWS, st.data())
def test_after_any_edit_the_other_items_and_the_comments_around_are_there(rows, head, windows, ends, new, data):
    body = "".join(f"{item.format(n=f's{number}')}\n{gap}" for number, (item, gap) in enumerate(rows))
    text = head + (body if ends else body.rstrip("\n"))
    text = text.replace("\n", "\r\n") if windows else text
    before = contents(text)
    added = append_items(text, new, path="f.yaml")
    assert added.startswith(text)
    assert contents(added) == before + new
    gone = data.draw(st.integers(0, len(rows) - 1))
    after = remove(text, f"s{gone}")
    assert contents(after) == before[:gone] + before[gone + 1 :]
    assert after.count("# between") == text.count("# between")
    assert ("\r\n" in after.replace("\r\n", "")) is False
    assert after.endswith("\n") == text.endswith("\n") or not after


@given(st.lists(ITEMS, max_size=3), st.booleans())
def test_what_was_put_in_and_taken_out_again_leaves_no_trace(rows, ends):
    text = "# head\n" + "\n".join(f"{item.format(n=f's{number}')}\n" for number, item in enumerate(rows))
    text = text if ends else text.rstrip("\n")
    assert remove(add(text), "new") == text


def contents(text: str) -> list[object]:
    root = parse(text.removeprefix("\ufeff"), path="f.yaml")
    return [content_of(item) for item in root.items] if isinstance(root, Listing) else []


ROW = {"date": "2026-11-22", "now": "No: 1"}
LINES = "- date: '2026-11-22'\n  now: 'No: 1'\n"


def under(text: str) -> str:
    return append_under(text, "rows", ROW, ["title", "rows", "id"], path="f.md")


@pytest.mark.parametrize(
    ("text", "before", "indent"),
    [
        ("title: T\nrows:\n- {a: b} # one\n# two\nid: x\n", "title: T\nrows:\n- {a: b} # one\n", ""),
        ("rows:\n   - a: |\n       b\n\n# two\nid: x\n", "rows:\n   - a: |\n       b\n", "   "),
        ("rows:\n  -\n    a: b\nid: x\n", "rows:\n  -\n    a: b\n", "  "),
        ("id: x # one\nrows:\n- a: b\n", "id: x # one\nrows:\n- a: b\n", ""),
    ],
)
def test_an_item_more_under_a_key_stands_right_below_the_last(text, before, indent):
    lines = "".join(f"{indent}{line}" for line in LINES.splitlines(keepends=True))
    assert under(text) == before + lines + text.removeprefix(before)
    crlf = text.replace("\n", "\r\n")
    assert under(crlf) == under(text).replace("\n", "\r\n")
    assert under("\ufeff" + text) == "\ufeff" + under(text)


@pytest.mark.parametrize("end", ["]", ",]", " , # last\n ]", "\n]"])
def test_a_list_in_brackets_stays_one(end):
    text = f"title: T\nrows: [{{a: b}}{end} # all\nid: x\n"
    assert under(text) == text.replace("b}", "b}, {date: '2026-11-22', now: 'No: 1'}")


@pytest.mark.parametrize(
    "text", ["title: T # one\nid: x\n", "title: T # one\nrows:\nid: x\n", "title: T # one\nrows: ~\nid: x\n"]
)
def test_a_list_that_is_not_there_is_begun_in_its_place(text):
    assert under(text) == "title: T # one\nrows:\n  - date: '2026-11-22'\n    now: 'No: 1'\nid: x\n"


def test_a_list_that_cannot_be_added_to_safely_is_left_alone():
    with pytest.raises(DigestError):
        under("rows: &r\n  - a: b\nid: x\n")
