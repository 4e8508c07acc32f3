"""Write the `expected.txt` of each fixture `fixtures/<rule>/<case>` anew; read the difference before committing.

python scripts/regenerate_golden.py           write them
python scripts/regenerate_golden.py --check   exit 1 where one differs from what would be written
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.fixtures import golden_cases, golden_output  # noqa: E402


def main(arguments: list[str]) -> int:
    """Write all files, or with `--check` name those that differ; gives the exit code."""
    stale = []
    for case in golden_cases():
        file, output = case / "expected.txt", golden_output(case)
        if not file.exists() or file.read_text(encoding="utf-8") != output:
            stale.append(file)
    for file in stale:
        print(file.relative_to(ROOT))
        if "--check" not in arguments:
            file.write_text(golden_output(file.parent), encoding="utf-8")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
