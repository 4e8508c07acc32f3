"""`python -m execplan_hooks` is `execplan`; the console script starts here too."""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # as in cli.py
if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run `execplan` with `argv` (default: the process's arguments) and give its exit code."""
    try:
        # Loading the program takes long enough for somebody to press Ctrl-C.
        from execplan_hooks.cli import main as execplan

        return execplan(argv)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
