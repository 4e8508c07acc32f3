"""`execplan lint --fix` and `--diff` as processes: what they write, what they say, how they end."""

from __future__ import annotations

import json
import os
import random
import string
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from execplan_hooks.cli import main
from execplan_hooks.fixing import fixer
from tests.fixtures import conforming, plan_folder
from tests.gating import Done, execplan
from tests.gitrepo import GitRepo, environment

GOOD = conforming("codex")
BAD = GOOD.replace("## Progress", "## Progres")  # safe: one answer is right
MOVED = (
    GOOD.replace("## Progress", "## Swap")
    .replace("## Decision Log", "## Progress")
    .replace("## Swap", "## Decision Log")
)
DROPPED = GOOD[: GOOD.index("## Idempotence")] + GOOD[GOOD.index("## Artifacts") :]
SECRET = "ghp_" + "".join(random.Random(3).choices(string.ascii_letters + string.digits, k=36))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository's root (no git needed) with a plan `plans/a.md` that has one finding, with a safe fix."""
    return plan_folder(tmp_path / "repo", {"a.md": BAD})


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_fix_repairs_and_reports_what_is_left(folder: Path) -> None:
    (folder / "plans/b.md").write_text(BAD.replace("## Decision Log", "## Decided"), encoding="utf-8")
    done = execplan(folder, "lint", "--fix")
    assert done.code == 1
    assert done.out.count("[required-sections]") == 1
    assert "2 fixed" in done.out.splitlines()[-1]
    assert (folder / "plans/a.md").read_text(encoding="utf-8") == GOOD
    assert (folder / "plans/b.md").read_text(encoding="utf-8") == GOOD.replace("## Decision Log", "## Decided")
    assert names(folder) == ["plans/a.md", "plans/b.md"]


def test_fix_ends_as_lint_does_afterwards_and_a_second_run_changes_nothing(folder: Path) -> None:
    assert execplan(folder, "lint").code == 1
    done = execplan(folder, "lint", "--fix")
    assert (done.code, done.err) == (0, "")
    status = (folder / "plans/a.md").stat()
    again = execplan(folder, "lint", "--fix")
    assert (again.code, "fixed" in again.out) == (0, False)
    assert (folder / "plans/a.md").stat().st_ino == status.st_ino, "nothing was written"


def test_json_says_how_many_were_fixed(folder: Path) -> None:
    assert json.loads(execplan(folder, "lint", "--fix", "--format", "json").out)["summary"]["fixed"] == 1


@pytest.mark.parametrize(("options", "fixed"), [((), False), (("--unsafe-fixes",), True)])
def test_unsafe_fixes_are_for_those_who_ask(folder: Path, options: tuple[str, ...], fixed: bool) -> None:
    (folder / "plans/a.md").write_text(DROPPED, encoding="utf-8")
    execplan(folder, "lint", "--fix", *options)
    assert ((folder / "plans/a.md").read_text(encoding="utf-8") != DROPPED) == fixed


def test_diff_prints_what_git_and_patch_apply_and_writes_nothing(folder: Path) -> None:
    crlf = BAD.replace("\n", "\r\n").removesuffix("\r\n").encode()
    (folder / "plans/über b.md").write_bytes(b"\xef\xbb\xbf" + crlf)
    before = {name: (folder / name).read_bytes() for name in names(folder)}
    shown = subprocess.run(
        [sys.executable, "-m", "execplan_hooks", "lint", "--diff"], cwd=folder, capture_output=True, env=environment()
    )
    assert shown.returncode == 1
    said = b"would fix 2 findings in 2 plans; 0 findings would be left; nothing was written\n"
    assert shown.stderr == said
    assert {name: (folder / name).read_bytes() for name in names(folder)} == before
    (folder / ".git").rmdir()
    subprocess.run(["git", "apply", "-"], cwd=folder, input=shown.stdout, check=True, env=environment())
    assert (folder / "plans/a.md").read_text(encoding="utf-8") == GOOD
    assert (folder / "plans/über b.md").read_bytes() == b"\xef\xbb\xbf" + crlf.replace(
        b"## Progres\r", b"## Progress\r"
    )
    done = execplan(folder, "lint", "--diff", "plans")
    assert (done.code, done.out) == (0, "")
    assert done.err == "would fix 0 findings in 0 plans; 0 findings would be left; nothing was written\n"
    assert execplan(folder, "lint", "--diff", "--quiet", "plans").err == ""


def test_diff_shows_what_fix_does(folder: Path) -> None:
    text = DROPPED.replace("## Progress", "## Progres")
    for name in ("a.md", "b.md"):
        (folder / "plans" / name).write_text(text, encoding="utf-8")
    shown = execplan(folder, "lint", "--diff", "--unsafe-fixes")
    subprocess.run(["patch", "-p1", "-s"], cwd=folder, input=shown.out, text=True, check=True)
    patched = (folder / "plans/b.md").read_text(encoding="utf-8")
    (folder / "plans/a.md").write_text(text, encoding="utf-8")
    execplan(folder, "lint", "--fix", "--unsafe-fixes")
    assert (folder / "plans/a.md").read_text(encoding="utf-8") == patched


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--unsafe-fixes",), "add --diff to see them, or --fix to apply them"),
        (("--fix", "--diff"), "not allowed with argument"),
        (("--fix", "-"), "--fix writes to files, and stdin is none; use --diff, or name the file"),
        (("--diff", "--format", "json"), "leave --format, --output and --summary out"),
        (("--diff", "--output", "x.txt"), "leave --format, --output and --summary out"),
        (("--diff", "--summary", "x.md"), "leave --format, --output and --summary out"),
    ],
)
def test_options_that_make_no_sense_together(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    done = execplan(folder, "lint", *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert (folder / "plans/a.md").read_text(encoding="utf-8") == BAD


def unwritten(folder: Path, said: str) -> Done:
    """A run that cannot fix `plans/a.md`. Asserts that it says why, ends with 2, and still fixes `plans/b.md`."""
    content = (folder / "plans/a.md").read_bytes()
    (folder / "plans/b.md").write_text(BAD, encoding="utf-8")
    done = execplan(folder, "lint", "--fix")
    assert done.code == 2
    assert f"cannot check: plans/a.md: {said}" in done.out
    assert (folder / "plans/a.md").read_bytes() == content
    assert (folder / "plans/b.md").read_text(encoding="utf-8") == GOOD
    assert not [name for name in names(folder) if name.endswith(".tmp")]
    return done


def test_a_read_only_file(folder: Path) -> None:
    (folder / "plans/a.md").chmod(0o444)
    done = unwritten(folder, "is read-only, so nothing was written; make it writable if it is to be fixed")
    assert "plans/a.md:" in done.out.splitlines()[0], "what is left is reported"
    assert done.out.splitlines()[-1].startswith("checked 2 plans (2 codex): 1 error, 1 problem"), "it was checked"
    (folder / "plans/a.md").write_text(GOOD, encoding="utf-8")
    assert execplan(folder, "lint", "--fix").code == 0, "where there is nothing to fix it need not be writable"


@pytest.mark.parametrize("other", ["\r\n", "\r"])
def test_mixed_newlines(folder: Path, other: str) -> None:
    (folder / "plans/a.md").write_bytes(BAD.replace("\n", other, 3).encode())
    assert execplan(folder, "lint").code == 1, "they are no reason not to check"
    unwritten(folder, "not fixed, its lines end partly in CRLF or CR and partly in LF; give all of them the same end")
    done = execplan(folder, "lint", "--diff")
    assert (done.code, done.out) == (2, "")
    assert "cannot check: plans/a.md: not fixed, its lines end partly" in done.err


def test_a_hard_link(folder: Path) -> None:
    os.link(folder / "plans/a.md", folder / "a.txt")
    unwritten(folder, "has a second name (a hard link), ")


def test_a_link_out_of_the_repository(folder: Path) -> None:
    outside = folder.parent / "outside.md"
    (folder / "plans/a.md").rename(outside)
    (folder / "plans/a.md").symlink_to(outside)
    unwritten(folder, "not fixed, it is a link that leads out of the repository; ")
    assert (folder / "plans/a.md").is_symlink()


def test_a_link_within_the_repository_stays_and_its_target_is_fixed_once(folder: Path) -> None:
    (folder / "kept").mkdir()
    (folder / "plans/a.md").rename(folder / "kept/a.md")
    (folder / "plans/a.md").symlink_to("../kept/a.md")
    (folder / "plans/b.md").symlink_to("a.md")
    done = execplan(folder, "lint", "--diff", "plans/a.md", "plans/b.md", "kept/a.md")
    assert (done.code, done.out.count("+++ b/kept/a.md"), done.out.count("+++")) == (1, 1, 1)
    assert "; 0 findings would be left" in done.err
    assert execplan(folder, "lint", "--fix").code == 0
    assert os.readlink(folder / "plans/a.md") == "../kept/a.md"
    assert (folder / "kept/a.md").read_text(encoding="utf-8") == GOOD


def test_a_file_that_changes_while_it_is_fixed(folder: Path) -> None:
    """A second thread writes whenever the file is opened for the comparison before the replacement."""
    program = (
        "import sys; from pathlib import Path; from execplan_hooks.fixing import writing\n"
        "after = writing._refuse_changed\n"
        "def changed(file, before):\n"
        "    file.write_bytes(before + b'more\\n'); after(file, before)\n"
        "writing._refuse_changed = changed\n"
        "from execplan_hooks.cli import main; sys.exit(main(['lint', '--fix']))\n"
    )
    env = environment() | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, env=env)
    assert done.returncode == 2
    said = "cannot check: plans/a.md: was changed while it was fixed, so nothing was written; run it again"
    assert said in done.stdout.splitlines()
    assert (folder / "plans/a.md").read_text(encoding="utf-8") == BAD + "more\n"
    assert names(folder) == ["plans/a.md"]


def test_a_reader_never_sees_half_of_a_plan(folder: Path) -> None:
    file, seen, stop = folder / "plans/a.md", set(), threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen.add(file.read_text(encoding="utf-8"))

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(2):
        execplan(folder, "lint", "--fix")
    stop.set()
    reader.join()
    assert seen <= {BAD, GOOD}


def test_a_difference_with_a_secret_in_it_is_left_out(folder: Path) -> None:
    (folder / "plans/a.md").write_text(BAD.replace("## Progres\n", f"## Progres\n\ntoken {SECRET}\n"), encoding="utf-8")
    (folder / "plans/b.md").write_text(BAD, encoding="utf-8")
    done = execplan(folder, "lint", "--diff")
    assert done.code == 2
    assert SECRET[4:12] not in done.out + done.err
    assert "+++ b/plans/b.md" in done.out
    assert "plans/a.md" not in done.out
    assert "plans/a.md: its difference is left out, a line of it holds what looks like a secret; " in done.err


def test_no_line_of_a_difference_is_a_command_to_a_workflow(folder: Path) -> None:
    text = BAD.replace("## Progres\n", "## Progres\n\n::add-mask::x\n")
    (folder / "plans/a.md").write_text(text, encoding="utf-8")
    done = execplan(folder, "lint", "--diff", env={"GITHUB_ACTIONS": "true"})
    assert (done.code, done.out) == (2, "")
    assert "::add-mask" in execplan(folder, "lint", "--diff").out


def test_diff_of_stdin(folder: Path) -> None:
    for arguments, name in ((("--stdin-filename", "plans/c d.md"), "plans/c d.md"), ((), "<stdin>")):
        done = subprocess.run(
            [sys.executable, "-m", "execplan_hooks", "lint", "--diff", "-", *arguments],
            cwd=folder,
            input=BAD,
            capture_output=True,
            text=True,
            env=environment(),
        )
        assert done.returncode == 1
        assert f"\n+++ b/{name}" in done.stdout
        assert "would fix 1 finding in 1 plan; 0 findings would be left" in done.stderr
    assert names(folder) == ["plans/a.md"]


def test_suppressed_and_baselined_findings_are_not_fixed(folder: Path) -> None:
    text = BAD.replace("## Progres\n", "<!-- execplan: allow required-sections -- the old name -->\n## Progres\n")
    (folder / "plans/a.md").write_text(text, encoding="utf-8")
    assert execplan(folder, "lint", "--fix").code == 0
    assert (folder / "plans/a.md").read_text(encoding="utf-8") == text
    (folder / "plans/a.md").write_text(BAD, encoding="utf-8")
    assert execplan(folder, "baseline").code == 0
    assert execplan(folder, "lint", "--fix").code == 0
    assert (folder / "plans/a.md").read_text(encoding="utf-8") == BAD
    execplan(folder, "lint", "--fix", "--no-baseline")
    assert (folder / "plans/a.md").read_text(encoding="utf-8") == GOOD


def test_only_findings_on_lines_that_a_change_touches_are_fixed(tmp_path: Path) -> None:
    repo = GitRepo(tmp_path / "repo")
    repo.commit("plan", {"plans/a.md": BAD})
    repo.write("plans/a.md", BAD.replace("## Decision Log", "## Decison Log"))
    assert execplan(repo.path, "lint", "--fix", "--changed-lines", "HEAD").code == 0
    assert (repo.path / "plans/a.md").read_text(encoding="utf-8") == BAD


@pytest.mark.parametrize("paths", [(), ("plans/a.md",)])
def test_a_heading_that_another_plan_links_to_stays(folder: Path, paths: tuple[str, ...]) -> None:
    """Also where the other plan is none of the run's, as with a hook that gets the changed files."""
    link = GOOD.replace("## Progress\n", "See [there](a.md#progres).\n\n## Progress\n")
    (folder / "plans/b.md").write_text(link, encoding="utf-8")
    before = execplan(folder, "lint", "plans/b.md").out
    done = execplan(folder, "lint", "--fix", *paths)
    assert done.code == 1
    assert (folder / "plans/a.md").read_text(encoding="utf-8") == BAD
    assert execplan(folder, "lint", "plans/b.md").out == before


def test_fixes_that_do_not_hold_are_counted(folder: Path) -> None:
    """The tasks of the section, which are judged under its right name, have findings."""
    text = BAD.replace("- [x] (2025-11-03 09:10Z) ", "- [x] (2025-11-03 25:10Z) ")
    (folder / "plans/a.md").write_text(text, encoding="utf-8")
    done = execplan(folder, "lint", "--fix")
    line = text.split("\n").index("## Progres") + 1
    note = (
        f"1 fix was not applied (plans/a.md:{line}): it would bring up another finding, or not answer its own; "
        "change that by hand"
    )
    assert done.code == 1
    assert note in done.out.splitlines()
    assert "fixable" not in done.out.splitlines()[-1]
    left = json.loads(execplan(folder, "lint", "--fix", "--format", "json").out)
    assert [one["fixable"] for one in left["diagnostics"]] == [False]
    assert (folder / "plans/a.md").read_text(encoding="utf-8") == text
    shown = execplan(folder, "lint", "--diff")
    assert (shown.code, shown.out, shown.err.splitlines()[0]) == (0, "", note)


def test_of_many_fixes_that_do_not_hold_the_first_are_named(folder: Path) -> None:
    text = BAD.replace("- [x] (2025-11-03 09:10Z) ", "- [x] (2025-11-03 25:10Z) ")
    for name in "abcde":
        (folder / f"plans/{name}.md").write_text(text, encoding="utf-8")
    (folder / "plans/e.md").chmod(0o444)
    (folder / "plans/f.md").write_text(BAD, encoding="utf-8")
    (folder / "plans/f.md").chmod(0o444)
    done = execplan(folder, "lint", "--fix")
    line = text.split("\n").index("## Progres") + 1
    named = ", ".join(f"plans/{name}.md:{line}" for name in "abc")
    assert f"5 fixes were not applied ({named} and 2 more): each would bring up another finding" in done.out
    assert done.out.splitlines()[-1].endswith("; 1 fixable with --fix")  # once it may be written
    assert "plans/f.md: is read-only" in done.out


def test_as_a_hook_with_files_as_arguments_from_a_folder_below(folder: Path) -> None:
    (folder / "plans/deep").mkdir()
    (folder / "plans/deep/b.md").write_text(BAD, encoding="utf-8")
    (folder / "notes.md").write_text("# Notes\n", encoding="utf-8")
    done = execplan(folder / "plans/deep", "lint", "--fix", "b.md", "../a.md", "../../notes.md")
    assert done.code == 0
    for name in ("a.md", "deep/b.md"):
        assert (folder / "plans" / name).read_text(encoding="utf-8") == GOOD
    assert (folder / "notes.md").read_text(encoding="utf-8") == "# Notes\n"


def test_a_link_in_the_run_is_fixed_by_the_headings_that_the_run_gives(folder: Path) -> None:
    """Within one plan, and from a second one: the heading is right only after its own fix."""
    link = "\nSee [there]({}).\n"
    (folder / "plans/a.md").write_text(BAD + link.format("A.md#Progress"), encoding="utf-8")
    (folder / "plans/b.md").write_text(GOOD + link.format("A.md#Progress"), encoding="utf-8")
    assert "; 0 findings would be left" in execplan(folder, "lint", "--diff").err
    assert execplan(folder, "lint", "--fix").code == 0
    for name in ("a.md", "b.md"):
        assert (folder / "plans" / name).read_text(encoding="utf-8") == GOOD + link.format("a.md#progress")


def test_a_heading_stays_that_another_plan_links_to_by_an_encoded_name(folder: Path) -> None:
    (folder / "plans/a.md").rename(folder / "plans/the plan.md")
    link = GOOD.replace("## Progress\n", "See [there](the%20plan.md#progres).\n\n## Progress\n")
    (folder / "plans/b.md").write_text(link, encoding="utf-8")
    assert execplan(folder, "lint", "plans/b.md").code == 0
    assert execplan(folder, "lint", "--fix").code == 1
    assert (folder / "plans/the plan.md").read_text(encoding="utf-8") == BAD


@pytest.mark.parametrize("option", ["--fix", "--diff"])
def test_that_not_all_fixes_could_be_tried_is_a_problem(
    folder: Path, option: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fixer, "MAX_TRIES", 0)
    monkeypatch.chdir(folder)
    assert main(["lint", option]) == 2
    said = capsys.readouterr()
    assert "cannot check: plans/a.md: too much to fix at once; run it again for the rest" in said.out + said.err
    assert "not applied" not in said.out + said.err, "nobody knows whether they hold"
    assert (folder / "plans/a.md").read_text(encoding="utf-8") == BAD


def test_a_rule_of_its_own_fixes_only_its_own(folder: Path) -> None:
    (folder / "plans/a.md").write_text(BAD, encoding="utf-8")
    assert execplan(folder, "lint", "--rule", "timestamps", "--fix").code == 0
    assert (folder / "plans/a.md").read_text(encoding="utf-8") == BAD
    assert execplan(folder, "lint", "--rule", "required-sections", "--fix").code == 0
    assert (folder / "plans/a.md").read_text(encoding="utf-8") == GOOD
