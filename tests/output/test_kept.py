"""Where no report may go and no summary be added to: what the run reads, what git keeps, plans."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from tests.fixtures import conforming, plan_folder
from tests.gating import execplan

BAD = conforming("codex") + "\npassword = 'aB3dE5gH7jK9lM1nP3qR'\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository's root (no git needed) with a plan that has one finding."""
    return plan_folder(tmp_path / "repo", {"bad.md": BAD})


def test_what_the_run_reads_is_not_replaced(folder: Path) -> None:
    """Nor what git keeps, by whichever name; where it is not there yet, none of it is made of a report."""
    (folder / ".git/config").write_text("[core]\n")
    (folder / "notes.txt").write_text(BAD)
    (folder / ".execplan.yaml").write_text("baseline: known.json\ndialects: {ours: {template: ours.txt}}\n")
    (folder / "ours.txt").write_text(BAD)
    (folder / "link").symlink_to("plans/bad.md")
    (folder / "to-git").symlink_to(".git/config")
    separate = folder / "store"
    (separate / "objects").mkdir(parents=True)
    (separate / "HEAD").write_text("ref: refs/heads/main\n")
    contents = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    named = {
        "notes.txt": "it is to be checked",
        "plans/../notes.txt": "it is to be checked",
        ".git/config": "it lies in git's own folder",
        ".git/new": "it lies in git's own folder",
        "to-git": "it lies in git's own folder",
        "store/index.json": "it lies in git's own folder",
        ".execplan.yaml": "it is the configuration",
        "pyproject.toml": "it is the configuration",
        "known.json": "it is the baseline",
        ".execplan-baseline.json": "it is the baseline",
        ".agent-locks.yaml": "it holds the locks of agents",
        "ours.txt": "it is the template of a dialect",
    }
    for file, reason in named.items():
        done = execplan(folder, "lint", "notes.txt", "--format", f"json={file}")
        assert (done.code, done.out) == (2, "")
        assert done.err == f"execplan: {file}: the report cannot be written ({reason}; name another file)\n"
        done = execplan(folder, "lint", "notes.txt", "--summary", file)
        assert done.err == f"execplan: --summary {file}: cannot be written ({reason}; name another file)\n"
    done = execplan(folder, "lint", "-o", "link")
    assert "link: the report cannot be written (it is Markdown and may be a plan; " in done.err
    done = execplan(folder, "lint", "notes.txt", "-o", "notes.txt")
    assert "notes.txt: the report cannot be written (it is to be checked; " in done.err
    done = execplan(folder, "lint", "-", "--stdin-filename", "x.mdx", "-o", "x.mdx")
    assert "x.mdx: the report cannot be written (it is to be checked; " in done.err
    done = execplan(folder, "lint", "--baseline", "b.json", "--config", "c.yaml", "--format", "json=c.yaml")
    assert "c.yaml: the report cannot be written (it is the configuration; " in done.err
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == contents


@pytest.mark.parametrize("broken", ["versoin: 1\n", ""])
@pytest.mark.parametrize("options", [[], ["--diff"], ["--format", "json=plans"], ["--rule", "links"]])
@pytest.mark.parametrize("file", ["plans/bad.md", "plans/new.md", "link", "plans/link.md"])
def test_no_summary_is_added_to_a_plan(folder: Path, file: str, options: list[str], broken: str) -> None:
    """Neither where the run fails."""
    (folder / "other.md").write_text("# Other\n")
    (folder / "link").symlink_to("plans/bad.md")
    (folder / "plans/link.md").symlink_to("../other.md")
    (folder / ".execplan.yaml").write_text(broken)
    done = execplan(folder, "lint", "--summary", file, *options)
    assert (done.code, done.out) == (2, "")
    assert done.err == (f"execplan: --summary {file}: cannot be written (it lies where plans do; name another file)\n")
    assert (folder / "plans/bad.md").read_text() == BAD
    assert not (folder / "plans/new.md").exists()
    assert (folder / "other.md").read_text() == "# Other\n"


def test_a_summary_may_be_added_to_other_markdown(folder: Path) -> None:
    (folder / "plans/summary").write_text("")
    (folder / "report.md").write_text("# Report\n")
    for file in ("report.md", "new.md", "plans/summary"):
        assert execplan(folder, "lint", "--summary", file).code == 1
        assert "### execplan lint: failed" in (folder / file).read_text()
    assert (folder / "report.md").read_text().startswith("# Report\n")


def test_a_plan_elsewhere_gets_no_summary(folder: Path) -> None:
    (folder / "work.md").write_text(BAD)
    done = execplan(folder, "lint", "--summary", "work.md")
    assert done.err == "execplan: --summary work.md: cannot be written (it is a plan; name another file)\n"
    (folder / ".execplan.yaml").write_text("versoin: 1\n")
    (folder / "notes.md").write_text("# Notes\n")
    done = execplan(folder, "lint", "--summary", "notes.md")
    assert "versoin" in done.err
    assert (folder / "notes.md").read_text() == "# Notes\n"


def test_a_summary_to_a_pipe_that_nobody_reads_does_not_hang(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    done = execplan(folder, "lint", "--summary", "pipe")
    assert done.code == 2
    assert "execplan: --summary pipe: cannot be written (No such device or address)\n" in done.err


def test_a_summary_may_go_to_a_pipe(folder: Path) -> None:
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()), daemon=True)
    reader.start()
    assert execplan(folder, "lint", "--summary", "pipe").code == 1
    reader.join(10)
    assert "### execplan lint: failed" in read[0]
