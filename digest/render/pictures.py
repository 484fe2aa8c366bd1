"""The files of content/images to the pictures of a built site; each version is made once and kept.

Reads the files. Alone knows which of them are published: those whose addresses stand on a page, in a feed or in a style
sheet, and no other, so that a picture goes when the entry that showed it is withdrawn.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from functools import partial
from hashlib import sha256
from pathlib import Path

from digest.compose.pictures import Inspected, Picture, Version, all_versions, name_of
from digest.content.cache import Cache, key_of, program
from digest.content.publication import walk
from digest.errors import DigestError, Problem
from digest.model import PICTURE_SUFFIXES, Artifact
from digest.places import IMAGES_FOLDER
from digest.render.drawn import inspect_drawing
from digest.render.raster import LIBRARIES, encode, inspect, without_metadata

_MADE_BY = program("render/raster.py", "render/drawn.py", "compose/pictures.py")


def survey(root: Path, problems: list[Problem], digests: Mapping[str, str] | None = None) -> dict[str, Picture]:
    """Every file below content/images by its name. What is wrong with one is told where it is used.

    `digests` are those of files whose bytes are known, by path.
    """
    kept = Cache(root, "inspected")
    found: dict[str, Picture] = {}
    keys = []
    for path in walk(root, IMAGES_FOLDER, "", problems):
        file = path.removeprefix(f"{IMAGES_FOLDER}/")
        digest = (digests or {}).get(path) or sha256((root / path).read_bytes()).hexdigest()
        keys.append(key_of(_MADE_BY, LIBRARIES, Path(file).suffix.lower(), digest))
        facts = json.loads(kept.made(keys[-1], partial(_inspected, root, file, digest)))
        found[file] = Picture(file=file, digest=digest, **facts)
    kept.keep_only(keys)
    return found


def _inspected(root: Path, file: str, digest: str) -> bytes:
    data = _read(root, file, digest)
    suffix = Path(file).suffix.lower()
    if suffix not in PICTURE_SUFFIXES:
        facts = Inspected()
    else:
        facts = inspect_drawing(data) if suffix == ".svg" else inspect(data)
    return json.dumps(asdict(facts)).encode()


def picture_artifacts(
    root: Path, names: frozenset[str], pictures: Mapping[str, Picture], *, jobs: int
) -> Iterator[Artifact]:
    """The pictures of these names below /images/. Raises DigestError for those that cannot be shown."""
    used = [picture for file, picture in pictures.items() if file in names]
    refuse_unsound(used)
    every = tuple(pictures.values())
    versions = [version for picture in every for version in all_versions(picture) if name_of(version) in names]
    yield from _versions(root, versions, every, jobs)
    for picture in used:
        data = _read(root, picture.file, picture.digest)
        is_bare = picture.kind in ("photograph", "graphic")
        yield _artifact(f"/images/{picture.file}", without_metadata(data) if is_bare else data, picture)


def refuse_unsound(pictures: Iterable[Picture]) -> None:
    problems = [problem_of(picture) for picture in pictures if picture.problem]
    if problems:
        raise DigestError(*problems)


def problem_of(picture: Picture) -> Problem:
    path = f"{IMAGES_FOLDER}/{picture.file}"
    return Problem(path=path, code="PIC005", what=picture.problem, hint=picture.hint)


def _versions(root: Path, wanted: Iterable[Version], pictures: Iterable[Picture], jobs: int) -> Iterator[Artifact]:
    """What is kept is of any picture that is there, shown or not, so that a draft's is not made anew every time."""
    cache = Cache(root, "pictures")
    groups: dict[str, list[Version]] = {}
    for version in wanted:
        groups.setdefault(version.picture.file, []).append(version)
    with ThreadPoolExecutor(max(1, jobs)) as pool:
        for artifacts in pool.map(lambda group: _made(root, tuple(group), cache), groups.values()):
            yield from artifacts
    cache.keep_only(_key(version) for picture in pictures for version in all_versions(picture))


def _made(root: Path, versions: tuple[Version, ...], cache: Cache) -> list[Artifact]:
    """The versions of one picture."""
    picture = versions[0].picture
    if picture.kind == "drawing":
        data = _read(root, picture.file, picture.digest)
        return [_artifact(version.path, data, picture) for version in versions]
    kept = {version: cache.get(_key(version)) for version in versions}
    missing = tuple(version for version, data in kept.items() if data is None)
    if missing:
        for version, data in zip(missing, encode(_read(root, picture.file, picture.digest), missing), strict=True):
            cache.put(_key(version), data)
            kept[version] = data
    return [_artifact(version.path, data, picture) for version, data in kept.items() if data is not None]


def _read(root: Path, file: str, digest: str) -> bytes:
    data = (root / IMAGES_FOLDER / file).read_bytes()
    if sha256(data).hexdigest() != digest:
        path, what = f"{IMAGES_FOLDER}/{file}", "the file changed while the site was built"
        raise DigestError(Problem(path=path, code="FILE008", what=what, hint="build again"))
    return data


def _key(version: Version) -> str:
    return key_of(_MADE_BY, LIBRARIES, version.path, str(version.height), version.picture.digest)


def _artifact(path: str, data: bytes, picture: Picture) -> Artifact:
    return Artifact(path=path.removeprefix("/"), data=data, source=f"{IMAGES_FOLDER}/{picture.file}")
