"""docs/doctor.md names all checks, and its commands and its JSON are what the doctor has."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import execplan_hooks.doctor
from tests.doctor.situations import Doctor, healthy
from tests.documented.pages import ROOT, samples

BLOCKS = [sample for sample in samples() if sample.page == "docs/doctor.md"]
PAGE = (ROOT / "docs/doctor.md").read_text(encoding="utf-8")


def test_the_commands_work(tmp_path: Path, doctor: Doctor) -> None:
    repo = healthy(tmp_path / "repo")
    (commands,) = [block for block in BLOCKS if block.language == "sh"]
    for line in commands.text.splitlines():
        words = shlex.split(line, comments=True)
        assert words[:2] == ["execplan", "doctor"]
        code, out, err = doctor.text(repo.path, *words[2:])
        assert (code, err) == (0, "")
        assert out


def test_the_page_names_all_checks_and_no_others() -> None:
    named = set(re.findall(r"`([a-z-]+)`", PAGE.partition("## What is looked at")[2].partition("\n## ")[0]))
    folder = Path(execplan_hooks.doctor.__file__).parent
    source = "".join(file.read_text(encoding="utf-8") for file in folder.glob("*.py"))
    checks = set(re.findall(r'Line\(\s*"([a-z-]+)"', source))
    checks |= {"hook-pre-commit", "hook-pre-push", "hook-pre-merge-commit"}
    # Said of a repository without one, for all that would be looked at in it.
    assert named - {"rev", "core", "rules"} == checks - {"hooks", "checkout"}


def test_the_shape_of_the_json(tmp_path: Path, doctor: Doctor) -> None:
    (block,) = [block for block in BLOCKS if block.language == "json"]
    shown = json.loads(block.text)
    _, out, _ = doctor.text(healthy(tmp_path / "repo").path, "--format", "json")
    report = json.loads(out)
    assert report.keys() == shown.keys()
    assert report["checks"][0].keys() == shown["checks"][0].keys()
    assert report["summary"].keys() == shown["summary"].keys()


def test_the_lines_on_the_page_are_what_it_says(tmp_path: Path, doctor: Doctor) -> None:
    repo = healthy(tmp_path / "repo")
    repo.git("branch", "--quiet", "-m", "main", "trunk")
    repo.git("branch", "--quiet", "-M", "feat/a", "feat/csv-import")
    repo.git("remote", "add", "origin", "https://example.org/x.git")
    repo.delete(".git/hooks/pre-push")
    _, out, _ = doctor.text(repo.path)
    (block,) = [block for block in BLOCKS if block.language == "text"]
    shown = block.text.splitlines()
    assert [line for line in shown[:-1] if line not in out.splitlines()] == []
