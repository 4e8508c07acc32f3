"""What the doctor says of whole repositories, of their plans and patterns, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from execplan_hooks import __version__
from execplan_hooks.doctor.detection import _token
from tests.doctor.situations import AGENTS, GOOD, PLAN, Doctor, healthy
from tests.gating import execplan, session_plan
from tests.gitrepo import GitRepo

Make = Callable[[Path], Path]


def test_a_repository_in_which_all_is_well(tmp_path: Path, doctor: Doctor) -> None:
    told = doctor.told(healthy(tmp_path / "repo").path)
    assert (told.code, told.marks) == (0, {"skip": ["agent-locks", "baseline"]})
    assert told.of("version")[0][1].startswith(f"execplan-hooks {__version__} on Python 3.")
    assert told.of("default-branch") == [("ok", "main, by its name", "")]
    assert told.of("governing-plan") == [("ok", f"{PLAN} declares feat/a", "")]
    assert [line[1] for line in told.of("plans")] == [
        "1 plan of dialect session, by its headings: plans/x.md",
        "1 plan of dialect codex, by its headings: plans/y.md",
    ]
    assert told.of("policy") == [("ok", "AGENTS.md names the place of the plans", "")]
    assert told.of("secret") == [("ok", "a secret that was planted in a plan is found", "")]


def test_the_text_can_be_read_without_colour(tmp_path: Path, doctor: Doctor) -> None:
    code, out, _ = doctor.text(healthy(tmp_path / "repo").path)
    lines = out.splitlines()
    assert code == 0
    assert "ok    branch: feat/a" in lines
    assert "skip  agent-locks: there is no .agent-locks.yaml" in lines
    assert lines[-1] == f"{len(lines) - 1} lines: {len(lines) - 3} ok, 2 skip"
    assert "\x1b" not in out


def _fresh(path: Path) -> Path:
    return GitRepo(path).path


def _no_repository(path: Path) -> Path:
    (path / "plans").mkdir(parents=True)
    (path / PLAN).write_text(GOOD, encoding="utf-8")
    return path


def _shallow(path: Path) -> Path:
    origin = healthy(path / "origin")
    origin.checkout("main")
    clone = origin.clone(path / "clone", "--depth=1", "--branch=feat/a", "--no-single-branch")
    return clone.path


def _shallow_with_an_integration_branch(path: Path) -> Path:
    clone = _shallow(path)
    (clone / ".execplan.yaml").write_text("integration-branches: [release/*]\n", encoding="utf-8")
    return clone


def _detached(path: Path) -> Path:
    repo = healthy(path)
    repo.checkout("HEAD^0")
    return repo.path


def _no_default_branch(path: Path) -> Path:
    repo = healthy(path)
    repo.git("branch", "--quiet", "-m", "main", "trunk")
    return repo.path


def _no_default_branch_but_origin(path: Path) -> Path:
    repo = GitRepo(_no_default_branch(path), create=False)
    repo.git("remote", "add", "origin", "https://example.org/x.git")
    return repo.path


def _unrelated(path: Path) -> Path:
    repo = healthy(path)
    repo.config("core.hooksPath", "none")
    repo.git("checkout", "--quiet", "--orphan", "alone")
    repo.commit("alone")
    return repo.path


def _configured(text: str) -> Make:
    def make(path: Path) -> Path:
        repo = healthy(path)
        repo.write(".execplan.yaml", text)
        return repo.path

    return make


def _with(name: str, text: str | bytes) -> Make:
    def make(path: Path) -> Path:
        repo = healthy(path)
        repo.write(name, text)
        return repo.path

    return make


def _on(branch: str) -> Make:
    def make(path: Path) -> Path:
        repo = healthy(path)
        repo.git("checkout", "--quiet", "-B", branch)
        return repo.path

    return make


def _without(*names: str) -> Make:
    def make(path: Path) -> Path:
        repo = healthy(path)
        for name in names:
            repo.delete(name)
        return repo.path

    return make


_GUIDE = """# How to write one

## Context and Orientation

## Plan of Work

## Milestones

```md
# ExecPlan: x

## Purpose / Big Picture

## Progress

## Surprises & Discoveries

## Decision Log
```
"""
DEEPEN = "git fetch --unshallow (in GitHub Actions: fetch-depth: 0 for actions/checkout)"
HALF = "# ExecPlan: Half\n\n## Progress\n\n- [ ] x\n"


@pytest.mark.parametrize(
    ("make", "check", "line", "code"),
    [
        (_fresh, "default-branch", ("skip", "not looked for: there is no commit yet", ""), 0),
        (_fresh, "plans", ("warn", "no Markdown file is where plans are looked for", "execplan new codex"), 0),
        (_fresh, "governing-plan", ("skip", "no plan declares main (", ""), 0),
        (_fresh, "policy", ("warn", "there is no AGENTS.md, CLAUDE.md or PLANS.md", "write AGENTS.md"), 0),
        (_no_repository, "repository", ("warn", "", "git init"), 0),
        (_no_repository, "hooks", ("skip", "not looked for: no git repository", ""), 0),
        (_no_repository, "checkout", ("skip", "not looked at: no git repository", ""), 0),
        (_no_repository, "plans", ("ok", "1 plan of dialect codex, by its headings: plans/x.md", ""), 0),
        (_shallow, "history", ("warn", "shallow: ", DEEPEN), 1),
        (_shallow, "base", ("fail", "HEAD and origin/main have no merge base that is certain here", DEEPEN), 1),
        (_shallow, "default-branch", ("ok", "origin/main, ", ""), 1),
        (
            _shallow_with_an_integration_branch,  # which may be missing here alone
            "patterns",
            ("skip", "integration-branches (release/*) matches no branch of this clone", "correct it"),
            1,
        ),
        (_detached, "branch", ("warn", "not known: HEAD is detached", "git switch NAME"), 0),
        (_no_default_branch, "default-branch", ("fail", "not known: ", "set default-branch in .execplan.yaml"), 1),
        (
            _no_default_branch_but_origin,
            "default-branch",
            ("fail", "not known: ", "git remote set-head origin --auto, or set default-branch"),
            1,
        ),
        (
            _configured("default-branch: develop\n"),
            "default-branch",
            ("fail", "develop, as default-branch in .execplan.yaml says, but this clone has", "correct default-branch"),
            1,
        ),
        (
            _configured("default-branch: main\n"),
            "default-branch",
            ("ok", "main, as default-branch in .execplan.yaml says", ""),
            0,
        ),
        (_unrelated, "base", ("fail", "HEAD and main have no merge base", "their histories are unrelated"), 1),
        (
            _on("feat/other"),
            "governing-plan",
            ("warn", "no active plan declares the branch feat/other", "if a plan "),
            0,
        ),
        (
            _on("main"),
            "governing-plan",
            ("skip", "no plan declares main (a branch that brings together others)", ""),
            0,
        ),
        (
            _with(PLAN, session_plan("feat/other")),
            "governing-plan",
            ("ok", "plans/x.md declares feat/a", ""),
            0,
        ),
        (
            _with("plans/z.md", session_plan("feat/a")),
            "governing-plan",
            ("warn", "plans/x.md, plans/z.md declare feat/a, but plans/z.md is not committed so", "commit the plan"),
            0,
        ),
        # patterns
        (
            _configured("plans: [pland/*.md]\n"),
            "patterns",
            ("warn", "plans[0] (pland/*.md) matches no file", "correct it in .execplan.yaml; did you mean plans/*.md?"),
            0,
        ),
        (_configured("plans: [plans/*.md]\n"), "patterns", ("ok", "1 pattern of .execplan.yaml", ""), 0),
        (
            _configured("plans: ['plans/*.md', plans/x.md]\n"),
            "patterns",
            ("warn", "plans[1] (plans/x.md) never counts: plans/*.md matches all that it does", "put it before"),
            0,
        ),
        (_configured("exclude: [old/**]\n"), "patterns", ("warn", "exclude (old/**) matches no file", "correct it"), 0),
        (
            _configured("overrides: [{files: [plans/z*.md], rules: {links: warning}}]\n"),
            "patterns",
            ("warn", "overrides[0].files (plans/z*.md) matches no file", "correct it in .execplan.yaml"),
            0,
        ),
        (
            _configured("integration-branches: [feat/b]\n"),
            "patterns",
            ("warn", "integration-branches (feat/b) matches no branch of this clone", "correct it"),
            0,
        ),
        # dialects
        (
            _configured("plans: [{files: plans/*.md, dialect: codx}]\n"),
            "dialects",
            (
                "fail",
                '.execplan.yaml:1: key "plans[0].dialect": unknown dialect "codx"; did you mean "codex"?',
                "correct",
            ),
            1,
        ),
        (
            _configured("dialects: {house: {template: docs/none.md}}\n"),
            "dialects",
            ("fail", "the dialect house cannot be used: .execplan.yaml:1: ", "correct it there"),
            1,
        ),
        (
            _configured("dialects: {house: {extends: codex}}\n"),
            "dialects",
            ("ok", "1 dialect of .execplan.yaml can be used: house", ""),
            0,
        ),
        (_configured("plans: ["), "configuration", ("fail", "cannot be used: .execplan.yaml:1: ", "correct it"), 1),
        (_configured("plans: ["), "plans", ("skip", "not looked for", ""), 1),
        (_configured("plans: ["), "secret", ("skip", "not tried", ""), 1),
        (_configured("plans: ["), "policy", ("skip", "not looked at: the configuration says where ", ""), 1),
        # plans
        (
            _with("plans/half.md", HALF),
            "unfit-plan",
            (
                "warn",
                "plans/half.md fits no dialect and is not checked; nearest is codex: it has 1 of the ",
                "write the ",
            ),
            0,
        ),
        (
            _with("plans/bytes.md", b"\xff\xfe"),
            "unfit-plan",
            ("fail", "plans/bytes.md cannot be checked: not UTF-8 text", "save the file as UTF-8"),
            1,
        ),
        (
            _with("plans/named.md", f"---\ndialect: codx\n---\n{GOOD}"),
            "unfit-plan",
            ("fail", 'plans/named.md: unknown dialect "codx"; did you mean "codex"?', "name one of them"),
            1,
        ),
        (
            _with("plans/guide.md", _GUIDE),
            "unfit-plan",
            (
                "warn",
                "plans/guide.md fits no dialect and is not checked; nearest is codex, of whose headings ",
                "write",
            ),
            0,
        ),
        (
            _with("plans/notes.md", "# Notes\n"),
            "other-files",
            ("ok", "1 file in the places of plans is no plan", ""),
            0,
        ),
        # policy
        (
            _without("AGENTS.md"),
            "policy",
            ("warn", "there is no AGENTS.md", "write AGENTS.md, and name plans/ in it"),
            0,
        ),
        (
            _with("AGENTS.md", "# Agents\n\nBe kind.\n"),
            "policy",
            ("warn", "AGENTS.md does not name ", "name plans/ in"),
            0,
        ),
        (_with("AGENTS.md", "See `plans` and my-plans/.\n"), "policy", ("ok", "AGENTS.md names the place", ""), 0),
        (
            _with("AGENTS.md", "See my-plans/ and other/plans/.\n"),
            "policy",
            ("warn", "AGENTS.md does not name ", "name"),
            0,
        ),
        # locks, baseline, secrets
        (
            _with(".execplan-baseline.json", '{"version": 1, "findings": ['),
            "baseline",
            ("fail", ".execplan-baseline.json: the baseline is", "rest"),
            1,
        ),
        (
            _with(".execplan-baseline.json", '{"version": 1, "findings": []}'),
            "baseline",
            ("ok", ".execplan-baseline.json is valid: 0 entries for 0 plans", ""),
            0,
        ),
        (
            _configured("baseline: known.json\n"),
            "baseline",
            ("fail", ".execplan.yaml names known.json, which is not there", "restore it from git, or write it: "),
            1,
        ),
        (
            _with(".agent-locks.yaml", "version: 1\nlocks: x\n"),
            "agent-locks",
            ("fail", ".agent-locks.yaml", "correct"),
            1,
        ),
        (
            _configured("rules: {secrets: 'off'}\n"),
            "secret",
            ("fail", "a planted secret is not found: .execplan.yaml sets the rule secrets to off", "take secrets: off"),
            1,
        ),
        (
            _configured("overrides: [{files: 'plans/**', rules: {secrets: 'off'}}]\n"),
            "secret",
            (
                "fail",
                "a planted secret is not found: overrides[0] in .execplan.yaml sets the rule secrets to off",
                "take secrets: off out of overrides[0] in .execplan.yaml",
            ),
            1,
        ),
        (
            _configured(
                "overrides: [{files: plans/x*, rules: {secrets: 'off'}}, {files: '**', rules: {links: error}}]\n"
            ),
            "secret",
            (
                "warn",
                "a planted secret is not found in 1 plan (plans/x.md): overrides[0] in .execplan.yaml sets ",
                "take secrets: off out of overrides[0] in .execplan.yaml",
            ),
            0,
        ),
        (
            _configured("rules: {secrets: 'off'}\noverrides: [{files: 'plans/*', rules: {secrets: error}}]\n"),
            "secret",
            ("ok", "a secret that was planted in a plan is found", ""),
            0,
        ),
        (
            _configured("dialects: {house: {extends: codex, rules: {secrets: 'off'}}}\n"),
            "secret",
            ("warn", "a planted secret is not found in plans of dialect house: the dialect sets ", "take secrets: off"),
            0,
        ),
        # what is passed over
        (
            _with("plans/TEMPLATE.md", GOOD),
            "other-files",
            (
                "ok",
                "the name of 1 file in the places of plans says that it is a template, not checked: plans/TEMPLATE.md",
                "",
            ),
            0,
        ),
        (
            _configured("plans: [plans/x.md]\n"),
            "left-out-plans",
            (
                "warn",
                "1 plan in the usual places is not looked for: plans: names other places: plans/y.md",
                "name their folders under plans: in .execplan.yaml too",
            ),
            0,
        ),
        (
            _with("plans/z.md", session_plan("feat/gone")),
            "stale-branches",
            (
                "warn",
                "1 active plan declares a branch that neither this clone nor a remote of it has: plans/z.md",
                "close a plan whose work is done",
            ),
            0,
        ),
    ],
)
def test_a_situation(
    tmp_path: Path, doctor: Doctor, make: Make, check: str, line: tuple[str, str, str], code: int
) -> None:
    told = doctor.told(make(tmp_path / "repo"))
    ((mark, found, todo),) = told.of(check)
    assert mark == line[0], found
    assert found.startswith(line[1])
    assert todo.startswith(line[2])
    assert told.code == code


_PACKAGES = "packages/*/docs/plans/*.md"


@pytest.mark.parametrize(
    ("config", "plans", "policy", "line"),
    [
        (_PACKAGES, ["packages/a/docs/plans/x.md"], "x", ("warn", "name packages/a/docs/plans/ in AGENTS.md")),
        (
            _PACKAGES,
            ["packages/a/docs/plans/x.md", "packages/b/docs/plans/y.md"],
            "x",
            ("warn", f"name {_PACKAGES} in AGENTS.md"),
        ),
        (_PACKAGES, ["packages/a/docs/plans/x.md"], "packages/ has the packages", ("warn", "name packages/a/")),
        (_PACKAGES, ["packages/a/docs/plans/x.md"], "plans: `packages/a/docs/plans`", ("ok", "")),
        (_PACKAGES, ["packages/a/docs/plans/x.md"], f"see {_PACKAGES}", ("ok", "")),
        (_PACKAGES, ["packages/a/docs/plans/x.md"], "in docs/plans/ of each", ("ok", "")),
        ("rfc/active/*.md", ["rfc/active/x.md"], "x", ("warn", "name rfc/active/ in")),
        ("rfc/active/*.md", ["rfc/active/x.md"], "see rfc/", ("ok", "")),
        ("rfc/active/*.md", [], "x", ("warn", "name rfc/active/ in")),
        (_PACKAGES, [], "x", ("warn", f"name {_PACKAGES} in")),
        ("", ["plans/active/x.md", "plans/completed/y.md"], "x", ("warn", "name plans/ in")),
        ("", ["plans/active/x.md"], "see plans/active/", ("ok", "")),
        ("", ["src/a/PLAN.md"], "sources are in src/", ("warn", "name src/a/ in")),
        ("", ["src/a/PLAN.md", "src/b/PLAN.md"], "x", ("warn", "name **/PLAN.md in")),
        ("", ["src/a/PLAN.md", "src/b/PLAN.md"], "a PLAN.md in each folder", ("ok", "")),
        ("", ["PLAN.md"], "x", ("warn", "name PLAN.md in")),
        ("", ["docs/plans/x.MD"], "x", ("warn", "name docs/plans/ in")),
        ("", [], "x", ("skip", "")),
    ],
)
def test_the_place_that_a_policy_is_to_name(
    tmp_path: Path, doctor: Doctor, config: str, plans: list[str], policy: str, line: tuple[str, str]
) -> None:
    repo = GitRepo(tmp_path / "repo")
    repo.write("AGENTS.md", policy)
    for path in plans:
        repo.write(path, GOOD)
    if config:
        repo.write(".execplan.yaml", f"plans: ['{config}']\n")
    ((mark, _, todo),) = doctor.told(repo.path).of("policy")
    assert (mark, todo[: len(line[1])]) == line
    if mark == "warn":
        named = todo.removeprefix("name ").partition(" in AGENTS.md")[0]
        repo.write("AGENTS.md", f"The plans are in {named}.\n")
        assert doctor.told(repo.path).of("policy")[0][0] == "ok"


def test_of_a_bare_repository_only_that_is_said(tmp_path: Path, doctor: Doctor) -> None:
    told = doctor.told(GitRepo(tmp_path / "repo.git", "--bare").path)
    assert (told.code, told.marks) == (1, {"fail": ["repository"]})
    assert told.of("repository")[0][2] == "run this in a clone with a work tree"


def test_a_policy_that_names_another_one_leads_there(tmp_path: Path, doctor: Doctor) -> None:
    repo = healthy(tmp_path / "repo")
    repo.write("AGENTS.md", "# Agents\n\nFollow .agent/PLANS.md.\n")
    repo.write(".agent/PLANS.md", AGENTS)
    assert doctor.told(repo.path).of("policy") == [
        ("ok", ".agent/PLANS.md names the place of the plans; AGENTS.md leads there", "")
    ]


def test_a_plan_that_the_configuration_asks_for_and_no_dialect_fits(tmp_path: Path, doctor: Doctor) -> None:
    repo = healthy(tmp_path / "repo")
    repo.write(".execplan.yaml", "plans: [plans/*.md]\n")
    repo.write("plans/half.md", HALF)
    told = doctor.told(repo.path)
    assert told.code == 1
    ((mark, found, _),) = told.of("unfit-plan")
    assert (mark, "nearest is codex" in found) == ("fail", True)


def test_no_plan_is_passed_over_in_silence(tmp_path: Path, doctor: Doctor) -> None:
    repo = healthy(tmp_path / "repo")
    for number in range(120):
        repo.write(f"plans/p{number}.md", HALF if number < 15 else "# Notes\n")
    told = doctor.told(repo.path)
    lines = told.of("unfit-plan")
    assert len(lines) == 11
    assert lines[-1][1] == "4 more files of which the same is to be said"
    assert told.of("plans")[-1][1] == "22 more files not read here"


@pytest.mark.parametrize(
    ("path", "config", "lines", "code"),
    [
        (
            PLAN,
            "",
            {
                "place": ("ok", "a place of plans, by its folder or name"),
                "dialect": ("ok", "its dialect is session, by its headings"),
                "state": ("ok", "active, by what it says itself"),
                "branch": ("ok", "it declares feat/a, which is checked out: it governs the work here"),
                "contract": ("ok", "1 pattern that may be changed, 1 pattern that may not"),
                "committed": ("ok", "it is committed"),
            },
            0,
        ),
        (
            "plans/y.md",
            "plans: [{files: plans/*.md, dialect: codex, state: done}]\n",
            {
                "place": ("ok", "a place of plans, by the pattern plans/*.md"),
                "dialect": ("ok", "its dialect is codex, by plans[0].dialect in .execplan.yaml:1"),
                "state": ("ok", "done, by the pattern plans/*.md in .execplan.yaml: it governs no change any more"),
            },
            0,
        ),
        ("plans/README.md", "", {"place": ("warn", "in a place of plans, but its name says that it is a README: ")}, 0),
        ("AGENTS.md", "", {"place": ("warn", "not where plans are looked for"), "dialect": ("warn", "no plan: ")}, 0),
        ("plans/y.md", "exclude: [plans/y.md]\n", {"place": ("warn", "left out by exclude (plans/y.md)")}, 0),
        (
            "plans/y.md",
            "overrides: [{files: plans/y.md, rules: {links: 'off'}}]\n",
            {"overrides": ("ok", "overrides[0] in .execplan.yaml counts for it: links")},
            0,
        ),
        ("plans/half.md", "", {"unfit-plan": ("warn", "plans/half.md fits no dialect")}, 0),
        ("plans/new.md", "", {"committed": ("warn", "not known to git")}, 0),
        ("plans/empty.md", "", {"unfit-plan": ("fail", "plans/empty.md cannot be checked: the file is empty")}, 1),
    ],
)
def test_one_plan(
    tmp_path: Path, doctor: Doctor, path: str, config: str, lines: dict[str, tuple[str, str]], code: int
) -> None:
    repo = healthy(tmp_path / "repo")
    for name, text in (("half", HALF), ("new", session_plan("feat/b")), ("empty", ""), ("README", GOOD)):
        repo.write(f"plans/{name}.md", text)
    if config:
        repo.write(".execplan.yaml", config)
    told = doctor.told(repo.path, path)
    for check, (mark, found) in lines.items():
        ((said, what, _),) = told.of(check)
        assert (said, what[: len(found)]) == (mark, found)
    assert told.code == code


def test_plans_elsewhere_are_added_without_losing_the_others(tmp_path: Path, doctor: Doctor) -> None:
    repo = healthy(tmp_path / "repo")
    ((_, _, todo),) = doctor.told(repo.path, "AGENTS.md").of("place")
    added = "add AGENTS.md to plans: in .execplan.yaml"
    assert todo == f"move it to a place of plans, or {added} (plans: replaces the usual folders: name those too)"
    repo.write(".execplan.yaml", "plans: [plans/*.md]\n")
    ((_, _, todo),) = doctor.told(repo.path, "AGENTS.md").of("place")
    assert todo == f"move it to a place of plans, or {added}"


def test_a_plan_whose_branch_is_there_or_not_begun_is_not_stale(tmp_path: Path, doctor: Doctor) -> None:
    repo = healthy(tmp_path / "repo")
    repo.write("plans/done.md", session_plan("feat/gone", status="Done"))
    repo.write("plans/draft.md", session_plan("feat/new", status="Draft"))
    repo.write("plans/main.md", session_plan("main"))
    repo.write("plans/remote.md", session_plan("team/far"))
    repo.git("update-ref", "refs/remotes/origin/team/far", "HEAD")
    assert doctor.told(repo.path).of("stale-branches") == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["plans/none.md"], "execplan: plans/none.md: no such file; name a plan file\n"),
        (["plans"], "execplan: plans is a folder; name a file in it"),
        (["--config", "none.yaml"], "execplan: none.yaml: cannot be read"),
    ],
)
def test_what_cannot_be_looked_at(tmp_path: Path, doctor: Doctor, arguments: list[str], message: str) -> None:
    code, out, err = doctor.text(healthy(tmp_path / "repo").path, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(message)


def test_without_git(tmp_path: Path) -> None:
    done = execplan(_no_repository(tmp_path / "x"), "doctor", env={"PATH": "/nonexistent"})
    assert done.code == 1
    assert "fail  git: there is no `git` on PATH\n" in done.out
    assert "skip  repository: not looked for: there is no git\n" in done.out
    assert "ok    plans: 1 plan of dialect codex" in done.out


def test_untrusted_names_are_shown_escaped(tmp_path: Path, doctor: Doctor) -> None:
    repo = healthy(tmp_path / "repo")
    repo.write("plans/\x1b[31m::error::\n.md", HALF)
    repo.write("plans/bytes-\udcff.md", HALF)
    repo.git("checkout", "--quiet", "-b", "feat/\u202ex")
    _, out, _ = doctor.text(repo.path)
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert not [line for line in out.splitlines() if line.lstrip().startswith("::")]
    assert "bytes-\\xff.md" in out


def test_the_planted_secret_is_in_no_output(tmp_path: Path, doctor: Doctor) -> None:
    code, out, err = doctor.text(healthy(tmp_path / "repo").path)
    assert code == 0
    assert _token() not in out + err


def test_a_large_repository_takes_a_few_seconds_at_most(tmp_path: Path) -> None:
    repo = healthy(tmp_path / "repo")
    for folder in range(100):
        (repo.path / f"src/m{folder}").mkdir(parents=True)
        for number in range(200):
            (repo.path / f"src/m{folder}/f{number}.py").write_bytes(b"")
    repo.config("core.hooksPath", "none")
    repo.commit("many")
    execplan(repo.path, "doctor", seconds=4.0)
