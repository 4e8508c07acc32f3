"""The action as GitHub runs it, its installation included."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.action.forge import Forge
from tests.action.runner import Job, run

pytestmark = pytest.mark.registry

HOSTILE = "import pathlib; pathlib.Path(__file__ + '.was-run').touch(); raise SystemExit(0)\n"
MODULES = ["json.py", "venv.py", "pip.py", "pip/__init__.py", "sitecustomize.py", "ensurepip.py", "hatchling.py"]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Job]:
    """A pull request with one path out of scope in a repository full of hostile modules, after the action."""
    folder = tmp_path_factory.mktemp("action")
    forge = Forge(folder / "forge")
    modules = dict.fromkeys([f"src/api/{name}" for name in MODULES], HOSTILE)
    forge.committed(dict.fromkeys([*MODULES, "execplan_hooks/__init__.py", "execplan_hooks/action.py"], HOSTILE))
    forge.push("main")
    merge, event = forge.pull_request(forge.branched(modules | {"docs/b.md": "more\n"}))
    made = forge.checkout(merge, "refs/pull/1/merge", 0).path
    return made, run(made, folder / "runner", event, install=True)


def test_what_is_installed_judges_the_pull_request(checkout: tuple[Path, Job]) -> None:
    _, job = checkout
    assert job.steps["install"].outcome == "success", job.log
    assert [error.partition(":")[0] for error in job.errors] == ["docs/b.md"]
    assert (job.outputs["verdict"], job.outputs["plans"]) == ("fail", "1")


def test_no_module_of_the_checked_repository_is_run(checkout: tuple[Path, Job]) -> None:
    made, _ = checkout
    assert list(made.rglob("*.was-run")) == []
    assert list(made.rglob("__pycache__")) == []


def test_a_failing_installation_is_an_error_and_no_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forge = Forge(tmp_path / "forge")
    merge, event = forge.pull_request(forge.branched({"src/api/a.py": "a\n"}))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    made = forge.checkout(merge, "refs/pull/1/merge", 0).path
    job = run(made, tmp_path / "runner", event, install=True)
    assert [step.outcome for step in job.steps.values()] == ["failure", "skipped", "skipped"]
    assert (job.failed, job.outputs["verdict"], job.outputs["errors"]) == (True, "error", "0")
