"""Linting text in memory, and where the fixtures lie: shared by the tests of document rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from execplan_hooks import checking, rules, runner
from execplan_hooks.checking import Checker
from execplan_hooks.config import Config
from execplan_hooks.config_files import load_config
from execplan_hooks.discover import Found, find
from execplan_hooks.document import places
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.recognition import load
from execplan_hooks.document.source import decode
from execplan_hooks.model import Diagnostic
from execplan_hooks.output.text import render
from execplan_hooks.result import Result
from execplan_hooks.tree import Tree

FIXTURES = Path(__file__).parent.parent / "fixtures"
STAGES = ("draft", "active", "blocked", "done")
DIALECTS = ("codex", "ssot", "ssot-minimal", "session", "quality-gates", "wbs")
PLACES = {
    "codex": "plans/csv-import.md",
    "ssot": "plans/2026-01-12-login-rate-limit-PLAN.md",
    "ssot-minimal": "plans/shrink-docker-image-PLAN.md",
    "session": "docs/exec-plans/active/notification-digest.md",
    "quality-gates": "plans/invoice-pdf.md",
    "wbs": "plans/offline-tiles.md",
}
"""Where the plans lie while they are open, named as their sources ask for it."""
NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
"""The time of all runs here; the fixtures' stamps lie before it."""

_PACKAGED = Catalogue()


@cache
def conforming(dialect: str, stage: str = "") -> str:
    """The text of the conforming plan of a dialect at a stage of its life: `active`, but for `ssot-minimal` `done`."""
    stage = stage or ("done" if dialect == "ssot-minimal" else "active")
    return (FIXTURES / "plans" / dialect / f"{stage}.md").read_text(encoding="utf-8")


def place(dialect: str, stage: str) -> str:
    """Where the conforming plan lies at that stage."""
    return PLACES[dialect].replace("/active/", "/completed/") if stage == "done" else PLACES[dialect]


def repository(root: Path, path: str, text: str) -> Path:
    """A repository's root (no git needed) with a plan at `path`, and the files that a session plan and its closeout
    speak of."""
    listed = Path(path).name
    folders = {name: f"# Plans, {name}\n" for name in ("active", "completed")}
    folders["active"] += "\n- [Notifications](notifications.md)\n"
    if path.startswith("docs/exec-plans/"):
        folders[Path(path).parent.name] += f"- [{listed}]({listed})\n"
    around = {
        "docs/PLANS.md": "# How we plan\n",
        "docs/exec-plans/active/notifications.md": "# Notifications\n\nThree blocks: B03, B04, B05.\n",
        **{f"docs/exec-plans/{name}/index.md": index for name, index in folders.items()},
    }
    for name, content in {**around, path: text}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf-8")
    return root


def plan_folder(root: Path, files: Mapping[str, str]) -> Path:
    """A repository's root (no git needed) with `files` in `plans/`, by name."""
    (root / ".git").mkdir(parents=True)
    (root / "plans").mkdir()
    for name, text in files.items():
        (root / "plans" / name).write_text(text, encoding="utf-8")
    return root


def plan_of(
    text: str, dialect: str | None = None, catalogue: Catalogue = _PACKAGED, path: str = "plans/plan.md"
) -> Plan | None:
    """The plan that a text is, recognised unless `dialect` names one; a path in `completed/` is done."""
    state = places.settings_of(Config(), path).state
    return load(decode(path, text.encode()), catalogue, dialect, state)


def lint(
    text: str, dialect: str | None = None, catalogue: Catalogue = _PACKAGED, path: str = "plans/plan.md"
) -> list[Diagnostic]:
    """What all document rules report of a text without a configuration, in the order of the lines."""
    plan = plan_of(text, dialect, catalogue, path)
    assert plan is not None, "recognised as no plan"
    found = checking.check_plan(plan, Config(), rules.DOCUMENT_RULES, NOW)
    return sorted(found, key=lambda diagnostic: diagnostic.sort_key)


def brief(diagnostics: list[Diagnostic]) -> list[str]:
    """Each diagnostic as `line rule: message`, for messages of failing tests."""
    return [f"{found.line} {found.rule}: {found.message}" for found in diagnostics]


def lint_files(config: Config, found: Found, rule_ids: Sequence[str], root: Path) -> Result:
    """The result of document rules over files of the repository at `root`, at the time of all runs here."""
    checker = Checker(config, Catalogue(config.dialects, root), rule_ids, NOW, Tree(root, config))
    return runner.lint(checker, found)


def golden_cases() -> list[Path]:
    """The folders `fixtures/<rule>/<case>`, in order."""
    return sorted(
        case for rule in FIXTURES.iterdir() if rule.name in rules.RULE_IDS for case in rule.iterdir() if case.is_dir()
    )


def golden_output(case: Path) -> str:
    """What its rule says of a fixture, without the last line; empty where it is silent.

    A case is a folder that is a repository's root. Its plan is `plan.md`; without that, all plans that are found there.
    """
    config_file = case / "config.yaml"
    config = load_config(case, config_file if config_file.exists() else None)
    alone = (case / "plan.md").exists()
    found = Found([(case / "plan.md", "plan.md")]) if alone else find(case, config, ())
    result = lint_files(config, found, (case.parent.name,), case)
    assert result.plans, f"{case}: recognised as no plan"
    return "".join(line + "\n" for line in render(result).splitlines()[:-1])
