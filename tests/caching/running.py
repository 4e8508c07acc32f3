"""A repository of plans that is linted again and again with a cache: shared by the tests of the cache."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.fixtures import conforming, plan_folder
from tests.gating import execplan

GOOD = conforming("codex")
NOW = "2026-11-01T12:00:00Z"
COUNT = 10


@dataclass
class Repository:
    """`COUNT` plans and their cache; `root` is the repository, `cache` the folder outside of it."""

    root: Path
    cache: Path
    environ: Mapping[str, str] = field(default_factory=dict)

    def lint(self, *options: str, now: str = NOW, cached: bool = True) -> str:
        """What a run says as JSON; that it says the same without a cache is checked as well."""
        place = ("--cache-dir", str(self.cache))
        found = execplan(self.root, "lint", "--format", "json", "--now", now, *place, *options)
        anew = execplan(self.root, "lint", "--format", "json", "--now", now, "--no-cache", *options)
        assert cached is False or (found.code, found.out, found.err) == (anew.code, anew.out, anew.err)
        return found.out

    def said(self, *options: str, now: str = NOW) -> list[str]:
        """The messages of a run, each behind the file that it is about."""
        found = json.loads(self.lint(*options, now=now))["diagnostics"]
        return [f"{one['path']}: {one['message']}" for one in found]

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    @property
    def file(self) -> Path:
        return self.cache / "lint-1.sqlite"

    def entries(self) -> int:
        with sqlite3.connect(self.file) as database:
            (count,) = database.execute("SELECT count(*) FROM entry").fetchone()
        database.close()
        assert isinstance(count, int)
        return count


def plans(tmp_path: Path, texts: Mapping[str, str] | None = None) -> Repository:
    """A repository with `COUNT` conforming plans, the files of `texts` among or in place of them."""
    files = {f"p{number}.md": GOOD.replace("# ", f"# {number}: ", 1) for number in range(COUNT)}
    return Repository(plan_folder(tmp_path / "repo", {**files, **(texts or {})}), tmp_path / "cache")
