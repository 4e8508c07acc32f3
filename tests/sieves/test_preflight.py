"""What a plan allows does not refuse its execution, except about its contract."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.gating import execplan, session_plan
from tests.gitrepo import GitRepo

PLAN = "docs/exec-plans/active/a.md"


@pytest.mark.parametrize(
    ("rule", "entry"),
    [("required-sections", "`src/...`"), ("scope-contract", "`src/...`"), ("scope-contract", "`*`")],
)
def test_a_suppression_counts_in_preflight(tmp_path: Path, rule: str, entry: str) -> None:
    repo = GitRepo(tmp_path / "repo")
    text = session_plan("main", include=[entry]) + f"\n<!-- execplan: allow-file {rule} -- agreed with planning -->\n"
    repo.commit("plan", {PLAN: text, "src/a.py": "", "infra/x": ""})
    done = execplan(repo.path, "preflight", PLAN, "--format", "json")
    told = json.loads(done.out)
    rules = [reason["rule"] for reason in told["reasons"] if reason.get("rule")]
    assert ("required-sections" in rules) == (rule != "required-sections")
    assert ("scope-contract" in rules) == (entry == "`*`")
    suppressed = [it["message"] for it in told["warnings"] if "that it suppresses" in it["message"]]
    assert len(suppressed) == (rule == "required-sections")
