"""Whatever stands in the files that other tools and people wrote, the doctor says something of all that it looks at."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from execplan_hooks.doctor import ci, hooks, policy, records
from execplan_hooks.doctor.line import MARKS
from execplan_hooks.doctor.report import as_json, as_text
from execplan_hooks.doctor.situation import situation
from tests.doctor.situations import CONFIG, healthy, hook_of
from tests.gitrepo import GitRepo

FILES = (
    ".git/hooks/pre-commit",
    ".git/hooks/pre-push",
    ".pre-commit-config.yaml",
    ".github/workflows/plans.yml",
    "lefthook.yml",
    "AGENTS.md",
    ".agent-locks.yaml",
    ".execplan-baseline.json",
)
_PIECES = st.sampled_from(
    [
        *CONFIG.splitlines(),
        *hook_of("pre-commit", "pre-commit").splitlines(),
        *(
            "repos:",
            "- repo: [x]",
            "  hooks: 1",
            "- id: {}",
            "default_stages: 3",
            "a: &a [*a]",
            "lefthook run",
            "--config=\0",
        ),
        *(
            "ARGS=(--config='",
            "plans/",
            "\x1b[31m",
            "::error::x",
            "##[error]x",
            "\u202e",
            "\udcff",
            "{}",
            "[",
            "- - - -",
        ),
    ]
)
_TEXTS = st.lists(_PIECES | st.text(max_size=30), max_size=12).map("\n".join)


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> GitRepo:
    return healthy(tmp_path_factory.mktemp("any") / "repo")


@settings(max_examples=60)
@given(data=st.fixed_dictionaries(dict.fromkeys(FILES, _TEXTS)))
@example(data=dict.fromkeys(FILES, "x" * 1_100_000))
@example(data=dict.fromkeys(FILES, '"' * 100_000))
@example(data=dict.fromkeys(FILES, "plans" * 100_000))
def test_every_line_is_fit_for_output(repo: GitRepo, data: dict[str, str]) -> None:
    for name, text in data.items():
        repo.write(name, text.encode("utf-8", "surrogateescape"), executable=True)
    here = situation(repo.path, None, {})
    lines = [line for check in (hooks, ci, policy, records) for line in check.check(here)]
    assert {"hook-configuration", "ci", "policy", "agent-locks", "baseline"} <= {line.check for line in lines}
    assert {line.mark for line in lines} <= set(MARKS)
    told = as_text(lines)
    assert all(char.isprintable() or char == "\n" for char in told)
    assert not [line for line in told.splitlines() if line.lstrip().startswith(("::", "##["))]
    assert as_json(lines).isascii()
