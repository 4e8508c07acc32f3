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

import os
import re
import stat
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from execplan_hooks.config_files import FILES
from execplan_hooks.escape import plain
from execplan_hooks.lazy import lazy
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
_SUBJECT = lazy(r"[0-9a-f]{16}")
_CONFLICT = re.compile(rb"^(?:<{7}|={7}|>{7}|\|{7})(?: |\r?$)", re.MULTILINE)
_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?\s*+(?:\{|<{7} )")
_FIXED = ("plan.md", "execplan.md", "exec-plan.md")
_LIFE = frozenset(
    (
        "todo",
        "draft",
        "drafts",
        "active",
        "in-progress",
        "blocked",
        "completed",
        "done",
        "archive",
        "archived",
        "abandoned",
    )
)
_ANEW = "restore it from git, else `execplan baseline --update` writes it anew with all that is found now"
_OTHER = "name another file for the baseline"


def shown(file: Path) -> str:
    """A file's name for a message, which it may begin: from the current folder, where it lies below."""
    relative = os.path.relpath(file)
    name = plain(str(file) if relative.startswith("..") else relative)
    return f"./{name}" if name.lstrip().startswith("::") else name  # no command to GitHub's runner


class BaselineError(ExecplanError):
    """A baseline that cannot be used: `file: what is wrong; what to do`."""

    def __init__(self, file: Path, message: str, help_text: str = _ANEW) -> None:
        super().__init__(f"{shown(file)}: {message}; {help_text}")


class NoBaselineError(BaselineError):
    """A file that never was a baseline: it must not be replaced by one."""

    def __init__(self, file: Path, message: str, help_text: str = _OTHER) -> None:
        super().__init__(file, message, help_text)


def check_place(file: Path, root: Path) -> None:
    """Raises `NoBaselineError` for what can be no baseline of the repository at `root`: a folder, a pipe, a link out of
    it, a Markdown file, a configuration, what git keeps. A file elsewhere that somebody names is one."""
    real = PurePosixPath(Path(os.path.realpath(file)).as_posix())
    if any(part.lower() == ".git" for part in real.parts):
        raise NoBaselineError(file, "what lies in the folder .git is no baseline")
    if real.suffix.lower() in (".md", ".markdown"):
        raise NoBaselineError(file, "a Markdown file is no baseline")
    if real.name.lower() in FILES:
        raise NoBaselineError(file, "the configuration is no baseline")
    if not os.path.lexists(file):
        return
    if file.is_symlink() and not Path(os.path.realpath(file)).is_relative_to(os.path.realpath(root)):
        raise NoBaselineError(
            file, "the baseline is a link that leads out of the repository", "put a regular file in its place"
        )
    try:
        mode = file.stat().st_mode
    except OSError as error:
        raise NoBaselineError(file, f"the baseline cannot be read ({error.strerror})", "make it readable") from None
    if not stat.S_ISREG(mode):
        what = "a folder" if stat.S_ISDIR(mode) else "no regular file"
        raise NoBaselineError(file, f"the baseline is {what}", "put a regular file in its place, or name another one")


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
    """The entries of a baseline's content; `file` is how errors call it. Raises `BaselineError`, and `NoBaselineError`
    for what never was one."""
    if len(data) > MAX_BYTES:
        raise _error(data, file, f"the baseline has more than {MAX_BYTES:,} bytes")
    import json  # most repositories have no baseline

    try:
        top = json.loads(data, object_pairs_hook=_members, parse_constant=_refuse)
    except (ValueError, RecursionError):
        if _CONFLICT.search(data) and _was_baseline(data):
            raise BaselineError(
                file,
                "the baseline has conflict markers of a merge",
                "resolve the conflict: entries of both sides may stay, each once",
            ) from None
        raise _error(data, file, "the baseline is not JSON, or names a key twice") from None
    if not isinstance(top, dict) or not {"version", "findings"} <= set(top):
        raise NoBaselineError(file, "this is no baseline: it has not the keys version and findings")
    if top["version"] != VERSION or isinstance(top["version"], bool):
        raise BaselineError(file, f"the baseline has a version that is not known here (expected {VERSION})")
    if len(top) > 2 or not isinstance(top["findings"], list):
        raise BaselineError(file, "the baseline has to have the keys version and findings, a list, and no others")
    return _entries(file, top["findings"])


def _error(data: bytes, file: Path, message: str) -> BaselineError:
    return BaselineError(file, message) if _was_baseline(data) else NoBaselineError(file, message)


def _was_baseline(data: bytes) -> bool:
    """Whether what cannot be read was a baseline once, as far as its text tells; nothing is lost with an empty one."""
    return not data.strip() or (_BEGINS.match(data) is not None and b'"version"' in data and b'"findings"' in data)


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
    import json

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
    relative = os.path.relpath(file)
    targets.write(str(file) if relative.startswith("..") else relative, text(entries), "baseline")


def number(entries: Mapping[str, Counter[tuple[str, str]]]) -> int:
    """How many findings there are in all."""
    return sum(sum(here.values()) for here in entries.values())


def name_of(path: str) -> tuple[str, ...]:
    """What a plan keeps when it is moved: its file name; where all plans are called the same, its folder's as well."""
    parts = PurePosixPath(path).parts
    return parts[-2:] if parts[-1].lower() in _FIXED else parts[-1:]


def is_step_of_life(old: str, new: str) -> bool:
    """Whether two paths differ only in folders that say how a plan stands, as `active/x.md` and `completed/x.md`."""
    olds, news = (PurePosixPath(path).parts for path in (old, new))
    differing = [pair for pair in zip(olds, news, strict=False) if pair[0] != pair[1]]
    return len(olds) == len(news) and all(_LIFE.issuperset(map(str.lower, pair)) for pair in differing)


def gone_by_name(entries: Iterable[str], root: Path) -> dict[tuple[str, ...], str]:
    """The paths of a baseline that are not there any more, by `name_of`; none of a name that several of them have."""
    gone: dict[tuple[str, ...], list[str]] = {}
    for path in entries:
        if not os.path.lexists(root / path):
            gone.setdefault(name_of(path), []).append(path)
    return {name: paths[0] for name, paths in gone.items() if len(paths) == 1}
