"""Where a run begins: inputs of each target from the fixtures, the documentation and what was found before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from fuzz.extremes import SPECIAL
from fuzz.plans import SPLIT

ROOT = Path(__file__).parent.parent
FOUND = ROOT / "fixtures" / "hostile"
"""What was found, in a folder for each target."""

_FENCE = re.compile(r"^```(yaml|toml|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(?=## )", re.MULTILINE)
_SMALL = 3000
_DIALECTS = ("codex", "ssot", "ssot-minimal", "session", "quality-gates", "wbs")

BASELINE = """{
  "version": 1,
  "findings": [
    {"path": "plans/a.md", "rule": "links", "fingerprint": "0123456789abcdef"},
    {"path": "plans/a.md", "rule": "secrets", "fingerprint": "fedcba9876543210", "count": 2}
  ]
}
"""
LOCKS = """version: 1
generated_at: 2025-11-19T10:30:00Z
ttl_seconds: 3600
locks:
  - owner: frontend-agent-01
    scope:
      paths:
        - "src/components/**"
        - src/{a,b}/*.py
    acquired_at: 2025-11-19T10:30:00Z
    expires_at: 2025-11-19T11:30:00Z
    notes: "Editing UI components"
  - owner: "@other"
    scope: {paths: [src/a, docs/]}
    acquired_at: 2025-11-19T10:30:00+01:00
"""


def seeds(target: str) -> list[bytes]:
    """The inputs that a run of a target begins with, those that were found before among them."""
    made = {
        "lint": _plans,
        "config": _configurations,
        "baseline": lambda: iter((BASELINE.encode(), b'{"version": 1, "findings": []}')),
        "locks": lambda: iter((LOCKS.encode(), LOCKS.replace("\n", "\r\n").encode())),
        "contract": _contracts,
        "revision": _revisions,
    }[target]()
    return list(dict.fromkeys((*made, *(file.read_bytes() for file in found(target)))))


def found(target: str) -> list[Path]:
    """The inputs that broke a target once, in order."""
    return sorted(file for file in (FOUND / target).glob("*") if file.is_file())


def _texts() -> Iterator[str]:
    for file in sorted((ROOT / "fixtures").rglob("*.md")):
        if FOUND not in file.parents and "docs" not in file.parts:
            yield file.read_text(encoding="utf-8")


def _plans() -> Iterator[bytes]:
    """Whole small plans, and pieces of all of them with a front matter that names the dialect."""
    for number, text in enumerate(_texts()):
        if len(text) < _SMALL:
            yield text.encode()
        dialect = _DIALECTS[number % len(_DIALECTS)]
        for part in _HEADING.split(text)[1:]:
            if len(part) < _SMALL // 2:
                yield f"---\ndialect: {dialect}\n---\n\n# ExecPlan: x\n\n{part}".encode()
    for build in SPECIAL.values():
        yield b"---\ndialect: codex\n---\n\n# Plan\n\n## Progress\n\n" + build(300).encode()


def _configurations() -> Iterator[bytes]:
    for file in sorted((ROOT / "fixtures").rglob("config.yaml")):
        yield file.read_bytes()
    for page in sorted((ROOT / "docs").rglob("*.md")):
        for _, text in _FENCE.findall(page.read_text(encoding="utf-8")):
            yield text.encode()


def _contracts() -> Iterator[bytes]:
    wanted = re.compile(r"scope|include|exclude|files|touch|modify", re.IGNORECASE)
    for text in _texts():
        for part in re.split(r"^(?=###? )", text, flags=re.MULTILINE)[1:]:
            if wanted.search(part) and len(part) < _SMALL // 2:
                yield part.encode()


def _revisions() -> Iterator[bytes]:
    parts = [f"# ExecPlan: x\n\n{part}".encode() for text in _texts() for part in _HEADING.split(text)[1:]]
    small = sorted({part for part in parts if len(part) < _SMALL // 4})
    for before, after in pairwise(small):
        yield before + SPLIT + after
        yield before + SPLIT + before.replace(b"[ ]", b"[x]")
