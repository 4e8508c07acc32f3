"""How long `execplan gate --base` takes on a large repository, beside what git and Python take on their own.

usage: python scripts/gate_speed.py [--files 50000] [--paths 5000] [--patterns 60] [--rounds 7] [--profile]

Makes a repository in a temporary folder, in which a branch changes so many of its files, with a plan of so many
patterns: once with a contract that includes all of them, once with one that includes none. For each it runs, in turn
and so many times,

- `python -m execplan_hooks gate --base main`, the whole process;
- the git commands that this run starts, with the same environment and input, one after the other on their own;
- a bare Python process that imports the same modules and does nothing;

and prints the medians, in seconds that passed and in processor seconds (which a busy machine stretches less), the ratio
of the first to the sum of the others, and the peak memory of the gate's process or the largest of its git commands.
For comparison also what the modules that are not the gate's own take. Exit code 1 where the ratio of the seconds that
passed is above 1.5 or the memory above 150 MB.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.gating import PLAN, session_plan
from tests.gitrepo import environment
from tests.replay.fastimport import FILE, Importer

ROOT = Path(__file__).resolve().parent.parent
MAX_RATIO = 1.5
MAX_MEGABYTES = 150
BRANCH = "feat/a"
_GATE = [sys.executable, "-m", "execplan_hooks", "gate", "--base", "main", "--branch", BRANCH]
# A `git` that notes down how it was called, then becomes the real one.
_RECORDER = """\
#!{python}
import json, os, sys, tempfile
stdin = b"" if os.stat(0).st_rdev == os.stat(os.devnull).st_rdev else sys.stdin.buffer.read()
handle, name = tempfile.mkstemp(dir={folder!r})
os.write(handle, stdin)
environ = {{key: value for key, value in os.environ.items() if key.startswith("GIT_") or key == "LC_ALL"}}
with open({log!r}, "a") as log:
    log.write(json.dumps([sys.argv[1:], os.getcwd(), environ, name]) + "\\n")
os.dup2(os.open(name, os.O_RDONLY), 0)
os.execv({git!r}, ["git", *sys.argv[1:]])
"""
_MODULES = """\
import sys
from execplan_hooks.cli import main
main(sys.argv[1:])
print("\\n".join(name for name, module in sys.modules.items() if module and name != "__main__"), file=sys.stderr)
"""


@dataclass(frozen=True)
class Call:
    """A git command as the gate runs it."""

    arguments: list[str]
    folder: str
    environ: dict[str, str]
    stdin: str


@dataclass(frozen=True)
class Taken:
    """What a process took: seconds that passed, processor seconds and peak memory, its children's too."""

    passed: float = 0.0
    processor: float = 0.0
    megabytes: float = 0.0

    def __add__(self, other: Taken) -> Taken:
        return Taken(self.passed + other.passed, self.processor + other.processor, max(self.megabytes, other.megabytes))

    @classmethod
    def median(cls, runs: list[Taken]) -> Taken:
        """Each median on its own."""
        return cls(*(statistics.median(values) for values in zip(*map(dataclasses.astuple, runs), strict=True)))


def main() -> int:
    """Exit code 1 where a limit is not kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=50_000, help="files of the repository")
    parser.add_argument("--paths", type=int, default=5_000, help="paths that the change touches")
    parser.add_argument("--patterns", type=int, default=60, help="patterns of the contract")
    parser.add_argument("--rounds", type=int, default=7, help="how often each is run")
    parser.add_argument("--profile", action="store_true", help="also print where the gate's own time goes")
    arguments = parser.parse_args()
    print(f"{_first_line('git', '--version')}, Python {sys.version.split()[0]}, {os.cpu_count()} cores")
    kept = True
    with tempfile.TemporaryDirectory(prefix="execplan-speed-") as folder:
        for name, inside in (("all paths included", True), ("all paths outside", False)):
            repo = Path(folder, name.replace(" ", "-"))
            _build(repo, arguments.files, arguments.paths, arguments.patterns, inside)
            print(f"\n{name}: {arguments.files} files, {arguments.paths} changed, {arguments.patterns} patterns")
            kept &= _measured(repo, arguments.rounds, expected=0 if inside else 1)
            if arguments.profile:
                _profile(repo)
    return 0 if kept else 1


def _build(path: Path, files: int, paths: int, patterns: int, inside: bool) -> None:
    """The branch modifies, deletes and adds files, a third each; every folder lies in the contract, or none does."""
    tree = {_name(number): (FILE, b"%d\n" % number) for number in range(files)}
    folder = "src" if inside else "other"
    kinds = ("`{}/area{:02}/...`", "`{}/area{:02}/**/*.py`", "`{}/area{:02}/`", "`{}/*{:02}/**`")
    included = [kinds[number % 4].format(folder, number) for number in range(patterns * 2 // 3)]
    excluded = [f"`infra/**/area{number:02}/*.tf`" for number in range(patterns - len(included))]
    plan = session_plan(BRANCH, included, excluded).encode()
    made = Importer()
    made.commit("main", tree | {PLAN.encode(): (FILE, plan), b"README.md": (FILE, b"x\n")})
    work = dict(made.trees[-1])
    for number in range(paths):
        name = _name(number * (files // paths))
        if number % 3 == 0:
            work[name] = (FILE, b"changed %d\n" % number)
        elif number % 3 == 1:
            del work[name]
        else:
            work[name[:-3] + b"_new.py"] = (FILE, b"new\n")
    made.commit(BRANCH, work, [made.branches["main"]])
    made.write(path)
    subprocess.run(["git", "symbolic-ref", "HEAD", f"refs/heads/{BRANCH}"], cwd=path, env=environment(), check=True)


def _name(number: int) -> bytes:
    """Forty areas of packages of twenty-five modules."""
    return b"src/area%02d/package%03d/module_%05d.py" % (number % 40, number // 40 % 100 // 4 * 4, number)


def _measured(repo: Path, rounds: int, expected: int) -> bool:
    calls, modules = _recorded(repo), _modules(repo)
    libraries = [name for name in modules if name.split(".")[0] != "execplan_hooks"]
    importing, foreign = ([sys.executable, "-c", "import " + ", ".join(names)] for names in (modules, libraries))
    taken: dict[str, list[Taken]] = {"gate": [], "git": [], "python": [], "foreign": []}
    for _ in range(rounds):
        taken["gate"].append(_timed(_GATE, repo, expected))
        taken["git"].append(sum((_replayed(call) for call in calls), Taken()))
        taken["python"].append(_timed(importing, repo, 0))
        taken["foreign"].append(_timed(foreign, repo, 0))
    median = {name: Taken.median(runs) for name, runs in taken.items()}
    alone = median["git"] + median["python"]
    ratio = median["gate"].passed / alone.passed
    megabytes = max(run.megabytes for run in taken["gate"])
    print(f"  {'':24} {'passed':>9} {'processor':>9}")
    for label, name in (
        ("gate", "gate"),
        (f"its {len(calls)} git commands", "git"),
        (f"its {len(modules)} modules", "python"),
        (f"({len(libraries)} of them not its own)", "foreign"),
    ):
        print(f"  {label:24} {median[name].passed * 1000:6.0f} ms {median[name].processor * 1000:6.0f} ms")
    print(f"  {'ratio':24} {ratio:9.2f} {median['gate'].processor / alone.processor:9.2f}  (limit {MAX_RATIO})")
    print(f"  {'peak memory':24} {megabytes:6.0f} MB{'':12}(limit {MAX_MEGABYTES})")
    return ratio <= MAX_RATIO and megabytes <= MAX_MEGABYTES


def _recorded(repo: Path) -> list[Call]:
    """The git commands of one run, found out with a `git` in front of the real one."""
    folder = repo.parent / f"{repo.name}-calls"
    (folder / "stdin").mkdir(parents=True)
    (folder / "bin").mkdir()
    wrapper = folder / "bin" / "git"
    log = folder / "log"
    git = _first_line("sh", "-c", "command -v git")
    wrapper.write_text(_RECORDER.format(python=sys.executable, folder=str(folder / "stdin"), log=str(log), git=git))
    wrapper.chmod(0o755)
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(_GATE, cwd=repo, env=_environ() | {"PATH": path}, stdout=subprocess.DEVNULL, check=False)
    return [Call(*json.loads(line)) for line in log.read_text("utf-8").splitlines()]


def _modules(repo: Path) -> list[str]:
    """The modules that the gate imports and that are not its own."""
    command = [sys.executable, "-c", _MODULES, *_GATE[3:]]
    done = subprocess.run(
        command, cwd=repo, env=_environ(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True, text=True
    )
    return done.stderr.split()


def _replayed(call: Call) -> Taken:
    with open(call.stdin, "rb") as stdin:
        return _timed(["git", *call.arguments], Path(call.folder), None, call.environ, stdin)


def _timed(
    command: list[str],
    folder: Path,
    expected: int | None,
    environ: Mapping[str, str] | None = None,
    stdin: BinaryIO | None = None,
) -> Taken:
    """Run a command, its output read and thrown away. Ends the program where the exit code is not `expected`."""
    started = time.perf_counter()
    with subprocess.Popen(
        command,
        cwd=folder,
        env=_environ() | dict(environ or {}),
        stdin=stdin or subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdout is not None
        while os.read(process.stdout.fileno(), 1 << 20):
            pass
        _, status, usage = os.wait4(process.pid, 0)
        passed = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    if expected is not None and process.returncode != expected:
        raise SystemExit(f"{command[:6]} ended with {process.returncode}")
    megabytes = usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    return Taken(passed, usage.ru_utime + usage.ru_stime, megabytes)


def _profile(repo: Path) -> None:
    command = [sys.executable, "-m", "cProfile", "-s", "tottime", *_GATE[1:]]
    done = subprocess.run(command, cwd=repo, env=_environ(), capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    start = next(number for number, line in enumerate(lines) if "function calls" in line)
    print("\n".join(lines[start : start + 20]))


def _environ() -> dict[str, str]:
    return environment() | {"PYTHONPATH": str(ROOT)}


def _first_line(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[0]


if __name__ == "__main__":
    raise SystemExit(main())
