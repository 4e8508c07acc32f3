"""Ratios, verdicts and tables from figures that are made up; a missing peer; the whole bench on a few plans."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path

import pytest

from bench import gate, lines, report
from bench.__main__ import main
from bench.measuring import Line, Measured, Taken
from bench.memory import Peak
from bench.peers import PEERS, Missing, Peer, Source, installed
from bench.results import Results
from bench.targets import TARGETS, growth, judged


def _measured(name: str, wall: float, **more: int) -> Measured:
    return Measured(Line(name, (), **more), [Taken(wall, wall / 2)])  # type: ignore[arg-type]


def _results() -> Results:
    results = Results({"machine": "Linux, 2 cores"})
    results.sections["many"] = [
        _measured(lines.COLD, 3.0),
        _measured("rumdl", 0.75),
        _measured("markdownlint-cli2", 10.0),
        Measured(Line("detect-secrets-hook", ()), failure="it ended with exit code 2: no | memory"),
    ]
    results.sections["gate"] = [_measured(gate.GATE, 0.375), _measured(gate.LEAST, 0.25)]
    results.memory[lines.COLD] = Peak(201_000_000, 300_000_000, 90_000_000)
    results.left_out.append("pymarkdown: there is no network")
    return results


def test_targets_are_judged_by_ratios_of_medians() -> None:
    verdicts = {it.target.name: (it.value, it.word) for it in judged(_results())}
    assert verdicts["many plans, cold / rumdl"] == (4.0, "met")
    assert verdicts["many plans, cold / markdownlint-cli2"] == (0.3, "missed")
    assert verdicts["many plans, cold / detect-secrets-hook"] == (None, "not measured")
    assert verdicts["many plans, warm / rumdl"] == (None, "not measured")
    assert verdicts["gate / its git commands and bare python"] == (1.5, "met")
    assert verdicts["many plans, cold: memory"] == (201.0, "missed")
    assert len(verdicts) == len(TARGETS)


def test_growth_is_cpu_time_of_each_plan_and_byte_without_the_start() -> None:
    results = _results()
    results.sections["plans"] = [
        _measured(lines.START, 1.0),
        *(_measured(f"{factor} x plans", 1.0 + cost, files=10 * factor) for factor, cost in ((1, 2), (4, 8), (16, 64))),
    ]
    assert growth(results, "plans") == {1: 1.0, 4: 1.0, 16: 2.0}
    assert growth(results, "size") == {}


def test_a_crash_and_what_is_left_out_are_named_in_all_reports() -> None:
    results = _results()
    for text in (report.as_text(results), report.as_markdown(results)):
        assert "it ended with exit code 2: no | memory" in text
        assert "pymarkdown: there is no network" in text
        assert "failed" in text
    assert results.failures == ["detect-secrets-hook: it ended with exit code 2: no | memory"]
    assert json.loads(report.as_json(results))["left_out"] == results.left_out


def test_tables_are_put_between_the_markers_of_a_page_or_into_a_file_of_their_own(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# Title\n\n{report.BEGIN}\nold\n{report.END}\n\nmore\n", encoding="utf-8")
    for _ in range(2):
        report.put_into(page, "new\n")
        assert page.read_text(encoding="utf-8") == f"# Title\n\n{report.BEGIN}\n\nnew\n\n{report.END}\n\nmore\n"
    report.put_into(tmp_path / "other.md", "new\n")
    assert (tmp_path / "other.md").read_text(encoding="utf-8") == "new\n"


def test_the_page_has_the_markers() -> None:
    text = (Path(__file__).parents[2] / "docs" / "performance.md").read_text(encoding="utf-8")
    assert (text.count(report.BEGIN), text.count(report.END)) == (1, 1)


def _heard(text: str) -> None:
    assert text.startswith(("installing", "making", "execplan", "its", "python", "grep", "rumdl", "git", "markdown"))


def test_a_peer_that_cannot_be_had_is_reported_with_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (npm,) = (peer for peer in PEERS if peer.source is Source.NPM)
    nothing = Peer("nothing", Source.SYSTEM, "no-such-tool", "", "", ("--version",), ())
    ready, missing = installed(tmp_path / "peers", tmp_path / "caches", _heard, (npm, nothing))
    assert ready == []
    assert missing == [
        Missing("markdownlint-cli2", "there is no npm on PATH"),
        Missing("nothing", "there is no no-such-tool on PATH"),
    ]


def test_a_peer_that_fails_to_install_is_reported_with_what_its_installer_says(tmp_path: Path) -> None:
    python = tmp_path / "peers" / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\necho 'ERROR: no matching distribution' >&2\nexit 1\n", encoding="utf-8")
    python.chmod(0o755)
    peer = dataclasses.replace(PEERS[1], package="no-such-package")
    _, missing = installed(tmp_path / "peers", tmp_path / "caches", _heard, (peer,))
    assert missing == [Missing("rumdl", "`python -m` failed: ERROR: no matching distribution")]


@pytest.mark.parametrize("old", ["#!/bin/sh\necho rumdl 0.0.1\n", "broken off"])
def test_a_peer_of_another_version_is_installed_again(old: str, tmp_path: Path) -> None:
    folder = tmp_path / "peers" / "venv" / "bin"
    folder.mkdir(parents=True)
    said = f"echo rumdl {PEERS[1].version}"
    pip = f"#!/bin/sh\nprintf '#!/bin/sh\\n{said}\\n' > '{folder}/rumdl'\n"
    for name, script in (("rumdl", old), ("python", pip)):
        (folder / name).write_text(script, encoding="utf-8")
        (folder / name).chmod(0o755)
    ready, missing = installed(tmp_path / "peers", tmp_path / "caches", _heard, (PEERS[1],))
    assert missing == []
    assert [one.version for one in ready] == [f"rumdl {PEERS[1].version}"]


def test_the_bench_measures_a_few_plans(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bench.running.installed", lambda *_: ([], [Missing("rumdl", "there is no network")]))
    figures = tmp_path / "figures.json"
    code = main(["--files", "16", "--runs", "1", "--only", "many", "--only", "memory", "--json", str(figures)])
    found = json.loads(figures.read_text(encoding="utf-8"))
    assert code == 0
    assert "rumdl: there is no network" in capsys.readouterr().out
    (cold,) = (line for line in found["sections"]["many"] if line["name"] == lines.COLD)
    assert (cold["files"], cold["failure"]) == (16, "")
    assert cold["cpu"] > 0
    assert found["memory"][lines.COLD]["pss"] > 10_000_000


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--execplan", "nowhere/execplan"), "no console script"),
        (("--execplan", sys.executable), "ended with exit code"),
        (("FOLDER",), r"holds no *.md file"),
    ],
)
def test_what_cannot_be_measured_is_said(
    arguments: tuple[str, ...],
    message: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bench.running.installed", lambda *_: ([], []))
    given = [str(tmp_path) if word == "FOLDER" else word for word in arguments]
    assert main([*given, "--files", "2"]) == 2
    assert message in capsys.readouterr().err
