"""Pictures: from a file of an editor to what a page shows and a site holds."""

from __future__ import annotations

import hashlib
import json
import re
import struct
import subprocess
import sys
import zlib
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from digest.build import build
from digest.compose.pictures import Inspected, Picture, can_be_wide, picture_view, versions_of
from digest.errors import DigestError
from digest.model import Image as Shown
from digest.render.drawn import inspect_drawing
from digest.render.illustrate import illustrated
from digest.render.pictures import picture_artifacts, survey
from digest.render.raster import encode, inspect, without_metadata
from tests.builders import SETTINGS, entry_file, write
from tests.commands import REPOSITORY, answered
from tests.photographs import graphic, moving, near, opened, photograph, saved, scene

RED = (255, 0, 0)
ISSUE = "---\ntitle: One\nstatus: published\nnumber: 1\ndate: 2026-11-23\nlead: sora\n---\n\nDear reader.\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 40"><path d="M0 0h80v40z"/></svg>'
SITE = "https://example.org/weekly/"
SMALL = photograph(900, 600)
Files = dict[str, str | bytes]
BUILD = "from pathlib import Path; from digest.build import build; r = Path(sys.argv[1]); "


def picture(data: bytes, file: str = "still.jpg") -> Picture:
    facts = inspect_drawing(data) if file.endswith(".svg") else inspect(data)
    return Picture(file=file, digest=hashlib.sha256(data).hexdigest(), **asdict(facts))


def made(data: bytes, file: str = "still.jpg", forms: str = "avif webp jpg png") -> dict[str, Image.Image]:
    """Versions by format and width."""
    versions = tuple(version for version in versions_of(picture(data, file)) if version.form in forms.split())
    files = encode(data, versions)
    return {f"{version.form} {version.width}": opened(made) for version, made in zip(versions, files, strict=True)}


def with_picture(file: str, note: str = "A note.", **more: str) -> str:
    return entry_file(note=note, image=f"{{file: '{file}', alt: A still, credit: Ada, licence: CC BY 4.0}}", **more)


@pytest.fixture
def root(tmp_path):
    place = tmp_path / "publication"
    place.mkdir()
    return write(place, {"digest.yaml": SETTINGS, "content/issues/2026-W47.md": ISSUE})


def images(root: Path) -> set[str]:
    folder = root / "build" / "images"
    return {path.name for path in folder.rglob("*")} if folder.exists() else set()


def page(root: Path, name: str = "issues/2026-W47/index.html") -> str:
    return (root / "build" / name).read_text(encoding="utf-8")


def test_a_photograph_becomes_two_modern_formats_in_three_widths_and_one_old_one():
    versions = made(photograph())
    assert set(versions) == {f"{form} {width}" for form in ("avif", "webp") for width in (720, 1200, 1600)} | {
        "jpg 1200"
    }
    for name, image in versions.items():
        assert image.size == (int(name.split()[1]), round(int(name.split()[1]) * 2 / 3))
        assert near(image, 0.1, 0.1, RED)


@pytest.mark.parametrize(
    ("width", "widths"), [(300, [300]), (720, [720]), (1000, [720, 1000]), (1601, [720, 1200, 1600])]
)
def test_no_picture_is_enlarged(width, widths):
    assert [v.width for v in versions_of(picture(photograph(width, 400))) if v.form == "avif"] == widths


def test_a_graphic_keeps_its_transparency_and_every_pixel_of_its_colours():
    versions = made(graphic(), "graph.png")
    assert {name for name in versions if name.startswith(("png", "jpg"))} == {"png 900"}
    for image in versions.values():
        assert image.convert("RGBA").getchannel("A").getpixel((500, 20)) == 0
    assert versions["webp 900"].convert("RGBA").getpixel((10, 10)) == (200, 0, 0, 255)


@pytest.mark.parametrize("turn", [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270])
def test_a_picture_of_a_telephone_stands_upright(turn):
    exif = Image.Exif()
    exif[0x0112] = {Image.Transpose.ROTATE_90: 6, Image.Transpose.ROTATE_180: 3, Image.Transpose.ROTATE_270: 8}[turn]
    data = saved(scene(1200, 800).transpose(turn), "JPEG", exif=exif)
    assert (picture(data).width, picture(data).height) == (1200, 800)
    assert all(
        near(image, 0.1, 0.1, RED) and "exif" not in image.info for image in made(data, forms="webp jpg").values()
    )


def test_nothing_tells_where_or_by_whom_a_picture_was_made():
    exif = Image.Exif()
    exif[0x013B] = "Ada Secret"
    exif[0x8825] = {1: "N", 2: (48.0, 51.0, 30.0)}
    data = photograph(exif=exif, comment=b"Ada Secret", dpi=(300, 300))
    assert b"Ada Secret" in data
    for one in (*encode(data, versions_of(picture(data))), without_metadata(data)):
        assert b"Ada Secret" not in one
        assert not set(opened(one).info) & {"exif", "comment", "xmp", "icc_profile", "photoshop"}
        assert not opened(one).getexif()


def test_colours_of_another_space_are_those_that_were_meant():
    other = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    usual = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain = made(SMALL, forms="webp")["webp 720"]
    assert near(made(photograph(900, 600, icc_profile=usual), forms="webp")["webp 720"], 0.1, 0.1, RED, by=12)
    assert near(plain, 0.1, 0.1, RED, by=12)
    assert near(made(photograph(900, 600, icc_profile=other), forms="webp")["webp 720"], 0.1, 0.1, RED)
    assert near(made(photograph(900, 600, icc_profile=b"no profile"), forms="webp")["webp 720"], 0.1, 0.1, RED, by=12)


def test_a_picture_for_print_has_the_colours_of_a_screen():
    assert near(made(saved(scene(800, 600).convert("CMYK"), "JPEG"), forms="webp")["webp 720"], 0.1, 0.1, RED)


def test_sixteen_bits_of_grey_are_not_cut_off_at_eight():
    image = Image.new("I;16", (800, 600), 0x8000)
    data = saved(image, "PNG")
    assert near(made(data, "grey.png", "webp")["webp 720"], 0.5, 0.5, (128, 128, 128), by=3)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA"])
def test_every_mode_of_a_png_is_shown(mode):
    data = saved(scene(800, 600).convert(mode), "PNG")
    assert set(made(data, "a.png", "webp")) == {"webp 720", "webp 800"}


def test_of_what_moves_the_first_frame_is_shown_and_the_file_itself_goes_on_moving():
    data = moving()
    assert picture(data, "a.gif").moves
    assert near(made(data, "a.gif")["avif 200"], 0.5, 0.5, RED)
    assert without_metadata(data) == data


def test_a_lead_is_cut_to_a_wide_screen_where_most_is_to_be_seen():
    image = Image.new("RGB", (1200, 900), (20, 20, 20))
    image.paste(Image.effect_noise((1200, 200), 80).convert("RGB"), (0, 690))
    image.paste(Image.linear_gradient("L").resize((1200, 300)).convert("RGB"), (0, 0))
    found = picture(saved(image, "JPEG"))
    assert found.focus > 0.9
    assert {(v.width, v.height) for v in versions_of(found, is_wide=True)} == {(720, 301), (1200, 502)}


@pytest.mark.parametrize(
    ("data", "file"),
    [
        (photograph(800, 1200), "poster.jpg"),
        (photograph(900, 900), "square.jpg"),
        (photograph(2400, 900), "wide.jpg"),
        (graphic(), "graph.png"),
    ],
)
def test_what_would_lose_too_much_or_holds_words_is_never_cut(data, file):
    assert not can_be_wide(picture(data, file))


def test_the_size_on_the_page_is_that_of_the_version():
    found = picture(photograph(1800, 1200))
    shown = Shown(file="still.jpg", alt="A")
    views = [picture_view(shown, {"still.jpg": found}, leads=leads) for leads in (False, True)]
    assert [(view.width, view.height, view.is_wide) for view in views if view] == [
        (1600, 1067, False),
        (1600, 669, True),
    ]
    assert len({view.path for view in views if view}) == 2


def test_an_address_changes_with_the_bytes_and_holds_no_odd_character():
    one = picture(photograph(), "Été à Cannes (1).JPG")
    paths = {version.path for version in versions_of(one)}
    assert all(re.fullmatch(r"/images/ete-a-cannes-1-[0-9a-f]{10}-[0-9]+\.(avif|webp|jpg)", path) for path in paths)
    assert not paths & {version.path for version in versions_of(replace(one, digest="0" * 64))}


def bomb(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (photograph()[:20_000], "it is cut off"),
        (graphic()[:800], "it is cut off"),
        (b"", "no picture that can be read"),
        (b"\x89PNG\r\n", "no picture that can be read"),
        (b"<html>not found</html>", "no picture that can be read"),
        (bomb(8_000, 8_000), "more pixels than a picture may have"),
        (bomb(12_000, 12_000), "more pixels than a picture may have"),
        (bomb(60_000, 60_000), "more pixels than a picture may have"),
        (saved(Image.new("L", (1, 100_000)), "PNG"), "higher than a picture may be"),
        (saved(Image.new("L", (1200, 16_400)), "PNG"), "higher than a picture may be"),
    ],
)
def test_what_cannot_be_shown_is_a_problem_and_not_an_accident(data, what):
    assert inspect(data).problem == what
    assert inspect(data).hint


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        (b"<script>alert(1)</script>", "<script>"),
        (b'<g onload="alert(1)"/>', "onload="),
        (b'<image href="https://a.example/x.png"/>', "href="),
        (b'<a href="javascript:alert(1)"/>', "href="),
        (b'<a href="java&#9;script:alert(1)"/>', "href="),
        (b"<style>@import 'https://a.example/'</style>", "a style sheet that fetches"),
        (b'<rect fill="url(https://a.example/)"/>', "fill="),
        (b"<foreignObject/>", "<foreignobject>"),
        (rb'<rect fill="u\72l(https://a.example/)"/>', "fill="),
        (b'<use href="data:image/svg+xml,%3Csvg/%3E"/>', "href="),
        (b"<style><g/>@import 'https://a.example/'</style>", "a style sheet that fetches"),
        (rb"<style>@\69mport 'https://a.example/'</style>", "a style sheet that fetches"),
        (rb'<rect style="fill:u\72 l(https://a.example/)"/>', "style="),
        (b"<style>g{mask:image-set('https://a.example/' 1x)}</style>", "a style sheet that fetches"),
        (
            b'<h:meta xmlns:h="http://www.w3.org/1999/xhtml" http-equiv="refresh" content="0;https://a.example/"/>',
            "<meta>",
        ),
    ],
)
def test_a_drawing_that_runs_or_fetches_is_refused(inside, what):
    assert what in inspect_drawing(SVG.replace(b"<path", inside + b"<path")).problem


@pytest.mark.parametrize(
    "inside",
    [
        b'<image href="data:image/png;base64,AAAA"/>',
        b'<use href="#here"/>',
        rb'<g xmlns:p="https://program.example/" p:file="C:\drawings\one.svg"/>',
    ],
)
def test_a_drawing_that_stays_by_itself_is_shown(inside):
    assert inspect_drawing(SVG.replace(b"<path", inside + b"<path")).problem == ""


@pytest.mark.parametrize("size", [(1, 16_383), (800, 16_000), (40_000, 1)])
def test_what_is_very_high_or_wide_is_shown_as_far_as_its_formats_have_room(size):
    data = saved(Image.new("L", size), "PNG")
    versions = versions_of(picture(data))
    assert [opened(made).size for made in encode(data, versions)] == [(v.width, v.height) for v in versions]


@pytest.mark.parametrize("fill", ["url(#a)", "url( #a )", "url(&quot;#a&quot;)", "url('#a')"])
def test_a_drawing_may_point_to_its_own_parts(fill):
    assert not inspect_drawing(SVG.replace(b"<path", f'<rect fill="{fill}"/><path'.encode())).problem


def test_a_drawing_has_the_size_of_its_window():
    found = picture(SVG, "plan.svg")
    assert (found.kind, found.width, found.height) == ("drawing", 80, 40)
    assert [version.form for version in versions_of(found)] == ["svg"]
    assert inspect_drawing(b"<svg/>").problem == "an SVG without width and height"
    assert inspect_drawing(b'<html width="8" height="8"/>').problem == "no SVG that can be read"
    assert inspect_drawing(b'<!DOCTYPE svg [<!ENTITY a "b">]><svg/>').problem == "an SVG that declares entities"


@pytest.mark.parametrize("size", ['viewBox="0 0 inf 1"', f'width="{"9" * 400}" height="1"', 'viewBox="0 0 nan 1"'])
def test_a_drawing_of_an_impossible_size_has_none(size):
    assert inspect_drawing(f"<svg {size}/>".encode()).problem == "an SVG without width and height"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_drawing_with_a_style_sheet_elsewhere_is_refused(encoding):
    text = '<?xml-stylesheet href="https://a.example/x.css"?>' + SVG.decode()
    assert inspect_drawing(text.encode(encoding)).problem == "an SVG that fetches a style sheet"


def test_a_picture_in_a_text_has_formats_and_a_size_too():
    known = {"a b.jpg": picture(photograph(), "a b.jpg")}
    html = illustrated('<p><img alt="A" src="/repo/images/a%20b.jpg"></p>', known, base="/repo", is_page=True)
    assert re.findall('type="([^"]*)"', html) == ["image/avif", "image/webp"]
    assert 'alt="A"' in html
    assert html.endswith('width="1600" height="1067" loading="lazy"></picture></p>')
    feed = illustrated('<img alt="" src="https://e.org/images/a%20b.jpg">', known, base="https://e.org", is_page=False)
    assert re.fullmatch(r'<img alt="" src="https://e\.org/images/a-b-\w+-1200\.jpg" width="1600" height="1067">', feed)


@pytest.mark.parametrize(
    "tag", ['<img src="/images/nope.jpg">', '<img src="data:image/png;base64,AA">', "<img>", '<img src="/other/a.jpg">']
)
def test_what_is_no_picture_of_ours_stays_as_it_is(tag):
    assert illustrated(tag, {"a.jpg": picture(photograph())}, base="", is_page=True) == tag


def test_a_width_that_an_editor_wrote_stays():
    html = illustrated('<img src="/images/a.jpg" width="300">', {"a.jpg": picture(photograph())}, base="", is_page=True)
    assert 'width="300" height="200"' in html


def test_a_built_site_has_what_its_pages_name_and_no_more(root):
    write(
        root,
        {
            "content/entries/2026-W47/sora.md": with_picture("stills/still.jpg", note="![Graph](/images/graph.png)"),
            "content/entries/2026-W47/b.md": entry_file("B", "https://b.example/", "[All of it](/images/paper.pdf)"),
            "content/images/stills/still.jpg": SMALL,
            "content/images/graph.png": graphic(),
            "content/images/unused.jpg": SMALL,
            "content/images/paper.pdf": b"%PDF-1.4",
        },
    )
    build(root, output=root / "build")
    names = images(root)
    assert "paper.pdf" in names
    assert not any("unused" in name or name in ("graph.png", "still.jpg") for name in names)
    texts = [
        path.read_text(encoding="utf-8") for path in (root / "build").rglob("*") if path.suffix in (".html", ".xml")
    ]
    named = {name for text in texts for name in re.findall(r"/images/([\w.-]+)", text)}
    assert named == names
    html = page(root)
    assert re.search(r'<img class="picture-image u-photo" src="[^"]*" alt="A still" width="900" height="377">', html)
    assert re.search(r"<figcaption[^>]*>(?:<bdi>)?Ada(?:</bdi>)?, (?:<bdi>)?CC BY 4\.0", html)


def test_pictures_of_a_style_sheet_are_published_however_it_names_them(root):
    names = ("one", "two", "three", "four", "five")
    style = (REPOSITORY / "templates/assets/style.css").read_text(encoding="utf-8") + (
        ".a { background: url(../images/one.jpg), url('../images/two.jpg?1'), url(/weekly/images/three.jpg) }\n"
        ".b { background: url(https://example.org/weekly/images/four.jpg) }\n"
        ".c { background: URL( '/weekly/images/five.jpg' ) }\n"
        ".d { background: url(images/none.jpg) }\n"
    )
    pictures = {f"content/images/{name}.jpg": SMALL for name in (*names, "none")}
    write(root, {**pictures, "templates/assets/style.css": style, "content/entries/2026-W47/sora.md": entry_file()})
    build(root, output=root / "build")
    assert {path.stem for path in (root / "build/images").iterdir()} == set(names)


def test_the_picture_of_a_withdrawn_entry_goes(root):
    files: Files = {"content/entries/2026-W47/sora.md": with_picture("still.jpg"), "content/images/still.jpg": SMALL}
    write(root, files)
    build(root, output=root / "build")
    assert images(root)
    write(root, {"content/entries/2026-W47/sora.md": with_picture("still.jpg", status="withdrawn", why="Asked to.")})
    build(root, output=root / "build")
    assert images(root) == set()


def test_the_picture_of_a_draft_waits_for_its_issue(root):
    draft = ISSUE.replace("published", "draft").replace("number: 1\ndate: 2026-11-23\n", "")
    files: Files = {"content/entries/2026-W47/sora.md": with_picture("still.jpg"), "content/images/still.jpg": SMALL}
    write(root, {**files, "content/issues/2026-W47.md": draft})
    build(root, output=root / "build")
    assert images(root) == set()
    build(root, output=root / "build", drafts=True)
    assert images(root)


def test_a_picture_that_is_linked_to_lies_there_without_its_metadata(root):
    exif = Image.Exif()
    exif[0x013B] = "Ada Secret"
    body = "[As large as it is](/images/still.jpg)"
    files: Files = {"content/entries/2026-W47/sora.md": entry_file(note=body)}
    write(root, {**files, "content/images/still.jpg": photograph(900, 600, exif=exif)})
    build(root, output=root / "build")
    data = (root / "build/images/still.jpg").read_bytes()
    assert images(root) == {"still.jpg"}
    assert b"Ada Secret" not in data
    assert opened(data).size == (900, 600)


def test_every_broken_picture_is_told_at_once_when_it_is_used(root):
    files: Files = {
        "content/entries/2026-W47/sora.md": with_picture("a.jpg", note="![B](/images/b.png)"),
        "content/images/a.jpg": SMALL[:2000],
        "content/images/b.png": b"x",
        "content/images/c.png": b"x",
    }
    write(root, files)
    with pytest.raises(DigestError) as raised:
        build(root, output=root / "build")
    told = [(problem.path, problem.code, problem.what) for problem in raised.value.problems]
    assert told == [
        ("content/images/a.jpg", "PIC005", "it is cut off"),
        ("content/images/b.png", "PIC005", "no picture that can be read"),
    ]
    assert not (root / "build").exists()
    ran = answered(root, "check", "--format", "json")
    found = {(row["path"], row["code"]) for row in json.loads(ran.out)["problems"]}
    assert {(path, "PIC005") for path, _, _ in told} <= found
    assert ("content/images/c.png", "PIC005") not in found


def test_a_file_that_is_no_picture_is_told_where_it_is_named(root):
    write(root, {"content/entries/2026-W47/sora.md": with_picture("a.pdf"), "content/images/a.pdf": b"%PDF"})
    with pytest.raises(DigestError, match=r"'a\.pdf' is no picture that a page can show"):
        build(root, output=root / "build")


def test_feeds_show_one_format_at_a_whole_address_with_its_size_and_its_rights(root):
    files: Files = {"content/entries/2026-W47/sora.md": with_picture("still.jpg"), "content/images/still.jpg": SMALL}
    write(root, files)
    build(root, output=root / "build")
    for name in ("feed.xml", "entries.xml", "atom.xml", "feed.json"):
        feed = page(root, name).replace("&quot;", '"').replace('\\"', '"')
        assert re.search(rf'src="{SITE}images/still-\w+-900\.jpg" alt="A still" width="900" height="377"', feed), name
        assert "Ada, CC BY 4.0" in feed, name


def test_a_picture_is_made_once_and_a_lost_cache_makes_the_same(root):
    files: Files = {"content/entries/2026-W47/sora.md": with_picture("still.jpg"), "content/images/still.jpg": SMALL}
    write(root, files)
    build(root, output=root / "build")
    cache = root / ".cache" / "pictures"
    first = {path.name: path.stat().st_mtime_ns for path in cache.iterdir()}
    again = build(root, output=root / "build")
    assert again.changes.written == ()
    assert {path.name: path.stat().st_mtime_ns for path in cache.iterdir()} == first
    for path in cache.iterdir():
        path.write_bytes(b"garbage")
    assert build(root, output=root / "build").changes.written == ()


def test_what_was_found_good_before_the_rules_changed_is_looked_at_again(root, monkeypatch):
    write(root, {"content/images/plan.svg": SVG})
    survey(root, [])
    monkeypatch.setattr("digest.render.pictures._MADE_BY", b"stricter rules")
    monkeypatch.setattr("digest.render.pictures.inspect_drawing", lambda data: Inspected(problem="not any more"))
    assert survey(root, [])["plan.svg"].problem == "not any more"


def test_another_process_makes_the_same_bytes(root):
    files: Files = {"content/entries/2026-W47/sora.md": with_picture("still.jpg"), "content/images/still.jpg": SMALL}
    write(
        root,
        {
            **files,
            "content/images/graph.png": graphic(),
            "content/pages/a.md": "---\ntitle: A\n---\n\n![G](/images/graph.png)\n",
        },
    )
    build(root, output=root / "build", jobs=1)
    code = f"import sys; {BUILD} build(r, output=r / 'other', jobs=3)"
    (root / ".cache").rename(root / "lost")
    environment = {"PYTHONHASHSEED": "7", "LANG": "C"}
    subprocess.run([sys.executable, "-c", code, str(root)], cwd=REPOSITORY, env=environment, check=True)
    kept = {path.name: path.read_bytes() for path in (root / "build" / "images").iterdir()}
    assert {path.name: path.read_bytes() for path in (root / "other" / "images").iterdir()} == kept
    assert len(kept) == 10


def test_a_preview_for_a_disk_finds_its_pictures_beside_the_page(root):
    files: Files = {"content/entries/2026-W47/sora.md": with_picture("still.jpg"), "content/images/still.jpg": SMALL}
    write(root, files)
    build(root, output=root / "build", for_disk=True)
    [row, *_] = re.findall(r'srcset="([^"]*)"', page(root))
    addresses = [part.split(" ")[0] for part in row.split(", ")]
    assert all((root / "build/issues/2026-W47" / address).is_file() for address in addresses)
    assert len(addresses) == 2


def test_a_picture_that_changes_while_the_site_is_built_is_not_served(root):
    write(root, {"content/images/plan.png": graphic(24, 12), "content/images/notes.pdf": b"before"})
    pictures = survey(root, [])
    write(root, {"content/images/plan.png": graphic(40, 12), "content/images/notes.pdf": b"after"})
    for name in pictures:
        with pytest.raises(DigestError, match="FILE008"):
            list(picture_artifacts(root, frozenset({name}), pictures, jobs=1))
