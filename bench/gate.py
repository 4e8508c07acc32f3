"""A repository in which `execplan gate --staged` has nothing to say, and what a run there costs at the least."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from bench import generator
from bench.inputs import git
from bench.measuring import Command, Failure, Line
from bench.program import Program
from bench.recording import git_commands, libraries

SIZE = 20_000
_BRANCH = "feat/queue"
_PLAN = "plans/queue.md"
_CODE = "src/core/queue.py"


def repository(root: Path) -> Path:
    """A repository on the branch that its one plan declares; a change of the plan and of a file in scope is staged."""
    plan = generator.plan(generator.Recipe("gate", "codex", SIZE, slips=False), _BRANCH)
    for name, text in ((_PLAN, plan), (_CODE, "LIMIT = 100\n")):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    git(root, "init", "--quiet", "-b", "main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "-m", "plan")
    git(root, "checkout", "--quiet", "-b", _BRANCH)
    step = "\n- [x] (2025-12-01 10:00Z) Raised the limit of the queue.\n"
    (root / _PLAN).write_text(plan.replace("\n## Surprises", f"{step}\n## Surprises", 1), encoding="utf-8")
    (root / _CODE).write_text("LIMIT = 200\n", encoding="utf-8")
    git(root, "add", "--all")
    return root


def lines(program: Program, folder: Path) -> list[Line]:
    """The gate, and what it costs at the least: its git commands with a Python that imports the same libraries.

    Raises `Failure` where the gate fails or has something to say: then it is not what is to be measured.
    """
    root = repository(folder / "repository")
    gate = program.command(root, "gate", "--staged")
    command = program.command(root, "gate", "--staged", "--format=json")
    done = subprocess.run(command.argv, cwd=root, env=command.environ, capture_output=True, text=True, check=False)
    if done.returncode or json.loads(done.stdout)["diagnostics"]:
        raise Failure(f"gate was to have nothing to say: {(done.stderr or done.stdout).strip()[-300:]}")
    commands = git_commands(gate, folder)
    imports = libraries(program, gate, folder)
    bare = program.bare("import " + ", ".join(imports), root)
    return [
        Line(GATE, (_strict(gate),)),
        Line(f"its {len(commands)} git commands", commands),
        Line(f"python that imports its {len(imports)} modules", (bare,)),
        Line(LEAST, (*commands, bare)),
    ]


GATE = "execplan gate --staged"
LEAST = "its git commands and bare python"


def hooks(program: Program, root: Path) -> list[Line]:
    """The console scripts of the change rules, in the repository of `lines`."""
    return [
        Line(f"execplan-{name}", (program.hook(name, root, "--staged"),)) for name in ("gate", *program.change_rules)
    ]


def _strict(command: Command) -> Command:
    return Command(command.argv, command.cwd, command.environ, codes=(0,))
