"""`execplan lint` as a process: what it looks at, what it says, how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.fixtures import DIALECTS, PLACES, conforming, plan_folder, repository
from tests.gating import execplan

GOOD = conforming("codex")
BAD = GOOD.replace("## Decision Log", "## Decided")  # an error of required-sections
WEAK = GOOD.replace("## Concrete Steps", "## Details")  # a warning


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository's root (no git needed) with a plan `plans/a.md` and a note."""
    root = plan_folder(tmp_path / "repo", {"a.md": GOOD})
    (root / "notes.md").write_text("# Notes\n", encoding="utf-8")
    return root


def test_a_good_plan(folder: Path) -> None:
    done = execplan(folder, "lint", "plans/a.md")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-1] == "checked 1 plan (1 codex): nothing found"


def test_without_paths_the_known_places_are_searched(folder: Path) -> None:
    (folder / "plans/b.md").write_text(BAD, encoding="utf-8")
    (folder / "elsewhere.md").write_text(BAD, encoding="utf-8")
    (folder / "plans/README.md").write_text("# Plans\n", encoding="utf-8")
    done = execplan(folder, "lint")
    assert done.code == 1
    assert (
        done.out.splitlines()[-1] == "checked 2 plans (2 codex), 1 file no plan: 1 error; 1 fixable with --unsafe-fixes"
    )


@pytest.mark.parametrize("dialect", DIALECTS)
def test_each_dialect_is_recognised(folder: Path, dialect: str) -> None:
    path = PLACES[dialect]
    done = execplan(repository(folder, path, conforming(dialect)), "lint", path)
    assert done.code == 0
    assert done.out.splitlines()[-1].startswith(f"checked 1 plan (1 {dialect}): ")


def test_a_markdown_file_that_is_no_plan_is_left_alone_and_counted(folder: Path) -> None:
    done = execplan(folder, "lint", "notes.md", "plans/a.md")
    assert (done.code, done.out) == (0, "checked 1 plan (1 codex), 1 file no plan: nothing found\n")
    done = execplan(folder, "lint", "notes.md")
    assert (done.code, done.out) == (0, "checked 0 plans, 1 file no plan: nothing found\n")


def test_files_with_the_title_of_a_plan_that_fit_no_dialect_do_not_pass_in_silence(folder: Path) -> None:
    for name in ("b", "c", "d", "e"):
        (folder / f"plans/{name}.md").write_text(f"# ExecPlan: {name}\n\n## What\n", encoding="utf-8")
    (folder / "plans/notes.md").write_text("# Notes\n", encoding="utf-8")
    done = execplan(folder, "lint", "plans/b.md", "plans/a.md", "plans/notes.md")
    note = "1 file looks like a plan but fits no dialect, not checked: plans/b.md\n"
    assert (done.code, done.out) == (0, note + "checked 1 plan (1 codex), 2 files no plan: nothing found\n")
    note = "4 files look like plans but fit no dialect, not checked: plans/b.md, plans/c.md, plans/d.md and 1 more"
    assert json.loads(execplan(folder, "lint", "--format", "json").out)["notes"] == [note]
    (folder / "b.md").write_text("# ExecPlan: b\n", encoding="utf-8")
    assert "looks like" not in execplan(folder, "lint", "b.md").out, "not where plans are looked for"


def test_a_search_that_finds_nothing_is_no_pass(tmp_path: Path) -> None:
    done = execplan(tmp_path, "lint")
    assert done.code == 2
    assert done.out.startswith("cannot check: no plan was found; ")
    assert execplan(tmp_path, "lint", "--allow-empty").code == 0


@pytest.mark.parametrize(
    ("text", "fail_on", "code"),
    [
        (GOOD, "notice", 0),
        (WEAK, None, 0),
        (WEAK, "error", 0),
        (WEAK, "warning", 1),
        (WEAK, "notice", 1),
        (BAD, None, 1),
        (BAD, "error", 1),
        (BAD, "warning", 1),
    ],
)
def test_exit_codes(folder: Path, text: str, fail_on: str | None, code: int) -> None:
    (folder / "plans/a.md").write_text(text, encoding="utf-8")
    assert execplan(folder, "lint", *(["--fail-on", fail_on] if fail_on else [])).code == code


def test_what_could_not_be_done_outweighs_findings(folder: Path) -> None:
    (folder / "plans/a.md").write_text(BAD, encoding="utf-8")
    done = execplan(folder, "lint", "plans/a.md", "plans/missing.md")
    assert done.code == 2
    assert "[required-sections]" in done.out
    assert "cannot check: plans/missing.md: no such file; " in done.out
    last = "checked 1 plan (1 codex): 1 error, 1 problem; 1 fixable with --unsafe-fixes"
    assert done.out.splitlines()[-1] == last


def test_fail_on_of_the_configuration(folder: Path) -> None:
    (folder / "plans/a.md").write_text(WEAK, encoding="utf-8")
    (folder / ".execplan.yaml").write_text("fail-on: warning\n", encoding="utf-8")
    assert execplan(folder, "lint").code == 1
    assert execplan(folder, "lint", "--fail-on", "error").code == 0


def test_one_rule_only(folder: Path) -> None:
    (folder / "plans/a.md").write_text(BAD, encoding="utf-8")
    assert execplan(folder, "lint", "--rule", "secrets").code == 0
    assert execplan(folder, "lint", "--rule", "secrets", "--rule", "required-sections").code == 1


def test_a_rule_that_is_off_or_weaker(folder: Path) -> None:
    (folder / "plans/a.md").write_text(BAD, encoding="utf-8")
    for severity, code in (("off", 0), ("warning", 0), ("error", 1)):
        (folder / ".execplan.yaml").write_text(f"rules: {{required-sections: {severity!r}}}\n", encoding="utf-8")
        assert execplan(folder, "lint").code == code


def test_paths_are_shown_from_the_root_wherever_it_is_run(folder: Path) -> None:
    (folder / "plans/a.md").write_text(BAD, encoding="utf-8")
    for where, name in ((folder, "plans/a.md"), (folder / "plans", "a.md"), (folder / "plans", "../plans/a.md")):
        done = execplan(where, "lint", "--format", "json", name)
        assert {found["path"] for found in json.loads(done.out)["diagnostics"]} == {"plans/a.md"}


def test_a_file_named_twice_is_checked_once(folder: Path) -> None:
    done = execplan(folder, "lint", "plans/a.md", "./plans/a.md", "plans", str(folder / "plans/a.md"))
    assert done.out.splitlines()[-1] == "checked 1 plan (1 codex): nothing found"


def test_an_excluded_file_is_counted_though_it_is_named(folder: Path) -> None:
    (folder / "plans/b.md").write_text(BAD, encoding="utf-8")
    (folder / ".execplan.yaml").write_text("exclude: ['plans/b.md']\n", encoding="utf-8")
    done = execplan(folder, "lint", "plans/a.md", "plans/b.md")
    assert (done.code, done.out.splitlines()[-1]) == (
        0,
        "checked 1 plan (1 codex), 1 file excluded: nothing found",
    )


def test_lint_needs_no_git_at_all(folder: Path) -> None:
    assert execplan(folder, "lint", env={"PATH": "/nonexistent"}).code == 0


def test_the_name_of_the_program_needs_no_repository(tmp_path: Path) -> None:
    (tmp_path / "PLAN.md").write_text(BAD, encoding="utf-8")
    done = execplan(tmp_path, "lint")
    assert done.code == 1
    assert done.out.startswith("PLAN.md:")


def test_the_time_of_the_run_can_be_set(folder: Path) -> None:
    done = execplan(folder, "lint", "--now", "2026-11-01T12:00:00Z")
    assert done.code == 0
    done = execplan(folder, "lint", "--now", "yesterday")
    assert done.code == 2
    assert "not an RFC 3339 time" in done.err
