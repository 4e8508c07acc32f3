"""What people know from other programs: help with examples, suggestions, completion, `--quiet`, standard input."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from execplan_hooks import rules
from execplan_hooks.command_line import parser_for
from execplan_hooks.document.dialect.catalogue import PACKAGED
from execplan_hooks.document.source import MAX_BYTES
from execplan_hooks.examples import EXAMPLES
from execplan_hooks.options import FORMATS
from tests.fixtures import conforming, plan_folder
from tests.gating import Done, execplan, session_plan
from tests.gitrepo import GitRepo, environment

GOOD = conforming("codex")
BAD = GOOD.replace("## Decision Log", "## Decided")  # an error of required-sections
COMMANDS = sorted(
    next(action for action in parser_for(())._actions if isinstance(action, argparse._SubParsersAction)).choices
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository's root (no git needed) with a good and a bad plan in `plans/`."""
    return plan_folder(tmp_path / "repo", {"good.md": GOOD, "bad.md": BAD})


def shell(folder: Path, line: str) -> Done:
    """A line of bash, in which `execplan` is the program under test."""
    function = f'execplan() {{ "{sys.executable}" -m execplan_hooks "$@"; }}; set -o pipefail; '
    done = subprocess.run(
        ["bash", "-c", function + line],
        cwd=folder,
        env=environment() | {"PYTHONPATH": _path()},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    out, err = os.fsdecode(done.stdout), os.fsdecode(done.stderr)
    assert "Traceback" not in out + err, out + err
    return Done(done.returncode, out, err)


def _path() -> str:
    return os.pathsep.join(filter(None, (str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH"))))


def lint_text(folder: Path, text: bytes, *arguments: str, cwd: str = ".") -> Done:
    """`execplan lint` with a text on its standard input."""
    done = subprocess.run(
        [sys.executable, "-m", "execplan_hooks", "lint", *arguments],
        cwd=folder / cwd,
        env=environment() | {"PYTHONPATH": _path()},
        input=text,
        capture_output=True,
        timeout=60,
        check=False,
    )
    out, err = os.fsdecode(done.stdout), os.fsdecode(done.stderr)
    assert "Traceback" not in out + err, out + err
    return Done(done.returncode, out, err)


# --- help ---------------------------------------------------------------------------------------------------


def test_there_are_examples_for_each_command() -> None:
    assert sorted(EXAMPLES) == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_the_examples_as_they_are(tmp_path: Path, command: str) -> None:
    done = execplan(tmp_path, command, "--help")
    shown = done.out.partition("\nexamples:\n")[2].partition("\n\n")[0].splitlines()
    assert [line.partition("  # ")[0].strip() for line in shown] == [line for line, _ in EXAMPLES[command]]


def test_help_ends_with_the_exit_codes_of_the_command(tmp_path: Path) -> None:
    ends = {command: execplan(tmp_path, command, "--help").out.splitlines()[-1] for command in COMMANDS}
    assert all(end.startswith("exit codes: 0 ") for end in ends.values())
    assert {command for command, end in ends.items() if "--fail-on" in end} == {"lint", "gate"}
    assert {command for command, end in ends.items() if ", 1 " in end} == {
        "lint",
        "gate",
        "preflight",
        "doctor",
        "demo",
    }
    assert {command for command, end in ends.items() if ", 2 " not in end} == {"rules"}


@pytest.mark.parametrize(
    "line", [line for examples in EXAMPLES.values() for line, _ in examples], ids=lambda line: line[:60]
)
def test_each_example_works(tmp_path: Path, line: str) -> None:
    """In a repository with a plan, on the plan's branch; 1 is a verdict, 2 would be an example that cannot work."""
    repo = GitRepo(tmp_path / "repo")
    repo.commit("plan", {"plans/x.md": session_plan("feat/a"), "docs/plans/y.md": GOOD, "src/a.py": "a\n"})
    repo.git("remote", "add", "origin", str(tmp_path / "elsewhere"))
    repo.git("update-ref", "refs/remotes/origin/main", "HEAD")
    repo.branch("feat/a")
    repo.commit("work", {"src/a.py": "b\n"})
    if line.startswith("execplan baseline -"):
        assert shell(repo.path, "execplan baseline").code == 0  # it is about one that is there
    done = shell(repo.path, line)
    assert done.code in (0, 1), done
    assert done.out or "nothing was written" in done.err  # --diff without a difference


def test_without_arguments_help_goes_to_stderr(tmp_path: Path) -> None:
    done = execplan(tmp_path)
    assert (done.code, done.out) == (2, "")
    assert "\ncommands:\n" in done.err


# --- what was mistyped --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["lnt"], "did you mean lint?"),
        (["docter"], "did you mean doctor?"),
        (["lint", "--ruel", "secrets"], "execplan lint: error: unrecognized arguments: --ruel; did you mean --rule?"),
        (["lint", "--ruel=secrets"], "did you mean --rule?"),
        (["gate", "--stagd"], "did you mean --staged?"),
        (["lint", "--rule", "secrts"], "did you mean secrets?"),
        (["lint", "--fail-on", "eror"], "did you mean error?"),
        (["completion", "zs"], "did you mean zsh?"),
        (["--verson"], "did you mean --version?"),
    ],
)
def test_the_nearest_word_is_suggested(tmp_path: Path, arguments: list[str], message: str) -> None:
    done = execplan(tmp_path, *arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err


@pytest.mark.parametrize(
    "option",
    [
        "--no-cache",
        "--list",
        "--changed-files",
        "--fail-off",
        "--no-fix",
        "--exclude",
        "--base-line=x",
        "-x",
        "--strict",
    ],
)
def test_an_option_that_is_merely_alike_is_not_suggested(tmp_path: Path, option: str) -> None:
    """`--no-cache` is not `--no-baseline`: whoever follows that gets another verdict. `--base-line` is `--baseline`."""
    done = execplan(tmp_path, "lint", option)
    assert done.code == 2
    assert ("did you mean" in done.err) == (option.startswith("--base-line"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["link"], '"link"; did you mean links? (the rules are: required-sections, '),
        (["file_scope"], '"file_scope"; did you mean file-scope? (the rules are: '),
        (["xyz"], '"xyz" (the rules are: '),
    ],
)
def test_explain_names_the_nearest_rule(tmp_path: Path, arguments: list[str], message: str) -> None:
    done = execplan(tmp_path, "explain", *arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"execplan: there is no rule {message}")


@pytest.mark.parametrize("arguments", [["lint", "--qui"], ["lint", "--allow"], ["gate", "--stage"], ["--vers"]])
def test_options_are_not_abbreviated(tmp_path: Path, arguments: list[str]) -> None:
    done = execplan(tmp_path, *arguments)
    assert (done.code, done.out) == (2, "")
    assert "unrecognized arguments" in done.err


def test_what_was_mistyped_is_shown_on_one_line(tmp_path: Path) -> None:
    done = execplan(tmp_path, "lint", "--x\n::error::boo\x1b[31m")
    assert done.code == 2
    assert "\x1b" not in done.err
    assert not [line for line in done.err.splitlines() if line.startswith("::")]


# --- completion ---------------------------------------------------------------------------------------------

_COMPLETE = """
source script.bash
complete_words() {
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
    local function; function=$(complete -p execplan); function=${function#*-F }; function=${function%% *}
    "$function" execplan "${@: -1}" "${@: -2:1}"
    printf '%s\\n' "${COMPREPLY[@]}"
}
"""


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([""], set(COMMANDS)),
        (["li"], {"lint"}),
        (["lint", "--ru"], {"--rule"}),
        (["lint", "--rule", ""], set(rules.DOCUMENT_RULES)),
        (["gate", "--rule", ""], set(rules.CHANGE_RULES)),
        (["lint", "--rule", "secrets", "--rule", "pl"], {"placeholders", "plan-name"}),
        (["lint", "--format", ""], set(FORMATS)),
        (["report", "--format", ""], {"text", "json", "markdown"}),
        (["explain", ""], set(rules.RULE_IDS)),
        (["new", ""], set(PACKAGED)),
        (["completion", ""], {"bash", "zsh", "fish"}),
        (["lint", "pla"], {"plans"}),
        (["lint", "--config", "script"], {"script.bash"}),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, list) else "",
)
def test_bash_completes(folder: Path, words: list[str], expected: set[str]) -> None:
    assert shell(folder, "execplan completion bash > script.bash").code == 0
    quoted = " ".join(f"'{word}'" for word in ("execplan", *words))
    done = shell(folder, f"{_COMPLETE}\ncomplete_words {quoted}")
    assert done.err == ""
    found = {line for line in done.out.splitlines() if line}
    # Files beside the words are no harm where a template may be named.
    assert found == expected


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_each_script_names_all_commands_rules_and_formats(folder: Path, name: str) -> None:
    script = shell(folder, f"execplan completion {name}").out
    words = set(re.findall(r"[\w-]+", script))
    assert {*COMMANDS, *rules.RULE_IDS, *FORMATS, *PACKAGED} <= words


def test_bash_accepts_its_script(folder: Path) -> None:
    assert shell(folder, "execplan completion bash | bash -n").code == 0


# --- quiet --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("option", ["-q", "--quiet"])
@pytest.mark.parametrize("form", ["text", "concise", "full"])
def test_quiet_prints_nothing_where_nothing_is_found(folder: Path, option: str, form: str) -> None:
    done = execplan(folder, "lint", option, "--format", form, "plans/good.md")
    assert done == Done(0, "", "")


@pytest.mark.parametrize("form", ["text", "concise", "full"])
def test_quiet_prints_the_findings_and_no_more(folder: Path, form: str) -> None:
    loud = execplan(folder, "lint", "--format", form)
    quiet = execplan(folder, "lint", "--format", form, "--quiet")
    assert (quiet.code, loud.code) == (1, 1)
    assert quiet.out.splitlines() == loud.out.splitlines()[:-1]
    assert "required-sections" in quiet.out


def test_quiet_leaves_the_findings_to_the_file_that_they_go_to(folder: Path) -> None:
    """As ruff does: the exit code says that there are some."""
    done = execplan(folder, "lint", "--quiet", "--format", "json=out.json")
    assert (done.code, done.out, done.err) == (1, "", "")
    assert "required-sections" in (folder / "out.json").read_text()


def test_quiet_does_not_hide_what_could_not_be_done(folder: Path) -> None:
    done = execplan(folder, "lint", "--quiet", "plans/none.md", "plans/good.md")
    assert done.code == 2
    assert done.out == "cannot check: plans/none.md: no such file; name plan files or folders that exist\n"


@pytest.mark.parametrize("form", ["json", "github", "sarif"])
def test_quiet_leaves_other_formats_as_they_are(folder: Path, form: str) -> None:
    now = ["--now", "2026-11-01T12:00:00Z"]
    assert execplan(folder, "lint", "-q", "--format", form, *now) == execplan(folder, "lint", "--format", form, *now)


def test_a_quiet_gate_says_nothing_of_what_it_compared(tmp_path: Path) -> None:
    repo = GitRepo(tmp_path / "repo")
    repo.commit("plan", {"plans/x.md": session_plan("feat/a"), "src/a.py": "a\n"})
    repo.branch("feat/a")
    repo.write("src/a.py", "b\n")
    repo.stage()
    assert execplan(repo.path, "gate", "--rule", "file-scope", "--quiet") == Done(0, "", "")
    repo.write("infra/x.tf", "b\n")
    repo.stage()
    done = execplan(repo.path, "gate", "--rule", "file-scope", "--quiet")
    assert done.code == 1
    assert done.out.startswith("infra/x.tf: error: ")
    assert "compared" not in done.out


# --- standard input -----------------------------------------------------------------------------------------


def test_a_text_from_stdin_is_checked_as_the_file_that_it_is_said_to_be(folder: Path) -> None:
    done = lint_text(folder, BAD.encode(), "-", "--stdin-filename", "plans/good.md")
    assert done.code == 1
    assert done.out.replace("plans/good.md", "plans/bad.md") == execplan(folder, "lint", "plans/bad.md").out
    assert (folder / "plans/good.md").read_text(encoding="utf-8") == GOOD


def test_a_text_from_stdin_without_a_name(folder: Path) -> None:
    assert lint_text(folder, GOOD.encode(), "-").out == "checked 1 plan (1 codex): nothing found\n"
    done = lint_text(folder, BAD.encode(), "-")
    assert done.code == 1
    assert done.out.startswith("<stdin>:")
    assert lint_text(folder, b"# Notes\n", "-").out == "checked 0 plans, 1 file no plan: nothing found\n"


def test_the_name_decides_on_configuration_dialect_and_state(folder: Path) -> None:
    config = "plans:\n- {files: 'rfc/*.md', dialect: ssot}\n- {files: 'plans/*.md'}\nexclude: ['plans/old/*']\n"
    (folder / ".execplan.yaml").write_text(config, encoding="utf-8")
    (folder / "rfc").mkdir()
    asked = ("--rule", "required-sections", "-", "--stdin-filename")
    assert "(1 ssot)" in lint_text(folder, GOOD.encode(), *asked, "rfc/x.md").out
    assert "(1 ssot)" in lint_text(folder, GOOD.encode(), *asked, "x.md", cwd="rfc").out
    assert "(1 ssot)" in lint_text(folder, GOOD.encode(), *asked, str(folder / "rfc/x.md")).out
    assert "(1 codex)" in lint_text(folder, GOOD.encode(), *asked, "plans/new.md").out
    assert "1 file excluded" in lint_text(folder, BAD.encode(), *asked, "plans/old/x.md").out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "not checked: the file is empty"),
        (b"caf\xe9\n", "not checked: not UTF-8 text"),
        (b"x" * (MAX_BYTES + 1), "not checked: the file has more than 1,000,000 bytes"),
        (b"a\0b", "not checked: the file holds a NUL byte"),
    ],
    ids=["empty", "not UTF-8", "too large", "NUL"],
)
def test_a_text_from_stdin_that_cannot_be_checked(folder: Path, text: bytes, message: str) -> None:
    for arguments in (("-",), ("-", "--stdin-filename", "plans/x.md")):
        done = lint_text(folder, text, *arguments)
        assert done.code == 1
        assert f": error: {message}" in done.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-", "plans/good.md"], "- is standard input and stands alone"),
        (["-", "-"], "- is standard input and stands alone"),
        (["--stdin-filename", "x.md"], "--stdin-filename is for standard input"),
        (["plans/good.md", "--stdin-filename", "x.md"], "--stdin-filename is for standard input"),
        (["-", "--stdin-filename", ""], "--stdin-filename is no file name"),
        (["-", "--fix"], "--fix writes to files"),
    ],
)
def test_what_does_not_go_together_with_stdin(folder: Path, arguments: list[str], message: str) -> None:
    done = lint_text(folder, GOOD.encode(), *arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"execplan: {message}")


def test_a_file_that_is_called_like_stdin(folder: Path) -> None:
    (folder / "-").write_text(BAD, encoding="utf-8")
    done = lint_text(folder, GOOD.encode(), "./-")
    assert done.code == 1
    assert done.out.startswith("-:")


def test_closed_stdin_is_an_error(folder: Path) -> None:
    done = shell(folder, "execplan lint - <&-")
    assert done.code == 2
    assert "standard input" in done.err


def test_the_module_runs_from_any_folder_under_the_name_of_the_program(folder: Path) -> None:
    (folder / "rules.py").write_text("raise SystemExit(9)\n", encoding="utf-8")
    done = execplan(folder, "--help")
    assert done.out.startswith("usage: execplan [-h]")
