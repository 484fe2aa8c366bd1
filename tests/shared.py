"""Real repositories for tests: a bare one that is shared, clones of it, and people who commit there."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.builders import write
from tests.commands import git


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """`bare` is what people push to; `first` is the clone of the one who began."""

    folder: Path

    @property
    def bare(self) -> Path:
        return self.folder / "shared.git"

    @property
    def first(self) -> Path:
        return self.folder / "first"

    def clone(self, name: str, *words: str) -> Path:
        """Another clone; `words` are for git."""
        # By this form of the address git honours --depth on one machine.
        git(self.folder, "clone", "-q", *words, f"file://{self.bare}", name)
        return self.folder / name

    def branches(self) -> dict[str, str]:
        listing = git(self.bare, "for-each-ref", "--format=%(refname:lstrip=2) %(objectname)", "refs/heads")
        return dict(row.split(" ", 1) for row in listing.splitlines())

    def files(self, branch: str = "main", folder: str = "content") -> list[str]:
        listing = git(self.bare, "ls-tree", "-r", "--name-only", branch, "--", folder)
        return listing.splitlines()

    def text(self, branch: str, path: str) -> str:
        return git(self.bare, "show", f"{branch}:{path}")

    def subjects(self, branch: str = "main") -> list[str]:
        return git(self.bare, "log", "--format=%s", branch).splitlines()

    def commit(self, clone: Path, files: dict[str, str | bytes], message: str = "Edit", branch: str = "main") -> None:
        """Somebody writes files in a clone, commits, and pushes."""
        git(clone, "fetch", "-q", "origin")
        git(clone, "checkout", "-q", "-B", branch, f"origin/{branch}")
        for path, text in files.items():
            (clone / path).parent.mkdir(parents=True, exist_ok=True)
            (clone / path).write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        git(clone, "add", "-A")
        git(clone, "commit", "-q", "-m", message)
        git(clone, "push", "-q", "origin", branch)

    def hook(self, name: str, script: str) -> None:
        """What the shared repository does when somebody pushes."""
        place = self.bare / "hooks" / name
        place.write_text("#!/bin/sh\n" + script, encoding="utf-8")
        place.chmod(0o755)

    def once(self, script: str) -> None:
        """Do this during the next push, after git has told where the branches are: a race that is lost for certain."""
        done = f"[ -e {self.bare}/raced ] && exit 0\ntouch {self.bare}/raced\nunset GIT_QUARANTINE_PATH\n"
        self.hook("pre-receive", done + script)

    def is_sound(self, clone: Path) -> bool:
        done = subprocess.run(["git", "fsck", "--strict"], cwd=clone, capture_output=True, env=os.environ)
        return done.returncode == 0


def shared(folder: Path, files: dict[str, str | bytes]) -> Shared:
    """A bare repository whose main holds these files."""
    world = Shared(folder=folder)
    git(folder, "init", "-q", "--bare", "-b", "main", str(world.bare))
    git(folder, "init", "-q", "-b", "main", str(world.first))
    write(world.first, {".gitignore": ".cache/\nbuild/\n", **files})
    git(world.first, "add", "-A")
    git(world.first, "commit", "-q", "-m", "Begin")
    git(world.first, "remote", "add", "origin", f"file://{world.bare}")
    git(world.first, "push", "-q", "-u", "origin", "main")
    git(world.first, "remote", "set-head", "origin", "main")
    return world
