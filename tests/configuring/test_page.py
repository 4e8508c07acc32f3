"""docs/configuration.md: its tables are those of the schema, and its examples print what it says."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from tests.documented.pages import ROOT, samples
from tests.fixtures import conforming
from tests.gating import execplan

PAGE = "docs/configuration.md"
FIRST = next(sample for sample in samples() if sample.page == PAGE and "overrides:" in sample.text)


def test_the_tables_and_the_shipped_schema_are_up_to_date() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "render_configuration.py"))
    assert script["main"](["--check"]) == 0, "run python scripts/render_configuration.py"


def test_every_part_of_the_schema_has_its_table() -> None:
    from execplan_hooks.configuring.schema import schema

    shown = set(re.findall(r"<!-- keys: ([a-z-]+) -->", (ROOT / PAGE).read_text(encoding="utf-8")))
    parts = {name for name, shape in schema()["definitions"].items() if "properties" in shape}
    assert shown == {"top", "rules", *parts}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    plan = tmp_path / "plans/archive/x.md"
    plan.parent.mkdir(parents=True)
    plan.write_text(conforming("codex"), encoding="utf-8")
    (tmp_path / ".execplan.yaml").write_text(FIRST.text + "\n", encoding="utf-8")
    return tmp_path


def test_what_the_page_shows_of_a_plan_is_what_is_printed(folder: Path) -> None:
    (shown,) = (sample for sample in samples() if sample.page == PAGE and sample.language == "text")
    done = execplan(folder, "config", "plans/archive/x.md")
    assert done.out.startswith(shown.text + "\n")


@pytest.mark.parametrize(("text", "code"), [(FIRST.text, 0), (FIRST.text.replace("rules:", "rule:", 1), 1)])
def test_another_program_checks_the_file_against_the_printed_schema(folder: Path, text: str, code: int) -> None:
    (folder / ".execplan.yaml").write_text(text, encoding="utf-8")
    (folder / ".execplan.schema.json").write_text(execplan(folder, "config", "--schema").out, encoding="utf-8")
    check = Path(sys.executable).with_name("check-jsonschema")
    command: list[str | Path] = [check, "--schemafile", ".execplan.schema.json", ".execplan.yaml"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout
