"""Several runs over the same plans at once, and somebody who edits them meanwhile: nobody's work is lost."""

from __future__ import annotations

import json
from pathlib import Path

from tests.faults.running import FIX, GOOD, MISSPELT, contents, end, execute, misspelt, start
from tests.fixtures import plan_folder
from tests.gating import execplan

COUNT = 25
CHANGED = "was changed while it was fixed, so nothing was written; run it again"


def test_several_that_fix(tmp_path: Path) -> None:
    folder = misspelt(tmp_path / "repo", COUNT)
    for done in map(end, [start(folder, *FIX) for _ in range(4)]):
        assert done.code == (2 if CHANGED in done.out else 0), done
    assert set(contents(folder).values()) == {GOOD}
    assert all(file.suffix == ".md" for file in (folder / "plans").iterdir())


def test_one_that_fixes_and_others_that_look(tmp_path: Path) -> None:
    """Each plan is seen as it was or as it is: with one finding or none."""
    folder = misspelt(tmp_path / "repo", COUNT)
    fixing = start(folder, *FIX)
    looking = [start(folder, "lint", "--no-cache", "--format", "json") for _ in range(4)]
    assert end(fixing).code == 0
    before = json.loads(execplan(plan(tmp_path / "one"), "lint", "--format", "json").out)["diagnostics"]
    expected = {(one["rule"], one["line"], one["message"]) for one in before}
    for done in map(end, looking):
        found = json.loads(done.out)["diagnostics"]
        by_plan: dict[str, set[tuple[str, int, str]]] = {one["path"]: set() for one in found}
        for one in found:
            by_plan[one["path"]].add((one["rule"], one["line"], one["message"]))
        assert all(those == expected for those in by_plan.values())
        assert done.code == bool(found)


def plan(root: Path) -> Path:
    return plan_folder(root, {"p0.md": MISSPELT})


def test_a_plan_that_somebody_edits_until_the_last_moment(tmp_path: Path) -> None:
    """What was written before the comparison stays."""
    folder = plan(tmp_path / "repo")
    edited = MISSPELT + "\nA thought.\n"
    before = """\
def at_the_change(event, arguments):
    if event == "os.mkdir":
        open("plans/p0.md", "w").write({!r})
sys.addaudithook(at_the_change)
"""
    done = execute(folder, *FIX, first=before.format(edited))
    assert (done.code, CHANGED in done.out) == (2, True)
    assert contents(folder) == {"p0.md": edited}
    assert execplan(folder, *FIX).code == 0
    assert contents(folder) == {"p0.md": edited.replace("## Progres\n", "## Progress\n")}


def test_several_baselines(tmp_path: Path) -> None:
    folder = misspelt(tmp_path / "repo", COUNT)
    execplan(folder, "baseline")
    whole = (folder / ".execplan-baseline.json").read_bytes()
    assert whole.count(b'"path"') == COUNT
    for done in map(end, [start(folder, "baseline", "--update") for _ in range(4)]):
        assert done.code == 0
    assert (folder / ".execplan-baseline.json").read_bytes() == whole
    assert {file.name for file in folder.iterdir()} == {".git", "plans", ".execplan-baseline.json"}


def test_several_drafts_of_one_name(tmp_path: Path) -> None:
    folder = plan(tmp_path / "repo")
    titles = [f"Title {number}" for number in range(4)]
    runs = [start(folder, "new", "codex", "plans/new.md", "--title", title) for title in titles]
    done = [end(run) for run in runs]
    assert sorted(one.code for one in done) == [0, 2, 2, 2]
    (winner,) = (title for title, one in zip(titles, done, strict=True) if one.code == 0)
    assert winner in (folder / "plans/new.md").read_text(encoding="utf-8")
    for one in done:
        assert one.code == 0 or "plans/new.md exists; nothing was written: name another PATH" in one.err


def test_runs_that_fix_with_one_cache(tmp_path: Path) -> None:
    folder = misspelt(tmp_path / "repo", COUNT)
    options = ("--now", "2026-11-01T12:00:00Z", "--cache-dir", str(tmp_path / "cache"))
    runs = [start(folder, "lint", *(["--fix"] if number == 0 else []), *options) for number in range(4)]
    assert all(end(run).code in (0, 1) for run in runs)
    assert execplan(folder, "lint", *options) == execplan(folder, "lint", *options[:2], "--no-cache")
