"""Which git commands a program runs, and which libraries its Python loads: what it costs at the least."""

from __future__ import annotations

import base64
import json
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from bench import git_shim
from bench.measuring import Command, Failure
from bench.program import Program

_MODULES = """
import json, sys
from execplan_hooks.__main__ import main
try:
    main(sys.argv[2:])
finally:
    names = [name for name in sys.modules if name.partition(".")[0] not in ("execplan_hooks", "__main__")]
    with open(sys.argv[1], "w") as file:
        json.dump(names, file)
"""
# What is in sys.modules can be an alias that nothing can import; such names are left out.
_IMPORTABLE = """
import importlib, json, sys
kept = []
for name in json.loads(sys.argv[1]):
    try:
        importlib.import_module(name)
    except ImportError:
        continue
    kept.append(name)
print(json.dumps(kept))
"""


def git_commands(command: Command, folder: Path) -> tuple[Command, ...]:
    """The git commands that `command` runs, each with the input, folder and variables that it had; to be run again.

    `folder` is for the `git` that listens. Raises `Failure` where the command fails.
    """
    real = shutil.which("git", path=command.environ.get("PATH"))
    if real is None:
        raise Failure("there is no git on PATH")
    shim, log = folder / "shim", folder / "git.log"
    shim.mkdir(parents=True)
    log.touch()
    script = shim / "git"
    words = shlex.join((sys.executable, str(Path(git_shim.__file__).resolve())))
    script.write_text(f'#!/bin/sh\nexec {words} "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    listening = {git_shim.REAL: real, git_shim.LOG: str(log), "PATH": f"{shim}:{command.environ.get('PATH', '')}"}
    _succeed(command.argv, command.cwd, {**command.environ, **listening})
    entries = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    return tuple(
        Command(
            (real, *entry["arguments"]),
            Path(entry["cwd"]),
            {**command.environ, **entry["environ"]},
            base64.b64decode(entry["stdin"]),
            (entry["code"],),  # some ask a question whose answer is a failure
        )
        for entry in entries
    )


def libraries(program: Program, command: Command, folder: Path) -> tuple[str, ...]:
    """The modules, none of them the project's own, that `command` (an `execplan ...`) has loaded when it ends.

    Raises `Failure` where the command fails.
    """
    listing = folder / "modules.json"
    python = str(program.python)
    _succeed((python, "-c", _MODULES, str(listing), *command.argv[1:]), command.cwd, command.environ)
    names = listing.read_text(encoding="utf-8")
    return tuple(json.loads(_succeed((python, "-c", _IMPORTABLE, names), command.cwd, command.environ)))


def _succeed(argv: tuple[str, ...], cwd: Path, environ: Mapping[str, str]) -> str:
    done = subprocess.run(argv, cwd=cwd, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failure(f"`{Path(argv[0]).name}` ended with exit code {done.returncode}: {done.stderr.strip()[-300:]}")
    return done.stdout
