"""What docs/fixing.md shows works as it says."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

from execplan_hooks import staging
from execplan_hooks.fixing import fixer
from execplan_hooks.yaml_reader import load_yaml
from tests.documented.pages import ROOT, samples
from tests.fixtures import conforming, plan_folder
from tests.gating import execplan

PAGE = "docs/fixing.md"
BLOCKS = {sample.language: sample.text for sample in samples() if sample.page == PAGE}


def test_the_commands_show_a_fix_and_apply_it(tmp_path: Path) -> None:
    folder = plan_folder(tmp_path / "repo", {"a.md": conforming("codex").replace("## Progress", "## Progres")})
    first, second = (shlex.split(line)[1:] for line in BLOCKS["sh"].splitlines())
    assert "+## Progress\n" in execplan(folder, *first).out
    assert execplan(folder, *second).code == 0
    assert (folder / "plans/a.md").read_text(encoding="utf-8") == conforming("codex")


def test_the_hook_takes_its_arguments(tmp_path: Path) -> None:
    top: Any = load_yaml(BLOCKS["yaml"], PAGE).value
    arguments = top["repos"][0]["hooks"][0]["args"]
    folder = plan_folder(tmp_path / "repo", {"a.md": conforming("codex").replace("## Progress", "## Progres")})
    assert execplan(folder, "lint", *arguments, "plans/a.md").code == 0


def test_its_figures_are_those_of_the_code() -> None:
    text = (ROOT / PAGE).read_text(encoding="utf-8")
    assert f"checked again {fixer.MAX_TRIES} times at most" in text
    assert f"`{staging.PREFIX}*{staging.SUFFIX}`" in text
