"""A `git` that stands in front of PATH: it does what the real one does, and writes down what it was asked.

A script that needs nothing of the bench; `recording.py` puts it there.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

REAL, LOG = "BENCH_REAL_GIT", "BENCH_GIT_LOG"
_KEPT = ("GIT_", "LC_")
_CHUNK = 65536


def main(arguments: list[str]) -> int:
    """Be git: run the real one with the same arguments and streams, and write one line of JSON to the log."""
    read: list[bytes] = []
    # Our own end of the pipe, so that the thread alone closes it.
    out, into = os.pipe()
    process = subprocess.Popen([os.environ[REAL], *arguments], stdin=out)
    os.close(out)
    # A thread: git may end before its input does, and a caller may write only after it has read an answer.
    feeding = threading.Thread(target=_feed, args=(os.fdopen(into, "wb"), read), daemon=True)
    feeding.start()
    code = process.wait()
    feeding.join(timeout=1)
    entry = {
        "arguments": arguments,
        "cwd": str(Path.cwd()),
        "environ": {name: value for name, value in os.environ.items() if name.startswith(_KEPT)},
        "stdin": base64.b64encode(b"".join(read)).decode(),
        "code": code,
    }
    with open(os.environ[LOG], "a", encoding="utf-8") as log:
        log.write(json.dumps(entry) + "\n")
    return code


def _feed(pipe: IO[bytes], read: list[bytes]) -> None:
    """Hand standard input on to git, as it comes."""
    with contextlib.suppress(BrokenPipeError), pipe:
        while chunk := os.read(0, _CHUNK):
            read.append(chunk)
            pipe.write(chunk)
            pipe.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
