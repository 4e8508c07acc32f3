"""Reports that go to files: several formats at once, what cannot be, and that nothing is lost."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from execplan_hooks.model import ExecplanError
from execplan_hooks.options import Format
from execplan_hooks.output import targets
from tests.fixtures import conforming, plan_folder
from tests.gating import PLAN, execplan, planned
from tests.gitrepo import environment
from tests.output.logs import checked

BAD = conforming("codex") + "\npassword = 'aB3dE5gH7jK9lM1nP3qR'\n"
LAST = "checked 1 plan (1 codex): 1 error"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository's root (no git needed) with a plan that has one finding."""
    return plan_folder(tmp_path / "repo", {"bad.md": BAD})


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {".git", "plans"}


def test_several_formats_at_once(folder: Path) -> None:
    alone = execplan(folder, "lint")
    done = execplan(folder, "lint", "--format", "text", "--format", "sarif=out.sarif", "--format=json=out.json")
    assert done == alone
    assert len(checked((folder / "out.sarif").read_text())["results"]) == 1
    assert len(json.loads((folder / "out.json").read_text())["diagnostics"]) == 1
    assert names(folder) == {"out.sarif", "out.json"}


@pytest.mark.parametrize("option", ["--output", "-o"])
def test_the_format_without_a_file_goes_to_the_output(folder: Path, option: str) -> None:
    done = execplan(folder, "lint", "--format", "json", "--format", "full=full.txt", option, "out.json")
    assert (done.code, done.out, done.err) == (1, f"{LAST}\n", "")
    assert json.loads((folder / "out.json").read_text())["version"] == 1
    assert (folder / "full.txt").read_text().endswith(f"{LAST}\n")
    done = execplan(folder, "lint", "-o", "out.txt")
    assert done.out == f"{LAST}\n"
    assert (folder / "out.txt").read_text() == execplan(folder, "lint").out


def test_a_file_that_may_not_be_written_is_known_before_anything_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its folder would allow to put another one in its place."""
    file = tmp_path / "out.json"
    file.write_text("kept", encoding="utf-8")
    monkeypatch.setattr(os, "access", lambda path, _: Path(path) != file)
    with pytest.raises(ExecplanError, match="it is read-only; make it writable, or name another file"):
        targets.targets([Format("json", str(file))], None, None)


def test_a_run_is_never_silent(folder: Path) -> None:
    done = execplan(folder, "lint", "--format", "sarif=out.sarif", "plans/bad.md", "none.md")
    assert done.code == 2
    assert done.out.splitlines() == [
        "cannot check: none.md: no such file; name plan files or folders that exist",
        f"{LAST}, 1 problem",
    ]


def test_file_names_follow_the_format_as_pre_commit_hands_them_over(folder: Path) -> None:
    done = execplan(folder, "lint", "--format", "full", "plans/bad.md", "plans/bad.md")
    assert (done.code, done.out.splitlines()[-1]) == (1, LAST)


def test_the_gate_reports_to_files_too(tmp_path: Path) -> None:
    repo = planned(tmp_path / "repo")
    repo.commit("work", {"docs/b.md": "more\n"})
    done = execplan(repo.path, "gate", "--base", "main", "--format", "sarif=out.sarif")
    assert done.out.startswith("checked 1 changed path against 1 governing plan: 1 error")
    assert PLAN not in done.out
    found = checked((repo.path / "out.sarif").read_text())["results"]
    assert "file-scope" in [result["ruleId"] for result in found]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "sarif=plans"], "plans: the report cannot be written (it is a folder; name a file in it)"),
        (["--format", "sarif=new/"], "new/: the report cannot be written (it is a folder; name a file in it)"),
        (
            ["--output", "no/out.txt"],
            "no/out.txt: the report cannot be written (its folder does not exist; create it, or name another file)",
        ),
        (
            ["--output", "there.txt/x"],
            "there.txt/x: the report cannot be written (its folder does not exist; create it, or name another file)",
        ),
        (["--output", "/proc/x.sarif"], "/proc/x.sarif: the report cannot be written ("),
        (["--output", "loop"], "loop: the report cannot be written (Too many levels of symbolic links)"),
        (["--output", "x" * 300], f"{'x' * 300}: the report cannot be written (File name too long)"),
        (
            ["--output", "plans/bad.md"],
            "plans/bad.md: the report cannot be written (it is Markdown and may be a plan; name a file",
        ),
        (
            ["--format", "json=a.txt", "--format", "sarif=./plans/../a.txt"],
            "--format sarif=./plans/../a.txt and json=a.txt would both go to one file; give each a file of its own",
        ),
        (["--format", "json=there.txt", "--format", "sarif=link.txt"], "--format sarif=link.txt and json=there.txt"),
        (["--format", "json=there.txt", "--format", "sarif=hard.txt"], "--format sarif=hard.txt and json=there.txt"),
        (["--format", "json=to-new.txt", "--format", "text=new.txt"], "--format text=new.txt and json=to-new.txt"),
        (["--format", "json=s.txt", "--summary", "./s.txt"], "--format json=s.txt and --summary s.txt would both go"),
        (["--format", "json=there.txt", "--summary", "there.txt"], "--format json=there.txt and --summary there.txt"),
        (["--format", "json", "--format", "sarif"], "--format sarif and json would both go to stdout; give each"),
        (["--format", "json", "--format", "sarif=/dev/stdout"], "--format sarif=/dev/stdout and json would both go to"),
        (["--format", "json", "--format", "sarif", "-o", "a"], "--format sarif=a and json=a would both go to one file"),
        (["--format", "json=a", "--output", "b"], "--output: each format has a file of its own; leave --output out"),
        (["--format", "sarf"], "invalid choice: 'sarf'; did you mean sarif? (choose from text, concise, full, json,"),
        (["--format", "sarif="], "no file after sarif=; write sarif=FILE, or sarif alone for stdout"),
        (["--format", "x\n::error::y"], "invalid choice: 'x\\n::error::y' (choose from"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_checked(folder: Path, arguments: list[str], message: str) -> None:
    (folder / "there.txt").write_text("as it was\n")
    (folder / "link.txt").symlink_to("there.txt")
    (folder / "hard.txt").hardlink_to(folder / "there.txt")
    (folder / "to-new.txt").symlink_to("new.txt")
    (folder / "loop").symlink_to("loop")
    before = names(folder)
    (folder / ".execplan.yaml").write_text("versoin: 1\n")  # it would be the first thing that is read
    done = execplan(folder, "lint", *arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert names(folder) - {"s.txt"} == before | {".execplan.yaml"}  # the summary says why, as for each failure
    assert (folder / "there.txt").read_text() == "as it was\n"
    assert (folder / "plans/bad.md").read_text() == BAD


def test_a_report_replaces_the_old_one_whole(folder: Path) -> None:
    out = folder / "out.json"
    out.write_text("x" * 100_000)
    out.chmod(0o640)
    link = folder / "link.json"
    link.symlink_to("out.json")
    assert execplan(folder, "lint", "--format", "json=link.json").code == 1
    assert json.loads(out.read_text())["version"] == 1
    assert stat.S_IMODE(out.stat().st_mode) == 0o640
    assert link.is_symlink()
    assert names(folder) == {"out.json", "link.json"}


def test_a_new_file_has_the_rights_that_files_get(folder: Path) -> None:
    before = os.umask(0o027)
    try:
        execplan(folder, "lint", "-o", "out.txt")
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder / "out.txt").stat().st_mode) == 0o640


def test_nothing_is_lost_where_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out.txt"
    out.write_text("as it was\n")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(ExecplanError, match=r"out\.txt: the report cannot be written \(No space left on device\)"):
        targets.write(str(out), "new\n")
    assert out.read_text() == "as it was\n"
    assert names(tmp_path) == {"out.txt"}


def test_what_can_be_reported_is_where_one_file_fails(folder: Path) -> None:
    """The folder goes away while the plans are checked."""
    script = (
        "import os, sys; from execplan_hooks import cli, runner; lint = runner.lint\n"
        "def gone(*given):\n    os.rmdir('gone'); return lint(*given)\n"
        "runner.lint = gone; sys.exit(cli.main(sys.argv[1:]))"
    )
    (folder / "gone").mkdir()
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            script,
            "lint",
            "--format",
            "text",
            "--format",
            "json=gone/a",
            "--format",
            "sarif=b.sarif",
        ],
        cwd=folder,
        env=environment() | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout.endswith(f"{LAST}\n")
    reason = "its folder does not exist; create it, or name another file"
    assert done.stderr == f"execplan: gone/a: the report cannot be written ({reason})\n"
    assert len(checked((folder / "b.sarif").read_text())["results"]) == 1


def test_stdout_by_another_name_is_stdout(folder: Path) -> None:
    done = execplan(folder, "lint", "--format", "json=/dev/stdout")
    assert json.loads(done.out)["version"] == 1


def test_a_report_may_go_to_a_pipe(folder: Path) -> None:
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()), daemon=True)
    reader.start()
    done = execplan(folder, "lint", "--format", "json=pipe")
    reader.join(10)
    assert (done.code, json.loads(read[0])["version"]) == (1, 1)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_pipe_that_nobody_reads_does_not_hang(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    done = execplan(folder, "lint", "--format", "json=pipe")
    assert (done.code, done.out) == (2, f"{LAST}\n")
    assert re.fullmatch(r"execplan: pipe: the report cannot be written \(No such device or address\)\n", done.err)


def test_reports_that_are_thrown_away_are_no_two_to_one_place() -> None:
    chosen = targets.targets([Format("json", os.devnull), Format("text")], None, None)
    assert [target.file for target in chosen] == [os.devnull, None]


def test_github_gets_an_annotation_of_a_failure_only_where_it_reads(folder: Path) -> None:
    (folder / ".execplan.yaml").write_text("versoin: 1\n")
    shown = execplan(folder, "lint", "--format", "sarif=out.sarif", "--format", "github")
    assert (shown.code, shown.out[:8]) == (2, "::error ")
    assert execplan(folder, "lint", "--format", "github=out.txt").out == ""
    assert names(folder) == {".execplan.yaml"}
