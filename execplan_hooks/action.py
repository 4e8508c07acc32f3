"""What the steps of action.yml run: `lint` or `gate` with the action's inputs, and the action's outputs.

Inputs come in environment variables `EXECPLAN_INPUT_<NAME>`, never as text of a script: they may be made of a branch's
name. Started with `python -I`, so that no file of the repository that is checked is imported.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from execplan_hooks import cli, options
from execplan_hooks.escape import plain
from execplan_hooks.model import ExecplanError, Severity
from execplan_hooks.output import github, summary
from execplan_hooks.result import Result

_COUNTS = {"errors": Severity.ERROR, "warnings": Severity.WARNING, "notices": Severity.NOTICE}


def main(argv: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run the step `argv[0]`: "lint" or "gate". Gives the exit code of that command, 2 for an unusable input.

    The outputs of `gate` are those of both steps together; those of `lint` come in as `EXECPLAN_LINT_<NAME>`.
    """
    step = argv[0]
    result: Result | None = None
    try:
        code, result = cli.run(_arguments(step, environ))
    except ExecplanError as error:
        code = 2
        print(f"execplan: {plain(str(error))}", file=sys.stderr)
        sys.stdout.write(github.failure(str(error)))
        if file := environ.get("GITHUB_STEP_SUMMARY"):
            with contextlib.suppress(ExecplanError):  # the reason stands in the log already
                summary.append(Path(file), summary.failure(step, str(error)))
    if file := environ.get("GITHUB_OUTPUT"):
        outputs = _of_lint(result, code) if step == "lint" else _of_both(result, code, environ)
        try:
            with open(file, "a", encoding="ascii") as stream:
                stream.writelines(f"{name}={value}\n" for name, value in outputs.items())
        except OSError as error:
            print(f"execplan: the outputs cannot be written ({error.strerror})", file=sys.stderr)
            return 2
    return code


def _arguments(step: str, environ: Mapping[str, str]) -> list[str]:
    """The command line. Raises `ExecplanError` for an input with a value that it cannot have."""

    def given(name: str) -> str:
        return environ.get(f"EXECPLAN_INPUT_{name.upper().replace('-', '_')}", "")

    chosen = {"format": options.FORMATS, "fail-on": options.FAIL_ON}
    for name, choices in chosen.items():
        if given(name) and given(name) not in choices:
            raise ExecplanError(f'the input `{name}` is "{given(name)}"; it can be {", ".join(choices)} or be left out')
    names = ("fail-on", "config", *(("base", "plan", "branch", "owner", "approval-label") if step == "gate" else ()))
    arguments = [step, f"--format={given('format') or 'github'}"]
    # Joined with `=`: a value that begins with a dash is no option.
    arguments += [f"--{name}={given(name)}" for name in names if given(name)]
    if folder := given("sarif-folder"):
        arguments.append(f"--format=sarif={_made(folder) / f'{step}.sarif'}")
    if file := environ.get("GITHUB_STEP_SUMMARY"):
        arguments.append(f"--summary={file}")
    if step == "lint":
        arguments += ["--", *(path for line in given("paths").split("\n") if (path := line.strip()))]
    return arguments


def _made(folder: str) -> Path:
    """The folder for SARIF logs, which need not be there. Raises `ExecplanError` where it cannot be made."""
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise ExecplanError(
            f"the input `sarif-folder` cannot be a folder ({error.strerror}); name another one"
        ) from None
    return Path(folder)


def _of_lint(result: Result | None, code: int) -> dict[str, object]:
    plans = len(result.plans) if result else 0
    return {"verdict": summary.verdict(result, code), **_counts(result), "plans": plans}


def _of_both(result: Result | None, code: int, environ: Mapping[str, str]) -> dict[str, object]:
    verdicts = (environ.get("EXECPLAN_LINT_VERDICT", ""), summary.verdict(result, code))
    # A lint step that says nothing was broken off.
    worst = "error" if "error" in verdicts or "" in verdicts else "fail" if "fail" in verdicts else verdicts[1]
    of_lint = {name: environ.get(f"EXECPLAN_LINT_{name.upper()}", "") for name in _COUNTS}
    counts = {
        name: count + (int(of_lint[name]) if of_lint[name].isdecimal() else 0)
        for name, count in _counts(result).items()
    }
    paths = result.comparison["changed_paths"] if result and result.comparison else 0
    return {"verdict": worst, **counts, "changed-paths": paths}


def _counts(result: Result | None) -> dict[str, int]:
    return {name: result.count(severity) if result else 0 for name, severity in _COUNTS.items()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
