"""How far a private key reaches behind the line that begins it, and which parts of it are the key.

Looks at lines, not at Markdown: what is to be kept out of messages may stand in a fence, a quote, a list, a table, a
string of JSON or the output of `cat -n`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from execplan_hooks.lazy import lazy

_NAME = r"(?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?"
_BEGIN = lazy(rf"BEGIN {_NAME}|PuTTY-User-Key-File-")
_END = lazy(rf"(?:-{{4,5}} ?)?END {_NAME}(?: ?-{{4,5}})?|Private-(?:MAC|Hash): ?[0-9a-f]*")
_HEADER = lazy(
    r"(?:Proc-Type|DEK-Info|Version|Comment|Charset|Hash|MessageID|Encryption|Public-Lines|Private-Lines"
    r"|Key-Derivation|Argon2-[A-Za-z]+): "
)
_RUN = lazy(r"[A-Za-z0-9+/=]{16,}+")
_WHOLE = lazy(r"[A-Za-z0-9+/=]+")
_AROUND = " \t>|+-*\"'`,;\\"
_WORDS = 3  # of a line of a key: a time or a number may stand before it
_AFTER_BLANK = 32  # characters that a line of nothing but a key has, behind an empty line
_WORD = 8
_ROWS = 2000


def end_of(lines: Sequence[str], row: int, end: int) -> tuple[int, int]:
    """Where the key ends whose first line, its mark, ends at `end` of line `row`, all 0-based: behind its END; where
    that is missing, behind the last line in a row that can be one of a key."""
    last = row, end
    is_missing = not any(_END.search(part) for _, part, _ in _parts(lines, row, end))
    after_blank = False
    for index, part, offset in _parts(lines, row, end):
        mark = _END.search(part)
        if mark:
            return index, offset + mark.end()
        if index > row and is_missing:
            if not part.strip(_AROUND):
                after_blank = True
                continue
            if not _can_be_key(part, after_blank):
                break
        runs = list(_RUN.finditer(part))
        if index > row:
            last = index, offset + len(part.rstrip())
        elif runs:
            last = index, offset + runs[-1].end()
        after_blank = False
    return last


def texts(lines: Sequence[str], row: int, start: int, last: int, end: int) -> Iterator[str]:
    """What no message may show of a key between `start` in line `row` and `end` in line `last`, all 0-based."""
    for index in range(row, last + 1):
        part = lines[index][start if index == row else 0 : end if index == last else None]
        if index == row:
            yield part
            continue
        yield from _RUN.findall(part)
        alone = part.strip(_AROUND)
        # A few letters alone may be any word; with this at its end they are the last of a key.
        if _WHOLE.fullmatch(alone) and (len(alone) >= _WORD or alone.endswith("=")):
            yield alone


def _parts(lines: Sequence[str], row: int, end: int) -> Iterator[tuple[int, str, int]]:
    """The rest of a key's first line and the lines behind it, up to where another one begins: each with its row, and
    the column that it begins at."""
    for index in range(row, min(len(lines), row + _ROWS)):
        offset = end if index == row else 0
        other = _BEGIN.search(lines[index], offset)
        yield index, lines[index][offset : other.start() if other else None], offset
        if other:
            return


def _can_be_key(text: str, after_blank: bool) -> bool:
    alone = text.strip(_AROUND)
    if after_blank:
        return len(alone) >= _AFTER_BLANK and _WHOLE.fullmatch(alone) is not None
    if _HEADER.match(alone) or _WHOLE.fullmatch(alone):
        return True
    return len(alone.split(None, _WORDS)) <= _WORDS and _RUN.search(alone) is not None
