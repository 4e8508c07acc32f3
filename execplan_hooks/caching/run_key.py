"""What verdicts depend on besides the file and what lies around it: this program, the configuration, the rules."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator, Mapping, Set
from dataclasses import fields, is_dataclass
from importlib import metadata
from pathlib import Path

import execplan_hooks
from execplan_hooks.checking import Checker
from execplan_hooks.document import source
from execplan_hooks.located import Located

_LIBRARIES = ("detect-secrets", "mistletoe", "ruamel.yaml")


def run_key(checker: Checker, root: Path) -> bytes:
    """A digest of 32 bytes: two runs with the same one say the same of the same file among the same files."""
    digest = hashlib.blake2b(digest_size=32)
    for part in _parts(checker, root):
        data = part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:%s" % (len(data), data))
    return digest.digest()


def _parts(checker: Checker, root: Path) -> Iterator[str]:
    yield execplan_hooks.__version__
    yield sys.version
    yield from map(_version, _LIBRARIES)
    # A version that is being worked on changes without a number of its own.
    yield from _code(os.path.dirname(execplan_hooks.__file__))
    yield canonical(checker.config)
    for dialect in checker.config.dialects.values():
        yield _template(dialect, root)
    yield canonical((tuple(checker.rule_ids), tuple(sorted(checker.asked)), checker.tree is None))
    yield canonical([(type(sieve).__name__, sieve.label) for sieve in checker.sieves])


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:  # it is there, or nothing would run; its number is not
        return ""


def _code(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        listed = sorted(entries, key=lambda entry: entry.name)
    for entry in listed:
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _code(entry.path)
        else:
            state = entry.stat()
            yield f"{entry.name} {state.st_size} {state.st_mtime_ns}"


def _template(dialect: Located, root: Path) -> str:
    """The template that a dialect of the configuration is derived from; empty where there is none to be read."""
    where = dialect.value.get("template") if isinstance(dialect.value, dict) else None
    try:
        return source.read_bytes(root / where).hex() if isinstance(where, str) else ""
    except (OSError, ValueError, source.UnreadableError):
        return ""


def canonical(value: object) -> str:
    """A text that is the same for equal values of a configuration, in each process, and another one for others."""
    if isinstance(value, Located):
        return f"Located({value.file!r}, {value.path!r}, {canonical(value.value)})"
    if is_dataclass(value) and not isinstance(value, type):
        return f"{type(value).__name__}({', '.join(canonical(getattr(value, field.name)) for field in fields(value))})"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{canonical(key)}: {canonical(item)}' for key, item in value.items())}}}"
    if isinstance(value, Set):
        return f"set({', '.join(sorted(map(canonical, value)))})"
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(canonical, value))}]"
    return f"{type(value).__name__}:{value!r}"
