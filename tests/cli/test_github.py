"""`execplan` for GitHub Actions: what approves, who owns, the limit of annotations, the step summary."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from execplan_hooks.model import Diagnostic, Severity
from execplan_hooks.output import github, summary
from execplan_hooks.result import Result
from tests.cli.test_output import COMPARISON, HOSTILE, hostile_result
from tests.gating import PLAN, examined, execplan, planned, session_plan
from tests.gitrepo import GitRepo

WIDER = session_plan(include=["`src/...`", "`docs/...`"])


@pytest.fixture
def repo(tmp_path: Path) -> GitRepo:
    """On `feat/a`, with a commit that widens its contract and uses what it added."""
    repo = planned(tmp_path / "repo")
    repo.commit("work", {PLAN: WIDER, "docs/b.md": "more\n"})
    return repo


def event(folder: Path, repo: GitRepo, *labels: str, head_ref: str = "feat/a", owner: str = "acme") -> dict[str, str]:
    """The environment of a pull request for HEAD with labels, from the repository of `owner`."""
    base, head = repo.git("rev-parse", "main"), repo.head()
    pull = {
        "base": {"sha": base, "ref": "main", "repo": {"full_name": "acme/shop"}},
        "head": {"sha": head, "ref": head_ref, "repo": {"full_name": f"{owner}/shop"}},
        "labels": [{"name": label} for label in labels],
    }
    file = folder / "event.json"
    file.write_text(json.dumps({"pull_request": pull}), encoding="utf-8")
    return {"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": str(file), "GITHUB_HEAD_REF": head_ref}


# --- approval ---------------------------------------------------------------------------------------------------


def test_a_named_plan_is_approved(repo: GitRepo) -> None:
    assert execplan(repo.path, "gate", "--base", "main").code == 1
    for name in (PLAN, f"./{PLAN}", str(repo.path / PLAN)):
        done = execplan(repo.path, "gate", "--base", "main", "--approve-widening", name)
        assert done.code == 0, done.out
        assert f"plan {PLAN}, contract from the plan after the change, approved by --approve-widening\n" in done.out
        assert "not used" not in done.out


def test_an_approval_that_meets_no_governing_plan_is_said(repo: GitRepo) -> None:
    done = execplan(repo.path, "gate", "--base", "main", "--approve-widening", PLAN, "--approve-widening", "b.md")
    assert done.code == 0
    assert "not used: --approve-widening b.md: no governing plan is called so\n" in done.out
    assert execplan(repo.path, "gate", "--base", "main", "--approve-widening", "b.md").code == 1


@pytest.mark.parametrize(
    ("labels", "arguments", "code"),
    [
        (["scope-approved"], ["--approval-label", "scope-approved"], 0),
        (["Scope-Approved", "bug"], ["--approval-label", "scope-approved"], 0),
        (["bug"], ["--approval-label", "scope-approved"], 1),
        ([], ["--approval-label", "scope-approved"], 1),
        (["scope-approved"], [], 1),
        (["scope-approved"], ["--approval-label", "scope"], 1),
    ],
)
def test_a_label_of_the_pull_request_approves(
    repo: GitRepo, tmp_path: Path, labels: list[str], arguments: list[str], code: int
) -> None:
    env = event(tmp_path, repo, *labels)
    done = execplan(repo.path, "gate", *arguments, env=env)
    assert done.code == code, done.out
    assert ('approved by the label "scope-approved"' in done.out) is (code == 0)
    assert execplan(repo.path, "gate", "--base", "main", *arguments, env=env).code == code
    # Outside of a pull request there is no label that could approve.
    assert execplan(repo.path, "gate", "--base", "main", *arguments).code == 1


@pytest.mark.parametrize("label", ["", " "])
def test_an_empty_label_approves_nothing(repo: GitRepo, tmp_path: Path, label: str) -> None:
    done = execplan(repo.path, "gate", "--approval-label", label, env=event(tmp_path, repo, " "))
    assert (done.code, done.out) == (2, "")
    assert done.err == "execplan: `--approval-label` is empty; name the label, or leave the option out\n"


def test_an_unusable_payload_does_not_approve(repo: GitRepo, tmp_path: Path) -> None:
    env = event(tmp_path, repo, "scope-approved")
    Path(env["GITHUB_EVENT_PATH"]).write_text("{", encoding="utf-8")
    done = execplan(repo.path, "gate", "--base", "main", "--approval-label", "scope-approved", env=env)
    assert (done.code, done.out) == (2, "")
    assert "it is no JSON" in done.err


def test_the_owner_is_named_by_option_or_environment(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    assert examined(repo, base="main").owner is None
    monkeypatch.setenv("EXECPLAN_OWNER", "ada")
    assert examined(repo, base="main").owner == "ada"
    assert examined(repo, base="main", owner="bob").owner == "bob"
    monkeypatch.setenv("EXECPLAN_OWNER", "")
    assert examined(repo, base="main").owner is None
    assert execplan(repo.path, "gate", "--base", "main", "--owner", "ada").code == 1


# --- what the environment means ---------------------------------------------------------------------------------


def test_both_refs_of_pre_commit_come_before_the_event(repo: GitRepo, tmp_path: Path) -> None:
    env = event(tmp_path, repo)
    head = repo.commit("more", {"src/a.py": "more\n"})
    named = env | {"PRE_COMMIT_FROM_REF": repo.git("rev-parse", "HEAD~1"), "PRE_COMMIT_TO_REF": head}
    assert execplan(repo.path, "gate", env=env).code == 1
    done = execplan(repo.path, "gate", env=named)
    assert done.code == 0
    assert "checked 1 changed path against" in done.out


def test_an_option_comes_before_the_event(repo: GitRepo, tmp_path: Path) -> None:
    env = event(tmp_path, repo)
    for arguments, line in (
        (["--staged"], "compared the index with HEAD "),
        (["--worktree"], "compared the worktree with HEAD "),
        (["--base", "HEAD"], "compared "),
    ):
        done = execplan(repo.path, "gate", *arguments, env=env)
        assert done.code == 0
        assert done.out.startswith(line)
        assert "checked 0 changed paths" in done.out


# --- the limit of annotations -----------------------------------------------------------------------------------


def many(errors: int, warnings: int = 0, notices: int = 0, problems: int = 0, notes: int = 0) -> Result:
    numbers = {Severity.ERROR: errors, Severity.WARNING: warnings, Severity.NOTICE: notices}
    return Result(
        [
            Diagnostic(f"{severity.label}{index}.md", "links", severity, "m", 3, help="h")
            for severity, count in numbers.items()
            for index in range(count)
        ],
        problems=[f"problem {index}" for index in range(problems)],
        notes=[f"note {index}" for index in range(notes)],
    )


def annotated(rendered: str) -> Counter[str]:
    return Counter(re.findall(r"^::(\w+)", rendered, re.MULTILINE))


@pytest.mark.parametrize(
    ("result", "expected", "left_out"),
    [
        (many(10, 10, 10), {"error": 10, "warning": 10, "notice": 10}, ""),
        (many(10, problems=1), {"error": 10, "notice": 1}, "1 error"),
        (many(9, problems=1), {"error": 10}, ""),
        (many(11), {"error": 10, "notice": 1}, "1 error"),
        (many(30, 12), {"error": 10, "warning": 10, "notice": 1}, "20 errors, 2 warnings"),
        (many(0, 0, 11), {"notice": 10}, "2 notices"),
        (many(11, 0, 10), {"error": 10, "notice": 10}, "1 error, 1 notice"),
        (many(0, 0, 5, notes=20), {"notice": 10}, "16 notices"),
        (many(5, problems=12), {"error": 10, "notice": 1}, "7 errors"),
    ],
)
def test_what_github_does_not_show_is_counted(result: Result, expected: dict[str, int], left_out: str) -> None:
    rendered = github.render(result)
    assert annotated(rendered) == expected
    assert rendered.count("not annotated, because GitHub shows 10 of a kind") == bool(left_out)
    if left_out:
        assert f"GitHub shows 10 of a kind: {left_out}; the log has all of them\n" in rendered
        assert f"{left_out}; the step summary and the log have all" in github.render(result, summarised=True)
    for diagnostic in result.diagnostics:
        assert re.search(rf"\b{re.escape(diagnostic.path)}\b", rendered)
    for text in (*result.problems, *result.notes):
        assert f"{text}\n" in rendered


def test_what_was_not_checked_is_shown_first() -> None:
    rendered = github.render(many(50, problems=2, notices=50, notes=3))
    for text in ("cannot check: problem 0", "cannot check: problem 1", "note 0", "note 2"):
        assert re.search(rf"^::\w+ title=execplan::{text}$", rendered, re.MULTILINE)


@given(st.lists(st.text(), min_size=12, max_size=12))
def test_any_text_beyond_the_limit_gives_no_command(texts: list[str]) -> None:
    found = [Diagnostic(text, "file-scope", Severity.ERROR, text, 1, help=text) for text in texts]
    rendered = github.render(Result(found, notes=texts, problems=texts))
    assert annotated(rendered) == {"error": 10, "notice": 10}
    assert len([line for line in rendered.split("\n") if line.lstrip().startswith("::")]) == 20
    assert "##[" not in rendered


def test_a_failed_run_is_an_annotation(repo: GitRepo) -> None:
    done = execplan(repo.path, "gate", "--base", "nowhere\n::x", "--format", "github")
    assert done.code == 2
    assert done.out.startswith("::error title=execplan::no commit here is called `nowhere\\n::x`; ")
    assert done.out.count("\n") == 1


# --- the summary --------------------------------------------------------------------------------------------------


def test_the_summary_is_appended(repo: GitRepo, tmp_path: Path) -> None:
    file = tmp_path / "summary.md"
    file.write_text("before\n", encoding="utf-8")
    assert execplan(repo.path, "lint", PLAN, "--summary", str(file)).code == 1
    assert execplan(repo.path, "gate", "--base", "main", "--summary", str(file)).code == 1
    assert execplan(repo.path, "gate", "--base", "nowhere", "--summary", str(file)).code == 2
    text = file.read_text(encoding="utf-8")
    assert re.findall(r"^(?:before|###.*)$", text, re.MULTILINE) == [
        "before",
        "### execplan lint: failed",
        "### execplan gate: failed",
        "### execplan gate: the job could not be done",
    ]


def test_a_summary_that_cannot_be_written_is_an_error(repo: GitRepo, tmp_path: Path) -> None:
    for base in ("main", "nowhere"):
        done = execplan(repo.path, "gate", "--base", base, "--summary", str(tmp_path))
        assert done.code == 2
        assert f"execplan: --summary {tmp_path}: cannot be written (Is a directory)\n" in done.err


def test_gate_summary() -> None:
    told = COMPARISON | {
        "contracts": {},
        "verdicts": {"included": 1, "excluded": 0, "outside": 1, "always_allowed": 0},
        "widened": [
            {"plan": "plans/a.md", "line": 12, "entry": "`docs/...`", "side": "include", "approved": True},
            {"plan": "plans/a.md", "line": None, "entry": "infra/", "side": "exclude", "approved": False},
        ],
    }
    found = Diagnostic("src/a.py", "file-scope", Severity.NOTICE, "modified", 3, help="h")
    result = Result([found], {"plans/a.md": "session"}, comparison=told, notes=["not checked: x"])
    assert summary.render(result, 0).splitlines() == [
        "### execplan gate: passed",
        "",
        "`checked 2 changed paths against 1 governing plan: 1 notice`",
        "",
        "|  | gate |",
        "| --- | --- |",
        "| compared | `bbbbbbbbbbbb with the merge base cccccccccccc (base aaaaaaaaaaaa)` |",
        "| branch | `feat/a` |",
        "| governing plan | `plans/a.md`, no contract |",
        "| changed paths | 2: 1 included, 0 excluded, 1 outside the include list, 0 always allowed |",
        "",
        "| widened | list | plan | approved |",
        "| --- | --- | --- | --- |",
        "| `` `docs/...` `` | added to include | `plans/a.md` line 12 | yes |",
        "| `infra/` | taken from exclude | `plans/a.md` | no |",
        "",
        "Not checked, or to be known:",
        "",
        "- `not checked: x`",
        "",
        "| severity | where | finding | rule |",
        "| --- | --- | --- | --- |",
        "| notice | `src/a.py:3` | `modified`<br>help: `h` | file-scope |",
        "",
    ]


def test_a_comparison_without_a_contract_says_so() -> None:
    without = Result(plans={"plans/a.md": "codex"}, comparison=COMPARISON | {"verdicts": None, "widened": []})
    assert "| changed paths | 2, not compared with a contract |" in summary.render(without, 0)
    nobody = Result(comparison=COMPARISON | {"branch": None})
    assert "| governing plan | none |\n| changed paths | 2 |" in summary.render(nobody, 0)


@pytest.mark.parametrize(
    ("result", "code", "verdict"),
    [
        (Result(plans={"a": "codex"}), 0, "pass"),
        (Result(), 0, "not-checked"),
        (Result(), 1, "fail"),
        (Result(plans={"a": "codex"}), 2, "error"),
        (Result(plans={"a": "codex"}), 130, "error"),
        (None, 0, "error"),
        (Result(plans={"a": "codex"}, comparison=COMPARISON), 0, "pass"),
        (Result(comparison=COMPARISON), 0, "not-checked"),
        (Result(plans={"a": "codex"}, comparison=COMPARISON | {"changed_paths": 0}), 0, "not-checked"),
        (Result(comparison=COMPARISON | {"changed_paths": 0}), 1, "fail"),
    ],
)
def test_verdicts(result: Result | None, code: int, verdict: str) -> None:
    assert summary.verdict(result, code) == verdict


def test_a_summary_is_cut_where_github_would_drop_it(tmp_path: Path) -> None:
    found = [Diagnostic(f"docs/{index:06}é.md", "links", Severity.ERROR, "m" * 100) for index in range(12_000)]
    text = summary.render(Result(found, {"a": "codex"}, comparison=COMPARISON), 1)
    assert len(text.encode()) > summary.MAX_BYTES
    file = tmp_path / "summary.md"
    for expected in ("more lines are more than GitHub shows. The log has all findings.\n",) * 2:
        summary.append(file, text)
        written = file.read_text(encoding="utf-8")
        assert len(written.encode()) <= summary.MAX_BYTES
        assert written.endswith(expected)
    assert written.startswith("### execplan gate: failed\n")
    shown = int(re.findall(r"ends here: (\d+) more lines", written)[0])
    assert written.count("\n| error |") + shown == 12_000 + 1


@pytest.mark.parametrize("room", [0, 50, 99, 100, 101, 200, 10_000])
def test_a_cut_summary_never_takes_more_than_its_room(room: int) -> None:
    text = "".join(f"line {index}\n" for index in range(500))
    cut = summary.fitting(text, room)
    assert len(cut) <= max(room, 0)
    assert cut == text.encode() if room == 10_000 else cut.count(b"\n") < 500


MARKDOWN = MarkdownIt("commonmark").enable("table")
ALLOWED = {"text", "code_inline", "softbreak"}


@given(st.text(alphabet=st.one_of(st.sampled_from("`|\\<>@*_[]()#&:/.\n\r x"), st.characters())))
@example("`` a|b \\| ` <b>@ada</b> [x](http://e.example) `")
def test_any_text_stays_in_its_code_span(text: str) -> None:
    found = Diagnostic(text, "file-scope", Severity.ERROR, text, help=text or "h")
    told = COMPARISON | {"branch": text or "x"}
    rendered = summary.render(Result([found], {text: "codex"}, comparison=told, notes=[text]), 1)
    blocks = MARKDOWN.parse(rendered)
    assert {block.type for block in blocks if block.level == 0 and block.nesting >= 0} == {
        *("heading_open", "paragraph_open", "table_open", "bullet_list_open")
    }
    assert len([block for block in blocks if block.type in ("th_open", "td_open")]) == 2 + 4 * 2 + 4 + 4
    inline = [token for block in blocks for token in block.children or []]
    assert [token.content for token in inline if token.type == "html_inline"] == ["<br>"]
    assert {token.type for token in inline} - {"html_inline"} <= ALLOWED
    words = " ".join(token.content for token in inline if token.type == "text")
    assert not set("@[]<>*_\\`") & set(words)


def test_hostile_text_in_a_summary() -> None:
    rendered = summary.render(hostile_result(), 1) + summary.failure("gate", HOSTILE)
    assert "\x1b" not in rendered
    assert "\u202e" not in rendered
    assert len([line for line in rendered.splitlines() if line.startswith("#")]) == 2


# --- branches that bring others together ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head_ref", "owner", "configured", "code"),
    [
        ("develop", "acme", "[develop]", 0),
        ("release/2", "acme", "['release/*']", 0),
        ("develop", "somebody", "[develop]", 1),  # in a fork a name proves nothing
        ("develop", "acme", "[staging]", 1),
        ("main", "acme", "[]", 1),
        ("feat/x", "acme", "[develop]", 1),
    ],
)
def test_a_release_from_an_integration_branch_was_judged_before(
    tmp_path: Path, head_ref: str, owner: str, configured: str, code: int
) -> None:
    repo = planned(tmp_path / "repo")
    repo.checkout("main")
    repo.commit("settings", {".execplan.yaml": f"integration-branches: {configured}\n"})
    repo.checkout("feat/a")
    repo.merge("main")
    repo.commit("work", {"src/a.py": "more\n", PLAN: session_plan(status="Done")})
    repo.git("checkout", "--quiet", "-b", "collecting")
    repo.commit("other work", {"docs/b.md": "more\n"})
    done = execplan(repo.path, "gate", env=event(tmp_path, repo, head_ref=head_ref, owner=owner))
    assert done.code == code, done.out
    told = f"not checked: {PLAN}: it declares another branch and is judged there"
    assert (told in done.out) is (code == 0)


def test_the_change_itself_does_not_make_its_branch_an_integration_branch(tmp_path: Path) -> None:
    repo = planned(tmp_path / "repo")
    repo.commit("work", {PLAN: session_plan(status="Done"), ".execplan.yaml": "integration-branches: [develop]\n"})
    assert execplan(repo.path, "gate", env=event(tmp_path, repo, head_ref="develop")).code == 1
