"""`python -m fuzz TARGET --runs N --seed S`: the exit code is 1 where something was found."""

from __future__ import annotations

import argparse
import importlib.util
import sys
import tempfile
from pathlib import Path

TARGETS = ("lint", "config", "baseline", "locks", "contract", "revision")


def main(given: list[str] | None = None) -> int:
    """Run a target as the arguments say."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("target", choices=(*TARGETS, "slow"))
    parser.add_argument("--runs", type=int, default=10_000, help="how many executions (default: 10,000)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same inputs (default: 1)")
    parser.add_argument("--engine", choices=("random", "atheris"), help="default: atheris, where it is installed")
    parser.add_argument("--corpus", type=Path, help="atheris: where inputs that reach something new are kept")
    parser.add_argument("--found", type=Path, help="where failing inputs are written (default: fixtures/hostile)")
    parser.add_argument("--bytes", type=int, default=250_000, help="slow: the size of the documents")
    arguments = parser.parse_args(given)
    if arguments.target == "slow":
        from fuzz import slow

        return slow.search(arguments.runs, arguments.seed, arguments.bytes)
    engine = arguments.engine or ("atheris" if importlib.util.find_spec("atheris") else "random")
    if engine == "atheris":
        import atheris

        with atheris.instrument_imports(include=["execplan_hooks"], enable_loader_override=False):
            import fuzz.executing  # noqa: F401 (all that a target needs, instrumented)
            from execplan_hooks import rules

            for rule in rules.RULE_IDS:
                rules.load(rule)
    from fuzz import engines
    from fuzz.seeds import FOUND

    run = engines.Run(arguments.target, arguments.found or FOUND)
    if engine == "random":
        engines.at_random(run, arguments.runs, arguments.seed)
    else:
        corpus = arguments.corpus or Path(tempfile.gettempdir(), "execplan-fuzz") / arguments.target
        engines.by_coverage(run, arguments.runs, arguments.seed, corpus)
    print(run.summary())
    return 1 if run.found else 0


if __name__ == "__main__":
    sys.exit(main())
