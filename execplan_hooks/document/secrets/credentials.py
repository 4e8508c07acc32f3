"""Which texts look like credentials: a prefilter over whole files, and where a kind's detector fires.

The only importer of detect-secrets. Its plugins are used one match at a time on text that we decoded. Which kinds
there are is `credential_kinds.py`'s business, what is a placeholder or a documented fake `fakes.py`'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module
from typing import Any

from execplan_hooks.document.secrets import key_blocks
from execplan_hooks.document.secrets.credential_kinds import KINDS, Kind
from execplan_hooks.document.secrets.fakes import Place
from execplan_hooks.document.secrets.traces import Traceable
from execplan_hooks.frozen import frozen
from execplan_hooks.lazy import lazy

_REDACTED = "<REDACTED>"
_PIECE = 8  # characters of a secret in a row that no message may show
_MAX_VALUES = 1000
_SPACES = lazy(" {64,}")
# An underscore at the edge of a word: emphasis, which plugins and patterns take for a part of the word.
_BEGINS = r"(?<![\w.+/=-])_{1,3}(?=[^\s_])"
_OPENED = lazy(_BEGINS)
_EMPHASIS = lazy(rf"{_BEGINS}|(?<=[^\s_])_{{1,3}}(?![\w-]|\.\w)")
_EDGES = lazy(r"[\s=:\"]*+(.*?)[\s\"]?", re.DOTALL)


@cache
def _detector(kind: Kind) -> Any:
    # Imported here: it takes a tenth of a second, and most plans hold nothing that looks like a secret.
    module, name = kind.plugin.split(".")
    base = getattr(import_module(f"detect_secrets.plugins.{module}"), name)
    members = {"secret_type": kind.noun, "denylist": kind.compiled or base.denylist}
    return type(name, (base,), members)()


def candidates(lines: Sequence[str], kinds: Sequence[Kind] = KINDS) -> dict[int, list[Kind]]:
    """The rows (0-based) on which a detector could fire, with the kinds to look for, in the kinds' order."""
    text = Traceable(lines)
    found = {trace: at for trace in {kind.trace: None for kind in kinds} if (at := text.rows(trace))}
    rows: dict[int, list[Kind]] = {}
    for kind in kinds if found else ():
        for row in found.get(kind.trace, ()):
            rows.setdefault(row, []).append(kind)
    return rows


def spans(kind: Kind, line: str) -> Iterator[tuple[int, int]]:
    """Where the kind's detector fires in the line, whatever the value is worth: start and end, 0-based."""
    # detect-secrets' assignments are cubic in a run of spaces; a tab is no space to them.
    line = _SPACES.sub(lambda match: "\t" * len(match[0]), line)
    if _OPENED.search(line):
        # As it is read first; then as it stands, for a token may end with an underscore of its own.
        yield from _spans(kind, _EMPHASIS.sub(lambda match: "*" * len(match[0]), line))
    yield from _spans(kind, line)


def _spans(kind: Kind, line: str) -> Iterator[tuple[int, int]]:
    for pattern in kind.compiled or _detector(kind).denylist:
        for match in pattern.finditer(line):
            if not kind.plugin or _fires(_detector(kind), match[0]):
                yield _span(kind, match)


def _fires(detector: Any, text: str) -> bool:
    # One match at a time, for the result has no position, and one bad match must not hide the others. Not
    # `analyze_line`: it asks the process's settings whether to verify over the network, and hashes the value.
    try:
        return any(True for _ in detector.analyze_string(text))  # A GitLab job token's group is empty.
    except RecursionError:  # The claims of a "JSON Web Token" may be 1,000 nested lists.
        return False


def _span(kind: Kind, match: re.Match[str]) -> tuple[int, int]:
    if "secret" in match.re.groupindex:
        return match.span("secret")
    groups = [] if kind.whole else [i for i in range(1, match.re.groups + 1) if match[i]]
    if groups:
        return match.span(groups[0])
    # The Artifactory plugin's match includes the delimiters.
    inner = _EDGES.fullmatch(match[0])
    return (match.start() + inner.start(1), match.start() + inner.end(1)) if inner else match.span()


@frozen
class Secret:
    """A credential that is no placeholder, from `start` of line `row` to `end` of line `last` (all 0-based). It has no
    value of its own, so that no message, log or traceback can show one."""

    kind: Kind
    row: int
    start: int
    last: int
    end: int


def secrets_in(lines: Sequence[str], kinds: Sequence[Kind] = KINDS) -> Iterator[Secret]:
    """The secrets in the lines of a file, in order; of overlapping kinds the first in the table names it."""
    for row, suspected in sorted(candidates(lines, kinds).items(), key=lambda item: item[0]):
        judged = bytearray(len(lines[row]))
        found: list[Secret] = []
        for kind in suspected:
            for start, end in spans(kind, lines[row]):
                if judged.find(1, start, end) >= 0:
                    continue
                judged[start:end] = b"\1" * (end - start)
                if not kind.is_fake(Place(lines, row, start, end)):
                    last = key_blocks.end_of(lines, row, end) if kind.block else (row, end)
                    found.append(Secret(kind, row, start, *last))
        yield from sorted(found, key=lambda secret: secret.start)


def values_in(lines: Sequence[str], secrets: Iterable[Secret]) -> Iterator[str]:
    """What no message may show of the secrets in the lines."""
    for secret in secrets:
        yield from key_blocks.texts(lines, secret.row, secret.start, secret.last, secret.end)


class Redactor:
    """Takes the secrets of a file out of messages that quote it: headings, contract entries, field values.

    They are looked for in `lines`; `known` are values that were found before, see `values_in`.
    """

    def __init__(self, lines: Sequence[str] = (), known: Iterable[str] = ()) -> None:
        values = set(known).union(values_in(lines, secrets_in(lines)) if lines else ())
        # Of a longer one its pieces tell.
        short = sorted((value for value in values if len(value) < _PIECE), key=len, reverse=True)
        self._values = short[:_MAX_VALUES]
        self._pieces = frozenset(
            value[start : start + _PIECE] for value in values for start in range(len(value) - _PIECE + 1)
        )

    def __call__(self, text: str) -> str:
        """`text` with `<REDACTED>` for each secret and for each piece of one, wherever a message cut it."""
        for value in self._values:
            text = text.replace(value, _REDACTED)
        return self._without_pieces(text) if self._pieces else text

    def _without_pieces(self, text: str) -> str:
        """The text without what it has in common with a secret for `_PIECE` characters or more."""
        parts, kept, index = [], 0, 0
        while index <= len(text) - _PIECE:
            if text[index : index + _PIECE] not in self._pieces:
                index += 1
                continue
            end = index + _PIECE
            while text[end - _PIECE + 1 : end + 1] in self._pieces:
                end += 1
            parts += [text[kept:index], _REDACTED]
            kept = index = end
        return "".join([*parts, text[kept:]])
