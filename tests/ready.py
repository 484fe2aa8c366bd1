"""Commands of `digest`, each in a process of its own that is forked from one that has loaded everything.

A program that this module writes is called like the command: its words, folder, environment and streams are handed to
the loaded process, and it ends with the status of the fork. Saves the start of Python and of the libraries each time.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import pkgutil
import select
import socket
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.builders import SETTINGS, write

REPOSITORY = Path(__file__).resolve().parent.parent
_MOST_BYTES = 1 << 20
_CALL = """\
import json, os, socket, sys
line = socket.socket(socket.AF_UNIX)
line.connect(sys.argv[1])
told = json.dumps({"words": sys.argv[2:], "folder": os.getcwd(), "environment": dict(os.environ)})
socket.send_fds(line, [told.encode()], [0, 1, 2])
sys.exit(int(line.recv(8) or 70))
"""


@cache
def program() -> str:
    """A script for the shell that is as good as the command."""
    folder = TemporaryDirectory(prefix="ready-")
    place, call = Path(folder.name, "line"), Path(folder.name, "call.py")
    call.write_text(_CALL, encoding="utf-8")
    own = {**os.environ, "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "tests.ready", str(place)]
    server = subprocess.Popen(command, cwd=REPOSITORY, env=own, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    atexit.register(_end, server, folder)
    if server.stdout is None or not server.stdout.readline():
        raise RuntimeError("no command can be made ready")
    return f'#!/bin/sh\nexec {sys.executable} -I -S {call} {place} "$@"\n'


def _end(server: subprocess.Popen[bytes], folder: TemporaryDirectory[str]) -> None:
    server.communicate()
    folder.cleanup()


def main() -> None:
    _load()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(sys.argv[1])
        listener.listen()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        # Whoever began us has gone when our input ends.
        while sys.stdin not in select.select([listener, sys.stdin], [], [])[0]:
            line, _ = listener.accept()
            with line:
                if os.fork() == 0:
                    _answer(line)
            _bury()


def _load() -> None:
    import digest

    for module in pkgutil.walk_packages(digest.__path__, "digest."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    _compile_the_theme()


def _compile_the_theme() -> None:
    """For the site of most tests; what a process has compiled it keeps."""
    from digest.cli import cli

    with TemporaryDirectory(prefix="ready-") as folder:
        write(Path(folder), {"digest.yaml": SETTINGS})
        cli.main(["-q", "-C", folder, "build", "--jobs", "1"], standalone_mode=False)


def _answer(line: socket.socket) -> None:
    """In the fork: be the command that was asked for, and tell how it ended."""
    data, streams, _, _ = socket.recv_fds(line, _MOST_BYTES, 3)
    told = json.loads(data)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(told["folder"])
    os.environ.clear()
    os.environ.update(told["environment"])
    sys.argv = ["digest", *told["words"]]
    status = _status()
    sys.stdout.flush()
    sys.stderr.flush()
    line.sendall(str(status).encode())
    os._exit(0)


def _status() -> int:
    from digest.cli import main as command

    try:
        command()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)


def _bury() -> None:
    """Forks that have ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


if __name__ == "__main__":
    main()
