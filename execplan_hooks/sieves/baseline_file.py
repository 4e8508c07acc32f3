"""The baseline on disk: which findings were there when it was written.

    {
      "version": 1,
      "findings": [
        {"path": "plans/a.md", "rule": "links", "fingerprint": "0123456789abcdef"},
        {"path": "plans/a.md", "rule": "secrets", "fingerprint": "fedcba9876543210", "count": 2}
      ]
    }

One entry a line, sorted, so that differences are small and merges rarely meet. It holds hashes, no line numbers and no
text of a plan.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from execplan_hooks.escape import plain
from execplan_hooks.model import ExecplanError
from execplan_hooks.output import targets
from execplan_hooks.repository.disk import is_inside

VERSION = 1
MAX_BYTES = 20_000_000
"""About 130,000 entries."""

Subjects = Counter[tuple[str, str]]
"""How often a rule reports a subject, as (rule, subject)."""

Entries = dict[str, Subjects]
"""By the path of a plan, how often a rule reports a subject, as (rule, subject)."""

_KEYS = ({"path", "rule", "fingerprint"}, {"path", "rule", "fingerprint", "count"})
_SUBJECT = re.compile(r"[0-9a-f]{16}")
_CONFLICT = re.compile(rb"^(?:<{7}|={7}|>{7}|\|{7})(?: |\r?$)", re.MULTILINE)
_FIXED = ("plan.md", "execplan.md", "exec-plan.md")
_ANEW = "restore it from git, or write it anew with `execplan baseline --update`"


def shown(file: Path) -> str:
    """A file's name for a message: from the current folder, where it lies below."""
    relative = os.path.relpath(file)
    return plain(str(file) if relative.startswith("..") else relative)


class BaselineError(ExecplanError):
    """A baseline that cannot be used: `file: what is wrong; what to do`."""

    def __init__(self, file: Path, message: str, help_text: str = _ANEW) -> None:
        super().__init__(f"{shown(file)}: {message}; {help_text}")


def check_place(file: Path, root: Path) -> None:
    """Raises `BaselineError` for what can be no baseline of the repository at `root`: a folder, a pipe, a link out of
    it. A file elsewhere that somebody names is one."""
    if not os.path.lexists(file):
        return
    if file.is_symlink() and not Path(os.path.realpath(file)).is_relative_to(os.path.realpath(root)):
        raise BaselineError(
            file, "the baseline is a link that leads out of the repository", "put a regular file in its place"
        )
    try:
        mode = file.stat().st_mode
    except OSError as error:
        raise BaselineError(file, f"the baseline cannot be read ({error.strerror})", "make it readable") from None
    if not stat.S_ISREG(mode):
        what = "a folder" if stat.S_ISDIR(mode) else "no regular file"
        raise BaselineError(file, f"the baseline is {what}", "put a regular file in its place, or name another one")


def read(file: Path, root: Path) -> Entries:
    """The entries of a baseline. Raises `BaselineError`."""
    check_place(file, root)
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise BaselineError(file, f"the baseline cannot be read ({error.strerror})", "make it readable") from None
    return entries_of(data, file)


def entries_of(data: bytes, file: Path) -> Entries:
    """The entries of a baseline's content; `file` is how errors call it. Raises `BaselineError`."""
    if len(data) > MAX_BYTES:
        raise BaselineError(file, f"the baseline has more than {MAX_BYTES:,} bytes")
    try:
        top = json.loads(data, object_pairs_hook=_members, parse_constant=_refuse)
    except (ValueError, RecursionError):
        if _CONFLICT.search(data):
            raise BaselineError(
                file,
                "the baseline has conflict markers of a merge",
                "resolve the conflict: entries of both sides may stay, each once",
            ) from None
        raise BaselineError(file, "the baseline is not JSON, or names a key twice") from None
    if not isinstance(top, dict) or "version" not in top:
        raise BaselineError(file, "this is no baseline: it has no version")
    if top["version"] != VERSION or isinstance(top["version"], bool):
        raise BaselineError(file, f"the baseline has a version that is not known here (expected {VERSION})")
    if set(top) != {"version", "findings"} or not isinstance(top["findings"], list):
        raise BaselineError(file, "the baseline has to have the keys version and findings, a list, and no others")
    return _entries(file, top["findings"])


def _entries(file: Path, listed: list[object]) -> Entries:
    found: Entries = {}
    for number, entry in enumerate(listed, start=1):
        if not isinstance(entry, dict) or set(entry) not in _KEYS:
            raise BaselineError(file, f"entry {number} has to have path, rule and fingerprint, and at most a count")
        path, rule, subject, count = entry["path"], entry["rule"], entry["fingerprint"], entry.get("count", 1)
        if not isinstance(path, str) or not is_inside(path):
            raise BaselineError(file, f"entry {number} has a path that is none of a file in the repository")
        if not isinstance(rule, str) or not isinstance(subject, str) or not _SUBJECT.fullmatch(subject):
            raise BaselineError(file, f"entry {number} has a rule or a fingerprint that is none")
        if not isinstance(count, int) or isinstance(count, bool) or not 0 < count < 10**6:
            raise BaselineError(file, f"entry {number} has a count that is no number of findings")
        here = found.setdefault(path, Counter())
        if (rule, subject) in here:
            raise BaselineError(
                file, f"entry {number} stands there a second time", "remove one of the two, as after a merge"
            )
        here[rule, subject] = count
    return found


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a key stands twice")
    return members


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is no JSON")


def text(entries: Mapping[str, Counter[tuple[str, str]]]) -> str:
    """The content of a baseline; the same for the same entries."""
    lines = []
    for path, here in sorted(entries.items()):
        for (rule, subject), count in sorted(here.items()):
            entry: dict[str, object] = {"path": path, "rule": rule, "fingerprint": subject}
            lines.append("    " + json.dumps(entry | ({"count": count} if count > 1 else {})))
    findings = "[\n" + ",\n".join(lines) + "\n  ]" if lines else "[]"
    return f'{{\n  "version": {VERSION},\n  "findings": {findings}\n}}\n'


def write(file: Path, root: Path, entries: Entries) -> None:
    """Replace the baseline as a whole. Raises `ExecplanError`."""
    check_place(file, root)
    targets.write(str(file), text(entries))


def number(entries: Mapping[str, Counter[tuple[str, str]]]) -> int:
    """How many findings there are in all."""
    return sum(sum(here.values()) for here in entries.values())


def name_of(path: str) -> tuple[str, ...]:
    """What a plan keeps when it is moved: its file name; where all plans are called the same, its folder's as well."""
    parts = PurePosixPath(path).parts
    return parts[-2:] if parts[-1].lower() in _FIXED else parts[-1:]


def gone_by_name(entries: Iterable[str], root: Path) -> dict[tuple[str, ...], str]:
    """The paths of a baseline that are not there any more, by `name_of`; none of a name that several of them have."""
    gone: dict[tuple[str, ...], list[str]] = {}
    for path in entries:
        if not os.path.lexists(root / path):
            gone.setdefault(name_of(path), []).append(path)
    return {name: paths[0] for name, paths in gone.items() if len(paths) == 1}
