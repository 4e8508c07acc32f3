"""The kinds of text that several keys of the configuration have: globs, files, names; each as the loader reads it and
as a pattern of the JSON Schema.

The patterns are written in what regular expressions of ECMA 262, Python and Rust have in common, and say the same as
the readers below except where a test names the difference.
"""

from __future__ import annotations

from execplan_hooks.lazy import lazy
from execplan_hooks.located import Located
from execplan_hooks.model import Severity

MAX_GLOB = 1000
_CONTROLS = lazy(r"[\x00-\x1f\x7f]")
_NAME = lazy(r"[a-z0-9]+(-[a-z0-9]+)*")

_ONE_LINE = r"^(?![\s\S]*[\x00-\x1f\x7f])"
_NO_DOTS = r"(?!\.\.?(/|$))"
GLOB_PATTERN = (
    rf"{_ONE_LINE}(\./)?(?=\s*\S){_NO_DOTS}(\*\*|\*|\*?([^/\\*]\*?)+)(/{_NO_DOTS}(\*\*|\*|\*?([^/\\*]\*?)+))*/?$"
)
FILE_PATTERN = rf"{_ONE_LINE}(\./)?(?=\s*\S)(?=.*\.json$){_NO_DOTS}[^/\\*?]+(/{_NO_DOTS}[^/\\*?]+)*$"
BRANCH_PATTERN = r"^(?![\s\S]*\s)[^-]"
DIALECT_PATTERN = rf"{_ONE_LINE}[a-z0-9]+(-[a-z0-9]+)*$"
DIALECT_WANTED = "the name of a dialect: lower case letters, digits and single hyphens"


def branch(at: Located) -> str:
    """The name of a branch. Raises `ConfigError`, also for what git would take for an option."""
    name = at.string()
    if not name or name.startswith("-") or any(c.isspace() for c in name):
        raise at.error("expected the name of a branch, such as main")
    if not name.isprintable():
        raise at.error("the name of a branch has no character that cannot be printed")
    return name


def globs(at: Located) -> tuple[str, ...]:
    """One glob, or a list of them. Raises `ConfigError`."""
    return (glob(at),) if isinstance(at.value, str) else tuple(glob(item) for item in at.sequence())


def glob(at: Located) -> str:
    """A glob over the paths of the repository, without a leading `./`. Raises `ConfigError`."""
    text = at.string()
    pattern = text.removeprefix("./")
    names = pattern.removesuffix("/").split("/")
    if not pattern.strip() or len(text) > MAX_GLOB:
        raise at.error(f"expected a pattern of 1 to {MAX_GLOB:,} characters, such as docs/exec-plans/active/*.md")
    if _CONTROLS.search(pattern):
        raise at.error("a pattern has no line break and no control character")
    if "\\" in pattern:
        raise at.error("the separator in a pattern is /, not \\")
    if pattern.startswith("/") or ".." in names:
        raise at.error('a pattern is relative to the repository root, without a leading "/" and without ".."')
    if "" in names or "." in names:
        raise at.error('a pattern has no empty name and no "." between its separators')
    if any("**" in name and name != "**" for name in names):
        raise at.error('"**" stands for whole folders, as in docs/**/*.md; within a name write "*"')
    return pattern


def file(at: Located) -> str:
    """The path of a JSON file, relative to the root. Raises `ConfigError`.

    Whatever else a path names is not to be written to, and a change to it is not the keeping of books.
    """
    path = glob(at)
    if "*" in path or "?" in path or not path.endswith(".json"):
        raise at.error("expected the path of one .json file, without wildcards, such as .execplan-baseline.json")
    return path


def dialect_name(at: Located, name: str) -> str:
    """The name of a dialect. Raises `ConfigError` about `at`."""
    if not _NAME.fullmatch(name):
        raise at.error(f"expected {DIALECT_WANTED}")
    return name


def severity(at: Located, labels: tuple[str, ...]) -> Severity:
    """One of the severities `labels`. Raises `ConfigError`; for `false`, which older YAML makes of `off`, too."""
    if at.value is False and "off" in labels:
        raise at.error(f'expected one of {", ".join(labels)}, found the boolean false; did you mean "off"?')
    return Severity.parse(at.string(labels, "severity"))
