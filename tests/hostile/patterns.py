"""Every regular expression that the package compiles, and how each is used.

`python -m tests.hostile.patterns` imports all of the package, reads each dialect, checks a part of the fixtures and
says as JSON what was compiled on the way: [pattern, flags, is bytes, module]. It needs a process of its own, for
what is imported before cannot be seen.
"""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import execplan_hooks

ROOT = Path(__file__).parent.parent.parent
ANYWHERE = ("search", "finditer", "sub", "subn", "split", "findall")
WHOLE = ("match", "fullmatch")
BUILT = {
    "execplan_hooks.globs": ("fullmatch",),
    "execplan_hooks.document.naming": ("fullmatch",),
    "execplan_hooks.document.sections": ("match",),
    "execplan_hooks.toml_reader": ("match",),
}
"""How patterns are used that a module makes of other text, in a function."""
HANDED_ON = {
    "execplan_hooks.document.placeholders.unfilled._TYPE": ("fullmatch",),
    "execplan_hooks.document.placeholders.unfilled._COMPONENT": ("fullmatch",),
}
"""How patterns are used that are called by another name."""
_TRANSPARENT = ("/re/__init__.py", "/functools.py")


@dataclass(frozen=True)
class Used:
    """A pattern with the methods that it is asked by; `names` are those of the modules that have it."""

    pattern: str
    flags: int
    module: str
    names: tuple[str, ...]
    methods: frozenset[str]


def modules() -> Iterator[ModuleType]:
    """All modules of the package."""
    for found in pkgutil.walk_packages(execplan_hooks.__path__, "execplan_hooks."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def used() -> list[Used]:
    """Every pattern over text that the package compiles."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.hostile.patterns"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    named = _named()
    found = []
    for pattern, flags, is_bytes, module in json.loads(told):
        if is_bytes:
            continue
        names = named.get(pattern, ())
        methods: set[str] = set()
        for name in names:
            methods |= set(HANDED_ON.get(name, ())) or _methods().get(name, set(ANYWHERE + WHOLE))
        if not names:
            methods = set(BUILT.get(module, ANYWHERE + WHOLE))
        found.append(Used(pattern, flags, module, tuple(names), frozenset(methods)))
    return found


def _named() -> dict[str, list[str]]:
    """The names `module.NAME` of patterns by their text."""
    named: dict[str, list[str]] = {}
    for module in modules():
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                named.setdefault(value.pattern, []).append(f"{module.__name__}.{name}")
    return named


@cache
def _methods() -> dict[str, set[str]]:
    """By `module.NAME`, which methods are called on it; everything where it is handed on."""
    found: dict[str, set[str]] = {}
    for module in modules():
        if module.__file__ is None:
            continue
        tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
        called = {id(node.value): node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                name = node.id
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                name = node.attr
            else:
                continue
            for owner in _owners(module, node, name):
                method = called.get(id(node), "")
                if method in ("pattern", "groups", "groupindex", "flags"):
                    continue
                methods = {method} if method in ANYWHERE + WHOLE else set(ANYWHERE + WHOLE)
                found.setdefault(owner, set()).update(methods)
    return found


def _owners(module: ModuleType, node: ast.expr, name: str) -> Iterator[str]:
    """The names of the pattern that an expression stands for."""
    holder: object = module
    if isinstance(node, ast.Attribute):
        holder = getattr(module, node.value.id, None) if isinstance(node.value, ast.Name) else None
    value = getattr(holder, name, None)
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield from _named_cached().get(value.pattern, ())


@cache
def _named_cached() -> dict[str, list[str]]:
    return _named()


def _record() -> list[list[object]]:
    """What is compiled on behalf of the package while everything is imported, read and checked once."""
    compiler: Any = importlib.import_module("re._compiler")  # which has no type stubs
    compiled: dict[tuple[object, int], str] = {}
    original = compiler.compile

    def compile_seen(pattern: object, flags: int = 0) -> object:
        frame = sys._getframe(1)
        while frame.f_back and frame.f_code.co_filename.endswith(_TRANSPARENT):
            frame = frame.f_back
        if isinstance(pattern, (str, bytes)):
            compiled.setdefault((pattern, int(flags)), frame.f_globals.get("__name__", ""))
        return original(pattern, flags)

    compiler.compile = compile_seen
    for _ in modules():
        pass
    from execplan_hooks.document.dialect.catalogue import Catalogue
    from execplan_hooks.document.secrets.credential_kinds import KINDS
    from execplan_hooks.document.secrets.credentials import spans
    from tests.fixtures import DIALECTS, conforming, golden_cases, golden_output, lint

    catalogue = Catalogue()
    for dialect in catalogue.names:
        catalogue.get(dialect)
    for kind in KINDS:
        list(spans(kind, ""))
    for dialect in DIALECTS:
        lint(conforming(dialect), dialect)
    for case in golden_cases()[::8]:
        golden_output(case)
    return [
        [pattern if isinstance(pattern, str) else "", flags, isinstance(pattern, bytes), module]
        for (pattern, flags), module in compiled.items()
        if module.partition(".")[0] == "execplan_hooks"
    ]


if __name__ == "__main__":
    # Not on stdout as it goes: checking may print.
    print(json.dumps(_record()))
