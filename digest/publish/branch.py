"""A branch of a remote to what it holds and whether we put it there. Asks git; fetches commits, moves nothing.

A commit of `digest deploy` says whose site it is and which tree it put there, in the last lines of its message. What
differs from the newest such commit was put there by somebody else, but for CNAME: GitHub writes that one by itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from digest.publish.git import Repository, answer, fetch_commit, remote_tip, run
from digest.publish.objects import PLAIN_FILE, read_tree
from digest.text import clean_line
from digest.values import dataclass

CNAME = "CNAME"
_LINE = re.compile(r"^Digest-(Publication|Tree|Source): (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a commit of ours says of itself."""

    publication: str
    """Its `id` of digest.yaml."""
    tree: str
    source: str
    """The commit that the site was made from; empty when there was none."""

    def lines(self) -> str:
        said = {"Publication": self.publication, "Tree": self.tree, "Source": self.source}
        return "".join(f"Digest-{name}: {value}\n" for name, value in said.items() if value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A branch as it is on the remote; all empty when it is not there yet."""

    tip: str = ""
    tree: str = ""
    files: Mapping[str, str]
    """Path to mode and blob."""
    mark: Mark | None = None
    """Of the newest commit of ours."""
    strange: tuple[str, ...] = ()
    """Files that were added, changed or removed by somebody else since, sorted."""
    said: str = ""
    """The last commit in a few words, for people."""

    @property
    def cname(self) -> str:
        """The blob of its CNAME; empty when it has none."""
        mode, _, blob = self.files.get(CNAME, "").partition(" ")
        return blob if mode in (PLAIN_FILE, "100755") else ""


def read_branch(repository: Repository, remote: str, name: str) -> Branch | None:
    """None when it moved while it was read. Raises DigestError when the remote does not answer."""
    tip = remote_tip(repository, remote, name)
    if not tip:
        return Branch(files={})
    if not fetch_commit(repository, remote, name, tip):
        return None
    files = read_tree(repository, tip)
    marked, mark = _newest_mark(repository, tip)
    put = read_tree(repository, marked) if mark else {}
    strange = (path for path in {**files, **put} if files.get(path) != put.get(path) and path != CNAME)
    return Branch(
        tip=tip,
        tree=_tree_of(repository, tip),
        files=files,
        mark=mark,
        strange=tuple(sorted(strange)),
        said=clean_line(answer(repository, "show", "--no-patch", "--no-show-signature", "--format=%h, %an: %s", tip)),
    )


def _newest_mark(repository: Repository, tip: str) -> tuple[str, Mark | None]:
    """A commit and its mark. One whose tree is not the one that it names was made from ours by somebody else."""
    searched = ("--first-parent", "--max-count=1", "--basic-regexp", "--grep=^Digest-Tree: ")
    commit = answer(repository, "rev-list", *searched, tip)
    if not commit:
        return "", None
    said = dict(_LINE.findall(answer(repository, "cat-file", "commit", commit)))
    if said.get("Tree") != _tree_of(repository, commit):
        return "", None
    return commit, Mark(publication=said.get("Publication", ""), tree=said["Tree"], source=said.get("Source", ""))


def _tree_of(repository: Repository, commit: str) -> str:
    return answer(repository, "rev-parse", "--verify", f"{commit}^{{tree}}")


def source_of(repository: Repository) -> str:
    """The commit that is checked out, and whether the publication differs from it; empty before the first commit."""
    head = run(repository, "rev-parse", "--quiet", "--verify", "HEAD^{commit}").out.strip()
    if not head:
        return ""
    changes = answer(repository, "status", "--porcelain", "--untracked-files=normal", "--", ".")
    return f"{head} with changes" if changes else head


def is_in_history(repository: Repository, source: str) -> bool:
    """Whether what a site was made from is known here; true as well when a shallow clone cannot tell."""
    commit = source.partition(" ")[0]
    if not commit or run(repository, "merge-base", "--is-ancestor", commit, "HEAD").status == 0:
        return True
    return run(repository, "rev-parse", "--is-shallow-repository").out.strip() == "true"
