"""The `execplan` that is measured: what it can do, and its commands."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.inputs import Corpus, environment
from bench.measuring import Command

OPTIONS = ("--no-cache", "--cache-dir", "--jobs")
"""Options of `execplan lint` that older versions lack; the lines that need one are left out then."""
CACHE = "EXECPLAN_CACHE_DIR"


class NoProgram(Exception):
    """There is no usable `execplan` at a path."""


@dataclass(frozen=True)
class Program:
    """An installed `execplan`: where it and its Python are, what it is, its rules, and which of `OPTIONS` it has.

    `cache` is the folder of its cache in all runs.
    """

    path: Path
    python: Path
    version: str
    document_rules: tuple[str, ...]
    change_rules: tuple[str, ...]
    options: frozenset[str]
    cache: Path

    def lint(self, corpus: Corpus, *options: str, rules: Sequence[str] = (), file: str = ".") -> Command:
        """`execplan lint` of a corpus or one file of it, with some rules or with all, those that are off too."""
        named = [f"--rule={rule_id}" for rule_id in rules or self.document_rules]
        return self.command(corpus.root, "lint", *options, *named, file)

    def command(self, cwd: Path, *arguments: str) -> Command:
        """`execplan` with arguments."""
        return Command((str(self.path), *arguments), cwd, self.environ())

    def hook(self, name: str, cwd: Path, *arguments: str) -> Command:
        """One of the other console scripts."""
        return Command((str(self.path.with_name(f"execplan-{name}")), *arguments), cwd, self.environ())

    def bare(self, code: str, cwd: Path) -> Command:
        """Its Python with a program that is none of the project."""
        return Command((str(self.python), "-c", code), cwd, self.environ())

    def environ(self) -> dict[str, str]:
        """The environment of all its processes."""
        return environment({CACHE: str(self.cache)})

    def caching_in(self, name: str) -> Program:
        """The same program with a cache of its own, which the runs of other lines leave alone."""
        return replace(self, cache=self.cache / name)

    def has(self, option: str) -> bool:
        """Whether `execplan lint` knows an option."""
        return option in self.options

    def recognised(self, corpus: Corpus) -> int:
        """How many files of a corpus it takes for plans."""
        options = ("--no-cache",) if self.has("--no-cache") else ()
        command = self.lint(corpus, *options, "--format=json", rules=("plan-name",))
        report = json.loads(_output(command.argv, command.cwd, codes=(0, 1)))
        return int(report["summary"]["plans"])


def asked(path: Path, cache: Path) -> Program:
    """The program at a path, asked what it is. Raises `NoProgram`."""
    found = path.absolute()
    # Beside the script of a virtual environment lies its Python; a script elsewhere is a link into one.
    python = next((it for it in (found.with_name("python"), found.resolve().with_name("python")) if it.exists()), None)
    if python is None:
        raise NoProgram(f"{path} is no console script with its Python beside it")
    here = Path.cwd()
    version = _output((str(found), "--version"), here).strip()
    usage = _output((str(found), "lint", "--help"), here)
    rules = [line.split()[:2] for line in _output((str(found), "rules"), here).splitlines() if line.strip()]
    return Program(
        found,
        python,
        version,
        tuple(name for name, command in rules if command == "lint"),
        tuple(name for name, command in rules if command == "gate"),
        frozenset(option for option in OPTIONS if re.search(rf"{option}\b", usage)),
        cache,
    )


def _output(argv: Sequence[str], cwd: Path, codes: Sequence[int] = (0,)) -> str:
    try:
        done = subprocess.run(argv, cwd=cwd, env=environment(), capture_output=True, text=True, check=False)
    except OSError as error:
        raise NoProgram(f"{argv[0]} cannot be started: {error.strerror}") from None
    if done.returncode not in codes:
        raise NoProgram(f"`{' '.join(argv)}` ended with exit code {done.returncode}: {done.stderr.strip()[-300:]}")
    return done.stdout
