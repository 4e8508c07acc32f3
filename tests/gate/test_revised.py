"""Which plan became which in a change that moves them."""

from __future__ import annotations

import pytest

from tests.gating import examined, session_plan
from tests.gitrepo import GitRepo

ACTIVE, COMPLETED = "docs/exec-plans/active", "docs/exec-plans/completed"


def titled(title: str) -> str:
    return session_plan().replace("# A", f"# {title}")


@pytest.mark.parametrize(
    ("before", "after", "pairs"),
    [
        ({f"{ACTIVE}/x.md": "X"}, {f"{COMPLETED}/x.md": "X"}, [(f"{ACTIVE}/x.md", f"{COMPLETED}/x.md")]),
        ({f"{ACTIVE}/x.md": "X"}, {f"{COMPLETED}/x.md": "Y"}, [(f"{ACTIVE}/x.md", f"{COMPLETED}/x.md")]),
        ({f"{ACTIVE}/x.md": "X"}, {f"{ACTIVE}/y.md": "X"}, [(f"{ACTIVE}/x.md", f"{ACTIVE}/y.md")]),
        ({f"{ACTIVE}/x.md": "X"}, {f"{ACTIVE}/y.md": "Y"}, [(f"{ACTIVE}/x.md", ""), ("", f"{ACTIVE}/y.md")]),
        # two of the same name: the title tells, and where it does not, nothing is guessed
        (
            {f"{ACTIVE}/x.md": "X"},
            {f"{COMPLETED}/x.md": "Y", f"{ACTIVE}/new/x.md": "X"},
            [(f"{ACTIVE}/x.md", f"{ACTIVE}/new/x.md"), ("", f"{COMPLETED}/x.md")],
        ),
        (
            {f"{ACTIVE}/x.md": "X"},
            {f"{COMPLETED}/x.md": "Y", f"{ACTIVE}/new/x.md": "Z"},
            [(f"{ACTIVE}/x.md", ""), ("", f"{ACTIVE}/new/x.md"), ("", f"{COMPLETED}/x.md")],
        ),
        ({"a/PLAN.md": "X"}, {"b/PLAN.md": "Y"}, [("a/PLAN.md", ""), ("", "b/PLAN.md")]),
        ({"a/PLAN.md": "X"}, {"b/PLAN.md": "X"}, [("a/PLAN.md", "b/PLAN.md")]),
        # each new plan is one old one's at most
        (
            {f"{ACTIVE}/x.md": "X", f"{ACTIVE}/y.md": "X"},
            {f"{COMPLETED}/x.md": "X"},
            [(f"{ACTIVE}/x.md", f"{COMPLETED}/x.md"), (f"{ACTIVE}/y.md", "")],
        ),
    ],
)
def test_a_plan_that_is_gone_is_the_one_new_plan_of_its_name_or_title(
    repo: GitRepo, before: dict[str, str], after: dict[str, str], pairs: list[tuple[str, str]]
) -> None:
    base = repo.commit("before", {path: titled(title) for path, title in before.items()})
    for path in before:
        repo.delete(path)
    repo.commit("after", {path: titled(title) for path, title in after.items()})
    found = [
        (plan.before.path if plan.before else "", plan.after.path if plan.after else "")
        for plan in examined(repo, base=base).plans
        if plan.paths & {*before, *after}
    ]
    assert sorted(found) == sorted(pairs)
