"""With a cache `execplan lint` says what it says without one: `Repository.lint` compares each run with one anew."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.caching.running import COUNT, GOOD, Repository, plans
from tests.gating import execplan

LINK = "\n\nSee [the guide](../docs/guide.md#setup) and `src/app/main.py`.\n"
BAD = GOOD.replace("## Decision Log", "## Decided")
OWN = "dialects:\n  ours:\n    template: template.md\nplans:\n  - {files: plans/*.md, dialect: ours}\n"


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    found = plans(tmp_path, {"a.md": GOOD + LINK, "bad.md": BAD})
    found.write("docs/guide.md", "# Guide\n\n## Setup\n")
    found.write("docs/other.md", "# Other\n")
    return found


def test_what_was_found_is_kept_and_found_again(repo: Repository) -> None:
    first = repo.lint()
    assert repo.entries() == COUNT + 2
    before = repo.file.read_bytes()
    assert repo.lint() == first
    assert repo.file.read_bytes() == before, "nothing was new"


def test_files_that_are_no_plans_are_kept_too(repo: Repository) -> None:
    repo.write("plans/notes.md", "# Notes\n")
    repo.write("plans/unfit.md", "# ExecPlan: what\n\n## Else\n")
    first = repo.lint()
    assert "looks like a plan" in first
    assert repo.lint() == first
    assert repo.entries() == COUNT + 4


def _front(name: str) -> str:
    return f"---\nplan-id: {name}\n---\n{GOOD}"


def _nothing(repo: Repository) -> None:
    assert repo.root.is_dir()


def _no_guide(repo: Repository) -> None:
    (repo.root / "docs/guide.md").unlink()


def _guide(text: str) -> Callable[[Repository], None]:
    return lambda repo: repo.write("docs/guide.md", text)


def _configured(text: str) -> Callable[[Repository], None]:
    return lambda repo: repo.write(".execplan.yaml", text)


def _own_dialect(repo: Repository) -> None:
    repo.write("template.md", "# T\n\n## Decision Log\n")
    repo.write(".execplan.yaml", OWN)


def _moved(repo: Repository) -> None:
    (repo.root / "plans/a.md").rename(repo.root / "plans/deeper.md")


OFF = "rules:\n  required-sections: off\n"
OFF_THERE = "overrides:\n  - files: plans/bad.md\n    rules: {required-sections: off}\n"
CHANGES: dict[str, tuple[Callable[[Repository], None], Callable[[Repository], None], str]] = {
    "the plan itself": (
        _nothing,
        lambda repo: repo.write("plans/a.md", BAD),
        'plans/a.md: required section "Decision Log"',
    ),
    "the target of a link goes": (_nothing, _no_guide, "plans/a.md: "),
    "a heading that a link leads to goes": (_nothing, _guide("# Guide\n\n## Install\n"), "plans/a.md: "),
    "a target comes": (_no_guide, _guide("# Guide\n\n## Setup\n"), "!plans/a.md: "),
    "the configuration": (_nothing, _configured(OFF), "!plans/bad.md: required section"),
    "the configuration of one folder": (_nothing, _configured(OFF_THERE), "!plans/bad.md: required section"),
    "the template of a dialect": (
        _own_dialect,
        lambda repo: repo.write("template.md", "# T\n\n## Decision Log\n\n## Rollout of it\n"),
        'plans/a.md: required section "Rollout of it"',
    ),
    "the place of the plan": (_no_guide, _moved, "!plans/a.md: "),
}


@pytest.mark.parametrize(("before", "change", "expected"), CHANGES.values(), ids=CHANGES)
def test_after_a_change_the_verdict_is_that_of_now(
    repo: Repository,
    before: Callable[[Repository], None],
    change: Callable[[Repository], None],
    expected: str,
) -> None:
    before(repo)
    old = repo.said()
    change(repo)
    new = repo.said()
    assert old != new
    told = any(message.startswith(expected.removeprefix("!")) for message in new)
    assert told is not expected.startswith("!"), new
    assert repo.said() == new


def test_a_template_that_may_not_be_read_any_more(repo: Repository) -> None:
    _own_dialect(repo)
    repo.lint()
    template = repo.root / "template.md"
    template.rename(repo.root.parent / "template.md")
    template.symlink_to("../template.md")
    assert repo.lint() == "", "the same text, but from outside of the repository"
    template.unlink()
    os.mkfifo(template)
    assert repo.lint() == "", "and nobody waits for what comes through a pipe"


def test_a_number_that_python_does_not_write(repo: Repository) -> None:
    repo.write("pyproject.toml", f"[tool.execplan.dialects.ours]\nsummary = 0x{'f' * 6000}\n")
    assert repo.lint() == ""


def test_an_id_that_another_plan_takes(tmp_path: Path) -> None:
    repo = plans(tmp_path)
    text = (Path("fixtures/plans/ssot/active.md")).resolve().read_text(encoding="utf-8")
    repo.write("plans/2026-01-12-one-PLAN.md", text)
    assert not [message for message in repo.said() if "is also that of" in message]
    repo.write("plans/2026-01-12-two-PLAN.md", text)
    both = [message for message in repo.said() if "is also that of" in message]
    assert len(both) == 2
    assert [message for message in repo.said() if "is also that of" in message] == both
    (repo.root / "plans/2026-01-12-two-PLAN.md").unlink()
    assert not [message for message in repo.said() if "is also that of" in message]


def test_what_lies_in_the_future_is_past_one_day(tmp_path: Path) -> None:
    late = GOOD.replace("## Progress\n", "## Progress\n\n- [x] (2026-12-24 10:00Z) Lit the candles.", 1)
    repo = plans(tmp_path, {"late.md": late})
    assert [message for message in repo.said() if "in the future" in message]
    assert [message for message in repo.said(now="2026-12-23T10:00:00Z") if "in the future" in message]
    assert not [message for message in repo.said(now="2026-12-25T10:00:00Z") if "in the future" in message]
    # And of a run that is told an earlier time.
    assert [message for message in repo.said() if "in the future" in message]


def test_runs_of_other_rules_do_not_share_entries(repo: Repository) -> None:
    assert repo.said("--rule", "links") == []
    assert repo.said("--rule", "required-sections") != []
    assert repo.said() != []


def test_a_baseline_and_suppressions_count_as_without_a_cache(repo: Repository) -> None:
    repo.write("plans/allowed.md", GOOD + "\n[gone](gone.md) <!-- execplan: allow links -- it will be there -->\n")
    repo.said()
    assert '"suppressed": 1' in repo.lint()
    execplan(repo.root, "baseline")
    assert repo.said() == []
    assert repo.lint() == repo.lint()
    repo.write("plans/p1.md", BAD)
    assert [message for message in repo.said() if message.startswith("plans/p1.md: required section")]


def test_processes_change_nothing(repo: Repository) -> None:
    for number in range(40):
        repo.write(f"plans/more-{number}.md", (BAD if number % 3 else GOOD) + f"\n{number}\n" * 50 + LINK)
    one = repo.lint("--jobs", "1")
    assert repo.lint("--jobs", "3") == one
    shutil.rmtree(repo.cache)
    assert repo.lint("--jobs", "3") == one
    assert repo.lint("--jobs", "1") == one
