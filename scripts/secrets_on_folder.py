"""Prints where the rule `secrets` fires in the Markdown files below a folder, without any value.

Usage: python scripts/secrets_on_folder.py FOLDER [--no-keywords]
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from execplan_hooks.document.source import UnreadableError, read
from execplan_hooks.rules.secrets import find


def main(argv: list[str] | None = None) -> int:
    """Returns 0 where nothing was found, 1 where something was."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--no-keywords", action="store_true")
    arguments = parser.parse_args(argv)
    files = sorted(path for path in arguments.folder.rglob("*.md") if path.is_file())
    count, seconds = 0, 0.0
    for file in files:
        name = file.relative_to(arguments.folder).as_posix()
        try:
            lines = read(file, name).lines
        except UnreadableError as error:
            print(f"{name}: {error.message}")
            continue
        began = time.perf_counter()
        findings = list(find(lines, not arguments.no_keywords))
        seconds += time.perf_counter() - began
        for finding in findings:
            kind = finding.message.removeprefix("looks like ").partition(";")[0]
            print(f"{name}:{finding.line}:{finding.column} {kind}")
        count += len(findings)
    print(f"{count} findings in {len(files)} files, {seconds:.3f} s")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
