"""`python -m bench [FOLDER]`: measure, and print the tables.

Exit codes: 0 measured, 1 a tool crashed (the tables say how), 2 the bench itself could not run.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import report
from bench.inputs import NoPlans
from bench.program import NoProgram
from bench.running import PARTS, Settings, run

_ROOT = Path(__file__).resolve().parents[1]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the bench with `argv` (default: the process's arguments) and give its exit code."""
    given = _parser().parse_args(argv)
    if given.execplan is None:
        print(
            "bench: there is no execplan beside this Python and none on PATH; name one with --execplan", file=sys.stderr
        )
        return 2
    with tempfile.TemporaryDirectory(prefix="execplan-bench-") as folder:
        settings = Settings(
            given.folder, given.execplan, given.peers, Path(folder), given.files, given.runs, given.quick, given.only
        )
        try:
            results = run(settings, _tell)
        except (NoPlans, NoProgram) as error:
            print(f"bench: {error}", file=sys.stderr)
            return 2
    print(report.as_text(results), end="")
    if given.json:
        given.json.write_text(report.as_json(results), encoding="utf-8")
    if given.markdown:
        report.put_into(given.markdown, report.as_markdown(results))
    return 1 if results.failures else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure execplan beside other linters.")
    parser.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="plans (default: generated ones)")
    parser.add_argument("--files", type=_count, default=1824, metavar="N", help="how many plans (default: 1824)")
    parser.add_argument("--runs", type=_count, metavar="N", help="runs of each line (default: 5; with --quick 3)")
    parser.add_argument("--quick", action="store_true", help="slow tools read a sample of the plans")
    parser.add_argument(
        "--only", action="append", choices=PARTS, metavar="PART", help=f"one of {', '.join(PARTS)}; may be repeated"
    )
    parser.add_argument(
        "--execplan", type=Path, default=_execplan(), metavar="PATH", help="the console script to measure"
    )
    parser.add_argument(
        "--peers",
        type=Path,
        default=_ROOT / ".bench",
        metavar="DIR",
        help="where the other tools are installed (default: .bench)",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    parser.add_argument(
        "--markdown", type=Path, metavar="FILE", help="write the tables there, between the markers if it has them"
    )
    return parser


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return value


def _execplan() -> Path | None:
    beside = Path(sys.executable).with_name("execplan")
    found = str(beside) if beside.exists() else shutil.which("execplan")
    return Path(found) if found else None


def _tell(text: str) -> None:
    """Say on standard error what is going on; a run takes minutes."""
    print(f"bench: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
