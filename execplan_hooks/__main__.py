"""`python -m execplan_hooks` is `execplan`."""

from __future__ import annotations

import sys

from execplan_hooks.cli import main

if __name__ == "__main__":
    sys.exit(main())
