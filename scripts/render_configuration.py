"""Write what is generated from the configuration's tables: `python scripts/render_configuration.py`.

That is the JSON Schema that is shipped, and the tables of keys between the markers of `docs/configuration.md`.
`--check` only compares.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from execplan_hooks import rules
from execplan_hooks.configuring.schema import FILE, schema, text_of_schema
from execplan_hooks.configuring.values import BRANCH_PATTERN, DIALECT_PATTERN, FILE_PATTERN, GLOB_PATTERN

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "configuration.md"
SHIPPED = ROOT / "execplan_hooks" / FILE
_MARKED = re.compile(r"(<!-- keys: ([a-z-]+) -->\n)(.*?)(<!-- /keys -->\n)", re.DOTALL)
_TOP, _RULES = "top", "rules"
_PATTERNS = {GLOB_PATTERN: "glob", FILE_PATTERN: "path", DIALECT_PATTERN: "name", BRANCH_PATTERN: "name"}


def render(text: str) -> str:
    """The page's text with fresh tables; a marker `keys: NAME` names a definition of the schema."""
    whole = schema()
    return _MARKED.sub(lambda match: match[1] + _rendered(match[2], whole) + match[4], text)


def _rendered(name: str, whole: Mapping[str, Any]) -> str:
    if name == _RULES:
        return _options(whole)
    shape = whole if name == _TOP else whole["definitions"][name]
    needed = shape.get("required", ())
    rows = ["| key | value | meaning | default |", "| --- | --- | --- | --- |"]
    for key, value in shape["properties"].items():
        described = value if "description" in value else whole["definitions"][value["$ref"].rpartition("/")[2]]
        default = "(needed)" if key in needed else _default(value)
        rows.append(f"| `{key}` | {_kind(value, whole)} | {_cell(described['description'])} | {default} |")
    return "\n".join(rows) + "\n"


def _options(whole: Mapping[str, Any]) -> str:
    """The options of all rules."""
    rows = ["| rule | option | value | meaning | default |", "| --- | --- | --- | --- | --- |"]
    for rule in rules.RULE_IDS:
        options = whole["definitions"][f"rule-{rule}"]["anyOf"][1]["properties"]
        for name, value in options.items():
            if name != "severity":
                kind, default = _kind(value, whole), _default(value)
                rows.append(f"| `{rule}` | `{name}` | {kind} | {_cell(value['description'])} | {default} |")
    return "\n".join(rows) + "\n"


def _kind(shape: Mapping[str, Any], whole: Mapping[str, Any]) -> str:
    """What kind of value a shape describes, in words."""
    if "$ref" in shape:
        name = shape["$ref"].rpartition("/")[2]
        return "see below" if "properties" in whole["definitions"][name] else _kind(whole["definitions"][name], whole)
    if "const" in shape:
        return _code(shape["const"])
    if "enum" in shape:
        return ", ".join(_code(word) for word in shape["enum"])
    if "anyOf" in shape:
        single, several = shape["anyOf"]
        return f"{_kind(single, whole)}, or a list of such" if several.get("type") == "array" else _kind(single, whole)
    match shape["type"]:
        case "boolean":
            return "`true` or `false`"
        case "integer":
            least, most = shape["minimum"], shape["maximum"]
            return f"number from {least}" if most >= 1_000_000 else f"number from {least} to {most}"
        case "string":
            return _PATTERNS.get(shape.get("pattern", ""), "text")
        case "array":
            return "list, see below" if "properties" in json.dumps(shape) or "$ref" in json.dumps(shape) else "list"
    return "by name, see below" if "propertyNames" in shape else "mapping"


def _default(shape: Mapping[str, Any]) -> str:
    if "default" not in shape:
        return ""
    default = shape["default"]
    if isinstance(default, list):
        return ", ".join(_code(item) for item in default) or "none"
    return _code(default) if default != "" else "none"


def _code(value: object) -> str:
    return f"`{value if isinstance(value, str) else json.dumps(value)}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main(arguments: list[str]) -> int:
    """Write both, or with `--check` give 1 when one differs from what would be written."""
    page = PAGE.read_text(encoding="utf-8")
    if "--check" in arguments:
        return 0 if page == render(page) and SHIPPED.read_text(encoding="utf-8") == text_of_schema() else 1
    PAGE.write_text(render(page), encoding="utf-8")
    SHIPPED.write_text(text_of_schema(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
