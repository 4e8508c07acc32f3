"""The logs for code scanning that the action writes: one for each step, valid, in the folder that was named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.action.forge import Forge
from tests.action.runner import Job, run
from tests.output.logs import checked

FOLDER = "logs of/plans"


def job(forge: Forge, tmp_path: Path, folder: str, steps: dict[str, str | bytes | None]) -> tuple[Path, Job]:
    """The action on a pull request, with the folder for its logs."""
    merge, event = forge.pull_request(forge.branched(steps))
    checkout = forge.checkout(merge, "refs/pull/1/merge", 0).path
    return checkout, run(checkout, tmp_path / "runner", event, {"sarif-folder": folder})


def test_both_steps_write_a_log_beside_their_annotations(forge: Forge, tmp_path: Path) -> None:
    checkout, done = job(forge, tmp_path, FOLDER, {"docs/b.md": "more\n"})
    assert done.outputs["verdict"] == "fail"
    assert "docs/b.md: modified, but outside" in "\n".join(done.errors)
    runs = {name: checked((checkout / FOLDER / f"{name}.sarif").read_text()) for name in ("lint", "gate")}
    assert [run["automationDetails"]["id"] for run in runs.values()] == ["execplan/lint/", "execplan/gate/"]
    found = runs["gate"]["results"]
    uris = [it["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for it in found]
    assert "docs/b.md" in uris
    assert runs["gate"]["invocations"][0]["exitCode"] == 1


@pytest.mark.parametrize("folder", ['"; touch x; "$(touch x)`touch x`', "--help", "x\n::set-env name=A::b", "{0}"])
def test_the_name_of_the_folder_is_only_a_name(forge: Forge, tmp_path: Path, folder: str) -> None:
    checkout, done = job(forge, tmp_path, folder, {"src/api/limits.py": "LIMIT = 60\n"})
    assert (done.outputs["verdict"], done.failed) == ("pass", False)
    assert sorted(path.name for path in (checkout / folder).iterdir()) == ["gate.sarif", "lint.sarif"]
    assert not (checkout / "x").exists()
    assert {command.name for command in done.steps["gate"].commands} <= {"notice", "warning", "error"}


def test_a_folder_that_cannot_be_one_is_an_error(forge: Forge, tmp_path: Path) -> None:
    checkout, done = job(forge, tmp_path, "src/api/limits.py", {"src/api/limits.py": "LIMIT = 60\n"})
    assert (done.outputs["verdict"], done.failed) == ("error", True)
    assert "the input `sarif-folder` cannot be a folder (File exists); name another one" in done.log
    assert (checkout / "src/api/limits.py").read_text() == "LIMIT = 60\n"
