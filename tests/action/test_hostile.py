"""Branch names, file names, plan text and whole repositories that want to be more than data."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.action.forge import BRANCH, PLAN, ZERO, Forge, plan_text, widened
from tests.action.runner import Job, commands, run
from tests.gating import planned
from tests.gitrepo import environment

OURS = {"error", "warning", "notice"}
COMMANDS = "::error file=x,line=1::b\n::set-env name=PATH::x\r::stop-commands::x%0A::add-mask::y ##[add-path]x"


def assert_harmless(job: Job, checkout: Path, before: set[str]) -> None:
    """No command but our own annotations, no new file in the checkout."""
    assert {command.name for step in job.steps.values() for command in step.commands} <= OURS, job.log
    titles = [command.properties.get("title", "") for step in job.steps.values() for command in step.commands]
    assert [title for title in titles if not title.startswith("execplan")] == []
    assert files(checkout) == before


def files(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if ".git" not in file.parts}


def test_the_runner_of_these_tests_finds_commands() -> None:
    found = commands(
        "x\n  ::error file=a%2Cb,line=2::m%25\n::set-env name=A::b\nlog ##[add-path]/x\r::stop-commands::t\n"
    )
    assert [(command.name, command.message) for command in found] == [
        ("error", "m%"),
        ("set-env", "b"),
        ("add-path", "/x"),
        ("stop-commands", "t"),
    ]
    assert found[0].properties == {"file": "a,b", "line": "2"}


@pytest.mark.parametrize(
    "name", ["--help", "$(touch${IFS}x)", "`touch x`", "a;touch x", "::error::x", "-x", "a\nb\n::set-env::x", "a|b"]
)
def test_a_branch_is_only_a_name(forge: Forge, tmp_path: Path, name: str) -> None:
    """GitHub allows most of these; the others are in case it ever does."""
    head = forge.branched({"docs/b.md": "more\n"})
    merge, event = forge.pull_request(head, head_ref=BRANCH)
    payload = Path(event["GITHUB_EVENT_PATH"])
    content = json.loads(payload.read_text())
    content["pull_request"]["head"]["ref"] = name
    payload.write_text(json.dumps(content))
    checkout = forge.checkout(merge, "refs/pull/1/merge", 0).path
    before = files(checkout)
    job = run(checkout, tmp_path / "runner", event | {"GITHUB_HEAD_REF": name})
    assert_harmless(job, checkout, before)
    assert (job.outputs["verdict"], job.failed) == ("not-checked", False)
    shown = name.replace("\n", "\\n")
    assert f"no active plan governs this change for branch {shown}" in job.log
    assert "| branch | `" in job.summary


@pytest.mark.parametrize("name", ["base", "plan", "config", "paths", "approval-label", "format", "fail-on"])
@pytest.mark.parametrize("value", ['"; touch x; "$(touch x)`touch x`', "--help", "x\n::set-env name=A::b"])
def test_an_input_is_only_a_value(forge: Forge, tmp_path: Path, name: str, value: str) -> None:
    """A workflow may well make one of a branch's name."""
    merge, event = forge.pull_request(forge.branched({"docs/b.md": "more\n"}))
    checkout = forge.checkout(merge, "refs/pull/1/merge", 0).path
    before = files(checkout)
    job = run(checkout, tmp_path / "runner", event, {name: value})
    assert_harmless(job, checkout, before)
    assert job.failed


def test_paths_and_plan_text_give_no_command_and_no_markup(forge: Forge, tmp_path: Path) -> None:
    entry = "`docs/x|y/[a](http://e.example)@ada <img src=x onerror=1> ::error::x ##[add-path]x/...`"
    hostile = {
        f"src/{COMMANDS}": "x",
        "docs/new\nline.md": "x",
        "docs/a|b`c`.md": "x",
        "docs/<script>alert(1)<\\script>.md": "x",
        "docs/@ada [x](http://e.example) www.e.example.md": "x",
        "docs/``` x.md": "x",
        "$(touch x)": "x",
        "bytes-\udcff.md": "x",
    }
    plan = widened(plan_text(), entry) + f"\n{COMMANDS}\n- Q2: <script>alert(1)</script> | @ada\n"
    written = {PLAN: plan}
    forge.branched(written)
    for path, content in hostile.items():
        forge.work.write(path, content)
    head = forge.work.commit("work")
    merge, event = forge.pull_request(head)
    checkout = forge.checkout(merge, "refs/pull/1/merge", 0).path
    before = files(checkout)
    job = run(checkout, tmp_path / "runner", event)
    assert_harmless(job, checkout, before)
    assert job.outputs["verdict"] == "fail"
    assert len([line for line in job.summary.splitlines() if line.startswith("| error |")]) == len(hostile)
    assert markup(job.summary) == []


def markup(summary: str) -> list[str]:
    """What of a summary could mean something, outside of code spans: all but plain words and our own line breaks."""
    found = []
    for line in summary.splitlines():
        rest = re.sub(r"(?<!`)(`+)(?!`)(.*?[^`])\1(?!`)", "CODE", line)
        if rest.startswith("| ") and rest.count("|") not in (3, 5):
            found.append(line)
        if re.search(r"[`@\[\]*_\\]|://|<(?!br>)", rest):
            found.append(line)
    return found


def test_modules_of_the_repository_that_is_checked_are_not_imported(forge: Forge, tmp_path: Path) -> None:
    """Python puts the current folder first, and its `json.py` would be run with the action's rights."""
    evil = "import pathlib; pathlib.Path(__file__ + '.was-run').touch(); raise SystemExit(0)\n"
    names = [
        "json.py",
        "venv.py",
        "pip.py",
        "sitecustomize.py",
        "usercustomize.py",
        "argparse.py",
        "ruamel/__init__.py",
    ]
    names += ["execplan_hooks/__init__.py", "execplan_hooks/action.py", "execplan_hooks/cli.py", "mistletoe.py"]
    head = forge.branched(dict.fromkeys(names, evil) | {"setup.cfg": "x", "pip.conf": "x", "pyvenv.cfg": "home = x\n"})
    merge, event = forge.pull_request(head)
    checkout = forge.checkout(merge, "refs/pull/1/merge", 0).path
    before = files(checkout)
    job = run(checkout, tmp_path / "runner", event | {"PYTHONPATH": str(checkout)})
    assert_harmless(job, checkout, before)
    assert job.outputs["verdict"] == "fail"
    assert job.outputs["errors"] == str(len(names) + 3)


# --- payloads -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "No such file or directory"),
        (b"", "it is no JSON"),
        (b"{", "it is no JSON"),
        (b"\xff\xfe{}", "it is no UTF-8 text"),
        (b"[" * 100_000, "it is nested too deeply"),
        (b'{"pull_request": ' + b"9" * 10_000 + b"}", "it is no JSON"),
        (b"[]", "`the payload` of a pull_request event is no object"),
        (b"{}", "`pull_request` of a pull_request event is no object"),
        (
            b'{"pull_request": {"base": {"sha": "--help"}}}',
            "`pull_request.base.sha` of a pull_request event is no commit",
        ),
        (b" " * 32_000_001, "it is larger than 32 MB"),
    ],
    ids=["missing", "empty", "broken", "bytes", "nested", "number", "list", "without", "partial", "huge"],
)
def test_an_unusable_payload_is_named(forge: Forge, tmp_path: Path, content: bytes | None, reason: str) -> None:
    merge, event = forge.pull_request(forge.branched({"docs/b.md": "more\n"}))
    payload = Path(event["GITHUB_EVENT_PATH"])
    if content is None:
        payload.unlink()
    else:
        payload.write_bytes(content)
    checkout = forge.checkout(merge, "refs/pull/1/merge", 0).path
    job = run(checkout, tmp_path / "runner", event)
    assert (job.outputs["verdict"], job.steps["gate"].code) == ("error", 2)
    assert f"(GITHUB_EVENT_PATH) cannot be used: {reason}" in job.errors[-1]
    assert "; run this in a job of GitHub Actions as it is, or name the comparison with `--base`" in job.errors[-1]
    assert "### execplan gate: the job could not be done" in job.summary
    # An option that says what to compare needs no payload.
    job = run(checkout, tmp_path / "with", event, {"base": "origin/main"})
    assert job.outputs["verdict"] == "fail"


@pytest.mark.parametrize("sha", ["main", "--help", "HEAD^1", "", "abc", ZERO[:39], f"{ZERO}0", None, 5])
def test_a_payload_names_commits_in_full_or_it_is_unusable(forge: Forge, tmp_path: Path, sha: object) -> None:
    after = forge.branched({"docs/b.md": "more\n"})
    forge.push(BRANCH)
    event = forge.pushed(BRANCH, forge.base, after)
    payload = Path(event["GITHUB_EVENT_PATH"])
    payload.write_text(json.dumps(json.loads(payload.read_text()) | {"before": sha}))
    job = run(forge.checkout(after, f"refs/heads/{BRANCH}", 0).path, tmp_path / "runner", event)
    assert (job.outputs["verdict"], job.steps["gate"].code) == ("error", 2)
    assert "`before` of a push event is no " in job.errors[-1]


@pytest.mark.parametrize("name", ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"])
def test_a_file_that_cannot_be_written_ends_with_2(tmp_path: Path, name: str) -> None:
    repo = planned(tmp_path / "repo")
    env = environment() | {name: str(tmp_path), "EXECPLAN_LINT_ERRORS": "x", "EXECPLAN_LINT_VERDICT": "pass"}
    for more in ({}, {"EXECPLAN_INPUT_FORMAT": "none"}):
        command = [sys.executable, "-I", "-m", "execplan_hooks.action", "gate"]
        done = subprocess.run(command, cwd=repo.path, env=env | more, capture_output=True, check=False)
        assert (done.returncode, b"Traceback" in done.stderr) == (2, False), done.stderr
