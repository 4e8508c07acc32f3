"""Each block and each option in the documentation is of a kind that some test takes as its reader would."""

from __future__ import annotations

import argparse
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from execplan_hooks import options
from execplan_hooks.command_line import parser_for
from execplan_hooks.config_files import load_config
from execplan_hooks.document.dialect.catalogue import Catalogue
from tests.documented import test_walkthroughs
from tests.documented.pages import ROOT, Sample, samples, spans
from tests.fixtures import PLACES
from tests.gitrepo import GitRepo, environment

SAMPLES = samples()
ELSEWHERE = {
    "docs/rules.md": "scripts/render_rules.py",
    "docs/checkers.md": "tests/test_checkers.py",
    "docs/report.md": "tests/reporting/test_command.py",
    "docs/doctor.md": "tests/doctor/test_page.py",
    "docs/suppressing.md": "tests/sieves/test_pages.py",
    "docs/baseline.md": "tests/sieves/test_pages.py",
    "docs/command-line.md": "tests/cli/test_command_line_page.py",
    "docs/fixing.md": "tests/fixing/test_page.py",
}
"""Pages whose blocks another test tries, each by name."""


def _of(first: str) -> list[Sample]:
    return [sample for sample in SAMPLES if sample.language == "yaml" and sample.first.startswith(f"# {first}")]


CONFIGURATIONS = [sample for sample in _of(".execplan.yaml") if sample.page not in ELSEWHERE]
PRE_COMMIT = _of(".pre-commit-config.yaml")
GITLAB = _of(".gitlab-ci.yml")


def is_run_by_ci(sample: Sample) -> bool:
    """Whether the comment before the block is one whose command `.ci/run` runs."""
    lines = (ROOT / sample.page).read_text(encoding="utf-8").split("\n")
    comment = lines[sample.line - 2].removeprefix("<!-- ").removesuffix(" -->")
    return sample.page == "README.md" and f"readme {comment}\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def is_workflow(sample: Sample) -> bool:
    return sample.language == "yaml" and re.search(r"^jobs:", sample.text, re.MULTILINE) is not None


def is_tried(sample: Sample) -> bool:
    """Whether a test takes the block as its reader would."""
    return (
        sample.page in ELSEWHERE
        or sample in (*CONFIGURATIONS, *PRE_COMMIT, *GITLAB)
        or is_workflow(sample)
        or sample.scene in (*test_walkthroughs.SCENES, *test_walkthroughs.INSTALLING)
        or sample.language in ("text", "json")
        or is_run_by_ci(sample)
    )


def test_no_block_is_left_untried() -> None:
    assert [f"{sample}: {sample.first}" for sample in SAMPLES if not is_tried(sample)] == []
    for page, test in ELSEWHERE.items():
        assert Path(page).name in (ROOT / test).read_text(encoding="utf-8"), test


def test_each_scene_is_used() -> None:
    assert {*test_walkthroughs.SCENES, *test_walkthroughs.INSTALLING} == {
        sample.scene for sample in SAMPLES if sample.scene
    }


@pytest.mark.parametrize("sample", CONFIGURATIONS, ids=str)
def test_each_configuration_loads(sample: Sample, tmp_path: Path) -> None:
    (tmp_path / ".execplan.yaml").write_text(sample.text, encoding="utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/plan_template.md").write_text(
        "# Plan\n\n## Goal\n\nx\n\n## Steps (Optional)\n\nx\n", encoding="utf-8"
    )
    config = load_config(tmp_path)
    catalogue = Catalogue(config.dialects, tmp_path)
    for name in {*config.dialects, *(entry.dialect for entry in config.plans if entry.dialect)}:
        assert catalogue.get(name).sections


def _tool(name: str, *arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name(name), *arguments]
    return subprocess.run(command, cwd=cwd, env=environment(), capture_output=True, text=True, check=False)


@pytest.mark.parametrize("sample", PRE_COMMIT, ids=str)
def test_each_configuration_of_pre_commit_is_valid_and_names_hooks_that_exist(sample: Sample, tmp_path: Path) -> None:
    file = tmp_path / ".pre-commit-config.yaml"
    file.write_text(sample.text, encoding="utf-8")
    done = _tool("pre-commit", "validate-config", file, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, ""), "pre-commit warns of keys that it does not know"
    yaml = YAML(typ="safe")
    manifest = {hook["id"] for hook in yaml.load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    for repo in yaml.load(sample.text)["repos"]:
        if repo["repo"].endswith("/execplan-hooks"):
            for hook in repo["hooks"]:
                assert hook["id"] in manifest
                for option in hook.get("args", ()):
                    assert option.partition("=")[0] in OPTIONS["lint"] | OPTIONS["gate"], option


@pytest.mark.parametrize("sample", GITLAB, ids=str)
def test_each_pipeline_of_gitlab_is_valid(sample: Sample, tmp_path: Path) -> None:
    file = tmp_path / ".gitlab-ci.yml"
    file.write_text(sample.text, encoding="utf-8")
    done = _tool("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", file, cwd=tmp_path)
    assert done.returncode == 0, done.stdout


def test_each_block_of_json_is_json() -> None:
    for sample in SAMPLES:
        if sample.language == "json":
            assert json.loads(sample.text)


def test_the_reports_in_json_are_shown_with_the_keys_that_they_have(tmp_path: Path) -> None:
    repo = GitRepo(tmp_path / "repository")
    repo.commit("start", test_walkthroughs.notifications())
    commands = {
        "docs/preflight.md": ("preflight", PLACES["session"]),
        "docs/report.md": ("report",),
    }
    for page, command in commands.items():
        (sample,) = (it for it in SAMPLES if it.page == page and it.language == "json")
        done = _tool("execplan", *command, "--format", "json", cwd=repo.path)
        assert _keys(json.loads(sample.text)) == _keys(json.loads(done.stdout)), page


def _keys(report: dict[str, object]) -> dict[str, object]:
    """The keys of a report and of the mappings in it, and its version."""
    return {
        key: _keys(value)
        if isinstance(value, dict) and key in ("branch", "mode", "comparison", "totals")
        else value
        if key == "version"
        else None
        for key, value in report.items()
    }


def test_the_whole_history_is_fetched_where_the_gate_runs() -> None:
    for sample in SAMPLES:
        if is_workflow(sample) and "execplan-hooks/execplan-hooks@" in sample.text:
            assert "fetch-depth: 0" in sample.text, sample
    for sample in GITLAB:
        assert 'GIT_DEPTH: "0"' in sample.text, sample


def test_what_pre_commit_ci_is_to_skip_is_a_hook() -> None:
    (sample,) = (it for it in PRE_COMMIT if "\nci:" in it.text)
    config = YAML(typ="safe").load(sample.text)
    hooks = {hook["id"] for repo in config["repos"] for hook in repo["hooks"]}
    assert set(config["ci"]["skip"]) <= hooks


def test_the_pattern_of_the_hook_fits_the_places_of_the_configuration() -> None:
    (sample,) = (it for it in PRE_COMMIT if "docs/rfc" in it.text)
    (config,) = (it for it in CONFIGURATIONS if it.page == sample.page and "docs/rfc" in it.text)
    yaml = YAML(typ="safe")
    (lint,) = (hook for hook in yaml.load(sample.text)["repos"][0]["hooks"] if "files" in hook)
    for entry in yaml.load(config.text)["plans"]:
        assert re.search(lint["files"], entry["files"].replace("*", "x"))


def test_the_readme_names_all_commands_and_formats_and_leads_to_the_documentation() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in OPTIONS if name and f"`execplan {name}" not in text] == []
    assert f"`--format {'|'.join(options.FORMATS)}`" in text
    pages = {page.name for page in (ROOT / "docs").glob("*.md")}
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    assert {name for name in pages - {"README.md"} if f"({name})" not in index} == set()


def _options() -> dict[str, set[str]]:
    """The options of each command; under an empty name those of the program."""
    parser = parser_for(())
    (commands,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    parsers: dict[str, argparse.ArgumentParser] = {"": parser, **commands.choices}
    return {name: {text for action in it._actions for text in action.option_strings} for name, it in parsers.items()}


OPTIONS = _options()
FOREIGN = {
    "--no-verify",
    "--from-ref",
    "--to-ref",
    "--check",
    "--hook-type",
    "--all-files",
    "--skip-worktree",
    "--assume-unchanged",
}
"""Options of other programs that the documentation names alone."""


def test_each_command_that_the_documentation_names_has_the_options_that_it_names() -> None:
    wrong = []
    for place, text in spans():
        words = shlex.split(text.replace("'", '"'), comments=True) if text.startswith("execplan ") else []
        command = words[1] if len(words) > 1 and not words[1].startswith("-") else ""
        if words and command not in OPTIONS and command.islower():
            wrong.append(f"{place}: {text}")
        given = {word.strip("[]").partition("=")[0] for word in words if word.lstrip("[").startswith("--")}
        if given - OPTIONS.get(command, set()):
            wrong.append(f"{place}: {text}")
    assert wrong == []


def test_each_option_that_the_documentation_names_exists() -> None:
    known = set().union(*OPTIONS.values()) | FOREIGN
    alone = {(place, match[0]) for place, text in spans() if (match := re.match(r"--[a-z][a-z-]+", text))}
    assert [f"{place}: {option}" for place, option in sorted(alone) if option not in known] == []
