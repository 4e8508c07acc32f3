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

from tests.documented.test_walkthroughs import groups, played  # noqa: E402


def main() -> int:
    for group in groups():
        if group[0].language != "console":
            continue
        with tempfile.TemporaryDirectory() as folder:
            found: dict[str, list[str]] = {}
            for sample, command, _, done in played(group, Path(folder)):
                found.setdefault(sample.text, []).extend([f"$ {command}", *(done.stdout + done.stderr).splitlines()])
        page = ROOT / group[0].page
        text = page.read_text(encoding="utf-8")
        for old, lines in found.items():
            text = text.replace(old, "\n".join(lines))
        page.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
