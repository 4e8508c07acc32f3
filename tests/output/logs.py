"""SARIF logs in tests: valid by the published schema and by what GitHub asks for beyond it, or a failing assertion."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from execplan_hooks.output import sarif
from execplan_hooks.result import Result

SCHEMA = Path(__file__).parent / "sarif-schema-2.1.0.json"
_URI = re.compile(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+")


@cache
def validator() -> Any:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8-sig"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def run_of(result: Result, code: int = 1) -> dict[str, Any]:
    """The one run of a result's log, which is checked."""
    return checked(sarif.render(result, code))


def checked(text: str) -> dict[str, Any]:
    """The one run of a log. Asserts that the log is valid, and that GitHub can read it."""
    assert text.isascii()
    assert "##[" not in text
    assert [line for line in text.split("\n") if line.lstrip().startswith("::")] == []
    log = json.loads(text)
    validator().validate(log)
    assert empty(log, "") == []
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        assert len(rule["name"]) <= 255
        assert rule["name"].lower() != rule["id"].lower()
        assert max(len(rule[key]["text"]) for key in ("shortDescription", "fullDescription")) <= 1024
        assert rule["help"]["text"]
        assert len(rule["properties"]["tags"]) <= 10
    names = set()
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        (location,) = result["locations"]
        place = location["physicalLocation"]
        uri = place["artifactLocation"]["uri"]
        assert _URI.fullmatch(uri.removeprefix("file://")), uri
        assert ("uriBaseId" in place["artifactLocation"]) != uri.startswith("file:///")
        region = place["region"]
        assert set(region) == {"startLine", "startColumn", "endLine", "endColumn"}
        assert (region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"])
        names.add((uri, result["partialFingerprints"]["execplanFingerprint/v1"]))
        assert re.search(r"(?<!\{)(\{\{)*\{\d", result["message"]["text"]) is None
        assert "](" not in result["message"]["text"]
    assert len(names) == len(run["results"])
    return dict(run)


def empty(value: object, place: str) -> list[str]:
    """The places of empty texts and nulls: GitHub takes neither for a property that it wants."""
    if isinstance(value, dict):
        return [it for key, item in value.items() for it in empty(item, f"{place}/{key}")]
    if isinstance(value, list):
        return [it for number, item in enumerate(value) for it in empty(item, f"{place}/{number}")]
    return [place] if value in ("", None) else []
