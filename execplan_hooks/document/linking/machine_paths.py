"""Absolute paths that exist on one machine only: home folders, Windows drives, mounted volumes, network shares.

Paths that many machines have (`/etc/hosts`, `/tmp/x`, `C:\\Windows`), homes of CI and container users and names in
which something is left to fill in are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from execplan_hooks.document.traces import lines_with
from execplan_hooks.frozen import frozen
from execplan_hooks.lazy import lazy


@frozen
class MachinePath:
    """An absolute path as it stands in a line, from offset `start`; `root` is the home, drive or share that it is
    below, in one spelling for all paths of it, and `where` says what that is (`in the home of "ana"`)."""

    text: str
    start: int
    root: str
    where: str


# A path begins where no word, path, URL, variable or tag goes on. What the words may be made of is ASCII: Chinese and
# Japanese text stands directly before a path.
_BEGIN = (
    r"(?:\bfile://(?:localhost)?/?(?=/|[A-Za-z]:)|(?<![A-Za-z0-9_.:~$}>/\\@*%+-])|(?<=\s-[A-Z])|(?<=[a-z]:)(?=/Users/))"
)
_NAME = r"[A-Za-z0-9_.\u00c0-\uffff-]+"
_REST = r"""[^\s`'"<>|*?()\[\]{},;，。；、）」』】]*+"""
_PATH = lazy(
    rf"{_BEGIN}(?:"
    rf"(?P<home>/(?:var/)?home|/Users)/(?P<user>{_NAME})(?P<in_home>/{_REST})?"
    rf"|(?P<root>/root)/(?P<in_root>{_REST})"
    rf"|(?P<volume>/Volumes/{_NAME})/{_REST}"
    rf"|(?:(?P<drive>[A-Za-z]):(?P<slash>[\\/]+)|/(?:mnt|cygdrive)/(?P<mount>[a-z])/|/(?P<msys>[a-z])/(?=Users/))"
    rf"(?P<in_drive>{_REST})"
    rf"|\\\\(?P<server>[A-Za-z][A-Za-z0-9.$-]++)\\(?P<folder>[A-Za-z][\w$-]++)(?:\\{_REST})?"
    r")"
)

_SHARED_USERS = frozenset(
    # of CI runners and services, of images, of every machine of a kind
    """
    runner runneradmin circleci distiller travis jenkins buildkite-agent vsts_azpcontainer gitlab-runner codespace
    gitpod coder
    node app appuser vscode nonroot www-data jovyan vagrant ubuntu debian ec2-user azureuser opc core git airflow
    builder container sandbox linuxbrew postgres deno bun pwuser rust oai
    shared public default guest containeradministrator
    """.split()  # noqa: SIM905  one word for each user
)
_TO_FILL_IN = lazy(
    r"(?:your|my|some)?[-_. ]?(?:user|account|login|home)?[-_. ]?name|you|whoami|x+|\W*|[A-Z]+_[A-Z_]+|path"
)
_EVERYWHERE = frozenset(
    "windows winnt program programdata progra~1 tools temp tmp path hostedtoolcache msys64 mingw64 cygwin64".split()  # noqa: SIM905
)
"""First folders below a drive that many Windows machines have; `program` is `Program Files` up to its space."""
_REQUEST = lazy(r"\b(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) $")


# One of these is in each of them. In front of a drive's letter stands no other letter or digit, but for options
# (`-IC:/x`) and URLs of files.
_TRACES = (
    re.compile("/(?:home|Users|root|Volumes|mnt|cygdrive)/"),
    re.compile(r":[\\/](?:(?<![A-Za-z0-9][A-Za-z]:.)|(?<=\s-[A-Z][A-Za-z]:.)|(?<=localhost[A-Za-z]:.))"),
    re.compile(r"\\\\"),
)


def suspects(text: str) -> list[int]:
    """The numbers of the lines that may have a machine path in them, in order, the first is 1; no other line has."""
    return lines_with(text, *_TRACES)


def machine_paths(line: str) -> Iterator[MachinePath]:
    """The machine paths of a line, from the left."""
    for match in _PATH.finditer(line):
        found = _judged(match)
        if found is not None:
            yield found


def _judged(match: re.Match[str]) -> MachinePath | None:
    root, where = "", ""
    if match["home"]:
        if _is_home(match):
            root, where = f"{match['home']}/{match['user']}", f'in the home of "{match["user"]}"'
    elif match["root"]:
        # The settings of programs that run as root in a container are where anybody's are.
        if match["in_root"] and match["in_root"][0] not in ".$":
            root, where = "/root", 'in the home of "root"'
    elif match["volume"]:
        root, where = match["volume"], "on a volume of one machine"
    elif match["server"]:
        root, where = rf"\\{match['server']}\{match['folder']}", "on a share of one network"
    else:
        root, where = _on_drive(match)
    text = match[0].rstrip(".:!…")
    return MachinePath(text, match.start(), root.rstrip("."), where) if root else None


def _is_home(match: re.Match[str]) -> bool:
    user, inside = match["user"], (match["in_home"] or "").strip("/.:")
    if not _is_person(user):
        return False
    # A service has its own user, and its files in that user's dot folder: every machine that runs it has them.
    if (match["in_home"] or "").split("/")[1:2] == [f".{user}"]:
        return False
    # A web application has pages below "/home", and SCIM has "GET /Users/42".
    return bool(inside) and not _REQUEST.search(match.string, max(0, match.start() - 8), match.start())


def _on_drive(match: re.Match[str]) -> tuple[str, str]:
    """The root and what it is; empty where the path is one that many machines have."""
    names = re.split(r"[\\/]+", match["in_drive"])
    first = names[0].rstrip(".:").lower()
    if not first[:1].isalnum() or first in _EVERYWHERE:
        return "", ""
    # "v:/data" is a volume of one letter, "p://x" a URL.
    if (
        (match["slash"] or "").startswith("/")
        and first != "users"
        and (match["drive"].islower() or match["slash"] != "/")
    ):
        return "", ""
    letter = (match["drive"] or match["mount"] or match["msys"]).upper()
    if first != "users":
        return rf"{letter}:\{names[0]}", f"on drive {letter} of one machine"
    user = names[1].rstrip(".:") if len(names) > 1 else ""
    return (rf"{letter}:\Users\{user}", f'in the home of "{user}"') if _is_person(user) else ("", "")


def _is_person(user: str) -> bool:
    return user.lower() not in _SHARED_USERS and not _TO_FILL_IN.fullmatch(user)
