"""Files change at random, and with a cache, in one process or in several, each run says what a plain one says."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from execplan_hooks import discover, rules, runner
from execplan_hooks.caching.cache import Cache
from execplan_hooks.caching.run_key import run_key
from execplan_hooks.caching.store import Store
from execplan_hooks.checking import Checker
from execplan_hooks.config_files import load_config
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.examining import every, workers
from execplan_hooks.examining.every import How
from execplan_hooks.examining.examined import Examined
from execplan_hooks.model import ExecplanError
from execplan_hooks.output import json
from execplan_hooks.sieves.choosing import Choice
from execplan_hooks.tree import Tree
from tests.fixtures import NOW, conforming

FOLDERS = ("plans", "plans/active", "plans/completed", "docs")
NAMES = ("a.md", "A.md", "b.md", "c.md", "guide.md", "2026-01-12-x-PLAN.md")
LINES = (
    "See [it](../docs/guide.md#setup).",
    "See [it](../../docs/Guide.md#install) and [that](../active/a.md).",
    "[x](b.md) <!-- execplan: allow links -- it comes -->",
    "Look into `docs/guide.md` and `plans/active/c.md`.",
    "## Peculiar",
)
CONFIGURATIONS = (
    "rules:\n  local-paths: {check-existence: true}\n",
    "rules:\n  timestamps: {future-tolerance: 600}\n",
    "overrides:\n  - {files: plans/active/**, rules: {links: off}}\n",
    "plans: ['plans/**', 'docs/**']\n",
    "plans:\n  - {files: 'plans/**', dialect: nope}\n",
    "dialects:\n  ours: {template: docs/guide.md}\nplans:\n  - {files: plans/active/**, dialect: ours}\n  - plans/**\n",
)


class Counting(Cache):
    """A cache that counts what it has found."""

    count = 0

    def find(self, path: str, content: bytes) -> Examined | None:
        found = super().find(path, content)
        self.count += found is not None
        return found


class Changing:
    """A repository in `top`, and what happens to it."""

    def __init__(self, top: Path, seed: int) -> None:
        self.root, self.cache = top / "repo", top / "cache"
        self.cache.mkdir()
        self.random = random.Random(seed)
        self.now = NOW
        self.hits = 0
        for folder in FOLDERS:
            for name in NAMES[2:4]:
                self._write(f"{folder}/{name}", self._plan())

    def change(self) -> None:
        """Something changes: a file, a folder, the configuration, the time."""
        path = f"{self.random.choice(FOLDERS)}/{self.random.choice(NAMES)}"
        ways: tuple[Callable[[str], None], ...] = (
            lambda path: self._write(path, self._plan()),
            lambda _: self._write("docs/guide.md", f"# Guide\n\n## {self.random.choice(('Setup', 'Install'))}\n"),
            lambda _: self._write(".execplan.yaml", self.random.choice(CONFIGURATIONS)),
            lambda _: self._remove(self.root / ".execplan.yaml"),
            self._pass_time,
            self._link,
            lambda path: (self.root / path).mkdir(),
            lambda path: self._remove(self.root / path),
            lambda path: os.replace(self.root / path, self.root / path.replace("a.md", "b.md").upper().lower()),
        )
        with contextlib.suppress(OSError):  # there is none, or a folder in the way
            self.random.choice(ways)(path)

    def said(self, jobs: int, cached: bool) -> str:
        """The report of a run as JSON, or its error."""
        try:
            config = load_config(self.root)
            plain = Checker(
                config, Catalogue(config.dialects, self.root), rules.DOCUMENT_RULES, self.now, Tree(self.root, config)
            )
            checker = Choice(config, self.root, None, None, lines=False).on(plain)
            cache = Counting(run_key(checker), Store(self.cache), checker) if cached else None
            try:
                result = runner.lint(checker, discover.find(self.root, config, ()), How(jobs, cache))
            finally:
                if cache is not None:
                    cache.close()
                    self.hits += cache.count
        except ExecplanError as error:
            return str(error)
        return json.render(result) + repr(result)

    def _plan(self) -> str:
        day = self.now + dt.timedelta(minutes=self.random.choice((-3000, -1, 9, 11, 700, 1500)))
        text = conforming(self.random.choice(("codex", "ssot")))
        text = text.replace("## Progress\n", f"## Progress\n\n- [x] ({day:%Y-%m-%d %H:%MZ}) Did it.", 1)
        return f"{text}\n{self.random.choice(LINES)}\n"

    def _pass_time(self, _: str) -> None:
        self.now += dt.timedelta(minutes=self.random.choice((2, 30, 1000, -700)))

    def _link(self, path: str) -> None:
        self._remove(self.root / path)
        (self.root / path).symlink_to(self.root / self.random.choice(FOLDERS) / self.random.choice(NAMES))

    def _write(self, path: str, text: str) -> None:
        self._remove(self.root / path)
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def _remove(self, file: Path) -> None:
        if file.is_dir() and not file.is_symlink():
            shutil.rmtree(file)
        else:
            file.unlink(missing_ok=True)


@pytest.mark.parametrize("seed", range(2))
def test_what_a_run_says_hangs_on_the_files_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr(every, "ALONE", 5_000)
    monkeypatch.setattr(workers, "BATCH", 12_000)
    here = Changing(tmp_path, seed)
    reports = set()
    for step in range(20):
        here.change()
        plain = here.said(1, cached=False)
        assert here.said(1, cached=True) == plain, step
        if step % 6 == 0:
            assert here.said(2, cached=False) == plain, step
        reports.add(plain)
    assert len(reports) > 5
    assert here.hits > 20
