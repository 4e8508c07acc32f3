"""`.pre-commit-hooks.yaml` against the scripts, the rules, the known places of plans and the README."""

from __future__ import annotations

import itertools
import re
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from execplan_hooks import hooks, rules
from execplan_hooks.config import Config
from execplan_hooks.document import places
from tests.fixtures import conforming
from tests.gitrepo import GitRepo, isolate
from tests.hooks.conftest import BRANCH, PLAN, PROJECT, plan_text

MANIFEST: list[dict[str, Any]] = YAML(typ="safe").load(PROJECT / ".pre-commit-hooks.yaml")
HOOKS = {hook["id"]: hook for hook in MANIFEST}
LINT = {"execplan-lint", *(f"execplan-{rule}" for rule in rules.DOCUMENT_RULES)}
GATE = {"execplan-gate", *(f"execplan-{rule}" for rule in rules.CHANGE_RULES)}
OWN_KEYS = ("id", "name", "description", "entry")


def _function(entry: str) -> Callable[[], int]:
    """The function that the script of a hook's entry calls."""
    scripts = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["scripts"]
    module, _, name = scripts[entry].partition(":")
    assert module == hooks.__name__
    function: Callable[[], int] = getattr(hooks, name)
    return function


def _is_selected(hook: dict[str, Any], path: str) -> bool:
    """Whether pre-commit passes a file of this name to the hook."""
    return bool(re.search(hook["files"], path)) and not re.search(hook["exclude"], path)


def test_one_hook_for_lint_for_the_gate_and_for_each_rule() -> None:
    assert [hook["id"] for hook in MANIFEST] == [
        "execplan-lint",
        "execplan-gate",
        *(f"execplan-{rule}" for rule in rules.RULE_IDS),
    ]


@pytest.mark.parametrize("hook", MANIFEST, ids=HOOKS)
def test_entry_is_the_script_of_the_same_name(hook: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[list[str]] = []

    def execplan(argv: list[str]) -> int:
        given.append(argv)
        return 0

    monkeypatch.setattr("execplan_hooks.cli.main", execplan)
    monkeypatch.setattr(sys, "argv", [hook["entry"], "--fail-on", "warning", "plans/a.md"])
    assert hook["entry"] == hook["id"]
    assert _function(hook["entry"])() == 0
    command = "lint" if hook["id"] in LINT else "gate"
    rule = hook["id"].removeprefix("execplan-")
    selection = [] if rule == command else ["--rule", rule]
    assert given == [[command, *selection, "--fail-on", "warning", "plans/a.md"]]


@pytest.mark.parametrize("hook", MANIFEST, ids=HOOKS)
def test_hooks_of_a_kind_are_set_up_alike(hook: dict[str, Any]) -> None:
    pattern = HOOKS["execplan-lint" if hook["id"] in LINT else "execplan-gate"]
    common = {key: value for key, value in hook.items() if key not in OWN_KEYS}
    assert common == {key: value for key, value in pattern.items() if key not in OWN_KEYS}
    assert hook["stages"] == ["pre-commit", "pre-merge-commit", "pre-push", "manual"]
    assert hook["minimum_pre_commit_version"] == "3.2.0"
    assert hook["require_serial"]


def test_gate_asks_git_and_is_never_silent() -> None:
    """Hooks never get deleted files, and output is hidden at exit code 0 unless the hook is verbose."""
    gate = HOOKS["execplan-gate"]
    assert (gate["pass_filenames"], gate["always_run"], gate["verbose"]) == (False, True, True)
    assert "files" not in gate


def test_lint_gets_symbolic_links() -> None:
    """Hooks of type file (the default) or markdown never see a symlinked plan."""
    assert (HOOKS["execplan-lint"]["types"], HOOKS["execplan-lint"]["types_or"]) == (
        [],
        ["markdown", "symlink"],
    )


@pytest.mark.parametrize("pattern", places.DEFAULT_GLOBS)
def test_files_of_each_known_place_are_selected(pattern: str) -> None:
    """Each glob with nothing, one folder and two for `**`; and beside it what only looks like it."""
    hook = HOOKS["execplan-lint"]
    for folders in ("", "active/", "2025/a b/"):
        path = pattern.replace("**/", folders).replace("*", "limit")
        assert _is_selected(hook, path), path
        assert places.may_be_plan(Config(), path), path
    path = pattern.replace("**/", "").replace("*", "limit")
    for other in (f"{path}x", f"{path}\nx", path.removesuffix(".md"), path.removesuffix("md") + "txt"):
        assert not _is_selected(hook, other), other


@pytest.mark.parametrize(
    ("name", "is_plan"),
    [
        ("2026-11-20-email-template-redesign.md", True),
        ("templated-mails.md", True),
        ("contemplate.md", True),
        ("TEMPLATE.md", False),
        ("templates.md", False),
        ("plan-template.md", False),
        ("EXECPLAN_TEMPLATE.MD", False),
        ("ExecPlanTemplate.md", False),
        ("plan.template.md", False),
        ("template-plan.md", False),
        ("template_wbs.markdown", False),
        ("a.MD", True),
        ("a.Markdown", True),
        ("README.markdown", False),
        ("a.mdx", False),
        ("a.md.txt", False),
    ],
)
def test_name_that_a_plan_may_have(name: str, is_plan: bool) -> None:
    assert places.may_be_plan(Config(), f"docs/plans/{name}") is is_plan
    assert _is_selected(HOOKS["execplan-lint"], f"docs/plans/{name}") is is_plan


def test_files_are_those_that_lint_finds_by_itself() -> None:
    hook = HOOKS["execplan-lint"]
    folders = {re.split(r"/?\*", pattern)[0] for pattern in places.DEFAULT_GLOBS}
    first = [
        *folders,
        *("", "src", "docs", "x/plans", "docs/x/plans", ".ai", ".claude", ".codex", "Plans", "docs/plan"),
        *("plans.md", "xplans", ".agentx", "aagent", "my-plans"),
    ]
    names = [
        *("a.md", "A.MD", ".md", "a.markdown", "a.txt", "amd", "PLAN.md", "plan.md", "x-PLAN.md", "xPLAN.md"),
        *("-PLAN.md", "EXECPLAN.md", "x-EXECPLAN.md", "PLANS.md", "README.md", "readme.md", "AGENTS.md"),
        *(
            "a.Markdown",
            "PLAN.MD",
            "x-PLAN.markdown",
            "EXECPLAN.mD",
            "a-template-b.md",
            "template b.md",
            "a template.MD",
        ),
        *("plantemplate.markdown", "templates.md", "x_templates.md", "a.mdx", "README.markdown"),
        *("CLAUDE.md", "SKILL.md", "index.md", "plan-template.md", "Template-PLAN.md", "MYREADME.md", "é.md"),
    ]
    paths = [
        "/".join(filter(None, parts))
        for parts in itertools.product(first, ("", "active", "template", "README.md"), names)
    ]
    selected = {path for path in paths if _is_selected(hook, path)}
    assert selected == {path for path in paths if places.may_be_plan(Config(), path)}
    assert len(paths) > len(selected) > 500


def test_names_like_options_are_taken_for_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """pre-commit puts names straight after options; `--config=x-PLAN.md` must not become one."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "--config=x-PLAN.md").write_text(plan_text().replace("## 2. Objective Lock", "## Objective"))
    (tmp_path / "-PLAN.md").write_text(plan_text())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["execplan-lint", "--config=x-PLAN.md", "-PLAN.md"])
    assert hooks.lint() == 1
    out = capsys.readouterr().out
    assert out.startswith("--config=x-PLAN.md:")
    assert "checked 2 plans" in out


def test_readme_names_each_hook() -> None:
    named = set(re.findall(r"execplan-[a-z-]+[a-z]", (PROJECT / "README.md").read_text(encoding="utf-8")))
    assert set(HOOKS) <= named


# The real entry of each hook on a repository: what makes it fail, and the same repository without it.
_TOKEN = "ghp_" + "q7Rk2ZtW9xVbN4mLs8Hd" + "P3Yc6GfJ1aUeKb5T"  # in two parts, so that no scanner takes it for ours
BAD_TEXTS = {
    "required-sections": ("## 11. Open Questions\n\n- Q1: Is the limit per client or per address?\n", ""),
    "section-order": ("## 11. Open Questions", "## 2. Objective Lock"),
    "metadata": ("- **Sprint:** `S07`\n", ""),
    "entry-fields": ("  - Result: `pending`", "  - Result: `maybe`"),
    "timestamps": ("  - Notes: the", "  - Timestamp: 2025-13-45T10:00:00Z\n  - Notes: the"),
    "external-urls": ("one client sends 2,000 requests", "see https://status.acme-corp.io/17"),
    "secrets": ("- **Manual QA Steps:** none", f"- **Manual QA Steps:** token {_TOKEN}"),
    "local-paths": ("the limiter and its tests", "the limiter in /Users/mira/work/api"),
    "links": ("the limiter and its tests", "the [limiter](limiter.md) and its tests"),
    "placeholders": ("- **Goal:** refuse requests above the limit", "- **Goal:** <what is to be built>"),
    "lifecycle": ("**Status:** In Progress", "**Status:** Done"),
    "scope-contract": ("- `src/api/...`", "- `**`"),
}
"""A replacement in the good plan of these tests."""
_MINIMAL = "plans/shrink-docker-image-PLAN.md"
BAD_MINIMAL = {
    "progress": (_MINIMAL, "Next Action: Drop the package cache from the second stage.\n", ""),
    "profile": (_MINIMAL, "\n## Tooling", "\n<table><tr><td>x</td></tr></table>\n\n## Tooling"),
    "acceptance": (
        _MINIMAL,
        "- Criterion: the service still answers.\n",
        "- Criterion: it is better.\n- Criterion: the service still answers.\n",
    ),
    "plan-name": ("plans/Shrink it.md", "", ""),
}
"""A path, and a replacement in the smallest plan, for what a session plan does not have."""


def _repository(folder: Path, text: str, path: str = PLAN) -> GitRepo:
    repo = GitRepo(folder)
    repo.commit("start", {"src/api/limits.py": "LIMIT = 100\n", "infra/prod.tf": "x\n"})
    repo.branch(BRANCH)
    repo.commit("plan", {path: text})
    return repo


def _bad(rule: str) -> tuple[str, str]:
    """A plan that only this rule reports at warning or above, and its path."""
    if rule in BAD_TEXTS:
        path, text, (old, new) = PLAN, plan_text(), BAD_TEXTS[rule]
    else:
        path, old, new = BAD_MINIMAL[rule]
        text = conforming("ssot-minimal", "active")
    assert old in text
    return path, text.replace(old, new, 1)


def _run_entry(hook_id: str, repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> int:
    """The exit code of a hook's entry with the files that pre-commit would select."""
    hook = HOOKS[hook_id]
    names = repo.git("ls-files").splitlines() if hook.get("pass_filenames", True) else []
    monkeypatch.chdir(repo.path)
    selected = [name for name in names if _is_selected(hook, name)]
    monkeypatch.setattr(sys, "argv", [hook["entry"], "--fail-on", "warning", *selected])
    return _function(hook["entry"])()


@pytest.mark.parametrize("rule", rules.DOCUMENT_RULES)
@pytest.mark.parametrize("which", ["the one of all rules", "its own", "another one"])
def test_lint_hook_fails_on_what_its_rule_finds(
    which: str, rule: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    isolate(monkeypatch)
    other = "execplan-secrets" if rule != "secrets" else "execplan-timestamps"
    hook_id = {"the one of all rules": "execplan-lint", "its own": f"execplan-{rule}"}.get(which, other)
    path, text = _bad(rule)
    repo = _repository(tmp_path / "repo", text, path)
    code = _run_entry(hook_id, repo, monkeypatch)
    out = capsys.readouterr().out
    assert (code, f"[{rule}]" in out) == ((0, False) if hook_id == other else (1, True)), out


@pytest.mark.parametrize("hook_id", sorted(LINT))
def test_lint_hook_passes_the_good_plan(
    hook_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    isolate(monkeypatch)
    repo = _repository(tmp_path / "repo", plan_text())
    assert _run_entry(hook_id, repo, monkeypatch) == 0
    assert capsys.readouterr().out == "checked 1 plan (1 session): nothing found\n"


@pytest.mark.parametrize(
    ("path", "branch", "found"),
    [
        ("src/api/limits.py", BRANCH, {"plan-updated", "freshness"}),
        ("infra/prod.tf", BRANCH, {"file-scope", "plan-updated", "freshness"}),
        (PLAN, "fix/quick", {"branch-continuity", "plan-updated"}),
        (PLAN, BRANCH, set()),
    ],
)
@pytest.mark.parametrize("hook_id", sorted(GATE))
def test_gate_hook_fails_on_what_its_rule_finds(
    hook_id: str,
    path: str,
    branch: str,
    found: set[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    isolate(monkeypatch)
    repo = _repository(tmp_path / "repo", plan_text())
    if branch != BRANCH:
        repo.branch(branch)
        repo.write("src/api/limits.py", "LIMIT = 1\n")  # a plan alone would be planning, wherever
    if path == PLAN:
        repo.write(PLAN, plan_text() + "- Q2: Why?\n")
    else:
        repo.delete(path)
    repo.stage()
    code = _run_entry(hook_id, repo, monkeypatch)
    out = capsys.readouterr().out
    mine = found if hook_id == "execplan-gate" else found & {hook_id.removeprefix("execplan-")}
    assert set(re.findall(r"\[([a-z-]+)\]$", out, re.MULTILINE)) == mine
    # At commit time plan-updated is a notice: later commits may still do it.
    assert code == (1 if mine - {"plan-updated"} else 0)
