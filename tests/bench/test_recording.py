"""The git commands and libraries of a program, recorded on a real repository."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench import gate
from bench.inputs import environment
from bench.measuring import Command, Failure, Line, run_once
from bench.program import Program, asked
from bench.recording import git_commands, libraries


def _script(cwd: Path, code: str) -> Command:
    return Command((sys.executable, "-c", code), cwd, environment())


def _program(folder: Path) -> Program:
    return asked(Path(sys.executable).with_name("execplan"), folder / "cache")


TWO_COMMANDS = """
import os, subprocess
subprocess.run(["git", "hash-object", "--stdin"], input=b"a" * 200_000, env={**os.environ, "GIT_TRACE2": "0"})
subprocess.run(["git", "rev-parse", "--verify", "--quiet", "no-such-branch"], cwd="plans")
"""


def test_git_commands_are_recorded_with_input_folder_variables_and_exit_code(tmp_path: Path) -> None:
    root = gate.repository(tmp_path / "repository")
    first, second = git_commands(_script(root, TWO_COMMANDS), tmp_path)
    assert first.argv[1:] == ("hash-object", "--stdin")
    assert (first.cwd, first.stdin, first.environ["GIT_TRACE2"]) == (root, b"a" * 200_000, "0")
    assert second.argv[1:] == ("rev-parse", "--verify", "--quiet", "no-such-branch")
    assert (second.cwd, second.stdin, second.codes) == (root / "plans", b"", (1,))
    assert run_once(Line("again", (first, second))).wall > 0


CONVERSATION = """
import subprocess
git = subprocess.Popen(["git", "cat-file", "--batch-check"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
for name in (b"HEAD", b"HEAD:plans"):
    git.stdin.write(name + b"\\n")
    git.stdin.flush()
    assert git.stdout.readline().split()[1] in (b"commit", b"tree")
git.stdin.close()
git.wait()
"""


def test_a_conversation_with_git_goes_on_while_it_is_recorded(tmp_path: Path) -> None:
    root = gate.repository(tmp_path / "repository")
    (command,) = git_commands(_script(root, CONVERSATION), tmp_path)
    assert command.stdin == b"HEAD\nHEAD:plans\n"


def test_a_program_that_fails_is_not_recorded(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="ended with exit code 3: no luck"):
        git_commands(_script(tmp_path, "import sys; print('no luck', file=sys.stderr); sys.exit(3)"), tmp_path)


def test_the_gate_has_nothing_to_say_and_is_measured_beside_what_it_runs(tmp_path: Path) -> None:
    program = _program(tmp_path)
    whole, commands, bare, least = gate.lines(program, tmp_path)
    assert (whole.name, least.name) == (gate.GATE, gate.LEAST)
    assert len(commands.commands) > 2
    assert least.commands == (*commands.commands, *bare.commands)
    assert "execplan_hooks" not in bare.commands[0].argv[-1]
    assert run_once(least).cpu > 0


def test_the_libraries_of_a_command_are_those_that_it_loads(tmp_path: Path) -> None:
    program = _program(tmp_path)
    names = libraries(program, program.command(tmp_path, "rules"), tmp_path)
    assert {"argparse", "re"} <= set(names)
    assert not [name for name in names if name.startswith("execplan_hooks")]
