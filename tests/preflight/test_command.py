"""`execplan preflight`: each reason to refuse beside a plan that is ready, what is warned of, and both reports."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import random
import re
import string
import time
from pathlib import Path
from typing import Any

import pytest

from execplan_hooks.config_files import load_config
from execplan_hooks.gate.declared import declared_branches
from execplan_hooks.model import ExecplanError
from execplan_hooks.output.preflight import as_json, as_text
from execplan_hooks.preflight import command as preflight
from execplan_hooks.preflight.lockin import Preflight, examine
from execplan_hooks.preflight.readiness import Remark
from execplan_hooks.repository.git import Repository
from tests.fixtures import DIALECTS, FIXTURES, conforming, plan_of
from tests.gitrepo import GitRepo, isolate

BRANCH = "feat/notification-digest"
PLAN = "docs/exec-plans/active/digest.md"
NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
FILES = (
    "apps/api/src/notify/send.ts",
    "apps/api/src/notify/types.ts",
    "apps/api/src/auth/session.ts",
    "apps/api/test/notify/send.test.ts",
    "apps/web/page.ts",
    "docs/notifications.md",
    "infra/main.tf",
)


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    isolate(monkeypatch)


def session(old: str = "", new: str = "") -> str:
    """The conforming session plan, with one text in place of another where `old` is given."""
    text = conforming("session")
    assert not old or text.count(old) == 1, old
    return text.replace(old, new) if old else text


def planned(path: Path, text: str | None = None, name: str = PLAN, branch: str = BRANCH) -> GitRepo:
    """A repository on the plan's branch, with all that its contract speaks of."""
    repo = GitRepo(path / "repo")
    repo.commit("plan", dict.fromkeys(FILES, "x\n") | {name: session() if text is None else text})
    repo.branch(branch)
    return repo


def judged(repo: GitRepo, name: str = PLAN, branch: str | None = None) -> Preflight:
    opened = Repository.open(repo.path)
    return examine(opened, load_config(opened.root), name, branch, os.environ, NOW)


def told(remarks: tuple[Remark, ...]) -> list[str]:
    return [f"{remark.line or '-'}: {remark.message}" for remark in remarks]


def command(repo: GitRepo, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """The exit code of the command, run in the repository's root."""
    monkeypatch.chdir(repo.path)
    parser = argparse.ArgumentParser()
    preflight.add_arguments(parser)
    return preflight.run(parser.parse_args(arguments))


def test_a_plan_in_order_is_ready_and_is_restated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(planned(tmp_path), monkeypatch, PLAN) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"plan {PLAN} (dialect session, state active)",
        'objective: Users who choose "daily" get a single mail at seven in the morning.',
        "canonical source: `docs/exec-plans/active/notifications.md`",
        f"branch: {BRANCH} (line 25, 63); this is {BRANCH} (from HEAD)",
        "mode: stepwise (stop after each block and wait for validation)",
        "blocks: 1",
        "  - B03 queue and job, behind a switch that is off (line 42)",
        'steps: 3 in "Ordered Steps"',
        "  - 1. Add the queue table and its migration test. (line 84)",
        "  - 2. Write the job; run it against the sample data. (line 85)",
        "  - 3. Render the mail. (line 86)",
        "include: 3 entries",
        "  - /apps/api/src/notify/**  2 files (line 70)",
        "  - /apps/api/test/notify/**  1 file (line 71)",
        "  - /docs/notifications.md  1 file (line 72)",
        "exclude: 3 entries",
        "  - /infra  1 file (line 76)",
        "    condition: unless explicitly approved",
        "  - /apps/web  1 file (line 77)",
        "  - /apps/api/src/auth/session.ts  1 file (line 78)",
        "READY: execution may start",
    ]


STATUS = "**Status:** In Progress"
PLANNING = f"- **Planning Branch:** `{BRANCH}`"
EXECUTION = f"- **Execution Branch:** `{BRANCH}`"
INCLUDE = "- `apps/api/src/notify/...`\n- `apps/api/test/notify/`\n- `docs/notifications.md`\n"
FIRST, LAST = "- `apps/api/src/notify/...`\n", "- `docs/notifications.md`\n"
MODE = "- **Execution Mode:** `stepwise`"
STEPS = "".join(re.findall(r"- \*\*Ordered Steps:\*\*\n|  \d\. .*\n", conforming("session")))


@pytest.mark.parametrize(
    ("heading", "instead", "messages"),
    [
        ("## 2. Objective Lock", "## 2. Goals", ['required section "Objective Lock" is missing']),
        (
            "## 3. Recent Changes Snapshot",
            "### 3. Recent Changes Snapshot",
            ['section "3. Recent Changes Snapshot" has a level 3 heading; expected level 2'],
        ),
        (
            "## 6. Validation Plan",
            "<!--\n## 6. Validation Plan\n-->",
            ['section "Validation Plan" stands inside a comment, where it is no heading'],
        ),
        ("### Exclude (Must Not Modify)", "### Exclude", []),
        ("## 2. Objective Lock", "## Objective lock (Mandatory)", []),
        ("## 11. Open Questions", "## Risks\n\nnone\n\n## 11. Open Questions", []),
    ],
)
def test_sections(tmp_path: Path, heading: str, instead: str, messages: list[str]) -> None:
    found = judged(planned(tmp_path, session(f"{heading}\n", f"{instead}\n")))
    assert [remark.message for remark in found.reasons] == messages
    assert {remark.rule for remark in found.reasons} <= {"required-sections"}
    assert found.is_ready == (not messages)


def test_sections_out_of_the_order_that_the_dialect_asks_for(tmp_path: Path) -> None:
    text = session("## 11. Open Questions\n", "").replace("## 2. ", "## 11. Open Questions\n\nnone\n\n## 2. ")
    found = judged(planned(tmp_path, text))
    assert [remark.rule for remark in found.reasons] == ["section-order"]


@pytest.mark.parametrize(
    ("status", "reasons"),
    [
        ("Draft", ['3: the plan is a draft (status "Draft")']),
        ("<Draft | Approved>", ['3: the plan is a draft (status "<Draft | Approved>")']),
        ("Blocked by B02", ['3: the plan is blocked (status "Blocked by B02")']),
        ("Superseded", ['3: the plan was given up (status "Superseded")']),
        ("Approved", []),
        ("Ready", []),
        ("in progress since Monday", []),
    ],
)
def test_status(tmp_path: Path, status: str, reasons: list[str]) -> None:
    found = judged(planned(tmp_path, session(STATUS, f"**Status:** {status}")))
    assert told(found.reasons) == reasons
    assert all("planning" in remark.help for remark in found.reasons)


def test_a_done_plan_is_refused_also_for_the_sections_that_it_lacks(tmp_path: Path) -> None:
    found = judged(planned(tmp_path, session(STATUS, "**Status:** Done")))
    assert told(found.reasons)[0] == '3: the plan is done (status "Done")'
    assert {remark.rule for remark in found.reasons[1:]} == {"required-sections"}


TWO = f'63: the plan declares the branch "feat/other" here and "{BRANCH}" in line 25'
NONE = "63: the plan does not declare its execution branch"


@pytest.mark.parametrize(
    ("execution", "reasons"),
    [
        ("- **Execution Branch:** `feat/other`", [TWO]),
        ("- **Execution Branch:** `<must match planning branch>`", [NONE]),
        ("- **Execution Branch:**", [NONE]),
        ("- the same as in planning", ["-: the plan does not declare its execution branch"]),
        (f"- **Execution Branch:** {BRANCH} (as planned)", []),
        (f"**Execution Branch**: **{BRANCH}**", []),
        (f"| Execution Branch | `{BRANCH}` |\n| --- | --- |", []),
    ],
)
def test_execution_branch(tmp_path: Path, execution: str, reasons: list[str]) -> None:
    assert told(judged(planned(tmp_path, session(EXECUTION, execution))).reasons) == reasons


@pytest.mark.parametrize(
    ("old", "new", "reasons"),
    [
        (INCLUDE, "- all the job needs\n", ["68: no include entry can be enforced: the plan allows no file"]),
        (FIRST, "- `/repo/apps/api/...`\n", ['70: contract entry "/repo/apps/api/..." is absolute']),
        (FIRST, "- `**`\n", ['70: contract entry "**" matches everything, which is no contract']),
        (FIRST, "- TBD\n", ['70: contract entry "TBD" is no path: planning has not decided']),
        (FIRST, "- `apps/web/page.ts`\n", ['70: "apps/web/page.ts" is included here and excluded in line 77']),
        (FIRST, "- `apps/api/src/notify/{send,types}.ts`\n", []),
        (FIRST, "- `./apps/api/src/notify/**`\n", []),
    ],
)
def test_contract(tmp_path: Path, old: str, new: str, reasons: list[str]) -> None:
    found = judged(planned(tmp_path, session(old, new)))
    assert told(found.reasons) == reasons
    assert all(remark.help for remark in found.reasons)


def test_a_contract_of_which_nothing_can_be_enforced(tmp_path: Path) -> None:
    text = re.sub(r"^- `(?:apps|docs|infra)/.*\n", "- the usual places\n", session(), flags=re.MULTILINE)
    assert told(judged(planned(tmp_path, text)).reasons) == ["-: no entry of the plan's contract can be enforced"]


@pytest.mark.parametrize(
    ("mode", "reasons"),
    [
        ("step by step", ['82: "step by step" is no execution mode; expected stepwise or autonomous']),
        ("`autonomous`", []),
        ("Stepwise", []),
    ],
)
def test_execution_mode(tmp_path: Path, mode: str, reasons: list[str]) -> None:
    assert told(judged(planned(tmp_path, session(MODE, f"- **Execution Mode:** {mode}"))).reasons) == reasons


def test_nothing_to_execute_is_refused_but_a_block_or_steps_will_do(tmp_path: Path) -> None:
    no_steps = session(STEPS, "- **Ordered Steps:**\n  1. ...\n  2. ...\n")
    repo = planned(tmp_path, no_steps)
    found = judged(repo)
    assert told(found.reasons) == []
    assert told(found.warnings) == ["-: no list of steps was found"]
    no_block = no_steps.replace("**Block ID:** `B03`", "**Block ID:** `BXX`").replace("**Block:** `B03`", "**Block:**")
    repo.commit("no block", {PLAN: no_block})
    assert told(judged(repo).reasons) == ["-: the plan names no block and no step to execute"]
    repo.commit("steps", {PLAN: no_block.replace("  1. ...\n", "  1. Add the queue.\n")})
    found = judged(repo)
    assert told(found.reasons) == []
    assert told(found.warnings) == ["-: the plan names no block"]


def test_no_branch_at_all_is_refused_where_the_dialect_asks_for_a_contract(tmp_path: Path) -> None:
    text = session(PLANNING, "- **Planning Branch:** TBD").replace(EXECUTION, "- **Execution Branch:** TBD")
    assert told(judged(planned(tmp_path, text)).reasons) == ["-: the plan declares no branch"]


def test_a_contract_that_is_not_there_is_refused_where_the_dialect_asks_for_it(tmp_path: Path) -> None:
    text = session()
    start, end = text.index("### Include (Allowed"), text.index("## 9. Executor Handoff")
    found = judged(planned(tmp_path, f"{text[:start]}Anything that helps.\n\n{text[end:]}"))
    assert "-: the plan declares no file scope" in told(found.reasons)
    assert (found.include, found.exclude) == (None, None)


def test_the_wrong_branch_is_refused_and_the_right_one_is_ready(tmp_path: Path) -> None:
    repo = planned(tmp_path, branch="feat/other")
    found = judged(repo)
    assert told(found.reasons) == [f'25: this is branch "feat/other" (from HEAD), but the plan is for "{BRANCH}"']
    assert found.reasons[0].help == f'switch to "{BRANCH}", or stop and escalate to planning'
    assert judged(repo, branch=BRANCH).is_ready
    repo.checkout("main")
    assert not judged(repo).is_ready
    repo.branch(BRANCH)
    assert judged(repo).is_ready


def test_an_unknown_branch_cannot_be_judged(tmp_path: Path) -> None:
    repo = planned(tmp_path)
    repo.checkout(repo.head())
    with pytest.raises(ExecplanError, match="pass `--branch NAME`"):
        judged(repo)
    assert judged(repo, branch=BRANCH).is_ready


@pytest.mark.parametrize("folder", ["completed", "archive", "done"])
def test_a_plan_among_the_finished_ones_is_refused(tmp_path: Path, folder: str) -> None:
    name = f"docs/exec-plans/{folder}/digest.md"
    found = judged(planned(tmp_path, name=name), name)
    assert [remark.message for remark in found.reasons if not remark.rule] in (
        ["the plan is done, by the place where it lies"],
        ["the plan lies in a folder for finished and abandoned plans"],
    )
    assert judged(planned(tmp_path / "active")).is_ready


def test_a_state_from_the_configuration_outweighs_the_status_but_is_told(tmp_path: Path) -> None:
    repo = planned(tmp_path, session("**Status:** In Progress", "**Status:** Draft"))
    repo.write(".execplan.yaml", "plans: [{files: 'docs/exec-plans/active/*.md', state: active}]\n")
    found = judged(repo)
    assert found.is_ready
    assert '3: the plan says "Draft", but the configuration says active, which outweighs it' in told(found.warnings)
    repo.write(".execplan.yaml", "plans: [{files: 'docs/exec-plans/active/*.md', state: blocked}]\n")
    assert told(judged(repo).reasons) == ["-: the plan is blocked, by the place where it lies"]


def test_a_rule_that_is_configured_down_does_not_refuse(tmp_path: Path) -> None:
    repo = planned(tmp_path, session("## 2. Objective Lock", "## 2. Objectives"))
    assert not judged(repo).is_ready
    repo.write(".execplan.yaml", "rules: {required-sections: warning}\n")
    found = judged(repo)
    assert found.is_ready
    assert "-: 1 more warning about the plan's sections" in told(found.warnings)


@pytest.mark.parametrize(
    ("status", "warning"),
    [
        ("**Status:** audit-passed", '3: the status "audit-passed" is no known word'),
        ("", "-: the plan has no status"),
    ],
)
def test_a_status_that_says_nothing_is_told(tmp_path: Path, status: str, warning: str) -> None:
    found = judged(planned(tmp_path, session("**Status:** In Progress", status)))
    assert found.is_ready
    assert told(found.warnings) == [f"{warning}: not checked whether planning approved it"]


NEAR = "; the nearest existing path is "


@pytest.mark.parametrize(
    ("old", "new", "warning"),
    [
        (
            "- **Execution Mode:** `stepwise`",
            "- **Execution Mode:** `stepwise` (default) or `autonomous` (explicit only)",
            "82: the execution mode is not decided: stepwise counts, which is the default",
        ),
        (
            "- **Execution Mode:** `stepwise`",
            "- **Execution Mode:**",
            "-: no execution mode is declared: stepwise counts, which is the default",
        ),
        (
            INCLUDE,
            "- none\n",
            "68: the include list says that there is none: the plan allows no file",
        ),
        (
            "- `docs/notifications.md`\n",
            "- the notes\n",
            '72: contract entry "the notes" is prose, which no program can enforce',
        ),
        (
            "- `apps/api/test/notify/`\n",
            "- `api/test/notify/`\n",
            '71: include entry "api/test/notify/**" matches no tracked file' + NEAR + '"apps/api/test/notify/"',
        ),
        (
            "- `docs/notifications.md`\n",
            "- `docs/notifcations.md`\n",
            '72: include entry "docs/notifcations.md" matches no tracked file yet' + NEAR + '"docs/notifications.md"',
        ),
        (
            "- `apps/web/...`\n",
            "- `web/...`\n",
            '77: exclude entry "web" matches no tracked file' + NEAR + '"apps/web/"',
        ),
        (LAST, "- `docs/digest.md`\n", None),
        (LAST, "- `docs/`, `README.md`\n", None),
    ],
)
def test_what_is_warned_of(tmp_path: Path, old: str, new: str, warning: str | None) -> None:
    found = judged(planned(tmp_path, session(old, new)))
    assert found.is_ready
    assert told(found.warnings) == ([] if warning is None else [warning])


def test_an_absolute_entry_shows_the_nearest_path(tmp_path: Path) -> None:
    repo = planned(tmp_path, session("- `apps/api/src/notify/...`\n", "- `/shop/apps/api/src/notify/...`\n"))
    report = as_text(judged(repo)).splitlines()
    assert (
        "  not enforced (absolute): /shop/apps/api/src/notify/... (line 70); the nearest existing path is "
        "apps/api/src/notify/"
    ) in report
    assert report[-1] == "REFUSED: 1 reason"


def test_a_plan_that_is_not_committed_is_told(tmp_path: Path) -> None:
    repo = planned(tmp_path)
    assert judged(repo).warnings == ()
    repo.write(PLAN, session().replace("\n", "\r\n"))
    assert judged(repo).warnings == ()
    repo.write(PLAN, session("- `docs/notifications.md`\n", "- `docs/notifications.md`\n- `apps/web/page.ts`\n"))
    differs = "-: the plan differs from its committed version, and that is what the gate counts"
    assert differs in told(judged(repo).warnings)
    repo.stage()
    assert differs in told(judged(repo).warnings)
    other = "docs/exec-plans/active/other.md"
    repo.write(other, session())
    found = judged(repo, other)
    assert "-: the plan is not committed: the gate counts what is" in told(found.warnings)
    assert f"-: {PLAN} is active on this branch too: the gate counts both contracts" in told(found.warnings)


def test_a_contract_that_the_branch_amended_is_told(tmp_path: Path) -> None:
    """READY must not mean a contract that the gate will not count."""
    repo = planned(tmp_path)
    base = repo.git("merge-base", "main", "HEAD")
    repo.commit(
        "amend", {PLAN: session("- `docs/notifications.md`\n", "- `docs/notifications.md`\n- `apps/web/page.ts`\n")}
    )
    assert told(judged(repo).warnings) == [
        (
            f'73: "`apps/web/page.ts`" is new in the include list, compared with the merge base {base[:12]}, '
            "and the gate counts that"
        )
    ]


def test_before_the_first_commit_nothing_is_committed(tmp_path: Path) -> None:
    repo = GitRepo(tmp_path)
    repo.git("checkout", "--quiet", "-b", BRANCH)
    repo.write(PLAN, session())
    found = judged(repo)
    assert (found.is_ready, found.head) == (True, None)
    assert "-: the plan is not committed: the gate counts what is" in told(found.warnings)


def test_a_plan_where_the_gate_looks_for_none_is_told(tmp_path: Path) -> None:
    found = judged(planned(tmp_path, name="notes/digest.md"), "notes/digest.md")
    assert told(found.warnings) == ["-: the gate does not look for plans in this place"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_conforming_plan_of_each_dialect(tmp_path: Path, dialect: str) -> None:
    text = conforming(dialect).replace("DONE", "IN_PROGRESS")
    plan = plan_of(text)
    assert plan is not None
    declared = declared_branches(plan)
    repo = planned(tmp_path, text, branch=declared[0][0] if declared else "any")
    found = judged(repo)
    assert (found.dialect, found.state, told(found.reasons)) == (dialect, "active", [])
    warned = told(found.warnings)
    assert ("-: branch not checked: the plan declares no branch" in warned) == (not declared)
    assert ("-: files not checked: the plan declares no file scope, so the gate checks none" in warned) == (
        found.include is None
    )
    assert found.execution.steps
    if dialect != "session":
        assert found.execution.mode.name is None
        assert "mode: none, the dialect has no execution modes\n" in as_text(found)
    repo.git("checkout", "--quiet", "-b", "elsewhere")
    assert judged(repo).is_ready == (not declared)


def test_a_finished_plan_of_a_dialect_without_contract_is_refused(tmp_path: Path) -> None:
    found = judged(planned(tmp_path, conforming("ssot-minimal")))
    assert told(found.reasons) == ['3: the plan is done (status "DONE")']
    assert '18: all 3 steps in "Progress" are ticked: nothing is left to execute' in told(found.warnings)
    assert 'steps: 3 in "Progress", 3 done\n' in as_text(found)


def test_a_contract_may_be_required_by_the_configuration(tmp_path: Path) -> None:
    repo = planned(tmp_path, conforming("wbs"), branch="feat/offline-tiles")
    assert judged(repo).is_ready
    repo.write(".execplan.yaml", "require-contract: true\n")
    assert told(judged(repo).reasons) == ["-: the plan declares no file scope"]


def test_a_template_that_nobody_filled_in_is_refused(tmp_path: Path) -> None:
    template = FIXTURES / "templates" / "session.md"
    found = judged(planned(tmp_path, template.read_text(encoding="utf-8")))
    reasons = "\n".join(told(found.reasons))
    for part in ("the plan is a draft", "declares no branch", "names no block and no step"):
        assert part in reasons
    assert found.execution.mode.name == "stepwise"


def test_the_json_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    text = session("- `docs/notifications.md`\n", "- `/x/docs/`\n- `src/**` only if needed, except `src/old/`\n")
    repo = planned(tmp_path, text)
    assert command(repo, monkeypatch, PLAN, "--format", "json") == 1
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert report["version"] == 1
    assert report["verdict"] == "refused"
    assert [set(remark) for remark in report["reasons"]] == [{"line", "message", "help", "rule"}]
    assert report["reasons"][0]["rule"] == "scope-contract"
    assert (report["plan"], report["dialect"], report["state"], report["status"]) == (
        PLAN,
        "session",
        "active",
        "In Progress",
    )
    assert report["branch"] == {
        "declared": BRANCH,
        "declarations": [{"name": BRANCH, "line": 25}, {"name": BRANCH, "line": 63}],
        "current": BRANCH,
        "source": "HEAD",
    }
    assert report["mode"] == {"name": "stepwise", "declared": True, "line": 83}
    assert report["blocks"] == [
        {"id": "B03", "text": "queue and job, behind a switch that is off", "line": 42, "done": None}
    ]
    assert [step["id"] for step in report["steps"]] == ["1.", "2.", "3."]
    assert report["include"][0] == {
        "text": "`apps/api/src/notify/...`",
        "line": 70,
        "matched": 2,
        "patterns": [{"pattern": "/apps/api/src/notify/**", "matched": 2, "new": False, "nearest": None}],
        "exceptions": [],
        "condition": None,
        "problems": [],
        "nearest": None,
    }
    assert report["include"][2]["problems"] == [{"kind": "absolute", "path": "/x/docs/"}]
    assert (report["include"][2]["patterns"], report["include"][2]["nearest"]) == ([], "docs/")
    assert report["include"][3]["exceptions"] == ["/**/src/old"]
    assert "only if needed" in report["include"][3]["condition"]
    assert report["comparison"]["head"] == repo.head()
    assert (report["comparison"]["branch"], report["comparison"]["plans"]) == (BRANCH, [PLAN])
    repo.checkout("main")
    repo.commit("bare", {PLAN: conforming("wbs")})
    assert command(repo, monkeypatch, PLAN, "--format", "json", "--branch", "feat/offline-tiles") == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["verdict"], report["reasons"], report["include"], report["exclude"]) == ("ready", [], None, None)
    assert report["mode"] == {"name": None, "declared": False, "line": None}


def test_hostile_text_gives_no_command_no_escape_and_no_new_line(tmp_path: Path) -> None:
    evil = "::error file=x::y \x1b[31mred\u202e ##[error]z"
    text = session("**Objective:** Send one", f"**Objective:** {evil} Send one")
    text = text.replace("- **Goal:** queue", f"- **Goal:** {evil}")
    text = text.replace("- `docs/notifications.md`", f"- {evil}\n- `docs/::{evil}.md`")
    text = text.replace(STEPS, f"- **Ordered Steps:**\n  - {evil}\n")
    repo = planned(tmp_path, text)
    found = judged(repo, branch="feat/\x1b[2Jx\n::error::y")
    for line in as_text(found).split("\n"):
        assert line.isprintable()
        assert not line.lstrip().startswith("::")
        assert "##[" not in line
    assert as_json(found).isascii()
    assert json.loads(as_json(found))["verdict"] == "refused"


def test_a_name_with_a_newline_is_no_new_line(tmp_path: Path) -> None:
    name = "plans/a\n::error::b.md"
    report = as_text(judged(planned(tmp_path, name=name), name))
    assert report.startswith("plan plans/a\\n::error::b.md (dialect session")
    assert not any(line.startswith("::") for line in report.split("\n"))


def test_secrets_of_the_plan_are_not_repeated(tmp_path: Path) -> None:
    token = "ghp" + "_" + "".join(random.Random(1).choices(string.ascii_letters + string.digits, k=36))
    text = session("  1. Add the queue", f"  1. Log in with {token} and add the queue")
    text = text.replace("- **Execution Mode:** `stepwise`", f"- **Execution Mode:** {token}")
    found = judged(planned(tmp_path, text))
    assert "Log in with <REDACTED> and add" in as_text(found)
    assert token not in as_text(found) + as_json(found)


def test_long_lists_are_cut_in_the_text_report_only(tmp_path: Path) -> None:
    steps = "- **Ordered Steps:**\n" + "".join(f"  {number}. step {'x' * 500}\n" for number in range(1, 301))
    found = judged(planned(tmp_path, session(STEPS, steps)))
    report = as_text(found)
    assert 'steps: 300 in "Ordered Steps"\n' in report
    assert "  - and 200 more\n" in report
    assert max(map(len, report.split("\n"))) < 200
    assert len(json.loads(as_json(found))["steps"]) == 300


def test_very_many_patterns_are_told_as_not_counted(tmp_path: Path) -> None:
    entries = "".join(f"- `apps/api/{number}{{a,b,c,d,e,f}}*.ts`\n" for number in range(100))
    found = judged(planned(tmp_path, session(LAST, entries)))
    warning = "the include list has too many patterns: from here on it was not counted how many files they match"
    assert f"155: {warning}" in told(found.warnings)
    assert "  - /apps/api/99a*.ts  not counted (line 171)\n" in as_text(found)
    assert json.loads(as_json(found))["include"][-1]["matched"] is None


NO_PLAN = "# Notes\n\nNothing to see.\n"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("docs/exec-plans/active/none.md", "no such plan"),
        ("a\0b.md", "no such plan"),
        ("", "is a folder"),
        ("docs", "is a folder"),
        ("../outside.md", "lies outside the repository"),
        ("notes.md", "is no plan: it fits no dialect"),
        ("latin.md", "not UTF-8 text"),
        ("empty.md", "the file is empty"),
        ("huge.md", "more than 1,000,000 bytes"),
        ("pipe.md", "not a regular file"),
        ("deep.md", "not checked"),
        ("unknown.md", 'unknown dialect "codx"'),
        ("link.md", "is a symbolic link; name the file that it leads to: docs/exec-plans/active/digest.md"),
        ("loop.md", "is a symbolic link"),
        ("gone.md", "is a symbolic link"),
        ("secret.md", "cannot be read"),
    ],
)
def test_what_is_no_plan_cannot_be_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, message: str
) -> None:
    repo = planned(tmp_path)
    (tmp_path / "outside.md").write_text(session(), encoding="utf-8")
    repo.write("notes.md", NO_PLAN)
    repo.write("latin.md", session().encode() + b"\xe9\n")
    repo.write("empty.md", "")
    repo.write("huge.md", session() + "x\n" * 600_000)
    repo.write("deep.md", session() + "\n" + ">" * 5000 + " x\n")
    repo.write("unknown.md", "---\ndialect: codx\n---\n" + session())
    repo.symlink("link.md", PLAN)
    repo.symlink("loop.md", "loop.md")
    repo.symlink("gone.md", "nowhere.md")
    os.mkfifo(repo.path / "pipe.md")
    if name == "secret.md":
        repo.write("secret.md", session()).chmod(0)
        if os.access(repo.path / "secret.md", os.R_OK):  # root reads everything: a folder cannot be read by anybody
            (repo.path / "secret.md").unlink()
            repo.write("file", "x")
            name, message = "file/x.md", "no such plan"
    with pytest.raises(ExecplanError, match=re.escape(message)):
        command(repo, monkeypatch, name)


def test_outside_of_any_repository_nothing_can_be_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plan.md").write_text(session(), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    parser = argparse.ArgumentParser()
    preflight.add_arguments(parser)
    with pytest.raises(ExecplanError, match="does not lie in a git repository"):
        preflight.run(parser.parse_args(["plan.md"]))


def test_a_plan_may_be_named_from_a_folder_from_the_root_and_through_linked_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = planned(tmp_path)
    repo.symlink("current", "docs/exec-plans/active")
    (tmp_path / "way").symlink_to(repo.path)
    opened = Repository.open(repo.path)
    for folder, name in (
        ("", PLAN),
        ("", f"./{PLAN}"),
        ("docs/exec-plans", "active/digest.md"),
        ("apps/api", PLAN),
        ("", "current/digest.md"),
        ("", str(repo.path / PLAN)),
        ("", str(tmp_path / "way" / PLAN)),
    ):
        monkeypatch.chdir(repo.path / folder)
        assert preflight.locate(opened, name, Path.cwd()) == PLAN, (folder, name)


def test_fifty_thousand_tracked_files_take_little_time(tmp_path: Path) -> None:
    repo = GitRepo(tmp_path / "repo")
    repo.commit("plan", {PLAN: session()})
    blob = repo.git("hash-object", "-w", PLAN)
    listing = "".join(f"100644 {blob}\tpkg{i % 40}/src/mod{i % 333}/file{i}.ts\n" for i in range(50_000))
    (tmp_path / "listing").write_text(listing, encoding="utf-8")
    repo.git("-c", "alias.fill=!git update-index --index-info <", "fill", tmp_path / "listing")
    entries = "".join(f"- `pkg{i}/src/...`, `**/*{i}.spec.ts`\n" for i in range(60))
    repo.write(PLAN, session("- `docs/notifications.md`\n", entries))
    repo.git("checkout", "--quiet", "-b", BRANCH)
    started = time.process_time()
    found = judged(repo)
    assert time.process_time() - started < 5
    assert found.include is not None
    assert found.include[2].patterns[0].matched == 1250


def test_no_line_of_the_report_begins_with_text_of_the_plan(tmp_path: Path) -> None:
    text = (
        conforming("session")
        .replace("B03", "::error::block")
        .replace("  1. Add the queue", "  ::error::step. Add the queue")
    )
    text = text.replace("  2. Write", "  - ::error::one\n  - ##[error]two\n  2. Write")
    text = text.replace("- `apps/web", "- `::error::not/web`\n- `##[error]x/y`\n- `apps/web")
    found = judged(planned(tmp_path, text))
    assert any("::error::block" in item.name for item in found.execution.blocks)
    for line in as_text(found).splitlines():
        assert not line.strip().startswith("::"), line
        assert "##[" not in line
    report = as_json(found)
    assert "- ::error::block " in as_text(found)
    assert "##[" not in report
    assert "##[error]" in str(json.loads(report))
