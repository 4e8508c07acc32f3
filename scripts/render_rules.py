"""Write what the documentation says of the rules, from their docstrings: `python scripts/render_rules.py`.

`docs/rules.md` is written whole, README's table between its two markers. `--check` only compares.
"""

from __future__ import annotations

import sys
from pathlib import Path

from execplan_hooks import own_reports, rules

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "rules.md"
README = ROOT / "README.md"
_START, _END = "<!-- rules -->\n", "<!-- /rules -->"
_INTRODUCTION = """\
# Rules

Written by `python scripts/render_rules.py` from the rules' own documentation; `execplan explain RULE` prints the same.

A rule's id is also the name of its hook (`execplan-RULE`) and its key under `rules:` in the configuration. The
severity given here is the default; a dialect may set another, and the configuration has the last word
(`error`, `warning`, `notice`, `off`). Findings that weigh less than their rule, such as a recommended section among
required ones, keep their lower severity.
"""


def render() -> str:
    """The whole page."""
    parts = [_INTRODUCTION]
    for rule_id in rules.RULE_IDS:
        kind = "document rule (`execplan lint`)" if rule_id in rules.DOCUMENT_RULES else "change rule (`execplan gate`)"
        parts.append(f"## {rule_id}\n\n{kind}, default `{rules.load(rule_id).severity.label}`\n")
        parts.append(_body(rules.documentation(rule_id)))
    for own_id, text in own_reports.DOCUMENTATION.items():
        parts.append(f"## {own_id}\n\nno rule: what is reported of the check itself\n")
        parts.append(_body(text))
    return "\n".join(parts)


def _body(text: str) -> str:
    """Docstring paragraphs as Markdown: `Why: …` gets a bold label, indented examples a fence."""
    paragraphs = []
    for paragraph in text.strip().split("\n\n"):
        if paragraph.startswith("    "):
            code = "\n".join(line.removeprefix("    ") for line in paragraph.splitlines())
            paragraphs.append(f"```text\n{code}\n```")
            continue
        label, colon, rest = paragraph.partition(":")
        if colon and label in _LABELS:
            paragraphs.append(f"**{label}:**{rest}")
        else:
            paragraphs.append(paragraph)
    return "\n\n".join(paragraphs) + "\n"


_LABELS = ("What it does", "Why", "Bad", "Good", "Options", "Fix", "On real plans")


def render_readme(text: str) -> str:
    """README's text with a fresh table of rules."""
    before, _, rest = text.partition(_START)
    _, _, after = rest.partition(_END)
    rows = ["| rule | command | default | what it checks |", "| --- | --- | --- | --- |"]
    for rule_id in rules.RULE_IDS:
        command = "lint" if rule_id in rules.DOCUMENT_RULES else "gate"
        summary = rules.documentation(rule_id).splitlines()[0]
        rows.append(f"| `{rule_id}` | {command} | {rules.load(rule_id).severity.label} | {summary} |")
    return before + _START + "\n".join(rows) + "\n" + _END + after


def main(arguments: list[str]) -> int:
    """Write both, or with `--check` give 1 when one differs from what would be written."""
    readme = README.read_text(encoding="utf-8")
    if "--check" in arguments:
        return 0 if PAGE.read_text(encoding="utf-8") == render() and readme == render_readme(readme) else 1
    PAGE.write_text(render(), encoding="utf-8")
    README.write_text(render_readme(readme), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
