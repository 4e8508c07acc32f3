"""The other commands, and what happens on the command line itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from execplan_hooks import __version__, own_reports, rules
from execplan_hooks.examples import EXIT_CODES
from tests.gating import execplan


def test_version(tmp_path: Path) -> None:
    done = execplan(tmp_path, "--version")
    assert (done.code, done.out, done.err) == (0, f"execplan-hooks {__version__}\n", "")


def test_rules_lists_each_rule_once(tmp_path: Path) -> None:
    done = execplan(tmp_path, "rules")
    lines = done.out.splitlines()
    assert done.code == 0
    assert [line.split()[0] for line in lines] == list(rules.RULE_IDS)
    for line in lines:
        rule_id, kind, severity, summary = line.split(maxsplit=3)
        assert kind == ("lint" if rule_id in rules.DOCUMENT_RULES else "gate")
        assert severity == rules.load(rule_id).severity.label
        assert summary == rules.documentation(rule_id).splitlines()[0]


@pytest.mark.parametrize("rule_id", rules.RULE_IDS)
def test_explain(tmp_path: Path, rule_id: str) -> None:
    done = execplan(tmp_path, "explain", rule_id)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"{rule_id}\n\n")
    for part in ("What it does:", "Why:", "Bad:", "Good:", "Options:", "Fix:"):
        assert f"\n{part}" in done.out


@pytest.mark.parametrize("own_id", own_reports.DOCUMENTATION)
def test_explain_what_is_reported_of_the_check_itself(tmp_path: Path, own_id: str) -> None:
    done = execplan(tmp_path, "explain", own_id)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"{own_id}\n\n")
    for part in ("What it does:", "Why:", "Fix:"):
        assert f"\n{part}" in done.out


def test_demo(tmp_path: Path) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    done = execplan(tmp_path, "demo", env={"TMPDIR": str(temporary)}, seconds=20)
    assert (done.code, done.err) == (0, "")
    assert "outside the include list" in done.out
    assert done.out.endswith("that is what blocks the commit in a pre-commit hook, and the merge in CI.\n")
    assert list(temporary.iterdir()) == []


def test_demo_keeps_its_repository_where_asked(tmp_path: Path) -> None:
    done = execplan(tmp_path, "demo", "--keep", env={"TMPDIR": str(tmp_path)}, seconds=20)
    (kept,) = tmp_path.iterdir()
    assert done.out.endswith(f"The repository is in {kept}\n")
    assert (kept / ".git").is_dir()


def test_demo_without_git(tmp_path: Path) -> None:
    done = execplan(tmp_path, "demo", env={"PATH": "/nonexistent"})
    assert (done.code, done.out, done.err) == (2, "", "execplan: the demo needs git; install it\n")


def test_demo_minds_neither_the_hook_nor_the_workflow_it_runs_in(tmp_path: Path) -> None:
    env = {"GIT_DIR": "/nonexistent", "GITHUB_HEAD_REF": "other", "PRE_COMMIT_TO_REF": "0" * 40}
    assert execplan(tmp_path, "demo", env=env, seconds=20).code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "usage: execplan [-h] [--version] COMMAND"),
        (["lnt"], "invalid choice: 'lnt'"),
        (["lint", "--colour"], "unrecognized arguments: --colour"),
        (["lint", "--rule", "section-ordr"], "invalid choice: 'section-ordr'"),
        (["lint", "--rule", "file-scope"], "invalid choice: 'file-scope'"),
        (["gate", "--rule", "section-order"], "invalid choice: 'section-order'"),
        (["lint", "--format", "xml"], "invalid choice: 'xml'"),
        (["lint", "--fail-on", "off"], "invalid choice: 'off'"),
        (["lint", "--now", "2026-13-01T00:00:00Z"], "not an RFC 3339 time"),
        (["lint", "--now", "2026-01-01"], "not an RFC 3339 time"),
        (["gate", "--staged", "--worktree"], "not allowed with argument"),
        (["gate", "--staged", "--base", "main"], "not allowed with argument"),
        (["gate", "--branch"], "expected one argument"),
        (["gate", "stray"], "unrecognized arguments: stray"),
        (["explain"], "the following arguments are required: RULE"),
    ],
)
def test_usage_errors(tmp_path: Path, arguments: list[str], message: str) -> None:
    done = execplan(tmp_path, *arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err


def test_an_unknown_rule_is_not_explained(tmp_path: Path) -> None:
    done = execplan(tmp_path, "explain", "section-ordr")
    assert (done.code, done.out) == (2, "")
    assert "section-ordr" in done.err
    assert "section-order" in done.err


@pytest.mark.parametrize("command", ["", *EXIT_CODES])
def test_help(tmp_path: Path, command: str) -> None:
    done = execplan(tmp_path, *filter(None, [command]), "--help")
    assert (done.code, done.err) == (0, "")
    told = f"exit codes: {EXIT_CODES[command]}" if command else "with examples and exit codes"
    assert told in " ".join(done.out.split())
