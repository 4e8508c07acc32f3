"""SARIF: by the schema, by what GitHub reads, its limits, and hostile text."""

from __future__ import annotations

import gzip
import json
import os
import random
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from execplan_hooks import __version__, own_reports, rules
from execplan_hooks.model import Diagnostic, Severity
from execplan_hooks.output import sarif
from execplan_hooks.output.rule_descriptors import descriptors
from execplan_hooks.result import Result
from tests.fixtures import conforming, plan_folder
from tests.gating import execplan, planned
from tests.output.logs import checked, run_of, validator

FOUND = Diagnostic(
    "plans/a b.md", "section-order", Severity.NOTICE, "wrong order", 12, 3, 12, 9, "move it", fingerprint="00ff:1"
)


def test_a_finding_with_all_that_code_scanning_reads() -> None:
    run = run_of(Result([FOUND], {"plans/a b.md": "codex"}))
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"], driver["semanticVersion"]) == ("execplan", __version__, __version__)
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["automationDetails"] == {"id": "execplan/lint/"}
    assert run["results"] == [
        {
            "ruleId": "section-order",
            "ruleIndex": rules.DOCUMENT_RULES.index("section-order"),
            "level": "note",
            "message": {"text": "wrong order\nhelp: move it"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": "plans/a%20b.md", "uriBaseId": "%SRCROOT%"},
                        "region": {"startLine": 12, "startColumn": 3, "endLine": 12, "endColumn": 9},
                    }
                }
            ],
            "partialFingerprints": {"execplanFingerprint/v1": "00ff:1", "primaryLocationLineHash": "00ff:1"},
        }
    ]


def test_the_schema_is_strict() -> None:
    log = json.loads(sarif.render(Result([FOUND]), 1))
    log["runs"][0]["results"][0]["levle"] = "note"
    with pytest.raises(jsonschema.ValidationError, match="levle"):
        validator().validate(log)


@pytest.mark.parametrize("gate", [False, True])
def test_all_rules_are_described_at_places_that_do_not_depend_on_what_was_found(gate: bool) -> None:
    ids = rules.CHANGE_RULES if gate else rules.DOCUMENT_RULES
    told: dict[str, object] | None = None
    if gate:
        told = {"mode": "staged", "base": None, "head": "index", "merge_base": None, "branch": None}
        told |= {"changed_paths": 0, "contracts": {}}
    for found in ([], [Diagnostic("a.md", "not-checked", Severity.ERROR, "m")]):
        run = run_of(Result(found, comparison=told))
        described = run["tool"]["driver"]["rules"]
        assert tuple(rule["id"] for rule in described)[: len(ids)] == ids
        assert "not-checked" in [rule["id"] for rule in described]
        for rule in described[: len(ids)]:
            assert rule["helpUri"].endswith(f"/docs/rules.md#{rule['id']}")
            assert rule["help"]["text"] == rules.documentation(rule["id"]).strip()
            assert "\n\n**Why:** " in rule["help"]["markdown"]
            severity = rules.load(rule["id"]).severity
            level = {"off": "error", "notice": "note"}.get(severity.label, severity.label)
            assert rule["defaultConfiguration"]["level"] == level
            assert rule["defaultConfiguration"].get("enabled", True) == (severity is not Severity.OFF)
        assert run["automationDetails"]["id"] == ("execplan/gate/" if gate else "execplan/lint/")


def test_what_is_reported_of_the_check_itself_is_explained_and_a_secret_is_a_security_alert() -> None:
    described: list[Any] = descriptors(rules.RULE_IDS, ())
    own = {rule["id"]: rule["help"]["text"] + "\n" for rule in described[-len(own_reports.DOCUMENTATION) :]}
    assert own == own_reports.DOCUMENTATION
    security = [rule["id"] for rule in described if "security-severity" in rule["properties"]]
    assert security == [rule["id"] for rule in described if "security" in rule["properties"]["tags"]] == ["secrets"]


def test_a_rule_that_nobody_knows_is_described_too() -> None:
    run = run_of(Result([Diagnostic("a.md", "new-kind", Severity.ERROR, "m", 1)]))
    assert run["tool"]["driver"]["rules"][-1]["id"] == "new-kind"


@pytest.mark.parametrize(
    ("place", "text", "region"),
    [
        ((None, None, None, None), "", (1, 1, 1, 1)),
        ((4, None, None, None), "abc", (4, 1, 4, 4)),
        ((4, 2, None, None), "abcdef", (4, 2, 4, 7)),
        ((4, 2, None, 4), "abcdef", (4, 2, 4, 4)),
        ((4, 7, 6, 2), "abcdefgh", (4, 7, 6, 2)),
        ((4, 5, 4, 2), "abcdef", (4, 5, 4, 5)),
        ((4, 20, None, None), "<REDACTED> a secret made it longer", (4, 20, 4, 20)),
    ],
)
def test_every_region_is_full(
    place: tuple[int | None, int | None, int | None, int | None], text: str, region: tuple[int, int, int, int]
) -> None:
    run = run_of(Result([Diagnostic("a.md", "links", Severity.ERROR, "m", *place, text=text)]))
    found = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert tuple(found[key] for key in ("startLine", "startColumn", "endLine", "endColumn")) == region


@pytest.mark.parametrize(
    "path", ["a:b.md", "a%41#?.md", "caf\u00e9/\u65e5.md", "by\udcfftes.md", "a\nb.md", "..x/y.md"]
)
def test_a_path_in_the_repository_is_relative_and_percent_encoded(path: str) -> None:
    run = run_of(Result([Diagnostic(path, "links", Severity.ERROR, "m")]))
    artifact = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact["uriBaseId"] == "%SRCROOT%"
    assert unquote_to_bytes(artifact["uri"]) == os.fsencode(path)


@pytest.mark.parametrize("path", ["/elsewhere/a b.md", "../b.md"])
def test_a_path_outside_is_a_whole_uri(path: str) -> None:
    run = run_of(Result([Diagnostic(path, "links", Severity.ERROR, "m")]))
    artifact = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": Path(os.path.abspath(path)).as_uri()}


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("use {0} and ${VAR}", "use {{0}} and ${{VAR}}"),
        ("see [x](1) and [y\\](http://x.example)", "see [x] (1) and [y\\] (http://x.example)"),
        ("a [bracket] alone", "a [bracket] alone"),
        ("##[error]\x1b[31m\n::error::x", "#\\x23[error]\\x1b[31m\\n::error::x"),
    ],
)
def test_a_message_is_text_and_nothing_else(message: str, text: str) -> None:
    run = run_of(Result([Diagnostic("a.md", "links", Severity.ERROR, message)], problems=[message]))
    assert run["results"][0]["message"]["text"] == text
    assert run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"] == f"cannot check: {text}"


def test_what_could_not_be_done_is_said() -> None:
    run = run_of(Result([FOUND], {"a.md": "codex"}, problems=["x.md: no such file"], notes=["not checked: y"]), 2)
    (invocation,) = run["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    assert [(it["level"], it["message"]["text"]) for it in invocation["toolExecutionNotifications"]] == [
        ("error", "cannot check: x.md: no such file"),
        ("note", "not checked: y"),
        ("note", "checked 1 plan (1 codex): 1 notice, 1 problem"),
    ]
    assert run_of(Result([FOUND]))["invocations"][0]["executionSuccessful"] is True


def test_the_most_severe_findings_are_kept_where_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MAX_RESULTS", 3)
    severities = [Severity.NOTICE, Severity.ERROR, Severity.WARNING, Severity.ERROR, Severity.NOTICE]
    found = [Diagnostic("a.md", "links", severity, f"m{line}", line) for line, severity in enumerate(severities, 1)]
    run = run_of(Result(found))
    assert [result["message"]["text"] for result in run["results"]] == ["m2", "m3", "m4"]
    told = run["invocations"][0]["toolExecutionNotifications"]
    assert told[0] == {
        "level": "warning",
        "message": {"text": "2 findings are left out, the least severe ones: GitHub takes no larger log"},
    }
    assert "2 errors, 1 warning, 2 notices" in told[-1]["message"]["text"]


def test_a_log_is_no_larger_than_an_upload_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MAX_ZIPPED", 100_000)
    chance = random.Random(1)
    found = [
        Diagnostic(f"{line}.md", "links", Severity.ERROR, "".join(chance.choices("abcdefgh0123456789", k=4000)), line)
        for line in range(1, 101)
    ]
    text = sarif.render(Result(found), 1)
    assert len(gzip.compress(text.encode())) <= 100_000
    assert 0 < len(checked(text)["results"]) < 100


def test_a_log_that_is_too_large_without_any_finding_is_written_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []
    compress = gzip.compress

    def counted(data: bytes) -> bytes:
        tries.append(len(data))
        assert len(tries) < 100, "it goes on for ever"
        return compress(data)

    monkeypatch.setattr(sarif, "MAX_ZIPPED", 10)
    monkeypatch.setattr(gzip, "compress", counted)
    run = checked(sarif.render(Result([FOUND, FOUND]), 1))
    told = run["invocations"][0]["toolExecutionNotifications"]
    assert (run["results"], told[0]["message"]["text"][:23]) == ([], "2 findings are left out")


def test_a_huge_message_is_cut() -> None:
    run = run_of(Result([Diagnostic("a.md", "links", Severity.ERROR, "x" * 100_000)]))
    assert len(run["results"][0]["message"]["text"]) == sarif.MAX_MESSAGE


NUMBERS = st.none() | st.integers(1, 10**6)
PATHS = st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1, max_size=20)
FINDINGS = st.builds(
    Diagnostic,
    path=PATHS | st.sampled_from(["/x/y.md", "../z.md", "b\udcff.md"]),
    rule=st.sampled_from([*rules.DOCUMENT_RULES, "not-checked", "suppression"]),
    severity=st.sampled_from([Severity.NOTICE, Severity.WARNING, Severity.ERROR]),
    message=st.text(max_size=30),
    line=NUMBERS,
    column=NUMBERS,
    end_line=NUMBERS,
    end_column=NUMBERS,
    help=st.text(max_size=30),
    absent=st.booleans(),
    text=st.text(max_size=30),
    fingerprint=st.sampled_from(["", "00ff:1", "00ff:2", "odd"]),
)


@given(st.lists(FINDINGS, max_size=6), st.lists(st.text(), max_size=2), st.lists(st.text(), max_size=2))
def test_any_findings_give_a_valid_log(found: list[Diagnostic], problems: list[str], notes: list[str]) -> None:
    assert len(run_of(Result(found, problems=problems, notes=notes))["results"]) == len(found)


def test_lint_and_gate_write_it(tmp_path: Path) -> None:
    broken = conforming("codex").replace("## Decision Log", "## Decided") + "\npassword = 'aB3dE5gH7jK9lM1nP3qR'\n"
    folder = plan_folder(tmp_path / "lint", {"a.md": broken})
    done = execplan(folder, "lint", "--format", "sarif")
    assert done.code == 1
    run = checked(done.out)
    assert {result["ruleId"] for result in run["results"]} >= {"required-sections", "secrets"}
    assert "aB3dE5gH7jK9lM1nP3qR" not in done.out
    repo = planned(tmp_path / "gate")
    repo.delete("infra/prod.tf")
    repo.commit("work", {"docs/b.md": "more\n"})
    done = execplan(repo.path, "gate", "--base", "main", "--format", "sarif")
    assert done.code == 1
    places = [result["locations"][0]["physicalLocation"] for result in checked(done.out)["results"]]
    deleted = next(place for place in places if place["artifactLocation"]["uri"] == "infra/prod.tf")
    assert deleted["region"] == {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1}
