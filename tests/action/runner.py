"""A small runner of GitHub Actions: it runs the steps of action.yml as they stand there, and reads what they say.

It knows what this action uses (composite steps with `run`, setup-python, `if`, `env`, outputs, step summaries, workflow
commands) and fails at anything else.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.action.expressions import condition, interpolated
from tests.gitrepo import environment

PROJECT = Path(__file__).parents[2]
ACTION = PROJECT / "action.yml"
SETUP_PYTHON = "actions/setup-python@"
_KEYS = {"id", "name", "if", "uses", "with", "env", "shell", "run"}
_FILES = ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_STATE")
_COMMAND = re.compile(r"::(?P<name>[^\s:]+)(?: (?P<properties>.*?))?::(?P<message>.*)", re.DOTALL)
_ESCAPES = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))


@dataclass(frozen=True)
class Command:
    """A workflow command as the runner understands it, unescaped."""

    name: str
    properties: Mapping[str, str]
    message: str


@dataclass
class Step:
    """A step that was run or skipped: its outcome and what it wrote where."""

    outcome: str = "skipped"
    code: int = 0
    log: str = ""
    outputs: dict[str, str] = field(default_factory=dict)
    summary: str = ""

    @property
    def commands(self) -> list[Command]:
        return commands(self.log)


@dataclass(frozen=True)
class Job:
    """The action after its run: its steps by id, its outputs, whether it failed."""

    steps: Mapping[str, Step]
    outputs: Mapping[str, str]
    failed: bool

    @property
    def log(self) -> str:
        return "".join(step.log for step in self.steps.values())

    @property
    def summary(self) -> str:
        return "".join(step.summary for step in self.steps.values())

    @property
    def errors(self) -> list[str]:
        """The messages of all error annotations, each after its file."""
        return [
            f"{command.properties.get('file', '')}: {command.message}"
            for step in self.steps.values()
            for command in step.commands
            if command.name == "error"
        ]


def commands(log: str) -> list[Command]:
    """The workflow commands in a step's output, also in the old form, as the runner finds them in each line."""
    found = []
    for line in re.split(r"\r\n|\r|\n", log):
        if line.strip().startswith("::") and (match := _COMMAND.match(line.strip())):
            pairs = [pair.partition("=") for pair in (match["properties"] or "").split(",") if pair]
            found.append(
                Command(
                    match["name"],
                    {name.strip(): _unescaped(value) for name, _, value in pairs},
                    _unescaped(match["message"]),
                )
            )
        elif "##[" in line and "]" in line.partition("##[")[2]:
            old, _, message = line.partition("##[")[2].partition("]")
            found.append(Command(old, {}, message))
    return found


def _unescaped(text: str) -> str:
    for escaped, char in _ESCAPES:
        text = text.replace(escaped, char)
    return text


def definition() -> dict[str, Any]:
    """action.yml, parsed."""
    loaded: dict[str, Any] = YAML(typ="safe").load(ACTION.read_text(encoding="utf-8"))
    return loaded


def run(
    workspace: Path,
    temporary: Path,
    event: Mapping[str, str],
    inputs: Mapping[str, str] | None = None,
    *,
    install: bool = False,
) -> Job:
    """Run the action in `workspace` with the variables of an event, as a job step with these inputs.

    `temporary` becomes RUNNER_TEMP. Without `install` the step that installs is replaced by a link to the environment
    in which the tests run.
    """
    action = definition()
    assert action["runs"]["using"] == "composite"
    unknown = set(inputs or {}) - set(action["inputs"])
    assert not unknown, f"no inputs of the action: {unknown}"
    contexts = {f"inputs.{name}": str(value.get("default", "")) for name, value in action["inputs"].items()}
    contexts |= {f"inputs.{name}": value for name, value in (inputs or {}).items()}
    for step in action["runs"]["steps"]:
        if "id" in step:
            contexts |= {f"steps.{step['id']}.outcome": "", f"steps.{step['id']}.conclusion": ""}
    for text in _strings(action):
        # Of a step that did not run an output is empty, not unknown.
        contexts |= dict.fromkeys(re.findall(r"\bsteps\.[\w-]+\.outputs\.[\w-]+", text), "")
    temporary.mkdir(parents=True, exist_ok=True)
    steps: dict[str, Step] = {}
    status = "success"
    for number, step in enumerate(action["runs"]["steps"]):
        assert set(step) <= _KEYS, f"keys that this runner does not know: {set(step) - _KEYS}"
        if "uses" in step:
            assert step["uses"].startswith(SETUP_PYTHON), step["uses"]
            assert interpolated(step["with"]["python-version"], contexts)
            continue
        name = step.get("id", f"step{number}")
        if not condition(step.get("if", "success()"), contexts, status):
            steps[name] = Step()
        elif name == "install" and not install:
            (temporary / "execplan-hooks").symlink_to(sys.prefix)
            steps[name] = Step("success")
        else:
            steps[name] = _run(step, workspace, temporary, number, event, contexts, status)
        contexts[f"steps.{name}.outcome"] = contexts[f"steps.{name}.conclusion"] = steps[name].outcome
        contexts |= {f"steps.{name}.outputs.{key}": value for key, value in steps[name].outputs.items()}
        status = "failure" if steps[name].outcome == "failure" else status
    outputs = {name: interpolated(value["value"], contexts, status) for name, value in action["outputs"].items()}
    return Job(steps, outputs, status == "failure")


def _run(
    step: Mapping[str, Any],
    workspace: Path,
    temporary: Path,
    number: int,
    event: Mapping[str, str],
    contexts: Mapping[str, str],
    status: str,
) -> Step:
    assert step["shell"] == "bash"
    folder = temporary / "_runner" / str(number)
    folder.mkdir(parents=True)
    script = folder / "script.sh"
    script.write_text(interpolated(step["run"], contexts, status), encoding="utf-8")
    files = {name: folder / name.lower() for name in _FILES}
    for file in files.values():
        file.touch()
    given = {name: interpolated(str(value), contexts, status) for name, value in step.get("env", {}).items()}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
        cwd=workspace,
        env=environment()
        | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
        | {"CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_ACTION_PATH": str(PROJECT), "RUNNER_TEMP": str(temporary)}
        | {"GITHUB_WORKSPACE": str(workspace)}
        | {name: str(file) for name, file in files.items()}
        | dict(event)
        | given,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=300,
        check=False,
    )
    log = os.fsdecode(done.stdout)
    assert "Traceback" not in log, log
    for name in ("GITHUB_ENV", "GITHUB_PATH", "GITHUB_STATE"):
        assert files[name].read_bytes() == b"", f"{name} was written"
    outputs = {}
    for line in files["GITHUB_OUTPUT"].read_text(encoding="utf-8").splitlines():
        name, separator, value = line.partition("=")
        assert separator, f"no output: {line!r}"
        outputs[name] = value
    return Step(
        "failure" if done.returncode else "success",
        done.returncode,
        log,
        outputs,
        files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8"),
    )


def _strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in _strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    return [value] if isinstance(value, str) else []
