"""Words of the languages that the targets read, for the mutator to put in."""

from __future__ import annotations

MARKDOWN = (
    *("# ", "## ", "### ", "###### ", "- ", "* ", "1. ", "- [ ] ", "- [x] ", "- [X] ", "> ", "    ", "\t", "```", "````md", "~~~", "---"),
    *("<!--", "-->", "<!-- x -->", "<details>", "</details>", "<summary>", "<br>", "<a href='", "<https://a.dev/x>", "`", "``", "**", "__"),
    *("[x](y.md)", "[x]: y", "](", "![", "[[x]]", "| a | b |", "|---|---|", "| x |", "\\", "&amp;", "&#0;", "===", "***", "%YAML 1.2"),
    *("\r", "\r\n", "\ufeff", "\u2028", "\x85", "\x0b", "\x0c", "\u00a0", "\u0301", "\u202e", "\u200b", "\u0130", "\U0001f600", "\ud7ff", "\x1b[31m"),
    *("::error::x", "##[error]x", "%0A", "\x7f", "\u3000", "\uff1a", "\u3002"),
)
PLAN = (
    *("# ExecPlan: x", "# PLAN: x", "# Execution Session Plan: x", "## Purpose / Big Picture", "## Progress", "## Decision Log"),
    *("## Surprises & Discoveries", "## Outcomes & Retrospective", "## Validation and Acceptance", "## Concrete Steps", "## Plan of Work"),
    *("## Interfaces and Dependencies", "## Constraints & Safety", "### Allowed Scope", "### Forbidden Operations", "## Milestones"),
    *("### Milestone 1: x", "### Include (Allowed to Modify)", "### Exclude (Must Not Modify)", "## 10. Progress Checkpoints", "## Handoff"),
    *("## Risks & Mitigations", "## Quality Gates", "### In scope", "### Out of scope / non-goals", "## Status", "## See Also", "## References"),
    *("Decision: x", "**Decision:** x", "Rationale: y", "Date/Author: 2025-01-01, z", "Observation: x", "Evidence: `x`", "Status: IN_PROGRESS"),
    *("Status: DONE", "Next Action: x", "Branch: `x`", "Timestamp: 2025-01-01T09:00:00Z", "Owned files:", "Do not touch:", "Checkpoint Record:"),
    *("- **Block ID:** `B03`", "- **Execution Branch:** `x`", "Verification:", "Expected: x", "- Command: `make x`", "Priority: P1", "决策：", "進捗"),
    *("2025-01-01T09:00:00Z", "2025-01-01 09:00Z", "2025-13-99", "(2025-01-01)", "09:00 AM", "2025-01-01T24:00:00+99:99", "Jan 1, 2025"),
    *("TODO", "TBD", "<name>", "{{x}}", "YYYY-MM-DD", "...", "None.", "n/a", "unless approved", "except `a`", "(new)", "must not", "because"),
    *("`src/a.py`", "`src/**`", "`src/{a,b}.py`", "`../x`", "`/abs`", "`!x`", "`*`", "`src/...`", "src/a.py:12", "`a b/c`", "/home/user/x"),
    *("C:\\Users\\x", "~/x", "file:///x", "https://a.dev/x", "www.a.dev", "mailto:a@b.c", "password: q9ZtLm4xR7", "AKIAIOSFODNN7EXAMPLF"),
    *("-----BEGIN RSA PRIVATE KEY-----", "ghp_0123456789abcdefghijABCDEFGHIJ012345", "eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.abc"),
    *("execplan: allow links -- x", "<!-- execplan: allow-file progress -- x -->", "<!-- execplan: allow placeholders -- y -->", "execplan: off"),
    *("---\ndialect: codex\n---", "---\nstatus: done\nprofile: x\n---", "dialect: ssot", "updated: 2025-01-01", "created: 2025-01-02", "branch: x"),
)
YAML = (
    *("version: 1", "plans:", "dialects:", "rules:", "exclude:", "overrides:", "extends: codex", "template: x.md", "fail-on: warning"),
    *("- {files: '*.md', dialect: x}", "files: plans/**", "state: done", "sections:", "fields:", "entries:", "labels:", "aliases:", "required: true"),
    *("severity: off", "options:", "progress: error", "secrets: {allow: [x]}", "ours:", "recognise: {headings: [A, B], at-least: 1}", "acceptance:"),
    *("scope:", "revision:", "naming:", "baseline: x.json", "default-branch: main", "require-contract: true", "integration-branches: [x]"),
    *("&a", "*a", "<<: *a", "!!str", "!x", "? x", "|", ">", "|-", "'", '"', "[", "]", "{", "}", ": ", "- ", "  ", "# x", "---", "...", "\\U00110000"),
    *("%YAML 9.9", "%TAG ! x", "null", "~", "true", "1e9", "0x10", "12345678901234567890", "\t", "\ud7ff", "\x85", "\ufeff", "\U0001f600", "a: b: c"),
    *("locks:", "owner: a", "scope:", "paths:", "- src/**", "acquired_at: 2025-11-19T10:30:00Z", "expires_at: 2025-11-19T11:30:00Z", "ttl_seconds: 3600"),
    *("generated_at: 2025-11-19T10:30:00Z", "notes: x", "- 'src/{a,b}/*'", "- '**/*'", "- a b", "- /x", "- ../x", "- '*a*a*a*a*b'", "- '@x'"),
)
TOML = (
    *("[tool.execplan]", "[[tool.execplan.plans]]", "[tool.execplan.rules.progress]", "[tool.execplan-hooks]", "version = 1", "files = 'x'"),
    *("a.b.c = 1", "[[a]]", "[a]", "'''", '"""', "{a = 1}", "[1, 2]", "= 1", "1979-05-27T07:32:00Z", "inf", "nan", "0x1f", '"\\u0000"', "#"),
)
JSON = (
    *('{"version": 1, "findings": []}', '"version"', '"findings"', '"path": "plans/a.md"', '"rule": "links"', '"fingerprint": "0123456789abcdef"'),
    *('"count": 2', "{", "}", "[", "]", ",", ":", "null", "true", "NaN", "-Infinity", "1e999", "-0", '"\\ud800"', '"\\u0000"', '"../x"', '"/x"'),
    *("<<<<<<< HEAD", "=======", ">>>>>>> x", '{"path": "a.md", "rule": "links", "fingerprint": "0123456789abcdef", "count": 2},'),
)
WORDS = {
    "lint": (*MARKDOWN, *PLAN),
    "config": (*YAML, *TOML),
    "baseline": JSON,
    "locks": YAML,
    "contract": (*MARKDOWN, *PLAN),
    "revision": (*MARKDOWN, *PLAN),
}
"""By target."""
