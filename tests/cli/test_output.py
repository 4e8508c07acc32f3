"""The report: exact text, colour, JSON's shape, GitHub's commands, and hostile text in each of them."""

from __future__ import annotations

import dataclasses
import json
import os
import pty
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execplan_hooks.model import Diagnostic, Edit, Fix, Severity
from execplan_hooks.output import github, summary, text
from execplan_hooks.output import json as output_json
from execplan_hooks.output.identity import identities
from execplan_hooks.result import Result
from tests.gating import PLAN, execplan, planned
from tests.gitrepo import environment

HOSTILE = "a::error file=x,line=1::b\n::set-env name=PATH::x\r::stop-commands::x%0A\x1b[31m\u202e##[add-path]x"
FULL = Diagnostic(
    "plans/a.md",
    "section-order",
    Severity.ERROR,
    "wrong order",
    12,
    3,
    12,
    9,
    "move it",
    fix=Fix((Edit(1, 1, 1, 2, ""),)),
    fingerprint="0123456789abcdef:1",
)
BARE = Diagnostic("src/a.py", "file-scope", Severity.NOTICE, "modified")
COMPARISON = {
    "mode": "range",
    "base": "a" * 40,
    "head": "b" * 40,
    "merge_base": "c" * 40,
    "changed_paths": 2,
    "branch": "feat/a",
    "plans": ["plans/a.md"],
    "contracts": {"plans/a.md": "the merge base cccccccccccc"},
}


def result() -> Result:
    return Result(
        diagnostics=[FULL, BARE],
        plans={"plans/a.md": "codex", "plans/b.md": "codex", "plans/c.md": "ssot"},
        others=1,
        excluded=2,
        problems=["x.md: no such file"],
        notes=["not checked: nothing"],
    )


def hostile_result() -> Result:
    found = Diagnostic(HOSTILE, "file-scope", Severity.ERROR, HOSTILE, 1, 1, 1, 2, HOSTILE)
    compared = COMPARISON | {"branch": HOSTILE, "plans": [HOSTILE], "contracts": {HOSTILE: HOSTILE}}
    return Result([found], {HOSTILE: "codex"}, problems=[HOSTILE], comparison=compared, notes=[HOSTILE])


# --- text -------------------------------------------------------------------------------------------------


def test_text() -> None:
    assert text.render(result()) == (
        "plans/a.md:12:3: error: wrong order [section-order]\n"
        "    help: move it\n"
        "src/a.py: notice: modified [file-scope]\n"
        "cannot check: x.md: no such file\n"
        "not checked: nothing\n"
        "checked 3 plans (2 codex, 1 ssot), 1 file no plan, 2 files excluded: 1 error, 1 notice, 1 problem; "
        "1 fixable with --fix\n"
    )


def test_text_of_a_gate_run() -> None:
    assert text.render(Result(plans={"plans/a.md": "session"}, comparison=COMPARISON)) == (
        "compared bbbbbbbbbbbb with the merge base cccccccccccc (base aaaaaaaaaaaa)\n"
        "branch feat/a\n"
        "plan plans/a.md, contract from the merge base cccccccccccc\n"
        "checked 2 changed paths against 1 governing plan: nothing found\n"
    )
    first = COMPARISON | {"mode": "staged", "base": None, "head": "index", "merge_base": None, "branch": None}
    assert text.render(Result(comparison=first)) == (
        "compared the index with HEAD (no commit yet)\n"
        "checked 2 changed paths against 0 governing plans: nothing found\n"
    )


def test_a_position_without_a_column() -> None:
    found = Diagnostic("a.md", "links", Severity.WARNING, "m", 4)
    assert text.render(Result([found])).startswith("a.md:4:1: warning: m [links]\n")


def test_colour_changes_nothing_else() -> None:
    coloured = text.render(result(), colour=True)
    assert "\x1b[31merror\x1b[0m" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == text.render(result())


def test_no_line_of_the_text_is_a_command_of_githubs_runner() -> None:
    found = Diagnostic("::error::x", "file-scope", Severity.ERROR, "m")
    indented = Diagnostic("  ::error::x", "file-scope", Severity.ERROR, "m")
    rendered = text.render(Result([found, indented])) + text.render(hostile_result())
    assert rendered.startswith("./::error::x: error: m [file-scope]\n")
    assert [line for line in rendered.split("\n") if line.lstrip().startswith("::")] == []
    assert "##[" not in rendered


def run_on_a_terminal(folder: Path, *arguments: str, **env: str) -> str:
    """What `execplan` writes to a terminal of its own."""
    leader, follower = pty.openpty()
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "execplan_hooks", *arguments],
            cwd=folder,
            env=environment() | {"TERM": "xterm", "PYTHONPATH": str(Path(__file__).parents[2])} | env,
            stdin=subprocess.DEVNULL,
            stdout=follower,
            stderr=follower,
        )
        os.close(follower)
        follower = -1
        written = b""
        while True:
            try:
                data = os.read(leader, 65536)
            except OSError:  # Linux says EIO where the other side is closed
                break
            if not data:
                break
            written += data
        process.wait(timeout=10)
    finally:
        os.close(leader)
        if follower >= 0:
            os.close(follower)
    return written.decode().replace("\r\n", "\n")


def test_colour_on_a_terminal_only(tmp_path: Path) -> None:
    repo = planned(tmp_path / "repo")
    repo.commit("work", {"docs/b.md": "more\n"})
    without = execplan(repo.path, "gate", "--base", "main").out
    assert "\x1b" not in without
    coloured = run_on_a_terminal(repo.path, "gate", "--base", "main")
    assert "\x1b[31merror\x1b[0m" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == without
    assert run_on_a_terminal(repo.path, "gate", "--base", "main", NO_COLOR="1") == without
    assert run_on_a_terminal(repo.path, "gate", "--base", "main", TERM="dumb") == without
    assert "\x1b" in run_on_a_terminal(repo.path, "gate", "--base", "main", NO_COLOR="")
    assert "\x1b" not in run_on_a_terminal(repo.path, "gate", "--base", "main", "--format", "json")


def test_colour_where_the_environment_asks_for_it(tmp_path: Path) -> None:
    repo = planned(tmp_path / "repo")
    repo.commit("work", {"docs/b.md": "more\n"})
    for asked, coloured in [
        ({"FORCE_COLOR": "1"}, True),
        ({"CLICOLOR_FORCE": "1"}, True),
        ({"FORCE_COLOR": "0"}, False),
        ({"FORCE_COLOR": ""}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ]:
        done = execplan(repo.path, "gate", "--base", "main", "--format", "text", "--format", "full=f.txt", env=asked)
        assert ("\x1b[31merror" in done.out) == coloured, asked
        assert "\x1b" not in (repo.path / "f.txt").read_text()


@pytest.mark.parametrize(
    ("form", "unbuffered", "codes"),
    # Without a buffer Python takes the first part that was written for the whole and notices nothing.
    [("text", "", {141}), ("json", "", {141}), ("github", "", {141}), ("text", "1", {1, 141})],
)
def test_a_reader_that_goes_away_gets_no_traceback(tmp_path: Path, form: str, unbuffered: str, codes: set[int]) -> None:
    repo = planned(tmp_path / "repo")
    repo.commit("work", {f"docs/{'x' * 50}{number}.md": "x" for number in range(2000)})
    process = subprocess.Popen(
        [sys.executable, "-m", "execplan_hooks", "gate", "--base", "main", "--format", form],
        cwd=repo.path,
        env=environment() | {"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONUNBUFFERED": unbuffered},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(timeout=10) in codes


# --- JSON -------------------------------------------------------------------------------------------------


def test_json() -> None:
    assert json.loads(output_json.render(result())) == {
        "version": 1,
        "diagnostics": [
            {
                "path": "plans/a.md",
                "line": 12,
                "column": 3,
                "end_line": 12,
                "end_column": 9,
                "rule": "section-order",
                "severity": "error",
                "message": "wrong order",
                "help": "move it",
                "fixable": True,
                "fix_safe": True,
                "fingerprint": "0123456789abcdef:1",
            },
            {
                "path": "src/a.py",
                "line": None,
                "column": None,
                "end_line": None,
                "end_column": None,
                "rule": "file-scope",
                "severity": "notice",
                "message": "modified",
                "help": "",
                "fixable": False,
                "fix_safe": None,
                "fingerprint": identities([BARE])[0],
            },
        ],
        "summary": {
            "plans": 3,
            "others": 1,
            "excluded": 2,
            "errors": 1,
            "warnings": 0,
            "notices": 1,
            "suppressed": 0,
            "baselined": 0,
            "untouched": 0,
            "fixed": 0,
        },
        "problems": ["x.md: no such file"],
        "notes": ["not checked: nothing"],
    }


def test_json_of_a_gate_run_holds_the_comparison() -> None:
    report = json.loads(output_json.render(Result(comparison=COMPARISON)))
    assert report["comparison"] == COMPARISON
    documented = {"base", "head", "merge_base", "changed_paths", "branch", "plans"}
    assert documented <= set(report["comparison"])


def test_hostile_text_in_json() -> None:
    rendered = output_json.render(hostile_result())
    assert rendered.isascii()
    report = json.loads(rendered)
    (found,) = report["diagnostics"]
    assert (found["path"], found["message"], found["help"]) == (HOSTILE, HOSTILE, HOSTILE)
    assert [line for line in rendered.split("\n") if line.lstrip().startswith("::")] == []


def test_the_last_line_says_what_does_not_count_and_what_can_be_fixed() -> None:
    unsafe = dataclasses.replace(FULL, fix=Fix((Edit(1, 1, 1, 2, ""),), safe=False))
    left_out = Counter({"suppressed": 2, "untouched": 0, "baselined": 3})
    counted = Result([FULL, unsafe, unsafe], {"a.md": "codex"}, left_out=left_out, fixed=4)
    last = (
        "checked 1 plan (1 codex): 3 errors; 3 baselined, 2 suppressed; 4 fixed; "
        "1 fixable with --fix, 2 fixable with --unsafe-fixes"
    )
    assert text.render(counted).splitlines()[-1] == last
    assert github.render(counted).splitlines()[-1] == last
    assert f"`{last}`" in summary.render(counted, 1)
    told = json.loads(output_json.render(counted))["summary"]
    assert {key: told[key] for key in ("suppressed", "baselined", "untouched", "fixed")} == {
        "suppressed": 2,
        "baselined": 3,
        "untouched": 0,
        "fixed": 4,
    }


def test_what_was_not_checked_has_a_fingerprint_too_and_no_two_are_the_same() -> None:
    found = Diagnostic("a.md", "not-checked", Severity.ERROR, "m")
    names = identities([found, found, dataclasses.replace(found, path="b.md")])
    assert names[0] == names[2] != names[1]
    assert all(names)


# --- GitHub -----------------------------------------------------------------------------------------------


def test_a_huge_message_is_cut_where_github_would_cut_it() -> None:
    found = Diagnostic("a.md", "links", Severity.WARNING, "\u65e5%" * 50_000, 4)
    shown = github.render(Result([found], problems=["x" * 100_000])).splitlines()
    for line in shown[:2]:
        message = line.split("::", 2)[2].replace("%25", "%")
        assert github.MAX_BYTES - 4 <= len(message.encode()) <= github.MAX_BYTES + 3
        assert message.endswith("\u2026")


def test_github() -> None:
    assert github.render(result()) == (
        "::error file=plans/a.md,line=12,endLine=12,col=3,endColumn=9,title=execplan section-order"
        "::wrong order%0Ahelp: move it\n"
        "::notice file=src/a.py,title=execplan file-scope::modified\n"
        "::error title=execplan::cannot check: x.md: no such file\n"
        "::notice title=execplan::not checked: nothing\n"
        "checked 3 plans (2 codex, 1 ssot), 1 file no plan, 2 files excluded: 1 error, 1 notice, 1 problem; "
        "1 fixable with --fix\n"
    )


def test_github_of_a_gate_run_says_what_was_compared() -> None:
    lines = github.render(Result(plans={"plans/a.md": "session"}, comparison=COMPARISON)).splitlines()
    assert lines == text.render(Result(plans={"plans/a.md": "session"}, comparison=COMPARISON)).splitlines()


def test_columns_of_different_lines_are_left_out() -> None:
    found = Diagnostic("a.md", "links", Severity.WARNING, "m", 4, 7, 6, 2)
    assert github.render(Result([found])).startswith("::warning file=a.md,line=4,endLine=6,title=execplan links::m\n")


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("a,b:c%d.md", "a%2Cb%3Ac%25d.md"),
        ("a::error file=x,line=1::b", "a%3A%3Aerror file=x%2Cline=1%3A%3Ab"),
        ("a\nb\r.md", "a\\nb\\r.md"),
        ("::stop-commands::x", "%3A%3Astop-commands%3A%3Ax"),
        ("%0A::x", "%250A%3A%3Ax"),
    ],
)
def test_properties_are_escaped(path: str, shown: str) -> None:
    found = Diagnostic(path, "links", Severity.WARNING, "m", 4)
    assert github.render(Result([found])).startswith(f"::warning file={shown},line=4,title=execplan links::m\n")


OURS = re.compile(r"::(?:error|warning|notice) (?:file=[^:,\r\n]*,[^:\r\n]*|title=execplan)::[^\r\n]*")


def test_hostile_text_gives_no_command() -> None:
    lines = github.render(hostile_result()).split("\n")
    commands = [line for line in lines if line.lstrip().startswith("::")]
    assert len(commands) == 3
    assert [line for line in commands if not OURS.fullmatch(line)] == []
    assert [line for line in lines if "\r" in line or "\x1b" in line or "##[" in line] == []


@given(st.text(), st.text(), st.text())
def test_any_text_gives_no_command_but_ours(path: str, message: str, help_text: str) -> None:
    found = Diagnostic(path, "file-scope", Severity.ERROR, message, 1, 1, 1, 2, help_text)
    compared = COMPARISON | {"branch": message, "contracts": {path: help_text}}
    shown = Result([found], {path: "codex"}, problems=[message], comparison=compared, notes=[help_text])
    lines = github.render(shown).split("\n")
    commands = [line for line in lines if line.lstrip().startswith("::")]
    assert len(commands) == 3
    assert [line for line in commands if not OURS.fullmatch(line)] == []


def test_hostile_paths_end_to_end(tmp_path: Path) -> None:
    repo = planned(tmp_path / "repo")
    name = "::error file=x,line=1::b\n::set-env name=PATH::x"
    repo.commit("work", {name: "x"})
    for form in ("text", "json", "github"):
        done = execplan(repo.path, "gate", "--base", "main", "--rule", "file-scope", "--format", form)
        assert done.code == 1
        commands = [line for line in done.out.split("\n") if line.lstrip().startswith("::")]
        assert len(commands) == (1 if form == "github" else 0)
        assert [line for line in commands if not OURS.fullmatch(line)] == []
        assert PLAN in done.out


# --- exit codes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("worst", "fail_on", "code"),
    [
        (None, Severity.NOTICE, 0),
        (Severity.NOTICE, Severity.ERROR, 0),
        (Severity.NOTICE, Severity.NOTICE, 1),
        (Severity.WARNING, Severity.ERROR, 0),
        (Severity.WARNING, Severity.WARNING, 1),
        (Severity.ERROR, Severity.ERROR, 1),
    ],
)
@pytest.mark.parametrize("count", [1, 300])
def test_the_exit_code_is_no_count(worst: Severity | None, fail_on: Severity, code: int, count: int) -> None:
    found = [Diagnostic("a.md", "links", worst, "m")] * count if worst else []
    assert Result(found).exit_code(fail_on) == code
    assert Result(found, problems=["x"]).exit_code(fail_on) == 2


@pytest.mark.parametrize("text", ["##[stop-commands]tok", "a ##[error]", "\\##[error]", "###[x", "#[", "\\u0023["])
def test_json_holds_no_command_of_the_old_form_and_loses_nothing(text: str) -> None:
    shown = output_json.render(Result([Diagnostic(text, "file-scope", Severity.ERROR, text, help=text)], notes=[text]))
    assert "##[" not in shown
    report = json.loads(shown)
    assert [report["diagnostics"][0][name] for name in ("path", "message", "help")] == [text] * 3
    assert report["notes"] == [text]


@pytest.mark.parametrize("count", [3, 4, 9])
def test_the_same_notice_of_many_plans_that_are_not_checked_is_one_line(count: int) -> None:
    paths = [f"plans/{number}.md" for number in range(count)]
    unchecked = [
        Diagnostic(path, rule, Severity.NOTICE, f"{what} not checked: none is declared", 1)
        for path in paths
        for rule, what in (("branch-continuity", "branch"), ("file-scope", "files"))
    ]
    others = [
        Diagnostic("plans/1.md", "branch-continuity", Severity.ERROR, "files not checked: it is hidden", 1),
        *(Diagnostic(path, "file-scope", Severity.NOTICE, "modified; allowed under a condition: x") for path in paths),
    ]
    found = sorted([*unchecked, *others], key=lambda diagnostic: diagnostic.sort_key)
    gate = Result(list(found), dict.fromkeys(paths, "codex"), comparison=COMPARISON)
    lines = [line for line in text.render(gate).splitlines() if " not checked: none" in line]
    if count <= 3:
        assert len(lines) == 2 * count
    else:
        named = f"plans/0.md, plans/1.md, plans/2.md and {count - 3} more"
        assert lines == [
            f"{named}: notice: branch not checked: none is declared [branch-continuity]",
            f"{named}: notice: files not checked: none is declared [file-scope]",
        ]
    assert text.render(gate).count("modified; allowed") == count
    assert text.render(gate).count("it is hidden") == 1
    assert f"1 error, {3 * count} notices" in text.render(gate)
    assert text.render(gate, shape="concise").count(" not checked: none") == 2 * count
    lint = Result(list(found), dict.fromkeys(paths, "codex"))
    assert text.render(lint).count(" not checked: none") == 2 * count
