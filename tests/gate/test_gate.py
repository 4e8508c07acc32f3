"""What the gate says where a plan or a contract cannot be used, what is always allowed, and what it tells.

Real repositories; what the command line makes of it is in `tests/cli/test_gate.py`.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from execplan_hooks import rules
from execplan_hooks.config_files import load_config
from execplan_hooks.gate import comparing, judging
from execplan_hooks.gate.declared import branch_in
from execplan_hooks.repository.git import Repository
from execplan_hooks.repository.process import UnknownBranch
from tests.gating import DONE, NOW, PLAN, blocked, gate, planned, session_plan, told
from tests.gitrepo import GitRepo

# --- plans and contracts that cannot be used ---


@pytest.mark.parametrize("how", ["new", "changed", "moved here"])
def test_an_unreadable_plan_in_the_change_is_an_error(repo: GitRepo, how: str) -> None:
    path = "docs/exec-plans/active/b.md"
    if how == "changed":
        repo.checkout("main")
        repo.commit("second", {path: session_plan(branch="feat/other")})
        repo.checkout("feat/a")
        repo.merge("main")
    repo.commit("break", {path: b"\xff\xfe\x00broken"})
    assert told(gate(repo), "not-checked") == [
        f"error {path}: not checked: not UTF-8 text (byte 1 is 0xff)",
    ]


def test_a_plan_that_becomes_readable_in_the_change_is_fine(tmp_path: Path) -> None:
    repo = planned(tmp_path / "repo", "\0" + session_plan())
    repo.commit("repair", {PLAN: session_plan()})
    repo.commit("work", {"docs/b.md": "more\n"})
    result = gate(repo)
    assert told(result, "not-checked") == []
    assert blocked(result) == {"docs/b.md": "outside"}


def test_a_plan_that_nests_too_deeply_is_an_error(repo: GitRepo) -> None:
    path = "docs/exec-plans/active/b.md"
    repo.commit("hostile", {path: session_plan() + "> " * 2000 + "x\n"})
    assert [line.split(":")[0] for line in told(gate(repo), "not-checked")] == [f"error {path}"]


@pytest.mark.parametrize("required", [False, True])
def test_a_plan_without_scope(tmp_path: Path, required: bool) -> None:
    repo = planned(tmp_path / "repo", session_plan(include=[], exclude=[]))
    repo.commit("work", {"docs/b.md": "more\n"})
    result = gate(repo, base="main", require_contract=required)
    severity = "error" if required else "notice"
    assert told(result, "file-scope") == [f"{severity} {PLAN}: files not checked: the plan declares no file scope"]


def test_require_contract_of_the_configuration(tmp_path: Path) -> None:
    repo = planned(tmp_path / "repo", session_plan(include=[], exclude=[]))
    agreed = repo.commit("settings", {".execplan.yaml": "require-contract: true\n"})
    repo.commit("work", {"docs/b.md": "more\n"})
    assert blocked(gate(repo, base=agreed)) == {PLAN: "not checked"}


def test_a_contract_in_prose_only_is_an_error(tmp_path: Path) -> None:
    repo = planned(tmp_path / "repo", session_plan(include=["the parser"], exclude=["the rest"]))
    repo.commit("work", {"docs/b.md": "more\n"})
    assert told(gate(repo), "file-scope") == [
        f"error {PLAN}: files not checked: no entry of the plan's contract can be enforced",
        f'warning {PLAN}: contract entry "the parser" was not enforced (prose)',
        f'warning {PLAN}: contract entry "the rest" was not enforced (prose)',
    ]


def test_a_list_whose_paths_stand_in_a_fence_is_told(tmp_path: Path) -> None:
    plan = session_plan().replace("- `infra/...`", "```\ninfra/\n```")
    repo = planned(tmp_path / "repo", plan)
    repo.commit("work", {"src/a.py": "more\n"})
    assert told(gate(repo), "file-scope") == [
        f'warning {PLAN}: nothing of "Exclude (Must Not Modify)" was enforced: it lists no path'
    ]


def test_a_contract_that_only_excludes(tmp_path: Path) -> None:
    plan = """# A

- Branch: `feat/a`
- Forbidden files: `infra/...`

## Purpose / Big Picture

x

## Progress

x

## Surprises & Discoveries

x

## Decision Log

x
"""
    repo = planned(tmp_path / "repo", plan)
    repo.commit("work", {"docs/b.md": "more\n", "infra/prod.tf": "more\n"})
    result = gate(repo)
    assert blocked(result) == {"infra/prod.tf": "excluded"}
    assert told(result, "file-scope")[0] == (
        f"notice {PLAN}: the plan declares no include list: only its exclude list was checked"
    )


# --- always allowed ---


def test_the_plan_its_move_and_the_indexes_are_allowed(repo: GitRepo) -> None:
    folder = "docs/exec-plans"
    repo.rename(PLAN, DONE)
    repo.commit("finish", {f"{folder}/active/index.md": "x\n", f"{folder}/completed/index.md": "x\n"})
    assert blocked(gate(repo)) == {}
    repo.commit("more", {f"{folder}/completed/other.md": "x\n", f"{folder}/active/other.txt": "x\n"})
    assert blocked(gate(repo)) == {
        f"{folder}/completed/other.md": "outside",
        f"{folder}/active/other.txt": "outside",
    }


def test_a_plan_at_the_root_opens_no_folder(tmp_path: Path) -> None:
    repo = planned(tmp_path / "repo", name="PLAN.md")
    repo.commit("more", dict.fromkeys(["index.md", "archive/PLAN.md", "done/index.md"], "x\n"))
    assert blocked(gate(repo)) == dict.fromkeys(["index.md", "archive/PLAN.md", "done/index.md"], "outside")
    repo.delete("PLAN.md")
    repo.commit("finish")
    assert blocked(gate(repo)) == dict.fromkeys(["index.md", "done/index.md"], "outside")


def test_a_file_in_the_place_of_a_move_that_did_not_take_place(repo: GitRepo) -> None:
    repo.commit("more", {DONE: "x\n"})
    assert blocked(gate(repo)) == {DONE: "outside"}


def test_what_the_configuration_always_allows(repo: GitRepo) -> None:
    config = "rules:\n  file-scope:\n    always-allow: [CHANGELOG.md, 'notes/**', .execplan.yaml]\n"
    changed = ["CHANGELOG.md", "sub/CHANGELOG.md", "notes/a/b.md", "notes.md"]
    agreed = repo.commit("settings", {".execplan.yaml": config})
    repo.commit("work", dict.fromkeys(changed, "x\n"))
    assert blocked(gate(repo, base=agreed)) == {"notes.md": "outside", "sub/CHANGELOG.md": "outside"}


WIDER = {
    "always allowed": "rules: {file-scope: {always-allow: ['**']}}\n",
    "rule off": "rules: {file-scope: 'off', branch-continuity: 'off'}\n",
    "plans excluded": "exclude: ['**']\n",
    "plans elsewhere": "plans: ['nowhere/*.md']\n",
    "plans done": "plans: [{files: '**/*.md', state: done}]\n",
    "other dialect": "plans: [{files: '**/*.md', dialect: wbs}]\n",
}


@pytest.mark.parametrize("kind", WIDER)
@pytest.mark.parametrize("mode", ["staged", "range", "earlier commit"])
def test_a_change_is_not_judged_by_the_configuration_that_it_brings(repo: GitRepo, kind: str, mode: str) -> None:
    if mode == "earlier commit":
        repo.commit("settings", {".execplan.yaml": WIDER[kind]})
    else:
        repo.write(".execplan.yaml", WIDER[kind])
    repo.write("infra/prod.tf", "changed\n")
    repo.stage()
    if mode == "staged":
        result = gate(repo, staged=True)
    else:
        repo.commit_staged("work")
        result = gate(repo)
    assert blocked(result) == {".execplan.yaml": "outside", "infra/prod.tf": "excluded"}
    assert (
        ".execplan.yaml counts as it was before this change; what it says now counts for later changes" in result.notes
    )


def judged_by(repo: GitRepo, file: Path) -> dict[str, str]:
    opened = Repository.open(repo.path)
    asked = comparing.Request(base="main", config=file)
    change = comparing.change(opened, load_config(opened.root, file), asked, os.environ, rules.CHANGE_RULES)
    return blocked(judging.judge(change, rules.CHANGE_RULES, NOW))


MORE = "rules: {file-scope: {always-allow: ['infra/**']}}\n"


def test_a_configuration_file_outside_the_repository_is_trusted(repo: GitRepo, tmp_path: Path) -> None:
    given = tmp_path / "trusted.yaml"
    given.write_text(MORE)
    repo.commit("work", {"infra/prod.tf": "changed\n"})
    assert judged_by(repo, given) == {}


@pytest.mark.parametrize("how", ["ci/execplan.yaml", "./ci/execplan.yaml", "src/../ci/execplan.yaml"])
def test_a_configuration_file_that_is_named_counts_as_it_was_too(
    repo: GitRepo, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A workflow names it, and the change that the workflow checks can edit it."""
    repo.checkout("main")
    repo.commit("settings", {"ci/execplan.yaml": "version: 1\n"})
    repo.checkout("feat/a")
    repo.merge("main")
    repo.commit("work", {"infra/prod.tf": "changed\n", "ci/execplan.yaml": MORE})
    monkeypatch.chdir(repo.path)
    for given in (Path(how), repo.path / how):
        assert judged_by(repo, given) == {"ci/execplan.yaml": "outside", "infra/prod.tf": "excluded"}


def test_a_configuration_file_that_is_new_counts_as_it_is(repo: GitRepo) -> None:
    repo.commit("work", {"infra/prod.tf": "changed\n", "ci/execplan.yaml": MORE})
    assert judged_by(repo, repo.path / "ci/execplan.yaml") == {"ci/execplan.yaml": "outside"}


def test_planning_on_another_branch_is_told_and_not_blocked(repo: GitRepo) -> None:
    """A plan is often written on the default branch, before its own branch is there."""
    repo.checkout("main")
    repo.write("docs/exec-plans/active/b.md", session_plan(branch="feat/b"))
    repo.stage()
    result = gate(repo, staged=True)
    assert [d.severity.label for d in result.diagnostics if d.rule == "branch-continuity"] == ["notice"]
    repo.write("src/a.py", "work\n")
    repo.stage()
    result = gate(repo, staged=True)
    assert [d.severity.label for d in result.diagnostics if d.rule == "branch-continuity"] == ["error"]


def test_an_unknown_branch_does_no_harm_where_nothing_is_judged(repo: GitRepo) -> None:
    """pre-commit.ci and other runners check out a commit: the hook must not fail there for nothing."""
    repo.checkout(repo.head())
    assert gate(repo, staged=True).notes[0].startswith("not checked: nothing was compared")
    repo.commit("work", {"src/a.py": "work\n"})
    with pytest.raises(UnknownBranch):
        gate(repo)


# --- what is told of the comparison ---


def test_the_comparison_of_a_range(repo: GitRepo) -> None:
    base = repo.head()
    head = repo.commit("work", {"src/a.py": "more\n"})
    assert gate(repo).comparison == {
        "mode": "range",
        "base": base,
        "head": head,
        "merge_base": base,
        "further_merge_bases": [],
        "merging": [],
        "changed_paths": 1,
        "branch": "feat/a",
        "plans": [PLAN],
        "contracts": {PLAN: f"the merge base {base[:12]}"},
        "verdicts": {"included": 1, "excluded": 0, "outside": 0, "always_allowed": 0},
        "widened": [],
    }


def test_an_empty_comparison_is_said(repo: GitRepo) -> None:
    for request in ({"base": "main"}, {"staged": True}, {"worktree": True}):
        notes = gate(repo, **request).notes
        assert [note.startswith("not checked: nothing was compared, ") for note in notes] == [True]
        assert notes[0].endswith("0 changed paths")


@pytest.mark.parametrize(
    ("value", "branch"),
    [
        ("`feat/a`", "feat/a"),
        ("feat/a", "feat/a"),
        ("feat/a.", "feat/a"),
        ("`feat/a` (from `main`)", "feat/a"),
        ("feat/a (from main)", "feat/a"),
        ("`refs/heads/feat/a`", "feat/a"),
        ("acme/shop \u2022 feat/a", "feat/a"),
        ("**feat/a**", "feat/a"),
        ("*feat/a*", "feat/a"),
        ("_feat/a_", "feat/a"),
        ("feat/a_b_", "feat/a_b_"),
        ("**`feat/a`**", "feat/a"),
        ("**feat/a** (from main)", "feat/a"),
        ("[feat/a](https://example.org/feat/a)", "feat/a"),
        ("[`feat/a`](https://example.org/x)", "feat/a"),
        ('"feat/a"', "feat/a"),
        ("\u201cfeat/a\u201d.", "feat/a"),
        ("feat/a <!-- note -->", "feat/a"),
        ("<!-- `feat/b` --> feat/a", "feat/a"),
        ("~~feat/b~~ feat/a", "feat/a"),
        ("feat/a \u2192 main", "feat/a"),
        ("feat/a -> main", "feat/a"),
        ("feat/a, based on main", "feat/a"),
        ("feat/a; rebased", "feat/a"),
        ("feat/a \u2014 rebased", "feat/a"),
        ("feat/a - rebased", "feat/a"),
        ("feat/a-b,c", "feat/a-b,c"),
        ("same as planning", None),
        ("refs/heads/", None),
        ("`$(touch x)`", None),
        ("`--help`", "--help"),
        ("to be decided later", None),
        ("TBD", None),
        ("none", None),
        ("n/a", None),
        ("-", None),
        ("", None),
        ("`<branch>`", None),
        ("`" * 1_000_000, None),
    ],
)
def test_the_branch_that_a_field_names(value: str, branch: str | None) -> None:
    assert branch_in(value) == branch


def test_a_branch_whose_name_is_no_utf_8(repo: GitRepo) -> None:
    name = "feat/\udcff"
    repo.git("checkout", "--quiet", "-b", os.fsencode(name))
    repo.commit("work", {"docs/b.md": "more\n"})
    assert gate(repo).notes == [f"not checked: no active plan governs this change for branch {name}"]
