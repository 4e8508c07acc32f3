"""`execplan report` in real repositories: commits, completion reports, and what may stand in its output."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from execplan_hooks.cli import main
from execplan_hooks.document.markdown import BlockKind, parse
from execplan_hooks.output.summary import MAX_BYTES
from execplan_hooks.reporting.changed import Claims, held_against
from tests.fixtures import conforming
from tests.gitrepo import GitRepo

NOW = "2026-06-01T12:00:00Z"
SESSION = "docs/exec-plans/active/digest.md"
BRANCH = "feat/notification-digest"
DOCS = Path(__file__).parent.parent.parent / "docs" / "report.md"


@pytest.fixture(name="repo")
def _repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GitRepo:
    repo = GitRepo(tmp_path / "repo")
    monkeypatch.chdir(repo.path)
    return repo


def printed(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    assert main(["report", "--now", NOW, *arguments]) == code
    return capsys.readouterr().out


def as_json(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(printed(capsys, "--format", "json", *arguments, code=code))
    return found


def test_freshness_is_that_of_the_last_commit(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit("a", {"plans/a.md": conforming("codex"), "plans/b.md": conforming("codex")})
    repo.commit("other", {"src/a.py": "a\n"})
    repo.write("plans/b.md", conforming("codex") + "\nmore\n")
    repo.write("plans/new.md", conforming("codex"))
    plans = {plan["path"]: plan for plan in as_json(capsys)["plans"]}
    fresh = {"state": "committed", "last_commit": "2025-06-15T15:07:40+00:00", "days": 350, "modified": False}
    assert plans["plans/a.md"]["freshness"] == fresh
    assert plans["plans/b.md"]["freshness"] == fresh | {"modified": True}
    unknown = {"state": "not-committed", "last_commit": None, "days": None, "modified": True}
    assert plans["plans/new.md"]["freshness"] == unknown
    text = printed(capsys)
    assert "  last commit: 2025-06-15, 350 days ago\n" in text
    assert "  last commit: 2025-06-15, 350 days ago, changed since in the work tree\n" in text
    assert "  last commit: not committed\n" in text


def test_before_the_first_commit_nothing_is_committed(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write("plans/a.md", conforming("codex"))
    assert as_json(capsys)["plans"][0]["freshness"]["state"] == "not-committed"


def test_in_a_shallow_clone_the_edge_tells_nothing(
    repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.commit("a", {"plans/a.md": conforming("codex")})
    repo.commit("b", {"plans/b.md": conforming("codex")})
    repo.commit("c", {"plans/c.md": conforming("codex")})
    clone = repo.clone(tmp_path / "clone", "--depth", "2")
    monkeypatch.chdir(clone.path)
    states = {plan["path"]: plan["freshness"]["state"] for plan in as_json(capsys)["plans"]}
    assert states == {"plans/a.md": "unknown", "plans/b.md": "unknown", "plans/c.md": "committed"}
    assert "last commit not known, the clone is shallow" in printed(capsys)


def test_without_a_repository_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans/a.md").write_text(conforming("session"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    text = printed(capsys)
    assert "last commit: not known, the plan is in no repository" in text
    assert "not compared: the plan is in no repository" in text
    assert "note: commits were not looked at: " in text


def test_a_configuration_below_the_top_level_still_finds_the_commits(
    repo: GitRepo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.commit("a", {"app/plans/a.md": conforming("codex"), "app/.execplan.yaml": "version: 1\n"})
    monkeypatch.chdir(repo.path / "app")
    plan = as_json(capsys)["plans"][0]
    assert (plan["path"], plan["freshness"]["state"]) == ("plans/a.md", "committed")


def worked(repo: GitRepo, stage: str = "done") -> GitRepo:
    """A repository in which the session plan's branch changes most of what the plan claims, and one thing more."""
    repo.commit("base", {"docs/notifications.md": "x\n", "apps/api/src/notify/send.ts": "x\n"})
    repo.branch(BRANCH)
    repo.commit("plan", {SESSION: conforming("session", stage)})
    repo.commit("work", {f"apps/api/src/notify/{name}.ts": "y\n" for name in ("queue", "job", "extra")})
    return repo


def completion(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = as_json(capsys, SESSION)["plans"][0]["completion"]
    return found


def test_the_completion_report_tells_blocks_files_validations_and_risks(
    repo: GitRepo, capsys: pytest.CaptureFixture[str]
) -> None:
    worked(repo)
    repo.write("docs/notifications.md", "uncommitted\n")
    found = completion(capsys)
    assert [(block["name"], block["result"]) for block in found["blocks"]] == [
        ("`S14` / `B03` / `digest-queue`", "done"),
        ("`S14` / `B03` / `digest-mail`", "done"),
    ]
    assert [record["result"] for record in found["records"]] == ["done", "blocked", "done"]
    assert found["files"]["changed"] == [
        "apps/api/src/notify/extra.ts",
        "apps/api/src/notify/job.ts",
        "apps/api/src/notify/queue.ts",
        "docs/notifications.md",
    ]
    assert found["files"]["claimed_not_changed"] == [
        "apps/api/test/notify/queue.test.ts",
        "apps/api/src/notify/digest-mail.ts",
        "apps/api/test/notify/job.test.ts",
    ]
    assert found["files"]["changed_not_claimed"] == ["apps/api/src/notify/extra.ts"]
    assert found["files"]["not_compared"] is None
    assert found["comparison"]["worktree"] is True
    assert found["comparison"]["head"] == repo.head()
    assert found["commands"] == ["`npm run test:digest`", "`npm run typecheck`", "`npm run digest -- --dry-run`"]
    assert found["verdict"] == "PASS_WITH_NOTES"
    assert found["residual_risks"] == ["entries of users who leave the team stay in the queue for a day"]
    assert found["docs_updated"] == "pass, `docs/notifications.md` tells of the switch"
    text = printed(capsys, SESSION)
    assert "  blocks: 2 done, 0 blocked, 0 pending\n" in text
    assert "  files claimed: 6, 3 of them changed; 4 files changed, 1 of them not claimed (compared " in text


def test_a_block_without_a_record_is_pending_and_docs_may_be_unsaid(
    repo: GitRepo, capsys: pytest.CaptureFixture[str]
) -> None:
    worked(repo, "draft")
    found = completion(capsys)
    assert [(block["name"], block["result"]) for block in found["blocks"]] == [("B03", "pending")]
    assert found["records"] == []
    assert found["docs_updated"] is None
    text = printed(capsys, SESSION)
    assert "  docs updated: not said\n" in text
    assert "  residual risks: none recorded\n" in text


def test_a_block_whose_last_record_is_blocked_is_blocked(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    worked(repo, "blocked")
    assert "blocked" in [block["result"] for block in completion(capsys)["blocks"]]


@pytest.mark.parametrize(
    ("situation", "reason"),
    [
        ("no branch", f'there is no branch "{BRANCH}" in this clone'),
        ("merged", f'branch "{BRANCH}" is merged, or has no commit of its own'),
        ("two", "the plan declares several branches"),
        ("none", "the plan declares no branch"),
        ("default", 'the plan\'s branch "main" is the default branch'),
        ("no default", "the default branch is not known; set default-branch in .execplan.yaml"),
    ],
)
def test_where_nothing_can_be_compared_the_reason_is_said(
    repo: GitRepo, situation: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    worked(repo)
    text = conforming("session", "done")
    if situation in ("no branch", "merged"):
        repo.checkout("main")
        repo.merge(BRANCH)
        if situation == "no branch":
            repo.git("branch", "-D", BRANCH)
    elif situation == "no default":
        repo.git("branch", "-D", "main")
    else:
        other = {"two": f"`{BRANCH}-2`", "none": "none", "default": "`main`"}[situation]
        text = text.replace(f"**Execution Branch:** `{BRANCH}`", f"**Execution Branch:** {other}")
        if situation != "two":
            text = text.replace(f"**Planning Branch:** `{BRANCH}`", f"**Planning Branch:** {other}")
        repo.write(SESSION, text)
    found = completion(capsys)
    assert found["files"]["not_compared"] == reason
    assert found["files"]["changed"] is None
    assert found["files"]["claimed_not_changed"] is None
    assert f"not compared: {reason}" in printed(capsys, SESSION)


def test_another_branch_is_compared_without_the_work_tree(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    worked(repo)
    repo.checkout("main")
    repo.write(SESSION, conforming("session", "done"))
    repo.write("docs/notifications.md", "not of that branch\n")
    found = completion(capsys)
    assert "docs/notifications.md" not in found["files"]["changed"]
    assert found["comparison"]["worktree"] is False


@pytest.mark.parametrize(
    ("claims", "paths", "expected"),
    [
        (["src/a.py"], ["src/a.py"], Claims(("src/a.py",), (), ())),
        (["src/"], ["src/a.py", "b.py"], Claims(("src/",), (), ("b.py",))),
        (["src/*.py"], ["src/a.py", "src/a/b.py"], Claims(("src/*.py",), (), ("src/a/b.py",))),
        (["a.py"], ["src/a.py"], Claims(("a.py",), (), ())),
        (["../../src/a.py"], ["src/a.py"], Claims(("../../src/a.py",), (), ())),
        (["./src/a.py", "src/a.py"], ["src/a.py"], Claims(("./src/a.py", "src/a.py"), (), ())),
        (["src/b.py"], ["src/a.py"], Claims((), ("src/b.py",), ("src/a.py",))),
        (["/etc/passwd", "**"], ["src/a.py"], Claims((), ("/etc/passwd", "**"), ("src/a.py",))),
        ([], ["src/a.py"], Claims((), (), ("src/a.py",))),
    ],
)
def test_claims_are_held_against_paths(claims: list[str], paths: list[str], expected: Claims) -> None:
    assert held_against(claims, "docs/plans/x.md", tuple(paths)) == expected


def test_many_claims_and_paths_take_no_time() -> None:
    claims = [f"src/m{number}/a.py" for number in range(3000)]
    found = held_against(claims, "plans/x.md", tuple(f"src/m{number}/b.py" for number in range(20_000)))
    assert len(found.not_changed) == 3000
    assert len(found.not_claimed) == 20_000


def test_the_last_line_is_the_total(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit("a", {"plans/a.md": conforming("codex"), "docs/exec-plans/completed/b.md": conforming("codex", "done")})
    last = printed(capsys).splitlines()[-1]
    assert last.startswith("reported 2 plans (1 active, 1 done): ")
    assert last.endswith("; oldest open plan: plans/a.md, 350 days")
    found = as_json(capsys)["totals"]
    assert found["states"] == {"active": 1, "done": 1}
    plans = as_json(capsys)["plans"]
    assert found["tasks"]["done"] == sum(plan["tasks"]["done"] for plan in plans)
    assert found["acceptance"]["criteria"] == sum(plan["acceptance"]["criteria"] for plan in plans)


def test_tasks_that_were_set_aside_are_told_apart(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    codex = conforming("codex")
    repo.commit("a", {"plans/a.md": codex.replace("\n- [ ] ", "\n- [ ] ~~struck~~ ", 1), "plans/b.md": codex})
    found = as_json(capsys)
    one, other = (plan["tasks"] for plan in found["plans"])
    assert one == other | {"open": other["open"] - 2, "aside": 2}  # with the task below it
    assert found["totals"]["tasks"] == {key: one[key] + other[key] for key in one}
    documented = json.loads(DOCS.read_text(encoding="utf-8").partition("```json\n")[2].partition("```")[0])
    assert set(documented["plans"][0]["tasks"]) == set(documented["totals"]["tasks"]) == set(one)
    lines = [line for line in printed(capsys).splitlines() if line.startswith("  tasks: ")]
    assert [line.endswith(" blocked, 2 set aside") for line in lines] == [True, False]
    head, _, *rows = [
        line.split(" | ") for line in printed(capsys, "--format", "markdown").splitlines() if " | " in line
    ]
    assert [row[head.index("set aside")] for row in rows] == ["2", "0"]


def test_a_link_to_a_plan_is_not_counted_again(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit("a", {"plans/b-PLAN.md": conforming("ssot")})
    (repo.path / "PLAN.md").symlink_to("plans/b-PLAN.md")
    found = as_json(capsys)
    assert [plan["path"] for plan in found["plans"]] == ["plans/b-PLAN.md"]
    assert found["totals"]["plans"] == 1
    assert any("PLAN.md: not reported" in note for note in found["notes"])


def test_what_cannot_be_reported_is_said_and_fails(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no plan was found" in printed(capsys, code=2)
    repo.write("plans/a.md", conforming("codex"))
    repo.write("plans/bad.md", b"\xff\xfe# Plan\n")
    repo.write("plans/odd.md", "# ExecPlan: x\n\n## One\n\ny\n")
    found = as_json(capsys, code=2)
    assert [plan["path"] for plan in found["plans"]] == ["plans/a.md"]
    assert found["problems"] == ["plans/bad.md: not reported: not UTF-8 text (byte 1 is 0xff)"]
    assert found["notes"] == ["plans/odd.md: not reported, it looks like a plan but fits no dialect"]
    assert "cannot report: plans/nowhere.md: no such file" in printed(capsys, "plans/nowhere.md", code=2)
    (repo.path / "plans/bad.md").unlink()
    printed(capsys, code=0)


SECRET = "ghp_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5"
HOSTILE = (
    "::error file=a::owned",
    "##[error]owned",
    "<img src=x onerror=alert(1)> </details> <!--",
    "[click](https://evil.example.dev) ![x](https://evil.example.dev/x.png) @everyone #1",
    "`` ` ``` code | cell | \\| **bold**",
    "\x1b[31mred\u202e\x9b",
    f"deploy with {SECRET}",
)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("kind", ["text", "json", "markdown"])
def test_no_text_of_a_plan_is_markup_or_a_command_and_no_secret_is_shown(
    repo: GitRepo, text: str, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    codex = conforming("codex").replace("\n- [ ] ", f"\n- [ ] {text} ", 1).replace("# Teach", f"# {text} Teach", 1)
    session = conforming("session", "done").replace("14 passed", f"14 passed {text}", 1)
    session = session.replace("entries of users", f"{text} entries of users").replace("`job.ts`", f"`{text}.ts`")
    repo.commit("a", {"plans/a.md": codex, SESSION: session})
    shown = printed(capsys, "--format", kind)
    assert SECRET not in shown
    assert SECRET[:12] not in shown
    assert not [char for char in shown if not (char.isprintable() or char == "\n")]
    assert "##[" not in shown
    assert not [line for line in shown.splitlines() if line.lstrip().startswith("::")]
    if kind == "markdown":
        blocks = parse(shown.split("\n")).blocks
        assert BlockKind.HTML not in {block.kind for block in blocks}
        outside = re.sub(r"(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)", "", shown)
        assert not re.search(r"[<\[@*]|https?:", outside.replace("- [", ""))


def test_markdown_of_many_plans_fits_a_step_summary(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit("a", {f"plans/p{number}.md": conforming("codex") for number in range(40)})
    shown = printed(capsys, "--format", "markdown")
    rows = [line for line in shown.splitlines() if line.startswith("| `plans/")]
    assert len(rows) == 40
    assert len({line.count(" | ") for line in rows}) == 1
    assert len(shown.encode()) < MAX_BYTES


def keys(value: object) -> object:
    """The shape of a value: names, and of a list the first item's."""
    if isinstance(value, dict):
        return {name: keys(inner) for name, inner in value.items()}
    return [keys(value[0])] if isinstance(value, list) and value else None


def test_the_documented_json_has_the_keys_of_the_real_one(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    worked(repo)
    found = as_json(capsys)
    text = DOCS.read_text(encoding="utf-8")
    documented = json.loads(text.partition("```json\n")[2].partition("```")[0])
    session = as_json(capsys, SESSION)["plans"][0]
    assert set(documented) == set(found)
    assert set(documented["totals"]) == set(found["totals"])
    assert set(documented["plans"][0]) == set(session)
    for name in ("acceptance", "evidence", "freshness", "active", "completion"):
        assert set(documented["plans"][0][name]) == set(session[name]), name
    for name in ("files", "comparison"):
        assert set(documented["plans"][0]["completion"][name]) == set(session["completion"][name]), name
