"""Plans far larger than any real one: no rule searches quadratically."""

from __future__ import annotations

import time

import pytest

from tests.fixtures import lint

PLAN = """# Plan

## Purpose / Big Picture

x

## Progress

{progress}

## Surprises & Discoveries

x

## Decision Log

{log}

## Outcomes & Retrospective

x

{rest}"""

DAYS = [f"{1900 + number // 336}-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}" for number in range(20_000)]
LARGE = {
    "a log in order": {"log": "".join(f"- {day}: x\n" for day in DAYS)},
    "a log against the order": {"log": "".join(f"- {day}: x\n" for day in reversed(DAYS))},
    "dates in fields": {"log": "- Decision: x\n  Date/Author: 2025-01-01\n" * 10_000},
    "links": {"progress": "- see https://a.dev/x\n" * 15_000},
    "links with labels": {"progress": "- Source: https://a.dev/x\n" * 15_000},
    "scope lists": {"progress": "Owned files:\n\n- `src/a`\n\n" * 12_000},
    "scope entries": {"progress": "Owned files:\n\n" + "- `src/a`, `src/b`\n" * 15_000},
    "the same section": {"rest": "## Progress\n\nx\n\n" * 15_000},
    "unknown sections": {"rest": "".join(f"## Section {number}\n\nx: y\n\n" for number in range(15_000))},
    "near misses": {"rest": "".join(f"## Decislon Lag{number}\n" for number in range(15_000))},
    "deeper headings": {"rest": "".join("#" * (2 + number % 5) + f" S{number}\n" for number in range(30_000))},
    "fences with headings": {"progress": "```\n## Progress\n```\n" * 12_000},
    "keywords": {"progress": 'password: "your-password-here"\n' * 12_000},
}


@pytest.mark.parametrize("kind", LARGE)
def test_large_plan(kind: str) -> None:
    text = PLAN.format(**{"progress": "x", "log": "x", "rest": ""} | LARGE[kind])
    start = time.process_time()
    lint(text)
    assert time.process_time() - start < 5
