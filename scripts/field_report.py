"""What the suite says of real plans: `python scripts/field_report.py FOLDER [--manifest FILE] [--sample N] [...]`.

Prints a Markdown table of findings per rule at default settings, then seconds and peak memory of whole processes beside
a bare interpreter's. FOLDER is linted as one repository. Where its files are those of many, under other names,
`--manifest FILE` says of each by a line of JSON where it belongs: `{"file": "x/y.md", "repo": "owner/name", "path":
"docs/plans/y.md"}`, `file` relative to FILE. They are laid out so in a temporary folder, each repository a root of its
own, since rules look at folders and at the files around a plan. All files of FOLDER must be in it.

`--sample N` prints each error, and N other findings of each rule drawn at random (`--seed S` draws others), with the
line that they are about, to be read by hand. `--json FILE` writes all findings. What is no option of this script goes
to `execplan lint`: `--rule acceptance` runs a rule that is off.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from execplan_hooks import rules
from execplan_hooks.discover import find_root

Found = dict[str, Any]


def main() -> int:
    """Print the report; the exit code is 0 unless the run itself failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--manifest", type=Path, help="where in which repository each file belongs")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="a file for all findings")
    parser.add_argument("--one", type=Path, help="a single plan to time as well")
    arguments, options = parser.parse_known_args()
    lint = [sys.executable, "-m", "execplan_hooks", "lint", "--format", "json", "--allow-empty", *options]
    with tempfile.TemporaryDirectory() as temporary:
        folder, roots = find_root(arguments.folder), [arguments.folder]
        if arguments.manifest:
            folder = Path(temporary)
            roots = _lay_out(arguments.folder, arguments.manifest, folder)
        _print_times(lint, arguments.folder, arguments.one)  # first: peaks below this process's own are not seen
        found, counts = _findings(lint, folder, roots)
        print(f"\n{counts['plans']} plans, {counts['others']} other Markdown files, {len(roots)} repositories\n")
        _print_counts(found)
        if arguments.json:
            arguments.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
        if arguments.sample:
            _print_sample(found, folder, arguments.sample, random.Random(arguments.seed))
    return 0


def _lay_out(folder: Path, manifest: Path, target: Path) -> list[Path]:
    """Copy each file of the manifest to its path in its repository below `target`; gives the repositories' roots."""
    roots = set()
    copied = set()
    for line in manifest.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        source = manifest.parent / entry["file"]
        root = target / entry["repo"].replace("/", "__")
        (root / ".git").mkdir(parents=True, exist_ok=True)  # makes it a root
        (root / entry["path"]).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, root / entry["path"])
        roots.add(root)
        copied.add(source.resolve())
    missing = [str(file) for file in folder.rglob("*.md") if file.resolve() not in copied]
    if missing:
        sys.exit(f"not in {manifest}: {', '.join(missing)}")
    return sorted(roots)


def _findings(lint: list[str], folder: Path, roots: list[Path]) -> tuple[list[Found], Counter[str]]:
    """What lint says in each root, added up; paths are relative to `folder`."""
    found = []
    counts: Counter[str] = Counter()
    for root in roots:
        report = json.loads(_run([*lint, "."], root)[0])
        counts.update({name: report["summary"][name] for name in ("plans", "others")})
        prefix = find_root(root).relative_to(folder)
        found += [
            {**diagnostic, "path": (prefix / diagnostic["path"]).as_posix()} for diagnostic in report["diagnostics"]
        ]
    return found, counts


def _run(command: list[str], folder: Path) -> tuple[bytes, float, float]:
    """Output, seconds and peak memory (MB) of a command that may have found something, but has done its job."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE)
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(f"exit code {process.returncode} in {folder}: {' '.join(command)}")
    return output, seconds, usage.ru_maxrss / 1024  # KiB on Linux


def _print_counts(found: list[Found]) -> None:
    print("| rule | default | plans with findings | errors | warnings | notices |")
    print("| --- | --- | --- | --- | --- | --- |")
    for rule in rules.DOCUMENT_RULES:
        of_rule = [diagnostic for diagnostic in found if diagnostic["rule"] == rule]
        plans = len({diagnostic["path"] for diagnostic in of_rule})
        counts = Counter(diagnostic["severity"] for diagnostic in of_rule)
        numbers = " | ".join(str(counts[severity]) for severity in ("error", "warning", "notice"))
        print(f"| {rule} | {rules.load(rule).severity.label} | {plans} | {numbers} |")
    print(f"\n{len({diagnostic['path'] for diagnostic in found})} files have a finding")


def _print_times(lint: list[str], folder: Path, one: Path | None) -> None:
    """Of the folder as it is, in one process; the best of three runs each."""
    runs = {"all files": ([*lint, "."], folder)}
    if one:
        runs[f"one plan of {one.stat().st_size:,} bytes"] = ([*lint, str(one.absolute())], one.absolute().parent)
    runs["python -c pass"] = ([sys.executable, "-c", "pass"], folder)
    for name, (command, where) in runs.items():
        seconds, memory = min(_run(command, where)[1:] for _ in range(3))
        print(f"{name}: {seconds:.2f} s, {memory:.0f} MB peak")


def _print_sample(found: list[Found], folder: Path, size: int, generator: random.Random) -> None:
    for rule in rules.DOCUMENT_RULES:
        of_rule = [diagnostic for diagnostic in found if diagnostic["rule"] == rule]
        errors = [diagnostic for diagnostic in of_rule if diagnostic["severity"] == "error"]
        others = [diagnostic for diagnostic in of_rule if diagnostic["severity"] != "error"]
        print(f"\n## {rule}\n")
        for diagnostic in errors + generator.sample(others, min(size, len(others))):
            path, line = diagnostic["path"], diagnostic["line"] or 1
            lines = (folder / path).read_text(encoding="utf-8-sig", errors="replace").split("\n")
            print(f"{path}:{line}: {diagnostic['severity']}: {diagnostic['message']}\n    | {lines[line - 1][:160]}")


if __name__ == "__main__":
    sys.exit(main())
