"""action.yml and the documented workflows by the published schema and zizmor, and by what the project promises."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.action.expressions import UnknownExpression, condition, evaluated, interpolated
from tests.action.runner import ACTION, PROJECT, definition
from tests.documented.pages import samples
from tests.gitrepo import environment

PAGE = PROJECT / "docs" / "github-actions.md"


def documented() -> list[str]:
    """The workflows of the documentation, each a whole file."""
    found = [it.text for it in samples() if it.language == "yaml" and re.search(r"^jobs:", it.text, re.MULTILINE)]
    # The README shows what matters and leaves out the name, which is as good.
    return [text if re.search("^name:", text, re.MULTILINE) else f"name: plans\n{text}" for text in found]


def tool(name: str, *arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A program of the environment in which the tests run."""
    return subprocess.run(
        [Path(sys.executable).with_name(name), *arguments],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def workflows(tmp_path: Path) -> Path:
    """A folder with the documented workflows where GitHub looks for them."""
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    for number, text in enumerate(documented()):
        (folder / f"documented{number}.yml").write_text(text, encoding="utf-8")
    return folder


def test_action_follows_the_published_schema(tmp_path: Path) -> None:
    done = tool("check-jsonschema", "--builtin-schema", "vendor.github-actions", ACTION, cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    wrong = tmp_path / "action.yml"
    wrong.write_text(ACTION.read_text(encoding="utf-8").replace("shell: bash", "shel: bash"), encoding="utf-8")
    assert tool("check-jsonschema", "--builtin-schema", "vendor.github-actions", wrong, cwd=tmp_path).returncode == 1


def test_documented_workflows_follow_the_published_schema(workflows: Path) -> None:
    files = sorted(workflows.iterdir())
    assert len(files) >= 4
    done = tool("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *files, cwd=workflows)
    assert done.returncode == 0, done.stdout


def test_zizmor_finds_nothing_in_the_action(tmp_path: Path) -> None:
    done = tool("zizmor", "--offline", "--no-progress", "--persona=auditor", ACTION, cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    wrong = tmp_path / "action.yml"
    text = ACTION.read_text(encoding="utf-8")
    injected = text.replace("""run: '"$RUNNER_TEMP""", """run: 'echo "${{ inputs.base }}"; "$RUNNER_TEMP""", 1)
    assert injected != text
    wrong.write_text(injected, encoding="utf-8")
    assert "template-injection" in tool("zizmor", "--offline", "--no-progress", wrong, cwd=tmp_path).stdout


def test_zizmor_finds_nothing_in_the_documented_workflows(workflows: Path) -> None:
    # The hash of a release is known only after it: this project's own name is the one that may have a tag.
    policies = {"execplan-hooks/execplan-hooks": "ref-pin", "*": "hash-pin"}
    config = workflows.parent / "zizmor.yml"
    config.write_text(json.dumps({"rules": {"unpinned-uses": {"config": {"policies": policies}}}}), encoding="utf-8")
    done = tool("zizmor", "--offline", "--no-progress", workflows.parent.parent, cwd=workflows)
    assert done.returncode == 0, done.stdout


def test_documented_workflows_read_only_and_use_inputs_and_outputs_that_exist() -> None:
    action = definition()
    used: set[str] = set()
    for text in documented():
        assert "pull_request_target" not in text, "it runs strangers' code with the repository's rights"
        workflow: dict[str, Any] = YAML(typ="safe").load(text)
        for job in workflow["jobs"].values():
            uploads = any("/upload-sarif@" in step.get("uses", "") for step in job["steps"])
            wanted = {"contents": "read"} | ({"security-events": "write"} if uploads else {})
            assert workflow["permissions"] == {"contents": "read"}
            assert job.get("permissions", workflow["permissions"]) == wanted
            for step in job["steps"]:
                if step.get("uses", "").startswith("execplan-hooks/execplan-hooks@"):
                    assert set(step.get("with", {})) <= set(action["inputs"])
                    used |= set(step.get("with", {}))
        outputs = set(re.findall(r"steps\.plans\.outputs\.([\w-]+)", text))
        assert outputs <= set(action["outputs"])
    assert {"approval-label", "base", "sarif-folder"} <= used


def test_documentation_lists_every_input_and_output() -> None:
    text = PAGE.read_text(encoding="utf-8")
    action = definition()
    for name in (*action["inputs"], *action["outputs"]):
        assert f"| `{name}` |" in text, name


def test_no_script_of_the_action_holds_an_expression() -> None:
    for step in definition()["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
        assert "eval" not in step.get("run", "")


def test_every_action_that_is_used_is_pinned_by_its_hash() -> None:
    for line in ACTION.read_text(encoding="utf-8").splitlines():
        if "uses:" in line:
            assert re.fullmatch(r"\s*- uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)


def test_every_input_reaches_a_step_and_every_step_output_is_used() -> None:
    text = ACTION.read_text(encoding="utf-8")
    for name in definition()["inputs"]:
        assert f"${{{{ inputs.{name} }}}}" in text
    for variable in re.findall(r"(EXECPLAN_(?:INPUT|LINT)_\w+):", text):
        source = (PROJECT / "execplan_hooks" / "action.py").read_text(encoding="utf-8")
        name = variable.partition("_")[2].partition("_")[2].lower().replace("_", "-")
        assert f'"{name}"' in source or variable in source, variable


# --- the evaluator of these tests -------------------------------------------------------------------------------------

CONTEXTS = {"inputs.a": "x", "inputs.none": "", "steps.install.outcome": "success"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("inputs.a", "x"),
        ("inputs.none || 'error'", "error"),
        ("inputs.a || 'error'", "x"),
        ("inputs.none || 0", 0),
        ("steps.install.outcome == 'Success'", True),
        ("!cancelled() && steps.install.outcome != 'success'", False),
        ("!(inputs.a == 'x') || 'it''s'", "it's"),
    ],
)
def test_expressions(text: str, value: object) -> None:
    assert evaluated(text, CONTEXTS) == value


@pytest.mark.parametrize(
    "text",
    ["github.event", "inputs.b", "contains(inputs.a, 'x')", "inputs.a >= 1", "inputs.a inputs.a", "(inputs.a", ""],
)
def test_unknown_expressions_are_no_guesses(text: str) -> None:
    with pytest.raises(UnknownExpression):
        evaluated(text, CONTEXTS)


def test_conditions_and_places() -> None:
    assert condition("${{ !cancelled() && steps.install.outcome == 'success' }}", CONTEXTS, "failure")
    assert not condition("steps.install.outcome == 'success'", CONTEXTS, "failure")
    assert interpolated("a ${{ inputs.a }}-${{ inputs.none || 0 }}", CONTEXTS) == "a x-0"
