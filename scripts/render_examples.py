"""Write what the commands of the documentation print into its `console` blocks; tests hold it there.

    python scripts/render_examples.py

Read what changed before you commit it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.documented.pages import Sample  # noqa: E402
from tests.documented.test_walkthroughs import groups, played  # noqa: E402


def main() -> int:
    printed: dict[Sample, list[str]] = {}
    for group in groups():
        if group[0].language == "console":
            with tempfile.TemporaryDirectory() as folder:
                for sample, command, _, done in played(group, Path(folder)):
                    lines = [f"$ {command}", *(done.stdout + done.stderr).splitlines()]
                    printed.setdefault(sample, []).extend(lines)
    # From the end of a page on, so that the lines of those before stay what they are.
    for sample in sorted(printed, key=lambda one: -one.line):
        page = ROOT / sample.page
        lines = page.read_text(encoding="utf-8").split("\n")
        lines[sample.line : sample.line + len(sample.text.split("\n"))] = printed[sample]
        page.write_text("\n".join(lines), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
