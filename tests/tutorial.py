"""docs/tutorial.md as somebody follows it: exactly its commands, typed in an empty folder, with the world played by us.

Played are: the feeds (a server on loopback), GitHub (bare repositories, by git's own `insteadOf`), the person in front
of the editor (a program called nano), and the package index (nothing is downloaded: what Slatepress needs is lent by
the environment that runs the tests, in a .pth file that does not lend Slatepress itself).
"""

from __future__ import annotations

import atexit
import re
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from tests.servers import Answer, serving

REPOSITORY = Path(__file__).resolve().parent.parent
TUTORIAL = REPOSITORY / "docs" / "tutorial.md"
NOW = "1795350000"
"""The afternoon of 2026-11-22, for SOURCE_DATE_EPOCH."""
BASE = "https://you.github.io/my-weekly/"
LETTER = "Three things happened this week."
NOTE = "Worth your time, says the tutorial."
KEPT = 3
NANO = f"""
import re, sys
from pathlib import Path
for path in map(Path, (word for word in sys.argv[1:] if not word.startswith("+"))):
    text = path.read_text(encoding="utf-8")
    if "content/entries" in str(path):
        text += "\\n{NOTE}\\n"
    elif "content/issues" in str(path):
        text = re.sub("(?s)<!--.*-->", "{LETTER}", text)
    else:
        text = re.sub("(?m)^new ", "keep ", text, count={KEPT})
    path.write_text(text, encoding="utf-8")
"""
LOOKED_AT = """
import re, signal, subprocess, sys
from urllib.request import urlopen
with subprocess.Popen([*sys.argv[1:], "--port", "0"], stderr=subprocess.PIPE, text=True) as serving:
    address = next(found[0] for line in serving.stderr if (found := re.search(r"http://\\S+/", line)))
    page = urlopen(address).read().decode()
    serving.send_signal(signal.SIGINT)
    serving.stderr.read()
sys.exit(0 if "My weekly" in page and serving.returncode in (0, 130) else 1)
"""
LOCAL_FEEDS = """
import os, re
from pathlib import Path
place, number = Path("content/feeds.yaml"), iter(range(3))
local = lambda line: f"  feed: {os.environ['FEEDS']}/{next(number)}.rss\\n  private: true"
place.write_text(re.sub("(?m)^  feed: .*$", local, place.read_text()))
"""
LENT = """
import os
from pathlib import Path
(place,) = Path(".venv").glob("lib/*/site-packages")
(place / "lent.pth").write_text(os.environ["LENT"])
"""
PLAYED_AFTER = {"python3 -m venv .venv": "lent", "cd my-weekly": "local-feeds"}
"""What the world does after a command: it lends what pip would fetch, and has feeds of its own."""


@dataclass(frozen=True, kw_only=True)
class Followed:
    folder: Path
    """In which the person typed; the publication is my-weekly/ in it."""
    remote: Path
    """The bare repository that plays https://github.com/YOU/my-weekly.git"""
    told: str
    environment: dict[str, str]


def commands() -> tuple[str, ...]:
    """The lines of all boxes of shell, in order."""
    boxes = re.findall(r"(?ms)^```sh\n(.*?)^```$", TUTORIAL.read_text(encoding="utf-8"))
    return tuple(line for box in boxes for line in box.splitlines() if line)


@cache
def followed() -> Followed:
    """Made once a session: the tests only look."""
    root = Path(mkdtemp(prefix="digest-tutorial-"))
    # It holds a whole environment.
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    folder = root / "somewhere"
    folder.mkdir()
    environment = _environment(root)
    _make_bare(root / "OWNER" / "slatepress", environment, _copy_of_this_repository(root))
    _make_bare(root / "YOU" / "my-weekly.git", environment)
    with serving() as web:
        for number in range(3):
            web[f"/{number}.rss"] = Answer(body=_feed(number))
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", "\n".join(_played(commands()))],
            cwd=folder,
            env=environment | {"FEEDS": web.address},
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
    told = done.stdout + done.stderr
    assert done.returncode == 0, told
    return Followed(folder=folder, remote=root / "YOU" / "my-weekly.git", told=told, environment=environment)


def run(where: Followed, folder: Path, command: str) -> str:
    """A command of the person, in the environment into which the tutorial installed the program."""
    line = f". {where.folder}/.venv/bin/activate && {command}"
    return subprocess.run(
        ["bash", "-ec", line], cwd=folder, env=where.environment, capture_output=True, text=True, check=True
    ).stdout


def _played(lines: tuple[str, ...]) -> list[str]:
    """The commands as they are, but that somebody looks at the served site, and that the feeds are ours."""
    played = []
    for line in lines:
        played.append(f"looked-at {line}" if line.startswith("digest serve") else line)
        played += [PLAYED_AFTER[line]] if line in PLAYED_AFTER else []
    return played


def _environment(root: Path) -> dict[str, str]:
    programs = root / "programs"
    programs.mkdir()
    for name, text in (("nano", NANO), ("looked-at", LOOKED_AT), ("local-feeds", LOCAL_FEEDS), ("lent", LENT)):
        (programs / name).write_text(f"#!{sys.executable}\n{text}", encoding="utf-8")
        (programs / name).chmod(0o755)
    (programs / "python3").symlink_to(Path(sys.base_prefix) / "bin" / "python3")
    settings = root / "gitconfig"
    settings.write_text(
        f'[url "file://{root}/"]\n  insteadOf = https://github.com/\n[user]\n  name = A\n  email = a@b.example\n'
    )
    return {
        "PATH": f"{programs}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(root),
        "LANG": "C.UTF-8",
        "SOURCE_DATE_EPOCH": NOW,
        "GIT_CONFIG_GLOBAL": str(settings),
        "GIT_CONFIG_NOSYSTEM": "1",
        "LENT": "".join(f"{path}\n" for path in sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})),
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_IGNORE_INSTALLED": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        # As pip reads it, 0 is what switches the isolation off.
        "PIP_NO_BUILD_ISOLATION": "0",
    }


def _copy_of_this_repository(root: Path) -> Path:
    """What a clone would hold, and what is not committed yet."""
    listing = [
        "git",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
        "digest",
        "templates",
        "*.toml",
        "*.md",
        "LICENSE",
    ]
    names = subprocess.run(listing, cwd=REPOSITORY, capture_output=True, check=True, text=True).stdout.split("\0")
    for name in filter(None, names):
        if (REPOSITORY / name).is_file():
            (root / "copy" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(REPOSITORY / name, root / "copy" / name)
    return root / "copy"


def _make_bare(place: Path, environment: dict[str, str], held: Path | None = None) -> None:
    subprocess.run(["git", "init", "-q", "--bare", "--initial-branch", "main", str(place)], check=True, env=environment)
    if held is not None:
        script = f"git init -q --initial-branch main && git add -A && git commit -qm x && git push -q {place} main"
        subprocess.run(["sh", "-ec", script], cwd=held, check=True, env=environment)


def _feed(number: int) -> bytes:
    items = "".join(
        f"<item><title>Film {letter} of outlet {number}</title><guid>g{number}{letter}</guid>"
        f"<link>https://outlet-{number}.example/film-{letter.lower()}</link>"
        f"<pubDate>Fri, 20 Nov 2026 {10 + index:02d}:00:00 GMT</pubDate>"
        f"<description>What outlet {number} says of the film {letter}.</description></item>"
        for index, letter in enumerate("ABCD")
    )
    return f"<rss version='2.0'><channel><title>Outlet {number}</title>{items}</channel></rss>".encode()
