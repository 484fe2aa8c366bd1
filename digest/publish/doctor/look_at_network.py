"""The remote and the site to facts: asked only when a person wants it, as politely as a feed. Asks git and the site."""

from __future__ import annotations

import json
import re
from pathlib import Path

from digest.collect.http import Client, Limits, Network
from digest.collect.reply import Failure, Response, Validators
from digest.publish.doctor.facts import OnLine, Repository
from digest.publish.doctor.look_at_repository import ask
from digest.publish.doctor.publication import is_placeholder
from digest.text import clean_line

_SECONDS = 20
_WEEK = re.compile(r"\d{4}-W\d{2}")
_QUIET_SSH = "ssh -o BatchMode=yes -o ConnectTimeout=10"


async def look_at_network(
    root: Path, repository: Repository, address: str, user_agent: str, network: Network | None = None
) -> OnLine:
    """`address` is that of the site; empty, or a placeholder, it is not asked."""
    remote = _remote(root, repository.remote) if repository.remote else None
    if not address or (network is None and is_placeholder(address)):
        return OnLine(remote=remote)
    async with Client(user_agent, Limits(total_seconds=_SECONDS), network) as client:
        site = await client.get(address, Validators())
        status = await client.get(f"{address}status.json", Validators()) if isinstance(site, Response) else None
    return OnLine(
        remote=remote,
        site=site.reason if isinstance(site, Failure) else "",
        site_status=site.status if isinstance(site, Failure) else 200,
        last_issue=_last_issue(status.body) if isinstance(status, Response) else None,
    )


def _remote(root: Path, name: str) -> str:
    """Why it cannot be reached; empty when it can."""
    status, _, complaint = ask(root, "ls-remote", "--quiet", name, "HEAD", seconds=_SECONDS, GIT_SSH_COMMAND=_QUIET_SSH)
    if not status:
        return ""
    lines = [clean_line(line.removeprefix("fatal: ")) for line in complaint.splitlines() if line.strip()]
    return next((line for line in lines if line), f"git ended with status {status}")


def _last_issue(data: bytes) -> str | None:
    """Empty for a site of ours before its first issue; None for what is no status of ours."""
    try:
        issue = json.loads(data)["last_issue"]
        id = "" if issue is None else str(issue["id"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return id if not id or _WEEK.fullmatch(id) else None
