"""Real git repositories for tests: a publication in one, a bare one as its remote, and clones of colleagues."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.builders import entry_file, write
from tests.commands import NOW, commit_all, git

PUBLISHED = "---\ntitle: Issue {0}\nstatus: published\nnumber: {1}\ndate: 2026-11-{2:02d}\n---\n\nDear reader, {0}.\n"
SITE = {
    "content/issues/2026-W46.md": PUBLISHED.format("2026-W46", 1, 15),
    "content/entries/2026-W46/sora.md": entry_file(section="tools", slug="sora"),
    "content/issues/2026-W47.md": "---\ntitle: The next\n---\n\nNot yet for readers.\n",
    "content/entries/2026-W47/veo.md": entry_file("Veo", "https://news.example/veo", section="law"),
    ".gitignore": ".cache/\nbuild/\n",
}


@dataclass(frozen=True, kw_only=True)
class Work:
    """A publication in a clone, and the bare repository that it pushes to."""

    root: Path
    remote: Path

    def branch(self, name: str = "gh-pages") -> dict[str, bytes]:
        """The files of a branch of the remote."""
        names = git(self.remote, "ls-tree", "-r", "-z", "--name-only", name).split("\0")
        show = ["git", "--git-dir", str(self.remote), "cat-file", "blob"]
        return {path: subprocess.check_output([*show, f"{name}:{path}"]) for path in names if path}

    def commits(self, name: str = "gh-pages") -> list[str]:
        """The newest first; none when there is no such branch."""
        if not git(self.remote, "for-each-ref", f"refs/heads/{name}"):
            return []
        return git(self.remote, "rev-list", name).split()

    def colleague(self, name: str = "colleague") -> Work:
        """A clone of somebody else, beside this one."""
        folder = self.root.parent / name
        git(self.root.parent, "clone", "-q", str(self.remote), str(folder))
        return Work(root=folder, remote=self.remote)

    def change(self, word: str) -> None:
        """Something that readers will see."""
        path = self.root / "content/issues/2026-W46.md"
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{word}\n", encoding="utf-8")

    def put(self, files: dict[str, str], message: str = "By hand", branch: str = "gh-pages") -> str:
        """A commit of somebody's own on a branch of the remote; the branch is made where it is not there."""
        folder = self.root.parent / f"by-hand-{len(list(self.root.parent.iterdir()))}"
        git(self.root.parent, "clone", "-q", str(self.remote), str(folder))
        known = git(folder, "branch", "-r", "--list", f"origin/{branch}")
        git(folder, "checkout", "-q", *((branch,) if known else ("--orphan", branch)))
        if not known:
            git(folder, "rm", "-rfq", "--ignore-unmatch", ".")
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "--allow-empty", "-m", message)
        git(folder, "push", "-q", "origin", branch)
        return git(folder, "rev-parse", "HEAD").strip()


def working(folder: Path, files: dict[str, str] | None = None) -> Work:
    """A publication with an issue on line and one in work, committed and pushed to `main`."""
    remote = folder / "remote.git"
    git(folder, "init", "-q", "--bare", "-b", "main", str(remote))
    root = write(folder / "weekly", {**SITE, **(files or {})})
    git(root, "init", "-q", "-b", "main")
    commit_all(root)
    git(root, "remote", "add", "origin", str(remote))
    git(root, "push", "-q", "origin", "main")
    return Work(root=root, remote=remote)


def started(root: Path, *words: str, path: Path | None = None, **variables: str) -> subprocess.Popen[str]:
    """The command in a process of its own; `path` is a folder with programs that go before all others."""
    command = [sys.executable, "-c", "from digest.cli import main; main()", "--now", NOW, "-C", str(root), *words]
    environment = {**os.environ, **variables}
    if path is not None:
        environment["PATH"] = f"{path}{os.pathsep}{environment['PATH']}"
    return subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def program(folder: Path, text: str) -> Path:
    """An executable; the folder that holds it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text(text, encoding="utf-8")
    folder.chmod(0o755)
    return folder.parent
