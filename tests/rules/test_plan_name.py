"""Names and folders of plan files; what each fixture shows is in `fixtures/plan-name`."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execplan_hooks.clock import Clock
from execplan_hooks.config import Config, PlanGlob
from execplan_hooks.document import naming
from execplan_hooks.document.dialect.naming_spec import NamingSpec
from execplan_hooks.model import Context
from execplan_hooks.rules import plan_name
from execplan_hooks.tree import Tree
from tests.fixtures import NOW, conforming, plan_of

NAMES = ("{date}-{slug}-PLAN.md", "{slug}-PLAN.md", "PLAN.md")


def found(path: str, root: Path, dialect: str = "ssot", spec: NamingSpec | None = None) -> list[tuple[str, str]]:
    """Messages and helps for the dialect's conforming plan at a path below `root`."""
    plan = plan_of(conforming(dialect), path=path)
    assert plan is not None
    if spec:
        plan = dataclasses.replace(plan, dialect=dataclasses.replace(plan.dialect, naming=spec))
    return [(one.message, one.help) for one in plan_name.check(plan, Context({}, Clock(NOW), Tree(root, Config())))]


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("2026-01-12-rate-limit-PLAN.md", True),
        ("2024-02-29-rate-limit-PLAN.md", True),
        ("2026-02-29-rate-limit-PLAN.md", False),
        ("2026-13-01-x-PLAN.md", False),
        ("rate-limit-PLAN.md", True),
        ("r2-PLAN.md", True),
        ("限流-PLAN.md", True),
        ("e\u0301tape-PLAN.md", True),  # as macOS writes it
        ("PLAN.md", True),
        ("2026-01-12-PLAN.md", False),
        ("Rate-limit-PLAN.md", False),
        ("rate_limit-PLAN.md", False),
        ("rate limit-PLAN.md", False),
        ("rate--limit-PLAN.md", False),
        ("-PLAN.md", False),
        ("rate-limit-plan.md", False),
        ("rate-limit-PLAN.markdown", False),
        ("xPLAN.md", False),
        ("", False),
    ],
)
def test_a_name_fits_a_pattern_or_not(name: str, fits: bool) -> None:
    assert naming.fits(name, NAMES) is fits


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Limit failed logins per address", "limit-failed-logins-per-address"),
        ("Teach `shelfctl` to import — ExecPlan", "teach-shelfctl-to-import"),
        ("EXECPLAN_006_resume", "006-resume"),
        ("exec-plan", ""),
        ("PLAN", ""),
        ("LegacyRetirementExecPlan", "legacy-retirement"),
        ("plant-trees", "plant-trees"),
        ("***", ""),
        ("word " * 40, "-".join(["word"] * 12)),
    ],
)
def test_a_text_as_a_slug(text: str, slug: str) -> None:
    assert naming.slug_of(text) == slug


@given(st.text())
def test_what_is_suggested_fits(text: str) -> None:
    slug = naming.slug_of(text)
    for day in (None, "2026-01-12"):
        name = naming.build(NAMES, slug, day)
        leading = naming.leading_day(slug)
        assert name is None or leading or slug != slug.lower() or naming.fits(name, NAMES)
        assert (name is None) == (slug == "")


@pytest.mark.parametrize(
    ("path", "message", "help_text"),
    [
        ("plans/2026-01-12-rate-limit-PLAN.md", None, ""),
        ("plans/archive/2026/rate-limit-PLAN.md", None, ""),
        ("packages/api/plans/rate-limit-PLAN.md", None, ""),
        ("PLAN.md", None, ""),
        ("services/api/PLAN.md", None, ""),
        (
            "plans/Rate Limit.md",
            'file name "Rate Limit.md" does not fit "<yyyy-mm-dd>-<slug>-PLAN.md" or "<slug>-PLAN.md" or "PLAN.md"',
            'rename it with git mv, for example to "rate-limit-PLAN.md", and correct the links to it',
        ),
        (
            "plans/2026-01-13_rate_limit.md",
            'file name "2026-01-13_rate_limit.md" does not fit "<yyyy-mm-dd>-<slug>-PLAN.md" or "<slug>-PLAN.md"',
            'rename it with git mv, for example to "2026-01-13-rate-limit-PLAN.md", and correct the links to it',
        ),
        (
            "plans/2026-02-30-rate-limit-PLAN.md",
            'file name "2026-02-30-rate-limit-PLAN.md" begins with "2026-02-30", which is no day of the calendar',
            'rename it with git mv, for example to "rate-limit-PLAN.md", and correct the links to it',
        ),
        (
            "plans/execplan.md",
            'file name "execplan.md" does not fit',
            'rename it with git mv, for example to "limit-failed-logins-per-address-PLAN.md", and correct',
        ),
        (
            "work/rate-limit-PLAN.md",
            'the plan lies in "work/"; its dialect keeps plans in "plans/"',
            "move it there with git mv, and correct the links to it",
        ),
        ("myplans/rate-limit-PLAN.md", 'the plan lies in "myplans/"; its dialect', "move it there"),
        ("rate-limit-PLAN.md", "the plan lies in the root of the repository; its dialect", "move it there"),
    ],
)
def test_a_path_is_where_and_what_the_dialect_says(
    path: str, message: str | None, help_text: str, tmp_path: Path
) -> None:
    said = found(path, tmp_path)
    assert len(said) == (message is not None), said
    for one, how in said:
        assert one.startswith(message or "")
        assert how.startswith(help_text)


def test_a_name_that_another_file_has_is_not_suggested(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "rate-limit-PLAN.md").write_text("taken")
    _, how = found("plans/Rate Limit.md", tmp_path)[0]
    assert how.startswith('rename it with git mv, to the form "<yyyy-mm-dd>-<slug>-PLAN.md" or "<slug>-PLAN.md" or')


def test_where_all_names_have_a_day_it_is_that_of_the_creation(tmp_path: Path) -> None:
    spec = NamingSpec(names=("EP-{date}__{slug}.md",))
    assert found("a/Rate Limit.md", tmp_path, spec=spec)[0][1] == (
        'rename it with git mv, for example to "EP-2026-01-12__rate-limit.md", and correct the links to it'
    )
    assert found("a/EP-2026-01-12__rate-limit.md", tmp_path, spec=spec) == []


@pytest.mark.parametrize(("dialect", "count"), [("codex", 0), ("wbs", 0), ("quality-gates", 0), ("session", 1)])
def test_a_dialect_asks_for_what_it_says(dialect: str, count: int, tmp_path: Path) -> None:
    assert len(found("anywhere/What Ever.md", tmp_path, dialect)) == count


def test_a_place_that_the_configuration_names_is_right(tmp_path: Path) -> None:
    plan = plan_of(conforming("ssot"), path="work/open/2026-01-12-x-PLAN.md")
    assert plan is not None
    for config, expected in ((Config(), 1), (Config(plans=(PlanGlob("work/**/*.md"),)), 0)):
        assert len(list(plan_name.check(plan, Context({}, Clock(NOW), Tree(tmp_path, config))))) == expected


def test_where_only_the_text_is_known_nothing_is_said_of_the_path() -> None:
    plan = plan_of(conforming("ssot"), path="anywhere/What Ever.md")
    assert plan is not None
    assert list(plan_name.check(plan, Context({}, Clock(NOW)))) == []


def test_long_names_take_no_time() -> None:
    start = time.perf_counter()
    for name in ("a-" * 100_000, "a" * 200_000 + "-PLAN.md", "-" * 200_000):
        naming.fits(name, ("{slug}-{slug}-{slug}.md",))
        naming.slug_of(name)
    assert time.perf_counter() - start < 0.5
