"""The other tools: which they are, how they are installed into a folder of the bench, and how they are called."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from bench.inputs import FOLDER, Corpus, environment
from bench.measuring import Command


class Source(Enum):
    """Where a peer comes from."""

    PYPI = "pip"
    NPM = "npm"
    SYSTEM = "system"


@dataclass(frozen=True)
class Peer:
    """A tool. `arguments` may be `{files}` (all files), `{folder}`, `{glob}` and `{cache}` (a folder of its own).

    Of many plans it reads every n-th file, with n from `steps`: in a full and in a quick run. `warm`: its second run
    counts. Of lines that share a program the first one stands for it where only one is wanted.
    """

    name: str
    source: Source
    program: str
    package: str
    version: str
    asks_version: tuple[str, ...]
    arguments: tuple[str, ...]
    steps: tuple[int, int] = (1, 1)
    warm: bool = False


# markdownlint-cli2 0.22 is the last that runs with Node.js 20.
PEERS = (
    Peer("grep", Source.SYSTEM, "grep", "", "", ("--version",), ("-c", "^## ", "{files}")),
    Peer("rumdl", Source.PYPI, "rumdl", "rumdl", "0.3.0", ("--version",), ("check", "--no-cache", "{folder}")),
    Peer(
        *("rumdl, cached", Source.PYPI, "rumdl", "rumdl", "0.3.0", ("--version",)),
        ("check", "--cache-dir", "{cache}", "{folder}"),
        warm=True,
    ),
    Peer(
        *("markdownlint-cli2", Source.NPM, "markdownlint-cli2", "markdownlint-cli2", "0.22.1", ("--version",)),
        ("{glob}",),
        (1, 4),
    ),
    Peer(
        *("detect-secrets-hook", Source.PYPI, "detect-secrets-hook", "detect-secrets", "1.5.0", ("--version",)),
        ("{files}",),
        (1, 8),
    ),
    Peer(
        *("pymarkdown", Source.PYPI, "pymarkdown", "pymarkdownlnt", "0.9.41", ("version",)),
        ("scan", "{files}"),
        (8, 32),
    ),
)


@dataclass(frozen=True)
class Ready:
    """A peer that can be run: its program, and what it says of its version."""

    peer: Peer
    path: Path
    version: str
    cache: Path

    def command(self, corpus: Corpus, files: tuple[str, ...] = ()) -> Command:
        """The peer over a corpus, or over some of its files."""
        chosen = files or corpus.files
        values = {
            "{files}": chosen,
            "{folder}": files or (FOLDER,),
            "{glob}": tuple(f":{name}" for name in files) or (f"{FOLDER}/**/*.md",),
            "{cache}": (str(self.cache),),
        }
        words = [word for part in self.peer.arguments for word in values.get(part, (part,))]
        return Command((str(self.path), *words), corpus.root, environment())


@dataclass(frozen=True)
class Missing:
    """A peer that is left out, and why."""

    name: str
    reason: str


class _Unavailable(Exception):
    """A peer cannot be installed or does not run; the message says why."""


def installed(
    folder: Path, cache: Path, tell: Callable[[str], None], wanted: Iterable[Peer] = PEERS
) -> tuple[list[Ready], list[Missing]]:
    """The peers, installed below `folder` where they are not there yet, and those that could not be.

    `cache` is a folder for their caches. `tell` hears what is being installed.
    """
    ready: list[Ready] = []
    missing: list[Missing] = []
    for peer in wanted:
        try:
            ready.append(_ready(peer, folder, cache, tell))
        except _Unavailable as error:
            missing.append(Missing(peer.name, str(error)))
    return ready, missing


def _ready(peer: Peer, folder: Path, cache: Path, tell: Callable[[str], None]) -> Ready:
    """A peer of the version that is wanted. Raises `_Unavailable`."""
    program = _program(peer, folder)
    if peer.source is not Source.SYSTEM and not _is_wanted(program, peer):
        tell(f"installing {peer.package} {peer.version}")
        _install(peer, folder)
        program = _program(peer, folder)
    if program is None:
        raise _Unavailable(f"its package has no program {peer.program}")
    return Ready(peer, program, _version(program, peer), cache / peer.program)


def _is_wanted(program: Path | None, peer: Peer) -> bool:
    """Whether a program runs and is of the version that is wanted; an installation may have been broken off."""
    try:
        return program is not None and peer.version in _version(program, peer)
    except _Unavailable:
        return False


def _program(peer: Peer, folder: Path) -> Path | None:
    """Where a peer's program is, None where it is not installed."""
    if peer.source is Source.SYSTEM:
        found = shutil.which(peer.program)
        if found is None:
            raise _Unavailable(f"there is no {peer.program} on PATH")
        return Path(found)
    place = folder / ("venv/bin" if peer.source is Source.PYPI else "node_modules/.bin") / peer.program
    return place if place.exists() else None


def _version(program: Path, peer: Peer) -> str:
    said = _run((str(program), *peer.asks_version))
    return said.strip().partition("\n")[0].strip()


def _install(peer: Peer, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if peer.source is Source.PYPI:
        python = folder / "venv" / "bin" / "python"
        if not python.exists():
            _run((sys.executable, "-m", "venv", str(folder / "venv")))
        pip = (str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        _run((*pip, f"{peer.package}=={peer.version}"))
        return
    npm = shutil.which("npm")
    if npm is None:
        raise _Unavailable("there is no npm on PATH")
    options = ("--prefix", str(folder), "--no-audit", "--no-fund", "--loglevel=error")
    _run((npm, "install", *options, f"{peer.package}@{peer.version}"))


def _run(argv: tuple[str, ...]) -> str:
    """What a command prints. Raises `_Unavailable` with the end of its message where it fails."""
    try:
        done = subprocess.run(argv, capture_output=True, text=True, check=False, env=dict(os.environ))
    except OSError as error:
        raise _Unavailable(f"{argv[0]} cannot be started: {error.strerror}") from None
    if done.returncode:
        reason = (done.stderr or done.stdout).strip().splitlines() or ["no message"]
        raise _Unavailable(f"`{Path(argv[0]).name} {argv[1]}` failed: {reason[-1].strip()[:300]}")
    return done.stdout
