"""What the suite says of a folder of real plans: `python scripts/field_report.py FOLDER [--sample N] [--seed S]`.

Prints a Markdown table of findings per rule at default settings, then seconds and peak memory of whole processes beside
a bare interpreter's. `--sample N` prints N findings of each rule with the line that they are about, to be read by hand.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path


def main() -> int:
    """Print the report; the exit code is 0 unless the run itself failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--one", type=Path, help="a single plan to time as well")
    arguments = parser.parse_args()
    lint = [sys.executable, "-m", "execplan_hooks", "lint", "--format", "json"]
    output, seconds, memory = _run([*lint, "."], arguments.folder)
    report = json.loads(output)
    diagnostics = report["diagnostics"]
    summary = report["summary"]
    print(f"{summary['plans']} plans, {summary['others']} other Markdown files\n")
    print("| rule | plans | errors | warnings | notices |\n| --- | --- | --- | --- | --- |")
    for rule in sorted({found["rule"] for found in diagnostics}):
        of_rule = [found for found in diagnostics if found["rule"] == rule]
        counts = Counter(found["severity"] for found in of_rule)
        plans = len({found["path"] for found in of_rule})
        print(f"| {rule} | {plans} | {counts['error']} | {counts['warning']} | {counts['notice']} |")
    print(f"\nall plans: {seconds:.2f} s, {memory:.0f} MB peak")
    if arguments.one:
        _, seconds, memory = _run([*lint, str(arguments.one.absolute())], arguments.one.absolute().parent)
        print(f"one plan of {arguments.one.stat().st_size:,} bytes: {seconds:.2f} s, {memory:.0f} MB peak")
    _, seconds, memory = _run([sys.executable, "-c", "pass"], arguments.folder)
    print(f"python -c pass: {seconds:.2f} s, {memory:.0f} MB peak")
    _print_sample(diagnostics, arguments.folder, arguments.sample, arguments.seed)
    return 0


def _run(command: list[str], folder: Path) -> tuple[bytes, float, float]:
    """Output, seconds and peak memory (MB) of a command; the best of three runs."""
    best = (b"", float("inf"), 0.0)
    for _ in range(3):
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE)
        assert process.stdout is not None
        output = process.stdout.read()
        _, _, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = 0
        if seconds < best[1]:
            best = (output, seconds, usage.ru_maxrss / 1024)  # KiB on Linux
    return best


def _print_sample(diagnostics: list[dict[str, object]], folder: Path, size: int, seed: int) -> None:
    generator = random.Random(seed)
    for rule in sorted({str(found["rule"]) for found in diagnostics}) if size else ():
        of_rule = [found for found in diagnostics if found["rule"] == rule]
        print(f"\n## {rule}\n")
        for found in generator.sample(of_rule, min(size, len(of_rule))):
            path, line = str(found["path"]), int(str(found["line"] or 1))
            lines = (folder / path).read_text(encoding="utf-8-sig", errors="replace").split("\n")
            print(f"{path}:{line}: {found['severity']}: {found['message']}\n    | {lines[line - 1][:160]}")


if __name__ == "__main__":
    sys.exit(main())
